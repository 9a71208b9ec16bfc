package dataactions.registrar.resources.deletion;

/**
 * Why an object of the stack is deleted. CloudFormation's Delete event does not say it; the stack's status does. Source:
 * CloudFormation user guide, "Stack status codes".
 */
public enum DeletionCause {
    /** The whole stack is deleted. */
    DESTROY,
    /** A deployment failed, and CloudFormation deletes what it created. */
    ROLLBACK,
    /**
     * A deployment succeeded, and CloudFormation deletes the objects that were replaced or that the template no longer
     * contains.
     */
    RETIREMENT,
    /** The object has our tag, but CloudFormation does not know it, because the event that created it died. */
    STRAY,
    /** The stack's status could not be read, or is another one. */
    UNKNOWN;

    /** @param stackStatus as CloudFormation writes it; any other text is {@link #UNKNOWN} */
    public static DeletionCause of(String stackStatus) {
        return switch (stackStatus) {
            case "DELETE_IN_PROGRESS", "DELETE_FAILED" -> DESTROY;
            case "ROLLBACK_IN_PROGRESS",
                    "ROLLBACK_FAILED",
                    "UPDATE_ROLLBACK_IN_PROGRESS",
                    "UPDATE_ROLLBACK_FAILED",
                    "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS" -> ROLLBACK;
            case "UPDATE_IN_PROGRESS", "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS" -> RETIREMENT;
            default -> UNKNOWN;
        };
    }
}
