package dataactions.authoring.writer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The output is added as the file is written, and nothing else changes. */
class OutputInsertionTest {
    private static final String HEAD = "name: A\nrequest: {upstream: u, path: /a}\n";

    private static Map<String, Object> city() {
        Map<String, Object> output = new LinkedHashMap<>();
        output.put("type", "string");
        output.put("from", "address.city");
        return output;
    }

    private static String with(String text) {
        return new String(
                OutputInsertion.of(text.getBytes(StandardCharsets.UTF_8), "city", city())
                        .orElseThrow()
                        .text(),
                StandardCharsets.UTF_8);
    }

    @Test
    void a_block_gets_one_more_line() {
        assertThat(with(HEAD + "output:\n  name: {type: string}\nerrors: {}\n"))
                .isEqualTo(HEAD
                        + "output:\n  name: {type: string}\n  city: {type: string, from: address.city}\nerrors: {}\n");
    }

    @Test
    void the_line_is_told() {
        assertThat(OutputInsertion.of((HEAD + "output:\n  name: {type: string}\n").getBytes(), "city", city())
                        .orElseThrow()
                        .line())
                .isEqualTo(5);
    }

    @Test
    void a_table_of_outputs_stays_a_table() {
        assertThat(with(HEAD
                        + "output:\n  name:        {type: string}   # the user's\n  companyName: {type: string}\n"))
                .endsWith("  companyName: {type: string}\n  city:        {type: string, from: address.city}\n");
    }

    @Test
    void outputs_line_by_line_get_one_line_by_line() {
        assertThat(with(HEAD + "output:\n    name:\n        type: string\n\n# Below.\nexamples: []\n"))
                .isEqualTo(HEAD + "output:\n    name:\n        type: string\n    city:\n      type: string\n"
                        + "      from: address.city\n\n# Below.\nexamples: []\n");
    }

    @Test
    void a_comment_at_the_end_of_the_section_stays_above_the_new_output() {
        assertThat(with(HEAD + "output:\n  name: {type: string}\n  # more to come\n\n# The errors.\nerrors: {}\n"))
                .isEqualTo(HEAD + "output:\n  name: {type: string}\n  # more to come\n"
                        + "  city: {type: string, from: address.city}\n\n# The errors.\nerrors: {}\n");
    }

    @Test
    void braces_on_one_line() {
        assertThat(with(HEAD + "output: {name: {type: string}}  # all\n"))
                .isEqualTo(HEAD + "output: {name: {type: string}, city: {type: string, from: address.city}}  # all\n");
    }

    @Test
    void braces_over_several_lines() {
        assertThat(with(HEAD + "output: {\n    name: {type: string}, # his\n    age: {type: integer} # years\n  }\n"))
                .isEqualTo(HEAD + "output: {\n    name: {type: string}, # his\n    age: {type: integer},\n"
                        + "    city: {type: string, from: address.city} # years\n  }\n");
    }

    @Test
    void braces_with_a_comma_at_the_end() {
        assertThat(with(HEAD + "output: {name: {type: string},}\n"))
                .isEqualTo(HEAD + "output: {name: {type: string}, city: {type: string, from: address.city},}\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"output: {}", "output: { }", "output:", "output: ~"})
    void an_empty_section_gets_its_first_output(String section) {
        String text = HEAD + section + " # what a flow gets\nexamples: []\n";
        if (section.endsWith("~")) {
            assertThat(OutputInsertion.of(text.getBytes(), "city", city())).isEmpty();
            return;
        }
        assertThat(with(text))
                .isEqualTo(HEAD
                        + "output: # what a flow gets\n  city: {type: string, from: address.city}\nexamples: []\n");
    }

    @Test
    void a_missing_section_stands_behind_the_request() {
        assertThat(with("name: A\nrequest:\n  upstream: u\n  # of one\n  path: /a\n\n# Errors.\nerrors: {}\n"))
                .isEqualTo("name: A\nrequest:\n  upstream: u\n  # of one\n  path: /a\noutput:\n  city:\n"
                        + "    type: string\n    from: address.city\n\n# Errors.\nerrors: {}\n");
        assertThat(with("name: A")).isEqualTo("name: A\noutput:\n  city: {type: string, from: address.city}\n");
        assertThat(with("examples: []\n"))
                .isEqualTo("output:\n  city: {type: string, from: address.city}\nexamples: []\n");
    }

    @Test
    void a_definition_with_steps_keeps_them() {
        String steps = "name: A\nsteps:\n  one:\n    request: {upstream: u, path: /a}\n";
        assertThat(with(steps + "output:\n  id: {type: string, from: steps.one.id}\n"))
                .isEqualTo(steps + "output:\n  id: {type: string, from: steps.one.id}\n"
                        + "  city: {type: string, from: address.city}\n");
        assertThat(with(steps)).isEqualTo(steps + "output:\n  city: {type: string, from: address.city}\n");
    }

    @Test
    void a_definition_in_braces() {
        assertThat(with("{name: A, output: {}}"))
                .isEqualTo("{name: A, output: {city: {type: string, from: address.city}}}");
        assertThat(with("{name: A}\n")).isEqualTo("{name: A, output: {city: {type: string, from: address.city}}}\n");
        assertThat(with("{\n  \"name\": \"A\",\n  \"output\": {\n    \"a\": {\"type\": \"string\"}\n  }\n}\n"))
                .isEqualTo("{\n  \"name\": \"A\",\n  \"output\": {\n    \"a\": {\"type\": \"string\"},\n"
                        + "    city: {type: string, from: address.city}\n  }\n}\n");
    }

    @Test
    void line_ends_a_byte_order_mark_and_wide_characters_are_kept() {
        assertThat(with("\uFEFFname: A\r\noutput:\r\n  a: {type: string, title: \"\uD83D\uDE00\"}\r\n"))
                .isEqualTo("\uFEFFname: A\r\noutput:\r\n  a: {type: string, title: \"\uD83D\uDE00\"}\r\n"
                        + "  city: {type: string, from: address.city}\r\n");
        assertThat(with("name: \"\uD83D\uDE00\"\noutput: {a: {type: string}}"))
                .isEqualTo(
                        "name: \"\uD83D\uDE00\"\noutput: {a: {type: string}, city: {type: string, from: address.city}}");
    }

    @Test
    void the_last_output_may_be_nested_or_a_long_text() {
        String nested = HEAD + "output:\n  a:\n    type: array\n    items:\n      type: object\n      properties:\n"
                + "        b: {type: string}\n  c:\n    type: string\n    from: |\n      $join(\n\n      x)\n\n";
        assertThat(with(nested))
                .isEqualTo(nested.substring(0, nested.length() - 1)
                        + "  city:\n    type: string\n    from: address.city\n\n");
    }

    @Test
    void nested_values_and_odd_names_are_written_so_that_they_are_read_back() {
        Map<String, Object> tree =
                Map.of("type", "array", "items", Map.of("type", "string"), "from", "`a b`[x = \"y: #z\"].{ \"q\": 1 }");
        for (String text : List.of(HEAD + "output:\n  a: {type: string}\n", HEAD + "output: {a: {type: string}}\n")) {
            assertThat(OutputInsertion.of(text.getBytes(), "yes", tree)).isPresent();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a: [",
                "- a\n",
                "name: A\noutput: text\n",
                "name: A\noutput: [a]\n",
                "name: A\noutput: {city: {type: string}}\n",
                "name: A\noutput: {\n# nothing yet\n}\n",
                "name: A\nname: B\n",
                "name: &x A\n"
            })
    void a_text_without_a_place_for_it_is_refused(String text) {
        assertThat(OutputInsertion.of(text.getBytes(), "city", city())).isEmpty();
    }
}
