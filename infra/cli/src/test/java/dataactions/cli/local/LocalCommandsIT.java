package dataactions.cli.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dataactions.cli.Context;
import dataactions.cli.ExitStatus;
import dataactions.cli.Main;
import dataactions.cli.Run;
import dataactions.cli.TestProject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The commands of the local deployment, over real processes: what they print, and their exit status. All tests share one
 * deployment, and none changes it. {@link LocalDeploymentsIT} has the commands that do.
 */
class LocalCommandsIT {
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    private static Path folder;

    private static TestProject project;
    private static String assembly;
    private static Run deployed;

    @BeforeAll
    static void deploy() throws Exception {
        project = new TestProject(folder.resolve("project"));
        assembly = project.synthesise().toString();
        deployed = run("deploy", "--assembly", assembly, "--invoke-example");
        assertThat(deployed.status()).as(deployed.all()).isZero();
    }

    /** A command with a state folder that is not the project's. */
    private static Run run(String... arguments) {
        return runWith("state", arguments);
    }

    private static Run runWith(String state, String... arguments) {
        List<String> all = new ArrayList<>(List.of("local"));
        all.addAll(Arrays.asList(arguments));
        all.addAll(List.of("--state", folder.resolve(state).toString()));
        return Run.offline(Map.of(), project.root(), all.toArray(String[]::new));
    }

    /** It was 179 lines, whatever the deployment changed. */
    @Test
    void a_first_deployment_prints_the_stack_the_actions_and_the_invocation() {
        assertThat(deployed.out())
                .contains("CREATE_COMPLETE     ActionFetchUser1 (Custom::GenesysDataAction)")
                .contains("upstreams: users answered from the")
                .contains("FunctionUrl      http://127.0.0.1:")
                .contains("In Architect: FetchUser", "In Architect: ListTodos")
                .contains("data.isValidUser  Boolean  Task.isValidUser")
                .contains("Invoking FetchUser with its example \"a known user\"")
                .contains("\"name\": \"Leanne Graham\"")
                .contains("Outcome: success")
                .doesNotContain("AWS::IAM::", "IN_PROGRESS");
        assertThat(deployed.out().lines()).hasSizeLessThan(95).allMatch(line -> line.length() <= 120);
        assertThat(folder.resolve("state")).isNotEmptyDirectory();
        assertThat(project.root().resolve(".sandbox")).doesNotExist();
    }

    @Test
    void a_deployment_without_a_change_calls_nothing_and_prints_little() {
        Run again = run("deploy", "--assembly", assembly);

        assertThat(again.status()).as(again.all()).isZero();
        assertThat(again.out())
                .contains("No changes", "Genesys calls: 0 (0 reads, 0 writes, 0 test calls)")
                .doesNotContain("In Architect", "COMPLETE");
        assertThat(again.out().lines()).hasSizeLessThan(15);
    }

    @Test
    void an_upstream_that_cannot_be_called_is_refused_and_not_remembered() {
        Run elsewhere = run("deploy", "--assembly", assembly, "--upstream", "users=http://example.com");
        assertThat(elsewhere.status()).isEqualTo(ExitStatus.FAILED);
        assertThat(elsewhere.err()).contains("expected https (plain http only to this machine)");

        Run misspelt = run("deploy", "--assembly", assembly, "--upstream", "usrs=https://example.com");
        assertThat(misspelt.status()).isEqualTo(ExitStatus.FAILED);
        assertThat(misspelt.err()).contains("no such upstream; did you mean users? It has: users.");

        assertThat(run("status").out()).doesNotContain("usrs", "example.com");
    }

    @Test
    void without_a_cloud_assembly_or_a_deployment_the_commands_say_what_is_missing() {
        assertThat(run("deploy", "--assembly", folder.toString()).err()).contains("There is no cloud assembly in");
        assertThat(runWith("nothing", "destroy", "--reset").words())
                .contains("There is no state of a local deployment in " + folder.resolve("nothing"));
        assertThat(runWith("nothing", "status").all()).contains("nothing was ever deployed with this state folder");
    }

    @Test
    void an_invocation_ends_with_its_outcome_or_says_why_there_is_none() {
        Run outcome = run("invoke", "FetchUser", "--inputs", "{\"userId\": 999}");
        assertThat(outcome.status()).as(outcome.all()).isEqualTo(ExitStatus.LOOK);
        assertThat(outcome.out()).contains("USER_NOT_FOUND");

        Run quoted = run("invoke", "FetchUser", "--input", "userId=\"1");
        assertThat(quoted.all()).contains("takes an integer here").doesNotContain("picocli");
        Run refused = run("invoke", "FetchUser", "--inputs", "{}");
        assertThat(refused.status()).isEqualTo(ExitStatus.FAILED);
        assertThat(refused.out())
                .contains("Genesys refused the call, and did not call the function")
                .doesNotContain("handler");

        Run unknown = run("invoke", "Nope");
        assertThat(unknown.status()).isEqualTo(ExitStatus.FAILED);
        assertThat(unknown.err()).contains("No action 'Nope' is deployed. There is: FetchUser, ListTodos.");
    }

    @Test
    void an_explained_or_traced_invocation_shows_the_call_of_the_upstream() {
        Run explained = run("invoke", "FetchUser", "--input", "userId=1", "--explain");
        assertThat(explained.status()).as(explained.all()).isEqualTo(ExitStatus.DONE);
        assertThat(explained.out())
                .contains("Function called directly")
                .contains("upstream users called: HTTP 200, attempts 1")
                .containsPattern("companyName +found +company\\.name")
                .containsPattern("isValidUser +constant");
        assertThat(run("invoke", "FetchUser", "--input", "userId=999", "--explain")
                        .status())
                .isEqualTo(ExitStatus.LOOK);

        Run traced = run("invoke", "FetchUser", "--input", "userId=1", "--trace");
        assertThat(traced.status()).as(traced.all()).isEqualTo(ExitStatus.DONE);
        assertThat(traced.out()).contains("> GET http://127.0.0.1:", "/users/1", "< HTTP 200", "Sincere@april.biz");
    }

    @Test
    void the_status_shows_every_action_and_what_the_upstreams_call() {
        Run status = run("status");

        assertThat(status.status()).as(status.all()).isZero();
        assertThat(status.out())
                .contains("dev-DataActions  CREATE_COMPLETE")
                .contains("In Architect: FetchUser", "In Architect: ListTodos", "data.todos.title")
                .contains("Upstreams    users answered from the definitions' examples");
    }

    @Test
    void with_json_an_invocation_and_the_status_are_one_object_each() throws Exception {
        Run outcome = run("invoke", "FetchUser", "--json", "--inputs", "{\"userId\": 999}");
        assertThat(outcome.status()).isEqualTo(ExitStatus.LOOK);
        assertThat(JSON.readTree(outcome.out()).at("/invocation/body/errorCode").asText())
                .isEqualTo("USER_NOT_FOUND");

        JsonNode status = JSON.readTree(run("status", "--json").out());
        assertThat(status.path("stack").asText()).isEqualTo("dev-DataActions");
        assertThat(status.at("/actions/0/name").asText()).isEqualTo("FetchUser");
    }

    /** The printed URL was dead by the time that a person could try it. */
    @Test
    void serve_prints_a_curl_line_for_each_address_and_each_works_when_pasted() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/curl")), "skipped: there is no curl");
        StringWriter out = new StringWriter();
        Thread serving = new Thread(() -> Main.run(
                new Context(Map.of(), project.root(), region -> null, null, false, Optional::empty),
                new PrintWriter(out, true),
                new PrintWriter(out, true),
                "local",
                "serve",
                "--state",
                folder.resolve("state").toString()));
        serving.start();
        try {
            awaitPrinted(out, "Sample upstream");
            List<String> lines = out.toString()
                    .lines()
                    .filter(line -> line.startsWith("  curl "))
                    .toList();
            assertThat(lines).as(out.toString()).hasSize(4);
            assertThat(pasted(lines.get(0))).contains("\"status\":\"success\"", "Leanne Graham");
            assertThat(pasted(lines.get(1))).contains("\"status\":\"success\"", "Leanne Graham");
            assertThat(pasted(lines.get(2))).contains("\"name\":\"FetchUser\"");
            assertThat(pasted(lines.get(3))).contains("Leanne Graham");
            // Seen: a call that no example answers was not named.
            assertThat(pasted(lines.get(1).replace("\"userId\":1", "\"userId\":6")))
                    .contains("Request failed with server error");
            awaitPrinted(out, "sends GET /users/6: add an example that does");
            // Another command says why it has to wait.
            assertThat(run("status").err()).contains("Another sandbox command is using");
        } finally {
            serving.interrupt();
            serving.join(30_000);
        }
        assertThat(run("status").status()).isZero();
    }

    private static void awaitPrinted(StringWriter out, String words) throws Exception {
        Instant latest = Instant.now().plusSeconds(60);
        while (!out.toString().replaceAll("\\s+", " ").contains(words)) {
            assertThat(Instant.now()).as(out.toString()).isBefore(latest);
            Thread.sleep(100);
        }
    }

    private static String pasted(String line) throws Exception {
        Process shell =
                new ProcessBuilder("sh", "-c", line).redirectErrorStream(true).start();
        return new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
