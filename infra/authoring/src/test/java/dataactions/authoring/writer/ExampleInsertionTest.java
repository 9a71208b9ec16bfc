package dataactions.authoring.writer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExampleInsertionTest {
    private static final Map<String, Object> EXAMPLE = Map.of("name", "new");

    private static Optional<String> with(String text) {
        return ExampleInsertion.of(text.getBytes(StandardCharsets.UTF_8), EXAMPLE)
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    @Test
    void every_other_line_keeps_its_line_break() {
        assertThat(with("name: A\r\nexamples:\n  - name: a\nextra: 1\r\nlast: 2"))
                .hasValue("name: A\r\nexamples:\n  - name: a\n  - name: new\r\nextra: 1\r\nlast: 2");
        assertThat(with("name: A\nexamples: []\r\nextra: 1\n"))
                .hasValue("name: A\nexamples:\r\n  - name: new\r\nextra: 1\n");
        assertThat(with("name: A\r\nother: b\r\n")).hasValue("name: A\r\nother: b\r\nexamples:\r\n  - name: new\r\n");
    }

    @Test
    void a_last_line_without_a_line_break_gets_one_before_the_new_lines() {
        assertThat(with("name: A")).hasValue("name: A\nexamples:\n  - name: new\n");
        assertThat(with("name: A\r\nexamples:\r\n- name: a"))
                .hasValue("name: A\r\nexamples:\r\n- name: a\r\n- name: new\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "name: A\nexamples:\n  [{name: a}]\n",
                "name: A\nexamples:\n  [{name: a}]\nextra:\n  - x\n",
                "name: A\nexamples:\n  [{name: a}, {name: b}]",
                "name: A\rexamples:\r  - name: a\r",
            })
    void examples_that_are_no_block_list_of_lines_are_left_as_they_are(String text) {
        assertThat(with(text)).isEmpty();
    }
}
