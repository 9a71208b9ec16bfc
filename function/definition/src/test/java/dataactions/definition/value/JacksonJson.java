package dataactions.definition.value;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import java.io.ByteArrayOutputStream;
import java.io.CharConversionException;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The same JSON by Jackson's streaming API, with the same limits. */
final class JacksonJson {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(10_000)
                    .maxNumberLength(Json.MAX_DIGITS)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
            .build();

    private JacksonJson() {}

    /** What a text is: a value, or the reason of its refusal. */
    static Object parse(byte[] text, Json.Limits limits) {
        try (JsonParser parser = FACTORY.createParser(text)) {
            JsonToken first = parser.nextToken();
            if (first == null) {
                return JsonException.Kind.CUT_OFF;
            }
            Object value = value(parser, first, limits.maxDepth());
            return parser.nextToken() == null ? value : JsonException.Kind.TRAILING;
        } catch (Refused e) {
            return e.kind;
        } catch (StreamConstraintsException | NumberFormatException e) {
            return JsonException.Kind.TOO_LARGE;
        } catch (JsonProcessingException | CharConversionException e) {
            return JsonException.Kind.SYNTAX;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static final class Refused extends RuntimeException {
        private final JsonException.Kind kind;

        Refused(JsonException.Kind kind) {
            this.kind = kind;
        }
    }

    private static Object value(JsonParser parser, JsonToken token, int depthLeft) throws IOException {
        if (token == null) {
            throw new Refused(JsonException.Kind.CUT_OFF);
        }
        return switch (token) {
            case START_OBJECT -> object(parser, deeper(depthLeft));
            case START_ARRAY -> list(parser, deeper(depthLeft));
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT ->
                parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                        ? (Object) parser.getBigIntegerValue()
                        : (Object) parser.getLongValue();
            case VALUE_NUMBER_FLOAT -> parser.getDecimalValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> throw new Refused(JsonException.Kind.SYNTAX);
        };
    }

    private static int deeper(int depthLeft) {
        if (depthLeft == 0) {
            throw new Refused(JsonException.Kind.TOO_DEEP);
        }
        return depthLeft - 1;
    }

    private static List<Object> list(JsonParser parser, int depthLeft) throws IOException {
        List<Object> list = new ArrayList<>();
        for (JsonToken next = parser.nextToken(); next != JsonToken.END_ARRAY; next = parser.nextToken()) {
            list.add(value(parser, next, depthLeft));
        }
        return list;
    }

    private static Map<String, Object> object(JsonParser parser, int depthLeft) throws IOException {
        Map<String, Object> object = new LinkedHashMap<>();
        for (JsonToken next = parser.nextToken(); next != JsonToken.END_OBJECT; next = parser.nextToken()) {
            if (next == null) {
                throw new Refused(JsonException.Kind.CUT_OFF);
            }
            String name = parser.currentName();
            if (object.containsKey(name)) {
                throw new Refused(JsonException.Kind.DUPLICATE_KEY);
            }
            object.put(name, value(parser, parser.nextToken(), depthLeft));
        }
        return object;
    }

    static byte[] write(Object value, boolean isPretty) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator generator = FACTORY.createGenerator(out)) {
            if (isPretty) {
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
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return out.toByteArray();
    }

    private static void write(JsonGenerator out, Object value) throws IOException {
        if (value == null) {
            out.writeNull();
        } else if (value instanceof String text) {
            out.writeString(Text.wellFormed(text));
        } else if (value instanceof Map<?, ?> map) {
            out.writeStartObject();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                out.writeFieldName(Text.wellFormed(String.valueOf(entry.getKey())));
                write(out, entry.getValue());
            }
            out.writeEndObject();
        } else if (value instanceof List<?> list) {
            out.writeStartArray();
            for (Object item : list) {
                write(out, item);
            }
            out.writeEndArray();
        } else if (value instanceof Boolean flag) {
            out.writeBoolean(flag);
        } else if (value instanceof Long number) {
            out.writeNumber(number);
        } else if (value instanceof BigDecimal number) {
            out.writeNumber(number);
        } else if (value instanceof BigInteger number) {
            out.writeNumber(number);
        } else if (value instanceof Double number) {
            out.writeNumber(number);
        } else {
            throw new AssertionError(value.getClass());
        }
    }
}
