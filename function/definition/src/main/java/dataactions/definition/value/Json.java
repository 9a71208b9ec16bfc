package dataactions.definition.value;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * JSON as plain Java values, with jackson-core's streaming API only: databind would add 1.45 MB to the function and 135
 * ms to its start.
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

    private static final class WeighedObject extends LinkedHashMap<String, Object> implements Weighed {
        private long weight;

        @Override
        public long weight() {
            return weight;
        }
    }

    private static final class WeighedList extends ArrayList<Object> implements Weighed {
        private long weight;

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

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(10_000)
                    .maxNumberLength(MAX_DIGITS)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
            .build();

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
        if (text.length > limits.maxBytes()) {
            throw tooLarge(limits);
        }
        try (JsonParser parser = FACTORY.createParser(text)) {
            return new Reading(parser, allowance).root(limits);
        } catch (CharConversionException e) {
            throw notText(); // createParser fails where the first bytes are of no Unicode encoding
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
        try (JsonParser parser = FACTORY.createParser(new Capped(text, limits))) {
            parser.disable(JsonParser.Feature.AUTO_CLOSE_SOURCE);
            return new Reading(parser, allowance).root(limits);
        } catch (CharConversionException e) {
            throw notText();
        }
    }

    /** Reads one JSON value from a file of this project, without a memory limit. */
    public static Object parse(InputStream text, Limits limits) throws IOException {
        return parse(text, limits, Allowance.unlimited());
    }

    private static JsonException notText() {
        return new JsonException(JsonException.Kind.SYNTAX, "not JSON: not UTF-8 text");
    }

    /** The parsing of one text. */
    private static final class Reading {
        /** The number of bytes that the parser takes from the allowance at a time. */
        private static final long PORTION = 64 * 1024;

        private final JsonParser parser;
        private final Allowance allowance;
        private long weight;
        private long taken;

        Reading(JsonParser parser, Allowance allowance) {
            this.parser = parser;
            this.allowance = allowance;
        }

        Object root(Limits limits) throws IOException {
            boolean isRead = false;
            try {
                JsonToken first = parser.nextToken();
                if (first == null) {
                    throw new JsonException(JsonException.Kind.CUT_OFF, "no JSON at all: the text is empty");
                }
                Object value = value(first, limits.maxDepth());
                if (parser.nextToken() != null) {
                    throw failure(
                            JsonException.Kind.TRAILING,
                            "more text after the end of the JSON value",
                            parser.currentTokenLocation());
                }
                isRead = true;
                return value;
            } catch (JsonEOFException e) {
                throw failure(JsonException.Kind.CUT_OFF, "JSON cut off", e.getLocation());
            } catch (StreamConstraintsException e) {
                throw failure(
                        JsonException.Kind.TOO_LARGE,
                        "a number or name longer than we read",
                        parser.currentTokenLocation());
            } catch (NumberFormatException e) {
                // A BigDecimal cannot hold this exponent. Jackson accepts it.
                throw failure(
                        JsonException.Kind.TOO_LARGE, "a number larger than we read", parser.currentTokenLocation());
            } catch (JsonProcessingException e) {
                throw failure(JsonException.Kind.SYNTAX, "not JSON", e.getLocation());
            } finally {
                if (!isRead) {
                    allowance.give(taken);
                }
            }
        }

        /** Takes memory for the values read so far, before reading more. */
        private void weigh(long bytes) {
            weight += bytes;
            if (weight > taken) {
                if (!allowance.take(PORTION + weight - taken)) {
                    throw failure(
                            JsonException.Kind.TOO_MANY_VALUES,
                            "more values than there is memory for",
                            parser.currentTokenLocation());
                }
                taken = weight + PORTION;
            }
        }

        private Object value(JsonToken token, int depthLeft) throws IOException {
            Object value = null;
            switch (token) {
                case START_OBJECT:
                    return object(deeper(depthLeft));
                case START_ARRAY:
                    return list(deeper(depthLeft));
                case VALUE_STRING:
                    value = parser.getText();
                    break;
                case VALUE_NUMBER_INT:
                    value = parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                            ? (Object) parser.getBigIntegerValue()
                            : (Object) parser.getLongValue();
                    break;
                case VALUE_NUMBER_FLOAT:
                    value = parser.getDecimalValue();
                    break;
                case VALUE_TRUE:
                    return Boolean.TRUE;
                case VALUE_FALSE:
                    return Boolean.FALSE;
                case VALUE_NULL:
                    return null;
                default:
                    throw failure(JsonException.Kind.SYNTAX, "not JSON", parser.currentTokenLocation());
            }
            weigh(ofScalar(value));
            return value;
        }

        private List<Object> list(int depthLeft) throws IOException {
            long before = weight;
            WeighedList list = new WeighedList();
            weigh(ofList(0));
            for (JsonToken next = parser.nextToken(); next != JsonToken.END_ARRAY; next = parser.nextToken()) {
                list.add(value(complete(next), depthLeft));
                weigh(ofList(list.size()) - ofList(list.size() - 1));
            }
            list.weight = weight - before;
            return list;
        }

        private Map<String, Object> object(int depthLeft) throws IOException {
            long before = weight;
            WeighedObject object = new WeighedObject();
            weigh(ofObject(0));
            for (JsonToken next = parser.nextToken(); next != JsonToken.END_OBJECT; next = parser.nextToken()) {
                complete(next);
                String name = parser.currentName();
                if (object.containsKey(name)) {
                    throw failure(
                            JsonException.Kind.DUPLICATE_KEY,
                            "the same key twice in one object",
                            parser.currentTokenLocation());
                }
                object.put(name, value(complete(parser.nextToken()), depthLeft));
                weigh(ofScalar(name) + ofObject(object.size()) - ofObject(object.size() - 1));
            }
            object.weight = weight - before;
            return object;
        }

        private JsonToken complete(JsonToken token) {
            if (token == null) {
                throw failure(JsonException.Kind.CUT_OFF, "JSON cut off", parser.currentLocation());
            }
            return token;
        }

        private int deeper(int depthLeft) {
            if (depthLeft == 0) {
                throw failure(
                        JsonException.Kind.TOO_DEEP,
                        "objects and arrays nested deeper than we read",
                        parser.currentTokenLocation());
            }
            return depthLeft - 1;
        }
    }

    private static JsonException failure(JsonException.Kind kind, String what, JsonLocation where) {
        return where == null
                ? new JsonException(kind, what)
                : new JsonException(kind, what, where.getLineNr(), where.getColumnNr());
    }

    private static JsonException tooLarge(Limits limits) {
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

    private static byte[] write(Object value, boolean pretty) {
        try (ByteArrayBuilder out = new ByteArrayBuilder()) {
            try (JsonGenerator generator = FACTORY.createGenerator(out)) {
                if (pretty) {
                    DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
                    generator.setPrettyPrinter(new DefaultPrettyPrinter()
                            .withObjectIndenter(indenter)
                            .withArrayIndenter(indenter)
                            .withSeparators(Separators.createDefaultInstance()
                                    .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                                    .withObjectEmptySeparator("")
                                    .withArrayEmptySeparator("")));
                }
                write(generator, value);
            }
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // cannot happen: writing to memory does not fail
        }
    }

    private static void write(JsonGenerator out, Object value) throws IOException {
        if (value == null) {
            out.writeNull();
        } else if (value instanceof String s) {
            out.writeString(Text.wellFormed(s));
        } else if (value instanceof Map<?, ?> map) {
            out.writeStartObject();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                out.writeFieldName(Text.wellFormed(String.valueOf(entry.getKey())));
                write(out, entry.getValue());
            }
            out.writeEndObject();
        } else if (value instanceof Iterable<?> list) {
            out.writeStartArray();
            for (Object item : list) {
                write(out, item);
            }
            out.writeEndArray();
        } else if (value instanceof Boolean b) {
            out.writeBoolean(b);
        } else if (value instanceof Long || value instanceof Integer || value instanceof Short) {
            out.writeNumber(((Number) value).longValue());
        } else if (value instanceof BigDecimal d) {
            out.writeNumber(d);
        } else if (value instanceof BigInteger i) {
            out.writeNumber(i);
        } else if (value instanceof Double d && Double.isFinite(d)) {
            out.writeNumber(d);
        } else {
            throw new IllegalArgumentException(
                    "JSON has no form for " + value.getClass().getName());
        }
    }

    /** Stops reading when a stream is larger than the limit. */
    private static final class Capped extends InputStream {
        private final InputStream in;
        private final Limits limits;
        private long left;

        Capped(InputStream in, Limits limits) {
            this.in = in;
            this.limits = limits;
            this.left = limits.maxBytes();
        }

        @Override
        public int read() throws IOException {
            int b = in.read();
            count(b < 0 ? 0 : 1);
            return b;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int n = in.read(buffer, offset, length);
            count(Math.max(n, 0));
            return n;
        }

        private void count(int n) {
            left -= n;
            if (left < 0) {
                throw tooLarge(limits);
            }
        }
    }
}
