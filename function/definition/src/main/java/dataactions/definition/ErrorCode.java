package dataactions.definition;

/**
 * The catalogue of everything an answer can say went wrong. The README's table is checked against it.
 *
 * <p>An <em>outcome</em> is a business answer ("no such user"): HTTP 200, so that a voice flow, which cannot bind
 * failure outputs, still sees the reason. A <em>fault</em> is non-2xx, so that Architect takes the Failure path.
 */
public enum ErrorCode {
    INVALID_INPUT(200, "an input is missing, of the wrong type or outside its constraints"),
    NOT_FOUND(200, "the upstream answered 404 (a definition may declare its own code)"),
    UPSTREAM_REJECTED(200, "the upstream answered any other 4xx"),
    MAPPING_FAILED(200, "a required output is absent, or a value does not fit its type"),
    UNAUTHORIZED(401, "the caller's secret is missing or wrong"),
    MALFORMED_REQUEST(400, "the request is not the envelope"),
    UNKNOWN_ACTION(400, "no such action, or no such contract of it"),
    UPSTREAM_UNAUTHORIZED(502, "the upstream answered 401 or 403: our credentials, not the caller's doing"),
    UPSTREAM_UNAVAILABLE(502, "no connection to the upstream, a TLS failure, or a 5xx"),
    UPSTREAM_INVALID(502, "the upstream's answer is not JSON, too large, too deep or cut off"),
    UPSTREAM_TIMEOUT(504, "the action's deadline passed"),
    UPSTREAM_THROTTLED(503, "the upstream answered 429"),
    INTERNAL(500, "our bug, or our secrets cannot be read");

    private final int httpStatus;
    private final String when;

    ErrorCode(int httpStatus, String when) {
        this.httpStatus = httpStatus;
        this.when = when;
    }

    /** The status that the Function URL answers with. */
    public int httpStatus() {
        return httpStatus;
    }

    /** One line for a reader of the README. */
    public String when() {
        return when;
    }

    /** True for infrastructure faults, which take Architect's Failure path. */
    public boolean isFault() {
        return httpStatus >= 300;
    }
}
