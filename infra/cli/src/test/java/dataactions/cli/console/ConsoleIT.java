package dataactions.cli.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.cli.EndSignal;
import dataactions.cli.TestProject;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The console with the real {@code ./data-actions}: its start and end, and the local deployment behind it. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the launcher under test is the one for POSIX shells")
class ConsoleIT {
    private static final Path REPOSITORY = Path.of("../..").toAbsolutePath().normalize();
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    private Path folder;

    private TestProject project;
    private final List<Process> processes = new ArrayList<>();

    @BeforeEach
    void project() throws Exception {
        project = new TestProject(folder.resolve("project"));
        project.configure(dev -> dev.put("onDestroy", "delete"));
        Files.copy(
                REPOSITORY.resolve("data-actions"),
                project.root().resolve("data-actions"),
                StandardCopyOption.COPY_ATTRIBUTES);
        link("infra/cli/target");
        link("infra/app/target");
        Files.createDirectories(project.root().resolve("page"));
        Files.writeString(project.root().resolve("page/index.html"), "<!doctype html>");
    }

    private void link(String path) throws IOException {
        Path link = project.root().resolve(path);
        Files.createDirectories(link.getParent());
        Files.createSymbolicLink(link, REPOSITORY.resolve(path));
    }

    @AfterEach
    void end() throws Exception {
        for (Process process : processes) {
            process.destroy();
            process.waitFor(1, TimeUnit.MINUTES);
        }
        // JUnit warns of a link that it deletes.
        for (String path : List.of("infra/cli/target", "infra/app/target", "node_modules")) {
            Files.deleteIfExists(project.root().resolve(path));
        }
    }

    private Process start(String name, String... command) throws IOException {
        Process process = new ProcessBuilder(command)
                .directory(project.root().toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(name).toFile())
                .start();
        processes.add(process);
        return process;
    }

    private String printed(String name, String text) throws Exception {
        for (int i = 0; i < 6_000; i++) {
            String all = Files.readString(folder.resolve(name));
            if (all.contains(text)) {
                return all;
            }
            Thread.sleep(10);
        }
        throw new AssertionError("Not printed: " + text + "\n" + Files.readString(folder.resolve(name)));
    }

    private Process console() throws IOException {
        return start("console", "./data-actions", "console", "--page", "page");
    }

    private static void interrupt(Process process) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + EndSignal.name(), String.valueOf(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    /** Whether the server has closed or reset the connection. A timeout is neither. */
    private static boolean isEnded(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read() == -1;
        } catch (SocketException e) {
            return true;
        }
    }

    @Test
    @Timeout(120)
    void clients_that_send_half_a_request_lose_their_connection_and_an_open_page_keeps_it_until_control_c()
            throws Exception {
        Process process = console();
        RunningConsole console = new RunningConsole(printed("console", "Ctrl-C ends it."));
        List<Socket> halves = new ArrayList<>();
        try (RunningConsole.Events events = console.events()) {
            events.next("alive");
            for (int i = 0; i < 80; i++) {
                Socket half = new Socket("127.0.0.1", console.port());
                halves.add(half);
                half.getOutputStream().write("GET / HTTP/1.1\r\nHost:".getBytes(StandardCharsets.US_ASCII));
            }

            assertThat(console.get("/").status()).isEqualTo(200);
            for (Socket half : halves) {
                half.setSoTimeout(30_000);
                assertThat(isEnded(half)).isTrue();
            }
            // The heartbeat comes after more seconds than a request may take.
            assertThat(events.next("alive")).isNotNull();

            interrupt(process);
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        } finally {
            for (Socket half : halves) {
                half.close();
            }
        }
        assertThat(process.exitValue()).isZero();
        assertThat(Files.readString(folder.resolve("console"))).doesNotContain("Exception");
    }

    @Test
    void a_local_deployment_is_made_shown_called_and_compared() throws Exception {
        Path modules = REPOSITORY.resolve("node_modules");
        assumeTrue(Files.isDirectory(modules.resolve("aws-cdk")), "skipped: run npm ci first");
        Files.createSymbolicLink(project.root().resolve("node_modules"), modules);
        Process process = console();
        RunningConsole console = new RunningConsole(printed("console", "Ctrl-C ends it."));

        try (RunningConsole.Events events = console.events()) {
            events.next("alive");
            ObjectNode dev = JSON.createObjectNode().put("environment", "dev");
            assertThat(console.post("/api/local/deploy", dev).status()).isEqualTo(202);
            RunningConsole.Reply second = console.post("/api/local/deploy", dev);
            assertThat(second.status()).isEqualTo(409);
            assertThat(second.message()).contains("A local deployment is running");
            assertThat(events.next("local").path("state").asText()).isEqualTo("deploying");
            assertThat(events.next("line").path("text").asText()).contains("Synthesising");
            assertThat(events.next("stack").path("status").asText()).endsWith("_IN_PROGRESS");
            JsonNode ended = events.next("local");
            assertThat(ended.path("state").asText()).as(ended.toString()).isEqualTo("idle");
        }
        try (RunningConsole.Events later = console.events()) {
            assertThat(later.next("local").path("state").asText()).isEqualTo("deploying");
            assertThat(later.next("stack").path("logicalId").asText()).isNotEmpty();
            assertThat(later.next("local").path("state").asText()).isEqualTo("idle");
        }

        JsonNode answer = invoked(console, "FetchUser", 1).json();
        assertThat(answer.path("success").asBoolean()).as(answer.toString()).isTrue();
        assertThat(answer.at("/answer/data/name").asText()).isEqualTo("Leanne Graham");
        assertThat(answer.path("variables"))
                .anySatisfy(each -> assertThat(each.toString())
                        .isEqualTo("{\"name\":\"data.name\",\"type\":\"String\",\"value\":\"Leanne Graham\"}"));
        RunningConsole.Reply unknown = invoked(console, "FetchUsr", 1);
        assertThat(unknown.status()).isEqualTo(422);
        assertThat(unknown.message()).contains("did you mean FetchUser?");

        JsonNode local = console.get("/api/local").json();
        assertThat(local.path("deployed").asBoolean()).isTrue();
        assertThat(local.path("environment").asText()).isEqualTo("dev");
        assertThat(local.path("status").asText()).isEqualTo("CREATE_COMPLETE");
        assertThat(local.path("functionUrl").asText()).startsWith("http://127.0.0.1:");
        assertThat(local.at("/integration/state").asText()).isEqualTo("ENABLED");
        assertThat(local.at("/integration/name").asText()).isNotEmpty();
        assertThat(local.at("/actions/0/name").asText()).isEqualTo("FetchUser");
        assertThat(local.at("/actions/0/contract").asInt()).isEqualTo(1);
        assertThat(local.at("/actions/0/published").asBoolean()).isTrue();
        assertThat(local.at("/invocations/0/action").asText()).isEqualTo("FetchUser");
        assertThat(local.at("/invocations/0/errorCode").asText()).isEqualTo("OK");
        assertThat(local.at("/invocations/0/line/upstreamStatus").asInt()).isEqualTo(200);
        assertThat(local.toString()).doesNotContain("clientSecret", "Data-Action-Token");

        JsonNode same = console.get("/api/plan?environment=dev&local=true").json();
        assertThat(same.path("changes"))
                .as(same.toString())
                .isNotEmpty()
                .allSatisfy(change -> assertThat(change.path("action").asText()).isEqualTo("none"));
        project.edit("fetch-user.yaml", "category: Customer Data", "category: Other Data");
        JsonNode plan = console.get("/api/plan?environment=dev&local=true").json();
        assertThat(plan.path("changes"))
                .anySatisfy(change -> assertThat(change.path("action").asText()).isNotEqualTo("none"));
        assertThat(plan.path("text").toString()).contains("Plan: ");

        Process serve = start("serve", "./data-actions", "local", "serve");
        printed("serve", "until Ctrl-C");
        assertThat(console.get("/api/local").json().path("deployed").asBoolean())
                .isTrue();
        RunningConsole.Reply used = invoked(console, "FetchUser", 1);
        assertThat(used.status()).isEqualTo(422);
        assertThat(used.message()).contains("Another sandbox command is using");
        interrupt(serve);
        assertThat(serve.waitFor(1, TimeUnit.MINUTES)).isTrue();

        project.edit("fetch-user.yaml", "type: boolean", "type: bool");
        try (RunningConsole.Events events = console.events()) {
            console.post("/api/local/deploy", JSON.createObjectNode());
            JsonNode state = events.next("local");
            while (!state.path("state").asText().equals("failed")) {
                state = events.next("local");
            }
            assertThat(state.path("message").asText()).contains("The synthesis failed");
        }
        RunningConsole.Reply broken = console.get("/api/plan?environment=dev&local=true");
        assertThat(broken.status()).isEqualTo(422);
        assertThat(broken.message())
                .containsSubsequence(
                        "error: fetch-user.yaml:", "The synthesis failed", "The messages above give the reason.");

        interrupt(process);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).isZero();
    }

    private static RunningConsole.Reply invoked(RunningConsole console, String action, int userId) {
        ObjectNode body = JSON.createObjectNode().put("action", action);
        body.putObject("inputs").put("userId", userId);
        return console.post("/api/local/invoke", body);
    }
}
