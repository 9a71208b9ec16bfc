package dataactions.handler.upstream;

import static dataactions.testkit.RawServer.ok;
import static org.assertj.core.api.Assertions.assertThat;

import dataactions.aws.SecretVersion;
import dataactions.definition.Retry;
import dataactions.definition.run.UpstreamRequest;
import dataactions.definition.upstream.Auth;
import dataactions.definition.upstream.Upstream;
import dataactions.definition.value.Allowance;
import dataactions.definition.value.Json;
import dataactions.handler.upstream.UpstreamClient.Call;
import dataactions.testkit.RawServer;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a trace shows of real exchanges, and that nothing which an upstream's auth added can be read in it. */
@Timeout(60)
class TraceTest {
    private static final Retry QUICK = new Retry(3, Duration.ofMillis(10), Set.of(503));
    private static final String BUSY = "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n";

    private final Map<String, String> secrets = new ConcurrentHashMap<>();
    private final HttpUpstreamClient client =
            new HttpUpstreamClient((id, stage) -> new SecretVersion(secrets.get(id), null));

    @AfterEach
    void close() throws IOException {
        client.close();
    }

    private List<Object> traced(String url, Auth auth, byte[] body) {
        Trace trace = new Trace(Trace.MAX_BODY);
        client.send(new Call(
                new Upstream("users", URI.create(url + "/base"), Optional.empty(), auth, List.of()),
                new UpstreamRequest(body == null ? "GET" : "POST", "/x?a=1", Map.of("X-Own", "o"), body),
                QUICK,
                true,
                false,
                Map.of(),
                Duration.ofSeconds(20),
                Allowance.unlimited(),
                new Abort(),
                trace));
        return trace.exchanges();
    }

    private static Object at(Object tree, String... keys) {
        Object found = tree;
        for (String key : keys) {
            found = ((Map<?, ?>) found).get(key);
        }
        return found;
    }

    @Test
    void each_attempt_is_shown_with_what_was_sent_and_received() throws Exception {
        AtomicInteger next = new AtomicInteger();
        String answer = ok("{\"id\": 1}").replace("\r\n\r\n", "\r\nSet-Cookie: s=cookie\r\nX-Page: 2\r\n\r\n");
        try (RawServer server = new RawServer(
                (socket, connection) -> RawServer.write(socket, next.getAndIncrement() == 0 ? BUSY : answer))) {
            List<Object> exchanges = traced(server.url(), new Auth.None(), null);

            assertThat(exchanges).hasSize(2);
            assertThat(at(exchanges.get(0), "attempt")).isEqualTo(1L);
            assertThat(at(exchanges.get(0), "response", "status")).isEqualTo(503L);
            Object second = exchanges.get(1);
            assertThat(at(second, "attempt")).isEqualTo(2L);
            assertThat(at(second, "request", "method")).isEqualTo("GET");
            assertThat(at(second, "request", "url")).isEqualTo(server.url() + "/base/x?a=1");
            assertThat((Map<?, ?>) at(second, "request", "headers"))
                    .extracting(headers -> headers.get("X-Own"), headers -> headers.get("Host"))
                    .containsExactly("o", server.url().replace("http://", ""));
            assertThat(at(second, "response", "headers", "X-Page")).isEqualTo("2");
            assertThat(at(second, "response", "headers", "Set-Cookie")).isEqualTo("(masked)");
            assertThat(at(second, "response", "body")).isEqualTo("{\"id\": 1}");
            assertThat(second.toString()).doesNotContain("failure");
        }
    }

    @Test
    void a_request_that_got_no_answer_is_shown_with_the_reason() throws Exception {
        int port;
        try (ServerSocket closed = new ServerSocket(0)) {
            port = closed.getLocalPort();
        }
        List<Object> exchanges =
                traced("http://127.0.0.1:" + port, new Auth.None(), "{\"b\":2}".getBytes(StandardCharsets.UTF_8));

        assertThat(exchanges).hasSize(3);
        assertThat(at(exchanges.get(0), "request", "body")).isEqualTo("{\"b\":2}");
        assertThat(at(exchanges.get(0), "failure")).asString().contains("no connection");
        assertThat(at(exchanges.get(0), "response")).isNull();
    }

    @Test
    void of_a_long_body_64_kb_are_shown_and_that_is_said() throws Exception {
        String body = "[" + "1,".repeat(50_000) + "1]";
        try (RawServer server = RawServer.answering(ok(body))) {
            String shown =
                    (String) at(traced(server.url(), new Auth.None(), null).get(0), "response", "body");

            assertThat(shown).startsWith("[1,1,1").endsWith(" … (the first 65536 bytes of 100003)");
            assertThat(shown.length()).isLessThan(65_600);
        }
    }

    /** A server that says all it was told, in its header and its body, as the careless ones do. */
    private static RawServer echo(String... secrets) throws IOException {
        String all = String.join(" ", secrets);
        return RawServer.answering(
                ok(Json.writeString(Map.of("echo", all))).replace("\r\n\r\n", "\r\nX-Echo: " + all + "\r\n\r\n"));
    }

    private static void assertThatNoneShows(List<Object> exchanges, String... secrets) {
        assertThat(exchanges).isNotEmpty();
        String all = Json.writeString(exchanges);
        assertThat(all).contains("(masked)").doesNotContain(secrets);
    }

    @Test
    void an_api_key_is_masked_in_the_url_in_its_header_and_where_the_answer_echoes_it() throws Exception {
        String key = "k/1+ä\"2";
        String encoded = "k%2F1%2B%C3%A4%222";
        secrets.put("s", Json.writeString(Map.of("apiKey", key)));
        try (RawServer server = echo("key", encoded, "k")) {
            List<Object> inQuery = traced(server.url(), new Auth.ApiKey(true, "key", "s"), null);
            assertThat(at(inQuery.get(0), "request", "url")).asString().endsWith("/base/x?a=1&key=(masked)");
            assertThatNoneShows(inQuery, encoded, key);
        }
        secrets.put("h", "{\"apiKey\":\"key-1234\"}");
        try (RawServer server = echo("key-1234")) {
            List<Object> inHeader = traced(server.url(), new Auth.ApiKey(false, "X-Key", "h"), null);
            assertThat(at(inHeader.get(0), "request", "headers", "X-Key")).isEqualTo("(masked)");
            assertThat(at(inHeader.get(0), "response", "body")).isEqualTo("{\"echo\":\"(masked)\"}");
            assertThatNoneShows(inHeader, "key-1234");
        }
    }

    @Test
    void a_password_is_masked_by_itself_and_in_its_header_form() throws Exception {
        secrets.put("s", "{\"username\":\"anna-1\",\"password\":\"pass-1234\"}");
        try (RawServer server = echo("pass-1234", "anna-1:pass-1234", "YW5uYS0xOnBhc3MtMTIzNA==")) {
            assertThatNoneShows(
                    traced(server.url(), new Auth.Basic("s"), null), "pass-1234", "anna-1", "YW5uYS0xOnBhc3MtMTIzNA==");
        }
    }

    @Test
    void a_short_password_changes_no_name_and_no_other_number_of_the_answer() throws Exception {
        secrets.put("s", "{\"username\":\"admin\",\"password\":\"1234\"}");
        String body =
                "{\"admin1234\":12345,\"role\":\"admin\",\"pin\":1234,\"text\":\"a1234\",\"list\":[1.50,\"1234\"]}";
        try (RawServer server = RawServer.answering(ok(body))) {
            List<Object> exchanges = traced(server.url(), new Auth.Basic("s"), null);

            assertThat(at(exchanges.get(0), "response", "body"))
                    .isEqualTo("{\"admin1234\":12345,\"role\":\"admin\",\"pin\":\"(masked)\",\"text\":\"a(masked)\","
                            + "\"list\":[1.50,\"(masked)\"]}");
        }
    }

    @Test
    void a_name_with_an_empty_password_is_the_key() throws Exception {
        secrets.put("s", "{\"apiKey\":\"Basic a2V5LTU2Nzg6\"}");
        try (RawServer server = echo("key-5678")) {
            assertThatNoneShows(traced(server.url(), new Auth.ApiKey(false, "Authorization", "s"), null), "key-5678");
        }
    }

    @Test
    void of_a_token_endpoint_nothing_is_shown_but_that_it_answered_and_its_token_nowhere() throws Exception {
        secrets.put("s", "{\"clientId\":\"client-1\",\"clientSecret\":\"secret-1234\"}");
        try (RawServer tokens = RawServer.answering(ok("{\"access_token\":\"token-1234\",\"expires_in\":600}"));
                RawServer server = echo("token-1234")) {
            Auth auth = new Auth.OAuth2(
                    URI.create(tokens.url() + "/token"), "s", Optional.empty(), Optional.empty(), Optional.of("body"));
            List<Object> exchanges = traced(server.url(), auth, null);

            assertThat(exchanges).hasSize(2);
            assertThat(at(exchanges.get(0), "for")).isEqualTo("token");
            assertThat(at(exchanges.get(0), "request", "url")).isEqualTo(tokens.url() + "/token");
            assertThat(at(exchanges.get(0), "response", "status")).isEqualTo(200L);
            assertThatNoneShows(exchanges, "token-1234", "client-1", "secret-1234");
        }
    }

    @Test
    void a_secret_that_the_end_of_what_is_shown_cuts_in_two_is_not_shown_by_half() throws Exception {
        secrets.put("s", "{\"token\":\"tokentokentoken-5678\"}");
        String body = "\"" + "x".repeat(Trace.MAX_BODY - 11) + "tokentokentoken-5678\"";
        try (RawServer server = RawServer.answering(ok(body))) {
            String shown =
                    (String) at(traced(server.url(), new Auth.Bearer("s"), null).get(0), "response", "body");

            assertThat(shown).contains("x … (the first 65536 bytes").doesNotContain("toke");
        }
    }
}
