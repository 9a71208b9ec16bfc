package dataactions.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dataactions.testkit.StubServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SecretReaderTest {
    private static final String VALUE = "{\"SecretString\":\"{\\\"token\\\":\\\"s3cret-v4lue\\\"}\",\"Name\":\"n\"}";
    private final List<Duration> pauses = new ArrayList<>();

    private SecretReader reader(Map<String, String> env) {
        return new SecretReader(AwsClient.fromEnvironment(env), pauses::add);
    }

    @Test
    void the_current_text_is_read_by_one_signed_post() throws Exception {
        try (StubServer aws = StubServer.answering(200, VALUE)) {
            Map<String, String> env = aws.awsEnvironment();

            String secret = reader(env).read("arn:aws:secretsmanager:eu-west-1:1:secret:x-Ab");

            assertThat(secret).isEqualTo("{\"token\":\"s3cret-v4lue\"}");
            assertThat(aws.received()).hasSize(1);
            StubServer.Received request = aws.received().get(0);
            assertThat(request.method()).isEqualTo("POST");
            assertThat(request.target()).isEqualTo("/");
            assertThat(request.headers())
                    .containsEntry("x-amz-target", "secretsmanager.GetSecretValue")
                    .containsEntry("content-type", "application/x-amz-json-1.1");
            assertThat(request.text())
                    .isEqualTo("{\"SecretId\":\"arn:aws:secretsmanager:eu-west-1:1:secret:x-Ab\","
                            + "\"VersionStage\":\"AWSCURRENT\"}");
            assertThat(SignatureV4.holds(
                            request, "AKIDEXAMPLE", env.get("AWS_SECRET_ACCESS_KEY"), "eu-west-1", "secretsmanager"))
                    .isTrue();
            assertThat(SignatureV4.holds(request, "AKIDEXAMPLE", "another key", "eu-west-1", "secretsmanager"))
                    .isFalse();
        }
    }

    @Test
    void another_stage_can_be_asked_for() throws Exception {
        try (StubServer aws = StubServer.answering(200, VALUE)) {
            reader(aws.awsEnvironment()).read("x", "AWSPENDING");

            assertThat(aws.received().get(0).text()).contains("\"VersionStage\":\"AWSPENDING\"");
        }
    }

    @Test
    void a_missing_secret_is_named_and_not_asked_for_again() throws Exception {
        try (StubServer aws = StubServer.answering(
                400, "{\"__type\":\"ResourceNotFoundException\",\"Message\":\"Secrets Manager can't find it.\"}")) {
            AwsException failure = catchThrowableOfType(
                    AwsException.class, () -> reader(aws.awsEnvironment()).read("caller"));

            assertThat(failure)
                    .hasMessage(
                            "Secrets Manager GetSecretValue: ResourceNotFoundException (HTTP 400). Check the name or"
                                    + " ARN, the account and the region. [secret caller]");
            assertThat(failure.retriable()).isFalse();
            assertThat(failure.isAbsent()).isTrue();
            assertThat(aws.received()).hasSize(1);
        }
    }

    @Test
    void a_version_tells_when_it_was_created_and_does_not_show_its_value() throws Exception {
        try (StubServer aws = StubServer.answering(200, "{\"SecretString\":\"s3cret\",\"CreatedDate\":1.7E9}")) {
            SecretVersion version = reader(aws.awsEnvironment()).version("x", "AWSCURRENT");

            assertThat(version.created()).isEqualTo(Instant.ofEpochSecond(1_700_000_000L));
            assertThat(version.toString()).doesNotContain("s3cret");
        }
    }

    @Test
    void a_refusal_says_which_permission_is_missing() throws Exception {
        try (StubServer aws = StubServer.answering(
                400, "{\"__type\":\"com.amazonaws.x#AccessDeniedException\",\"Message\":\"no\"}")) {
            assertThatThrownBy(() -> reader(aws.awsEnvironment()).read("caller"))
                    .isInstanceOf(AwsException.class)
                    .hasMessageContaining("AccessDeniedException (HTTP 400)")
                    .hasMessageContaining("Allow secretsmanager:GetSecretValue on it");
        }
    }

    @Test
    void throttling_and_5xx_are_tried_three_times_in_all() throws Exception {
        try (StubServer aws = StubServer.answering(
                400, "{\"__type\":\"ThrottlingException\"}", 503, "<html>busy</html>", 200, VALUE)) {
            assertThat(reader(aws.awsEnvironment()).read("caller")).contains("s3cret-v4lue");
            assertThat(aws.received()).hasSize(3);
            assertThat(pauses).containsExactly(Duration.ofMillis(150), Duration.ofMillis(300));
        }
        try (StubServer aws = StubServer.answering(500, "")) {
            AwsException failure = catchThrowableOfType(
                    AwsException.class, () -> reader(aws.awsEnvironment()).read("caller"));

            assertThat(failure.retriable()).isTrue();
            assertThat(aws.received()).hasSize(3);
        }
    }

    @Test
    void a_binary_secret_is_refused_with_what_was_expected() throws Exception {
        try (StubServer aws = StubServer.answering(200, "{\"SecretBinary\":\"AAAA\"}")) {
            assertThatThrownBy(() -> reader(aws.awsEnvironment()).read("caller"))
                    .hasMessageContaining("expected a secret with a text value, not a binary one");
        }
    }

    @Test
    void no_message_or_cause_holds_a_secret_or_a_key() throws Exception {
        // An answer cut off inside the value: a parser's message would quote it.
        try (StubServer aws = StubServer.answering(200, "{\"SecretString\":\"s3cret-v4lue")) {
            Throwable failure = catchThrowableOfType(
                    AwsException.class, () -> reader(aws.awsEnvironment()).read("caller"));

            for (Throwable t = failure; t != null; t = t.getCause()) {
                assertThat(String.valueOf(t)).doesNotContain("s3cret", "wJalr");
            }
        }
        assertThat(new AwsKeys("AKID", "wJalr", "session-token", null).toString())
                .contains("AKID")
                .doesNotContain("wJalr", "session-token");
    }

    @Test
    void a_refused_connection_is_retriable_and_says_where() throws Exception {
        StubServer gone = StubServer.answering(200, VALUE);
        Map<String, String> env = gone.awsEnvironment();
        gone.close();

        AwsException failure =
                catchThrowableOfType(AwsException.class, () -> reader(env).read("caller"));

        assertThat(failure.retriable()).isTrue();
        assertThat(failure).hasMessageContaining("no answer from " + env.get("AWS_ENDPOINT_URL"));
        assertThat(pauses).hasSize(2);
    }

    @Test
    void an_interrupt_during_the_pause_ends_the_tries_and_is_kept() throws IOException {
        try (StubServer aws = StubServer.answering(500, "")) {
            SecretReader reader = new SecretReader(AwsClient.fromEnvironment(aws.awsEnvironment()), pause -> {
                throw new InterruptedException();
            });

            assertThatThrownBy(() -> reader.read("caller")).hasMessageContaining("interrupted");
            assertThat(Thread.interrupted()).isTrue();
            assertThat(aws.received()).hasSize(1);
        }
    }

    @Test
    void the_request_is_json_whatever_the_name_holds() throws Exception {
        try (StubServer aws = StubServer.answering(200, VALUE)) {
            reader(aws.awsEnvironment()).read("a\"b\\ü");

            assertThat(aws.received().get(0).body())
                    .isEqualTo("{\"SecretId\":\"a\\\"b\\\\ü\",\"VersionStage\":\"AWSCURRENT\"}"
                            .getBytes(StandardCharsets.UTF_8));
        }
    }
}
