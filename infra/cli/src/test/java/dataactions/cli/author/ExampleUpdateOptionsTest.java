package dataactions.cli.author;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dataactions.cli.ExitStatus;
import dataactions.cli.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** After a change of the mapping, {@code try --update} writes what the examples give now. */
class ExampleUpdateOptionsTest {
    private static final String DEFINITION = """
            name: FetchUser
            request: {upstream: users, path: /users}
            output:
              name: {type: string, from: $uppercase(name)}   # in capitals
            examples:
              - name: known
                response: {body: {name: Ada}}
                data: {name: Ada}
              - name: another user
                response: {body: {name: Bo}}
                data: {name: Bo}   # Bo
            """;
    private static final String BOTH = DEFINITION
            .replace("data: {name: Ada}", "data: {name: ADA}")
            .replace("data: {name: Bo}", "data: {name: BO}");

    @TempDir
    private Path root;

    @BeforeEach
    void project() throws IOException {
        Files.createDirectories(root.resolve("function/actions"));
        Files.writeString(file(), DEFINITION);
    }

    private Path file() {
        return root.resolve("function/actions/fetch-user.yaml");
    }

    private String text() throws IOException {
        return Files.readString(file());
    }

    private Run update(String... options) {
        return Run.offline(Map.of(), root, arguments(options));
    }

    private static String[] arguments(String... options) {
        List<String> arguments = new ArrayList<>(List.of("try", "FetchUser", "--update"));
        arguments.addAll(List.of(options));
        return arguments.toArray(String[]::new);
    }

    @Test
    void check_names_the_command_and_the_command_mends_it() throws IOException {
        Run check = Run.offline(Map.of(), root, "check");
        assertThat(check.status()).isEqualTo(ExitStatus.FAILED);
        assertThat(check.err())
                .contains("If the new result is right, run `./data-actions try FetchUser --example \"another user\""
                        + " --update`.");

        Run run = update("--example", "another user", "--yes");

        assertThat(run.status()).isEqualTo(ExitStatus.DONE);
        assertThat(run.words())
                .contains("new another user data.name: expected \"Bo\", found \"BO\"")
                .contains("--- fetch-user.yaml +++ fetch-user.yaml", "- data: {name: Bo} # Bo + data: {name: BO} # Bo")
                .contains("Updated in fetch-user.yaml: another user. Read the difference before you commit it.");
        assertThat(text()).isEqualTo(DEFINITION.replace("data: {name: Bo}", "data: {name: BO}"));
        assertThat(update("--yes").status()).isEqualTo(ExitStatus.DONE);
        assertThat(text()).isEqualTo(BOTH);
        assertThat(Run.offline(Map.of(), root, "check").status()).isEqualTo(ExitStatus.DONE);
        assertThat(update().words()).contains("ok known ok another user", "Nothing to update");
        assertThat(update().status()).isEqualTo(ExitStatus.DONE);
    }

    @Test
    void a_person_is_asked() throws IOException {
        Run no = Run.typing(List.of("n"), root, arguments());
        assertThat(no.words()).endsWith("fetch-user.yaml is as it was. ");
        assertThat(no.err()).contains("Write this into fetch-user.yaml? [y/N]");
        assertThat(no.status()).isEqualTo(ExitStatus.FAILED);
        assertThat(text()).isEqualTo(DEFINITION);

        assertThat(Run.typing(List.of("y"), root, arguments()).status()).isEqualTo(ExitStatus.DONE);
        assertThat(text()).isEqualTo(BOTH);
    }

    @Test
    void with_json_a_person_sees_what_the_question_is_about() throws IOException {
        Run run = Run.typing(List.of("n"), root, arguments("--json"));

        assertThat(run.err())
                .containsSubsequence("+    data: {name: BO}   # Bo", "Write this into fetch-user.yaml? [y/N]");
        assertThat(new JsonMapper().readTree(run.out()).path("written").isBoolean())
                .isTrue();
    }

    @Test
    void without_a_terminal_the_difference_is_shown_and_nothing_is_written() throws IOException {
        Run run = update();

        assertThat(run.out()).contains("+    data: {name: BO}   # Bo");
        assertThat(run.err())
                .contains("there is no terminal to ask at. Give --yes to change fetch-user.yaml as shown.");
        assertThat(run.status()).isEqualTo(ExitStatus.FAILED);
        assertThat(text()).isEqualTo(DEFINITION);
    }

    @Test
    void an_example_that_ends_in_a_fault_stays_and_the_others_are_written() throws IOException {
        String down = DEFINITION.replace("response: {body: {name: Ada}}", "response: {status: 503}");
        Files.writeString(file(), down);

        Run run = update("--yes", "--json");

        JsonNode tree = new JsonMapper().readTree(run.out());
        assertThat(tree.at("/refused/0/example").asText()).isEqualTo("known");
        assertThat(tree.at("/refused/0/why").asText()).contains("UPSTREAM_UNAVAILABLE, which it does not expect");
        assertThat(tree.at("/changed/0/example").asText()).isEqualTo("another user");
        assertThat(tree.path("written").asBoolean()).isTrue();
        assertThat(tree.path("diff")).isNotEmpty();
        assertThat(run.status()).isEqualTo(ExitStatus.FAILED);
        assertThat(text()).isEqualTo(down.replace("data: {name: Bo}", "data: {name: BO}"));
        assertThat(update().words()).contains("FAIL known it ends in UPSTREAM_UNAVAILABLE");
    }

    @Test
    void no_value_of_a_secure_action_is_shown() throws IOException {
        Files.writeString(file(), "secure: true\n" + DEFINITION);

        assertThat(update("--yes").all()).contains("not shown (secure)").doesNotContain("Ada", "ADA", "Bo", "BO");
        assertThat(text()).isEqualTo("secure: true\n" + BOTH);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"--input a=1", "--response a.json", "--record x", "--watch", "--upstream users=https://e.org"})
    void an_option_about_one_run_is_refused(String option) throws IOException {
        assertThat(update(("--yes " + option).split(" ")).err()).contains("leave out every other option");
        assertThat(text()).isEqualTo(DEFINITION);
    }

    @Test
    void an_example_that_does_not_exist_and_a_file_without_examples_are_told() throws IOException {
        assertThat(update("--example", "knwn").err()).contains("has no example \"knwn\"; did you mean known?");
        assertThat(Run.offline(Map.of(), root, "try", "FetchUser", "--yes").err())
                .contains("--yes is for --update");

        Files.writeString(file(), DEFINITION.substring(0, DEFINITION.indexOf("examples:")));
        assertThat(update().err()).contains("fetch-user.yaml has no example. Add one with --record");
    }
}
