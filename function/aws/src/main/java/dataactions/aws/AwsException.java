package dataactions.aws;

import java.util.Optional;

/** A call to AWS failed. The message names service, operation and AWS's error code, and never contains a secret. */
public final class AwsException extends RuntimeException {
    private final boolean retriable;
    private final boolean absent;
    /** Not part of the message, because it may quote values. */
    private final Refusal refusal;

    /**
     * An answer of AWS that is not 2xx.
     *
     * @param code AWS's error code, such as {@code ConditionalCheckFailedException}
     * @param body the answer's body; may contain values, so it must not get into a log or a message
     */
    public record Refusal(String code, byte[] body) {
        @Override
        public String toString() {
            return "Refusal[" + code + "]";
        }
    }

    public AwsException(String message, boolean retriable, Throwable cause) {
        this(message, retriable, false, cause);
    }

    /** @param absent whether the requested object does not exist */
    public AwsException(String message, boolean retriable, boolean absent, Throwable cause) {
        this(message, retriable, absent, null, cause);
    }

    AwsException(String message, boolean retriable, boolean absent, Refusal refusal, Throwable cause) {
        super(message, cause);
        this.retriable = retriable;
        this.absent = absent;
        this.refusal = refusal;
    }

    /** The answer of AWS; empty if there was none. */
    public Optional<Refusal> refusal() {
        return Optional.ofNullable(refusal);
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
