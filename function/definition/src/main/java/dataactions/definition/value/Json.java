package dataactions.definition.value;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * JSON as plain Java values.
 *
 * <p>Objects are {@link LinkedHashMap}s in the text's order, arrays are {@link List}s. Integers are {@link Long} or, if
 * larger, {@link BigInteger}; other numbers are {@link BigDecimal}, so that no digit is lost. {@code null} is null. A
 * tree takes its memory from an {@link Allowance}, because it is larger than its text: {@code {},} is three bytes of
 * text and sixty bytes of memory.
 */
public final class Json {
    /**
     * The limits for a text to be read.
     *
     * @param maxBytes bytes of the whole text
     * @param maxDepth levels of nested objects and arrays; a scalar is depth 0
     */
    public record Limits(int maxBytes, int maxDepth) {
        /** 5 MB and 50 levels. Genesys has the same limit for the depth of a contract. */
        public static final Limits DEFAULT = new Limits(5 * 1024 * 1024, 50);

        public Limits {
            if (maxBytes < 1 || maxDepth < 0) {
                throw new IllegalArgumentException("Limits must be positive: " + maxBytes + " bytes, " + maxDepth);
            }
        }
    }

    /** A tree that knows its size in memory, in bytes, including everything in it. The size is an estimate. */
    public interface Weighed {
        long weight();
    }

    static final class WeighedObject extends LinkedHashMap<String, Object> implements Weighed {
        long weight;

        @Override
        public long weight() {
            return weight;
        }
    }

    static final class WeighedList extends ArrayList<Object> implements Weighed {
        long weight;

        @Override
        public long weight() {
            return weight;
        }
    }

    /** The memory of an object, without its members' values. */
    public static long ofObject(int members) {
        return members == 0 ? 64 : 144 + 48L * members;
    }

    /** The memory of an array, without its elements. */
    public static long ofList(int elements) {
        return elements == 0 ? 40 : 88 + 6L * elements;
    }

    /** The memory of a text, a number, a boolean, null. */
    public static long ofScalar(Object value) {
        return value instanceof String text
                ? 56 + 2L * text.length()
                : value instanceof BigDecimal number ? 48 + number.precision() / 2 : value instanceof Number ? 24 : 0;
    }

    /**
     * The most digits of one number. The time to convert a number grows with the square of its length, so an attacker
     * could use longer numbers to block the function.
     */
    static final int MAX_DIGITS = 1000;

    private Json() {}

    /**
     * Reads one JSON value.
     *
     * @throws JsonException when it is not JSON, or exceeds a limit; never quotes the text
     */
    public static Object parse(byte[] text, Limits limits) {
        return parse(text, limits, Allowance.unlimited());
    }

    /**
     * Reads one JSON value.
     *
     * @param allowance the tree takes its memory from it, and returns that memory after a failure
     * @throws JsonException when it is not JSON, or exceeds a limit; never quotes the text
     */
    public static Object parse(byte[] text, Limits limits, Allowance allowance) {
        return parse(text, limits, allowance, false);
    }

    /** Like {@link #parse(byte[], Limits)}, but a number is a string, with its digits as they are written. */
    public static Object parseNumbersAsText(byte[] text, Limits limits) {
        return parse(text, limits, Allowance.unlimited(), true);
    }

    private static Object parse(byte[] text, Limits limits, Allowance allowance, boolean keepsNumbers) {
        if (text.length > limits.maxBytes()) {
            throw tooLarge(limits);
        }
        try {
            return new JsonReader(text, limits, allowance, keepsNumbers).root();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // cannot happen: reading a byte array does not fail
        }
    }

    /**
     * Reads one JSON value up to the stream's end, and no more bytes than the limit. The stream is not closed.
     *
     * @param allowance the tree takes its memory from it, and returns that memory after a failure
     * @throws JsonException when it is not JSON, or exceeds a limit; never quotes the text
     * @throws IOException when the stream itself fails
     */
    public static Object parse(InputStream text, Limits limits, Allowance allowance) throws IOException {
        return new JsonReader(text, limits, allowance).root();
    }

    /** Reads one JSON value from a file of this project, without a memory limit. */
    public static Object parse(InputStream text, Limits limits) throws IOException {
        return parse(text, limits, Allowance.unlimited());
    }

    static JsonException tooLarge(Limits limits) {
        return new JsonException(
                JsonException.Kind.TOO_LARGE, "the text is larger than " + limits.maxBytes() + " bytes");
    }

    /**
     * Writes a value as compact JSON in UTF-8. A lone surrogate, which no UTF-8 text can hold, becomes U+FFFD.
     *
     * @param value what {@link #parse} returns, or other maps, iterables, strings, numbers, booleans, null
     * @throws IllegalArgumentException for any other type, NaN or an infinity
     */
    public static byte[] write(Object value) {
        return write(value, false);
    }

    /** Like {@link #write}, but returns a string. */
    public static String writeString(Object value) {
        return new String(write(value), StandardCharsets.UTF_8);
    }

    /**
     * Like {@link #writeString}, but indented by two spaces a level and ended by a line feed, for files that people
     * compare.
     */
    public static String writePretty(Object value) {
        return new String(write(value, true), StandardCharsets.UTF_8) + "\n";
    }

    private static byte[] write(Object value, boolean isPretty) {
        JsonWriter writer = new JsonWriter(isPretty);
        writer.value(value);
        return writer.bytes();
    }
}
