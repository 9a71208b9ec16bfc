package dataactions.definition.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    private static Object parse(String text) {
        return Json.parse(text.getBytes(StandardCharsets.UTF_8), Json.Limits.DEFAULT);
    }

    @Test
    void every_kind_of_value_becomes_plain_java() {
        Map<String, Object> expected = new LinkedHashMap<>();
        expected.put("s", "é\n");
        expected.put("i", 1L);
        expected.put("b", true);
        expected.put("n", null);
        expected.put("a", List.of(false, Map.of()));
        assertThat(parse("{\"s\":\"\\u00e9\\n\",\"i\":1,\"b\":true,\"n\":null,\"a\":[false,{}]}"))
                .isEqualTo(expected);
    }

    @Test
    void no_digit_of_a_number_is_lost() {
        assertThat(parse("12345678901234567")).isEqualTo(12345678901234567L);
        assertThat(parse("123456789012345678901234567890")).isEqualTo(new BigInteger("123456789012345678901234567890"));
        assertThat(parse("0.10")).isEqualTo(new BigDecimal("0.10"));
        String digits = "[9223372036854775808,-9223372036854775808,3.14159265358979323846,1.50]";
        assertThat(Json.writeString(parse(digits))).isEqualTo(digits);
    }

    @Test
    void keys_keep_their_order() {
        assertThat(Json.writeString(parse("{\"z\":1,\"a\":2,\"m\":3}"))).isEqualTo("{\"z\":1,\"a\":2,\"m\":3}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
                    <html>           | SYNTAX
                    {"a":}           | SYNTAX
                    {'a':1}          | SYNTAX
                    [1,]             | SYNTAX
                    01               | SYNTAX
                    NaN              | SYNTAX
                    {"a":1           | CUT_OFF
                    [1,2             | CUT_OFF
                    "abc             | CUT_OFF
                    {"a":            | CUT_OFF
                    {"a":1} "x"      | TRAILING
                    1 2              | TRAILING
                    {"a":1,"a":2}    | DUPLICATE_KEY
                    {"a":null,"a":2} | DUPLICATE_KEY
                    """)
    void what_is_not_one_json_value_is_refused_by_kind(String text, JsonException.Kind kind) {
        assertThatThrownBy(() -> parse(text))
                .isInstanceOfSatisfying(
                        JsonException.class,
                        e -> assertThat(e.kind()).as(e.getMessage()).isEqualTo(kind));
    }

    @Test
    void an_empty_text_is_cut_off() {
        assertThatThrownBy(() -> parse("  \n")).hasMessageContaining("empty");
    }

    @Test
    void a_refusal_never_quotes_the_text() {
        for (String text : List.of("s3cret", "{\"s3cret\" 1}", "[\"s3cret\", s3cret]", "{\"s3cret\":1,\"s3cret\":2}")) {
            assertThatThrownBy(() -> parse(text))
                    .hasMessageNotContaining("s3cret")
                    .hasMessageContaining("line 1");
        }
    }

    @Test
    void the_depth_limit_is_exact_and_counts_both_objects_and_arrays() {
        Json.Limits three = new Json.Limits(1000, 3);
        assertThat(Json.parse("[{\"a\":[1]}]".getBytes(StandardCharsets.UTF_8), three))
                .isInstanceOf(List.class);
        assertThatThrownBy(() -> Json.parse("[{\"a\":[[]]}]".getBytes(StandardCharsets.UTF_8), three))
                .isInstanceOfSatisfying(
                        JsonException.class, e -> assertThat(e.kind()).isEqualTo(JsonException.Kind.TOO_DEEP));
    }

    @Test
    void a_million_levels_do_not_overflow_the_stack() {
        assertThatThrownBy(() -> parse("[".repeat(1_000_000)))
                .isInstanceOfSatisfying(
                        JsonException.class, e -> assertThat(e.kind()).isEqualTo(JsonException.Kind.TOO_DEEP));
    }

    @Test
    void the_size_limit_is_exact_for_bytes_and_streams() throws IOException {
        Json.Limits four = new Json.Limits(4, 50);
        byte[] fits = "1234".getBytes(StandardCharsets.UTF_8);
        byte[] tooLarge = "12345".getBytes(StandardCharsets.UTF_8);
        assertThat(Json.parse(fits, four)).isEqualTo(1234L);
        assertThat(Json.parse(new ByteArrayInputStream(fits), four)).isEqualTo(1234L);
        assertThatThrownBy(() -> Json.parse(tooLarge, four)).hasMessageContaining("4 bytes");
        assertThatThrownBy(() -> Json.parse(new ByteArrayInputStream(tooLarge), four))
                .hasMessageContaining("4 bytes");
    }

    @Test
    void an_endless_stream_is_left_soon_after_the_limit() {
        long[] read = {0};
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                read[0]++;
                return ' ';
            }

            @Override
            public int read(byte[] buffer, int offset, int length) {
                Arrays.fill(buffer, offset, offset + length, (byte) ' ');
                read[0] += length;
                return length;
            }
        };
        assertThatThrownBy(() -> Json.parse(endless, new Json.Limits(100_000, 50)))
                .isInstanceOf(JsonException.class);
        assertThat(read[0]).isLessThan(200_000);
    }

    @Test
    void a_number_of_a_million_digits_is_refused() {
        assertThatThrownBy(() -> parse("1".repeat(1_000_000)))
                .isInstanceOfSatisfying(
                        JsonException.class, e -> assertThat(e.kind()).isEqualTo(JsonException.Kind.TOO_LARGE));
    }

    @Test
    void a_lone_surrogate_is_written_as_the_replacement_character() {
        assertThat(Json.writeString(List.of("a\uD800b", "\uDC00", "\uD83D\uDE00")))
                .isEqualTo("[\"a\uFFFDb\",\"\uFFFD\",\"\uD83D\uDE00\"]");
    }

    @Test
    void pretty_text_is_stable_and_reads_back() {
        Object tree = parse("{\"a\":[1,{}],\"b\":{\"c\":null,\"d\":[]}}");
        String pretty = Json.writePretty(tree);
        assertThat(pretty).isEqualTo("""
                        {
                          "a": [
                            1,
                            {}
                          ],
                          "b": {
                            "c": null,
                            "d": []
                          }
                        }
                        """);
        assertThat(parse(pretty)).isEqualTo(tree);
    }

    @Test
    void what_json_has_no_form_for_is_refused_when_written() {
        assertThatThrownBy(() -> Json.write(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Json.write(new Object())).isInstanceOf(IllegalArgumentException.class);
    }

    /** They look like UTF-32 in an order of bytes that nobody uses. */
    @Test
    void bytes_that_begin_like_a_strange_utf_32_are_not_json_rather_than_a_failure() throws Exception {
        for (byte[] text : List.of(new byte[] {0, 0, 'p', 0, 1}, new byte[] {0, '{', 0, 0, '}'})) {
            assertThatThrownBy(() -> Json.parse(text, Json.Limits.DEFAULT))
                    .isInstanceOf(JsonException.class)
                    .hasMessage("not JSON: not UTF-8 text");
            assertThatThrownBy(() -> Json.parse(new ByteArrayInputStream(text), Json.Limits.DEFAULT))
                    .isInstanceOf(JsonException.class)
                    .hasMessage("not JSON: not UTF-8 text");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e99999999999", "-1E-99999999999", "1.5e2147483658", "{\"n\":[1e4294967297]}"})
    void a_number_whose_exponent_is_beyond_all_is_refused_rather_than_a_failure(String text) {
        assertThatThrownBy(() -> Json.parse(text.getBytes(StandardCharsets.UTF_8), Json.Limits.DEFAULT))
                .isInstanceOf(JsonException.class)
                .hasMessageStartingWith("a number larger than the limit at line 1")
                .hasMessageNotContaining("99");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
                    [1,,2]             | 1 | 4
                    [true, falsy]      | 1 | 12
                    {"é😀": x}         | 1 | 8
                    [01]               | 1 | 3
                    {"a":1,"a":2}      | 1 | 8
                    [1] 2              | 1 | 5
                    [1,                | 1 | 4
                    """)
    void a_refusal_names_the_line_and_the_column_in_characters(String text, int line, int column) {
        assertThatThrownBy(() -> parse(text)).isInstanceOfSatisfying(JsonException.class, e -> {
            assertThat(e.line()).isEqualTo(line);
            assertThat(e.column()).as(e.getMessage()).isEqualTo(column);
        });
        assertThatThrownBy(() -> parse("[\n  \"é\",\r\n" + text)).isInstanceOfSatisfying(JsonException.class, e -> {
            assertThat(e.line()).isGreaterThanOrEqualTo(3);
        });
    }

    @Test
    void a_refusal_in_a_later_line_counts_from_the_line() {
        assertThatThrownBy(() -> parse("{\n  \"é\": 1,\r\n\t\"b\": nix\n}")).hasMessage("not JSON at line 3, column 8");
    }

    @Test
    void a_byte_order_mark_is_skipped() {
        assertThat(parse("\uFEFF{\"a\":1}")).isEqualTo(Map.of("a", 1L));
        assertThatThrownBy(() -> parse("\uFEFF")).hasMessageContaining("empty");
    }

    @Test
    void numbers_may_be_kept_as_they_are_written() {
        byte[] text = "{\"a\":1.50E3,\"b\":[-0,12345678901234567890123]}".getBytes(StandardCharsets.UTF_8);
        assertThat(Json.parseNumbersAsText(text, Json.Limits.DEFAULT))
                .isEqualTo(Map.of("a", "1.50E3", "b", List.of("-0", "12345678901234567890123")));
    }

    @Test
    void a_name_longer_than_the_limit_is_refused() {
        assertThat(parse("{\"" + "n".repeat(JsonReader.MAX_NAME) + "\":1}")).isInstanceOf(Map.class);
        assertThatThrownBy(() -> parse("{\"" + "n".repeat(JsonReader.MAX_NAME + 1) + "\":1}"))
                .isInstanceOfSatisfying(
                        JsonException.class, e -> assertThat(e.kind()).isEqualTo(JsonException.Kind.TOO_LARGE));
    }

    @Test
    void the_weight_of_a_tree_is_the_sum_of_its_values() {
        Object tree = parse("{\"a\":[1,\"xy\",null],\"b\":{}}");
        long list = Json.ofList(3) + Json.ofScalar(1L) + Json.ofScalar("xy");
        long expected = Json.ofObject(2) + Json.ofScalar("a") + Json.ofScalar("b") + list + Json.ofObject(0);
        assertThat(((Json.Weighed) tree).weight()).isEqualTo(expected);
        assertThat(((Json.Weighed) ((Map<?, ?>) tree).get("a")).weight()).isEqualTo(list);
    }
}
