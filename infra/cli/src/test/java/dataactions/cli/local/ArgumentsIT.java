package dataactions.cli.local;

import static org.assertj.core.api.Assertions.assertThat;

import dataactions.cli.ExitStatus;
import dataactions.cli.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong with a command's arguments is said at once, with the names that there are, and before synthesis. */
class ArgumentsIT {
    private static final String CANARY = "canary-secret";

    @TempDir
    private Path folder;

    @BeforeEach
    void a_project() throws IOException {
        Files.writeString(folder.resolve("cdk.json"), """
                {"app": "exit 1", "context": {"environments": {
                  "//": "a comment",
                  "dev": {"upstreams": {
                    "users": {"url": "https://users.example.com"},
                    "crm": {"url": "http://127.0.0.1:9",
                            "auth": {"type": "oauth2", "tokenUrl": "http://127.0.0.1:9/t", "secret": "crm/oauth-client"}},
                    "billing": {"url": "https://billing.example.com",
                            "auth": {"type": "bearer", "secret": "billing/token"}}}},
                  "prod": {"upstreams": {"users": {"url": "https://users.example.com"}}}
                }}}
                """);
    }

    private record Said(int status, String out, String err) {}

    private Said run(String command, String... arguments) {
        List<String> all = new ArrayList<>(List.of("local", command));
        all.addAll(Arrays.asList(arguments));
        if (!all.contains("--state")) {
            all.addAll(List.of("--state", folder.resolve("state").toString()));
        }
        Run run = Run.offline(Map.of(), folder, all.toArray(String[]::new));
        assertThat(run.out() + run.err()).doesNotContain(CANARY).doesNotContain("Synthesising");
        return new Said(
                run.status(), run.out(), run.err().replaceAll("\\s+", " ").strip());
    }

    private String secret(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content).toString();
    }

    @Test
    void an_environment_that_is_not_in_cdk_json_is_named_before_the_synthesis() {
        Said said = run("deploy", "--environment", "prd");

        assertThat(said.status).isEqualTo(ExitStatus.FAILED);
        assertThat(said.err)
                .isEqualTo("Error: --environment prd: cdk.json has no such environment; did you mean prod? It has: dev,"
                        + " prod.");
    }

    @Test
    void every_wrong_name_of_an_upstream_and_of_a_secret_is_said_in_one_run() throws IOException {
        Said said = run(
                "deploy",
                "--upstream",
                "usrs=https://example.com",
                "--secret",
                "crm=" + secret("crm.json", "{}"),
                "--secret",
                "billing/tokn=x");

        assertThat(said.status).isEqualTo(ExitStatus.FAILED);
        assertThat(said.err)
                .contains("--upstream usrs: the environment dev has no such upstream; did you mean users?"
                        + " It has: billing, crm, users.")
                .contains("--secret crm: no upstream of the environment dev needs this secret."
                        + " They need: billing/token, crm/oauth-client.")
                .contains("--secret billing/tokn: no upstream of the environment dev needs this secret; did you mean"
                        + " billing/token?");
    }

    @Test
    void an_upstream_at_a_loopback_url_that_has_auth_is_not_deployed_without_its_secret_to_answer_internal() {
        Said said = run("deploy");

        assertThat(said.status).isEqualTo(ExitStatus.FAILED);
        assertThat(said.err)
                .contains(
                        "The upstream crm (http://127.0.0.1:9) needs the secret crm/oauth-client, which the sandbox does"
                                + " not have. Write a file with {\"clientId\":\"…\",\"clientSecret\":\"…\"} and give it:"
                                + " --secret crm/oauth-client=FILE.")
                // The definitions' examples answer for the others.
                .doesNotContain("billing", "users");
    }

    @Test
    void an_upstream_that_upstream_points_to_this_machine_needs_its_secret_as_well() throws IOException {
        Said said = run(
                "deploy",
                "--upstream",
                "billing=http://127.0.0.1:9",
                "--secret",
                "crm/oauth-client=" + secret("crm.json", "{\"clientId\":\"c\",\"clientSecret\":\"" + CANARY + "\"}"));

        assertThat(said.err)
                .startsWith("Error: The upstream billing (http://127.0.0.1:9) needs the secret billing/token")
                .doesNotContain("crm");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"clientId\":\"canary-secret\"}                      | the key \"clientSecret\" is missing.",
                "{\"clientId\":\"c\",\"clientSecret\":\"\"}            | the key \"clientSecret\" is empty.",
                "{\"clientId\":7,\"clientSecret\":\"canary-secret\"}   | the key \"clientId\" is not a text in quotes.",
                "{\"token\":\"canary-secret\"}                         | the key \"clientId\" is missing."
            })
    void a_secret_of_the_wrong_shape_is_said_before_the_deployment_by_its_name_and_the_missing_key(
            String content, String problem) throws IOException {
        String file = secret("crm.json", content);

        Said said = run("deploy", "--secret", "crm/oauth-client=" + file, "--secret", "billing/token=" + good());

        assertThat(said.status).isEqualTo(ExitStatus.FAILED);
        assertThat(said.err)
                .isEqualTo(
                        "Error: --secret crm/oauth-client: " + file + " does not hold what the upstream crm needs (auth"
                                + " oauth2): " + problem + " Expected {\"clientId\":\"…\",\"clientSecret\":\"…\"}.");
    }

    private String good() throws IOException {
        return secret("billing.json", "{\"token\":\"" + CANARY + "\"}");
    }

    @Test
    void a_state_folder_that_was_never_deployed_to_is_said_with_those_that_were() throws IOException {
        Files.writeString(Files.createDirectory(folder.resolve("mine")).resolve("state.json"), "{}");

        for (String command : List.of("invoke FetchUser", "status", "destroy", "rotate")) {
            String[] words = (command + " --state " + folder.resolve("mien")).split(" ");
            Said said = run(words[0], Arrays.copyOfRange(words, 1, words.length));
            assertThat(said.status).as(command).isEqualTo(ExitStatus.FAILED);
            assertThat(said.err)
                    .contains("mien: nothing was ever deployed with this state folder. State folders here: "
                            + folder.resolve("mine"));
        }
        assertThat(folder.resolve("mien")).doesNotExist();
    }

    @Test
    void a_state_folder_that_holds_other_files_is_left_alone() {
        String state = folder.toString();

        Said said = run("deploy", "--environment", "prod", "--state", state);

        assertThat(said.status).isEqualTo(ExitStatus.FAILED);
        assertThat(said.err)
                .contains("--state " + state
                        + ": the folder holds other files and no state of a sandbox; name a new or an" + " empty one.");
        assertThat(folder.resolve("lock")).doesNotExist();
        assertThat(run("deploy", "--environment", "prod", "--state", folder + "/cdk.json").err)
                .contains("cdk.json: it is a file; name a folder.");
    }

    @Test
    void inputs_that_cannot_be_read_are_said_before_the_deployment_that_they_follow() {
        assertThat(run("deploy", "--environment", "prod", "--invoke", "A", "--inputs", "{").err)
                .contains("--inputs is not JSON");
        assertThat(run("deploy", "--environment", "prod", "--invoke", "A", "--input", "userId").err)
                .contains("--input: expected NAME=VALUE.");
    }

    @Test
    void a_cdk_json_with_a_comma_too_many_is_said_with_line_and_column_before_the_cdk_tells_a_position()
            throws IOException {
        Path file = folder.resolve("cdk.json");
        Files.writeString(file, "{\n  \"context\": {\n    \"definitions\": \"x\",\n  }\n}\n");

        Said said = run("deploy");

        assertThat(said.status).isEqualTo(ExitStatus.FAILED);
        assertThat(said.err)
                .isEqualTo("Error: " + file + ": not JSON at line 4, column 3: remove the comma before it.");
    }
}
