package dataactions.definition.envelope;

import dataactions.definition.Retry;
import java.util.Arrays;
import java.util.Optional;

/**
 * The catalogue of error codes. A test compares it with the table in the documents.
 *
 * <p>An <em>outcome</em> is a business answer ("no such user"): HTTP 200, so that a voice flow, which cannot bind
 * failure outputs, still sees the reason. A <em>fault</em> is non-2xx, so that Architect takes the Failure path.
 */
public enum ErrorCode {
    INVALID_INPUT(200, 400, "a required input is empty, or an input is outside its constraints", Retried.NOT_CALLED),
    NOT_FOUND(200, 404, "the upstream answered 404 (a definition may declare its own code)", Retried.NO),
    UPSTREAM_REJECTED(200, 422, "the upstream answered a 4xx other than 401, 403, 404 and 429", Retried.NO),
    MAPPING_FAILED(200, 502, "a required output is absent, or a value does not fit its type", Retried.NO),
    RESULT_NOT_FOUND(
            200, 404, "no result with that requestId: it is unknown, expired or of another action", Retried.NOT_CALLED),
    RESULT_TOO_LARGE(
            200, 502, "the result of a slow action is larger than can be kept (400 kB compressed)", Retried.NO),
    UNAUTHORIZED(401, 401, "the caller secret is missing or wrong", Retried.NOT_CALLED),
    MALFORMED_REQUEST(400, 400, "the request is not the envelope", Retried.NOT_CALLED),
    UNKNOWN_ACTION(400, 400, "no such action, or no such contract of it", Retried.NOT_CALLED),
    UPSTREAM_UNAUTHORIZED(
            502,
            502,
            "the upstream answered 401 or 403, or its token endpoint refused us: our credentials are wrong, not the caller's",
            Retried.AFTER_RENEWAL),
    UPSTREAM_UNAVAILABLE(502, 502, "no connection to the upstream, a TLS failure, or a 5xx", Retried.YES),
    UPSTREAM_INVALID(
            502,
            502,
            "the upstream's answer is not JSON, too large, too deep, cut off or a 3xx; or its token endpoint gave no token",
            Retried.NO),
    UPSTREAM_TIMEOUT(504, 504, "the deadline passed", Retried.NO),
    UPSTREAM_THROTTLED(503, 503, "the upstream still answers 429", Retried.YES),
    JOB_LOST(
            502,
            502,
            "the run of a slow action ended without a result; whether the upstream was called is unknown",
            Retried.NO),
    INTERNAL(500, 500, "our bug, or our secrets cannot be read", Retried.NO);

    /** The HTTP status of a flat answer for a definition's own code if the upstream did not answer 4xx. */
    public static final int OTHER_OUTCOME = UPSTREAM_REJECTED.flatStatus;

    private final int httpStatus;
    private final int flatStatus;
    private final String when;
    private final Retried retried;

    /** Whether the function calls the upstream again before it answers. */
    public enum Retried {
        /** The upstream is not called at all. */
        NOT_CALLED("–"),
        /** Not called again: the upstream would answer the same, or the failure is not the upstream's. */
        NO("no"),
        /** Once, after the token was renewed or the secret read again. */
        AFTER_RENEWAL("after a 401, once, if the credentials have changed"),
        /** As often as the request's {@link Retry} says. */
        YES("as `retry` says, within the deadline");

        private final String words;

        Retried(String words) {
            this.words = words;
        }

        /** The words in the table of the documents. */
        public String words() {
            return words;
        }
    }

    ErrorCode(int httpStatus, int flatStatus, String when, Retried retried) {
        this.httpStatus = httpStatus;
        this.flatStatus = flatStatus;
        this.when = when;
        this.retried = retried;
    }

    /** The status that the Function URL answers with. */
    public int httpStatus() {
        return httpStatus;
    }

    /** The status for an action whose answer is {@link AnswerForm#FLAT}: a flat answer has no field for an outcome. */
    public int flatStatus() {
        return flatStatus;
    }

    /** One line for the table in the documents. */
    public String when() {
        return when;
    }

    /** Whether the upstream is tried again. */
    public Retried retried() {
        return retried;
    }

    /** The code of that name; empty for a definition's own code. */
    public static Optional<ErrorCode> named(String name) {
        return Arrays.stream(values()).filter(it -> it.name().equals(name)).findFirst();
    }

    /** Whether a definition may give the code to a status. The message may then be the upstream's. */
    public boolean isDeclarable() {
        return this == NOT_FOUND || this == UPSTREAM_REJECTED;
    }

    /**
     *  Whether the upstream is down, slow or busy: a fault that this project does not cause, and that may end by
     *  itself.
     */
    public boolean isUpstreamOutage() {
        return this == UPSTREAM_UNAVAILABLE || this == UPSTREAM_TIMEOUT || this == UPSTREAM_THROTTLED;
    }

    /** True for infrastructure faults, which take Architect's Failure path. */
    public boolean isFault() {
        return httpStatus >= 300;
    }
}
