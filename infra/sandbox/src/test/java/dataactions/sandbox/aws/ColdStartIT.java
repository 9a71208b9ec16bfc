package dataactions.sandbox.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import dataactions.genesys.http.Loopback;
import dataactions.sandbox.aws.account.Account;
import dataactions.sandbox.aws.account.LambdaFunction;
import dataactions.sandbox.lambda.AssetFolder;
import dataactions.sandbox.lambda.FunctionVersion;
import dataactions.sandbox.lambda.JavaHome;
import dataactions.sandbox.lambda.ProcessRuntime;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Seen: a 12 s API behind an action of 10 s was cut off by Genesys, each time its call met a cold start; the function
 * answered too late. Here several cold processes start at once on a busy machine, their upstream never answers, and
 * the caller's time counts from when it sent the call.
 */
class ColdStartIT {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    /** At each of the two doors. */
    private static final int COLD_PROCESSES = 2;

    private static final int TRIES = 3;
    private static final String ARN = "arn:aws:lambda:eu-west-1:000000000000:function:fn";
    private static final String HANDLER = "dataactions.handler.DataActionHandler::handleRequest";
    private static final String CALL = "{\"actionName\":\"Slow\",\"data\":{}}";
    private static final String ACTIONS = """
            {"formatVersion":1,"actions":[{"name":"Slow","contract":1,"newest":true,"timeoutMillis":%d,
             "inputs":{},"request":{"upstream":"silent","method":"GET","path":"/"},
             "outputs":{"name":{"type":"string","from":"name"}}}]}""";

    @TempDir
    private Path folder;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final ConcurrentLinkedQueue<Socket> accepted = new ConcurrentLinkedQueue<>();
    private volatile boolean stopped;
    private ServerSocket silent;
    private Loopback secrets;

    @BeforeEach
    void start() throws Exception {
        Path code = Files.createDirectories(folder.resolve("code/lib")).getParent();
        Files.copy(Path.of("../../function/handler/target/handler.jar"), code.resolve("lib/handler.jar"));
        Files.writeString(code.resolve("actions.json"), ACTIONS.formatted(TIMEOUT.toMillis()));
        silent = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        threads.execute(this::acceptAndSayNothing);
        secrets = Loopback.start(0, "secrets", ColdStartIT::answerWithTheSecret);
    }

    @AfterEach
    void stop() throws Exception {
        stopped = true;
        secrets.close();
        silent.close();
        hangUp();
        threads.shutdownNow();
    }

    private void hangUp() throws IOException {
        for (Socket socket; (socket = accepted.poll()) != null; ) {
            socket.close();
        }
    }

    private void acceptAndSayNothing() {
        try {
            while (true) {
                accepted.add(silent.accept());
            }
        } catch (IOException e) {
            // The test is over.
            return;
        }
    }

    private static void answerWithTheSecret(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        Loopback.reply(exchange, 200, "{\"SecretString\":\"{\\\"token\\\":\\\"right\\\"}\"}");
    }

    /** Keeps a processor busy until every process has called its upstream. */
    private void burn() {
        double x = 1;
        while (!stopped && accepted.size() < 2 * COLD_PROCESSES) {
            x = Math.sin(x) + 1;
        }
        assertThat(x).isFinite();
    }

    private Map<String, String> environment() {
        return Map.of(
                "UPSTREAMS", "{\"silent\":{\"url\":\"http://127.0.0.1:" + silent.getLocalPort() + "\"}}",
                "CALLER_SECRET_ARN", "arn:aws:secretsmanager:eu-west-1:000000000000:secret:caller",
                "AWS_ENDPOINT_URL", "http://127.0.0.1:" + secrets.port());
    }

    /** What came back, and how long after it had been sent for. */
    private record Answer(String text, Duration after) {}

    private List<Future<Answer>> atOnce(Callable<String> call) {
        List<Future<Answer>> calls = new ArrayList<>();
        for (int i = 0; i < COLD_PROCESSES; i++) {
            calls.add(threads.submit(() -> {
                long sent = System.nanoTime();
                String text = call.call();
                return new Answer(text, Duration.ofNanos(System.nanoTime() - sent));
            }));
        }
        return calls;
    }

    /** Other tests may take the processors away for a while. A function that is late by itself is late each time. */
    @Test
    void at_the_url_and_at_the_iam_door_a_slow_upstream_is_given_up_in_time_at_a_cold_start() throws Exception {
        List<List<Answer>> late = new ArrayList<>();
        while (late.size() < TRIES) {
            List<Answer> answers = answersOfColdProcesses(folder.resolve("logs-" + late.size()));
            assertThat(answers)
                    .hasSize(2 * COLD_PROCESSES)
                    .allSatisfy(answer -> assertThat(answer.text()).contains("UPSTREAM_TIMEOUT"));
            if (answers.stream().allMatch(answer -> answer.after().compareTo(TIMEOUT) < 0)) {
                return;
            }
            late.add(answers);
            hangUp();
        }
        assertThat(late).as("answers after more than " + TIMEOUT).isEmpty();
    }

    private List<Answer> answersOfColdProcesses(Path logs) throws Exception {
        JavaHome.Jdk jdk = JavaHome.find(
                System.getenv(),
                Path.of(System.getProperty("java.home")),
                Runtime.version().feature());
        Account account = account();
        try (ProcessRuntime runtime = new ProcessRuntime(logs, jdk, ProcessRuntime.needsStandIn());
                FunctionUrls urls = new FunctionUrls(
                        account,
                        new Lambda(
                                account,
                                new AssetFolder(folder),
                                runtime,
                                each -> each,
                                InstantSource.system(),
                                threads::execute),
                        InstantSource.system())) {
            int port = urls.open("fn", "live", "id", 0);
            account.change("fn", function -> function.withUrl("live", new LambdaFunction.Url("id", "NONE", port)));
            HttpClient http = HttpClient.newHttpClient();
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
                    .header("Content-Type", "application/json")
                    .header("Data-Action-Token", "right")
                    .POST(HttpRequest.BodyPublishers.ofString(CALL))
                    .build();
            FunctionVersion function = new FunctionVersion(
                    "fn", "1", ARN, HANDLER, folder.resolve("code"), 512, Duration.ofSeconds(10), environment());
            for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
                threads.execute(this::burn);
            }

            List<Future<Answer>> calls = new ArrayList<>();
            calls.addAll(atOnce(() ->
                    http.send(request, HttpResponse.BodyHandlers.ofString()).body()));
            calls.addAll(atOnce(() -> new String(
                    runtime.invoke(function, ARN + ":live", "request-1", CALL.getBytes(StandardCharsets.UTF_8))
                            .payload(),
                    StandardCharsets.UTF_8)));

            List<Answer> answers = new ArrayList<>();
            for (Future<Answer> each : calls) {
                answers.add(each.get());
            }
            assertThatEachProcessWasCold(Files.readString(logs.resolve("fn.log")));
            return answers;
        }
    }

    private Account account() {
        Account account = new Account(Account.Content.EMPTY, InstantSource.system());
        LambdaFunction.Configuration configuration =
                new LambdaFunction.Configuration(HANDLER, "code", 512, 10, environment());
        account.put(LambdaFunction.of("fn", ARN, configuration)
                .withVersion("1", configuration)
                .withAlias("live", "1")
                .withPermission("p1", new LambdaFunction.Permission("live", "lambda:InvokeFunctionUrl", "*", false))
                .withPermission("p2", new LambdaFunction.Permission("live", "lambda:InvokeFunction", "*", true)));
        return account;
    }

    private static void assertThatEachProcessWasCold(String log) throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (String line :
                log.lines().filter(each -> each.startsWith("{\"level\"")).toList()) {
            lines.add(JSON.readTree(line));
        }
        assertThat(lines)
                .as("each process was cold, and the log says how long its call had waited for it:\n" + log)
                .hasSize(2 * COLD_PROCESSES)
                .allSatisfy(line -> assertThat(line.path("waitedMs").asLong()).isPositive());
    }
}
