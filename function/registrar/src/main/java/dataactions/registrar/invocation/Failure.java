package dataactions.registrar.invocation;

import java.time.Duration;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The one exception of the registrar. Its message is for the person who deploys: what failed, where, what was expected.
 * The remedy, Genesys's own message and the correlation id are separate: when the text is cut to what CloudFormation
 * shows, the id that Genesys's support asks for stays.
 */
public final class Failure extends RuntimeException {
    /** What went wrong, and so whether another try can help. */
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
        /** 5xx or 408, or the connection broke: nobody knows whether the call was carried out. */
        UNKNOWN_OUTCOME,
        /** The call was not sent: no connection, or no token at the moment. */
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

    /** The same failure with another message and remedy, for a caller who knows more. */
    public Failure saying(String message, String otherRemedy) {
        return new Failure(kind, message, otherRemedy, genesysMessage, correlationId, retryAfter, this);
    }

    /**
     * What was thrown, as a failure. Anything but a failure is a defect of ours: the text then names the place and not the
     * message, which may hold a secret.
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
                "A defect of the registrar's own (" + thrown.getClass().getName() + where + ").",
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

    /** The same, with each part cleaned of secrets before it is cut: half of one would not be recognized. */
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
        // Genesys's message is cut first, but some of it stays.
        int forWhat = room - Math.min(said.length(), LEAST_SAID);
        what = shortened(what, forWhat);
        return what + shortened(said, room - what.length()) + next + tail;
    }

    /** For use inside another sentence: Genesys's message, or else ours, and the correlation id. Not cut, not redacted. */
    public String words() {
        String said = line(genesysMessage == null || genesysMessage.isBlank() ? getMessage() : genesysMessage);
        String id = correlationId == null ? "" : "[ININ-Correlation-Id " + cut(correlationId, MOST_CORRELATION) + "] ";
        return id + said.replaceFirst("\\.$", "");
    }

    /** With a full stop at its end where there is none, so that another sentence may follow. */
    public static String sentence(String text) {
        return text.matches(".*[.!?…]") ? text : text + ".";
    }

    private static String line(String text) {
        return text == null ? "" : text.replaceAll("\\s+", " ").strip();
    }

    private static final int LONGEST_NAME = 40;
    private static final int END_OF_NAME = 24;

    /** A name, cut for a sentence. Its end stays: retired actions and contracts differ there. */
    public static String named(String name) {
        return name.length() <= LONGEST_NAME
                ? name
                : cut(name, LONGEST_NAME - END_OF_NAME) + name.substring(name.length() - END_OF_NAME);
    }

    /** At most {@code length} characters of a sentence, cut between two words where there is a gap near the end. */
    public static String shortened(String text, int length) {
        int gap = text.length() <= length ? -1 : text.lastIndexOf(' ', length - 2);
        return gap > length / 2 ? text.substring(0, gap) + " …" : cut(text, length);
    }

    /** At most {@code length} characters of a text, with an ellipsis where it is cut. Never half a character. */
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
