package dataactions.definition.value;

/**
 * The bytes are not JSON, or not JSON that we accept. The message says what is wrong and where. It never quotes the
 * text, which may hold personal data.
 */
public final class JsonException extends RuntimeException {
    /** The reasons. */
    public enum Kind {
        /** Not JSON at all, or broken in the middle. */
        SYNTAX,
        /** JSON that ends too early. */
        CUT_OFF,
        /** No text at all, or only blanks. */
        EMPTY,
        /** More bytes, or more digits in one number, than the limit. */
        TOO_LARGE,
        /** The values need more memory than is allowed. */
        TOO_MANY_VALUES,
        /** More levels of objects and arrays than the limit. */
        TOO_DEEP,
        /** More text after the end of the value. */
        TRAILING,
        /** An object has the same key twice. Parsers disagree about which one counts. */
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

    /** With the place, which the constructor adds to the message; line and column count from one. */
    public JsonException(Kind kind, String message, int line, int column) {
        super(message + " at line " + line + ", column " + column);
        this.kind = kind;
        this.line = line;
        this.column = column;
    }

    /** The reason. */
    public Kind kind() {
        return kind;
    }

    /** The line of the place, from one; 0 if the place is unknown. */
    public int line() {
        return line;
    }

    /** The column of the place in characters, from one; 0 if the place is unknown. */
    public int column() {
        return column;
    }
}
