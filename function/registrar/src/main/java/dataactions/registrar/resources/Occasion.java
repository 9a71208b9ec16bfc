package dataactions.registrar.resources;

/**
 * On what occasion something of the stack's is deleted. CloudFormation's Delete does not tell; the stack's status does.
 * Source: CloudFormation user guide, "Stack status codes".
 */
public enum Occasion {
    /** The whole stack is deleted. */
    DESTROY,
    /** A deployment failed and what it had made is taken back. */
    ROLLBACK,
    /** A deployment has succeeded, and what it replaced or left out is cleaned up. */
    RETIREMENT,
    /** An event that died left it behind: found by its mark, unknown to CloudFormation. */
    STRAY,
    /** The stack's status could not be had, or is another one. */
    UNKNOWN;

    /** @param stackStatus as CloudFormation writes it; any other text is {@link #UNKNOWN} */
    public static Occasion of(String stackStatus) {
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
