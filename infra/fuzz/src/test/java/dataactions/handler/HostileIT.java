package dataactions.handler;

import static org.assertj.core.api.Assertions.assertThat;

import dataactions.definition.value.Json;
import dataactions.testkit.LambdaProcess;
import dataactions.testkit.RawServer;
import dataactions.testkit.StubServer;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
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

    private final Map<String, byte[]> bodies = bodies();
    private final List<String> tooLate = new ArrayList<>();
    private StubServer secrets;
    private RawServer users;
    private LambdaProcess function;
    private volatile boolean secretsHang;

    @BeforeEach
    void serve() throws IOException {
        users = new RawServer(this::answer);
        function = new LambdaProcess(
                folder, Path.of("..", "..", "function", "handler", "target", "handler.jar"), Map.of());
        secrets = new StubServer((exchange, request) -> {
            if (secretsHang) {
                new CountDownLatch(1).await();
            }
            StubServer.replyJson(exchange, 200, "{\"SecretString\":\"{\\\"token\\\":\\\"right\\\"}\"}");
        });
    }

    @AfterEach
    void stop() throws Exception {
        function.close();
        secrets.close();
        users.close();
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

    // ---- the process

    private void start(int heapMegabytes, List<String> actions) throws Exception {
        Files.writeString(
                function.code().resolve("actions.json"),
                "{\"formatVersion\":1,\"actions\":[" + String.join(",", actions) + "]}");
        function.start(
                DataActionHandler.class.getName(),
                // The options that Lambda uses.
                List.of("-Xmx" + heapMegabytes + "m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
                Map.of(
                        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
                        heapMegabytes == 435 ? "512" : "256",
                        "AWS_ENDPOINT_URL",
                        secrets.url(),
                        "UPSTREAMS",
                        "{\"users\":{\"url\":\"" + users.url() + "\"}}",
                        "CALLER_SECRET_ARN",
                        "arn:aws:secretsmanager:eu-west-1:000000000000:secret:caller"));
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
        return utf8("{\"actionName\":\"" + action + "\",\"requestId\":\"r\",\"data\":{}}");
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

    /**
     * Sends an event, and remembers it where its answer took longer than {@code limit}. Other modules' tests may take
     * the processor away from this one, so a late answer is asked for again: a call that overruns is late each time.
     */
    private String send(byte[] event, long limit, String what) throws Exception {
        List<Long> late = new ArrayList<>();
        while (true) {
            long before = System.nanoTime();
            function.invoke(event);
            String answer = function.answer(60);
            long millis = (System.nanoTime() - before) / 1_000_000;
            assertThat(answer)
                    .as(what + ": no answer in a minute\n" + function.printed())
                    .isNotNull();
            if (millis < limit) {
                return answer;
            }
            late.add(millis);
            if (late.size() == 3) {
                tooLate.add(late + " ms of " + limit + ": " + what + ": " + answer);
                return answer;
            }
        }
    }

    /** The upstream answers at once. On a busy machine it may get no processor in time: then it is asked again. */
    private String answered(byte[] event, String what) throws Exception {
        String answer = send(event, TIMEOUT_MILLIS, what);
        for (int again = 0; again < 2 && answer.contains("UPSTREAM_TIMEOUT"); again++) {
            answer = send(event, TIMEOUT_MILLIS, what);
        }
        return answer;
    }

    private void theNextOrdinaryCallSucceeds(String after) throws Exception {
        assertThat(answered(bare("Ordinary"), "the ordinary call after " + after))
                .as("after " + after + "\n" + function.printed())
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
            String answer = answered(bare(each.getKey()), each.getValue());
            assertThat(answer)
                    .as(each.getValue())
                    .containsAnyOf("\"status\":\"success\"", "MAPPING_FAILED", "UPSTREAM_INVALID");
            theNextOrdinaryCallSucceeds(each.getValue());
        }

        assertThat(tooLate).isEmpty();
        assertThat(function.process().isAlive()).isTrue();
        assertThat(function.printed()).doesNotContain("OutOfMemoryError", "INTERNAL");
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
        byte[] many = utf8("{\"actionName\":\"Ordinary\",\"data\":{\"l\":[" + "{},".repeat(1_900_000) + "{}]}}");
        assertThat(send(many, TIMEOUT_MILLIS, "an event of many objects")).contains("MALFORMED_REQUEST");
        theNextOrdinaryCallSucceeds("an event of many objects");

        assertThat(tooLate).isEmpty();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
