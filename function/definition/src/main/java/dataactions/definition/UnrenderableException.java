package dataactions.definition;

/**
 * A value has no safe form in the place that the request has for it. For an input the code is {@link
 * ErrorCode#INVALID_INPUT}, for a step's result {@link ErrorCode#MAPPING_FAILED}. The message never quotes the value.
 */
public final class UnrenderableException extends RuntimeException {
    private final ErrorCode code;

    UnrenderableException(ErrorCode code, String message) {
        super(message, null, false, false);
        this.code = code;
    }

    /** Tells whether the caller or the upstream gave the value. */
    public ErrorCode code() {
        return code;
    }
}
