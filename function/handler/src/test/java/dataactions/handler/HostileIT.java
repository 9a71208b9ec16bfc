package dataactions.handler;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dataactions.definition.Json;
import dataactions.handler.upstream.RawServer;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The jar that Lambda gets, in a process of its own with the memory that Lambda gives it, under AWS's runtime interface
 * client: whatever an author writes and an upstream sends, there is an answer before the action's timeout, counted from
 * the sending of the event, and the next ordinary call succeeds.
 *
 * <p>The definitions are the compiled ones, so that expressions are among them that no build accepts any more: contracts
 * that were frozen earlier are served all the same.
 */
@EnabledOnOs(value = OS.LINUX, disabledReason = "the runtime interface client holds native code for Linux only")
class HostileIT {
    private static final String CLIENT = "com.amazonaws.services.lambda.runtime.api.client.AWSLambda";
    private static final String RUNTIME = "/2018-06-01/runtime/";
    private static final long TIMEOUT_MILLIS = 2_000;
    private static final String LEANNE = "{\"id\":1,\"name\":\"Leanne Graham\",\"email\":\"Sincere@april.biz\"}";

    /** On every answer below. */
    private static final List<String> ANYWHERE = List.of(
            "v",
            "$$",
            "*",
            "**",
            "**.*",
            "$string($$)",
            "$$ & ''",
            "$string($count(l@$a.l@$b[$a.x = $b.x].{'s': $a.x}))",
            "l@$a.l@$b.l@$c",
            "$$.l.%.l.%.l.x",
            "l@$a#$i{'k':$i}",
            "$match(v, /(a+)+b/).match",
            "`it's`.x & $match(v, /(a+)+b/).match & `don't`.x",
            "`'` & $match(v, /(a+)+b/).match & `'`",
            "$replace(v, /a/, v)",
            "$split(v, '')",
            "$distinct(l)",
            "$sort(l, function($a,$b){$string($$) > 'x'})",
            "l{'k': $}",
            "l.$$.l",
            "$map(l, function($e){$$})",
            "$map(l, function($e){$clone($$)})",
            "$ ~> |l|{'a':$$}|",
            "$spread(l)",
            "$each($$, function($v){$v})",
            "$reduce(l, $append)");

    /** On one of them. */
    private static final List<String> ONCE = List.of(
            "[1..20] ~> $map(function($i){$pad('',5000000)})",
            "[1..10000000]",
            "$fromMillis(0,'[Y,1000000000-1000000000]')",
            "$formatInteger(1,$pad('',5000000,'0'))",
            "$round(1,2000000000)",
            "$match('x', /(){2000000000}/)",
            "$replace('a','a','aa',2000000000)",
            "$toMillis('" + "1".repeat(60) + "x','[f][f][f][f][f][f][f][f][f][f][f][f]')",
            "$eval('($f:=function($n){$f($n+1)};$f(0))')",
            "($f:=function($n){$f($n+1)};$f(0))",
            "($f:=function($n){1+$f($n+1)};$f(0))",
            "($f:=function($x,$n){$n=0?$x:$f([[$x],[$x]],$n-1)};$f(1,60))",
            "($f:=function($x,$n){$n=0?$x:$f({'a':$x,'b':$x},$n-1)};$f(1,60)=$f(1,60))",
            "$join([1..1000].($$.v))");

    private static final List<String> ANSWERS = List.of("text", "list", "objects", "wide", "same", "deep");

    @TempDir
    Path folder;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final BlockingQueue<byte[]> events = new ArrayBlockingQueue<>(1);
    private final BlockingQueue<String> answers = new ArrayBlockingQueue<>(10);
    private final Map<String, byte[]> bodies = bodies();
    private final List<String> tooLate = new ArrayList<>();
    private HttpServer runtime;
    private HttpServer secrets;
    private RawServer users;
    private Process process;
    private volatile boolean secretsHang;

    @BeforeEach
    void serve() throws IOException {
        users = new RawServer(this::answer);
        runtime = server(this::runtime);
        secrets = server(exchange -> {
            exchange.getRequestBody().readAllBytes();
            if (secretsHang) {
                new CountDownLatch(1).await();
            }
            reply(exchange, 200, Map.of(), Fixtures.utf8("{\"SecretString\":\"{\\\"token\\\":\\\"right\\\"}\"}"));
        });
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

    // ---- what upstreams send

    private static Map<String, byte[]> bodies() {
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("text", "{\"l\":[1,2],\"v\":\"" + "a".repeat(4_000_000) + "\"}");
        StringBuilder list = new StringBuilder("{\"v\":\"" + "a".repeat(100) + "\",\"l\":[");
        for (int i = 0; i <= 3_000; i++) {
            list.append(i == 0 ? "" : ",").append("{\"x\":\"").append(i).append("\",\"l\":[1]}");
        }
        texts.put("list", list.append("]}").toString());
        texts.put("objects", "{\"v\":\"x\",\"l\":[" + "{},".repeat(1_700_000) + "{}]}");
        StringBuilder wide = new StringBuilder("{\"v\":\"x\"");
        for (int i = 0; i < 60_000; i++) {
            wide.append(",\"k").append(i).append("\":[1]");
        }
        texts.put(
                "wide",
                wide.append(",\"l\":[")
                        .append("1,".repeat(200_000))
                        .append("1]}")
                        .toString());
        StringBuilder same = new StringBuilder("{\"v\":\"x\",\"l\":[");
        for (int i = 0; i < 1 << 14; i++) {
            same.append(i == 0 ? "" : ",").append("{\"k\":\"");
            for (int bit = 0; bit < 14; bit++) {
                same.append((i >> bit & 1) == 0 ? "Aa" : "BB");
            }
            same.append("\"}");
        }
        texts.put("same", same.append("]}").toString());
        String nested = "[".repeat(40) + "1" + "]".repeat(40);
        texts.put("deep", "{\"v\":\"x\",\"l\":[" + (nested + ",").repeat(10_000) + nested + "]}");
        Map<String, byte[]> bodies = new LinkedHashMap<>();
        texts.forEach((name, text) -> bodies.put("/" + name, text.getBytes(StandardCharsets.UTF_8)));
        return bodies;
    }

    private void answer(Socket socket, int connection) throws IOException, InterruptedException {
        String head = users.heads().get(users.heads().size() - 1);
        String path = head.split(" ")[1];
        byte[] body = bodies.getOrDefault(path, LEANNE.getBytes(StandardCharsets.UTF_8));
        if (path.equals("/silent")) {
            new CountDownLatch(1).await();
        }
        RawServer.write(
                socket,
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
                        + (path.equals("/drops") ? 1_000 : body.length) + "\r\n\r\n");
        if (path.equals("/drops")) {
            for (int i = 0; i < 900; i++) {
                RawServer.write(socket, " ");
                Thread.sleep(20);
            }
        }
        socket.getOutputStream().write(body);
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
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    private void runtime(HttpExchange exchange) throws IOException, InterruptedException {
        String path = exchange.getRequestURI().getPath();
        byte[] body = exchange.getRequestBody().readAllBytes();
        if (path.equals(RUNTIME + "invocation/next")) {
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
                            "arn:aws:lambda:eu-west-1:000000000000:function:f"),
                    event);
        } else {
            answers.add(path.substring(path.lastIndexOf('/')) + " " + new String(body, StandardCharsets.UTF_8));
            reply(exchange, 202, Map.of(), Fixtures.utf8("{\"status\":\"OK\"}"));
        }
    }

    // ---- the process

    private void start(int heapMegabytes, List<String> actions) throws Exception {
        Path code = Files.createDirectories(folder.resolve("code"));
        Files.createDirectories(code.resolve("lib"));
        Files.copy(Path.of("target", "handler.jar"), code.resolve("lib/handler.jar"));
        Files.writeString(code.resolve("actions.json"), Fixtures.compiled(actions.toArray(String[]::new)));
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // As Lambda has it.
                "-Xmx" + heapMegabytes + "m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                clientClassPath(),
                CLIENT,
                DataActionHandler.class.getName());
        ProcessBuilder builder = new ProcessBuilder(command).directory(code.toFile());
        Map<String, String> env = builder.environment();
        env.keySet()
                .removeIf(name -> name.startsWith("AWS_") || name.startsWith("JAVA_TOOL") || name.startsWith("JDK_"));
        env.put("AWS_LAMBDA_RUNTIME_API", "127.0.0.1:" + runtime.getAddress().getPort());
        env.put("AWS_LAMBDA_FUNCTION_NAME", "f");
        env.put("AWS_LAMBDA_FUNCTION_VERSION", "1");
        env.put("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256");
        env.put("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/f");
        env.put("AWS_LAMBDA_LOG_STREAM_NAME", "it");
        env.put("LAMBDA_TASK_ROOT", code.toString());
        env.put("AWS_REGION", "eu-west-1");
        env.put("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE");
        env.put("AWS_SECRET_ACCESS_KEY", "secret-key");
        env.put("AWS_ENDPOINT_URL", "http://127.0.0.1:" + secrets.getAddress().getPort());
        env.put("UPSTREAMS", "{\"users\":{\"url\":\"" + users.url() + "\"}}");
        env.put("CALLER_SECRET_ARN", "arn:aws:secretsmanager:eu-west-1:000000000000:secret:caller");
        process = builder.redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile())
                .start();
    }

    /** One class of each jar that the client needs. */
    private static String clientClassPath() throws Exception {
        Set<String> jars = new LinkedHashSet<>();
        for (String name : List.of(
                CLIENT,
                "com.amazonaws.services.lambda.runtime.RequestStreamHandler",
                "com.amazonaws.services.lambda.runtime.serialization.PojoSerializer",
                "software.amazon.awssdk.utilslite.SdkInternalThreadLocal")) {
            jars.add(Path.of(Class.forName(name, false, HostileIT.class.getClassLoader())
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString());
        }
        return String.join(File.pathSeparator, jars);
    }

    private String said() throws IOException {
        return Files.readString(folder.resolve("output"));
    }

    private static String action(String name, String path, long timeoutMillis, String... expressions) {
        Map<String, Object> outputs = new LinkedHashMap<>();
        for (String expression : expressions) {
            // The type that most values do not have, so that the answer tells what was found.
            outputs.put("o" + outputs.size(), Map.of("type", "string", "from", expression));
        }
        return Json.writeString(Map.of(
                "name",
                name,
                "contract",
                1L,
                "newest",
                true,
                "timeoutMillis",
                timeoutMillis,
                "inputs",
                Map.of(),
                "request",
                Map.of("upstream", "users", "method", "GET", "path", path),
                "outputs",
                outputs));
    }

    private static byte[] bare(String action) {
        return Fixtures.utf8("{\"actionName\":\"" + action + "\",\"requestId\":\"r\",\"data\":{}}");
    }

    private static byte[] byUrl(String action) {
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("version", "2.0");
        event.put("headers", Map.of("data-action-token", "right"));
        event.put("requestContext", Map.of("http", Map.of("method", "POST")));
        event.put("body", new String(bare(action), StandardCharsets.UTF_8));
        event.put("isBase64Encoded", false);
        return Json.write(event);
    }

    /** Sends an event, and remembers it where its answer took longer than {@code limit}. */
    private String send(byte[] event, long limit, String what) throws Exception {
        long before = System.nanoTime();
        events.put(event);
        String answer = answers.poll(60, TimeUnit.SECONDS);
        long millis = (System.nanoTime() - before) / 1_000_000;
        assertThat(answer).as(what + ": no answer in a minute\n" + said()).isNotNull();
        if (millis >= limit) {
            tooLate.add(millis + " ms of " + limit + ": " + what + ": " + answer);
        }
        return answer;
    }

    private void theNextOrdinaryCallSucceeds(String after) throws Exception {
        assertThat(send(bare("Ordinary"), TIMEOUT_MILLIS, "the ordinary call after " + after))
                .as("after " + after + "\n" + said())
                .startsWith("/response ")
                .contains("\"status\":\"success\"", "Leanne Graham");
    }

    /** Not measured: a process starts when Lambda wants it to. */
    private void warm() throws Exception {
        send(bare("Ordinary"), Long.MAX_VALUE, "the first call");
    }

    // ---- what must hold

    /** As Lambda gives to the heap of a function of 256 and of 512 MB. */
    @ParameterizedTest
    @ValueSource(ints = {217, 435})
    void whatever_is_written_and_sent_there_is_an_answer_in_time_and_the_next_call_succeeds(int heap) throws Exception {
        List<String> actions = new ArrayList<>();
        Map<String, String> hostile = new LinkedHashMap<>();
        for (String expression : ANYWHERE) {
            for (String answer : ANSWERS) {
                hostile.put("H" + hostile.size(), expression + " on " + answer);
                actions.add(action("H" + actions.size(), "/" + answer, TIMEOUT_MILLIS, expression));
            }
        }
        for (String expression : ONCE) {
            hostile.put("H" + hostile.size(), expression + " on text");
            actions.add(action("H" + actions.size(), "/text", TIMEOUT_MILLIS, expression));
        }
        actions.add(action("Ordinary", "/users/1", TIMEOUT_MILLIS, "name", "$uppercase(name)"));
        start(heap, actions);
        warm();

        for (Map.Entry<String, String> each : hostile.entrySet()) {
            String answer = send(bare(each.getKey()), TIMEOUT_MILLIS, each.getValue());
            assertThat(answer)
                    .as(each.getValue())
                    .containsAnyOf("\"status\":\"success\"", "MAPPING_FAILED", "UPSTREAM_INVALID");
            theNextOrdinaryCallSucceeds(each.getValue());
        }

        assertThat(tooLate).isEmpty();
        assertThat(process.isAlive()).isTrue();
        assertThat(said()).doesNotContain("OutOfMemoryError", "INTERNAL");
    }

    @Test
    void at_200_mb_an_answer_of_many_objects_does_not_keep_a_silent_upstream_from_ending_in_time() throws Exception {
        start(
                200,
                List.of(
                        action("Objects", "/objects", 3_000, "v"),
                        action("Silent", "/silent", 3_000, "v"),
                        action("Drops", "/drops", 3_000, "v"),
                        action("Ordinary", "/users/1", TIMEOUT_MILLIS, "name")));
        warm();
        for (int i = 0; i < 10; i++) {
            assertThat(send(bare("Objects"), 3_000, "many objects")).contains("UPSTREAM_INVALID", "more values");
        }
        assertThat(send(bare("Silent"), 3_000, "a silent upstream")).contains("UPSTREAM_TIMEOUT");
        assertThat(send(byUrl("Silent"), 3_000, "a silent upstream by URL")).contains("UPSTREAM_TIMEOUT");
        assertThat(send(bare("Drops"), 3_000, "an upstream that drips")).contains("UPSTREAM_TIMEOUT");
        theNextOrdinaryCallSucceeds("a silent upstream");

        assertThat(tooLate).isEmpty();
    }

    @Test
    void an_event_of_any_shape_and_a_secrets_manager_that_hangs_are_answered_in_time() throws Exception {
        secretsHang = true;
        start(217, List.of(action("Ordinary", "/users/1", TIMEOUT_MILLIS, "name")));
        warm();
        assertThat(send(byUrl("Ordinary"), TIMEOUT_MILLIS, "without Secrets Manager"))
                .startsWith("/response ")
                .contains("INTERNAL");
        secretsHang = false;
        byte[] many =
                Fixtures.utf8("{\"actionName\":\"Ordinary\",\"data\":{\"l\":[" + "{},".repeat(1_900_000) + "{}]}}");
        assertThat(send(many, TIMEOUT_MILLIS, "an event of many objects")).contains("MALFORMED_REQUEST");
        theNextOrdinaryCallSucceeds("an event of many objects");

        assertThat(tooLate).isEmpty();
    }
}
