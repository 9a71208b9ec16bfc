package dataactions.definition.value;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads one JSON text, as <a href="https://www.rfc-editor.org/rfc/rfc8259">RFC 8259</a> defines it. Not a library's
 * parser, because loading one takes more than a tenth of the time from the start of a process to its first answer.
 * {@code JsonDifferentialTest} compares it with Jackson's.
 *
 * <p>Reads UTF-8, with or without a byte order mark. Also reads UTF-16 and UTF-32, which old servers send.
 */
final class JsonReader {
    /** The most characters of one name. */
    static final int MAX_NAME = 50_000;

    private static final int BUFFER = 8 * 1024;
    /** The number of bytes that the reader takes from the allowance at a time. */
    private static final long PORTION = 64 * 1024;
    /** Every number of so many digits is a long. */
    private static final int LONG_DIGITS = 18;

    private final InputStream in;
    private final Json.Limits limits;
    private final Allowance allowance;
    private final boolean keepsNumbers;
    private long weight;
    private long taken;

    private byte[] buffer;
    private int at;
    private int end;
    /** The number of bytes before the buffer. */
    private long passed;

    private int line = 1;
    private long lineStart;
    /** The number of bytes of this line that do not begin a character. */
    private int continuations;

    /** The characters of the string or number that is being read. */
    private char[] text = new char[64];

    private int length;
    /** Whether an escape of this text is a surrogate, perhaps without the other one of its pair. */
    private boolean mayBeIllFormed;

    /**
     * Reads a text that is in memory.
     *
     * @param keepsNumbers whether the value of a number is its text
     */
    JsonReader(byte[] text, Json.Limits limits, Allowance allowance, boolean keepsNumbers) {
        this.in = null;
        this.limits = limits;
        this.allowance = allowance;
        this.keepsNumbers = keepsNumbers;
        this.buffer = text;
        this.end = text.length;
    }

    /** Reads a stream to its end. Does not close it. */
    JsonReader(InputStream in, Json.Limits limits, Allowance allowance) {
        this.in = in;
        this.limits = limits;
        this.allowance = allowance;
        this.keepsNumbers = false;
        this.buffer = new byte[BUFFER];
    }

    /**
     * The value of the whole text.
     *
     * @throws JsonException when it is not one JSON value, or exceeds a limit. The allowance gets its memory back.
     */
    Object root() throws IOException {
        boolean isRead = false;
        try {
            skipByteOrderMark();
            int first = nonSpace();
            if (first < 0) {
                throw new JsonException(JsonException.Kind.EMPTY, "no JSON at all: the text is empty");
            }
            Object value = value(first, limits.maxDepth());
            if (nonSpace() >= 0) {
                throw failure(JsonException.Kind.TRAILING, "more text after the end of the JSON value", here());
            }
            isRead = true;
            return value;
        } finally {
            if (!isRead) {
                allowance.give(taken);
            }
        }
    }

    private Object value(int first, int depthLeft) throws IOException {
        Object value;
        switch (first) {
            case '{':
                return object(deeper(depthLeft));
            case '[':
                return list(deeper(depthLeft));
            case '"':
                value = string(Integer.MAX_VALUE);
                break;
            case 't':
                literal("rue");
                return Boolean.TRUE;
            case 'f':
                literal("alse");
                return Boolean.FALSE;
            case 'n':
                literal("ull");
                return null;
            default:
                if (first != '-' && !isDigit(first)) {
                    throw unexpected(first);
                }
                value = number(first);
        }
        weigh(Json.ofScalar(value));
        return value;
    }

    private Json.WeighedList list(int depthLeft) throws IOException {
        long before = weight;
        Json.WeighedList list = new Json.WeighedList();
        weigh(Json.ofList(0));
        int next = nonSpace();
        while (next != ']') {
            list.add(value(next, depthLeft));
            weigh(Json.ofList(list.size()) - Json.ofList(list.size() - 1));
            next = afterElement(']');
        }
        list.weight = weight - before;
        return list;
    }

    private Json.WeighedObject object(int depthLeft) throws IOException {
        long before = weight;
        Json.WeighedObject object = new Json.WeighedObject();
        weigh(Json.ofObject(0));
        int next = nonSpace();
        while (next != '}') {
            if (next != '"') {
                throw unexpected(next);
            }
            long nameStart = here();
            String name = name(nameStart);
            if (object.containsKey(name)) {
                throw failure(JsonException.Kind.DUPLICATE_KEY, "the same key twice in one object", nameStart);
            }
            next = nonSpace();
            if (next != ':') {
                throw unexpected(next);
            }
            object.put(name, value(nonSpace(), depthLeft));
            weigh(Json.ofScalar(name) + Json.ofObject(object.size()) - Json.ofObject(object.size() - 1));
            next = afterElement('}');
        }
        object.weight = weight - before;
        return object;
    }

    /** The first byte of the next element or member; {@code end} if that was the last one. */
    private int afterElement(char end) throws IOException {
        int next = nonSpace();
        if (next == end) {
            return end;
        }
        int first = next == ',' ? nonSpace() : next;
        if (next != ',' || first == end) {
            throw unexpected(first);
        }
        return first;
    }

    private String name(long start) throws IOException {
        mayBeIllFormed = false;
        String name = string(MAX_NAME);
        if (mayBeIllFormed && !Text.isWellFormed(name)) {
            throw failure(JsonException.Kind.SYNTAX, "a name with a lone surrogate", start);
        }
        return name;
    }

    private int deeper(int depthLeft) {
        if (depthLeft == 0) {
            throw failure(JsonException.Kind.TOO_DEEP, "objects and arrays nested deeper than the limit", here());
        }
        return depthLeft - 1;
    }

    /** Reads the rest of {@code true}, {@code false} or {@code null}. */
    private void literal(String rest) throws IOException {
        for (int i = 0; i < rest.length(); i++) {
            int c = next();
            if (c != rest.charAt(i)) {
                throw unexpected(c);
            }
        }
        checkDelimiter();
    }

    /** Checks that a literal or a number ends before the next byte. */
    private void checkDelimiter() throws IOException {
        if (at < end || fill()) {
            int c = buffer[at];
            if (c != ',' && c != '}' && c != ']' && !isSpace(c)) {
                throw unexpected(next());
            }
        }
    }

    private Object number(int first) throws IOException {
        long start = here();
        length = 0;
        int digits = 0;
        long value = 0;
        int c = first;
        if (c == '-') {
            put('-');
            c = next();
        }
        if (!isDigit(c)) {
            throw unexpected(c);
        }
        boolean isZero = c == '0';
        do {
            digits = counted(digits, start);
            value = value * 10 + (c - '0'); // overflows if there are more digits than LONG_DIGITS
            put((char) c);
            c = next();
        } while (isDigit(c) && !isZero);
        boolean isWhole = true;
        int wholeDigits = digits;
        if (c == '.') {
            isWhole = false;
            put('.');
            c = next();
            if (!isDigit(c)) {
                throw unexpected(c);
            }
            for (; isDigit(c); c = next()) {
                digits = counted(digits, start);
                put((char) c);
            }
        }
        if (c == 'e' || c == 'E') {
            isWhole = false;
            put('E');
            c = next();
            if (c == '+' || c == '-') {
                put((char) c);
                c = next();
            }
            if (!isDigit(c)) {
                throw unexpected(c);
            }
            for (; isDigit(c); c = next()) {
                digits = counted(digits, start);
                put((char) c);
            }
        }
        if (c >= 0) {
            at--;
        }
        checkDelimiter();
        if (keepsNumbers) {
            return new String(text, 0, length);
        }
        if (!isWhole) {
            try {
                return new BigDecimal(text, 0, length);
            } catch (NumberFormatException e) {
                // A BigDecimal cannot hold this exponent.
                throw failure(JsonException.Kind.TOO_LARGE, "a number larger than the limit", start);
            }
        }
        if (wholeDigits <= LONG_DIGITS) {
            return text[0] == '-' ? -value : value;
        }
        BigInteger large = new BigInteger(new String(text, 0, length));
        return large.bitLength() < Long.SIZE ? (Number) large.longValue() : large;
    }

    private int counted(int digits, long start) {
        if (digits == Json.MAX_DIGITS) {
            throw tooLong(start);
        }
        return digits + 1;
    }

    private JsonException tooLong(long start) {
        return failure(JsonException.Kind.TOO_LARGE, "a number or name longer than the limit", start);
    }

    /**
     * Reads the rest of a string, whose opening quote has been read.
     *
     * @param most characters
     */
    private String string(int most) throws IOException {
        long start = here();
        int i = at;
        byte[] bytes = buffer;
        // Bytes beyond ASCII are negative.
        while (i < end && bytes[i] >= ' ' && bytes[i] != '"' && bytes[i] != '\\') {
            i++;
        }
        int plain = i - at;
        if (plain > most) {
            throw tooLong(start);
        }
        if (i < end && bytes[i] == '"') {
            String read = new String(bytes, at, plain, StandardCharsets.ISO_8859_1);
            at = i + 1;
            return read;
        }
        length = 0;
        while (at < i) {
            put((char) bytes[at++]);
        }
        for (int c = next(); c != '"'; c = next()) {
            if (c < ' ') {
                throw unexpected(c);
            } else if (c == '\\') {
                put(escaped());
            } else if (c < 0x80) {
                put((char) c);
            } else {
                character(c);
            }
            if (length > most) {
                throw tooLong(start);
            }
        }
        return new String(text, 0, length);
    }

    private char escaped() throws IOException {
        int c = next();
        switch (c) {
            case '"':
            case '\\':
            case '/':
                return (char) c;
            case 'b':
                return '\b';
            case 'f':
                return '\f';
            case 'n':
                return '\n';
            case 'r':
                return '\r';
            case 't':
                return '\t';
            case 'u':
                int unit = 0;
                for (int i = 0; i < 4; i++) {
                    int digit = next();
                    int value = digit < 0x80 ? Character.digit(digit, 16) : -1;
                    if (value < 0) {
                        throw unexpected(digit);
                    }
                    unit = unit << 4 | value;
                }
                mayBeIllFormed |= Character.isSurrogate((char) unit);
                return (char) unit;
            default:
                throw unexpected(c);
        }
    }

    /** Reads the rest of a character that takes more than one byte in UTF-8. */
    private void character(int first) throws IOException {
        if (first >= 0xC2 && first < 0xE0) {
            put((char) ((first & 0x1F) << 6 | continuation()));
        } else if (first >= 0xE0 && first < 0xF0) {
            int c = (first & 0xF) << 12 | continuation() << 6 | continuation();
            check(c >= 0x800 && !Character.isSurrogate((char) c));
            put((char) c);
        } else if (first >= 0xF0 && first < 0xF5) {
            int c = (first & 7) << 18 | continuation() << 12 | continuation() << 6 | continuation();
            check(c >= 0x10000 && c <= Character.MAX_CODE_POINT);
            put(Character.highSurrogate(c));
            put(Character.lowSurrogate(c));
        } else {
            check(false);
        }
    }

    private int continuation() throws IOException {
        int c = next();
        if (c < 0) {
            throw unexpected(c);
        }
        check((c & 0xC0) == 0x80);
        continuations++;
        return c & 0x3F;
    }

    private void check(boolean isUtf8) {
        if (!isUtf8) {
            throw failure(JsonException.Kind.SYNTAX, "not JSON: not UTF-8 text", here());
        }
    }

    private void put(char c) {
        if (length == text.length) {
            text = Arrays.copyOf(text, 2 * length);
        }
        text[length++] = c;
    }

    /** Takes memory for the values read so far, before reading more. */
    private void weigh(long bytes) {
        weight += bytes;
        if (weight > taken) {
            if (!allowance.take(PORTION + weight - taken)) {
                throw failure(JsonException.Kind.TOO_MANY_VALUES, "more values than there is memory for", here());
            }
            taken = weight + PORTION;
        }
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isSpace(int c) {
        return c == ' ' || c == '\n' || c == '\t' || c == '\r';
    }

    /** The next byte that is no space; negative at the end. */
    private int nonSpace() throws IOException {
        int c = next();
        while (isSpace(c)) {
            if (c == '\n') {
                line++;
                lineStart = passed + at;
                continuations = 0;
            }
            c = next();
        }
        return c;
    }

    /** The next byte, from 0 to 255; negative at the end. */
    private int next() throws IOException {
        return at < end || fill() ? buffer[at++] & 0xFF : -1;
    }

    /** Reads more of the stream. Returns false at its end. */
    private boolean fill() throws IOException {
        if (in == null) {
            return false;
        }
        passed += end;
        at = 0;
        end = 0;
        return more();
    }

    /** Adds bytes to the buffer, which must not be full. Returns false at the end of the stream. */
    private boolean more() throws IOException {
        int n;
        do {
            n = in.read(buffer, end, buffer.length - end);
        } while (n == 0);
        if (n < 0) {
            return false;
        }
        end += n;
        if (passed + end > limits.maxBytes()) {
            throw Json.tooLarge(limits);
        }
        return true;
    }

    private void skipByteOrderMark() throws IOException {
        while (in != null && end < 4 && more()) {
            // The first four bytes tell the encoding.
        }
        if (end >= 3 && buffer[0] == (byte) 0xEF && buffer[1] == (byte) 0xBB && buffer[2] == (byte) 0xBF) {
            at = 3;
            lineStart = 3;
        } else if (end >= 2 && (buffer[0] == 0 || buffer[1] == 0 || (buffer[0] & buffer[1] & 0xFE) == 0xFE)) {
            transcode();
        }
    }

    /** Replaces a text of another Unicode encoding by the same text in UTF-8. */
    private void transcode() throws IOException {
        if (in != null) {
            do {
                buffer = end == buffer.length ? Arrays.copyOf(buffer, 2 * end) : buffer;
            } while (more());
        }
        try {
            ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, end);
            String whole = encoding().newDecoder().decode(bytes).toString();
            buffer = whole.substring(whole.startsWith("\uFEFF") ? 1 : 0).getBytes(StandardCharsets.UTF_8);
            end = buffer.length;
        } catch (CharacterCodingException e) {
            throw new JsonException(JsonException.Kind.SYNTAX, "not JSON: not UTF-8 text");
        }
    }

    /** Follows from the first character, which is a byte order mark or ASCII. */
    private Charset encoding() throws CharacterCodingException {
        long four = end < 4 ? -1 : ByteBuffer.wrap(buffer).getInt() & 0xFFFF_FFFFL;
        if (four == 0x0000_FEFF || four > 0 && four < 0x100) {
            return Charset.forName("UTF-32BE");
        }
        if (four == 0xFFFE_0000L || four > 0 && (four & 0xFF_FFFF) == 0) {
            return Charset.forName("UTF-32LE");
        }
        int two = (buffer[0] & 0xFF) << 8 | buffer[1] & 0xFF;
        boolean mayBeUtf16 = two != 0 && (four < 0 || (four & 0xFFFF) != 0);
        if (mayBeUtf16 && (two == 0xFEFF || two < 0x100)) {
            return StandardCharsets.UTF_16BE;
        }
        if (mayBeUtf16 && (two == 0xFFFE || (two & 0xFF) == 0)) {
            return StandardCharsets.UTF_16LE;
        }
        throw new CharacterCodingException();
    }

    /** The place of the byte that was read last. */
    private long here() {
        return passed + at - 1;
    }

    /** @param c the byte that was read last; negative at the end of the text */
    private JsonException unexpected(int c) {
        return c < 0
                ? failure(JsonException.Kind.CUT_OFF, "JSON cut off", passed + at)
                : failure(JsonException.Kind.SYNTAX, "not JSON", here());
    }

    /** @param place in this line, in bytes from the start of the text */
    private JsonException failure(JsonException.Kind kind, String what, long place) {
        return new JsonException(kind, what, line, (int) (place - lineStart - continuations) + 1);
    }
}
