package dataactions.handler;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dataactions.definition.Json;
import dataactions.definition.PrimingExamples;
import dataactions.definition.Step;
import dataactions.definition.UpstreamResponse;
import dataactions.handler.upstream.RawServer;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
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
    private static final String CLIENT = "com.amazonaws.services.lambda.runtime.api.client.AWSLambda";
    private static final String RUNTIME = "/2018-06-01/runtime/";
    private static final String TRACE = "1-5759e988-bd862e3fe1be46a994272793";
    private static final String LEANNE = "{\"id\":1,\"name\":\"Leanne Graham\",\"email\":\"Sincere@april.biz\"}";

    @TempDir
    Path folder;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch atCheckpoint = new CountDownLatch(1);
    private final CountDownLatch restore = new CountDownLatch(1);
    private final BlockingQueue<byte[]> events = new ArrayBlockingQueue<>(1);
    private final BlockingQueue<String> answers = new ArrayBlockingQueue<>(10);
    private final List<String> secretsRead = new CopyOnWriteArrayList<>();
    private HttpServer runtime;
    private HttpServer secrets;
    private RawServer users;
    private Process process;

    @BeforeEach
    void stage() throws Exception {
        Path code = Files.createDirectories(folder.resolve("code"));
        Files.createDirectories(code.resolve("lib"));
        Files.copy(Path.of("target", "handler.jar"), code.resolve("lib/handler.jar"));
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
        runtime = server(this::runtime);
        secrets = server(exchange -> {
            secretsRead.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            reply(exchange, 200, Map.of(), Fixtures.utf8("{\"SecretString\":\"{\\\"token\\\":\\\"right\\\"}\"}"));
        });
        Files.writeString(hosts(), "127.0.0.1 localhost\n");
    }

    @AfterEach
    void stop() throws Exception {
        if (process != null) {
            process.destroyForcibly().waitFor();
        }
        runtime.stop(0);
        secrets.stop(0);
        users.close();
        threads.shutdownNow();
    }

    private Path hosts() {
        return folder.resolve("hosts");
    }

    // ---- the Runtime API: AWS Lambda developer guide, "Using the Lambda runtime API"

    private interface Answer {
        void to(HttpExchange exchange) throws IOException, InterruptedException;
    }

    private HttpServer server(Answer answer) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            try (exchange) {
                answer.to(exchange);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // the test is over
            }
        });
        server.start();
        return server;
    }

    private static void reply(HttpExchange exchange, int status, Map<String, String> headers, byte[] body)
            throws IOException {
        // The client's native code ends the process where there is no type.
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        headers.forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    private void runtime(HttpExchange exchange) throws IOException, InterruptedException {
        String path = exchange.getRequestURI().getPath();
        byte[] body = exchange.getRequestBody().readAllBytes();
        if (path.equals(RUNTIME + "restore/next")) {
            atCheckpoint.countDown();
            restore.await();
            reply(exchange, 200, Map.of(), new byte[0]);
        } else if (path.equals(RUNTIME + "invocation/next")) {
            byte[] event = events.take();
            reply(
                    exchange,
                    200,
                    Map.of(
                            "Lambda-Runtime-Aws-Request-Id",
                            "8f1a2f0e-0000-4000-8000-000000000001",
                            "Lambda-Runtime-Deadline-Ms",
                            Long.toString(System.currentTimeMillis() + 60_000),
                            "Lambda-Runtime-Invoked-Function-Arn",
                            "arn:aws:lambda:eu-west-1:000000000000:function:f",
                            "Lambda-Runtime-Trace-Id",
                            "Root=" + TRACE + ";Parent=53995c3f42cd8ad8;Sampled=1"),
                    event);
        } else {
            answers.add(path.substring(path.lastIndexOf('/')) + " " + new String(body, StandardCharsets.UTF_8));
            reply(exchange, 202, Map.of(), Fixtures.utf8("{\"status\":\"OK\"}"));
        }
    }

    // ---- the process

    private void start(String usersUrl, String... options) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", clientClassPath(), CLIENT, DataActionHandler.class.getName()));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.directory(folder.resolve("code").toFile());
        Map<String, String> env = builder.environment();
        env.keySet()
                .removeIf(name -> name.startsWith("AWS_") || name.startsWith("JAVA_TOOL") || name.startsWith("JDK_"));
        env.put("AWS_LAMBDA_RUNTIME_API", "127.0.0.1:" + runtime.getAddress().getPort());
        env.put("AWS_LAMBDA_INITIALIZATION_TYPE", "snap-start");
        env.put("AWS_LAMBDA_FUNCTION_NAME", "f");
        env.put("AWS_LAMBDA_FUNCTION_VERSION", "1");
        env.put("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "512");
        env.put("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/f");
        env.put("AWS_LAMBDA_LOG_STREAM_NAME", "it");
        env.put("LAMBDA_TASK_ROOT", folder.resolve("code").toString());
        env.put("AWS_REGION", "eu-west-1");
        env.put("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE");
        env.put("AWS_SECRET_ACCESS_KEY", "secret-key");
        env.put("AWS_ENDPOINT_URL", "http://127.0.0.1:" + secrets.getAddress().getPort());
        env.put("UPSTREAMS", "{\"users\":{\"url\":\"" + usersUrl + "\"}}");
        env.put("CALLER_SECRET_ARN", "arn:aws:secretsmanager:eu-west-1:000000000000:secret:caller");
        process = builder.redirectErrorStream(true)
                .redirectOutput(output().toFile())
                .start();
        process.onExit().thenRun(atCheckpoint::countDown);
        assertThat(atCheckpoint.await(120, TimeUnit.SECONDS)).as(said()).isTrue();
        assertThat(process.isAlive()).as(said()).isTrue();
    }

    /** One class of each jar that the client needs. */
    private static String clientClassPath() throws Exception {
        Set<String> jars = new LinkedHashSet<>();
        for (String name : List.of(
                CLIENT,
                "com.amazonaws.services.lambda.runtime.RequestStreamHandler",
                "com.amazonaws.services.lambda.runtime.serialization.PojoSerializer",
                "software.amazon.awssdk.utilslite.SdkInternalThreadLocal")) {
            jars.add(Path.of(Class.forName(name, false, SnapStartIT.class.getClassLoader())
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString());
        }
        return String.join(File.pathSeparator, jars);
    }

    private Path output() {
        return folder.resolve("output");
    }

    private String said() throws IOException {
        return Files.readString(output());
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
        events.add(event());
        assertThat(answers.poll(60, TimeUnit.SECONDS))
                .as(said())
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
        Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start();
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
        assertThat(said()).containsPattern("\"primed with ([1-9][0-9]*) calls of 1 examples, \\1 answered\"");
        assertThat(secretsRead).as("secrets read before the snapshot").isEmpty();
        assertThat(users.connections())
                .as("calls of the real upstream before the snapshot")
                .isZero();
        assertThat(answers).as("errors of the hooks").isEmpty();

        restore.countDown();
        isAnswered();

        assertThat(users.heads()).hasSize(1);
        assertThat(users.heads().get(0)).startsWith("GET /users/1 ");
        assertThat(secretsRead).as("secrets read after it").hasSize(1);
        assertThat(secretsRead.get(0)).contains("secret:caller");
        assertThat(said()).contains("\"traceId\":\"" + TRACE + "\"");

        process.destroy(); // politely, so that the recording is written
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        Set<Integer> known =
                Set.of(runtime.getAddress().getPort(), secrets.getAddress().getPort(), users.port());
        Set<String> hosts = new LinkedHashSet<>();
        Set<Integer> primed = new LinkedHashSet<>();
        for (RecordedEvent each : RecordingFile.readAllEvents(recording)) {
            hosts.add(each.getString("address"));
            primed.add(each.getInt("port"));
        }
        primed.removeAll(known);
        assertThat(primed)
                .as("the priming's own socket, so that the recording is known to see")
                .isNotEmpty();
        assertThat(hosts).containsExactly("127.0.0.1");
    }

    @Test
    void connections_that_the_upstream_closed_while_the_instance_was_frozen_cost_the_caller_nothing() throws Exception {
        start(users.url());
        restore.countDown();
        isAnswered();
        isAnswered();
        assertThat(users.connections()).as("kept for the next call").isEqualTo(1);

        freeze();
        users.closeConnections();
        thaw();
        isAnswered();

        assertThat(users.connections()).isEqualTo(2);
        assertThat(process.isAlive()).isTrue();
    }

    @Test
    void an_upstream_that_has_moved_to_another_address_is_found_there() throws Exception {
        start("http://localhost:" + users.port(), "-Djdk.net.hosts.file=" + hosts());
        restore.countDown();
        isAnswered();
        try (RawServer moved = new RawServer(
                "127.0.0.2", users.port(), (socket, connection) -> RawServer.write(socket, RawServer.ok(LEANNE)))) {
            freeze();
            Files.writeString(hosts(), "127.0.0.2 localhost\n");
            users.closeConnections();
            thaw();
            isAnswered();

            assertThat(moved.connections()).isEqualTo(1);
            assertThat(users.connections()).isEqualTo(1);
        }
    }
}
