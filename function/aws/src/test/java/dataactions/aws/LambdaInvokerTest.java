package dataactions.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dataactions.testkit.StubServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LambdaInvokerTest {
    private static final Duration SOON = Duration.ofSeconds(40);
    private static final String ARN = "arn:aws:lambda:eu-west-1:000000000000:function:dev-Function:7";

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void a_version_is_invoked_by_its_qualified_arn_with_a_signature_that_holds() throws Exception {
        try (StubServer aws = StubServer.answering(200, "{\"status\":\"success\"}")) {
            LambdaInvoker.Invocation answer = new LambdaInvoker(AwsClient.fromEnvironment(aws.awsEnvironment()))
                    .invoke(ARN, utf8("{\"a\":1}"), SOON);

            assertThat(answer.functionError()).isNull();
            assertThat(answer.payload()).isEqualTo(utf8("{\"status\":\"success\"}"));
            StubServer.Received request = aws.received().get(0);
            assertThat(request.target())
                    .isEqualTo("/2015-03-31/functions/arn%3Aaws%3Alambda%3Aeu-west-1%3A000000000000%3Afunction"
                            + "%3Adev-Function%3A7/invocations");
            assertThat(request.text()).isEqualTo("{\"a\":1}");
            assertThat(SignatureV4.holds(
                            request,
                            "AKIDEXAMPLE",
                            aws.awsEnvironment().get("AWS_SECRET_ACCESS_KEY"),
                            "eu-west-1",
                            "lambda"))
                    .isTrue();
        }
    }

    @Test
    void a_qualifier_can_stand_beside_the_name() throws Exception {
        try (StubServer aws = StubServer.answering(200, "{}")) {
            new LambdaInvoker(AwsClient.fromEnvironment(aws.awsEnvironment())).invoke("f", "live", utf8("{}"), SOON);

            StubServer.Received request = aws.received().get(0);
            assertThat(request.target()).isEqualTo("/2015-03-31/functions/f/invocations?Qualifier=live");
            assertThat(SignatureV4.holds(
                            request,
                            "AKIDEXAMPLE",
                            aws.awsEnvironment().get("AWS_SECRET_ACCESS_KEY"),
                            "eu-west-1",
                            "lambda"))
                    .isTrue();
        }
    }

    @Test
    void what_the_function_threw_is_told_apart_from_what_it_returned() throws Exception {
        try (StubServer aws = new StubServer((exchange, request) -> StubServer.reply(
                exchange,
                200,
                Map.of("X-Amz-Function-Error", "Unhandled"),
                "{\"errorMessage\":\"boom\",\"errorType\":\"X\"}"))) {
            LambdaInvoker.Invocation answer =
                    new LambdaInvoker(AwsClient.fromEnvironment(aws.awsEnvironment())).invoke("f", utf8("{}"), SOON);

            assertThat(answer.functionError()).isEqualTo("Unhandled");
            assertThat(new String(answer.payload(), StandardCharsets.UTF_8)).contains("boom");
        }
    }

    @Test
    void throttling_is_reported_and_left_to_the_caller_since_a_function_may_not_be_safe_to_repeat() throws Exception {
        try (StubServer aws = new StubServer((exchange, request) -> StubServer.reply(
                exchange,
                429,
                Map.of("x-amzn-ErrorType", "TooManyRequestsException:http://internal.amazon.com/coral/"),
                "{\"Type\":\"User\",\"message\":\"Rate Exceeded.\"}"))) {
            AwsException failure = catchThrowableOfType(
                    AwsException.class,
                    () -> new LambdaInvoker(AwsClient.fromEnvironment(aws.awsEnvironment()))
                            .invoke("f", utf8("{}"), SOON));

            assertThat(failure).hasMessage("Lambda Invoke of f: TooManyRequestsException (HTTP 429): Rate Exceeded.");
            assertThat(failure.retriable()).isTrue();
            assertThat(aws.received()).hasSize(1);
        }
    }
}
