package dataactions.definition;

/**
 * The catalogue of everything an answer can say went wrong. The README's table is checked against it.
 *
 * <p>An <em>outcome</em> is a business answer ("no such user"): HTTP 200, so that a voice flow, which cannot bind
 * failure outputs, still sees the reason. A <em>fault</em> is non-2xx, so that Architect takes the Failure path.
 */
public enum ErrorCode {
    INVALID_INPUT(200, "an input is missing, of the wrong type or outside its constraints", Retry.NOT_SENT),
    NOT_FOUND(200, "the upstream answered 404 (a definition may declare its own code)", Retry.NO),
    UPSTREAM_REJECTED(200, "the upstream answered any other 4xx", Retry.ONLY_429),
    MAPPING_FAILED(200, "a required output is absent, or a value does not fit its type", Retry.NO),
    UNAUTHORIZED(401, "the caller's secret is missing or wrong", Retry.NOT_SENT),
    MALFORMED_REQUEST(400, "the request is not the envelope", Retry.NOT_SENT),
    UNKNOWN_ACTION(400, "no such action, or no such contract of it", Retry.NOT_SENT),
    UPSTREAM_UNAUTHORIZED(502, "the upstream answered 401 or 403: our credentials, not the caller's doing", Retry.NO),
    UPSTREAM_UNAVAILABLE(502, "no connection to the upstream, a TLS failure, or a 5xx", Retry.YES),
    UPSTREAM_INVALID(502, "the upstream's answer is not JSON, too large, too deep or cut off", Retry.NO),
    UPSTREAM_TIMEOUT(504, "the action's deadline passed", Retry.YES),
    UPSTREAM_THROTTLED(503, "the upstream answered 429 until the deadline", Retry.YES),
    INTERNAL(500, "our bug, or our secrets cannot be read", Retry.NOT_SENT);

    /** Whether a call that ended so is worth sending to the upstream again inside the deadline. */
    public enum Retry {
        NOT_SENT,
        NO,
        ONLY_429,
        YES
    }

    private final int httpStatus;
    private final String when;
    private final Retry retry;

    ErrorCode(int httpStatus, String when, Retry retry) {
        this.httpStatus = httpStatus;
        this.when = when;
        this.retry = retry;
    }

    /** The status that the Function URL answers with. */
    public int httpStatus() {
        return httpStatus;
    }

    /** One line for a reader of the README. */
    public String when() {
        return when;
    }

    /** Whether the upstream is worth another try. */
    public Retry retry() {
        return retry;
    }

    /** True for infrastructure faults, which take Architect's Failure path. */
    public boolean isFault() {
        return httpStatus >= 300;
    }
}
