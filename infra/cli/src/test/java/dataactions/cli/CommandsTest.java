package dataactions.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** The tree of the commands: help, version, mistakes of typing, exit statuses, JSON. */
class CommandsTest {
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    private Path root;

    private Run run(String... arguments) {
        return Run.offline(Map.of(), root, arguments);
    }

    private CommandLine tree() {
        PrintWriter none = new PrintWriter(new StringWriter());
        return Main.commandLine(
                new Context(Map.of(), root, region -> null, null, false, null),
                new Terminal(none, none, false, Map.of()));
    }

    /** Every command, as the words that call it. */
    private static List<List<String>> commands(CommandLine line, List<String> words) {
        List<List<String>> all = new ArrayList<>();
        if (!words.isEmpty()) {
            all.add(words);
        }
        line.getSubcommands().forEach((name, command) -> {
            List<String> longer = new ArrayList<>(words);
            longer.add(name);
            all.addAll(commands(command, longer));
        });
        return all;
    }

    @Test
    void every_command_explains_itself_in_one_line_with_an_example_and_the_exit_statuses() {
        List<List<String>> commands = commands(tree(), List.of());
        assertThat(commands).hasSizeGreaterThan(20);
        for (List<String> command : commands) {
            List<String> arguments = new ArrayList<>(command);
            arguments.add("--help");
            Run help = run(arguments.toArray(String[]::new));
            assertThat(help.status()).isZero();
            assertThat(help.out().lines().toList().get(0))
                    .as(help.out())
                    .endsWith(".")
                    .hasSizeLessThan(100);
            assertThat(help.out())
                    .contains("Usage: ./data-actions " + String.join(" ", command))
                    .containsPattern("Example( \\(\\w+\\))?: ")
                    .contains(
                            "--json",
                            "--debug",
                            "--no-color",
                            "Exit status: 0 done; 1 failed, refused or wrong usage;");
        }
    }

    /** An example in a help text is a command that can be typed. */
    @Test
    void every_example_can_be_parsed() {
        for (List<String> command : commands(tree(), List.of())) {
            List<String> arguments = new ArrayList<>(command);
            arguments.add("--help");
            run(arguments.toArray(String[]::new))
                    .out()
                    .lines()
                    .filter(line -> line.matches("(Example:)? +\\./data-actions .*"))
                    .map(line -> line.replaceFirst(".*?\\./data-actions ", "").replace("'{\"userId\": 1}'", "{}"))
                    .forEach(line -> tree().parseArgs(line.split(" ")));
        }
    }

    @Test
    void the_help_of_all_shows_every_command_below_the_heading_of_its_group() {
        String help = run("--help").out();

        commands(tree(), List.of()).stream()
                .filter(command -> command.size() == 2)
                .forEach(command -> assertThat(help).contains("  " + String.join(" ", command) + " "));
        assertThat(help).contains("Author definitions:", "Contract numbers:", "Deploy on this machine", "Live ");
        assertThat(help.lines()).allMatch(line -> line.length() <= 120);
    }

    @Test
    void a_group_alone_prints_its_help_and_is_wrong_usage() {
        assertThat(run().status()).isEqualTo(ExitStatus.FAILED);
        Run group = run("contract");
        assertThat(group.status()).isEqualTo(ExitStatus.FAILED);
        assertThat(group.out()).contains("Usage: ./data-actions contract", "accept");
    }

    @ParameterizedTest
    @CsvSource({"--version", "check --version", "contract accept --version", "local deploy -V"})
    void the_version_is_the_same_everywhere(String arguments) {
        assertThat(run(arguments.split(" ")).out()).matches("data-actions \\d+\\.\\d+\\.\\d+\\R");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cheek                       | There is no command cheek; did you mean check?",
                "contract acept X            | There is no command acept; did you mean accept?",
                "plan                        | There is no command plan; did you mean live plan?",
                "destroy                     | There is no command destroy; did you mean local destroy, or live destroy?",
                "live plan --enviroment dev  | There is no option --enviroment; did you mean --environment?",
                "local invoke --input=a=1 --explian X | There is no option --explian; did you mean --explain?",
                "check now                   | ./data-actions check does not take the argument now.",
                "contract retire FetchUser   | Missing required parameter: 'NUMBER'",
                "live destroy --yes          | Missing required argument (specify one of these): (-e=NAME",
                "contract undo X --never-deployed --environments dev | Give either --environments or --never-deployed",
                "live plan --local --region eu-west-1 | --local takes neither --account, --region nor --genesys-url."
            })
    void wrong_usage_is_two_lines_with_a_suggestion_and_status_1(String arguments, String message) {
        Run run = run(arguments.split(" "));

        assertThat(run.status()).isEqualTo(ExitStatus.FAILED);
        assertThat(run.out()).isEmpty();
        assertThat(run.err().lines())
                .hasSize(2)
                .satisfies(lines -> assertThat(lines.get(0)).startsWith("Error: " + message))
                .satisfies(lines -> assertThat(lines.get(1))
                        .startsWith("See ./data-actions")
                        .endsWith(" --help."));
    }

    private void definition() throws IOException {
        Path folder = Files.createDirectories(root.resolve("function/actions"));
        Files.copy(
                Path.of("../app/src/test/resources/project/function/actions/fetch-user.yaml"),
                folder.resolve("fetch-user.yaml"));
    }

    @Test
    void with_json_standard_output_is_one_object() throws IOException {
        definition();

        JsonNode list = JSON.readTree(run("list", "--json").out());
        assertThat(list.at("/actions/0/name").asText()).isEqualTo("FetchUser");
        assertThat(list.at("/actions/0/draft").asBoolean()).isTrue();
        JsonNode checked = JSON.readTree(run("check", "--json").out());
        assertThat(checked.at("/examples/0/passed").asBoolean()).isTrue();
        assertThat(checked.at("/drafts/0/action").asText()).isEqualTo("FetchUser");
        // A command without a result of its own gives its lines.
        JsonNode recorded = JSON.readTree(run("contract", "record", "--json").out());
        assertThat(recorded.at("/messages/0").asText()).isEqualTo("FetchUser: recorded as contract 1.");
        JsonNode contracts = JSON.readTree(run("contract", "list", "--json").out());
        assertThat(contracts.at("/contracts/0/number").asInt()).isEqualTo(1);
    }

    @Test
    void a_json_result_has_no_colours() throws IOException {
        StringWriter out = new StringWriter();
        Terminal terminal = new Terminal(new PrintWriter(out, true), new PrintWriter(out, true), true, Map.of());
        terminal.useJson();
        terminal.good("Done.");
        terminal.resultOfLines();

        assertThat(JSON.readTree(out.toString()).at("/messages/0").asText()).isEqualTo("Done.");
    }

    @Test
    void an_action_is_checked_recorded_and_listed() throws IOException {
        definition();

        assertThat(run("check").out()).contains("ok    FetchUser: ", "FetchUser: draft, a new action.");
        assertThat(run("contract", "record", "--frozen").status()).isEqualTo(ExitStatus.FAILED);
        assertThat(Run.offline(Map.of("CI", "1"), root, "contract", "record").err())
                .contains("not written here (CI is set)", "1 problem.");
        assertThat(Run.offline(Map.of("CI", "false"), root, "contract", "record")
                        .status())
                .isZero();
        assertThat(run("list").words()).contains("FetchUser 1 Customer Data users fetch-user.yaml");
        assertThat(run("contract", "list").words()).contains("FetchUser 1 (newest) FetchUser");
        assertThat(run("contract", "accept", "FetchUser").out()).contains("has not changed; nothing to accept");
    }

    @Test
    void an_action_without_category_and_description_is_listed() throws IOException {
        definition();
        Path file = root.resolve("function/actions/fetch-user.yaml");
        Files.writeString(file, Files.readString(file).replaceAll("(?m)^(category|description): .*\\R", ""));

        assertThat(run("list").words()).contains("FetchUser 1 (draft) users fetch-user.yaml");
        JsonNode action = JSON.readTree(run("list", "--json").out()).at("/actions/0");
        assertThat(action.path("category").isNull()).isTrue();
        assertThat(action.path("description").isNull()).isTrue();
    }

    @Test
    void a_failure_that_nobody_foresaw_shows_its_stack_trace_with_debug_only() {
        Run run = run("check", "--definitions", "\0");
        assertThat(run.status()).isEqualTo(ExitStatus.FAILED);
        assertThat(run.err()).doesNotContain("\tat ");
    }

    @Test
    void the_completion_scripts_know_every_command() throws IOException {
        String bash = run("completion", "bash").out();
        assertThat(bash).contains("complete -F _complete_data-actions").contains("front", "--inputs");
        assertThat(run("completion", "zsh").out()).contains("bashcompinit");
        String json = run("completion", "bash", "--json").out();
        assertThat(json).startsWith("{");
        assertThat(bash.strip())
                .isEqualTo(JSON.readTree(json).at("/messages/0").asText().strip());
        assertThat(run("completion", "fish").status()).isEqualTo(ExitStatus.FAILED);
    }
}
