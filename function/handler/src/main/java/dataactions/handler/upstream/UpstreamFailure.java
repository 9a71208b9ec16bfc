package dataactions.handler.upstream;

import dataactions.definition.ErrorCode;

/** Why no request could be sent, or no token had: one of the catalogue's faults, in our own words. */
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
