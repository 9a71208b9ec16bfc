package dataactions.authoring.writer;

import static org.assertj.core.api.Assertions.assertThat;

import dataactions.authoring.reader.yaml.YamlParser;
import dataactions.definition.value.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Only the values that differ are written, as the text around them is written. */
class YamlEditTest {
    private static Object json(String text) {
        return Json.parse(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8), Json.Limits.DEFAULT);
    }

    /** The text with another value of {@code data}. */
    private static String edited(String text, String data) {
        return new String(
                YamlEdit.of(text.getBytes(StandardCharsets.UTF_8), List.of("data"), json(data))
                        .orElseThrow(),
                StandardCharsets.UTF_8);
    }

    @Test
    void braces_keep_what_is_equal() {
        String text = "# first\ndata: {a: 1,  b: 'two', c: three}   # last\nname: x\n";

        assertThat(edited(text, "{'a': 1, 'b': 'two', 'c': 'four'}")).isEqualTo(text.replace("three", "four"));
        assertThat(edited(text, "{'a': 1, 'c': 'three'}")).isEqualTo(text.replace("b: 'two', ", ""));
        assertThat(edited(text, "{'a': 1, 'b': 'two'}")).isEqualTo(text.replace(", c: three", ""));
        assertThat(edited(text, "{'c': 'three'}")).isEqualTo(text.replace("a: 1,  b: 'two', ", ""));
        assertThat(edited(text, "{'z': [], 'a': 1, 'w': true, 'b': 'two', 'c': 'three', 'x': 'no'}"))
                .isEqualTo(text.replace("a: 1,", "z: [], a: 1, w: true,").replace("three", "three, x: \"no\""));
        assertThat(edited(text, "{'a': 1, 'new': 2.50, 'c': 'three'}"))
                .isEqualTo(text.replace("b: 'two'", "new: 2.50"));
        assertThat(edited(text, "{}")).isEqualTo("# first\ndata: {}   # last\nname: x\n");
        assertThat(edited(text, "{'d': 1}")).isEqualTo("# first\ndata: {d: 1}   # last\nname: x\n");
    }

    @Test
    void braces_on_several_lines_get_a_line() {
        assertThat(edited("data: {\n    a: 1,\n    b: 2 # two\n}\n", "{'a': 1, 'b': 2, 'c': 3}"))
                .isEqualTo("data: {\n    a: 1,\n    b: 2,\n    c: 3 # two\n}\n");
    }

    @Test
    void lines_and_their_comments_stay() {
        String text = """
                data:
                    # the first
                    a: 1   # one
                    b: |
                        several
                        lines

                    # an object
                    c:
                      d: x
                      e: y
                # behind
                name: x
                """;

        assertThat(edited(text, "{'a': 2, 'b': 'several\\nlines\\n', 'c': {'d': 'x', 'e': 'y'}}"))
                .isEqualTo(text.replace("a: 1", "a: 2"));
        assertThat(edited(text, "{'a': 1, 'b': 'one', 'c': {'d': 'x', 'e': 'y'}}"))
                .isEqualTo(text.replace("b: |\n        several\n        lines", "b: one"));
        assertThat(edited(text, "{'a': 1, 'c': {'d': 'x', 'e': 'y'}}"))
                .isEqualTo(text.replace("    b: |\n        several\n        lines\n", ""));
        assertThat(edited(
                        text, "{'a': 1, 'm': 0, 'b': 'several\\nlines\\n', 'c': {'d': 'x', 'e': 'y', 'f': 1}, 'g': 2}"))
                .isEqualTo(
                        text.replace("# one\n", "# one\n    m: 0\n").replace("e: y\n", "e: y\n      f: 1\n    g: 2\n"));
        assertThat(edited(text, "{'z': 0, 'a': 1, 'b': 'several\\nlines\\n', 'c': {'d': 'x'}}"))
                .isEqualTo(text.replace("    a: 1", "    z: 0\n    a: 1").replace("      e: y\n", ""));
        assertThat(edited(text, "{'a': 1, 'b': 'several\\nlines\\n', 'c': {'d': 'x'}, 'g': 2}"))
                .isEqualTo(text.replace("      e: y\n", "    g: 2\n"));
        assertThat(edited(text, "{'a': {'k': [1, 2]}, 'b': 'several\\nlines\\n', 'c': 7}"))
                .isEqualTo(text.replace("a: 1   # one", "a:\n      k:\n        - 1\n        - 2   # one")
                        .replace("c:\n      d: x\n      e: y", "c: 7"));
        assertThat(edited(text, "{}")).isEqualTo("data:\n    # the first\n    {}\n# behind\nname: x\n");
    }

    @Test
    void lists_change_at_their_end() {
        String text = "data:\n  # two\n  - {a: 1, b: 1}   # one\n  - {a: 2, b: 2}\nname: x\n";

        assertThat(edited(text, "[{'a': 1, 'b': 1}, {'a': 2, 'b': 9}, {'a': 3, 'b': 3}]"))
                .isEqualTo(text.replace("{a: 2, b: 2}\n", "{a: 2, b: 9}\n  - {a: 3, b: 3}\n"));
        assertThat(edited(text, "[{'a': 1, 'b': 1}]")).isEqualTo(text.replace("  - {a: 2, b: 2}\n", ""));
        assertThat(edited(text, "[1, {'a': 2, 'b': 2}]")).isEqualTo(text.replace("{a: 1, b: 1}", "1"));
        assertThat(edited("data: [1, 2]\n", "[1, 3, [4]]")).isEqualTo("data: [1, 3, [4]]\n");
        assertThat(edited("data: [1, 2, 3]\n", "[7]")).isEqualTo("data: [7]\n");
        assertThat(edited("data:\n- a: 1\n  b: 2\n-  a: 3\n", "[{'b': 2}, {'a': 3}, {'a': {'c': 'd'}}]"))
                .isEqualTo("data:\n- b: 2\n-  a: 3\n- a:\n    c: d\n");
    }

    @Test
    void windows_line_ends_a_byte_order_mark_and_a_missing_line_end_stay() {
        assertThat(edited("data:\r\n  a: 1\r\n  b: 2\r\nname: x", "{'a': 1, 'c': 3, 'd': 4}"))
                .isEqualTo("data:\r\n  a: 1\r\n  c: 3\r\n  d: 4\r\nname: x");
        assertThat(edited("data:\r\n  a: 1\r\n  b: 2\r\nname: x", "{'b': 2}")).isEqualTo("data:\r\n  b: 2\r\nname: x");
        assertThat(edited("name: x\ndata:\n  a: 1", "{'a': 1, 'b': 2}")).isEqualTo("name: x\ndata:\n  a: 1\n  b: 2");
        assertThat(edited("\uFEFFdata: {a: 😀, b: 1}\n", "{'a': '😀', 'b': 2}"))
                .isEqualTo("\uFEFFdata: {a: 😀, b: 2}\n");
    }

    @Test
    void a_value_deep_in_the_document_has_a_path() {
        byte[] text = "l:\n  - name: a\n    data: {x: 1}\n  - data: {x: 1}\n    name: b\n".getBytes();

        assertThat(new String(
                        YamlEdit.of(text, List.of("l", 1, "data", "x"), 2L).orElseThrow()))
                .isEqualTo("l:\n  - name: a\n    data: {x: 1}\n  - data: {x: 2}\n    name: b\n");
        Map<String, Object> without = new LinkedHashMap<>(Map.of("name", "b"));
        without.put("code", "C");
        assertThat(new String(YamlEdit.of(text, List.of("l", 1), without).orElseThrow()))
                .isEqualTo("l:\n  - name: a\n    data: {x: 1}\n  - code: C\n    name: b\n");
    }

    @Test
    void a_text_that_is_not_yaml_stays() {
        assertThat(YamlEdit.of("data: {\n".getBytes(), List.of("data"), 1L)).isEmpty();
    }

    /** Whatever is written how: the other values stay, and the new one can be read. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void any_value_becomes_any_other(boolean inline) {
        Random random = new Random(20260728);
        for (int i = 0; i < 3000; i++) {
            Object before = value(random, 3);
            Object after = random.nextBoolean() ? value(random, 3) : changed(random, before);
            List<String> lines = new ArrayList<>(List.of("# a comment", "first: 1"));
            lines.addAll(new YamlText(inline || random.nextBoolean()).entry(0, "data", before));
            lines.addAll(List.of("# another", "last: 2"));
            String text = String.join("\n", lines) + "\n";

            Optional<byte[]> edited = YamlEdit.of(text.getBytes(StandardCharsets.UTF_8), List.of("data"), after);

            assertThat(edited)
                    .as("from %s to %s", text, Json.writeString(after))
                    .isPresent();
            Map<?, ?> tree = (Map<?, ?>)
                    YamlParser.parse("", edited.get(), new ArrayList<>()).toTree();
            assertThat(tree.get("data")).isEqualTo(after);
            assertThat(tree.get("last")).isEqualTo(2L);
            assertThat(new String(edited.get(), StandardCharsets.UTF_8))
                    .startsWith("# a comment\nfirst: 1\n")
                    .endsWith("\n# another\nlast: 2\n");
        }
    }

    private static Object value(Random random, int depth) {
        switch (random.nextInt(depth == 0 ? 4 : 8)) {
            case 0:
                return (long) random.nextInt(10);
            case 1:
                return random.nextBoolean();
            case 2:
                return List.of("", "a text", "a: b", "# no", "two\nlines", "{x}", "no", "ü")
                        .get(random.nextInt(8));
            case 3:
                return random.nextBoolean() ? Map.of() : List.of();
            case 4:
            case 5:
                List<Object> list = new ArrayList<>();
                for (int i = random.nextInt(4); i >= 0; i--) {
                    list.add(value(random, depth - 1));
                }
                return list;
            default:
                Map<String, Object> map = new LinkedHashMap<>();
                for (int i = random.nextInt(4); i >= 0; i--) {
                    map.put(String.valueOf((char) ('a' + random.nextInt(8))), value(random, depth - 1));
                }
                return map;
        }
    }

    /** The same with some other values in it. */
    private static Object changed(Random random, Object value) {
        if (random.nextInt(6) == 0) {
            return value(random, 2);
        }
        if (value instanceof List<?> list) {
            List<Object> changed = new ArrayList<>();
            list.forEach(each -> changed.add(changed(random, each)));
            if (random.nextBoolean()) {
                changed.add(value(random, 1));
            } else if (random.nextBoolean() && !changed.isEmpty()) {
                changed.remove(random.nextInt(changed.size()));
            }
            return changed;
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> changed = new LinkedHashMap<>();
            map.forEach((key, each) -> {
                if (random.nextInt(5) > 0) {
                    changed.put(String.valueOf(key), changed(random, each));
                }
                if (random.nextInt(5) == 0) {
                    changed.put(String.valueOf((char) ('a' + random.nextInt(12))), value(random, 1));
                }
            });
            return changed;
        }
        return value;
    }
}
