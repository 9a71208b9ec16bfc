package dataactions.sandbox.cloudformation.state;

/** The states of the stack, named as CloudFormation names them. */
public enum StackStatus {
    CREATE_IN_PROGRESS,
    CREATE_COMPLETE,
    /** Rollback was off. What was made stays. */
    CREATE_FAILED,
    ROLLBACK_IN_PROGRESS,
    ROLLBACK_COMPLETE,
    ROLLBACK_FAILED,
    UPDATE_IN_PROGRESS,
    UPDATE_COMPLETE_CLEANUP_IN_PROGRESS,
    UPDATE_COMPLETE,
    /** Rollback was off. What was changed stays. */
    UPDATE_FAILED,
    UPDATE_ROLLBACK_IN_PROGRESS,
    UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS,
    UPDATE_ROLLBACK_COMPLETE,
    UPDATE_ROLLBACK_FAILED,
    DELETE_IN_PROGRESS,
    DELETE_COMPLETE,
    DELETE_FAILED;

    /** Whether no step is running and no clean-up is left, so that an update can start. */
    public boolean settled() {
        return this == CREATE_COMPLETE || this == UPDATE_COMPLETE || this == UPDATE_ROLLBACK_COMPLETE;
    }

    /** Whether a failed step was left as it is. Only an update without rollback, or a deletion, can go on. */
    public boolean paused() {
        return this == CREATE_FAILED || this == UPDATE_FAILED;
    }

    /** Whether a deletion is running or has failed. CloudFormation refuses an update then. */
    public boolean deleting() {
        return this == DELETE_IN_PROGRESS || this == DELETE_FAILED;
    }

    /** Whether no resource is left, so that the next deployment creates the stack. */
    public boolean gone() {
        return this == DELETE_COMPLETE || this == ROLLBACK_COMPLETE;
    }
}
