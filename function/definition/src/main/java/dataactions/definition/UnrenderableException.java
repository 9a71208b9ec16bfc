package dataactions.definition;

/**
 * A value has no safe form where the request wants it: an input's, to the caller an {@link ErrorCode#INVALID_INPUT}, or
 * that of a step's result, a {@link ErrorCode#MAPPING_FAILED}. The message never quotes the value.
 */
public final class UnrenderableException extends RuntimeException {
    private final ErrorCode code;

    UnrenderableException(ErrorCode code, String message) {
        super(message, null, false, false);
        this.code = code;
    }

    /** Whose fault it is. */
    public ErrorCode code() {
        return code;
    }
}
