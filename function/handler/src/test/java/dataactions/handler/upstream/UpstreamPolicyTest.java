package dataactions.handler.upstream;

import static dataactions.testkit.RawServer.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dataactions.aws.AwsException;
import dataactions.aws.SecretVersion;
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
import java.net.ServerSocket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Attempts, redirects, credentials and deadlines, against sockets on loopback. */
@Timeout(60)
class UpstreamPolicyTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Retry QUICK = new Retry(3, Duration.ofMillis(10), Set.of(429, 503));
    private static final String BUSY = "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n%s\r\n";

    private final Map<String, String> secrets = new ConcurrentHashMap<>();
    private final AtomicInteger secretReads = new AtomicInteger();
    private final AtomicLong age = new AtomicLong();
    private final HttpUpstreamClient client = new HttpUpstreamClient(
            this::secret,
            InetAddress::getAllByName,
            () -> Instant.parse("2026-01-01T00:00:00Z"),
            () -> 1.0,
            () -> Instant.ofEpochSecond(0, age.get()),
            new Watchdog());

    private void pass(Duration time) {
        age.addAndGet(time.toNanos());
    }

    /** What a read of a secret throws; null if it goes well. */
    private volatile AwsException secretFailure;

    /** The next read of a secret waits for it, as if Lambda had frozen the process meanwhile; null if no read waits. */
    private volatile CountDownLatch frozen;

    private SecretVersion secret(String id, String stage) {
        secretReads.incrementAndGet();
        CountDownLatch until = frozen;
        if (until != null) {
            frozen = null;
            try {
                until.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        if (secretFailure != null) {
            throw secretFailure;
        }
        return new SecretVersion(secrets.get(id), null);
    }

    @AfterEach
    void close() throws IOException {
        client.close();
    }

    private static UpstreamRequest request(String method) {
        return new UpstreamRequest(method, "/x", Map.of("Accept", "application/json"), null);
    }

    private static Upstream upstream(String url, Auth auth) {
        return new Upstream("users", URI.create(url), Optional.empty(), auth, List.of());
    }

    private CallResult send(String url, Auth auth, Retry retry, Duration timeout) {
        return client.send(new Call(
                upstream(url, auth),
                request("GET"),
                retry,
                false,
                Map.of(),
                timeout,
                Allowance.unlimited(),
                new Abort()));
    }

    /** Answers the n-th request with the n-th answer, and the last one from then on. */
    private static RawServer inTurn(String... answers) throws IOException {
        AtomicInteger next = new AtomicInteger();
        return new RawServer((socket, connection) ->
                RawServer.write(socket, answers[Math.min(next.getAndIncrement(), answers.length - 1)]));
    }

    private static int status(CallResult exchange) {
        return ((Answered) exchange).response().status();
    }

    // ---- attempts

    @Test
    void a_status_that_is_worth_it_is_tried_again_until_it_goes_well() throws Exception {
        try (RawServer server = inTurn(BUSY.formatted(""), BUSY.formatted(""), ok("{}"))) {
            CallResult exchange = send(server.url(), new Auth.None(), QUICK, LONG);
            assertThat(status(exchange)).isEqualTo(200);
            assertThat(exchange.traffic().attempts()).isEqualTo(3);
        }
    }

    @Test
    void the_last_attempt_is_the_answer() throws Exception {
        try (RawServer server = inTurn(BUSY.formatted(""))) {
            CallResult exchange = send(server.url(), new Auth.None(), QUICK, LONG);
            assertThat(status(exchange)).isEqualTo(503);
            assertThat(server.heads()).hasSize(3);
        }
    }

    @ParameterizedTest
    @CsvSource({"200, 1", "404, 1", "500, 1", "503, 3", "429, 3"})
    void only_the_policys_statuses_are_tried_again(int status, int attempts) throws Exception {
        try (RawServer server = inTurn("HTTP/1.1 " + status + " X\r\nContent-Length: 2\r\n\r\n{}")) {
            assertThat(send(server.url(), new Auth.None(), QUICK, LONG)
                            .traffic()
                            .attempts())
                    .isEqualTo(attempts);
        }
    }

    @Test
    void a_lost_connection_is_tried_again() throws Exception {
        AtomicInteger requests = new AtomicInteger();
        try (RawServer server = new RawServer((socket, connection) -> {
            if (requests.incrementAndGet() < 3) {
                socket.setSoLinger(true, 0);
                socket.close();
            } else {
                RawServer.write(socket, ok("{}"));
            }
        })) {
            assertThat(status(send(server.url(), new Auth.None(), QUICK, LONG))).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"30", "Thu, 01 Jan 2026 00:00:30 GMT"})
    void what_the_upstream_asks_us_to_wait_is_not_begun_when_the_time_does_not_allow_it(String after) throws Exception {
        try (RawServer server = inTurn(BUSY.formatted("Retry-After: " + after + "\r\n"), ok("{}"))) {
            long start = System.nanoTime();
            assertThat(status(send(server.url(), new Auth.None(), QUICK, LONG))).isEqualTo(503);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LONG);
            assertThat(server.heads()).hasSize(1);
        }
    }

    /** By the server's own clock, and only that it was no sooner: a busy machine makes it later. */
    @ParameterizedTest
    @ValueSource(strings = {"1", "Thu, 01 Jan 2026 00:00:01 GMT"})
    void a_throttled_request_is_sent_again_when_the_upstream_says_and_no_sooner(String after) throws Exception {
        List<Long> arrivals = new CopyOnWriteArrayList<>();
        try (RawServer server = new RawServer((socket, connection) -> {
            arrivals.add(System.nanoTime());
            RawServer.write(
                    socket,
                    arrivals.size() == 1
                            ? "HTTP/1.1 429 X\r\nContent-Length: 0\r\nRetry-After: " + after + "\r\n\r\n"
                            : ok("{}"));
        })) {
            CallResult exchange = send(server.url(), new Auth.None(), QUICK, LONG);
            assertThat(status(exchange)).isEqualTo(200);
            assertThat(exchange.traffic().attempts()).isEqualTo(2);
            assertThat(arrivals).hasSize(2);
            assertThat(Duration.ofNanos(arrivals.get(1) - arrivals.get(0)))
                    .isGreaterThanOrEqualTo(Duration.ofSeconds(1));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "soon", "99999999999999999999", "Thu, 99 Jan 2026 00:00:30 GMT", ""})
    void nonsense_in_retry_after_is_passed_over(String after) throws Exception {
        try (RawServer server = inTurn(BUSY.formatted("Retry-After: " + after + "\r\n"), ok("{}"))) {
            assertThat(status(send(server.url(), new Auth.None(), QUICK, LONG))).isEqualTo(200);
        }
    }

    @Test
    void a_call_that_is_given_up_between_attempts_is_not_tried_again() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        try (RawServer server = new RawServer((socket, connection) -> {
            RawServer.write(socket, BUSY.formatted(""));
            asked.countDown();
        })) {
            Abort abort = new Abort();
            CompletableFuture<CallResult> exchange = CompletableFuture.supplyAsync(() -> client.send(new Call(
                    upstream(server.url(), new Auth.None()),
                    request("GET"),
                    new Retry(3, Duration.ofSeconds(15), Set.of(503)),
                    false,
                    Map.of(),
                    LONG,
                    Allowance.unlimited(),
                    abort)));
            asked.await();
            Thread.sleep(500); // for the answer to arrive; the wait for the next attempt is far longer
            abort.abort();
            assertThat(status(exchange.get(10, TimeUnit.SECONDS))).isEqualTo(503);
            assertThat(server.heads()).hasSize(1);
        }
    }

    @Test
    void a_call_that_is_given_up_in_flight_ends_at_once() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        try (RawServer server = new RawServer((socket, connection) -> {
            asked.countDown();
            new CountDownLatch(1).await();
        })) {
            Abort abort = new Abort();
            CompletableFuture<CallResult> exchange = CompletableFuture.supplyAsync(() -> client.send(new Call(
                    upstream(server.url(), new Auth.None()),
                    request("GET"),
                    QUICK,
                    false,
                    Map.of(),
                    LONG,
                    Allowance.unlimited(),
                    abort)));
            asked.await();
            abort.abort();
            assertThat(((Failed) exchange.get(10, TimeUnit.SECONDS)).code()).isEqualTo(ErrorCode.UPSTREAM_TIMEOUT);
        }
    }

    // ---- an error's body

    @Test
    void an_errors_body_is_read_where_it_matters_and_makes_no_failure() throws Exception {
        String json = "HTTP/1.1 400 X\r\nContent-Length: 9\r\n\r\n{\"e\":\"1\"}";
        String html = "HTTP/1.1 400 X\r\nContent-Length: 3\r\n\r\n<a>";
        try (RawServer one = inTurn(json);
                RawServer two = inTurn(html)) {
            assertThat(((Answered) reading(one)).response().body()).isEqualTo(Map.of("e", "1"));
            assertThat(((Answered) reading(two)).response().body()).isNull();
        }
    }

    /** Answers the first connection with an error that breaks off, and each later one with a good answer. */
    private static RawServer brokenThenGood(byte[] error) throws IOException {
        return new RawServer((socket, connection) -> {
            if (connection == 1) {
                socket.getOutputStream().write(error);
                socket.close();
            } else {
                RawServer.write(socket, ok("{\"a\":1}"));
            }
        });
    }

    private static byte[] cutOff(int status) {
        return ("HTTP/1.1 " + status + " X\r\nContent-Length: 500\r\n\r\n{\"e\":").getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] brokenGzip(int status) {
        return ("HTTP/1.1 " + status + " X\r\nContent-Encoding: gzip\r\nContent-Length: 7\r\n\r\n{\"e\":1}")
                .getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void an_error_that_is_worth_it_is_tried_again_although_its_body_is_cut_off() throws Exception {
        for (byte[] error : List.of(cutOff(503), brokenGzip(503))) {
            try (RawServer server = brokenThenGood(error)) {
                CallResult exchange = send(server.url(), new Auth.None(), QUICK, LONG);

                assertThat(status(exchange)).isEqualTo(200);
                assertThat(server.heads()).hasSize(2);
                assertThat(server.connections()).isEqualTo(2);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {404, 503})
    void an_error_whose_body_is_cut_off_is_an_answer_of_its_status(int status) throws Exception {
        for (byte[] error : List.of(cutOff(status), brokenGzip(status))) {
            try (RawServer server = brokenThenGood(error)) {
                Answered answered = (Answered) send(server.url(), new Auth.None(), Retry.NONE, LONG);

                assertThat(answered.response().status()).isEqualTo(status);
                assertThat(answered.response().body()).isNull();
                assertThat(answered.traffic().status()).isEqualTo(status);
            }
            try (RawServer server = brokenThenGood(error)) {
                Answered answered = (Answered) reading(server);

                assertThat(answered.response().status()).as("its body is read").isEqualTo(status);
                assertThat(answered.response().body()).isNull();
            }
        }
    }

    @Test
    void a_401_renews_the_token_although_its_body_is_cut_off() throws Exception {
        secrets.put("client", "{\"clientId\":\"i\",\"clientSecret\":\"s\"}");
        try (RawServer tokens = tokens(
                        ok("{\"access_token\":\"t1\",\"expires_in\":3600}"),
                        ok("{\"access_token\":\"t2\",\"expires_in\":3600}"));
                RawServer server = brokenThenGood(cutOff(401))) {
            assertThat(status(send(server.url(), oauth(tokens, false), Retry.NONE, LONG)))
                    .isEqualTo(200);
            assertThat(server.heads()).hasSize(2);
        }
    }

    /** Bytes that trickle, and no more bytes at all. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void an_error_whose_body_does_not_end_is_not_waited_for(boolean trickles) throws Exception {
        try (RawServer server = new RawServer((socket, connection) -> {
            RawServer.write(socket, "HTTP/1.1 404 X\r\nContent-Length: 50000\r\n\r\n{");
            while (trickles) {
                RawServer.write(socket, " ");
                Thread.sleep(20);
            }
            new CountDownLatch(1).await();
        })) {
            long before = System.nanoTime();
            assertThat(status(send(server.url(), new Auth.None(), QUICK, LONG))).isEqualTo(404);
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(LONG.dividedBy(2));
        }
    }

    @Test
    void an_error_whose_body_is_needed_and_does_not_end_is_a_timeout() throws Exception {
        try (RawServer server = new RawServer((socket, connection) -> {
            RawServer.write(socket, "HTTP/1.1 404 X\r\nContent-Length: 50000\r\n\r\n{");
            new CountDownLatch(1).await();
        })) {
            CallResult exchange = client.send(new Call(
                    upstream(server.url(), new Auth.None()),
                    request("GET"),
                    Retry.NONE,
                    true,
                    Map.of(),
                    Duration.ofMillis(300),
                    Allowance.unlimited(),
                    new Abort()));
            assertThat(((Failed) exchange).code()).isEqualTo(ErrorCode.UPSTREAM_TIMEOUT);
            assertThat(exchange.traffic().status()).isEqualTo(404);
        }
    }

    private CallResult reading(RawServer server) {
        return client.send(new Call(
                upstream(server.url(), new Auth.None()),
                request("GET"),
                Retry.NONE,
                true,
                Map.of(),
                LONG,
                Allowance.unlimited(),
                new Abort()));
    }

    // ---- redirects

    private static String redirect(int status, String location) {
        return "HTTP/1.1 " + status + " X\r\nLocation: " + location + "\r\nContent-Length: 0\r\n\r\n";
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void a_redirect_within_the_host_is_followed(int status) throws Exception {
        try (RawServer server = inTurn(redirect(status, "/there?x=1"), ok("{\"a\":1}"))) {
            Answered answered = (Answered) send(server.url(), new Auth.None(), Retry.NONE, LONG);
            assertThat(answered.response().body()).isEqualTo(Map.of("a", 1L));
            assertThat(server.heads().get(1)).startsWith("GET /there?x=1 HTTP/1.1");
        }
    }

    @Test
    void three_redirects_are_followed_and_four_or_a_circle_are_not() throws Exception {
        try (RawServer three = inTurn(redirect(302, "/1"), redirect(302, "/2"), redirect(302, "/3"), ok("{}"));
                RawServer four = inTurn(
                        redirect(302, "/1"), redirect(302, "/2"), redirect(302, "/3"), redirect(302, "/4"), ok("{}"));
                RawServer circle = inTurn(redirect(302, "/1"), redirect(302, "/1"))) {
            assertThat(status(send(three.url(), new Auth.None(), Retry.NONE, LONG)))
                    .isEqualTo(200);
            for (RawServer server : List.of(four, circle)) {
                Failed failed = (Failed) send(server.url(), new Auth.None(), Retry.NONE, LONG);
                assertThat(failed.code()).isEqualTo(ErrorCode.UPSTREAM_INVALID);
                assertThat(failed.message())
                        .isEqualTo("The upstream users redirects in a circle, or more than 3 times.");
            }
        }
    }

    /** As RFC 3986 resolves a reference. */
    @ParameterizedTest
    @CsvSource({
        "?page=2, /a/b/x?page=2",
        "'', /a/b/x",
        "c?d=1, /a/b/c?d=1",
        "../c, /a/c",
        "./, /a/b/",
        "/c/./d/../e, /c/e",
    })
    void a_relative_location_is_resolved_against_the_requests_path(String location, String target) throws Exception {
        try (RawServer server = inTurn(redirect(307, location), ok("{}"))) {
            assertThat(status(send(server.url() + "/a/b", new Auth.None(), Retry.NONE, LONG)))
                    .isEqualTo(200);
            assertThat(server.heads().get(1)).startsWith("GET " + target + " HTTP/1.1");
        }
    }

    /** Else the first request would go out a second time, although the upstream has answered it. */
    @Test
    void a_redirect_to_a_host_that_cannot_be_connected_is_not_a_kept_connection_that_was_closed() throws Exception {
        AtomicInteger lookUps = new AtomicInteger();
        try (RawServer server = inTurn(
                        "HTTP/1.1 302 X\r\nLocation: /there\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
                        ok("{}"));
                HttpUpstreamClient named = new HttpUpstreamClient(
                        this::secret,
                        host -> {
                            if (lookUps.incrementAndGet() == 2) {
                                throw new UnknownHostException(host);
                            }
                            return new InetAddress[] {InetAddress.getByName("127.0.0.1")};
                        },
                        Instant::now,
                        null)) {
            Failed failed = (Failed) named.send(new Call(
                    upstream(server.url().replace("127.0.0.1", "users.example"), new Auth.None()),
                    request("GET"),
                    Retry.NONE,
                    false,
                    Map.of(),
                    LONG,
                    Allowance.unlimited(),
                    new Abort()));

            assertThat(failed.code()).isEqualTo(ErrorCode.UPSTREAM_UNAVAILABLE);
            assertThat(server.heads()).hasSize(1);
        }
    }

    @Test
    void a_redirect_to_another_port_is_not_followed_and_carries_no_credential_there() throws Exception {
        secrets.put("s", "{\"token\":\"s3cret\"}");
        try (RawServer elsewhere = inTurn(ok("{}"));
                RawServer server = inTurn(redirect(302, elsewhere.url() + "/x"))) {
            assertThat(status(send(server.url(), new Auth.Bearer("s"), Retry.NONE, LONG)))
                    .isEqualTo(302);
            assertThat(elsewhere.heads()).isEmpty();
        }
    }

    private CallResult post(RawServer server, Auth auth) {
        return client.send(new Call(
                upstream(server.url(), auth),
                new UpstreamRequest(
                        "POST",
                        "/x",
                        Map.of("Accept", "application/json", "X-Own", "1", "Content-Language", "en"),
                        "{}".getBytes(StandardCharsets.UTF_8)),
                Retry.NONE,
                false,
                Map.of(),
                LONG,
                Allowance.unlimited(),
                new Abort()));
    }

    /** A server that reads the body of a POST, and answers the n-th request with the n-th answer. */
    private static RawServer inTurnAfterBody(String... answers) throws IOException {
        AtomicInteger next = new AtomicInteger();
        List<RawServer> self = new ArrayList<>();
        RawServer server = new RawServer((socket, connection) -> {
            int number = next.getAndIncrement();
            if (self.get(0).heads().get(number).startsWith("POST ")) {
                socket.getInputStream().readNBytes(2);
            }
            RawServer.write(socket, answers[Math.min(number, answers.length - 1)]);
        });
        self.add(server);
        return server;
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302})
    void a_301_or_302_after_a_post_is_not_followed(int status) throws Exception {
        try (RawServer server = inTurnAfterBody(redirect(status, "/there"), ok("{}"))) {
            assertThat(status(post(server, new Auth.None()))).isEqualTo(status);
            assertThat(server.heads()).hasSize(1);
        }
    }

    @Test
    void a_303_after_a_post_becomes_a_get_that_keeps_the_headers_and_leaves_the_body_out() throws Exception {
        secrets.put("s", "{\"token\":\"t0\"}");
        try (RawServer server = inTurnAfterBody(redirect(303, "/there"), ok("{\"a\":1}"))) {
            Answered answered = (Answered) post(server, new Auth.Bearer("s"));

            assertThat(answered.response().body()).isEqualTo(Map.of("a", 1L));
            assertThat(server.heads()).hasSize(2);
            assertThat(server.heads().get(1))
                    .startsWith("GET /there HTTP/1.1")
                    .contains(
                            "\r\nAuthorization: Bearer t0\r\n", "\r\nAccept: application/json\r\n", "\r\nX-Own: 1\r\n")
                    .containsOnlyOnce("\r\nHost: ")
                    .doesNotContain("Content-", "Transfer-Encoding");
        }
    }

    /** The POST was done. To renew the credentials would send it once more. */
    @ParameterizedTest
    @ValueSource(ints = {303, 307, 308})
    void a_post_whose_401_came_after_a_redirect_is_not_sent_again(int status) throws Exception {
        secrets.put("client", "{\"clientId\":\"i\",\"clientSecret\":\"s\"}");
        String refusal = "HTTP/1.1 401 X\r\nContent-Length: 0\r\n\r\n";
        try (RawServer tokens = tokens(
                        ok("{\"access_token\":\"t1\",\"expires_in\":3600}"),
                        ok("{\"access_token\":\"t2\",\"expires_in\":3600}"));
                RawServer server = inTurnAfterBody(redirect(status, "/there"), refusal)) {
            assertThat(status(post(server, oauth(tokens, false)))).isEqualTo(401);

            assertThat(server.heads()).hasSize(2);
            assertThat(server.heads())
                    .filteredOn(head -> head.startsWith("POST /x "))
                    .hasSize(1);
        }
    }

    @Test
    void a_post_that_is_refused_at_once_is_sent_with_a_renewed_token() throws Exception {
        secrets.put("client", "{\"clientId\":\"i\",\"clientSecret\":\"s\"}");
        String refusal = "HTTP/1.1 401 X\r\nContent-Length: 0\r\n\r\n";
        try (RawServer tokens = tokens(
                        ok("{\"access_token\":\"t1\",\"expires_in\":3600}"),
                        ok("{\"access_token\":\"t2\",\"expires_in\":3600}"));
                RawServer server = inTurnAfterBody(refusal, ok("{}"))) {
            assertThat(status(post(server, oauth(tokens, false)))).isEqualTo(200);

            assertThat(server.heads()).hasSize(2);
        }
    }

    @Test
    void a_get_whose_401_came_after_a_redirect_is_sent_again_with_a_renewed_token() throws Exception {
        secrets.put("client", "{\"clientId\":\"i\",\"clientSecret\":\"s\"}");
        String refusal = "HTTP/1.1 401 X\r\nContent-Length: 0\r\n\r\n";
        try (RawServer tokens = tokens(
                        ok("{\"access_token\":\"t1\",\"expires_in\":3600}"),
                        ok("{\"access_token\":\"t2\",\"expires_in\":3600}"));
                RawServer server = inTurn(redirect(302, "/there"), refusal, redirect(302, "/there"), ok("{}"))) {
            assertThat(status(send(server.url(), oauth(tokens, false), Retry.NONE, LONG)))
                    .isEqualTo(200);
            assertThat(server.heads()).hasSize(4);
        }
    }

    // ---- credentials

    private String sentBy(Auth auth) throws IOException {
        try (RawServer server = inTurn(ok("{}"))) {
            assertThat(status(send(server.url(), auth, Retry.NONE, LONG))).isEqualTo(200);
            return server.heads().get(0);
        }
    }

    @Test
    void each_kind_of_credential_stands_where_it_belongs() throws Exception {
        secrets.put("key", "{\"apiKey\":\"a b&c\"}");
        secrets.put("user", "{\"username\":\"u\",\"password\":\"p:ä\"}");
        secrets.put("token", "{\"token\":\"t0\"}");
        assertThat(sentBy(new Auth.ApiKey(false, "X-Api-Key", "key"))).contains("\r\nX-Api-Key: a b&c\r\n");
        assertThat(sentBy(new Auth.ApiKey(true, "k", "key"))).startsWith("GET /x?k=a%20b%26c HTTP/1.1");
        assertThat(sentBy(new Auth.Basic("user")))
                .contains("\r\nAuthorization: Basic "
                        + Base64.getEncoder().encodeToString("u:p:ä".getBytes(StandardCharsets.UTF_8)) + "\r\n");
        assertThat(sentBy(new Auth.Bearer("token"))).contains("\r\nAuthorization: Bearer t0\r\n");
        assertThat(secretReads).hasValue(3);
    }

    @Test
    void after_a_401_a_secret_is_not_read_again_within_a_minute_since_the_upstreams_word_counts() throws Exception {
        secrets.put("token", "{\"token\":\"old\"}");
        try (RawServer server = inTurn("HTTP/1.1 401 X\r\nContent-Length: 0\r\n\r\n")) {
            pass(Duration.ofHours(2));
            for (int second = 0; second < 60; second += 20) {
                assertThat(status(send(server.url(), new Auth.Bearer("token"), Retry.NONE, LONG)))
                        .isEqualTo(401);
                pass(Duration.ofSeconds(19));
            }
            assertThat(secretReads).hasValue(1);
            assertThat(server.heads()).hasSize(3);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"bearer", "basic", "apiKey"})
    void after_a_401_a_secret_that_was_rotated_is_read_again_and_the_call_goes_well(String kind) throws Exception {
        Auth auth =
                switch (kind) {
                    case "bearer" -> new Auth.Bearer("s");
                    case "basic" -> new Auth.Basic("s");
                    default -> new Auth.ApiKey(false, "X-Key", "s");
                };
        String form = "{\"token\":\"%1$s\",\"username\":\"u\",\"password\":\"%1$s\",\"apiKey\":\"%1$s\"}";
        String good = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";
        secrets.put("s", form.formatted("old"));
        try (RawServer server = inTurn(good, "HTTP/1.1 401 X\r\nContent-Length: 0\r\n\r\n", good)) {
            assertThat(status(send(server.url(), auth, Retry.NONE, LONG))).isEqualTo(200);
            secrets.put("s", form.formatted("new"));
            pass(Duration.ofSeconds(61));

            CallResult exchange = send(server.url(), auth, Retry.NONE, LONG);

            assertThat(status(exchange)).isEqualTo(200);
            assertThat(exchange.traffic().attempts()).as("nobody counts it").isEqualTo(1);
            assertThat(secretReads).hasValue(2);
            assertThat(server.heads()).hasSize(3);
            String credential = kind.equals("apiKey") ? "X-Key: " : "Authorization: ";
            assertThat(server.heads().get(1)).contains(credential);
            assertThat(credentialOf(server.heads().get(2), credential))
                    .isNotEqualTo(credentialOf(server.heads().get(1), credential));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"bearer", "basic", "header", "query"})
    void after_a_401_a_post_is_not_sent_again_if_the_secret_has_not_changed(String kind) throws Exception {
        Auth auth =
                switch (kind) {
                    case "bearer" -> new Auth.Bearer("s");
                    case "basic" -> new Auth.Basic("s");
                    default -> new Auth.ApiKey(kind.equals("query"), "key", "s");
                };
        secrets.put("s", "{\"token\":\"t\",\"username\":\"u\",\"password\":\"p\",\"apiKey\":\"k\"}");
        try (RawServer server = inTurnAfterBody(ok("{}"), "HTTP/1.1 401 X\r\nContent-Length: 0\r\n\r\n")) {
            assertThat(status(post(server, auth))).isEqualTo(200);
            pass(Duration.ofSeconds(61));

            assertThat(status(post(server, auth))).isEqualTo(401);

            assertThat(secretReads).hasValue(2);
            assertThat(server.heads()).hasSize(2);
        }
    }

    /** The clock of the day may be set back. Then nobody knows how old the secret is. */
    @Test
    void a_secret_that_seems_to_come_from_the_future_is_read_again() throws Exception {
        secrets.put("token", "{\"token\":\"t\"}");
        try (RawServer server = inTurn(ok("{}"))) {
            send(server.url(), new Auth.Bearer("token"), Retry.NONE, LONG);
            pass(Duration.ofMinutes(-10));
            send(server.url(), new Auth.Bearer("token"), Retry.NONE, LONG);
            assertThat(secretReads).hasValue(2);
        }
    }

    private static final AwsException UNREACHABLE =
            new AwsException("Secrets Manager GetSecretValue: no connection", true, null);

    @Test
    void a_secret_that_is_older_than_an_hour_is_used_while_secrets_manager_cannot_be_reached() throws Exception {
        secrets.put("token", "{\"token\":\"old\"}");
        Auth auth = new Auth.Bearer("token");
        try (RawServer server = inTurn(ok("{}"))) {
            send(server.url(), auth, Retry.NONE, LONG);
            pass(Duration.ofHours(1));
            secretFailure = UNREACHABLE;

            assertThat(status(send(server.url(), auth, Retry.NONE, LONG))).isEqualTo(200);
            pass(Duration.ofSeconds(59));
            assertThat(status(send(server.url(), auth, Retry.NONE, LONG))).isEqualTo(200);
            assertThat(secretReads).as("one try a minute").hasValue(2);
            pass(Duration.ofSeconds(1));
            secretFailure = null;
            secrets.put("token", "{\"token\":\"new\"}");
            send(server.url(), auth, Retry.NONE, LONG);

            assertThat(secretReads).hasValue(3);
            assertThat(server.heads().get(2)).contains("Bearer old");
            assertThat(server.heads().get(3)).contains("Bearer new");
        }
    }

    @Test
    void a_secret_that_is_older_than_an_hour_is_used_while_secrets_manager_does_not_answer() throws Exception {
        secrets.put("token", "{\"token\":\"old\"}");
        Auth auth = new Auth.Bearer("token");
        CountDownLatch answer = new CountDownLatch(1);
        try (RawServer server = inTurn(ok("{}"))) {
            send(server.url(), auth, Retry.NONE, LONG);
            pass(Duration.ofHours(1));
            frozen = answer;
            assertThat(status(send(server.url(), auth, Retry.NONE, Duration.ofMinutes(10))))
                    .isEqualTo(200);
            assertThat(secretReads).hasValue(2);
        } finally {
            answer.countDown();
        }
    }

    @Test
    void a_secret_that_may_no_longer_be_read_is_not_used_after_its_hour() throws Exception {
        secrets.put("token", "{\"token\":\"old\"}");
        try (RawServer server = inTurn(ok("{}"))) {
            send(server.url(), new Auth.Bearer("token"), Retry.NONE, LONG);
            pass(Duration.ofHours(1));
            secretFailure = new AwsException("Secrets Manager GetSecretValue: AccessDeniedException", false, null);

            assertThatThrownBy(() -> send(server.url(), new Auth.Bearer("token"), Retry.NONE, LONG))
                    .isSameAs(secretFailure);
        }
    }

    /** The upstream refused it, so it is of no use. */
    @Test
    void a_rejected_secret_is_not_used_although_secrets_manager_cannot_be_reached() throws Exception {
        secrets.put("token", "{\"token\":\"old\"}");
        try (RawServer server = inTurn(ok("{}"), REFUSED.formatted(""))) {
            send(server.url(), new Auth.Bearer("token"), Retry.NONE, LONG);
            pass(Duration.ofSeconds(61));
            secretFailure = UNREACHABLE;

            Failed failed = (Failed) send(server.url(), new Auth.Bearer("token"), Retry.NONE, LONG);

            assertThat(failed.code()).isEqualTo(ErrorCode.UPSTREAM_UNAUTHORIZED);
            assertThat(server.heads()).hasSize(2);
        }
    }

    /** Its connection is dead when Lambda thaws the process. */
    @Test
    void a_load_that_was_frozen_with_the_process_is_not_waited_for() throws Exception {
        secrets.put("token", "{\"token\":\"before\"}");
        Auth auth = new Auth.Bearer("token");
        CountDownLatch thawed = new CountDownLatch(1);
        frozen = thawed;
        try (RawServer server = inTurn(ok("{}"))) {
            Failed late = (Failed) send(server.url(), auth, Retry.NONE, Duration.ofMillis(100));
            assertThat(late.code()).isEqualTo(ErrorCode.UPSTREAM_TIMEOUT);
            pass(Duration.ofSeconds(15));
            secrets.put("token", "{\"token\":\"after\"}");

            assertThat(status(send(server.url(), auth, Retry.NONE, LONG))).isEqualTo(200);
            assertThat(server.heads().get(0)).contains("Bearer after");
        } finally {
            thawed.countDown();
        }
    }

    private static String credentialOf(String head, String name) {
        int at = head.indexOf(name);
        return head.substring(at, head.indexOf("\r\n", at));
    }

    @Test
    void a_secret_that_was_merely_replaced_is_read_again_after_an_hour() throws Exception {
        secrets.put("token", "{\"token\":\"t\"}");
        try (RawServer server = inTurn(ok("{}"))) {
            send(server.url(), new Auth.Bearer("token"), Retry.NONE, LONG);
            pass(Duration.ofMinutes(59));
            send(server.url(), new Auth.Bearer("token"), Retry.NONE, LONG);
            assertThat(secretReads).hasValue(1);
            pass(Duration.ofMinutes(1));
            send(server.url(), new Auth.Bearer("token"), Retry.NONE, LONG);
            assertThat(secretReads).hasValue(2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3cret", "{\"token\":5}", "{\"key\":\"s3cret\"}", "[]", "{\"token\":\"s3cret\\n\"}"})
    void a_secret_of_another_form_is_named_and_not_quoted(String text) {
        secrets.put("arn:s", text);
        assertThatThrownBy(() -> send("http://127.0.0.1:1", new Auth.Bearer("arn:s"), Retry.NONE, LONG))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageStartingWith("The secret arn:s of the upstream users does not have the form")
                .hasMessageNotContaining("s3cret");
    }

    // ---- tokens

    private final List<String> forms = new CopyOnWriteArrayList<>();

    private RawServer tokens(String... answers) throws IOException {
        AtomicInteger next = new AtomicInteger();
        return new RawServer((socket, connection) -> {
            byte[] buffer = new byte[4096];
            int n = socket.getInputStream().read(buffer);
            forms.add(new String(buffer, 0, n, StandardCharsets.UTF_8));
            RawServer.write(socket, answers[Math.min(next.getAndIncrement(), answers.length - 1)]);
        });
    }

    private static Auth.OAuth2 oauth(RawServer tokens, boolean inBody) {
        return new Auth.OAuth2(
                URI.create(tokens.url() + "/token"),
                "client",
                Optional.of("read write"),
                Optional.empty(),
                Optional.of(inBody ? "body" : "basic"));
    }

    @Test
    void a_token_is_fetched_once_for_all_who_need_it_at_the_same_time_and_kept() throws Exception {
        secrets.put("client", "{\"clientId\":\"id x\",\"clientSecret\":\"p&q\"}");
        try (RawServer tokens = tokens(ok("{\"access_token\":\"t1\",\"expires_in\":3600}"));
                RawServer server = inTurn(ok("{}"))) {
            Auth auth = oauth(tokens, false);
            List<CompletableFuture<CallResult>> all = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                all.add(CompletableFuture.supplyAsync(() -> send(server.url(), auth, Retry.NONE, LONG)));
            }
            for (CompletableFuture<CallResult> each : all) {
                assertThat(status(each.get(20, TimeUnit.SECONDS))).isEqualTo(200);
            }
            send(server.url(), auth, Retry.NONE, LONG);
            assertThat(tokens.heads()).hasSize(1);
            assertThat(tokens.heads().get(0))
                    .startsWith("POST /token HTTP/1.1")
                    .contains("Authorization: Basic "
                            + Base64.getEncoder().encodeToString("id+x:p%26q".getBytes(StandardCharsets.UTF_8)));
            assertThat(forms).containsExactly("grant_type=client_credentials&scope=read+write");
            assertThat(server.heads()).allSatisfy(head -> assertThat(head).contains("Authorization: Bearer t1"));
        }
    }

    /** A minute before its expiry, or a tenth of its life where that is shorter; five minutes where nobody says. */
    @ParameterizedTest
    @CsvSource({
        "'3600', 3540",
        "'\"3600\"', 3540",
        "'100', 90",
        "'null', 270",
        "'\"soon\"', 270",
        "'1e9', 86340",
    })
    void a_token_is_renewed_shortly_before_it_expires(String expiresIn, long seconds) throws Exception {
        secrets.put("client", "{\"clientId\":\"i\",\"clientSecret\":\"s\"}");
        try (RawServer tokens = tokens(
                        ok("{\"access_token\":\"t1\",\"expires_in\":" + expiresIn + "}"),
                        ok("{\"access_token\":\"t2\",\"expires_in\":" + expiresIn + "}"));
                RawServer server = inTurn(ok("{}"))) {
            Auth auth = oauth(tokens, false);
            send(server.url(), auth, Retry.NONE, LONG);
            pass(Duration.ofSeconds(seconds).minusMillis(1));
            send(server.url(), auth, Retry.NONE, LONG);
            assertThat(tokens.heads()).hasSize(1);
            pass(Duration.ofMillis(1));
            assertThat(status(send(server.url(), auth, Retry.NONE, LONG))).isEqualTo(200);
            assertThat(tokens.heads()).hasSize(2);
            assertThat(server.heads().get(1)).contains("Bearer t1");
            assertThat(server.heads().get(2)).contains("Bearer t2");
        }
    }

    @Test
    void a_clients_secret_that_was_rotated_is_read_again_when_the_token_endpoint_refuses_the_old_one()
            throws Exception {
        secrets.put("client", "{\"clientId\":\"i\",\"clientSecret\":\"old\"}");
        try (RawServer tokens = tokens(
                        ok("{\"access_token\":\"t1\",\"expires_in\":100}"),
                        "HTTP/1.1 401 X\r\nContent-Length: 0\r\n\r\n",
                        ok("{\"access_token\":\"t2\",\"expires_in\":100}"));
                RawServer server = inTurn(ok("{}"))) {
            Auth auth = oauth(tokens, true);
            send(server.url(), auth, Retry.NONE, LONG);
            secrets.put("client", "{\"clientId\":\"i\",\"clientSecret\":\"new\"}");
            pass(Duration.ofSeconds(90));

            assertThat(status(send(server.url(), auth, Retry.NONE, LONG))).isEqualTo(200);

            assertThat(forms).hasSize(3);
            assertThat(forms.get(1)).contains("client_secret=old");
            assertThat(forms.get(2)).contains("client_secret=new");
            assertThat(server.heads().get(1)).contains("Bearer t2");
        }
    }

    @Test
    void a_401_renews_the_token_once_and_only_once() throws Exception {
        secrets.put("client", "{\"clientId\":\"i\",\"clientSecret\":\"s\"}");
        try (RawServer tokens = tokens(
                        ok("{\"access_token\":\"t1\",\"expires_in\":3600}"),
                        ok("{\"access_token\":\"t2\",\"expires_in\":3600}"));
                RawServer server = new RawServer((socket, connection) ->
                        RawServer.write(socket, "HTTP/1.1 401 X\r\nContent-Length: 0\r\n\r\n"))) {
            CallResult exchange = send(server.url(), oauth(tokens, true), QUICK, LONG);
            assertThat(status(exchange)).isEqualTo(401);
            assertThat(exchange.traffic().attempts()).isEqualTo(1);
            assertThat(server.heads()).hasSize(2);
            assertThat(server.heads().get(0)).contains("Bearer t1");
            assertThat(server.heads().get(1)).contains("Bearer t2");
            assertThat(forms.get(0)).contains("client_id=i&client_secret=s");
        }
    }

    @Test
    void after_a_401_a_post_is_not_sent_again_if_the_token_endpoint_gives_the_same_token() throws Exception {
        secrets.put("client", "{\"clientId\":\"i\",\"clientSecret\":\"s\"}");
        try (RawServer tokens = tokens(ok("{\"access_token\":\"t1\",\"expires_in\":3600}"));
                RawServer server = inTurnAfterBody(REFUSED.formatted(""))) {
            assertThat(status(post(server, oauth(tokens, false)))).isEqualTo(401);

            assertThat(tokens.heads()).hasSize(2);
            assertThat(server.heads()).hasSize(1);
        }
    }

    private static final String REFUSED = "HTTP/1.1 401 X\r\nContent-Length: 0\r\n%s\r\n";

    private CallResult sendDeclaring401(String method, String url, Auth auth, Duration timeout) {
        return client.send(new Call(
                upstream(url, auth),
                request(method),
                Retry.NONE,
                false,
                true,
                Map.of(),
                timeout,
                Allowance.unlimited(),
                new Abort(),
                null));
    }

    /** The 401 may be the upstream's answer to the request's content: a wrong PIN would count twice. */
    @ParameterizedTest
    @CsvSource({
        "POST, false, 1",
        "PATCH, false, 1",
        "POST, true, 2",
        "PATCH, true, 2",
        "GET, false, 2",
        "PUT, false, 2",
        "DELETE, false, 2",
    })
    void after_a_declared_401_a_post_is_sent_again_only_if_the_upstream_asks_for_credentials(
            String method, boolean asks, int requests) throws Exception {
        secrets.put("client", "{\"clientId\":\"i\",\"clientSecret\":\"s\"}");
        try (RawServer tokens = tokens(
                        ok("{\"access_token\":\"t1\",\"expires_in\":3600}"),
                        ok("{\"access_token\":\"t2\",\"expires_in\":3600}"));
                RawServer server = inTurn(REFUSED.formatted(asks ? "WWW-Authenticate: Bearer\r\n" : ""), ok("{}"))) {
            Auth auth = oauth(tokens, false);

            CallResult exchange = sendDeclaring401(method, server.url(), auth, LONG);

            assertThat(status(exchange)).isEqualTo(requests == 1 ? 401 : 200);
            assertThat(server.heads()).hasSize(requests);
            send(server.url(), auth, Retry.NONE, LONG);
            assertThat(server.heads().get(requests))
                    .as("the next call has the new token")
                    .contains("Bearer t2");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 500 X\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 429 X\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 400 X\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 200 X\r\nContent-Length: 2\r\n\r\n{}",
            })
    void a_401_whose_renewal_fails_stays_the_upstreams_status(String answer) throws Exception {
        secrets.put("client", "{\"clientId\":\"i\",\"clientSecret\":\"s\"}");
        try (RawServer tokens = tokens(ok("{\"access_token\":\"t1\",\"expires_in\":3600}"), answer);
                RawServer server = inTurn(REFUSED.formatted(""))) {
            Failed failed = (Failed) send(server.url(), oauth(tokens, false), Retry.NONE, LONG);

            assertThat(failed.code()).isEqualTo(ErrorCode.UPSTREAM_UNAUTHORIZED);
            assertThat(failed.message())
                    .startsWith("The upstream users answered 401, and its credentials could not be renewed. The token "
                            + "endpoint of the upstream users ");
            assertThat(failed.traffic().status()).isEqualTo(401);

            CallResult declared = sendDeclaring401("GET", server.url(), oauth(tokens, false), LONG);
            assertThat(status(declared)).as("a declared 401 is an answer").isEqualTo(401);
        }
    }

    @Test
    void a_401_whose_renewal_takes_too_long_stays_the_upstreams_status() throws Exception {
        secrets.put("client", "{\"clientId\":\"i\",\"clientSecret\":\"s\"}");
        AtomicInteger asked = new AtomicInteger();
        try (RawServer tokens = new RawServer((socket, connection) -> {
                    if (asked.incrementAndGet() > 1) {
                        new CountDownLatch(1).await();
                    }
                    socket.getInputStream().read(new byte[4096]);
                    RawServer.write(socket, ok("{\"access_token\":\"t1\",\"expires_in\":3600}"));
                });
                RawServer server = inTurn(ok("{}"), REFUSED.formatted(""))) {
            Auth auth = oauth(tokens, false);
            send(server.url(), auth, Retry.NONE, LONG);

            assertThat(status(sendDeclaring401("GET", server.url(), auth, Duration.ofSeconds(1))))
                    .isEqualTo(401);
            Failed failed = (Failed) send(server.url(), auth, Retry.NONE, Duration.ofSeconds(1));
            assertThat(failed.code()).isEqualTo(ErrorCode.UPSTREAM_UNAUTHORIZED);
            assertThat(failed.traffic().status()).isEqualTo(401);
        }
    }

    @Test
    void a_401_after_which_secrets_manager_gives_no_secret_stays_the_upstreams_status() throws Exception {
        secrets.put("token", "{\"token\":\"t\"}");
        try (RawServer server = inTurn(ok("{}"), REFUSED.formatted(""))) {
            Auth auth = new Auth.Bearer("token");
            send(server.url(), auth, Retry.NONE, LONG);
            pass(Duration.ofSeconds(61));
            secretFailure = new AwsException("Secrets Manager GetSecretValue: AccessDeniedException", false, null);

            Failed failed = (Failed) send(server.url(), auth, Retry.NONE, LONG);

            assertThat(failed.code()).isEqualTo(ErrorCode.UPSTREAM_UNAUTHORIZED);
            assertThat(failed.message())
                    .isEqualTo("The upstream users answered 401, and its credentials could not be renewed. Secrets "
                            + "Manager did not return the upstream's secret.");
            assertThat(failed.traffic().status()).isEqualTo(401);
            assertThat(status(sendDeclaring401("GET", server.url(), auth, LONG)))
                    .as("a declared 401 is an answer")
                    .isEqualTo(401);
        }
    }

    @Test
    void a_declared_401_after_which_the_secret_has_another_form_stays_the_answer() throws Exception {
        secrets.put("token", "{\"token\":\"t\"}");
        try (RawServer server = inTurn(ok("{}"), REFUSED.formatted(""))) {
            Auth auth = new Auth.Bearer("token");
            send(server.url(), auth, Retry.NONE, LONG);
            pass(Duration.ofSeconds(61));
            secrets.put("token", "{\"apiKey\":\"t\"}");

            assertThat(status(sendDeclaring401("POST", server.url(), auth, LONG)))
                    .isEqualTo(401);
            assertThatThrownBy(() -> send(server.url(), auth, Retry.NONE, LONG))
                    .isInstanceOf(InvalidConfigurationException.class);
        }
    }

    @Test
    void a_renewal_that_the_token_endpoint_was_too_busy_for_is_tried_again() throws Exception {
        secrets.put("client", "{\"clientId\":\"i\",\"clientSecret\":\"s\"}");
        try (RawServer tokens = tokens(
                        ok("{\"access_token\":\"t1\",\"expires_in\":3600}"),
                        "HTTP/1.1 503 X\r\nContent-Length: 0\r\n\r\n",
                        ok("{\"access_token\":\"t2\",\"expires_in\":3600}"));
                RawServer server = inTurn(REFUSED.formatted(""), REFUSED.formatted(""), ok("{}"))) {
            CallResult exchange = send(server.url(), oauth(tokens, false), QUICK, LONG);

            assertThat(status(exchange)).isEqualTo(200);
            assertThat(exchange.traffic().attempts()).isEqualTo(2);
            assertThat(server.heads()).hasSize(3);
        }
    }

    /** The next attempt would begin with the credentials that the upstream has refused. */
    @Test
    void a_post_whose_credentials_cannot_be_renewed_is_not_sent_again() throws Exception {
        secrets.put("client", "{\"clientId\":\"i\",\"clientSecret\":\"s\"}");
        try (RawServer tokens = tokens(ok("{\"access_token\":\"t1\",\"expires_in\":3600}"), BUSY.formatted(""));
                RawServer server = inTurn(REFUSED.formatted(""))) {
            Failed failed = (Failed) client.send(new Call(
                    upstream(server.url(), oauth(tokens, false)),
                    request("POST"),
                    QUICK,
                    false,
                    Map.of(),
                    LONG,
                    Allowance.unlimited(),
                    new Abort()));

            assertThat(failed.code()).isEqualTo(ErrorCode.UPSTREAM_UNAUTHORIZED);
            assertThat(server.heads()).hasSize(1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "401, UPSTREAM_UNAUTHORIZED",
        "400, UPSTREAM_UNAUTHORIZED",
        "500, UPSTREAM_UNAVAILABLE",
        "429, UPSTREAM_UNAVAILABLE",
        "302, UPSTREAM_INVALID"
    })
    void what_the_token_endpoint_refuses_is_told_of_it(int status, ErrorCode code) throws Exception {
        secrets.put("client", "{\"clientId\":\"i\",\"clientSecret\":\"s3cret\"}");
        try (RawServer tokens = tokens("HTTP/1.1 " + status + " X\r\nLocation: /other\r\nContent-Length: 0\r\n\r\n");
                RawServer server = inTurn(ok("{}"))) {
            Failed failed = (Failed) send(server.url(), oauth(tokens, false), Retry.NONE, LONG);
            assertThat(failed.code()).isEqualTo(code);
            assertThat(failed.message())
                    .startsWith("The token endpoint of the upstream users answered " + status)
                    .doesNotContain("s3cret");
            assertThat(server.heads()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void no_redirect_of_a_token_endpoint_is_followed_not_even_to_itself(int status) throws Exception {
        secrets.put("client", "{\"clientId\":\"i\",\"clientSecret\":\"s3cret\"}");
        String token = ok("{\"access_token\":\"stolen\",\"expires_in\":60}");
        try (RawServer elsewhere = inTurn(token);
                RawServer server = inTurn(ok("{}"))) {
            for (String location : List.of("/other", elsewhere.url() + "/token")) {
                try (RawServer tokens = tokens(redirect(status, location), token)) {
                    Failed failed = (Failed) send(server.url(), oauth(tokens, false), Retry.NONE, LONG);
                    assertThat(failed.code()).isEqualTo(ErrorCode.UPSTREAM_INVALID);
                    assertThat(failed.message())
                            .isEqualTo("The token endpoint of the upstream users answered " + status
                                    + ", where a token was expected.");
                    assertThat(tokens.heads()).hasSize(1);
                }
            }
            assertThat(elsewhere.heads())
                    .as("the client's secret goes nowhere else")
                    .isEmpty();
            assertThat(server.heads()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "nope s3cret", "{\"access_token\":5}", "{\"access_token\":\"a\\nb\"}"})
    void an_answer_without_a_token_is_invalid_and_not_quoted(String body) throws Exception {
        secrets.put("client", "{\"clientId\":\"i\",\"clientSecret\":\"s\"}");
        try (RawServer tokens = tokens(ok(body))) {
            Failed failed = (Failed) send("http://127.0.0.1:1", oauth(tokens, false), Retry.NONE, LONG);
            assertThat(failed.code()).isEqualTo(ErrorCode.UPSTREAM_INVALID);
            assertThat(failed.message()).contains("gave no access_token").doesNotContain("s3cret");
        }
    }

    @Test
    void a_token_endpoint_that_does_not_answer_costs_no_more_than_the_calls_own_time() throws Exception {
        secrets.put("client", "{\"clientId\":\"i\",\"clientSecret\":\"s\"}");
        try (RawServer tokens = new RawServer((socket, connection) -> new CountDownLatch(1).await())) {
            Failed failed =
                    (Failed) send("http://127.0.0.1:1", oauth(tokens, false), Retry.NONE, Duration.ofMillis(200));
            assertThat(failed.code()).isEqualTo(ErrorCode.UPSTREAM_TIMEOUT);
        }
    }

    // ---- what can hang

    @Test
    void a_name_that_nobody_finds_in_time_ends_at_the_timeout() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        try (HttpUpstreamClient slow = new HttpUpstreamClient(
                this::secret,
                host -> {
                    try {
                        never.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return new InetAddress[0];
                },
                Instant::now,
                null)) {
            Failed failed = (Failed) slow.send(new Call(
                    upstream("https://slow.example", new Auth.None()),
                    request("GET"),
                    Retry.NONE,
                    false,
                    Map.of(),
                    Duration.ofMillis(200),
                    Allowance.unlimited(),
                    new Abort()));
            assertThat(failed.code()).isEqualTo(ErrorCode.UPSTREAM_TIMEOUT);
        }
    }

    @Test
    void a_tls_handshake_that_nobody_answers_ends_at_the_timeout() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"))) {
            Failed failed = (Failed) send(
                    "https://127.0.0.1:" + silent.getLocalPort(), new Auth.None(), Retry.NONE, Duration.ofMillis(300));
            assertThat(failed.code()).isEqualTo(ErrorCode.UPSTREAM_TIMEOUT);
        }
    }

    @Test
    void headers_are_passed_on_unless_the_request_has_them_or_they_could_break_it() throws Exception {
        Map<String, String> forwarded = new HashMap<>();
        forwarded.put("ININ-Correlation-Id", "c-1");
        forwarded.put("Accept", "text/html");
        forwarded.put("X-Bad", "a\r\nX-Admin: 1");
        try (RawServer server = inTurn(ok("{}"))) {
            client.send(new Call(
                    upstream(server.url(), new Auth.None()),
                    request("GET"),
                    Retry.NONE,
                    false,
                    forwarded,
                    LONG,
                    Allowance.unlimited(),
                    new Abort()));
            assertThat(server.heads().get(0))
                    .contains("\r\nININ-Correlation-Id: c-1\r\n", "\r\nAccept: application/json\r\n")
                    .doesNotContain("X-Bad", "X-Admin", "text/html");
        }
    }

    @Test
    void a_post_is_not_sent_on_a_connection_that_has_been_idle() throws Exception {
        try (RawServer server = inTurn(ok("{}"))) {
            send(server.url(), new Auth.None(), Retry.NONE, LONG);
            Thread.sleep(1_100); // longer than a connection may have been idle for a POST
            client.send(new Call(
                    upstream(server.url(), new Auth.None()),
                    request("POST"),
                    Retry.NONE,
                    false,
                    Map.of(),
                    LONG,
                    Allowance.unlimited(),
                    new Abort()));
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    @Test
    void a_post_on_a_kept_connection_that_the_upstream_closed_just_now_is_not_lost() throws Exception {
        try (RawServer server = new RawServer((socket, connection) -> {
            RawServer.write(socket, RawServer.ok("{}"));
            if (connection == 1) {
                socket.close();
            }
        })) {
            send(server.url(), new Auth.None(), Retry.NONE, LONG);
            Thread.sleep(50); // far less than a connection may have been idle for a POST

            CallResult exchange = client.send(new Call(
                    upstream(server.url(), new Auth.None()),
                    request("POST"),
                    Retry.NONE,
                    false,
                    Map.of(),
                    LONG,
                    Allowance.unlimited(),
                    new Abort()));

            assertThat(exchange).isInstanceOf(Answered.class);
            assertThat(server.heads()).hasSize(2);
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    @Test
    void a_post_goes_out_on_a_kept_connection_that_is_still_open() throws Exception {
        try (RawServer server = inTurn(ok("{}"), ok("{}"))) {
            send(server.url(), new Auth.None(), Retry.NONE, LONG);
            client.send(new Call(
                    upstream(server.url(), new Auth.None()),
                    request("POST"),
                    Retry.NONE,
                    false,
                    Map.of(),
                    LONG,
                    Allowance.unlimited(),
                    new Abort()));
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    // ---- without the watchdog

    /** A client whose watchdog has a thread that never looks. */
    private HttpUpstreamClient unguarded() {
        return new HttpUpstreamClient(
                this::secret,
                InetAddress::getAllByName,
                Instant::now,
                null,
                Instant::now,
                new Watchdog(task -> new Thread(() -> {
                    try {
                        Thread.sleep(LONG.toMillis());
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                })));
    }

    private CallResult unguarded(String url) throws IOException {
        try (HttpUpstreamClient client = unguarded()) {
            return client.send(new Call(
                    upstream(url, new Auth.None()),
                    request("GET"),
                    Retry.NONE,
                    false,
                    Map.of(),
                    Duration.ofMillis(300),
                    Allowance.unlimited(),
                    new Abort()));
        }
    }

    @Test
    void without_the_watchdog_the_socket_ends_a_silent_upstream() throws Exception {
        long before = System.nanoTime();
        try (RawServer silent = new RawServer((socket, connection) -> new CountDownLatch(1).await())) {
            assertThat(((Failed) unguarded(silent.url())).code()).isEqualTo(ErrorCode.UPSTREAM_TIMEOUT);
        }
        assertThat((System.nanoTime() - before) / 1_000_000).isLessThan(5_000);
    }

    @Test
    void without_the_watchdog_a_body_that_comes_in_drops_ends_all_the_same() throws Exception {
        long before = System.nanoTime();
        try (RawServer slow = new RawServer((socket, connection) -> {
            RawServer.write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n[");
            for (int i = 0; i < 900; i++) {
                RawServer.write(socket, " ");
                Thread.sleep(20);
            }
        })) {
            assertThat(((Failed) unguarded(slow.url())).code()).isEqualTo(ErrorCode.UPSTREAM_TIMEOUT);
        }
        assertThat((System.nanoTime() - before) / 1_000_000).isLessThan(5_000);
    }

    @Test
    void an_answer_of_more_values_than_there_is_memory_for_is_no_answer() throws Exception {
        String body = "{\"v\":\"x\",\"l\":[" + "{},".repeat(100_000) + "{}]}";
        try (RawServer server = inTurn(ok(body), ok("{}"))) {
            Allowance allowance = Allowance.ofBytes(5_000_000);
            Call call = new Call(
                    upstream(server.url(), new Auth.None()),
                    request("GET"),
                    Retry.NONE,
                    false,
                    Map.of(),
                    LONG,
                    allowance,
                    new Abort());
            Failed failed = (Failed) client.send(call);
            assertThat(failed.code()).isEqualTo(ErrorCode.UPSTREAM_INVALID);
            assertThat(failed.message()).contains("more values than the function has memory for");
            assertThat(client.send(call)).as("what was taken is given back").isInstanceOf(Answered.class);
        }
    }

    @Test
    void declared_latin_1_is_read_where_the_bytes_are_no_unicode() throws Exception {
        byte[] body = "{\"name\":\"Zoë\"}".getBytes(StandardCharsets.ISO_8859_1);
        try (RawServer server =
                RawServer.answering(ok(body, body.length, "Content-Type: application/json; charset=ISO-8859-1\r\n"))) {
            assertThat(((Answered) send(server.url(), new Auth.None(), Retry.NONE, LONG))
                            .response()
                            .body())
                    .isEqualTo(Map.of("name", "Zoë"));
        }
    }
}
