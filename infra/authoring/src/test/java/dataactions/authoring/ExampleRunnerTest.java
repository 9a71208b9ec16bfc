package dataactions.authoring;

import static org.assertj.core.api.Assertions.assertThat;

import dataactions.authoring.reader.yaml.DefinitionProblem;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExampleRunnerTest {
    @TempDir
    Path folder;

    private Workspace workspace;

    @BeforeEach
    void start() {
        workspace = null;
    }

    private List<String> problems(String yaml) {
        Yaml.write(folder, "action.yaml", yaml);
        workspace = Workspace.read(folder);
        return workspace.problems().stream().map(DefinitionProblem::toString).toList();
    }

    private List<String> warnings(String yaml) {
        assertThat(problems(yaml)).isEmpty();
        return workspace.warnings().stream().map(DefinitionProblem::toString).toList();
    }

    @Test
    void a_passing_example_is_silent() {
        assertThat(warnings(Yaml.GOOD)).isEmpty();
    }

    @Test
    void a_planted_wrong_mapping_is_told_with_the_field_the_expected_and_the_found_value() {
        assertThat(problems(Yaml.with("from: name,", "from: fullName,")))
                .containsExactly("action.yaml:13: examples[0]: example \"a known user\" fails:"
                        + " data.name: expected \"Leanne\", found \"Unknown\". If the new result is right, run"
                        + " `./data-actions try FetchUser --example \"a known user\" --update`.");
    }

    @Test
    void a_required_output_that_finds_nothing_is_told_with_the_path_that_was_meant() {
        String yaml = Yaml.with(
                        "name: {type: string, from: name, default: Unknown}",
                        "name: {type: string, from: \"items[0].nmae\", required: true}")
                .replace("body: {name: Leanne,", "body: {items: [{name: Leanne}],");
        assertThat(problems(yaml))
                .containsExactly("action.yaml:13: examples[0]: example \"a known user\" fails: expected data, found"
                        + " MAPPING_FAILED: Output name: expected string, found nothing in the upstream's answer."
                        + " Nothing is at items[0].nmae; did you mean items[0].name?.");
    }

    @Test
    void a_template_without_quotes_that_yaml_read_as_an_object_is_told_with_the_hint_to_quote_it() {
        String yaml = Yaml.with("method: GET", "method: POST")
                .replace("  path: /users/{userId}", "  path: /users/{userId}\n  body: {subject: {userId}}")
                .replace("    response:", "    request: {body: {subject: hello}}\n    response:");
        assertThat(problems(yaml))
                .containsExactly("action.yaml:14: examples[0]: example \"a known user\" fails: request.body.subject:"
                        + " expected \"hello\", found {\"userId\":null}; without quotes YAML reads {userId} as an object:"
                        + " write \"{userId}\".");
    }

    @Test
    void every_difference_is_told() {
        assertThat(problems(Yaml.with("data: {name: Leanne, email: l@example.com}", "data: {name: X, phone: 1}")))
                .hasSize(3)
                .anyMatch(p -> p.contains("data.name: expected \"X\", found \"Leanne\""))
                .anyMatch(p -> p.contains("data.phone: expected 1, found nothing"))
                .anyMatch(p -> p.contains("data.email: expected nothing, found \"l@example.com\""));
    }

    @Test
    void numbers_are_compared_by_value() {
        String yaml = Yaml.with("{type: string}", "{type: number}")
                .replace("body: {name: Leanne, email: l@example.com}", "body: {name: Leanne, email: 1.50}");
        assertThat(problems(
                        yaml.replace("data: {name: Leanne, email: l@example.com}", "data: {name: Leanne, email: 1.5}")))
                .isEmpty();
        assertThat(problems(yaml.replace(
                        "data: {name: Leanne, email: l@example.com}", "data: {name: Leanne, email: 1.51}")))
                .hasSize(1);
    }

    @Test
    void an_expected_error_must_come_and_an_unexpected_one_must_not() {
        assertThat(problems(Yaml.with("data: {name: Leanne, email: l@example.com}", "errorCode: NOT_FOUND")))
                .singleElement()
                .asString()
                .contains("expected errorCode NOT_FOUND, found a success");
        assertThat(problems(Yaml.with("status: 200", "status: 500")))
                .singleElement()
                .asString()
                .contains("expected data, found UPSTREAM_UNAVAILABLE");
    }

    @Test
    void an_input_of_an_example_that_no_flow_can_send_is_warned_of() {
        assertThat(warnings(Yaml.with("input: {userId: 1}", "input: {userId: \"1\", userid: 2}")))
                .containsExactly(
                        "action.yaml:13: examples[0].input.userId: found a string for an input of type integer. Genesys"
                                + " refuses another type, so no flow can send it: write a value of that type.",
                        "action.yaml:13: examples[0].input.userid: there is no input userid; did you mean userId? The"
                                + " example runs without it. Rename or remove it.");
        String refused = "  - {name: a word, input: {userId: one}, errorCode: INVALID_INPUT}\n";
        assertThat(warnings(Yaml.GOOD + refused)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            $input.userid    | input: there is no input userid, so $input.userid in "$input.userid" has no value; did you mean userId?
            $input.user-nick | write $input.`user-nick`, because without backticks JSONata subtracts.
            """)
    void an_expression_that_reads_no_input_of_the_action_is_warned_of(String expression, String message) {
        assertThat(warnings(Yaml.with("{type: string}", "{type: string, from: " + expression + "}")
                        .replace("input:\n", "input:\n  user-nick: {type: string}\n")
                        .replace(", email: l@example.com}\n", "}\n")))
                .anyMatch(warning -> warning.contains(message));
    }

    @Test
    void a_value_of_an_enum_that_no_call_can_have_is_warned_of() {
        assertThat(warnings(Yaml.with("minimum: 1", "enum: [1, 0], minimum: 1")))
                .containsExactly(
                        "action.yaml:3: input.userId.enum: no call can have 0, which is less than 1: remove it,"
                                + " or change that limit.");
    }

    @Test
    void an_empty_text_of_an_enum_and_a_charset_that_is_not_utf_8_are_warned_of() {
        String yaml = Yaml.with("method: GET", "method: POST")
                .replace("input:\n", "input:\n  lang: {type: string, enum: [de, \"\"]}\n")
                .replace(
                        "  path: /users/{userId}",
                        "  path: /users/{userId}\n  body: {lang: \"{lang}\"}\n"
                                + "  headers: {content-type: application/json; charset=ISO-8859-1}");
        assertThat(warnings(yaml))
                .anyMatch(each -> each.contains("input.lang.enum: no call can have \"\", which counts as absent"))
                .anyMatch(each -> each.contains("request.headers.content-type: found \"application/json;"
                        + " charset=ISO-8859-1\", but a body is sent in UTF-8"))
                .hasSize(2);
        assertThat(warnings(yaml.replace("ISO-8859-1", "UTF-8"))).hasSize(1);
    }

    @Test
    void an_example_that_never_asks_the_upstream_needs_no_response() {
        String example = "  - {name: an id that cannot be, input: {userId: 0}, errorCode: INVALID_INPUT}\n";
        assertThat(problems(Yaml.GOOD + example)).isEmpty();
        assertThat(problems(Yaml.GOOD + example.replace("userId: 0", "userId: 5")))
                .singleElement()
                .asString()
                .contains("the upstream is asked (GET", "the example has no response");
    }

    @Test
    void the_request_that_is_sent_can_be_shown_too() {
        String yaml = Yaml.with(
                "    input: {userId: 1}",
                "    input: {userId: 1}\n    request: {path: /users/1, headers: {accept: application/json}}");
        assertThat(problems(yaml)).isEmpty();
        assertThat(problems(yaml.replace("path: /users/1,", "path: /users/2,")))
                .singleElement()
                .asString()
                .contains("request.path: expected \"/users/2\", found \"/users/1\"");
        assertThat(problems(yaml.replace("accept: application/json", "X-A: b")))
                .singleElement()
                .asString()
                .contains("request.headers.X-A: expected \"b\", found none");
    }

    @Test
    void an_output_that_came_only_from_its_default_is_reported() {
        assertThat(warnings(Yaml.with("from: name,", "from: fullName,")
                        .replace("data: {name: Leanne", "data: {name: Unknown")))
                .containsExactly(
                        "action.yaml: output.name: no example's response has a value for it: every example took the default,"
                                + " which may hide a wrong path. Add an example that has a value, or check from.");
    }

    @Test
    void an_example_of_the_default_beside_one_that_has_the_value_is_fine() {
        assertThat(
                        warnings(
                                Yaml.GOOD
                                        + "  - {name: nameless, input: {userId: 2}, response: {body: {email: x}}, data: {name: Unknown, email: x}}\n"))
                .isEmpty();
    }

    @Test
    void an_output_that_is_always_absent_or_an_array_that_is_always_empty_is_reported() {
        assertThat(warnings(Yaml.with("{type: string}", "{type: string, from: mail}")
                        .replace(", email: l@example.com}\n", "}\n")))
                .singleElement()
                .asString()
                .contains("output.email", "its absence may hide a wrong path");
        assertThat(warnings(Yaml.with(
                                "{type: string}",
                                "{type: array, from: mails, items: {type: object, properties: {a: {type: string}}}}")
                        .replace("data: {name: Leanne, email: l@example.com}", "data: {name: Leanne, email: []}")))
                .singleElement()
                .asString()
                .contains("output.email: no example's response has a value for it");
    }

    @Test
    void a_definition_without_a_successful_example_and_an_input_used_nowhere_are_reported() {
        String yaml = Yaml.GOOD.substring(0, Yaml.GOOD.indexOf("examples:"));
        assertThat(warnings(yaml)).singleElement().asString().contains("examples: no example of a success");
        assertThat(warnings(Yaml.with("input:\n", "input:\n  spare: {type: string}\n")))
                .singleElement()
                .asString()
                .contains("input.spare: is used nowhere");
        assertThat(warnings(Yaml.with("input:\n", "input:\n  spare: {type: string}\n")
                        .replace("from: name,", "from: \"name & $input.spare\",")))
                .isEmpty();
    }

    @Test
    void nothing_of_a_secure_actions_examples_is_printed() {
        String yaml = "secure: true\n" + Yaml.with("data: {name: Leanne", "data: {name: s3cret");
        assertThat(problems(yaml))
                .singleElement()
                .asString()
                .contains("data.name: expected a value that is not shown (secure)")
                .doesNotContain("s3cret", "Leanne");
    }
}
