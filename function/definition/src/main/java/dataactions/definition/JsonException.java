package dataactions.definition;

/**
 * Bytes that are not the JSON we accept. The message says what and where, and never quotes the text itself, which may
 * hold somebody's data.
 */
public final class JsonException extends RuntimeException {
    /** What is wrong with the text. */
    public enum Kind {
        /** Not JSON at all, or broken in the middle. */
        SYNTAX,
        /** JSON that stops before it is complete, or no text at all. */
        CUT_OFF,
        /** More bytes, or more digits in one number, than the limit. */
        TOO_LARGE,
        /** More values than there is memory for. */
        TOO_MANY_VALUES,
        /** More levels of objects and arrays than the limit. */
        TOO_DEEP,
        /** A second value, or anything else, after the first one. */
        TRAILING,
        /** One object holds the same key twice; readers would disagree about which one counts. */
        DUPLICATE_KEY
    }

    private final Kind kind;

    public JsonException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    /** What is wrong, for code that answers differently by kind. */
    public Kind kind() {
        return kind;
    }
}
