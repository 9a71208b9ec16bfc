package dataactions.sandbox.cloudformation;

/** What a failed step of a deployment leads to. */
public enum OnFailure {
    /** Undo everything: the default. */
    ROLL_BACK,
    /** Leave everything as it is: {@code --no-rollback}, and express mode. */
    PAUSE
}
