package dataactions.sandbox.cloudformation.state;

/** The states of one resource, named as CloudFormation names them. */
public enum ResourceStatus {
    CREATE_IN_PROGRESS,
    CREATE_COMPLETE,
    CREATE_FAILED,
    UPDATE_IN_PROGRESS,
    UPDATE_COMPLETE,
    UPDATE_FAILED,
    DELETE_IN_PROGRESS,
    DELETE_COMPLETE,
    DELETE_FAILED,
    DELETE_SKIPPED;

    /** Whether the last step succeeded, so that the resource has its saved properties. */
    public boolean settled() {
        return this == CREATE_COMPLETE || this == UPDATE_COMPLETE;
    }
}
