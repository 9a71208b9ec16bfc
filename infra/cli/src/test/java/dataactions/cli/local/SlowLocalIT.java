package dataactions.cli.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dataactions.cli.EndSignal;
import dataactions.cli.ExitStatus;
import dataactions.cli.TestProject;
import dataactions.testkit.StubServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Slow actions with the real {@code ./data-actions}, in a project with a deployed slow action. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the launcher under test is the one for POSIX shells")
class SlowLocalIT {
    private static final Path REPOSITORY = Path.of("../..").toAbsolutePath().normalize();
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    private static Path shared;

    @TempDir
    private Path folder;

    private static TestProject project;
    private static StubServer upstream;

    /** The upstream answers {@code /reports/held…} when this reaches zero. */
    private static final CountDownLatch RELEASED = new CountDownLatch(1);

    @BeforeAll
    static void deploy() throws Exception {
        upstream = new StubServer((exchange, request) -> {
            if (request.target().startsWith("/reports/held")) {
                RELEASED.await();
            } else {
                Thread.sleep(2_500);
            }
            StubServer.replyJson(exchange, 200, "{\"pages\":12}");
        });
        project = new TestProject(shared.resolve("project"));
        Files.copy(
                REPOSITORY.resolve("infra/sandbox/src/test/resources/slow-definitions/build-report.yaml"),
                project.actions().resolve("build-report.yaml"));
        project.configure(dev -> dev.withObject("/upstreams/reports").put("url", "https://reports.example.com"));
        Files.copy(
                REPOSITORY.resolve("data-actions"),
                project.root().resolve("data-actions"),
                StandardCopyOption.COPY_ATTRIBUTES);
        Files.createDirectories(project.root().resolve("infra/cli"));
        Files.createSymbolicLink(project.root().resolve("infra/cli/target"), REPOSITORY.resolve("infra/cli/target"));
        String assembly = project.synthesise().toString();
        Path printed = shared.resolve("deployed");
        Process deployed = start(
                printed,
                List.of(
                        "./data-actions",
                        "local",
                        "deploy",
                        "--assembly",
                        assembly,
                        "--upstream",
                        "reports=" + upstream.url()));
        assertThat(deployed.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(deployed.exitValue()).as(Files.readString(printed)).isZero();
    }

    @AfterAll
    static void close() throws IOException {
        RELEASED.countDown();
        upstream.close();
        // JUnit warns of a link that it deletes.
        Files.delete(project.root().resolve("infra/cli/target"));
    }

    private static Process start(Path out, List<String> command) throws IOException {
        return new ProcessBuilder(command)
                .directory(project.root().toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
    }

    private record Said(int status, String text) {}

    private Said run(String... command) throws Exception {
        Path out = folder.resolve("out");
        Process process = start(out, List.of(command));
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        return new Said(process.exitValue(), Files.readString(out));
    }

    private Said invoke(String customer, String... more) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                "./data-actions",
                "local",
                "invoke",
                "BuildReport",
                "--input",
                "conversationId=conv-1",
                "--input",
                "customer=" + customer));
        command.addAll(List.of(more));
        return run(command.toArray(String[]::new));
    }

    private static long calls(String customer) {
        return upstream.received().stream()
                .filter(each -> each.target().equals("/reports/" + customer))
                .count();
    }

    /** Gets the result of a slow action, when pasted. */
    private static String resultCommand(String requestId) {
        return "./data-actions local invoke BuildReportResult --input requestId=" + requestId + " --input wait=10";
    }

    @Test
    void a_pending_answer_comes_with_the_command_that_gets_the_result_and_nothing_is_lost_meanwhile() throws Exception {
        Said pending = invoke("c1");

        assertThat(pending.status()).as(pending.text()).isEqualTo(ExitStatus.LOOK);
        assertThat(pending.text()).contains("\"status\": \"pending\"", "Outcome: pending");
        Matcher id = Pattern.compile("\"requestId\": \"([^\"]+)\"").matcher(pending.text());
        assertThat(id.find()).as(pending.text()).isTrue();
        assertThat(pending.text().lines()).contains("    " + resultCommand(id.group(1)));
        Said result = run("sh", "-c", resultCommand(id.group(1)));
        assertThat(result.status()).as(result.text()).isZero();
        assertThat(result.text()).contains("Invocation of BuildReportResult", "\"pages\": 12", "Outcome: success");
        assertThat(calls("c1")).isEqualTo(1);
    }

    @Test
    void with_wait_the_command_prints_the_result() throws Exception {
        Said result = invoke("c2", "--wait");

        assertThat(result.status()).as(result.text()).isZero();
        assertThat(result.text()).contains("asking BuildReportResult", "\"pages\": 12", "Outcome: success");
        assertThat(calls("c2")).isEqualTo(1);
    }

    @Test
    void with_json_a_pending_answer_has_the_same_command() throws Exception {
        JsonNode pending = JSON.readTree(invoke("c3", "--json").text());

        assertThat(pending.at("/invocation/body/status").asText()).isEqualTo("pending");
        assertThat(pending.at("/pending/action").asText()).isEqualTo("BuildReportResult");
        assertThat(pending.at("/pending/command").asText())
                .isEqualTo(
                        resultCommand(pending.at("/invocation/body/requestId").asText()));
        assertThat(calls("c3")).isEqualTo(1);
    }

    /** A terminal sends Ctrl-C to every process: it ended the functions, and their jobs were lost. */
    @Test
    void control_c_at_serve_waits_for_the_jobs_that_run_and_a_second_one_does_not() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/setsid")), "skipped: there is no setsid");
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/curl")), "skipped: there is no curl");
        // TERM would not do here: it ends the functions as well.
        assumeTrue(EndSignal.name().equals("INT"), "skipped: this process, and all below it, ignore SIGINT");
        String id = served("c4", serving -> {
            controlC(serving);
            await(() -> printed().contains("Ending."));
            assertThat(serving.isAlive()).as("the job runs").isTrue();
        });
        assertThat(printed()).doesNotContain("lost");
        Said result = run("./data-actions", "local", "invoke", "BuildReportResult", "--input", "requestId=" + id);
        assertThat(result.text()).contains("\"pages\": 12");
        assertThat(calls("c4")).isEqualTo(1);

        served("held", serving -> {
            controlC(serving);
            await(() -> printed().contains("Ending."));
            controlC(serving);
        });
        assertThat(printed()).contains("1 asynchronous invocations did not end and are lost");
        assertThat(run("./data-actions", "local", "status").status()).isZero();
    }

    private interface Ending {
        void of(Process serving) throws Exception;
    }

    /** Serves, makes the first call for a customer, and ends; returns the job's id. */
    private String served(String customer, Ending ending) throws Exception {
        Process serving = start(folder.resolve("serving"), List.of("setsid", "./data-actions", "local", "serve"));
        try {
            await(() -> printed().contains("Sample upstream"));
            String line = printed()
                    .lines()
                    .filter(each -> each.contains("/execute"))
                    .findFirst()
                    .orElseThrow();
            assertThat(line).contains("\"customer\":\"c8\"");
            Said pending = run("sh", "-c", line.replace("\"customer\":\"c8\"", "\"customer\":\"" + customer + "\""));
            JsonNode answer = JSON.readTree(pending.text());
            assertThat(answer.path("status").asText()).as(pending.text()).isEqualTo("pending");
            ending.of(serving);
            assertThat(serving.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(serving.exitValue()).as(printed()).isZero();
            assertThat(serving.toHandle().descendants()).isEmpty();
            return answer.path("requestId").asText();
        } finally {
            serving.destroyForcibly();
        }
    }

    private String printed() {
        try {
            return Files.readString(folder.resolve("serving"));
        } catch (IOException e) {
            return "";
        }
    }

    /** Sends the signal to all processes of the group, as a terminal does. */
    private static void controlC(Process leader) throws Exception {
        Process kill = new ProcessBuilder("kill", "-INT", "--", "-" + leader.pid())
                .inheritIO()
                .start();
        assertThat(kill.waitFor()).isZero();
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        Instant latest = Instant.now().plusSeconds(30);
        while (!condition.getAsBoolean() && Instant.now().isBefore(latest)) {
            Thread.sleep(50);
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }
}
