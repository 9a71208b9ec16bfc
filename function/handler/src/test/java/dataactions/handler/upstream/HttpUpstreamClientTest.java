package dataactions.handler.upstream;

import static dataactions.testkit.RawServer.ok;
import static org.assertj.core.api.Assertions.assertThat;

import dataactions.definition.Retry;
import dataactions.definition.envelope.ErrorCode;
import dataactions.definition.run.UpstreamRequest;
import dataactions.definition.upstream.Auth;
import dataactions.definition.upstream.Upstream;
import dataactions.definition.value.Allowance;
import dataactions.handler.upstream.UpstreamClient.Answered;
import dataactions.handler.upstream.UpstreamClient.CallResult;
import dataactions.handler.upstream.UpstreamClient.Failed;
import dataactions.testkit.RawServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against sockets on loopback, since what goes wrong between two machines goes wrong in bytes. */
@Timeout(60)
class HttpUpstreamClientTest {
    private static final Duration LONG = Duration.ofSeconds(40);
    private final HttpUpstreamClient client = new HttpUpstreamClient((id, stage) -> {
        throw new IllegalStateException("no secret is needed here");
    });

    @AfterEach
    void close() throws IOException {
        client.close();
    }

    private CallResult get(String url) {
        return get(url, LONG);
    }

    private CallResult get(String url, Duration timeout) {
        return send(url, new UpstreamRequest("GET", "/users/1", Map.of("Accept", "application/json"), null), timeout);
    }

    private CallResult send(String url, UpstreamRequest request, Duration timeout) {
        return client.send(call(url, request, timeout));
    }

    private static UpstreamClient.Call call(String url, UpstreamRequest request, Duration timeout) {
        return new UpstreamClient.Call(
                new Upstream("users", URI.create(url), Optional.empty(), new Auth.None(), List.of()),
                request,
                Retry.NONE,
                false,
                Map.of(),
                timeout,
                Allowance.unlimited(),
                new Abort());
    }

    private static void isFailed(CallResult exchange, ErrorCode code, String message) {
        assertThat(exchange).isInstanceOf(Failed.class);
        assertThat(((Failed) exchange).code()).isEqualTo(code);
        assertThat(((Failed) exchange).message()).isEqualTo(message);
    }

    private static Object body(CallResult exchange) {
        assertThat(exchange).isInstanceOf(Answered.class);
        return ((Answered) exchange).response().body();
    }

    @Test
    void an_answer_is_status_headers_and_json() throws Exception {
        try (RawServer server = RawServer.answering("HTTP/1.1 201 Created\r\nX-Total-Count: 3\r\nX-Twice: a\r\n"
                + "x-twice: b\r\nContent-Length: 19\r\n\r\n{\"price\": 10.00 }\r\n")) {
            Answered answer = (Answered) get(server.url());

            assertThat(answer.response().status()).isEqualTo(201);
            assertThat(answer.response().headers())
                    .containsEntry("x-total-count", "3")
                    .containsEntry("x-twice", "a, b");
            assertThat(answer.response().body()).isEqualTo(Map.of("price", new BigDecimal("10.00")));
            assertThat(answer.traffic()).isEqualTo(new UpstreamClient.Traffic(201, 1, 19));
        }
    }

    @Test
    void the_request_is_sent_as_rendered_below_the_base_urls_prefix() throws Exception {
        try (RawServer server = RawServer.answering(ok("{}"))) {
            Map<String, String> headers = new LinkedHashMap<>();
            headers.put("Accept", "application/json");
            headers.put("X-Key", "k");

            send(
                    server.url() + "/api/v1/",
                    new UpstreamRequest("GET", "/a%2Fb/..%2F/x//y?q=%26a%3D1&e=", headers, null),
                    LONG);

            assertThat(server.heads().get(0))
                    .startsWith("GET /api/v1/a%2Fb/..%2F/x//y?q=%26a%3D1&e= HTTP/1.1\r\n")
                    .contains(
                            "\r\nAccept: application/json\r\n", "\r\nX-Key: k\r\n", "\r\nUser-Agent: data-actions\r\n")
                    .contains("\r\nHost: " + server.url().substring("http://".length()) + "\r\n")
                    .doesNotContain("Cookie");
        }
    }

    @Test
    void a_body_is_sent_once_with_one_content_type() throws Exception {
        ByteArrayOutputStream received = new ByteArrayOutputStream();
        try (RawServer server = new RawServer((socket, connection) -> {
            received.writeBytes(socket.getInputStream().readNBytes(7));
            RawServer.write(socket, ok("{}"));
        })) {
            byte[] body = "{\"a\":1}".getBytes(StandardCharsets.UTF_8);
            Map<String, String> headers = Map.of("Content-Type", "application/merge-patch+json");

            assertThat(body(send(server.url(), new UpstreamRequest("PATCH", "/x", headers, body), LONG)))
                    .isEqualTo(Map.of());

            assertThat(received.toString(StandardCharsets.UTF_8)).isEqualTo("{\"a\":1}");
            assertThat(server.heads().get(0))
                    .contains("Content-Length: 7", "Content-Type: application/merge-patch+json");
            assertThat(server.heads().get(0).split("(?i)content-type:")).hasSize(2);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 204 No Content\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\n\r\n",
                "HTTP/1.1 201 Created\r\nContent-Type: text/plain; charset=ISO-8859-1\r\nContent-Length: 3\r\n\r\n \n ",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
            })
    void an_empty_answer_has_no_body(String answer) throws Exception {
        try (RawServer server = RawServer.answering(answer)) {
            assertThat(body(get(server.url()))).isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 304, 307, 400, 401, 404, 429, 500, 503})
    void any_other_status_is_an_answer_whose_body_is_not_kept_and_no_redirect_leaves_the_host(int status)
            throws Exception {
        try (RawServer elsewhere = RawServer.answering(ok("{\"secret\":1}"));
                RawServer server = RawServer.answering("HTTP/1.1 " + status + " X\r\nLocation: " + elsewhere.url()
                        + "/\r\nContent-Type: text/html\r\n"
                        + (status == 304 ? "\r\n" : "Content-Length: 12\r\n\r\n<html>stack>"))) {
            Answered answer = (Answered) get(server.url());

            assertThat(answer.response().status()).isEqualTo(status);
            assertThat(answer.response().body()).isNull();
            assertThat(server.heads()).hasSize(1);
            assertThat(elsewhere.heads()).isEmpty();
        }
    }

    @Test
    void a_refused_connection_is_unavailable() throws Exception {
        RawServer gone = RawServer.answering("");
        gone.close();

        isFailed(
                get(gone.url()),
                ErrorCode.UPSTREAM_UNAVAILABLE,
                "The upstream users cannot be reached: no connection.");
    }

    @Test
    void a_connection_that_is_reset_before_the_answer_is_unavailable_and_a_first_request_is_not_sent_again()
            throws Exception {
        try (RawServer server = new RawServer((socket, connection) -> {
            socket.setSoLinger(true, 0); // close with a reset
            socket.close();
        })) {
            isFailed(
                    get(server.url()),
                    ErrorCode.UPSTREAM_UNAVAILABLE,
                    "The upstream users closed the connection before it answered.");
            assertThat(server.heads()).hasSize(1);
        }
    }

    @Test
    void a_tls_handshake_that_fails_is_unavailable() throws Exception {
        try (ServerSocket notTls = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"))) {
            Thread server = new Thread(() -> {
                try (Socket socket = notTls.accept()) {
                    RawServer.write(socket, "HTTP/1.1 400 Bad Request\r\n\r\n");
                    socket.getInputStream().read(new byte[8192]);
                } catch (IOException e) {
                    return; // the client has gone
                }
            });
            server.start();

            isFailed(
                    get("https://127.0.0.1:" + notTls.getLocalPort()),
                    ErrorCode.UPSTREAM_UNAVAILABLE,
                    "The upstream users cannot be reached: the TLS handshake failed.");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: 6\r\n\r\n<html>', but HTML: only JSON APIs can be called",
        "'HTTP/1.1 200 OK\r\nContent-Type: application/soap+xml\r\nContent-Length: 4\r\n\r\n<a/>', but XML: only JSON APIs can be called",
        "'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n<a/>', but HTML or XML: only JSON APIs can be called",
        "'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 4\r\n\r\nnope', ''",
        "'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 6\r\n\r\n{} {}\n', ''"
    })
    void what_is_not_json_is_invalid_and_said_without_quoting_it(String answer, String instead) throws Exception {
        try (RawServer server = RawServer.answering(answer)) {
            isFailed(
                    get(server.url()),
                    ErrorCode.UPSTREAM_INVALID,
                    "The upstream users's answer is not JSON" + (instead.isEmpty() ? "" : " " + instead) + ".");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // Complete by HTTP, cut off as JSON.
                "HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\n{\"a\": [1",
                // Cut off by HTTP: fewer bytes than announced, a chunk without its end, and right at the end of a
                // value.
                "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"a\": [1",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n20\r\n{\"a\": [1",
                "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{}"
            })
    void what_is_cut_off_is_invalid(String answer) throws Exception {
        try (RawServer server = new RawServer((socket, connection) -> {
            RawServer.write(socket, answer);
            socket.close();
        })) {
            isFailed(get(server.url()), ErrorCode.UPSTREAM_INVALID, "The upstream users's answer was cut off.");
        }
    }

    @Test
    void an_answer_that_is_not_http_is_invalid() throws Exception {
        try (RawServer server = new RawServer((socket, connection) -> {
            RawServer.write(socket, "220 mail.example.com ESMTP\r\n".repeat(3));
            socket.close();
        })) {
            Failed failed = (Failed) get(server.url());

            assertThat(failed.message()).doesNotContain("ESMTP");
            assertThat(failed.code()).isIn(ErrorCode.UPSTREAM_INVALID, ErrorCode.UPSTREAM_UNAVAILABLE);
        }
    }

    @Test
    void headers_without_end_are_invalid() throws Exception {
        try (RawServer server = new RawServer((socket, connection) -> {
            RawServer.write(socket, "HTTP/1.1 200 OK\r\n");
            for (int i = 0; i < 100_000; i++) {
                RawServer.write(socket, "X-" + i + ": y\r\n");
            }
        })) {
            isFailed(get(server.url()), ErrorCode.UPSTREAM_INVALID, "The upstream users's answer is not valid HTTP.");
        }
    }

    @Test
    void an_endless_body_is_refused_at_the_cap_and_not_read_on() throws Exception {
        CountDownLatch stopped = new CountDownLatch(1);
        try (RawServer server = new RawServer((socket, connection) -> {
            RawServer.write(socket, "HTTP/1.1 200 OK\r\n\r\n[");
            byte[] ones = "1,".repeat(4096).getBytes(StandardCharsets.US_ASCII);
            try {
                while (true) {
                    socket.getOutputStream().write(ones);
                }
            } finally {
                stopped.countDown();
            }
        })) {
            isFailed(
                    get(server.url()),
                    ErrorCode.UPSTREAM_INVALID,
                    "The upstream users's answer is larger than the function reads (5242880 bytes).");
            stopped.await(); // the connection was closed on the server
        }
    }

    @Test
    void a_small_answer_that_unpacks_to_a_large_one_is_refused_at_the_cap() throws Exception {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(packed)) {
            byte[] spaces = new byte[1024 * 1024];
            Arrays.fill(spaces, (byte) ' ');
            for (int i = 0; i < 100; i++) {
                gzip.write(spaces);
            }
        }
        assertThat(packed.size()).isLessThan(200_000);
        try (RawServer server =
                RawServer.answering(ok(packed.toByteArray(), packed.size(), "Content-Encoding: gzip\r\n"))) {
            isFailed(
                    get(server.url()),
                    ErrorCode.UPSTREAM_INVALID,
                    "The upstream users's answer is larger than the function reads (5242880 bytes).");
        }
    }

    @Test
    void an_answer_that_was_packed_twice_is_unpacked_in_reverse_order() throws Exception {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(packed);
                OutputStream deflate = new DeflaterOutputStream(gzip)) {
            deflate.write("{\"a\":1}".getBytes(StandardCharsets.UTF_8));
        }
        byte[] whole = packed.toByteArray();
        try (RawServer server = RawServer.answering(ok(whole, whole.length, "Content-Encoding: deflate, gzip\r\n"))) {
            assertThat(body(get(server.url()))).isEqualTo(Map.of("a", 1L));
        }
    }

    @Test
    void a_packed_answer_is_unpacked_and_a_broken_one_was_cut_off() throws Exception {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write("{\"a\":1}".getBytes(StandardCharsets.UTF_8));
        }
        byte[] whole = packed.toByteArray();
        byte[] part = Arrays.copyOf(whole, whole.length - 10);
        try (RawServer server = RawServer.answering(ok(whole, whole.length, "Content-Encoding: gzip\r\n"));
                RawServer broken = RawServer.answering(ok(part, part.length, "Content-Encoding: gzip\r\n"))) {
            assertThat(body(get(server.url()))).isEqualTo(Map.of("a", 1L));
            isFailed(get(broken.url()), ErrorCode.UPSTREAM_INVALID, "The upstream users's answer was cut off.");
        }
    }

    @Test
    void fifty_levels_are_read_and_fifty_one_are_refused() throws Exception {
        String fifty = "[".repeat(50) + "]".repeat(50);
        String more = "[".repeat(51) + "]".repeat(51);
        String muchMore = "[".repeat(100_000);
        try (RawServer good = RawServer.answering(ok(fifty));
                RawServer deep = RawServer.answering(ok(more));
                RawServer abyss = RawServer.answering(ok(muchMore))) {
            assertThat(body(get(good.url()))).isInstanceOf(List.class);
            String message = "The upstream users's answer is nested deeper than the function reads (50 levels).";
            isFailed(get(deep.url()), ErrorCode.UPSTREAM_INVALID, message);
            isFailed(get(abyss.url()), ErrorCode.UPSTREAM_INVALID, message);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE", "UTF-32BE"})
    void the_charset_is_told_by_the_bytes_as_json_has_it_and_not_by_the_content_type(String charset) throws Exception {
        byte[] body = "{\"name\":\"Zoë 😀\"}".getBytes(Charset.forName(charset));
        try (RawServer server =
                RawServer.answering(ok(body, body.length, "Content-Type: application/json; charset=ISO-8859-1\r\n"))) {
            assertThat(body(get(server.url()))).isEqualTo(Map.of("name", "Zoë 😀"));
        }
    }

    @Test
    void no_answer_at_all_ends_at_the_timeout() throws Exception {
        try (RawServer server = new RawServer((socket, connection) -> new CountDownLatch(1).await())) {
            isFailed(
                    get(server.url(), Duration.ofMillis(200)),
                    ErrorCode.UPSTREAM_TIMEOUT,
                    "The upstream users did not answer within 200 ms.");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n[", "HTTP/1.1 200 OK\r\nX-Slow: ", "HT"})
    void an_answer_that_trickles_ends_at_the_timeout_wherever_it_stands(String begin) throws Exception {
        CountDownLatch stopped = new CountDownLatch(1);
        try (RawServer server = new RawServer((socket, connection) -> {
            RawServer.write(socket, begin);
            try {
                while (true) {
                    RawServer.write(socket, " ");
                    Thread.sleep(10); // the pace of the trickle, far below the timeout
                }
            } finally {
                stopped.countDown();
            }
        })) {
            CallResult exchange = get(server.url(), Duration.ofMillis(400));

            assertThat(((Failed) exchange).code())
                    .isIn(
                            ErrorCode.UPSTREAM_TIMEOUT,
                            // Blanks in a status line are not HTTP for long.
                            begin.equals("HT") ? ErrorCode.UPSTREAM_INVALID : ErrorCode.UPSTREAM_TIMEOUT);
            stopped.await(); // and the connection is closed, not left to trickle on
        }
    }

    @Test
    void a_connection_is_kept_for_the_next_call() throws Exception {
        try (RawServer server = RawServer.answering(ok("{}"))) {
            for (int i = 0; i < 5; i++) {
                assertThat(body(get(server.url()))).isEqualTo(Map.of());
            }
            assertThat(server.connections()).isEqualTo(1);
            assertThat(server.heads()).hasSize(5);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP/1.1 200 OK, 1",
        "'HTTP/1.1 200 OK\r\nKeep-Alive: max=9, timeout=9', 1",
        "'HTTP/1.1 200 OK\r\nKeep-Alive: timeout=0', 1",
        "'HTTP/1.1 200 OK\r\nKeep-Alive: timeout=1', 2",
        "'HTTP/1.1 200 OK\r\nConnection: close', 2",
        "HTTP/1.0 200 OK, 2",
        "'HTTP/1.0 200 OK\r\nConnection: keep-alive', 1"
    })
    void a_connection_is_kept_as_long_as_the_upstream_says(String head, int connections) throws Exception {
        try (RawServer server = RawServer.answering(head + "\r\nContent-Length: 2\r\n\r\n{}")) {
            get(server.url());
            Thread.sleep(1_050);
            get(server.url());
            assertThat(server.connections()).isEqualTo(connections);
        }
    }

    @Test
    void more_calls_at_once_than_an_upstream_may_have_connections_wait_for_one() throws Exception {
        int calls = 60;
        CountDownLatch first = new CountDownLatch(50);
        try (RawServer server = new RawServer((socket, connection) -> {
            first.countDown();
            first.await();
            RawServer.write(socket, ok("{}"));
        })) {
            ExecutorService threads = Executors.newFixedThreadPool(calls);
            try {
                List<Future<CallResult>> all = new ArrayList<>();
                for (int i = 0; i < calls; i++) {
                    all.add(threads.submit(() -> get(server.url())));
                }
                for (Future<CallResult> each : all) {
                    assertThat(body(each.get())).isEqualTo(Map.of());
                }
            } finally {
                threads.shutdownNow();
            }
            assertThat(server.connections()).isEqualTo(50);
        }
    }

    /** By the kernel's own word: 02 is the timer of the probes, 00 is none. See proc_net_tcp in Linux's documents. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void the_kernel_probes_a_silent_upstream_during_long_calls_only() throws Exception {
        try (HttpUpstreamClient forLongCalls = HttpUpstreamClient.forLongCalls((id, stage) -> null)) {
            assertThat(timerOfSilentCall(forLongCalls)).isEqualTo("02");
        }
        assertThat(timerOfSilentCall(client)).isEqualTo("00");
    }

    private static String timerOfSilentCall(HttpUpstreamClient client) throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch seen = new CountDownLatch(1);
        try (RawServer server = new RawServer((socket, connection) -> {
            asked.countDown();
            seen.await();
            RawServer.write(socket, ok("{}"));
        })) {
            int port = URI.create(server.url()).getPort();
            Thread call = new Thread(
                    () -> client.send(call(server.url(), new UpstreamRequest("GET", "/", Map.of(), null), LONG)));
            call.start();
            asked.await();
            String timer = "01"; // of a packet on its way
            while (timer.equals("01")) {
                timer = timerOfConnectionTo(port);
            }
            seen.countDown();
            call.join();
            return timer;
        }
    }

    private static String timerOfConnectionTo(int port) throws IOException {
        String end = String.format(":%04X", port);
        for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
            for (String line : Files.readAllLines(Path.of(table))) {
                String[] fields = line.strip().split("\\s+");
                if (fields[2].endsWith(end) && fields[3].equals("01")) {
                    return fields[5].substring(0, 2);
                }
            }
        }
        throw new IllegalStateException("there is no connection to port " + port);
    }

    @Test
    void after_forget_no_kept_connection_is_used() throws Exception {
        try (RawServer server = RawServer.answering(ok("{}"))) {
            get(server.url());
            client.forget();
            get(server.url());
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    @Test
    void an_errors_small_body_does_not_cost_the_connection() throws Exception {
        try (RawServer server = RawServer.answering("HTTP/1.1 404 Not Found\r\nContent-Length: 9\r\n\r\nnot found")) {
            get(server.url());
            get(server.url());
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // an error whose body is more than is read to keep the connection
                "HTTP/1.1 500 No\r\nContent-Length: 1000000000\r\n\r\n",
                "HTTP/1.1 404 No\r\nTransfer-Encoding: chunked\r\n\r\n3b9aca00\r\n",
                // no JSON from the first byte on, and JSON that ends before the answer does
                "HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n<html>",
                "HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n{} {}",
                "HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n{\"a\":1,\"a\":2}",
            })
    void what_nobody_reads_of_an_answer_is_not_waited_for_and_its_connection_not_used_again(String head)
            throws Exception {
        CountDownLatch broken = new CountDownLatch(2);
        try (RawServer server = new RawServer((socket, connection) -> {
            RawServer.write(socket, head);
            try {
                while (true) {
                    RawServer.write(socket, " ".repeat(8192));
                    Thread.sleep(5);
                }
            } catch (IOException e) {
                broken.countDown();
            }
        })) {
            long before = System.nanoTime();
            get(server.url());
            get(server.url());
            assertThat((System.nanoTime() - before) / 1_000_000)
                    .as("some kilobytes at a kilobyte in a millisecond, and not all of the timeout")
                    .isLessThan(LONG.toMillis() / 4);
            assertThat(server.connections()).isEqualTo(2);
            assertThat(broken.await(10, TimeUnit.SECONDS))
                    .as("the connections are closed")
                    .isTrue();
        }
    }

    @Test
    void an_answer_that_breaks_off_leaves_no_connection_for_the_next_call() throws Exception {
        try (RawServer server = new RawServer((socket, connection) -> {
            if (connection == 1) {
                RawServer.write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"a\": [1");
                socket.close();
            } else {
                RawServer.write(socket, ok("{}"));
            }
        })) {
            isFailed(get(server.url()), ErrorCode.UPSTREAM_INVALID, "The upstream users's answer was cut off.");
            assertThat(body(get(server.url()))).isEqualTo(Map.of());
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    /** Else 50 of them would take all connections that one upstream may have. */
    @Test
    void more_broken_answers_than_an_upstream_may_have_connections_block_none_of_the_next() throws Exception {
        try (RawServer broken =
                RawServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 70000\r\n\r\n{\"a\":1,\"a\":2}")) {
            for (int i = 0; i < 60; i++) {
                assertThat(get(broken.url(), Duration.ofSeconds(5))).isInstanceOf(Failed.class);
            }
            assertThat(broken.connections()).isEqualTo(60);
        }
    }

    @Test
    void a_kept_connection_that_the_upstream_closed_meanwhile_costs_the_caller_nothing() throws Exception {
        // Closed at the moment of the second request: nothing to see before it is sent.
        try (RawServer server = closingOnSecondRequestOfFirstConnection()) {
            assertThat(body(get(server.url()))).isEqualTo(Map.of());
            assertThat(body(get(server.url()))).isEqualTo(Map.of());

            assertThat(server.connections()).isEqualTo(2);
            assertThat(server.heads()).hasSize(3);
        }
    }

    @Test
    void a_post_on_such_a_connection_is_not_sent_again_since_it_may_have_arrived() throws Exception {
        try (RawServer server = closingOnSecondRequestOfFirstConnection()) {
            UpstreamRequest post = new UpstreamRequest("POST", "/x", Map.of(), null);
            assertThat(body(send(server.url(), post, LONG))).isEqualTo(Map.of());
            isFailed(
                    send(server.url(), post, LONG),
                    ErrorCode.UPSTREAM_UNAVAILABLE,
                    "The upstream users closed the connection before it answered.");
            assertThat(server.heads()).hasSize(2);
        }
    }

    private static RawServer closingOnSecondRequestOfFirstConnection() throws IOException {
        Map<Integer, Integer> served = new ConcurrentHashMap<>();
        return new RawServer((socket, connection) -> {
            if (served.merge(connection, 1, Integer::sum) == 2 && connection == 1) {
                socket.close();
            } else {
                RawServer.write(socket, ok("{}"));
            }
        });
    }
}
