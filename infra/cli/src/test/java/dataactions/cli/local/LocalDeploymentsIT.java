package dataactions.cli.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.cli.ExitStatus;
import dataactions.cli.Run;
import dataactions.cli.TestProject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Local deployments over real processes, each of a project of its own: planned, made, changed and destroyed. */
class LocalDeploymentsIT {
    private static final JsonMapper JSON = new JsonMapper();

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

    /** Compares with the local deployment, without any account. */
    private Run plan(String assembly, String... more) {
        List<String> all = new ArrayList<>(List.of("live", "plan", "--local", "--assembly", assembly));
        all.addAll(Arrays.asList(more));
        return Run.offline(Map.of(), project.root(), all.toArray(String[]::new));
    }

    @Test
    void a_deployment_is_planned_made_changed_and_destroyed() throws Exception {
        assertThat(run("serve").err()).contains("Nothing is deployed here. Run `./data-actions local deploy` first.");
        String assembly = project.synthesiseLocally().toString();
        Run before = plan(assembly);
        assertThat(before.status()).as(before.all()).isEqualTo(ExitStatus.LOOK);
        assertThat(before.words()).contains("+ FetchUser contract 1", "Plan: 4 to create, 0 to change");

        Run deployed = run("deploy", "--json", "--assembly", assembly, "--invoke-example");
        assertThat(deployed.status()).as(deployed.all()).isZero();
        JsonNode result = JSON.readTree(deployed.out());
        assertThat(result.path("ending").asText()).isEqualTo("deployed");
        assertThat(result.at("/invocation/body/status").asText()).isEqualTo("success");
        Run after = plan(assembly);
        assertThat(after.status()).as(after.all()).isZero();
        assertThat(after.words()).contains("No changes: the org is as the template says (4 objects).");

        Path cdkJson = project.root().resolve("cdk.json");
        String onlyDev = Files.readString(cdkJson);
        ObjectNode two = (ObjectNode) JSON.readTree(onlyDev);
        ((ObjectNode) two.at("/context/environments"))
                .set("test", two.at("/context/environments/dev").deepCopy());
        Files.writeString(cdkJson, two.toString());
        Run other = Run.offline(Map.of(), project.root(), "live", "plan", "--local", "--environment", "test");
        Files.writeString(cdkJson, onlyDev);
        assertThat(other.status()).isEqualTo(ExitStatus.FAILED);
        assertThat(other.err())
                .contains(
                        "This state folder holds stack dev-DataActions, not test-DataActions: destroy that one first");

        project.edit("fetch-user.yaml", "category: Customer Data", "category: Support");
        String edited = project.synthesiseLocally().toString();
        Run changed = plan(edited, "--json");
        assertThat(changed.status()).as(changed.all()).isEqualTo(ExitStatus.LOOK);
        assertThat(JSON.readTree(changed.out()).path("changes").asBoolean()).isTrue();
        Run one = run("deploy", "--assembly", edited);
        assertThat(one.status()).as(one.all()).isZero();
        assertThat(one.out())
                .contains("UPDATE_COMPLETE     ActionFetchUser1")
                .contains("In Architect: FetchUser")
                .doesNotContain("In Architect: ListTodos", "ActionListTodos1");
        assertThat(one.out().lines()).hasSizeLessThan(45);
        assertThat(run("status").out()).contains("In Architect: FetchUser", "In Architect: ListTodos");

        Run isProtected = run("destroy");
        assertThat(isProtected.status()).isEqualTo(ExitStatus.FAILED);
        assertThat(isProtected.words())
                .contains("Stack [dev-DataActions] cannot be deleted while TerminationProtection is enabled")
                .contains("set \"onDestroy\": \"delete\" for it in cdk.json, deploy, and destroy again")
                .contains("`./data-actions local destroy --reset`");
        project.configure(dev -> dev.put("onDestroy", "delete"));
        Run unprotected =
                run("deploy", "--assembly", project.synthesiseLocally().toString());
        assertThat(unprotected.status()).as(unprotected.all()).isZero();
        assertThat(run("destroy").status()).isZero();
        assertThat(run("destroy", "--reset").out()).contains("is discarded");
        assertThat(project.root().resolve(".sandbox")).doesNotExist();
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
}
