package dataactions.sandbox.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dataactions.sandbox.aws.account.Account;
import dataactions.sandbox.aws.account.LambdaFunction;
import dataactions.sandbox.aws.endpoints.AwsEndpoints;
import dataactions.sandbox.aws.endpoints.Stacks;
import dataactions.sandbox.lambda.AssetFolder;
import dataactions.sandbox.lambda.InProcessRuntime;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Lambda's invocation type Event, by plain HTTP. */
class AsynchronousInvocationTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String WORKER = "arn:aws:lambda:eu-west-1:000000000000:function:worker";
    private static final String FAILURES = "arn:aws:lambda:eu-west-1:000000000000:function:failures";

    private volatile Instant now = Instant.parse("2026-01-01T00:00:00.250Z");
    private final Account account = new Account(Account.Content.EMPTY, () -> now);
    /** What each function got: its request id and its event. */
    private final BlockingQueue<String> worked = new LinkedBlockingQueue<>();

    private final BlockingQueue<JsonNode> failures = new LinkedBlockingQueue<>();
    private final Semaphore mayEnd = new Semaphore(0);
    private Lambda lambda;
    private AwsEndpoints endpoints;

    @BeforeEach
    void open() throws Exception {
        InProcessRuntime runtime = new InProcessRuntime(
                Map.of(
                        "it.Worker", version -> (RequestStreamHandler) this::work,
                        "it.Failures", version -> (in, out, context) -> failures.add(JSON.readTree(in))),
                () -> now);
        lambda = new Lambda(
                account,
                new AssetFolder(Path.of("none")),
                runtime,
                environment -> environment,
                () -> now,
                task -> new Thread(task).start());
        LambdaFunction.Configuration worker =
                new LambdaFunction.Configuration("it.Worker::handleRequest", "code", 128, 3, Map.of());
        account.put(LambdaFunction.of("worker", WORKER, worker)
                .withVersion("1", worker)
                .withVersion("2", worker)
                .withAlias("live", "1"));
        account.put(LambdaFunction.of(
                "failures",
                FAILURES,
                new LambdaFunction.Configuration("it.Failures::handleRequest", "code", 128, 3, Map.of())));
        endpoints = new AwsEndpoints(
                account, new SecretsManager(account, () -> now), lambda, id -> Optional.empty(), new Stacks() {
                    @Override
                    public Optional<String> status(String id) {
                        return Optional.empty();
                    }

                    @Override
                    public void protect(String id, boolean on) {
                        throw new IllegalArgumentException(id);
                    }
                });
    }

    @AfterEach
    void close() {
        mayEnd.release(1000);
        endpoints.close();
    }

    private void work(InputStream in, OutputStream out, Context context) throws IOException {
        JsonNode event = JSON.readTree(in);
        worked.add(context.getAwsRequestId() + " " + event);
        if (event.path("do").asText().equals("fail")) {
            throw new IllegalStateException("failed on purpose");
        }
        if (event.path("do").asText().equals("wait")) {
            mayEnd.acquireUninterruptibly();
        }
        out.write("\"done\"".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void an_event_is_accepted_at_once_with_an_empty_answer_and_runs_later() throws Exception {
        HttpResponse<String> answer = send("worker", "{\"do\":\"wait\"}");

        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.body()).isEmpty();
        String requestId = answer.headers().firstValue("x-amzn-RequestId").orElseThrow();
        assertThat(worked.poll(10, TimeUnit.SECONDS)).isEqualTo(requestId + " {\"do\":\"wait\"}");
    }

    @Test
    void a_failed_event_is_tried_twice_again_with_the_same_request_id() throws Exception {
        String requestId = send("worker", "{\"do\":\"fail\"}")
                .headers()
                .firstValue("x-amzn-RequestId")
                .orElseThrow();
        end();

        assertThat(worked).hasSize(3).allMatch(each -> each.startsWith(requestId));
        assertThat(failures).isEmpty();
    }

    @Test
    void the_function_for_failures_gets_the_documented_record() throws Exception {
        account.change("worker", it -> it.withEvents("live", new LambdaFunction.EventInvokeConfig(1, 60, FAILURES)));
        String requestId = send(WORKER + ":live", "{\"do\":\"fail\"}")
                .headers()
                .firstValue("x-amzn-RequestId")
                .orElseThrow();
        end();

        assertThat(worked).hasSize(2);
        assertThat(failures.take()).isEqualTo(JSON.readTree("""
                {"version": "1.0", "timestamp": "2026-01-01T00:00:00.250Z",
                 "requestContext": {"requestId": "%s", "functionArn": "%s:live",
                   "condition": "RetriesExhausted", "approximateInvokeCount": 2},
                 "requestPayload": {"do": "fail"},
                 "responseContext": {"statusCode": 200, "executedVersion": "1", "functionError": "Unhandled"},
                 "responsePayload": {"errorType": "java.lang.IllegalStateException", "errorMessage": "failed on purpose"}}
                """.formatted(requestId, WORKER)));
    }

    @Test
    void the_configuration_is_the_qualifiers_own() throws Exception {
        account.change("worker", it -> it.withEvents("2", new LambdaFunction.EventInvokeConfig(0, 60, FAILURES)));

        send(WORKER + ":2", "{\"do\":\"fail\"}");
        end();
        assertThat(worked).hasSize(1);
        JsonNode context = failures.take().path("requestContext");
        assertThat(context.path("functionArn").asText()).isEqualTo(WORKER + ":2");

        send("worker", "{\"do\":\"fail\"}");
        end();
        assertThat(worked).as("$LATEST has none").hasSize(4);
        assertThat(failures).isEmpty();
    }

    @Test
    void reserved_concurrency_counts_all_versions_and_refuses_a_synchronous_invocation() throws Exception {
        account.change("worker", it -> it.withReservedConcurrency(1));
        send(WORKER + ":1", "{\"do\":\"wait\"}");
        worked.take();

        HttpResponse<String> refused = invoke("RequestResponse", WORKER + ":2", "{}");
        mayEnd.release();
        end();

        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.body()).contains("TooManyRequestsException", "Rate Exceeded");
        assertThat(invoke("RequestResponse", WORKER + ":2", "{}").statusCode()).isEqualTo(200);
    }

    @Test
    void throttled_events_wait_and_all_of_them_run() throws Exception {
        account.change("worker", it -> it.withReservedConcurrency(2));
        for (int i = 0; i < 50; i++) {
            send("worker", "{\"do\":\"wait\",\"number\":" + i + "}");
        }
        Set<String> seen = new HashSet<>(List.of(worked.take(), worked.take()));
        assertThat(worked.poll(250, TimeUnit.MILLISECONDS)).as("two at once").isNull();

        mayEnd.release(50);
        end();

        seen.addAll(worked);
        assertThat(seen).hasSize(50);
        assertThat(worked).hasSize(48);
    }

    @Test
    void a_throttled_event_that_gets_too_old_is_discarded_without_a_run() throws Exception {
        account.change(
                "worker",
                it -> it.withReservedConcurrency(1)
                        .withEvents("$LATEST", new LambdaFunction.EventInvokeConfig(0, 60, FAILURES)));
        send("worker", "{\"do\":\"wait\"}");
        worked.take();
        send("worker", "{\"number\":2}");
        now = now.plusSeconds(60);
        assertThat(failures.poll(300, TimeUnit.MILLISECONDS))
                .as("60 s are not too old")
                .isNull();
        now = now.plusMillis(1);

        JsonNode failure = failures.poll(10, TimeUnit.SECONDS);

        assertThat(failure.path("requestContext").path("condition").asText()).isEqualTo("EventAgeExceeded");
        assertThat(failure.path("requestContext").path("approximateInvokeCount").asInt())
                .isZero();
        assertThat(failure.path("requestPayload")).hasToString("{\"number\":2}");
        assertThat(failure.has("responseContext") || failure.has("responsePayload"))
                .isFalse();
        mayEnd.release();
        end();
        assertThat(worked).isEmpty();
    }

    @Test
    void a_function_that_may_never_run_sends_its_events_to_the_failures_at_once() throws Exception {
        account.change(
                "worker",
                it -> it.withReservedConcurrency(0)
                        .withEvents("$LATEST", new LambdaFunction.EventInvokeConfig(2, 60, FAILURES)));
        assertThat(send("worker", "{}").statusCode()).isEqualTo(202);
        end();

        assertThat(failures.take()
                        .path("requestContext")
                        .path("approximateInvokeCount")
                        .asInt())
                .isZero();
        assertThat(worked).isEmpty();
    }

    @Test
    void an_event_of_a_function_that_is_deleted_meanwhile_is_dropped() throws Exception {
        account.change(
                "worker",
                it -> it.withReservedConcurrency(1)
                        .withEvents("$LATEST", new LambdaFunction.EventInvokeConfig(0, 60, FAILURES)));
        send("worker", "{\"do\":\"wait\"}");
        worked.take();
        send("worker", "{\"number\":2}");
        account.removeFunction("worker");
        mayEnd.release();
        end();

        assertThat(worked).isEmpty();
        assertThat(failures).isEmpty();
    }

    @Test
    void what_lambda_refuses_is_not_queued() throws Exception {
        String limit = "\"" + "x".repeat(1024 * 1024 - 2) + "\"";

        assertThat(send("nobody", "{}").statusCode()).isEqualTo(404);
        assertThat(send(WORKER + ":9", "{}").statusCode()).isEqualTo(404);
        assertThat(send("worker", "{").body()).contains("InvalidRequestContentException");
        assertThat(send("worker", "{} {}").statusCode()).isEqualTo(400);
        assertThat(send("worker", limit.replaceFirst("x", "xx")).statusCode()).isEqualTo(413);
        assertThat(invoke("DryRun", "worker", "{}").body()).contains("InvalidParameterValueException");
        assertThat(invoke("", "worker", "{}").body()).contains("InvalidParameterValueException");
        end();
        assertThat(worked).isEmpty();

        assertThat(send("worker", limit).statusCode()).isEqualTo(202);
        end();
        assertThat(worked).hasSize(1);
    }

    @Test
    void the_next_events_are_lost_or_delivered_twice() throws Exception {
        lambda.faults().drop(1);
        lambda.faults().duplicate(1);

        assertThat(send("worker", "{\"number\":1}").statusCode()).isEqualTo(202);
        send("worker", "{\"number\":2}");
        send("worker", "{\"number\":3}");
        end();

        List<String> numbers = new ArrayList<>();
        worked.forEach(each -> numbers.add(each.substring(each.indexOf(' ') + 1)));
        assertThat(numbers).containsExactlyInAnyOrder("{\"number\":2}", "{\"number\":2}", "{\"number\":3}");
    }

    @Test
    void waiting_has_a_bound_and_says_so_after_two_seconds() throws Exception {
        send("worker", "{\"do\":\"wait\"}");
        List<String> lines = new ArrayList<>();

        assertThat(lambda.awaitEvents(Duration.ofMillis(2500), lines::add)).isEqualTo(1);
        assertThat(lines).containsExactly("Waiting up to 2 s for asynchronous invocations: 1 left.");
        mayEnd.release();
        assertThat(lambda.awaitEvents(Duration.ofSeconds(10), lines::add)).isZero();
    }

    @Test
    void an_event_of_another_service_is_not_waited_for() throws Exception {
        CompletableFuture<?> ended = lambda.invokeLater("worker", "{\"do\":\"wait\"}".getBytes(StandardCharsets.UTF_8));
        worked.take();

        assertThat(lambda.awaitEvents(Duration.ofSeconds(10), line -> {})).isZero();
        assertThat(ended).isNotDone();
    }

    private void end() {
        assertThat(lambda.awaitEvents(Duration.ofSeconds(20), line -> {})).isZero();
    }

    private HttpResponse<String> send(String function, String event) throws Exception {
        return invoke("Event", function, event);
    }

    private HttpResponse<String> invoke(String type, String function, String event) throws Exception {
        String name = java.net.URLEncoder.encode(function, StandardCharsets.UTF_8);
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(
                                        endpoints.origin().resolve("/2015-03-31/functions/" + name + "/invocations"))
                                .header(
                                        "Authorization",
                                        "AWS4-HMAC-SHA256 Credential=A/20260101/eu-west-1/lambda/aws4_request,"
                                                + " SignedHeaders=host, Signature=0")
                                .header("X-Amz-Invocation-Type", type)
                                .POST(HttpRequest.BodyPublishers.ofString(event))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }
}
