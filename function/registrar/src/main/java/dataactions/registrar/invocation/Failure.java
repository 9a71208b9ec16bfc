package dataactions.registrar.invocation;

import java.time.Duration;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The registrar's only exception type. Its message is for the person who deploys: what failed, where, what was
 * expected. The remedy, Genesys's own message and the correlation id are separate fields, because CloudFormation shows
 * only part of a long text: the correlation id is never cut, because Genesys's support asks for it.
 */
public final class Failure extends RuntimeException {
    /** The kinds of failures. The kind decides whether the registrar tries again. */
    public enum Kind {
        /** A property of the resource is absent, of the wrong type or out of range. */
        PROPERTY,
        /** The registrar's own environment variables or secrets are invalid. */
        CONFIGURATION,
        /** The state of an object in Genesys or in the stack does not allow the request. */
        REFUSED,
        /** A check ran and did not pass. */
        CHECK,
        /** The Lambda has no time left. */
        DEADLINE,
        /** 429, or the login host's "rate limit exceeded". Genesys did not process the call. */
        THROTTLED,
        /** 409, or a 400 that mentions a version. The object has another version by now, or its new name is taken. */
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
        /** 5xx or 408, or the connection broke, or the answer cannot be used: it is unknown whether Genesys carried out the call. */
        UNKNOWN_OUTCOME,
        /** The call was not sent: there is no connection, or no token could be requested. */
        UNREACHABLE,
        /** A defect of the registrar. */
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

    /** A failure without an answer of Genesys. */
    public static Failure of(Kind kind, String message, String remedy) {
        return new Failure(kind, message, remedy, null, null, null, null);
    }

    /** A failure without an answer of Genesys, with its cause. */
    public static Failure of(Kind kind, String message, String remedy, Throwable cause) {
        return new Failure(kind, message, remedy, null, null, null, cause);
    }

    /**
     * A failed call to Genesys.
     *
     * @param genesysMessage the error body's message, or null
     * @param correlationId the header ININ-Correlation-Id, or null
     * @param retryAfter the wait that a 429 asked for, or null
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

    /** The remedy: a sentence that says what to do next. */
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

    /** The same failure with another message and remedy, for a caller that can explain the failure better. */
    public Failure saying(String message, String otherRemedy) {
        return new Failure(kind, message, otherRemedy, genesysMessage, correlationId, retryAfter, this);
    }

    /** The same failure of a Delete. The stack may be in DELETE_FAILED, and then it takes no deployment. */
    public Failure ofDelete() {
        return saying(getMessage(), remedy.replaceFirst("(?i)deploy again", "$0, or delete the stack again"));
    }

    /**
     * Turns any exception into a failure. Any other exception is a defect of the registrar: the text then names the
     * code location and not the exception's message, which may contain a secret.
     */
    public static Failure from(Throwable thrown, String remedyOfDefect) {
        if (thrown instanceof Failure known) {
            return known;
        }
        String where = "";
        for (StackTraceElement frame : thrown.getStackTrace()) {
            if (frame.getClassName().startsWith("dataactions.")) {
                where = " at " + frame.getFileName() + ":" + frame.getLineNumber();
                break;
            }
        }
        return of(
                Kind.INTERNAL,
                "The registrar has a defect (" + thrown.getClass().getName() + where + ").",
                remedyOfDefect);
    }

    /** The length of the text of a failure or a warning. */
    public static final int MOST_SHOWN = 400;

    private static final int MOST_CORRELATION = 60;
    private static final int LEAST_SAID = 60;

    /**
     * Everything that a person needs, in one line of at most {@link #MOST_SHOWN} characters. Remedy and correlation id stay
     * whole. Genesys's message is cut first, then the end of our own.
     */
    public String reason() {
        return reason(text -> text);
    }

    /**
     * Like {@link #reason()}, but removes secrets from each part before cutting it: half of a secret would not be
     * recognized.
     */
    public String reason(UnaryOperator<String> redactor) {
        UnaryOperator<String> clean = text -> line(redactor.apply(text));
        String tail = correlationId == null
                ? ""
                : " [ININ-Correlation-Id " + cut(clean.apply(correlationId), MOST_CORRELATION) + "]";
        int room = MOST_SHOWN - tail.length();
        String next = remedy == null || remedy.isEmpty() ? "" : " " + shortened(clean.apply(remedy), room / 2);
        room -= next.length();
        String said = genesysMessage == null || genesysMessage.isBlank()
                ? ""
                : " Genesys says: " + sentence(clean.apply(genesysMessage));
        String what = clean.apply(getMessage());
        // Genesys's message is cut first, but some of it is kept.
        int forWhat = room - Math.min(said.length(), LEAST_SAID);
        what = shortened(what, forWhat);
        return what + shortened(said, room - what.length()) + next + tail;
    }

    /**
     * For use inside another sentence: Genesys's message, or else the failure's own, and the correlation id. Neither
     * cut nor redacted.
     */
    public String words() {
        String said = line(genesysMessage == null || genesysMessage.isBlank() ? getMessage() : genesysMessage);
        String id = correlationId == null ? "" : "[ININ-Correlation-Id " + cut(correlationId, MOST_CORRELATION) + "] ";
        return id + said.replaceFirst("\\.$", "");
    }

    /** Adds a full stop if there is none, so that another sentence may follow. */
    public static String sentence(String text) {
        return text.matches(".*[.!?…]") ? text : text + ".";
    }

    private static String line(String text) {
        return text == null ? "" : text.replaceAll("\\s+", " ").strip();
    }

    private static final int LONGEST_NAME = 40;
    private static final int END_OF_NAME = 24;

    /**
     * A name, shortened for a sentence. Its end is kept, because names of retired actions and of contracts differ at
     * the end.
     */
    public static String named(String name) {
        return name.length() <= LONGEST_NAME
                ? name
                : cut(name, LONGEST_NAME - END_OF_NAME) + name.substring(name.length() - END_OF_NAME);
    }

    /**
     * At most {@code length} characters of a sentence. It is cut between two words if there is a space near the end.
     */
    public static String shortened(String text, int length) {
        int gap = text.length() <= length ? -1 : text.lastIndexOf(' ', length - 2);
        return gap > length / 2 ? text.substring(0, gap) + " …" : cut(text, length);
    }

    /** At most {@code length} characters of a text, with an ellipsis if it is cut. Never splits a surrogate pair. */
    public static String cut(String text, int length) {
        if (text.length() <= length) {
            return text;
        }
        int end = Math.max(0, length - 1);
        if (end > 0 && Character.isHighSurrogate(text.charAt(end - 1))) {
            end--;
        }
        return length <= 0 ? "" : text.substring(0, end) + "…";
    }
}
