package dataactions.handler.upstream;

import dataactions.definition.ErrorCode;

/**
 * No request could be sent, or no token was given: a fault of the catalogue. The message quotes nothing of the
 * upstream's.
 */
final class UpstreamFailure extends RuntimeException {
    private final ErrorCode code;

    UpstreamFailure(ErrorCode code, String message) {
        super(message, null, false, false);
        this.code = code;
    }

    ErrorCode code() {
        return code;
    }
}
