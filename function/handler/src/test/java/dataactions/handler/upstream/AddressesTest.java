package dataactions.handler.upstream;

import static dataactions.testkit.RawServer.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dataactions.definition.Retry;
import dataactions.definition.envelope.ErrorCode;
import dataactions.definition.run.UpstreamRequest;
import dataactions.definition.upstream.Auth;
import dataactions.definition.upstream.Upstream;
import dataactions.definition.value.Allowance;
import dataactions.handler.upstream.UpstreamClient.Answered;
import dataactions.handler.upstream.UpstreamClient.Call;
import dataactions.handler.upstream.UpstreamClient.CallResult;
import dataactions.handler.upstream.UpstreamClient.Failed;
import dataactions.testkit.RawServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A host that has several addresses. */
class AddressesTest {
    private static CallResult get(String scheme, int port, Duration timeout, String... addresses) throws IOException {
        try (HttpUpstreamClient client = new HttpUpstreamClient(
                (id, stage) -> null,
                host -> {
                    List<InetAddress> all = new ArrayList<>();
                    for (String address : addresses) {
                        all.add(InetAddress.getByName(address));
                    }
                    return all.toArray(new InetAddress[0]);
                },
                Instant::now,
                null)) {
            URI url = URI.create(scheme + "://users.example:" + port);
            return client.send(new Call(
                    new Upstream("users", url, Optional.empty(), new Auth.None(), List.of()),
                    new UpstreamRequest("GET", "/x", Map.of(), null),
                    Retry.NONE,
                    false,
                    Map.of(),
                    timeout,
                    Allowance.unlimited(),
                    new Abort()));
        }
    }

    @Test
    void an_address_that_does_not_answer_leaves_time_for_the_next() throws Exception {
        List<Socket> waiting = new ArrayList<>();
        try (RawServer server = RawServer.answering(ok("{}"));
                ServerSocket full = new ServerSocket()) {
            full.bind(new InetSocketAddress("127.0.0.2", server.port()), 1);
            assumeTrue(dropsConnections(full, waiting), "this system answers although the queue is full");

            CallResult result = get("http", server.port(), Duration.ofSeconds(8), "127.0.0.2", "127.0.0.1");

            assertThat(((Answered) result).response().status()).isEqualTo(200);
        } finally {
            for (Socket socket : waiting) {
                socket.close();
            }
        }
    }

    /** Fills the queue of connections that nobody accepts. */
    private static boolean dropsConnections(ServerSocket full, List<Socket> waiting) throws IOException {
        for (int i = 0; i < 10; i++) {
            Socket socket = new Socket();
            waiting.add(socket);
            try {
                socket.connect(full.getLocalSocketAddress(), 300);
            } catch (SocketTimeoutException e) {
                return true;
            }
        }
        return false;
    }

    @Test
    void a_failure_of_tls_is_not_hidden_by_an_address_that_cannot_be_reached() throws Exception {
        try (ServerSocket plain = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"))) {
            Thread answering = new Thread(() -> answerWithoutTls(plain), "plain");
            answering.setDaemon(true);
            answering.start();
            for (List<String> addresses :
                    List.of(List.of("127.0.0.1", "127.0.0.2"), List.of("127.0.0.2", "127.0.0.1"))) {
                Failed failed = (Failed)
                        get("https", plain.getLocalPort(), Duration.ofSeconds(20), addresses.toArray(new String[0]));

                assertThat(failed.code()).isEqualTo(ErrorCode.UPSTREAM_UNAVAILABLE);
                assertThat(failed.message())
                        .as("addresses %s", addresses)
                        .isEqualTo("The upstream users cannot be reached: the TLS handshake failed.");
            }
        }
    }

    private static void answerWithoutTls(ServerSocket server) {
        while (true) {
            try (Socket socket = server.accept()) {
                socket.getInputStream().read();
                RawServer.write(socket, "this is no TLS");
            } catch (IOException e) {
                return; // closed: the test is over
            }
        }
    }
}
