package dataactions.registrar;

import java.time.Duration;
import java.util.Optional;

/**
 * The one way anything in the registrar goes wrong. Its message is written for the person who deploys: what, where,
 * what was expected. The remedy, Genesys's own words and the correlation id stand apart, so that shortening the
 * sentence to what CloudFormation shows never loses the id that Genesys's support asks for.
 */
public final class Failure extends RuntimeException {
    /** Whose doing it is, and so whether trying again can help. */
    public enum Kind {
        /** A property of the resource is absent, of the wrong type or out of range. */
        PROPERTY,
        /** The registrar's own environment or secrets are not usable. */
        CONFIGURATION,
        /** An object in Genesys or in the stack forbids what is asked. */
        REFUSED,
        /** A check ran and did not pass. */
        CHECK,
        /** The Lambda's time is over. */
        DEADLINE,
        /** 429, or the login host's "rate limit exceeded": not processed. */
        THROTTLED,
        /** 409, or a 400 that speaks of a version. */
        CONFLICT,
        /** 404 or 410. */
        NOT_FOUND,
        /** 401 with a fresh token. */
        UNAUTHORIZED,
        /** 403. */
        FORBIDDEN,
        /** 400, not about a version. */
        BAD_REQUEST,
        /** Any other 4xx. */
        INVALID,
        /** 5xx or 408, or the connection broke: what was asked may or may not have happened. */
        UNKNOWN_OUTCOME,
        /** Nothing was sent: no connection, or no token for the moment. */
        UNREACHABLE,
        /** Our bug. */
        INTERNAL
    }

    private final Kind kind;
    private final String remedy;
    private final String genesysMessage;
    private final String correlationId;
    private final Duration retryAfter;

    private Failure(
            Kind kind,
            String message,
            String remedy,
            String genesysMessage,
            String correlationId,
            Duration retryAfter,
            Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.remedy = remedy;
        this.genesysMessage = genesysMessage;
        this.correlationId = correlationId;
        this.retryAfter = retryAfter;
    }

    /** A failure that is not an answer of Genesys. */
    public static Failure of(Kind kind, String message, String remedy) {
        return new Failure(kind, message, remedy, null, null, null, null);
    }

    /** The same, keeping where it came from. */
    public static Failure of(Kind kind, String message, String remedy, Throwable cause) {
        return new Failure(kind, message, remedy, null, null, null, cause);
    }

    /**
     * A call to Genesys that did not go well.
     *
     * @param genesysMessage the error body's message, or null
     * @param correlationId the header ININ-Correlation-Id, or null
     * @param retryAfter what a 429 asked for, or null
     */
    public static Failure genesys(
            Kind kind,
            String message,
            String remedy,
            String genesysMessage,
            String correlationId,
            Duration retryAfter,
            Throwable cause) {
        return new Failure(kind, message, remedy, genesysMessage, correlationId, retryAfter, cause);
    }

    public Kind kind() {
        return kind;
    }

    /** What to do next, a sentence. */
    public String remedy() {
        return remedy;
    }

    public Optional<String> genesysMessage() {
        return Optional.ofNullable(genesysMessage);
    }

    public Optional<String> correlationId() {
        return Optional.ofNullable(correlationId);
    }

    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }

    /** The same failure with another message or remedy: for a caller who knows more. */
    public Failure saying(String message, String otherRemedy) {
        return new Failure(kind, message, otherRemedy, genesysMessage, correlationId, retryAfter, this);
    }

    /**
     * Everything a person needs, in at most {@code limit} characters: Genesys's words are cut first, then
     * what happened; what to do next and the correlation id stay.
     */
    public String reason(int limit) {
        String next = remedy == null || remedy.isEmpty() ? "" : " " + remedy;
        String tail = correlationId == null ? "" : " [ININ-Correlation-Id " + cut(correlationId, 60) + "]";
        String said = genesysMessage == null || genesysMessage.isBlank() ? "" : " Genesys says: " + genesysMessage;
        int room = limit - tail.length();
        if (getMessage().length() + next.length() + said.length() > room) {
            int left = room - getMessage().length() - next.length();
            said = left < 40 ? "" : cut(said, left);
        }
        // What to do next is worth more than the end of what happened.
        next = cut(next, room / 2);
        return cut(getMessage(), room - next.length() - said.length()) + next + said + tail;
    }

    private static String cut(String text, int length) {
        return text.length() <= length ? text : text.substring(0, Math.max(0, length - 1)) + "…";
    }
}
