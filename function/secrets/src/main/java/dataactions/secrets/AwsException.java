package dataactions.secrets;

/** A call to AWS that did not answer as it should. The message names service, operation and AWS's error code, never a secret. */
public final class AwsException extends RuntimeException {
    private final boolean retriable;

    public AwsException(String message, boolean retriable, Throwable cause) {
        super(message, cause);
        this.retriable = retriable;
    }

    /** Whether the same call may succeed a moment later (throttling, 5xx, no connection). */
    public boolean retriable() {
        return retriable;
    }
}
