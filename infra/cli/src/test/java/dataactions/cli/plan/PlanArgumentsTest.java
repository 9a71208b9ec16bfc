package dataactions.cli.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dataactions.cli.Run;
import dataactions.cli.aws.AwsStandIn;
import dataactions.registrar.invocation.EventDeadline;
import dataactions.registrar.invocation.Failure;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What keeps a plan from being made is said before it is synthesised, and all of it in one run. */
class PlanArgumentsTest {
    private static final String SECRET = "canary-plan-secret";

    @TempDir
    private Path root;

    private String closed;

    @BeforeEach
    void a_host_that_does_not_answer() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            closed = "http://127.0.0.1:" + socket.getLocalPort();
        }
    }

    private List<String> plan(Map<String, String> shell, String hosts, String... more) throws IOException {
        Files.writeString(root.resolve("cdk.json"), """
                {"app": "exit 1", "context": {"environments": {"dev": {
                  "genesys": {"domain": "mypurecloud.ie", "credentialsSecret": "oauth"%s},
                  "upstreams": {"users": {"url": "https://users.example.com"}}}}}}
                """.formatted(hosts));
        List<String> arguments = new ArrayList<>(List.of("live", "plan"));
        arguments.addAll(Arrays.asList(more));
        AwsStandIn aws = new AwsStandIn();
        try (aws) {
            Run run =
                    Run.of(shell, root, environment -> aws.client(Optional.empty()), arguments.toArray(String[]::new));
            assertThat(run.status()).isEqualTo(1);
            assertThat(run.out() + run.err()).doesNotContain("canary").doesNotContain("Synthesising");
            List<String> lines = new ArrayList<>(run.err().lines().toList());
            // Each of these plans lacks a client.
            assertThat(lines.remove(lines.size() - 1))
                    .isEqualTo(
                            "Without any account, `./data-actions live plan --local` compares with the local deployment"
                                    + " on this machine.");
            return lines;
        }
    }

    @Test
    void a_missing_region_half_a_client_and_a_silent_host_are_said_in_one_run() throws IOException {
        List<String> said = plan(
                Map.of("GENESYSCLOUD_OAUTHCLIENT_SECRET", SECRET),
                ", \"apiUrl\": \"" + closed + "\", \"loginUrl\": \"" + closed + "\"");

        assertThat(said).hasSize(3);
        assertThat(said.get(0)).startsWith("Error: No AWS region, which is part of the ownership tags: give --region");
        assertThat(said.get(1)).startsWith("Error: GENESYSCLOUD_OAUTHCLIENT_ID is not set");
        assertThat(said.get(2))
                .startsWith("Error: Genesys Cloud does not answer at " + closed + ": there is no connection to");
    }

    @Test
    void another_genesys_region_half_a_client_and_wrong_options_are_said_in_one_run() throws IOException {
        List<String> said = plan(
                Map.of("GENESYSCLOUD_OAUTHCLIENT_SECRET", SECRET, "GENESYSCLOUD_REGION", "us-east-1"),
                "",
                "--account",
                "1234",
                "--region",
                "eu_west_1",
                "--genesys-url",
                "mypurecloud.ie");

        assertThat(said)
                .satisfiesExactly(
                        line -> assertThat(line).contains("--account 1234: expected the 12 digits"),
                        line -> assertThat(line)
                                .contains("--region eu_west_1: expected an AWS region such as eu-west-1."),
                        line -> assertThat(line)
                                .contains("--genesys-url mypurecloud.ie: expected a URL without a path"),
                        line -> assertThat(line).contains("GENESYSCLOUD_OAUTHCLIENT_ID is not set"),
                        line -> assertThat(line)
                                .contains(
                                        "GENESYSCLOUD_REGION is us-east-1, but environment dev is in mypurecloud.ie"));
    }

    @Test
    void without_a_region_the_secret_cannot_be_read_and_no_second_line_repeats_the_region() throws IOException {
        List<String> said = plan(Map.of(), "", "--genesys-url", closed);

        assertThat(said).hasSize(3);
        assertThat(said.get(1))
                .startsWith("Error: There is no OAuth client for environment dev. The shell names none, and the secret"
                        + " oauth cannot be read without an AWS region. Set GENESYSCLOUD_OAUTHCLIENT_ID and");
    }

    /** The build of a plan records new actions. */
    @Test
    void the_definitions_are_in_the_folder_that_cdk_json_names() throws IOException {
        Path definitions = Files.createDirectories(root.resolve("own/actions"));
        Files.copy(
                Path.of("../app/src/test/resources/project/function/actions/fetch-user.yaml"),
                definitions.resolve("fetch-user.yaml"));
        Files.writeString(root.resolve("cdk.json"), """
                {"app": "exit 1", "context": {"definitions": "own/actions", "environments": {"dev": {
                  "genesys": {"domain": "mypurecloud.ie", "credentialsSecret": "oauth"},
                  "upstreams": {"users": {"url": "https://users.example.com"}}}}}}
                """);
        AwsStandIn aws = new AwsStandIn();
        try (aws) {
            Run run = Run.of(
                    Map.of("GENESYSCLOUD_OAUTHCLIENT_ID", "planner", "GENESYSCLOUD_OAUTHCLIENT_SECRET", SECRET),
                    root,
                    environment -> aws.client(Optional.of("eu-west-1")),
                    "live",
                    "plan");
            assertThat(run.status()).isEqualTo(1);
            assertThat(run.err()).contains("FetchUser: recorded as contract 1.");
        }
        assertThat(definitions.resolve("contracts.lock.json")).exists();
    }

    @Test
    void a_plan_that_runs_out_of_time_does_not_blame_the_registrar() {
        EventDeadline over = new EventDeadline(() -> Instant.EPOCH, wait -> {}, Duration.ZERO);

        Failure failure = Assertions.catchThrowableOfType(Failure.class, () -> over.check("list actions"));

        assertThat(LiveOrg.said(failure))
                .isEqualTo("Genesys Cloud could not be read in ten minutes. Run this command again later.");
        assertThat(LiveOrg.said(Failure.of(
                        Failure.Kind.FORBIDDEN,
                        "Genesys refused (HTTP 403) to list actions.",
                        "The OAuth client lacks the permission integrations:action:view: add it to a role of the client"
                                + " (Admin > Roles), then deploy again.")))
                .endsWith("(Admin > Roles), then run this command again.");
    }
}
