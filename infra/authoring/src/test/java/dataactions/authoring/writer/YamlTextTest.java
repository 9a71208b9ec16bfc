package dataactions.authoring.writer;

import static org.assertj.core.api.Assertions.assertThat;

import dataactions.authoring.reader.yaml.DefinitionProblem;
import dataactions.authoring.reader.yaml.YamlNode;
import dataactions.authoring.reader.yaml.YamlParser;
import dataactions.definition.value.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class YamlTextTest {
    private static Object json(String text) {
        return Json.parse(text.getBytes(StandardCharsets.UTF_8), Json.Limits.DEFAULT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"plain words\"",
                "\"true\"",
                "\"null\"",
                "\"~\"",
                "\"NO\"",
                "\"12\"",
                "\"1e5\"",
                "\"2024-01-01\"",
                "\"\"",
                "\" blank around \"",
                "\"a: b\"",
                "\"a #b\"",
                "\"a  b\"",
                "\"- a\"",
                "\"{a}, [b]\"",
                "\"it's \\\"quoted\\\"\"",
                "\"line\\nbreak\\ttab\\r\\u0000\\u0085\\u2028\\ufeff\"",
                "\"back\\\\slash / and * & ! | > % @ `\"",
                "\"Grüße, 日本 😀\"",
                "\"a?\"",
                "12",
                "-0.50",
                "1e400",
                "123456789012345678901234567890",
                "true",
                "null",
                "[]",
                "{}",
                "[1, [2, []], {\"a\": {}}, {\"b\": [{\"c\": 1, \"d\": 2}, 3]}]",
                "{\"12\": 1, \"true\": 2, \"a: b\": {\"\": 3}, \"nested\": {\"list\": [[1, 2], [\"x\"]]}}"
            })
    void a_value_is_read_back_unchanged_in_both_forms(String value) {
        for (boolean inline : List.of(true, false)) {
            Object expected = json("{\"key\": " + value + "}");
            String text = String.join("\n", new YamlText(inline).entry(0, "key", ((Map<?, ?>) expected).get("key")));

            List<DefinitionProblem> problems = new ArrayList<>();
            YamlNode read = YamlParser.parse("", (text + "\n").getBytes(StandardCharsets.UTF_8), problems);

            assertThat(problems).as(text).isEmpty();
            assertThat(read.toTree()).as(text).isEqualTo(expected);
        }
    }

    @Test
    void a_short_value_stands_on_one_line_and_a_long_one_on_many() {
        Object answer = json("{\"id\": 1, \"tags\": [\"a\", \"b\"], \"text\": \"" + "long ".repeat(20) + "\"}");

        assertThat(new YamlText(true).entry(4, "body", answer))
                .containsExactly(
                        "    body:", "      id: 1", "      tags: [a, b]", "      text: \"" + "long ".repeat(20) + "\"");
        assertThat(new YamlText(false).entry(0, "body", json("{\"tags\": [\"a\", {\"b\": 1, \"c\": 2}]}")))
                .containsExactly("body:", "  tags:", "    - a", "    - b: 1", "      c: 2");
    }
}
