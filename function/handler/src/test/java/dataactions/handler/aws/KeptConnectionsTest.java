package dataactions.handler.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dataactions.aws.AwsResponse;
import dataactions.testkit.RawServer;
import dataactions.testkit.StubServer;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeptConnectionsTest {
    private static final Duration SOON = Duration.ofSeconds(5);

    private final KeptConnections connections = new KeptConnections();

    private AwsResponse post(int port, String body, Duration timeout) throws IOException {
        return connections.post(
                URI.create("http://127.0.0.1:" + port + "/a%20b?c=d"),
                Map.of("X-Amz-Target", "T"),
                body.getBytes(StandardCharsets.UTF_8),
                timeout);
    }

    /** A server that reads each request with its body, and answers as told; counts connections. */
    private static RawServer server(AtomicInteger opened, String answer) throws IOException {
        return new RawServer((socket, connection) -> {
            opened.set(connection);
            socket.getInputStream().readNBytes(5);
            socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
        });
    }

    @Test
    void a_request_is_sent_as_it_is_and_answered_whole() throws Exception {
        try (StubServer aws = new StubServer(
                (exchange, request) -> StubServer.reply(exchange, 400, Map.of("X-Amzn-Id", "i"), "{\"a\":1}"))) {
            AwsResponse answer = post(aws.port(), "{\"body\":1}", SOON);

            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.headers()).containsEntry("x-amzn-id", "i");
            assertThat(new String(answer.body(), StandardCharsets.UTF_8)).isEqualTo("{\"a\":1}");
            StubServer.Received received = aws.received().get(0);
            assertThat(received.target()).isEqualTo("/a%20b?c=d");
            assertThat(received.headers())
                    .containsEntry("host", "127.0.0.1:" + aws.port())
                    .containsEntry("x-amz-target", "T")
                    .containsEntry("content-length", "10");
            assertThat(received.text()).isEqualTo("{\"body\":1}");
        }
    }

    @Test
    void the_next_request_has_the_same_connection() throws Exception {
        AtomicInteger opened = new AtomicInteger();
        try (RawServer aws = server(opened, RawServer.ok("{}"))) {
            for (int i = 0; i < 5; i++) {
                assertThat(post(aws.port(), "12345", SOON).status()).isEqualTo(200);
            }
        }
        assertThat(opened).hasValue(1);
    }

    @Test
    void a_connection_that_the_server_announces_to_close_is_not_kept() throws Exception {
        AtomicInteger opened = new AtomicInteger();
        try (RawServer aws = server(opened, "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}")) {
            post(aws.port(), "12345", SOON);
            post(aws.port(), "12345", SOON);
        }
        assertThat(opened).hasValue(2);
    }

    @Test
    void a_connection_that_was_closed_while_it_was_idle_is_replaced() throws Exception {
        AtomicInteger opened = new AtomicInteger();
        try (RawServer aws = new RawServer((socket, connection) -> {
            opened.set(connection);
            socket.getInputStream().readNBytes(5);
            socket.getOutputStream().write(RawServer.ok("{}").getBytes(StandardCharsets.US_ASCII));
            socket.close();
        })) {
            post(aws.port(), "12345", SOON);
            Thread.sleep(700); // longer than a connection is used without a test

            assertThat(post(aws.port(), "12345", SOON).status()).isEqualTo(200);
        }
        assertThat(opened).hasValue(2);
    }

    @Test
    void an_interim_answer_is_not_the_answer() throws Exception {
        try (RawServer aws = server(new AtomicInteger(), "HTTP/1.1 100 Continue\r\n\r\n" + RawServer.ok("{\"b\":2}"))) {
            assertThat(new String(post(aws.port(), "12345", SOON).body(), StandardCharsets.UTF_8))
                    .isEqualTo("{\"b\":2}");
        }
    }

    @Test
    void an_answer_in_chunks_is_read() throws Exception {
        try (RawServer aws = server(
                new AtomicInteger(), "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n")) {
            assertThat(new String(post(aws.port(), "12345", SOON).body(), StandardCharsets.UTF_8))
                    .isEqualTo("{}");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc", "HTTP/1.1 200 OK\r\n"})
    void a_server_that_does_not_go_on_is_a_timeout(String answer) throws Exception {
        try (RawServer aws = server(new AtomicInteger(), answer)) {
            long before = System.nanoTime();

            assertThatThrownBy(() -> post(aws.port(), "12345", Duration.ofMillis(300)))
                    .isInstanceOf(SocketTimeoutException.class);
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(SOON);
        }
    }

    @Test
    void a_server_that_drips_is_a_timeout() throws Exception {
        try (RawServer aws = new RawServer((socket, connection) -> {
            socket.getInputStream().readNBytes(5);
            socket.getOutputStream().write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n".getBytes());
            while (true) {
                socket.getOutputStream().write('x');
                Thread.sleep(100);
            }
        })) {
            assertThatThrownBy(() -> post(aws.port(), "12345", Duration.ofMillis(500)))
                    .isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void what_is_not_http_is_a_failure() throws Exception {
        try (RawServer aws = server(new AtomicInteger(), "220 mail.example.com ESMTP\r\n\r\n")) {
            assertThatThrownBy(() -> post(aws.port(), "12345", Duration.ofMillis(500)))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void nobody_there_is_a_failure() throws Exception {
        int port;
        try (StubServer gone = StubServer.answering(200, "")) {
            port = gone.port();
        }
        assertThatThrownBy(() -> post(port, "12345", SOON)).isInstanceOf(ConnectException.class);
    }

    @Test
    void an_answer_that_is_too_large_is_a_failure() throws Exception {
        int size = 9 * 1024 * 1024;
        try (RawServer aws = new RawServer((socket, connection) -> {
            socket.getInputStream().readNBytes(5);
            socket.getOutputStream().write(RawServer.ok(new byte[size], size));
        })) {
            assertThatThrownBy(() -> post(aws.port(), "12345", SOON))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("larger than");
        }
    }
}
