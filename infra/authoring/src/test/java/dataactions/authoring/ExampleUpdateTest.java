package dataactions.authoring;

import static org.assertj.core.api.Assertions.assertThat;

import dataactions.authoring.ExampleUpdate.Result;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A changed mapping gives the examples another result. */
class ExampleUpdateTest {
    private static final String EXAMPLES = """
            # tests of the build
            examples:
              - name: a known user           # Leanne
                input: {userId: 1}
                response: {status: 200, body: {name: Leanne, email: l@example.com}}
                data: {name: Leanne, email: l@example.com}   # both
              - name: line by line
                input:
                  userId: 2
                response:
                  body:
                    name: Bo
                data:
                  # the name
                  name: Bo
              - name: no such user
                input: {userId: 3}
                response: {status: 404}
                errorCode: NOT_FOUND
              - name: an id that cannot be
                input: {userId: 0}
                errorCode: INVALID_INPUT
            """;

    private static final String GOOD = Yaml.GOOD.substring(0, Yaml.GOOD.indexOf("examples:")) + EXAMPLES;

    @TempDir
    private Path folder;

    private Path file() {
        return folder.resolve("action.yaml");
    }

    private ExampleUpdate update(String yaml) {
        Yaml.write(folder, "action.yaml", yaml);
        return ExampleUpdate.of(new DefinitionFolder(folder).read(file()), name -> true);
    }

    private static String text(ExampleUpdate update) {
        return new String(update.text(), StandardCharsets.UTF_8);
    }

    private List<String> problems() {
        return new DefinitionFolder(folder)
                .check("action.yaml", text(update(read())).getBytes(StandardCharsets.UTF_8)).problems().stream()
                        .map(String::valueOf)
                        .toList();
    }

    private String read() {
        try {
            return Files.readString(file());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void examples_with_the_right_result_stay() {
        ExampleUpdate update = update(GOOD);

        assertThat(text(update)).isEqualTo(GOOD);
        assertThat(update.results()).hasSize(4).allMatch(Result.Same.class::isInstance);
    }

    @Test
    void only_the_values_that_differ_are_written() throws IOException {
        String changed = GOOD.replace("from: name,", "from: $uppercase(name),")
                .replace("email: {type: string}", "email: {type: string}\n  known: {type: boolean, const: true}");
        ExampleUpdate update = update(changed);

        assertThat(update.changed()).containsExactly("a known user", "line by line");
        assertThat(update.results().get(0))
                .isEqualTo(new Result.Changed(
                        "a known user",
                        List.of(
                                "data.name: expected \"Leanne\", found \"LEANNE\"",
                                "data.known: expected nothing, found true")));
        String expected = changed.replace(
                        "data: {name: Leanne, email: l@example.com}",
                        "data: {name: LEANNE, email: l@example.com, known: true}")
                .replace("      name: Bo\n  - name: no", "      name: BO\n      known: true\n  - name: no");
        assertThat(text(update)).isEqualTo(expected);
        assertThat(read()).isEqualTo(changed);
        assertThat(update.write()).isTrue();
        assertThat(read()).isEqualTo(expected);
        assertThat(problems()).isEmpty();
    }

    @Test
    void one_example_alone_can_be_chosen() {
        Yaml.write(folder, "action.yaml", GOOD.replace("from: name,", "from: $uppercase(name),"));
        ExampleUpdate update =
                ExampleUpdate.of(new DefinitionFolder(folder).read(file()), name -> name.equals("line by line"));

        assertThat(text(update)).contains("data: {name: Leanne,", "      name: BO\n");
    }

    @Test
    void an_answer_that_became_an_outcome_gets_its_code_and_the_other_way_round() {
        String declared = GOOD.replace("examples:", "errors: {404: {code: NO_USER, message: none}}\nexamples:");
        assertThat(text(update(declared))).isEqualTo(declared.replace("errorCode: NOT_FOUND", "errorCode: NO_USER"));

        String absent = GOOD.replace("examples:", "errors: {404: defaults}\nexamples:");
        assertThat(text(update(absent))).isEqualTo(absent.replace("errorCode: NOT_FOUND", "data: {name: Unknown}"));

        String back = text(update(absent)).replace("404: defaults", "404: {code: NO_USER, message: none}");
        assertThat(text(update(back))).isEqualTo(back.replace("data: {name: Unknown}", "errorCode: NO_USER"));
    }

    @Test
    void an_error_that_an_example_does_not_expect_is_never_written() {
        String broken = GOOD.replace(
                        "name: {type: string, from: name,", "name: {type: integer, from: name, required: true,")
                .replace(", required: true, default: Unknown", ", required: true")
                .replace("name: line by line", "name: is down")
                .replace("response:\n      body:\n        name: Bo", "response: {status: 503}");
        ExampleUpdate update = update(broken);

        assertThat(text(update)).isEqualTo(broken);
        assertThat(update.results().subList(0, 2))
                .hasSize(2)
                .allMatch(Result.Refused.class::isInstance)
                .extracting(each -> ((Result.Refused) each).why())
                .satisfiesExactly(
                        why -> assertThat(why)
                                .startsWith("it ends in MAPPING_FAILED, which it does not expect: Output"),
                        why -> assertThat(why).startsWith("it ends in UPSTREAM_UNAVAILABLE, which it does not expect"));
    }

    @Test
    void a_request_that_differs_is_told_and_not_written() {
        String changed = GOOD.replace("from: name,", "from: $uppercase(name),")
                .replace("    input: {userId: 1}", "    input: {userId: 1}\n    request: {path: /people/1}");
        ExampleUpdate update = update(changed);

        assertThat(text(update)).contains("request: {path: /people/1}", "data: {name: LEANNE");
        assertThat(update.results())
                .contains(new Result.Refused(
                        "a known user",
                        "request.path: expected \"/people/1\", found \"/users/1\". Only the result is written: change"
                                + " this by hand"));
    }

    @Test
    void flat_outputs_that_report_an_outcome_are_data_and_code() {
        String flat = """
                name: FetchUser
                answer: flat
                request: {upstream: users, path: /users}
                output:
                  name: {type: string}
                  code: {type: string, from: $errorCode, default: ok}
                examples:
                  - name: gone
                    response: {status: 404}
                    data: {code: x}
                    errorCode: NOT_FOUND
                """;
        assertThat(text(update(flat))).isEqualTo(flat.replace("{code: x}", "{code: NOT_FOUND}"));
    }

    @Test
    void nothing_of_a_secure_actions_examples_is_told() {
        ExampleUpdate update = update("secure: true\n" + GOOD.replace("from: name,", "from: $uppercase(name),"));

        assertThat(text(update)).contains("data: {name: LEANNE");
        assertThat(update.results().toString())
                .doesNotContain("Leanne", "LEANNE")
                .contains("not shown (secure)");
    }

    @Test
    void a_file_that_changed_meanwhile_is_not_overwritten() throws IOException {
        ExampleUpdate update = update(GOOD.replace("from: name,", "from: $uppercase(name),"));
        Files.writeString(file(), GOOD);

        assertThat(update.write()).isFalse();
        assertThat(read()).isEqualTo(GOOD);
    }

    @Test
    void the_command_can_be_pasted() {
        assertThat(ExampleUpdate.command("Fetch User", "a user, or none"))
                .isEqualTo("./data-actions try \"Fetch User\" --example \"a user, or none\" --update");
        assertThat(ExampleUpdate.command("FetchUser", "costs $5 or \"more\""))
                .isEqualTo("./data-actions try FetchUser --update");
    }
}
