package dataactions.cli.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of the local deployment, over real processes: what they print, and their exit status. */
class LocalCommandsIT {
    @TempDir
    private Path folder;

    private TestProject project;

    @BeforeEach
    void copy() throws Exception {
        project = new TestProject(folder.resolve("project"));
    }

    private Run run(String... arguments) {
        List<String> all = new ArrayList<>(List.of("local"));
        all.addAll(Arrays.asList(arguments));
        return Run.offline(Map.of(), project.root(), all.toArray(String[]::new));
    }

    @Test
    void the_commands_keep_their_state_in_a_folder_and_answer_with_their_exit_status() throws Exception {
        project.synthesise();
        String state = folder.resolve("state").toString();
        String assembly = project.root().resolve("cdk.out").toString();

        Run deployed =
                run("deploy", "--state", state, "--assembly", assembly, "--invoke", "FetchUser", "--input", "userId=1");
        assertThat(deployed.status()).as(deployed.all()).isZero();
        assertThat(deployed.out())
                .contains("CREATE_COMPLETE     ActionFetchUser1 (Custom::GenesysDataAction)")
                .contains("upstreams: users answered from the")
                .contains("FunctionUrl      http://127.0.0.1:")
                .contains("In Architect: FetchUser")
                .contains("data.isValidUser  Boolean  Task.isValidUser")
                .contains("\"name\": \"Leanne Graham\"")
                .contains("Outcome: success");
        assertThat(deployed.out().lines()).allMatch(line -> line.length() <= 120);

        Run again = run("deploy", "--state", state, "--assembly", assembly);
        assertThat(again.status()).isZero();
        assertThat(again.out()).contains("No changes").contains("Genesys calls: 0 (0 reads, 0 writes, 0 test calls)");

        Run elsewhere =
                run("deploy", "--state", state, "--assembly", assembly, "--upstream", "users=http://example.com");
        assertThat(elsewhere.status()).isEqualTo(ExitStatus.FAILED);
        assertThat(elsewhere.err()).contains("expected https (plain http only to this machine)");
        Run misspelt =
                run("deploy", "--state", state, "--assembly", assembly, "--upstream", "usrs=https://example.com");
        assertThat(misspelt.status()).isEqualTo(ExitStatus.FAILED);
        assertThat(misspelt.err()).contains("no such upstream; did you mean users? It has: users.");
        assertThat(run("status", "--state", state).out()).doesNotContain("usrs");

        Run quoted = run("invoke", "FetchUser", "--state", state, "--input", "userId=\"1");
        assertThat(quoted.all()).contains("takes an integer here").doesNotContain("picocli");
        Run refused = run("invoke", "FetchUser", "--state", state, "--inputs", "{}");
        assertThat(refused.status()).isEqualTo(ExitStatus.FAILED);
        assertThat(refused.out())
                .contains("Genesys refused the inputs, and did not call the function")
                .doesNotContain("handler");

        Run outcome = run("invoke", "FetchUser", "--state", state, "--inputs", "{\"userId\": 999}");
        assertThat(outcome.status()).as(outcome.all()).isEqualTo(ExitStatus.LOOK);
        assertThat(outcome.out()).contains("USER_NOT_FOUND");

        Run explained = run("invoke", "FetchUser", "--state", state, "--input", "userId=1", "--explain");
        assertThat(explained.status()).as(explained.all()).isEqualTo(ExitStatus.DONE);
        assertThat(explained.out())
                .contains("Function called directly")
                .contains("upstream users called: HTTP 200, attempts 1")
                .containsPattern("companyName +found +company\\.name")
                .containsPattern("isValidUser +constant");
        assertThat(run("invoke", "FetchUser", "--state", state, "--input", "userId=999", "--explain")
                        .status())
                .isEqualTo(ExitStatus.LOOK);

        Run traced = run("invoke", "FetchUser", "--state", state, "--input", "userId=1", "--trace");
        assertThat(traced.status()).as(traced.all()).isEqualTo(ExitStatus.DONE);
        assertThat(traced.out()).contains("> GET http://127.0.0.1:", "/users/1", "< HTTP 200", "Sincere@april.biz");

        Run unknown = run("invoke", "Nope", "--state", state);
        assertThat(unknown.status()).isEqualTo(ExitStatus.FAILED);
        assertThat(unknown.err()).contains("No action 'Nope' is deployed. There is: FetchUser, ListTodos.");

        Run status = run("status", "--state", state);
        assertThat(status.out()).contains("dev-DataActions  CREATE_COMPLETE").contains("data.todos.title");

        Run isProtected = run("destroy", "--state", state);
        assertThat(isProtected.status()).isEqualTo(ExitStatus.FAILED);
        assertThat(isProtected.words())
                .contains("Stack [dev-DataActions] cannot be deleted while TerminationProtection is enabled")
                .contains("set \"onDestroy\": \"delete\" for it in cdk.json, deploy, and destroy again")
                .contains("`./data-actions local destroy --reset`");
        project.configure(dev -> dev.put("onDestroy", "delete"));
        project.synthesise();
        assertThat(run("deploy", "--state", state, "--assembly", assembly).status())
                .isZero();
        assertThat(run("destroy", "--state", state).status()).isZero();
        assertThat(run("destroy", "--state", state, "--reset").out()).contains("is discarded");
        assertThat(folder.resolve("state")).doesNotExist();
        assertThat(run("status", "--state", state).all()).contains("nothing was ever deployed with this state folder");
        assertThat(run("deploy", "--state", state, "--assembly", folder.toString())
                        .err())
                .contains("There is no cloud assembly in");
    }

    @Test
    void what_a_deployment_prints_was_179_lines_whatever_it_changed() throws Exception {
        project.synthesise();
        String state = folder.resolve("state").toString();
        String assembly = project.root().resolve("cdk.out").toString();

        Run first = run("deploy", "--state", state, "--assembly", assembly, "--invoke-example");
        assertThat(first.status()).as(first.all()).isZero();
        assertThat(first.out())
                .contains("In Architect: FetchUser", "In Architect: ListTodos")
                .contains("Invoking FetchUser with its example \"a known user\"")
                .contains("\"name\": \"Leanne Graham\"")
                .doesNotContain("AWS::IAM::", "IN_PROGRESS");
        assertThat(first.out().lines().count()).isLessThan(95);

        Run same = run("deploy", "--state", state, "--assembly", assembly);
        assertThat(same.out()).contains("No changes").doesNotContain("In Architect", "COMPLETE");
        assertThat(same.out().lines().count()).isLessThan(15);

        project.edit("fetch-user.yaml", "category: Customer Data", "category: Support");
        project.synthesise();
        Run one = run("deploy", "--state", state, "--assembly", assembly);
        assertThat(one.out())
                .contains("UPDATE_COMPLETE     ActionFetchUser1")
                .contains("In Architect: FetchUser")
                .doesNotContain("In Architect: ListTodos", "ActionListTodos1");
        assertThat(one.out().lines().count()).isLessThan(45);

        assertThat(run("status", "--state", state).out())
                .contains("In Architect: FetchUser", "In Architect: ListTodos")
                .contains("Upstreams    users answered from the definitions' examples");
    }

    /** What the check's input brings from the real API need not be in an example: the deployment only warns. */
    @Test
    void a_check_whose_input_is_in_no_example_lets_the_deployment_through_and_says_what_to_do() throws Exception {
        project.configure(dev -> dev.withObject("/checks/FetchUser/input").put("userId", 5));
        project.synthesise();
        String state = folder.resolve("state").toString();

        Run deployed = run(
                "deploy",
                "--state",
                state,
                "--assembly",
                project.root().resolve("cdk.out").toString());

        String note = "Note: No example of FetchUser or ListTodos sends GET /users/5: add an example that does, or call"
                + " the real API with --upstream users=URL.";
        assertThat(deployed.status()).as(deployed.all()).isZero();
        assertThat(deployed.words()).contains(note).contains("Warning: Check FetchUser: UPSTREAM_UNAVAILABLE");
        Run invoked = run("invoke", "FetchUser", "--state", state, "--input", "userId=6");
        assertThat(invoked.status()).isEqualTo(ExitStatus.FAILED);
        assertThat(invoked.out().replaceAll("\\s+", " ")).contains(note.replace("/users/5", "/users/6"));
    }

    @Test
    void without_an_example_of_a_success_nothing_is_invoked_and_the_deployment_stands() throws Exception {
        Files.delete(folder.resolve("project/function/actions/list-todos.yaml"));
        project.contracts().retire("ListTodos", 1, List.of(), (action, contract, environment) -> Optional.empty());
        project.configure(dev -> ((ObjectNode) dev.path("checks")).remove("ListTodos"));
        String text = Files.readString(folder.resolve("project/function/actions/fetch-user.yaml"));
        Files.writeString(
                folder.resolve("project/function/actions/fetch-user.yaml"),
                text.substring(0, text.indexOf("  - name: a known user")) + "  - name: no such user\n"
                        + "    input: {userId: 1}\n    response: {status: 404}\n    errorCode: USER_NOT_FOUND\n");
        project.configure(dev -> dev.remove("checks"));
        project.synthesise();

        Run deployed = run(
                "deploy",
                "--state",
                folder.resolve("state").toString(),
                "--assembly",
                project.root().resolve("cdk.out").toString(),
                "--invoke-example");

        assertThat(deployed.status()).as(deployed.all()).isZero();
        assertThat(deployed.out()).contains("Deployed in").contains("No action is invoked.");
    }

    /** The printed URL was dead by the time that a person could try it. */
    @Test
    void serve_prints_a_curl_line_for_each_address_and_each_works_when_pasted() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/curl")), "skipped: there is no curl");
        String assembly = project.synthesise().toString();
        assertThat(run("serve").err()).contains("Nothing is deployed here. Run `./data-actions local deploy` first.");
        Run deployed = run("deploy", "--assembly", assembly);
        assertThat(deployed.status()).as(deployed.all()).isZero();

        StringWriter out = new StringWriter();
        Thread serving = new Thread(() -> Main.run(
                new Context(Map.of(), project.root(), region -> null, null, false, Optional::empty),
                new PrintWriter(out, true),
                new PrintWriter(out, true),
                "local",
                "serve"));
        serving.start();
        try {
            Instant latest = Instant.now().plusSeconds(60);
            while (!out.toString().contains("Sample upstream") && Instant.now().isBefore(latest)) {
                Thread.sleep(100);
            }
            List<String> lines = out.toString()
                    .lines()
                    .filter(line -> line.startsWith("  curl "))
                    .toList();
            assertThat(lines).as(out.toString()).hasSize(4);
            assertThat(pasted(lines.get(0))).contains("\"status\":\"success\"", "Leanne Graham");
            assertThat(pasted(lines.get(1))).contains("\"status\":\"success\"", "Leanne Graham");
            assertThat(pasted(lines.get(2))).contains("\"name\":\"FetchUser\"");
            assertThat(pasted(lines.get(3))).contains("Leanne Graham");
            // Another command says why it has to wait.
            assertThat(run("status").err()).contains("Another sandbox command is using");
        } finally {
            serving.interrupt();
            serving.join(30_000);
        }
        assertThat(run("status").status()).isZero();
    }

    private static String pasted(String line) throws Exception {
        Process shell =
                new ProcessBuilder("sh", "-c", line).redirectErrorStream(true).start();
        return new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void a_plan_compares_with_the_local_deployment_without_any_account() throws Exception {
        String assembly = project.synthesiseLocally().toString();

        Run before = Run.offline(Map.of(), project.root(), "live", "plan", "--local", "--assembly", assembly);
        assertThat(before.status()).as(before.all()).isEqualTo(ExitStatus.LOOK);
        assertThat(before.words()).contains("+ FetchUser contract 1", "Plan: 4 to create, 0 to change");

        assertThat(run("deploy", "--assembly", assembly).status()).isZero();
        Run after = Run.offline(Map.of(), project.root(), "live", "plan", "--local", "--assembly", assembly);
        assertThat(after.status()).as(after.all()).isZero();
        assertThat(after.words()).contains("No changes: the org is as the template says (4 objects).");

        project.edit("fetch-user.yaml", "category: Customer Data", "category: Support");
        Run changed = Run.offline(
                Map.of(),
                project.root(),
                "live",
                "plan",
                "--local",
                "--json",
                "--assembly",
                project.synthesiseLocally().toString());
        assertThat(changed.status()).as(changed.all()).isEqualTo(ExitStatus.LOOK);
        assertThat(new JsonMapper().readTree(changed.out()).path("changes").asBoolean())
                .isTrue();
    }

    @Test
    void with_json_a_deployment_an_invocation_and_the_status_are_one_object_each() throws Exception {
        String assembly = project.synthesise().toString();

        JsonNode deployed = new JsonMapper()
                .readTree(run("deploy", "--json", "--assembly", assembly, "--invoke-example")
                        .out());
        assertThat(deployed.path("ending").asText()).isEqualTo("deployed");
        assertThat(deployed.at("/invocation/body/status").asText()).isEqualTo("success");
        Run outcome = run("invoke", "FetchUser", "--json", "--inputs", "{\"userId\": 999}");
        assertThat(outcome.status()).isEqualTo(ExitStatus.LOOK);
        assertThat(new JsonMapper()
                        .readTree(outcome.out())
                        .at("/invocation/body/errorCode")
                        .asText())
                .isEqualTo("USER_NOT_FOUND");
        JsonNode status = new JsonMapper().readTree(run("status", "--json").out());
        assertThat(status.path("stack").asText()).isEqualTo("dev-DataActions");
        assertThat(status.at("/actions/0/name").asText()).isEqualTo("FetchUser");
    }
}
