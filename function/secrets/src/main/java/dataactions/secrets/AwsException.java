package dataactions.secrets;

/** A call to AWS failed. The message names service, operation and AWS's error code, and never contains a secret. */
public final class AwsException extends RuntimeException {
    private final boolean retriable;
    private final boolean absent;

    public AwsException(String message, boolean retriable, Throwable cause) {
        this(message, retriable, false, cause);
    }

    /** @param absent whether the requested object does not exist */
    public AwsException(String message, boolean retriable, boolean absent, Throwable cause) {
        super(message, cause);
        this.retriable = retriable;
        this.absent = absent;
    }

    /** Whether the requested object does not exist (AWS's ResourceNotFoundException). */
    public boolean isAbsent() {
        return absent;
    }

    /** Whether the same call may succeed a moment later (throttling, 5xx, no connection). */
    public boolean retriable() {
        return retriable;
    }

    /** Whether a failure is an {@link AwsException} that {@linkplain #retriable() may pass}. */
    public static boolean isRetriable(RuntimeException failure) {
        return failure instanceof AwsException aws && aws.retriable();
    }
}
