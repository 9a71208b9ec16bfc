package dataactions.handler.upstream;

import dataactions.definition.envelope.ErrorCode;

/**
 * A fault of the catalogue: no request could be sent, or no token was received. The message quotes nothing that the
 * upstream sent.
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
