package dataactions.handler;

import static org.assertj.core.api.Assertions.assertThat;

import dataactions.definition.PrimingExamples;
import dataactions.definition.Step;
import dataactions.definition.template.UpstreamResponse;
import dataactions.definition.value.Json;
import dataactions.testkit.LambdaProcess;
import dataactions.testkit.RawServer;
import dataactions.testkit.StubServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The function as its asset has it, in a process of its own under AWS's runtime interface client in the mode of
 * SnapStart: hooks, {@code restore/next}, hooks, invocations. Nothing is snapshotted, but between two invocations the
 * process is stopped, as Lambda does it, while the world goes on.
 */
@EnabledOnOs(value = OS.LINUX, disabledReason = "the runtime interface client holds native code for Linux only")
class SnapStartIT {
    private static final String TRACE = "1-5759e988-bd862e3fe1be46a994272793";
    private static final String LEANNE = "{\"id\":1,\"name\":\"Leanne Graham\",\"email\":\"Sincere@april.biz\"}";

    @TempDir
    Path folder;

    private StubServer secrets;
    private LambdaProcess function;
    private RawServer users;

    @BeforeEach
    void stage() throws Exception {
        function = new LambdaProcess(
                folder,
                Path.of("target", "handler.jar"),
                Map.of("Lambda-Runtime-Trace-Id", "Root=" + TRACE + ";Parent=53995c3f42cd8ad8;Sampled=1"));
        Path code = function.code();
        Files.writeString(
                code.resolve("actions.json"),
                // So that a busy machine is not taken for a slow upstream.
                Fixtures.compiled(Fixtures.FETCH_USER.replace("\"timeoutMillis\":10000", "\"timeoutMillis\":60000")));
        Files.write(
                code.resolve("priming.json"),
                PrimingExamples.write(List.of(new PrimingExamples.PrimingExample(
                        "FetchUser",
                        1,
                        Map.of("userId", 1L),
                        Map.of(Step.ONLY, new UpstreamResponse(200, Map.of(), Map.of("name", "Priming")))))));
        users = new RawServer((socket, connection) -> RawServer.write(socket, RawServer.ok(LEANNE)));
        secrets = StubServer.answering(200, "{\"SecretString\":\"{\\\"token\\\":\\\"right\\\"}\"}");
        Files.writeString(hosts(), "127.0.0.1 localhost\n");
    }

    @AfterEach
    void stop() throws Exception {
        function.close();
        secrets.close();
        users.close();
    }

    private Path hosts() {
        return folder.resolve("hosts");
    }

    // ---- the process

    private void start(String usersUrl, String... options) throws Exception {
        function.start(
                DataActionHandler.class.getName(),
                List.of(options),
                Map.of(
                        "AWS_LAMBDA_INITIALIZATION_TYPE",
                        "snap-start",
                        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
                        "512",
                        "AWS_ENDPOINT_URL",
                        secrets.url(),
                        "UPSTREAMS",
                        "{\"users\":{\"url\":\"" + usersUrl + "\"}}",
                        "CALLER_SECRET_ARN",
                        "arn:aws:secretsmanager:eu-west-1:000000000000:secret:caller"));
        boolean waits = function.reachesCheckpoint();
        assertThat(waits).as(function.printed()).isTrue();
    }

    private static byte[] event() {
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("version", "2.0");
        event.put("headers", Map.of("data-action-token", "right"));
        event.put("requestContext", Map.of("http", Map.of("method", "POST")));
        event.put("body", "{\"actionName\":\"FetchUser\",\"requestId\":\"r-1\",\"data\":{\"userId\":1}}");
        event.put("isBase64Encoded", false);
        return Json.write(event);
    }

    private void isAnswered() throws Exception {
        function.invoke(event());
        assertThat(function.answer(60))
                .as(function.printed())
                .startsWith("/response {\"statusCode\":200,")
                .contains("\\\"status\\\":\\\"success\\\"", "Leanne Graham");
    }

    /** Stops the process as Lambda does between two invocations, and lets it go on. */
    private void freeze() throws Exception {
        signal("STOP");
    }

    private void thaw() throws Exception {
        signal("CONT");
    }

    private void signal(String signal) throws Exception {
        Process kill = new ProcessBuilder(
                        "kill", "-" + signal, Long.toString(function.process().pid()))
                .start();
        assertThat(kill.waitFor()).isZero();
    }

    // ---- what must hold

    @Test
    void
            before_the_snapshot_the_examples_are_run_with_no_secret_and_no_network_and_after_it_the_first_call_is_answered()
                    throws Exception {
        Path recording = folder.resolve("sockets.jfr");
        Path settings = Files.writeString(folder.resolve("sockets.jfc"), """
                <?xml version="1.0" encoding="UTF-8"?>
                <configuration version="2.0">
                  <event name="jdk.SocketWrite">
                    <setting name="enabled">true</setting>
                    <setting name="threshold">0 ms</setting>
                  </event>
                </configuration>
                """);
        start(
                users.url(),
                "-XX:StartFlightRecording=settings=" + settings + ",filename=" + recording + ",dumponexit=true",
                // No other name has an address.
                "-Djdk.net.hosts.file=" + hosts());

        // As many as there is time for.
        assertThat(function.printed())
                .containsPattern("\"primed with ([1-9][0-9]*) calls of 1 examples, \\1 answered\"");
        assertThat(secrets.received()).as("secrets read before the snapshot").isEmpty();
        assertThat(users.connections())
                .as("calls of the real upstream before the snapshot")
                .isZero();
        assertThat(function.answer(0)).as("errors of the hooks").isNull();

        function.restore();
        isAnswered();

        assertThat(users.heads()).hasSize(1);
        assertThat(users.heads().get(0)).startsWith("GET /users/1 ");
        assertThat(secrets.received()).as("secrets read after it").hasSize(1);
        assertThat(secrets.received().get(0).text()).contains("secret:caller");
        assertThat(function.printed()).contains("\"traceId\":\"" + TRACE + "\"");

        function.process().destroy(); // politely, so that the recording is written
        assertThat(function.process().waitFor(60, TimeUnit.SECONDS)).isTrue();
        Set<String> hosts = new LinkedHashSet<>();
        Set<Integer> primed = new LinkedHashSet<>();
        for (RecordedEvent each : RecordingFile.readAllEvents(recording)) {
            hosts.add(each.getString("address"));
            primed.add(each.getInt("port"));
        }
        primed.removeAll(Set.of(function.runtimePort(), secrets.port(), users.port()));
        assertThat(primed)
                .as("the priming's own socket, so that the recording is known to see")
                .isNotEmpty();
        assertThat(hosts).containsExactly("127.0.0.1");
    }

    /** One life of an instance, because each process takes seconds to prime. */
    @Test
    void after_the_schedule_closed_connections_and_a_moved_upstream_the_next_call_is_answered() throws Exception {
        start("http://localhost:" + users.port(), "-Djdk.net.hosts.file=" + hosts());
        function.restore();

        // The schedule that keeps the version awake reaches neither the upstream nor a secret.
        function.invoke("{\"keepAwake\":true}".getBytes(StandardCharsets.UTF_8));
        assertThat(function.answer(60)).as(function.printed()).isEqualTo("/response {}");
        assertThat(function.printed()).contains("kept awake by the schedule");
        assertThat(users.connections()).isZero();
        assertThat(secrets.received()).isEmpty();

        isAnswered();
        isAnswered();
        assertThat(users.connections()).as("kept for the next call").isEqualTo(1);

        // The upstream closed its connections while the instance was frozen.
        freeze();
        users.closeConnections();
        thaw();
        isAnswered();
        assertThat(users.connections()).isEqualTo(2);

        // The upstream has another address now.
        try (RawServer moved = new RawServer(
                "127.0.0.2", users.port(), (socket, connection) -> RawServer.write(socket, RawServer.ok(LEANNE)))) {
            freeze();
            Files.writeString(hosts(), "127.0.0.2 localhost\n");
            users.closeConnections();
            thaw();
            isAnswered();

            assertThat(moved.connections()).isEqualTo(1);
            assertThat(users.connections()).isEqualTo(2);
        }
    }
}
