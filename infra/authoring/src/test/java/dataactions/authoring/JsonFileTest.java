package dataactions.authoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dataactions.definition.value.JsonException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonFileTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{⏎ \"a\": 1,⏎}         | not JSON at line 3, column 1: remove the comma before it",
                "{\"a\": [1, 2,]}       | not JSON at line 1, column 13: remove the comma before it",
                "{⏎ 'a': 1}             | not JSON at line 2, column 2: names and texts stand in double quotes",
                "{⏎ ”a”: 1}             | not JSON at line 2, column 2: names and texts stand in double quotes",
                "{⏎ a: 1}               | not JSON at line 2, column 2: names and texts stand in double quotes",
                "{⏎ \"a\": True}        | not JSON at line 2, column 7: names and texts stand in double quotes",
                "{\"a\": 1⏎ \"b\": 2}   | not JSON at line 2, column 2: a comma or a colon is missing before it",
                "{\"ü\": {}⏎ \"b\": 2}  | not JSON at line 2, column 2: a comma or a colon is missing before it",
                "{\"ü\": \"ü\" \"b\"}   | not JSON at line 1, column 11: a comma or a colon is missing before it",
                "{\"a\" 1}              | not JSON at line 1, column 6: a comma or a colon is missing before it",
                "{⏎ // users⏎ \"a\": 1} | not JSON at line 2, column 2: JSON has no comments; write one as the value of a"
                        + " key \"//\"",
                "{\"a\": \"c:\\users\"} | not JSON at line 1, column 12: a backslash in a text is written twice",
                "{\"a\": \"\\x\"}       | not JSON at line 1, column 9: a backslash in a text is written twice",
                "{\"a\": \"x⏎\"}        | not JSON at line 1, column 9: a text ends in the line in which it begins; close it"
                        + " with a double quote",
                "<<<<<<< HEAD⏎{}        | not JSON at line 1, column 1: this line marks a merge conflict; resolve it",
                "{\"a\": 1              | JSON cut off at line 1, column 8: a closing bracket or a closing quote is missing",
                "{\"a\": 1, \"a\": 2}   | the same key twice in one object at line 1, column 10"
            })
    void what_is_wrong_in_a_file_is_said_with_line_column_and_cause(String text, String message) {
        assertThatThrownBy(() -> JsonFile.parse(text.replace("⏎", "\n").getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(JsonException.class)
                .hasMessage(message);
    }

    @Test
    void a_file_that_is_json_is_read() {
        assertThat(JsonFile.parse("{\"a\": 1}".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(Map.of("a", 1L));
    }
}
