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
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What else can come over a socket, beside what {@link HttpUpstreamClientTest} sends: broken framing, resets in the
 * middle, answers before the answer. Each ends in one of the catalogue's codes, and the next call is served.
 */
@Timeout(60)
class SocketFaultTest {
    private static final Duration LONG = Duration.ofSeconds(40);
    private static final String NOT_HTTP = "The upstream users's answer is not valid HTTP.";
    private static final String CUT_OFF = "The upstream users's answer was cut off.";

    private final HttpUpstreamClient client = new HttpUpstreamClient((id, stage) -> {
        throw new IllegalStateException("no secret is needed here");
    });

    @AfterEach
    void close() throws IOException {
        client.close();
    }

    private CallResult get(String url, Duration timeout) {
        return send("GET", url, timeout);
    }

    private CallResult send(String method, String url, Duration timeout) {
        return client.send(new UpstreamClient.Call(
                new Upstream("users", URI.create(url), Optional.empty(), new Auth.None(), List.of()),
                new UpstreamRequest(method, "/users/1", Map.of("Accept", "application/json"), null),
                Retry.NONE,
                false,
                Map.of(),
                timeout,
                Allowance.unlimited(),
                new Abort()));
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

    /** Sends the bytes to the first connection, and a good answer to all others. */
    private static RawServer onceThenGood(byte[] first, boolean resets) throws IOException {
        return new RawServer((socket, connection) -> {
            if (connection > 1) {
                RawServer.write(socket, ok("{\"next\":true}"));
                return;
            }
            socket.getOutputStream().write(first);
            if (resets) {
                Thread.sleep(200); // so that the bytes arrive: a reset throws away what was not read
                socket.setSoLinger(true, 0);
            }
            socket.close();
        });
    }

    private void fails(String answer, ErrorCode code, String message) throws IOException {
        fails(answer.getBytes(StandardCharsets.ISO_8859_1), false, code, message);
    }

    private void fails(byte[] answer, boolean resets, ErrorCode code, String message) throws IOException {
        try (RawServer server = onceThenGood(answer, resets)) {
            isFailed(get(server.url(), LONG), code, message);
            assertThat(server.heads()).as("requests").hasSize(1);
            assertThat(body(get(server.url(), LONG))).isEqualTo(Map.of("next", true));
        }
    }

    // ---- connections that break

    @ParameterizedTest
    @ValueSource(
            strings = {"HTTP/1.1 2", "HTTP/1.1 200 OK\r\nContent-Type: appl", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n"
            })
    void a_connection_that_ends_within_the_head_is_unavailable(String head) throws Exception {
        String closed = "The upstream users closed the connection before it answered.";
        fails(head.getBytes(StandardCharsets.US_ASCII), true, ErrorCode.UPSTREAM_UNAVAILABLE, closed);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"a\": [1",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n20\r\n{\"a\": [1",
                "HTTP/1.1 200 OK\r\n\r\n{\"a\": [1"
            })
    void a_connection_that_is_reset_within_the_body_leaves_an_invalid_answer(String answer) throws Exception {
        fails(answer.getBytes(StandardCharsets.US_ASCII), true, ErrorCode.UPSTREAM_INVALID, CUT_OFF);
    }

    @Test
    void a_connection_that_nobody_accepts_ends_at_the_timeout() throws Exception {
        List<Socket> waiting = new ArrayList<>();
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            InetSocketAddress address = new InetSocketAddress("127.0.0.1", full.getLocalPort());
            boolean isFull = false;
            for (int i = 0; i < 20 && !isFull; i++) {
                Socket socket = new Socket();
                waiting.add(socket);
                try {
                    socket.connect(address, 500);
                } catch (SocketTimeoutException e) {
                    isFull = true; // the system answers no more connections until one is accepted
                }
            }
            assertThat(isFull).as("the queue of connections is full").isTrue();

            isFailed(
                    get("http://127.0.0.1:" + full.getLocalPort(), Duration.ofMillis(300)),
                    ErrorCode.UPSTREAM_TIMEOUT,
                    "The upstream users did not answer within 300 ms.");
        } finally {
            for (Socket socket : waiting) {
                socket.close();
            }
        }
    }

    // ---- lengths

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 7\r\nContent-Length: 2",
                "Content-Length: -7",
                "Content-Length: 7x",
                "Content-Length: 99999999999999999999",
                "Transfer-Encoding: gzip",
                "Transfer-Encoding: chunked, gzip"
            })
    void a_length_that_nobody_can_tell_is_invalid(String header) throws Exception {
        fails("HTTP/1.1 200 OK\r\n" + header + "\r\n\r\n{\"a\":1}", ErrorCode.UPSTREAM_INVALID, NOT_HTTP);
    }

    @Test
    void a_length_that_is_too_short_cuts_the_answer_off() throws Exception {
        fails("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n{\"a\":1}", ErrorCode.UPSTREAM_INVALID, CUT_OFF);
    }

    /** Else it would be the answer of whoever calls next. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET  | 2 | HTTP/1.1 200 OK~Content-Length: 14~~{\"whose\":\"not\"}",
                "GET  | 2 | {\"b\":2}",
                "POST | 1 | HTTP/1.1 200 OK~Content-Length: 14~~{\"whose\":\"not\"}"
            })
    void what_follows_an_answer_is_nobodys(String method, int connections, String surplus) throws Exception {
        String first = "HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n{\"a\":1}" + surplus.replace("~", "\r\n");
        AtomicInteger requests = new AtomicInteger();
        try (RawServer server = new RawServer((socket, connection) ->
                RawServer.write(socket, requests.incrementAndGet() == 1 ? first : ok("{\"next\":true}")))) {
            assertThat(body(get(server.url(), LONG))).isEqualTo(Map.of("a", 1L));
            CallResult second = send(method, server.url(), LONG);
            if (method.equals("GET")) {
                assertThat(body(second)).isEqualTo(Map.of("next", true));
            } else {
                isFailed(
                        second,
                        ErrorCode.UPSTREAM_UNAVAILABLE,
                        "The upstream users sent unexpected bytes after its former answer on this connection.");
            }
            assertThat(server.connections()).isEqualTo(connections);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "zz\r\n{}\r\n0\r\n\r\n",
                "-2\r\n{}\r\n0\r\n\r\n",
                "FFFFFFFFFFFFFFFFFF\r\n{}",
                "\r\n{}\r\n",
                "2\r\n{\"a\":1}\r\n0\r\n\r\n"
            })
    void a_chunk_of_no_size_or_of_another_leaves_an_invalid_answer(String body) throws Exception {
        fails("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + body, ErrorCode.UPSTREAM_INVALID, CUT_OFF);
    }

    // ---- heads

    @ParameterizedTest
    @CsvSource({"199, true", "200, false", "5000, false"})
    void fewer_than_two_hundred_headers_are_read_and_more_are_refused(int count, boolean isRead) throws Exception {
        StringBuilder head = new StringBuilder("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n");
        for (int i = 1; i < count; i++) {
            head.append("X-").append(i).append(": y\r\n");
        }
        String answer = head + "\r\n{}";
        if (isRead) {
            try (RawServer server = RawServer.answering(answer)) {
                assertThat(body(get(server.url(), LONG))).isEqualTo(Map.of());
            }
        } else {
            fails(answer, ErrorCode.UPSTREAM_INVALID, NOT_HTTP);
        }
    }

    /** The client trips over it with an exception that is none of its own: no failure of ours. */
    @Test
    void a_status_of_three_zeros_is_invalid() throws Exception {
        fails("HTTP/1.1 000 X\r\nContent-Length: 2\r\n\r\n{}", ErrorCode.UPSTREAM_INVALID, NOT_HTTP);
    }

    /** What does not begin like HTTP is passed over in search of a beginning. */
    @ParameterizedTest
    @ValueSource(strings = {"-1", "99999999999", "2OO"})
    void an_answer_that_never_begins_is_unavailable(String status) throws Exception {
        fails(
                "HTTP/1.1 " + status + " X\r\nContent-Length: 2\r\n\r\n{}",
                ErrorCode.UPSTREAM_UNAVAILABLE,
                "The upstream users closed the connection before it answered.");
    }

    @Test
    void a_line_of_more_than_64_kilobytes_is_refused() throws Exception {
        fails(
                "HTTP/1.1 200 OK\r\nX-Long: " + "y".repeat(70_000) + "\r\nContent-Length: 2\r\n\r\n{}",
                ErrorCode.UPSTREAM_INVALID,
                NOT_HTTP);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 100 Continue\r\n\r\n",
                "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n",
                "HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n"
            })
    void what_an_upstream_says_before_its_answer_is_passed_over(String before) throws Exception {
        try (RawServer server = RawServer.answering(before + ok("{\"a\":1}"))) {
            assertThat(body(get(server.url(), LONG))).isEqualTo(Map.of("a", 1L));
            assertThat(body(get(server.url(), LONG))).isEqualTo(Map.of("a", 1L));
        }
    }

    @Test
    void an_upstream_that_never_comes_to_its_answer_ends_at_the_timeout() throws Exception {
        CountDownLatch stopped = new CountDownLatch(1);
        try (RawServer server = new RawServer((socket, connection) -> {
            try {
                while (true) {
                    RawServer.write(socket, "HTTP/1.1 100 Continue\r\n\r\n");
                    Thread.sleep(10);
                }
            } finally {
                stopped.countDown();
            }
        })) {
            isFailed(
                    get(server.url(), Duration.ofMillis(400)),
                    ErrorCode.UPSTREAM_TIMEOUT,
                    "The upstream users did not answer within 400 ms.");
            stopped.await(); // the connection is closed
        }
    }

    // ---- bodies

    private static byte[] withEncoding(String encoding, byte[] body) {
        return ok(body, body.length, "Content-Encoding: " + encoding + "\r\n");
    }

    private static byte[] deflated(String text) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream deflater = new DeflaterOutputStream(packed)) {
            deflater.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return packed.toByteArray();
    }

    private static byte[] withoutHeader(byte[] body) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream deflater = new DeflaterOutputStream(packed, new Deflater(Deflater.BEST_SPEED, true))) {
            deflater.write(body);
        }
        return packed.toByteArray();
    }

    private static byte[] gzipped(byte[] body) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(body);
        }
        return packed.toByteArray();
    }

    @Test
    void deflate_and_identity_are_read() throws Exception {
        try (RawServer packed = RawServer.answering(withEncoding("deflate", deflated("{\"a\":1}")));
                RawServer plain = RawServer.answering(
                        withEncoding("identity", "{\"a\":1}".getBytes(StandardCharsets.US_ASCII)))) {
            assertThat(body(get(packed.url(), LONG))).isEqualTo(Map.of("a", 1L));
            assertThat(body(get(plain.url(), LONG))).isEqualTo(Map.of("a", 1L));
        }
    }

    /** The client passes over a name it does not know; what comes then is JSON, or it is not. */
    @Test
    void a_packing_that_was_not_asked_for_is_invalid() throws Exception {
        byte[] brotli = {0x0b, 0x03, (byte) 0x80, 0x7b, 0x22, 0x61, 0x22, 0x3a, 0x31, 0x7d, 0x03};
        fails(
                withEncoding("br", brotli),
                false,
                ErrorCode.UPSTREAM_INVALID,
                "The upstream users's answer is not JSON.");
    }

    /** Its body is not read, so the next answer would begin with it. */
    @Test
    void an_answer_that_is_packed_more_than_five_times_is_refused_and_its_connection_not_used_again() throws Exception {
        AtomicInteger requests = new AtomicInteger();
        byte[] packed = withEncoding("gzip, gzip, gzip, gzip, gzip, gzip", new byte[] {'{', '}'});
        try (RawServer server = new RawServer((socket, connection) -> {
            if (requests.incrementAndGet() == 1) {
                socket.getOutputStream().write(packed);
            } else {
                RawServer.write(socket, ok("{\"next\":true}"));
            }
        })) {
            isFailed(get(server.url(), LONG), ErrorCode.UPSTREAM_INVALID, NOT_HTTP);
            assertThat(body(send("POST", server.url(), LONG))).isEqualTo(Map.of("next", true));
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    @Test
    void another_protocol_that_nobody_asked_for_is_invalid() throws Exception {
        fails(
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: TLS/1.2\r\n\r\n" + ok("{}"),
                ErrorCode.UPSTREAM_INVALID,
                NOT_HTTP);
    }

    @ParameterizedTest
    @ValueSource(strings = {"deflate", "x-gzip", "GZIP", "gzip, identity", "gzip, gzip"})
    void each_packing_that_was_asked_for_is_unpacked(String encoding) throws Exception {
        byte[] body = "{\"a\":1}".getBytes(StandardCharsets.US_ASCII);
        for (String name : encoding.toLowerCase(Locale.ROOT).split(", ")) {
            body = switch (name) {
                case "identity" -> body;
                case "deflate" -> withoutHeader(body);
                default -> gzipped(body);
            };
        }
        try (RawServer server = RawServer.answering(withEncoding(encoding, body))) {
            for (int i = 0; i < 2; i++) {
                assertThat(body(get(server.url(), LONG))).isEqualTo(Map.of("a", 1L));
            }
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    /** Some servers declare a packing for each answer, also if there is nothing to pack. */
    @ParameterizedTest
    @ValueSource(strings = {"gzip", "x-gzip", "deflate", "gzip, gzip"})
    void a_packed_answer_without_a_single_byte_has_no_body(String encoding) throws Exception {
        try (RawServer server = RawServer.answering("HTTP/1.1 200 OK\r\nContent-Encoding: " + encoding
                + "\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")) {
            for (int i = 0; i < 2; i++) {
                assertThat(body(get(server.url(), LONG))).isNull();
            }
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void a_redirect_whose_body_is_cut_off_is_not_followed() throws Exception {
        try (RawServer server = new RawServer((socket, connection) -> {
            RawServer.write(
                    socket,
                    "HTTP/1.1 302 Found\r\nLocation: /there\r\nConnection: close\r\nContent-Length: 9\r\n\r\nshort");
            socket.close();
        })) {
            isFailed(
                    get(server.url(), LONG),
                    ErrorCode.UPSTREAM_UNAVAILABLE,
                    "The upstream users closed the connection before it answered.");
        }
    }

    @Test
    void what_is_called_gzip_and_is_none_is_invalid() throws Exception {
        byte[] body = "{\"a\":1}".getBytes(StandardCharsets.US_ASCII);
        fails(withEncoding("gzip", body), false, ErrorCode.UPSTREAM_INVALID, CUT_OFF);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "; charset=utf-8", "; charset=x-nobody-knows", "; charset=\"", "; charset=UTF-7"})
    void bytes_that_are_no_unicode_and_of_no_charset_that_we_know_are_invalid(String charset) throws Exception {
        byte[] body = "{\"name\":\"Zo\u00eb\"}".getBytes(StandardCharsets.ISO_8859_1);
        fails(
                ok(body, body.length, "Content-Type: application/json" + charset + "\r\n"),
                false,
                ErrorCode.UPSTREAM_INVALID,
                "The upstream users's answer is not JSON.");
    }

    @Test
    void the_same_key_twice_is_ambiguous() throws Exception {
        Failed failed;
        try (RawServer server = RawServer.answering(ok("{\"a\":1,\"b\":{\"secret\":1,\"secret\":2}}"))) {
            failed = (Failed) get(server.url(), LONG);
        }
        assertThat(failed.code()).isEqualTo(ErrorCode.UPSTREAM_INVALID);
        assertThat(failed.message())
                .startsWith("The upstream users's answer is ambiguous JSON: the same key twice")
                .doesNotContain("secret");
    }

    @Test
    void a_number_of_a_thousand_digits_is_read_and_a_longer_one_is_not() throws Exception {
        String digits = "9".repeat(1_000);
        try (RawServer long1000 = RawServer.answering(ok("{\"n\":" + digits + "}"));
                RawServer long1001 = RawServer.answering(ok("{\"n\":" + digits + "9}"))) {
            assertThat(String.valueOf(body(get(long1000.url(), LONG)))).isEqualTo("{n=" + digits + "}");
            isFailed(
                    get(long1001.url(), LONG),
                    ErrorCode.UPSTREAM_INVALID,
                    "The upstream users's answer is larger than the function reads (5242880 bytes).");
        }
    }
}
