package dataactions.definition.template;

import dataactions.definition.envelope.ErrorCode;

/**
 * A value cannot be used in its place in the request, because it has no safe form there. If the value is an input, the
 * code is {@link ErrorCode#INVALID_INPUT}. If it is a step's result, the code is {@link ErrorCode#MAPPING_FAILED}. The
 * message never quotes the value.
 */
public final class UnrenderableException extends RuntimeException {
    private final ErrorCode code;

    public UnrenderableException(ErrorCode code, String message) {
        super(message, null, false, false);
        this.code = code;
    }

    /** The code. It shows whether the value came from the caller or from the upstream. */
    public ErrorCode code() {
        return code;
    }
}
