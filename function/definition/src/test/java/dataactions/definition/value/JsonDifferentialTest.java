package dataactions.definition.value;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our reader and writer against Jackson's, over generated texts. The texts are the same in every run. */
class JsonDifferentialTest {
    private static final Json.Limits LIMITS = new Json.Limits(200_000, 6);
    /** Where a text has several faults, the two sides may name different ones. They agree about these. */
    private static final Set<JsonException.Kind> EXACT =
            EnumSet.of(JsonException.Kind.TOO_DEEP, JsonException.Kind.DUPLICATE_KEY);

    private static final String[] PIECES = {
        "{",
        "}",
        "[",
        "]",
        ":",
        ",",
        "\"",
        "\\",
        "\\u",
        "\\ud83d",
        "\\udc00",
        "\\n",
        "\\x",
        "true",
        "false",
        "null",
        "tru",
        "nul",
        "0",
        "-",
        "-0",
        "00",
        "1",
        "12",
        "9223372036854775807",
        "9223372036854775808",
        "-9223372036854775809",
        "1.",
        ".5",
        "1.50",
        "1e5",
        "1E-5",
        "1e+",
        "e",
        "1e999999999999",
        "NaN",
        "Infinity",
        " ",
        "\n",
        "\r\n",
        "\t",
        "\f",
        "\u00a0",
        "\ufeff",
        "é",
        "€",
        "😀",
        "\u0000",
        "\u001f",
        "\u007f",
        "\"a\"",
        "\"a\":1",
        "\"\":",
        "//",
        "/**/",
        "'a'",
        "#"
    };
    private static final byte[][] BYTES = {
        {(byte) 0x80},
        {(byte) 0xC0, (byte) 0x80},
        {(byte) 0xC2},
        {(byte) 0xED, (byte) 0xA0, (byte) 0xBD},
        {(byte) 0xED, (byte) 0xB8, (byte) 0x80},
        {(byte) 0xE0, (byte) 0x80, (byte) 0x80},
        {(byte) 0xF0, (byte) 0x9F},
        {(byte) 0xF4, (byte) 0x90, (byte) 0x80, (byte) 0x80},
        {(byte) 0xFF},
        {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF}
    };

    private static final int[] SECOND_BYTES = {
        0, 0x1F, ' ', '"', '\\', 'u', '1', '}', 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC2, 0xE0, 0xED, 0xF0,
        0xFF
    };

    private final Random random = new Random(20_261_128);

    @Test
    void valid_texts_give_the_same_values() throws IOException {
        for (int i = 0; i < 4_000; i++) {
            StringBuilder text = new StringBuilder();
            append(text, 5);
            compare(text.toString().getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void texts_with_a_change_are_refused_alike() throws IOException {
        for (int i = 0; i < 8_000; i++) {
            StringBuilder text = new StringBuilder();
            append(text, 4);
            byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
            for (int change = random.nextInt(3); change >= 0; change--) {
                bytes = changed(bytes);
            }
            compare(bytes);
        }
    }

    @Test
    void random_pieces_are_refused_alike() throws IOException {
        for (int i = 0; i < 8_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int pieces = random.nextInt(8); pieces >= 0; pieces--) {
                text.append(PIECES[random.nextInt(PIECES.length)]);
            }
            compare(text.toString().getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void two_bytes_of_any_kind_are_read_alike_in_and_outside_a_string() throws IOException {
        for (int first = 0; first < 0x100; first++) {
            for (int second : SECOND_BYTES) {
                compare(new byte[] {'"', (byte) first, (byte) second, '"'});
                compare(new byte[] {'[', (byte) first, (byte) second, ']'});
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16BE", "UTF-16LE", "UTF-32BE", "UTF-32LE"})
    void the_other_encodings_of_unicode_are_read_alike(String charset) throws IOException {
        for (String text : List.of("{\"a\":[1,\"é😀\"]}", "[]", "1", "\"x\"", "{", "\uFEFF{\"a\":null}")) {
            compare(text.getBytes(Charset.forName(charset)));
        }
    }

    @Test
    void values_are_written_alike() {
        for (int i = 0; i < 4_000; i++) {
            Object value = value(5);
            assertThat(new String(Json.write(value), StandardCharsets.UTF_8))
                    .isEqualTo(new String(JacksonJson.write(value, false), StandardCharsets.UTF_8));
            assertThat(Json.writePretty(value))
                    .isEqualTo(new String(JacksonJson.write(value, true), StandardCharsets.UTF_8) + "\n");
        }
        for (char c = 0; c < 0x3000; c++) {
            String text = "a" + c + "b";
            assertThat(Json.write(text)).isEqualTo(JacksonJson.write(text, false));
        }
    }

    private void compare(byte[] text) throws IOException {
        Object expected = JacksonJson.parse(text, LIMITS);
        String about = HexFormat.of().formatHex(text, 0, Math.min(text.length, 60)) + " "
                + new String(text, 0, Math.min(text.length, 100), StandardCharsets.UTF_8);
        Object ours = ours(text, null);
        Object streamed = ours(text, new Pieces(text, 1 + random.nextInt(9)));
        assertThat(Objects.equals(ours, streamed)).as(about).isTrue();
        if (ours == JsonException.Kind.SYNTAX && isMalformed(text)) {
            return; // Jackson reads overlong forms, and numbers beyond the last character
        }
        assertSame(about, ours, expected);
    }

    private static boolean isMalformed(byte[] text) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text));
            return false;
        } catch (CharacterCodingException e) {
            return true;
        }
    }

    private static void assertSame(String about, Object ours, Object expected) {
        if (ours instanceof JsonException.Kind kind && expected instanceof JsonException.Kind other) {
            if (EXACT.contains(other)) {
                assertThat(kind).as(about).isEqualTo(other);
            }
        } else {
            assertThat(Objects.equals(ours, expected))
                    .as(about + " ours: " + cut(ours) + " theirs: " + cut(expected))
                    .isTrue();
        }
    }

    private static String cut(Object value) {
        String text = String.valueOf(value);
        return text.substring(0, Math.min(text.length(), 100));
    }

    private static Object ours(byte[] text, InputStream stream) throws IOException {
        Allowance allowance = Allowance.ofBytes(10_000_000);
        try {
            return stream == null ? Json.parse(text, LIMITS, allowance) : Json.parse(stream, LIMITS, allowance);
        } catch (JsonException e) {
            assertThat(allowance.take(10_000_000)).as("memory is given back").isTrue();
            return e.kind();
        }
    }

    /** A stream that gives a few bytes at a time. */
    private static final class Pieces extends ByteArrayInputStream {
        private final int most;

        Pieces(byte[] text, int most) {
            super(text);
            this.most = most;
        }

        @Override
        public synchronized int read(byte[] buffer, int offset, int length) {
            return super.read(buffer, offset, Math.min(length, most));
        }
    }

    private byte[] changed(byte[] text) {
        int at = text.length == 0 ? 0 : random.nextInt(text.length);
        byte[] piece = random.nextInt(3) == 0
                ? BYTES[random.nextInt(BYTES.length)]
                : PIECES[random.nextInt(PIECES.length)].getBytes(StandardCharsets.UTF_8);
        return switch (random.nextInt(4)) {
            case 0 -> Arrays.copyOf(text, at); // cut off
            case 1 -> joined(Arrays.copyOf(text, at), piece, Arrays.copyOfRange(text, at, text.length));
            case 2 ->
                joined(
                        Arrays.copyOf(text, at),
                        piece,
                        Arrays.copyOfRange(text, Math.min(at + 1, text.length), text.length));
            default ->
                joined(
                        Arrays.copyOf(text, at),
                        new byte[0],
                        Arrays.copyOfRange(text, Math.min(at + 1, text.length), text.length));
        };
    }

    private static byte[] joined(byte[] a, byte[] b, byte[] c) {
        byte[] all = Arrays.copyOf(a, a.length + b.length + c.length);
        System.arraycopy(b, 0, all, a.length, b.length);
        System.arraycopy(c, 0, all, a.length + b.length, c.length);
        return all;
    }

    private void append(StringBuilder text, int depth) {
        space(text);
        int kind = random.nextInt(depth == 0 ? 5 : 8);
        if (kind < 2) {
            number(text);
        } else if (kind < 4) {
            string(text);
        } else if (kind == 4) {
            text.append(List.of("true", "false", "null").get(random.nextInt(3)));
        } else {
            boolean isObject = kind == 5 || random.nextBoolean();
            text.append(isObject ? '{' : '[');
            int count = random.nextInt(5);
            for (int i = 0; i < count; i++) {
                text.append(i == 0 ? "" : ",");
                if (isObject) {
                    space(text);
                    string(text);
                    space(text);
                    text.append(':');
                }
                append(text, depth - 1);
            }
            space(text);
            text.append(isObject ? '}' : ']');
        }
        space(text);
    }

    private void space(StringBuilder text) {
        text.append(List.of("", "", "", " ", "\n", "\r\n", "\t ").get(random.nextInt(7)));
    }

    private void number(StringBuilder text) {
        int digits = random.nextInt(20) == 0 ? 990 + random.nextInt(20) : 1 + random.nextInt(22);
        text.append(random.nextInt(3) == 0 ? "-" : "");
        text.append(1 + random.nextInt(9));
        for (int i = 1; i < digits; i++) {
            text.append(random.nextInt(10));
        }
        if (random.nextInt(3) == 0) {
            text.append('.').append(random.nextInt(1000)).append(random.nextInt(10));
        }
        if (random.nextInt(4) == 0) {
            text.append(List.of("e", "E", "e+", "e-", "E-").get(random.nextInt(5)))
                    .append(random.nextInt(400));
        }
    }

    private void string(StringBuilder text) {
        text.append('"');
        int length = random.nextInt(30) == 0 ? 9_000 : random.nextInt(12);
        for (int i = 0; i < length; i++) {
            switch (random.nextInt(12)) {
                case 0 ->
                    text.append(List.of("\\n", "\\\"", "\\\\", "\\/", "\\b", "\\f", "\\r", "\\t")
                            .get(random.nextInt(8)));
                case 1 -> text.append(String.format("\\u%04x", random.nextInt(0x10000)));
                case 2 -> text.append((char) (0x80 + random.nextInt(0x2F00)));
                case 3 -> text.appendCodePoint(0x10000 + random.nextInt(0x10000));
                default -> text.append((char) ('a' + random.nextInt(26)));
            }
        }
        text.append('"');
    }

    private Object value(int depth) {
        switch (random.nextInt(depth == 0 ? 7 : 9)) {
            case 0:
                return random.nextLong();
            case 1:
                return new BigDecimal(BigInteger.valueOf(random.nextLong()), random.nextInt(60) - 30);
            case 2:
                return new BigInteger(200, random);
            case 3:
                return random.nextGaussian() * Math.pow(10, random.nextInt(40) - 20);
            case 4:
                return random.nextBoolean();
            case 5:
                return null;
            case 6:
                char[] text = new char[random.nextInt(30)];
                for (int i = 0; i < text.length; i++) {
                    text[i] = (char) (random.nextInt(3) == 0 ? random.nextInt(0x10000) : 32 + random.nextInt(96));
                }
                return new String(text);
            case 7:
                List<Object> list = new ArrayList<>();
                for (int i = random.nextInt(5); i > 0; i--) {
                    list.add(value(depth - 1));
                }
                return list;
            default:
                Map<String, Object> object = new LinkedHashMap<>();
                for (int i = random.nextInt(5); i > 0; i--) {
                    object.put("k\u00e9\"" + random.nextInt(), value(depth - 1));
                }
                return object;
        }
    }
}
