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
    private final int line;
    private final int column;

    public JsonException(Kind kind, String message) {
        super(message);
        this.kind = kind;
        this.line = 0;
        this.column = 0;
    }

    /** With the place, which is added to the message; both count from one. */
    public JsonException(Kind kind, String message, int line, int column) {
        super(message + " at line " + line + ", column " + column);
        this.kind = kind;
        this.line = line;
        this.column = column;
    }

    /** What is wrong, for code that answers differently by kind. */
    public Kind kind() {
        return kind;
    }

    /** Where it was noticed, counted from one; 0 where there is no such place. */
    public int line() {
        return line;
    }

    /** Where in the line, in characters, counted from one; 0 where there is no such place. */
    public int column() {
        return column;
    }
}
