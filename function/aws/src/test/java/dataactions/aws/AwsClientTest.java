package dataactions.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dataactions.testkit.StubServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AwsClientTest {
    private static final Duration SOON = Duration.ofSeconds(40);
    private Instant now = Instant.parse("2026-01-01T12:00:00Z");

    private AwsResponse get(Map<String, String> env) {
        return client(env).post(AwsService.SECRETS_MANAGER, "Op", "/", Map.of(), new byte[] {'{', '}'}, SOON);
    }

    private AwsClient client(Map<String, String> env) {
        InstantSource clock = () -> now;
        return new AwsClient(env, clock);
    }

    @Test
    void the_services_own_endpoint_variable_comes_before_the_general_one() throws Exception {
        try (StubServer general = StubServer.answering(200, "{}");
                StubServer own = StubServer.answering(200, "{}")) {
            Map<String, String> env = general.awsEnvironment();
            env.put("AWS_ENDPOINT_URL_SECRETS_MANAGER", own.url() + "/");

            get(env);

            assertThat(own.received()).hasSize(1);
            assertThat(own.received().get(0).target()).isEqualTo("/");
            assertThat(general.received()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "eu-west-1, amazonaws.com",
        "us-gov-west-1, amazonaws.com",
        "cn-north-1, amazonaws.com.cn",
        "us-iso-east-1, c2s.ic.gov",
        "us-isob-east-1, sc2s.sgov.gov",
        "eusc-de-east-1, amazonaws.eu"
    })
    void each_partition_has_its_own_domain(String region, String domain) {
        assertThat(UrlSuffix.of(region)).isEqualTo(domain);
    }

    @Test
    void the_container_endpoint_comes_before_the_key_variables_and_is_asked_once_until_shortly_before_expiry(
            @TempDir Path folder) throws Exception {
        String keys = "{\"AccessKeyId\":\"ASIA%s\",\"SecretAccessKey\":\"container-key\",\"Token\":\"session\","
                + "\"Expiration\":\"%s\"}";
        Path token = Files.writeString(folder.resolve("token"), "from-the-file\n");
        try (StubServer aws = StubServer.answering(200, "{}");
                StubServer container = StubServer.answering(
                        200, keys.formatted("1", "2026-01-01T13:00:00Z"),
                        200, keys.formatted("2", "2026-01-01T18:00:00Z"))) {
            Map<String, String> env = aws.awsEnvironment();
            env.put("AWS_CONTAINER_CREDENTIALS_FULL_URI", container.url() + "/v1/credentials");
            env.put("AWS_CONTAINER_AUTHORIZATION_TOKEN", "from-the-variable");
            AwsClient client = client(env);
            Runnable call =
                    () -> client.post(AwsService.LAMBDA, "Op", "/a%3Ab?Qualifier=7", Map.of(), new byte[0], SOON);

            call.run();
            now = now.plus(Duration.ofMinutes(54));
            call.run();
            assertThat(container.received()).hasSize(1);
            assertThat(container.received().get(0).headers()).containsEntry("authorization", "from-the-variable");
            assertThat(aws.received()).allSatisfy(request -> {
                assertThat(SignatureV4.holds(request, "ASIA1", "container-key", "eu-west-1", "lambda"))
                        .isTrue();
                assertThat(request.headers()).containsEntry("x-amz-security-token", "session");
            });

            now = now.plus(Duration.ofMinutes(2));
            call.run();
            assertThat(container.received()).hasSize(2);
            assertThat(SignatureV4.holds(aws.received().get(2), "ASIA2", "container-key", "eu-west-1", "lambda"))
                    .isTrue();

            env.put("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", token.toString());
            get(env);
            assertThat(container.received().get(2).headers()).containsEntry("authorization", "from-the-file");
        }
    }

    @Test
    void keys_are_used_until_they_expire_if_they_cannot_be_renewed() throws Exception {
        String keys = "{\"AccessKeyId\":\"ASIA1\",\"SecretAccessKey\":\"container-key\",\"Token\":\"session\","
                + "\"Expiration\":\"2026-01-01T13:00:00Z\"}";
        try (StubServer aws = StubServer.answering(200, "{}");
                StubServer container = StubServer.answering(200, keys, 500, "")) {
            Map<String, String> env = aws.awsEnvironment();
            env.put("AWS_CONTAINER_CREDENTIALS_FULL_URI", container.url() + "/v1/credentials");
            AwsClient client = client(env);
            Runnable call = () -> client.post(AwsService.LAMBDA, "Op", "/", Map.of(), new byte[0], SOON);
            call.run();

            now = Instant.parse("2026-01-01T12:59:00Z");
            call.run();
            assertThat(container.received()).hasSize(2);
            assertThat(SignatureV4.holds(aws.received().get(1), "ASIA1", "container-key", "eu-west-1", "lambda"))
                    .isTrue();

            now = Instant.parse("2026-01-01T13:00:00Z");
            assertThatThrownBy(call::run).isInstanceOf(AwsException.class).hasMessageContaining("HTTP 500");
        }
    }

    @Test
    void a_renewal_of_valid_keys_that_hangs_leaves_time_for_the_call() throws Exception {
        String keys = "{\"AccessKeyId\":\"ASIA1\",\"SecretAccessKey\":\"container-key\",\"Token\":\"session\","
                + "\"Expiration\":\"2026-01-01T13:00:00Z\"}";
        boolean[] hangs = {false};
        try (StubServer aws = StubServer.answering(200, "{}");
                StubServer container = new StubServer((exchange, request) -> {
                    if (hangs[0]) {
                        Thread.sleep(10_000);
                    }
                    StubServer.replyJson(exchange, 200, keys);
                })) {
            Map<String, String> env = aws.awsEnvironment();
            env.put("AWS_CONTAINER_CREDENTIALS_FULL_URI", container.url() + "/v1/credentials");
            AwsClient client = client(env);
            Duration timeout = Duration.ofSeconds(4);
            client.post(AwsService.LAMBDA, "Op", "/", Map.of(), new byte[0], timeout);
            now = Instant.parse("2026-01-01T12:58:00Z");
            hangs[0] = true;

            client.post(AwsService.LAMBDA, "Op", "/", Map.of(), new byte[0], timeout);

            assertThat(aws.received()).hasSize(2);
        }
    }

    @Test
    void the_timeout_of_a_call_includes_the_time_for_its_credentials() throws Exception {
        try (StubServer aws = StubServer.answering(200, "{}");
                StubServer container = new StubServer((exchange, request) -> Thread.sleep(10_000))) {
            Map<String, String> env = aws.awsEnvironment();
            env.put("AWS_CONTAINER_CREDENTIALS_FULL_URI", container.url() + "/v1/credentials");
            long start = System.nanoTime();

            AwsException failure = catchThrowableOfType(
                    AwsException.class,
                    () -> client(env)
                            .post(AwsService.LAMBDA, "Op", "/", Map.of(), new byte[0], Duration.ofMillis(200)));

            assertThat(failure).hasMessageContaining("did not answer: timed out");
            assertThat(failure.retriable()).isTrue();
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .as("without this timeout it is 2 s")
                    .isLessThan(Duration.ofMillis(1_800));
            assertThat(aws.received()).isEmpty();
        }
    }

    @Test
    void credentials_are_not_fetched_in_plain_http_from_another_machine() {
        Map<String, String> env = new LinkedHashMap<>();
        env.put("AWS_REGION", "eu-west-1");
        env.put("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://192.0.2.1/credentials");

        assertThatThrownBy(() -> get(env))
                .isInstanceOf(AwsException.class)
                .hasMessageContaining("neither https nor on this machine");
    }

    @Test
    void missing_keys_and_a_missing_region_are_said_with_the_variables_names() {
        assertThatThrownBy(() -> get(Map.of("AWS_REGION", "eu-west-1")))
                .hasMessageContaining("AWS_ACCESS_KEY_ID")
                .hasMessageContaining("AWS_CONTAINER_CREDENTIALS_FULL_URI");
        assertThatThrownBy(() -> get(Map.of())).hasMessageContaining("AWS_REGION");
    }

    @ParameterizedTest
    @CsvSource({"ftp://127.0.0.1", "http://", "http://u:p@127.0.0.1", "not a url"})
    void an_endpoint_that_is_no_url_is_named_by_its_variable(String url) {
        Map<String, String> env = Map.of("AWS_REGION", "eu-west-1", "AWS_ENDPOINT_URL", url);

        assertThatThrownBy(() -> get(env)).isInstanceOf(AwsException.class).hasMessageContaining("AWS_ENDPOINT_URL");
    }

    @Test
    void an_answer_that_trickles_ends_at_the_timeout() throws Exception {
        try (StubServer aws = new StubServer((exchange, request) -> {
            exchange.sendResponseHeaders(200, 0);
            try {
                while (true) {
                    exchange.getResponseBody().write('x');
                    exchange.getResponseBody().flush();
                    Thread.sleep(20);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        })) {
            long start = System.nanoTime();
            AwsException failure = catchThrowableOfType(
                    AwsException.class,
                    () -> client(aws.awsEnvironment())
                            .post(AwsService.LAMBDA, "Op", "/", Map.of(), new byte[0], Duration.ofMillis(300)));

            assertThat(failure).hasMessageContaining("timed out");
            assertThat(failure.retriable()).isTrue();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(30));
        }
    }

    @Test
    void a_post_is_never_sent_twice_when_the_connection_is_lost_before_the_answer() throws Exception {
        try (StubServer aws = new StubServer((exchange, request) -> {
            throw new java.io.IOException("the server drops the connection");
        })) {
            AwsException failure = catchThrowableOfType(
                    AwsException.class,
                    () -> client(aws.awsEnvironment())
                            .post(AwsService.LAMBDA, "Op", "/", Map.of(), new byte[] {1}, SOON));

            assertThat(failure.retriable()).isTrue();
            assertThat(aws.received()).hasSize(1);
        }
    }

    @Test
    void an_error_page_of_something_in_between_gives_the_status_and_not_its_text() throws Exception {
        try (StubServer aws = StubServer.answering(502, "<html>internal host name 10.0.0.7</html>")) {
            assertThatThrownBy(() -> get(aws.awsEnvironment()))
                    .hasMessage("Secrets Manager Op: no error code (HTTP 502)");
        }
    }
}
