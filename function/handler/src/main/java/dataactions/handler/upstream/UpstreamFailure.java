package dataactions.handler.upstream;

import dataactions.definition.envelope.ErrorCode;
import dataactions.definition.upstream.Upstream;

/**
 * A fault of the catalogue: no request could be sent, no token was received, or rejected credentials could not be
 * renewed. The message quotes nothing that the upstream sent.
 */
final class UpstreamFailure extends RuntimeException {
    private final ErrorCode code;
    private final int status;
    private final boolean isTransient;

    UpstreamFailure(ErrorCode code, String message) {
        this(code, message, 0, code == ErrorCode.UPSTREAM_UNAVAILABLE);
    }

    private UpstreamFailure(ErrorCode code, String message, int status, boolean isTransient) {
        super(message, null, false, false);
        this.code = code;
        this.status = status;
        this.isTransient = isTransient;
    }

    /**
     * The upstream answered 401, and its credentials cannot be renewed.
     *
     * @param cause why not, as a sentence
     */
    static UpstreamFailure notRenewed(Upstream upstream, String cause, boolean isTransient) {
        String message =
                "The upstream " + upstream.name() + " answered 401, and its credentials could not be renewed. " + cause;
        return new UpstreamFailure(ErrorCode.UPSTREAM_UNAUTHORIZED, message, 401, isTransient);
    }

    /** The upstream's status, or 0 if no request was sent to it. */
    int status() {
        return status;
    }

    /** Whether another attempt may succeed. */
    boolean isTransient() {
        return isTransient;
    }

    ErrorCode code() {
        return code;
    }
}
