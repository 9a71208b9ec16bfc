package dataactions.handler;

import static dataactions.handler.Fixtures.object;
import static dataactions.handler.Fixtures.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dataactions.aws.AwsException;
import dataactions.aws.SecretVersion;
import dataactions.definition.CompiledActions;
import dataactions.definition.envelope.ErrorCode;
import dataactions.definition.run.UpstreamRequest;
import dataactions.definition.template.UpstreamResponse;
import dataactions.definition.upstream.Upstream;
import dataactions.definition.value.Json;
import dataactions.handler.upstream.UpstreamClient;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DataActionHandlerTest {
    private static final String TUTORIAL =
            "{\"actionName\":\"FetchUser\",\"requestId\":\"req-123456\",\"data\":{\"userId\":1}}";
    private static final String LEANNE = "{\"id\":1,\"name\":\"Leanne Graham\",\"email\":\"Sincere@april.biz\","
            + "\"company\":{\"name\":\"Romaguera-Crona\"},\"website\":\"hildegard.org\"}";
    private static final String UPSTREAMS = "{\"users\":{\"url\":\"https://users.example.com/api\"},"
            + "\"orders\":{\"url\":\"https://orders.example.com\",\"timeout\":\"700ms\"}}";

    /** An upstream without a network: it remembers what it was asked and answers what the test says. */
    private static final class FakeUpstream implements UpstreamClient {
        final List<UpstreamRequest> requests = Collections.synchronizedList(new ArrayList<>());
        final List<Upstream> upstreams = Collections.synchronizedList(new ArrayList<>());
        final List<Duration> timeouts = Collections.synchronizedList(new ArrayList<>());
        final List<Call> calls = Collections.synchronizedList(new ArrayList<>());
        Function<Call, CallResult> answer = call -> json(200, LEANNE);
        boolean isSound = true;

        @Override
        public boolean isSound() {
            return isSound;
        }

        @Override
        public CallResult send(Call call) {
            calls.add(call);
            upstreams.add(call.upstream());
            requests.add(call.request());
            timeouts.add(call.timeout());
            return answer.apply(call);
        }
    }

    private final FakeUpstream upstream = new FakeUpstream();
    private final List<String> log = new ArrayList<>();
    private final AtomicInteger secretReads = new AtomicInteger();
    private Function<String, String> secrets = id -> "{\"token\":\"right\"}";
    private Map<String, String> env = Map.of("UPSTREAMS", UPSTREAMS, "CALLER_SECRET_ARN", "arn:secret");
    private Callable<CompiledActions> actions = Fixtures::actions;
    private long nanos;
    private int remainingMillis = 12_000;

    private DataActionHandler handler() {
        return new DataActionHandler(
                env,
                actions,
                () -> Instant.EPOCH,
                () -> nanos,
                (id, stage) -> {
                    secretReads.incrementAndGet();
                    if (!stage.equals("AWSCURRENT")) {
                        throw new AwsException("no such stage", false, true, null);
                    }
                    return new SecretVersion(secrets.apply(id), null);
                },
                upstream,
                log::add,
                false);
    }

    private static UpstreamClient.CallResult json(int status, String body) {
        return new UpstreamClient.Answered(
                new UpstreamResponse(status, Map.of(), body == null ? null : object(utf8(body))),
                new UpstreamClient.Traffic(status, 1, 200));
    }

    private Map<String, Object> invoke(String event) {
        return invoke(handler(), event);
    }

    private Map<String, Object> invoke(DataActionHandler handler, String event) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            handler.handleRequest(new ByteArrayInputStream(utf8(event)), out, Fixtures.context(remainingMillis));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return object(out.toByteArray());
    }

    /** What a fault at the bare door carries. */
    private Map<String, Object> fault(String event) {
        DataActionFault fault = catchThrowableOfType(DataActionFault.class, () -> invoke(event));
        assertThat(fault).as("a fault is thrown").isNotNull();
        assertThat(fault.getStackTrace()).isEmpty();
        assertThat(fault.getCause()).isNull();
        return object(utf8(fault.getMessage()));
    }

    private static String urlEvent(String token, String body, boolean base64) {
        Map<String, Object> headers = new LinkedHashMap<>();
        headers.put("content-type", "application/json");
        headers.put("inin-correlation-id", "corr-1");
        if (token != null) {
            headers.put("data-action-token", token);
        }
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("version", "2.0");
        event.put("rawPath", "/");
        event.put("headers", headers);
        event.put("requestContext", Map.of("http", Map.of("method", "POST", "path", "/")));
        event.put("body", body);
        event.put("isBase64Encoded", base64);
        return Json.writeString(event);
    }

    private record HttpAnswer(int status, Map<String, Object> body) {}

    private HttpAnswer call(String event) {
        return call(handler(), event);
    }

    private HttpAnswer call(DataActionHandler handler, String event) {
        Map<String, Object> response = invoke(handler, event);
        assertThat(response)
                .containsOnlyKeys("statusCode", "headers", "body", "isBase64Encoded")
                .containsEntry("headers", Map.of("Content-Type", "application/json"))
                .containsEntry("isBase64Encoded", false);
        return new HttpAnswer(
                ((Long) response.get("statusCode")).intValue(), object(utf8((String) response.get("body"))));
    }

    private HttpAnswer callWithToken(String body) {
        return call(urlEvent("right", body, false));
    }

    private static Map<String, Object> leanne() {
        return Map.of(
                "name", "Leanne Graham",
                "email", "Sincere@april.biz",
                "companyName", "Romaguera-Crona",
                "website", "hildegard.org",
                "isValidUser", true);
    }

    // ---- what works

    @Test
    void lambda_finds_the_handler_under_its_pinned_name() throws Exception {
        Class<?> type = Class.forName("dataactions.handler.DataActionHandler");
        assertThat(RequestStreamHandler.class).isAssignableFrom(type);
        assertThat(Modifier.isPublic(type.getConstructor().getModifiers())).isTrue();
    }

    @Test
    void the_tutorials_event_works_as_it_stands() {
        Map<String, Object> answer = invoke(TUTORIAL);

        assertThat(answer).isEqualTo(Map.of("status", "success", "data", leanne(), "requestId", "req-123456"));
        assertThat(upstream.requests.get(0).method()).isEqualTo("GET");
        assertThat(upstream.requests.get(0).pathAndQuery()).isEqualTo("/users/1");
    }

    @Test
    void the_same_works_at_the_function_url_with_the_callers_token() {
        HttpAnswer answer = callWithToken(TUTORIAL);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(Map.of("status", "success", "data", leanne(), "requestId", "req-123456"));
    }

    @Test
    void the_schedule_that_keeps_a_version_awake_gets_an_answer_without_any_call_secret_or_metric() {
        env = Map.of(
                "UPSTREAMS",
                UPSTREAMS,
                "CALLER_SECRET_ARN",
                "arn:secret",
                "METRICS_NAMESPACE",
                "DataActions",
                "AWS_LAMBDA_FUNCTION_NAME",
                "dev-function");

        assertThat(invoke("{\"keepAwake\":true}")).isEmpty();

        assertThat(upstream.calls).isEmpty();
        assertThat(secretReads).hasValue(0);
        assertThat(log).hasSize(1);
        assertThat(object(utf8(log.get(0))))
                .isEqualTo(Map.of(
                        "level",
                        "INFO",
                        "lambdaRequestId",
                        "aws-request-1",
                        "detail",
                        "kept awake by the schedule; no action was called"));
    }

    @Test
    void the_schedule_gets_no_fault_from_a_function_whose_configuration_is_invalid() {
        env = Map.of("UPSTREAMS", "no JSON");
        assertThat(fault(TUTORIAL)).containsEntry("errorCode", "INTERNAL");

        assertThat(invoke("{\"keepAwake\":true}")).isEmpty();
    }

    @Test
    void at_the_function_url_the_schedules_event_is_a_request_like_any_other() {
        String event = "{\"keepAwake\":true}";

        assertThat(call(urlEvent(null, event, false)).status()).isEqualTo(401);
        HttpAnswer known = callWithToken(event);
        assertThat(known.status()).isEqualTo(400);
        assertThat(known.body()).containsEntry("errorCode", "MALFORMED_REQUEST");
        // The root of the event at the URL is AWS's. A caller who could add to it would still be at the URL.
        String root = urlEvent(null, event, false).replaceFirst("\\{", "{\"keepAwake\":true,");
        assertThat(call(root).status()).isEqualTo(401);
        assertThat(invoke("{\"keepAwake\":true,\"requestContext\":{}}")).containsEntry("statusCode", 401L);
        assertThat(log).noneMatch(line -> line.contains("kept awake"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"keepAwake\":false}",
                "{\"keepAwake\":\"true\"}",
                "{\"keepAwake\":null}",
                "{\"KeepAwake\":true}",
                "{\"keepAwake\":true,\"data\":{}}",
                "[\"keepAwake\"]",
                "\"keepAwake\"",
                "{}"
            })
    void only_the_exact_event_is_the_schedules(String event) {
        assertThat(fault(event)).containsEntry("errorCode", "MALFORMED_REQUEST");
    }

    @Test
    void a_call_that_also_says_keepAwake_is_a_call() {
        assertThat(invoke(TUTORIAL.replaceFirst("\\{", "{\"keepAwake\":true,"))).containsEntry("status", "success");
        assertThat(upstream.calls).hasSize(1);
    }

    @Test
    void a_base64_body_is_the_same_body() {
        String base64 = Base64.getEncoder().encodeToString(utf8(TUTORIAL));

        assertThat(call(urlEvent("right", base64, true)).body()).containsEntry("status", "success");
        HttpAnswer broken = call(urlEvent("right", "%%%", true));
        assertThat(broken.status()).isEqualTo(400);
        assertThat(broken.body()).containsEntry("errorCode", "MALFORMED_REQUEST");
    }

    @Test
    void the_request_id_falls_back_to_the_correlation_id_and_then_to_lambdas_own() {
        String body = "{\"actionName\":\"FetchUser\",\"data\":{\"userId\":1}}";

        assertThat(callWithToken(body).body()).containsEntry("requestId", "corr-1");
        assertThat(invoke(body)).containsEntry("requestId", "aws-request-1");
        assertThat(callWithToken(body).body()).containsEntry("requestId", "corr-1");
    }

    @Test
    void a_correlation_id_that_could_break_a_header_is_not_used() {
        String event = urlEvent("right", "{\"actionName\":\"FetchUser\",\"data\":{\"userId\":1}}", false)
                .replace("corr-1", "a\\r\\nb");

        assertThat(call(event).body()).containsEntry("requestId", "aws-request-1");
    }

    @Test
    void an_older_contract_is_called_by_its_number() {
        upstream.answer = call -> json(200, "{\"total\":12.50}");

        Map<String, Object> answer = invoke(
                "{\"actionName\":\"FindOrder\",\"contract\":2,\"requestId\":\"r\",\"data\":{\"orderId\":\"x\"}}");

        assertThat(answer).containsEntry("status", "success");
        assertThat(upstream.upstreams.get(0).name()).isEqualTo("orders");
        assertThat(upstream.requests.get(0).headers()).containsEntry("X-Request-Id", "r");
    }

    // ---- the caller secret

    @ParameterizedTest
    @ValueSource(strings = {"wrong", "", "righ", "right "})
    void a_wrong_token_is_refused_before_the_body_is_looked_at(String token) {
        HttpAnswer answer = call(urlEvent(token, "{ this is not JSON", false));

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.body())
                .containsEntry("status", "error")
                .containsEntry("errorCode", "UNAUTHORIZED")
                .containsEntry("data", Map.of());
        assertThat(upstream.requests).isEmpty();
    }

    @Test
    void a_missing_token_is_refused_without_reading_the_secret() {
        assertThat(call(urlEvent(null, TUTORIAL, false)).status()).isEqualTo(401);
        assertThat(secretReads).hasValue(0);
    }

    @Test
    void without_a_secret_of_its_own_the_url_is_closed_and_the_bare_door_open() {
        env = Map.of("UPSTREAMS", UPSTREAMS);

        assertThat(call(urlEvent("right", TUTORIAL, false)).status()).isEqualTo(401);
        assertThat(log.get(0)).contains("CALLER_SECRET_ARN is not set");
        assertThat(invoke(TUTORIAL)).containsEntry("status", "success");
    }

    @Test
    void an_http_event_of_another_format_needs_the_token_too_and_is_then_malformed() {
        String v1 = "{\"httpMethod\":\"POST\",\"headers\":{%s},\"requestContext\":{},\"body\":\"{}\","
                + "\"actionName\":\"FetchUser\",\"data\":{\"userId\":1}}";

        assertThat(call(v1.formatted("")).status()).isEqualTo(401);
        assertThat(call(v1.formatted("\"Data-Action-Token\":\"right\"")).body())
                .containsEntry("errorCode", "MALFORMED_REQUEST");
        assertThat(upstream.requests).isEmpty();
    }

    @Test
    void a_secret_that_cannot_be_read_is_internal_and_the_log_says_why() {
        secrets = id -> {
            throw new AwsException("Secrets Manager GetSecretValue: AccessDeniedException (HTTP 400)", false, null);
        };

        HttpAnswer answer = callWithToken(TUTORIAL);

        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.body()).containsEntry("errorCode", "INTERNAL");
        assertThat(answer.body().get("error")).asString().doesNotContain("AccessDenied");
        assertThat(log).singleElement().asString().contains("AccessDeniedException", "\"level\":\"ERROR\"");
    }

    // ---- bad requests

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"actionName\":\"FetchUser\"} | data is missing",
                "{\"actionName\":\"FetchUser\",\"data\":[]} | data is not an object",
                "{\"data\":{}} | actionName is missing",
                "{\"actionName\":\"FetchUser\",\"contract\":\"1\",\"data\":{}} | contract is not a whole number from 1",
                "[] | the request is",
                "{\"actionName\": | the body: JSON cut off",
                "{} {} | the body: more text after the end",
                "<xml/> | the body: not JSON"
            })
    void what_is_not_the_envelope_is_malformed(String body, String message) {
        HttpAnswer answer = callWithToken(body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).containsEntry("errorCode", "MALFORMED_REQUEST");
        assertThat(answer.body().get("error")).asString().startsWith(message).contains("expected {\"actionName\"");
        assertThat(answer.body().get("requestId")).isEqualTo("corr-1");
        assertThat(upstream.requests).isEmpty();
    }

    @Test
    void a_request_without_a_body_is_malformed() {
        String get = urlEvent("right", "", false).replace("\"body\":\"\",", "");

        assertThat(call(get).body()).containsEntry("errorCode", "MALFORMED_REQUEST");
    }

    @Test
    void missing_data_at_the_bare_door_is_thrown_with_the_envelope_as_message() {
        assertThat(fault("{\"actionName\":\"FetchUser\",\"requestId\":\"r-1\"}"))
                .containsEntry("status", "error")
                .containsEntry("errorCode", "MALFORMED_REQUEST")
                .containsEntry("requestId", "r-1");
    }

    @Test
    void a_missing_input_is_an_outcome_and_named() {
        for (String data : List.of("{}", "{\"userId\":null}")) {
            Map<String, Object> answer =
                    invoke("{\"actionName\":\"FetchUser\",\"requestId\":\"r\",\"data\":" + data + "}");

            assertThat(answer).containsEntry("status", "error").containsEntry("errorCode", "INVALID_INPUT");
            assertThat(answer.get("error")).asString().contains("userId");
            assertThat(callWithToken("{\"actionName\":\"FetchUser\",\"data\":" + data + "}")
                            .status())
                    .isEqualTo(200);
        }
        assertThat(upstream.requests).isEmpty();
    }

    @Test
    void an_unknown_action_or_contract_is_a_fault_that_names_those_in_service() {
        Map<String, Object> unknown = fault("{\"actionName\":\"FetchUsr\",\"data\":{}}");
        assertThat(unknown)
                .containsEntry("errorCode", "UNKNOWN_ACTION")
                .containsEntry("error", "There is no action FetchUsr here; in service: FetchUser, FindOrder");

        assertThat(fault("{\"actionName\":\"FetchUser\",\"contract\":7,\"data\":{\"userId\":1}}"))
                .containsEntry("error", "FetchUser has no contract 7 here; in service: 1");
        assertThat(callWithToken("{\"actionName\":\"x\",\"data\":{}}").status()).isEqualTo(400);
        assertThat(fault("{\"actionName\":\"" + "x".repeat(5000) + "\",\"data\":{}}")
                        .get("error")
                        .toString())
                .hasSizeLessThan(200);
    }

    // ---- the upstream's part

    @ParameterizedTest
    @CsvSource({
        "404, NOT_FOUND, 200",
        "400, UPSTREAM_REJECTED, 200",
        "401, UPSTREAM_UNAUTHORIZED, 502",
        "403, UPSTREAM_UNAUTHORIZED, 502",
        "429, UPSTREAM_THROTTLED, 503",
        "500, UPSTREAM_UNAVAILABLE, 502",
        "302, UPSTREAM_INVALID, 502"
    })
    void each_upstream_status_has_its_code(int status, String errorCode, int httpStatus) {
        upstream.answer = call -> json(status, null);

        HttpAnswer answer = callWithToken(TUTORIAL);

        assertThat(answer.status()).isEqualTo(httpStatus);
        assertThat(answer.body())
                .containsEntry("status", "error")
                .containsEntry("errorCode", errorCode)
                .containsEntry("data", Map.of())
                .containsEntry("requestId", "req-123456");
        Map<String, Object> bare = httpStatus == 200 ? invoke(TUTORIAL) : fault(TUTORIAL);
        assertThat(bare).isEqualTo(answer.body());
    }

    @Test
    void a_declared_error_has_the_definitions_own_code() {
        upstream.answer = call -> json(404, null);

        assertThat(invoke("{\"actionName\":\"FindOrder\",\"contract\":2,\"data\":{\"orderId\":\"x\"}}"))
                .containsEntry("errorCode", "ORDER_NOT_FOUND")
                .containsEntry("error", "No such order");
    }

    @Test
    void a_required_output_that_is_absent_names_the_field() {
        upstream.answer = call -> json(200, "{\"secretField\":1}");

        Map<String, Object> answer = invoke("{\"actionName\":\"FindOrder\",\"contract\":2,\"data\":{}}");

        assertThat(answer).containsEntry("errorCode", "MAPPING_FAILED");
        assertThat(answer.get("error")).asString().contains("total").doesNotContain("secretField");
    }

    @Test
    void what_the_client_could_not_fetch_keeps_its_code() {
        for (ErrorCode code :
                List.of(ErrorCode.UPSTREAM_UNAVAILABLE, ErrorCode.UPSTREAM_INVALID, ErrorCode.UPSTREAM_TIMEOUT)) {
            upstream.answer =
                    call -> new UpstreamClient.Failed(code, "Our words.", new UpstreamClient.Traffic(0, 1, 0));

            HttpAnswer answer = callWithToken(TUTORIAL);

            assertThat(answer.status()).isEqualTo(code.httpStatus());
            assertThat(answer.body()).containsEntry("errorCode", code.name()).containsEntry("error", "Our words.");
            assertThat(fault(TUTORIAL)).containsEntry("errorCode", code.name());
        }
    }

    @Test
    void an_empty_answer_is_an_absent_one() {
        upstream.answer = call -> json(204, null);

        assertThat(invoke(TUTORIAL))
                .containsEntry("status", "success")
                .extractingByKey("data")
                .isEqualTo(Map.of(
                        "name", "Unknown",
                        "email", "unknown@example.com",
                        "companyName", "Unknown Corp",
                        "website", "",
                        "isValidUser", true));
    }

    // ---- time

    @Test
    void the_upstream_gets_the_least_of_what_the_action_lambda_and_itself_allow() {
        invoke(TUTORIAL);
        assertThat(upstream.timeouts.remove(0)).isEqualTo(Duration.ofMillis(9_500));

        remainingMillis = 4_000;
        invoke(TUTORIAL);
        assertThat(upstream.timeouts.remove(0)).isEqualTo(Duration.ofMillis(3_500));

        remainingMillis = 12_000;
        upstream.answer = call -> json(200, "{\"total\":1}");
        invoke("{\"actionName\":\"FindOrder\",\"contract\":2,\"data\":{\"orderId\":\"x\"}}");
        assertThat(upstream.timeouts.remove(0)).isEqualTo(Duration.ofMillis(700));
    }

    @Test
    void what_the_secret_took_is_taken_from_the_upstreams_time() {
        secrets = id -> {
            nanos += Duration.ofSeconds(4).toNanos();
            return "{\"token\":\"right\"}";
        };

        callWithToken(TUTORIAL);

        assertThat(upstream.timeouts.get(0)).isEqualTo(Duration.ofMillis(5_500));
    }

    @Test
    void when_the_time_is_over_the_upstream_is_not_called() {
        remainingMillis = 400;

        assertThat(fault(TUTORIAL)).containsEntry("errorCode", "UPSTREAM_TIMEOUT");
        assertThat(upstream.requests).isEmpty();
    }

    // ---- nothing leaves

    @Test
    void no_throwable_leaves_the_url_door_and_none_shows_its_message() {
        List<Throwable> throwables = List.of(
                new StackOverflowError("s3cret"),
                new OutOfMemoryError("s3cret"),
                new NoClassDefFoundError("s3cret"),
                new AssertionError("s3cret"),
                new IllegalStateException("s3cret", new RuntimeException("s3cret")));
        for (Throwable throwable : throwables) {
            upstream.answer = call -> {
                if (throwable instanceof Error error) {
                    throw error;
                }
                throw (RuntimeException) throwable;
            };

            HttpAnswer answer = callWithToken(TUTORIAL);

            assertThat(answer.status()).isEqualTo(500);
            assertThat(answer.body()).containsEntry("errorCode", "INTERNAL").containsEntry("requestId", "req-123456");
            assertThat(fault(TUTORIAL)).containsEntry("errorCode", "INTERNAL");
        }
        assertThat(String.join("\n", log))
                .doesNotContain("s3cret")
                .contains("java.lang.StackOverflowError at dataactions.handler.", "java.lang.OutOfMemoryError at");
    }

    @Test
    void the_trace_of_an_endless_recursion_elsewhere_names_where_we_called_it() {
        List<StackTraceElement> frames = new ArrayList<>(
                Collections.nCopies(900, new StackTraceElement("java.util.regex.Pattern$Loop", "match", "P.java", 1)));
        frames.add(new StackTraceElement("dataactions.handler.Somewhere", "called", "Somewhere.java", 7));
        frames.add(new StackTraceElement("dataactions.handler.Further", "down", "Further.java", 8));
        StackOverflowError overflow = new StackOverflowError();
        overflow.setStackTrace(frames.toArray(new StackTraceElement[0]));
        upstream.answer = call -> {
            throw overflow;
        };

        callWithToken(TUTORIAL);

        assertThat(log)
                .last()
                .asString()
                .hasSizeLessThan(2000)
                .contains("Loop.match:1 < ... < dataactions.handler.Somewhere.called:7\"");
    }

    @Test
    void an_event_that_cannot_be_parsed_is_answered_at_the_door_it_looks_like() {
        String url = urlEvent("right", TUTORIAL, false);

        HttpAnswer answer = call(url.substring(0, url.length() - 1));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(fault("{\"actionName\":")).containsEntry("errorCode", "MALFORMED_REQUEST");
        assertThat(fault("")).containsEntry("errorCode", "MALFORMED_REQUEST");
        assertThat(fault("[".repeat(200_000))).containsEntry("errorCode", "MALFORMED_REQUEST");
    }

    @Test
    void outputs_larger_than_lambda_can_return_are_a_mapping_failure() {
        upstream.answer = call -> json(200, "{\"name\":\"" + "\\\"".repeat(2_000_000) + "\"}");

        assertThat(callWithToken(TUTORIAL).body())
                .containsEntry("errorCode", "MAPPING_FAILED")
                .containsEntry("requestId", "req-123456");
    }

    /** A flat answer has no field for an outcome, so its status shows it. With 200 it would be a success. */
    @Test
    void flat_outputs_larger_than_lambda_can_return_take_the_failure_path() {
        actions = () -> CompiledActions.read(new ByteArrayInputStream(utf8(Fixtures.compiled(
                Fixtures.FETCH_USER.replace("\"newest\":true", "\"newest\":true,\"answer\":\"flat\"")))));
        upstream.answer = call -> json(200, "{\"name\":\"" + "\\\"".repeat(2_000_000) + "\"}");

        HttpAnswer answer = callWithToken(TUTORIAL);

        assertThat(answer.status()).isEqualTo(502);
        assertThat(answer.body()).containsEntry("errorCode", "MAPPING_FAILED");
    }

    // ---- set-up

    @Test
    void a_wrong_environment_is_said_by_the_line_of_the_start_and_of_every_call() throws Exception {
        env = Map.of("UPSTREAMS", "{\"users\":{\"url\":\"http://users.example.com\"}}");
        DataActionHandler handler = handler();
        assertThat(log)
                .singleElement()
                .asString()
                .contains("UPSTREAMS.users.url: expected https (plain http only to this machine), found http");

        ByteArrayOutputStream out = new ByteArrayOutputStream();
        handler.handleRequest(
                new ByteArrayInputStream(utf8(urlEvent("right", TUTORIAL, false))), out, Fixtures.context(1000));

        assertThat(object(out.toByteArray())).containsEntry("statusCode", 500L);
        assertThat(log).hasSize(2);
        assertThat(object(utf8(log.get(1))))
                .containsEntry("errorCode", "INTERNAL")
                .extractingByKey("detail")
                .asString()
                .startsWith("UPSTREAMS.users.url: expected https");
    }

    @Test
    void compiled_actions_that_are_missing_or_broken_are_said_in_the_log() {
        actions = () -> CompiledActions.read(new ByteArrayInputStream(utf8("{\"formatVersion\":9}")));

        assertThat(fault(TUTORIAL)).containsEntry("errorCode", "INTERNAL");
        assertThat(log.get(0)).contains("actions.json cannot be read: ", "format version 9");
    }

    @Test
    void an_action_whose_upstream_is_not_configured_is_internal_and_the_others_work() {
        env = Map.of("UPSTREAMS", "{\"users\":{\"url\":\"https://users.example.com\"}}");

        assertThat(fault("{\"actionName\":\"FindOrder\",\"contract\":2,\"data\":{}}"))
                .containsEntry("errorCode", "INTERNAL");
        assertThat(log.get(0)).contains("UPSTREAMS has no orders, which FindOrder calls");
        assertThat(invoke(TUTORIAL)).containsEntry("status", "success");
    }

    @Test
    void a_stranger_is_unauthorized_also_when_the_request_cannot_be_read() {
        actions = () -> CompiledActions.open(new ByteArrayInputStream(
                utf8(Fixtures.compiled(Fixtures.FETCH_USER.replace("\"type\":\"integer\"", "\"type\":\"nonsense\"")))));

        assertThat(call(urlEvent("wrong", TUTORIAL, false)).status()).isEqualTo(401);
        assertThat(callWithToken(TUTORIAL).status()).isEqualTo(500);
        assertThat(log.get(0)).contains("UNAUTHORIZED");
        assertThat(log.get(1)).contains("INTERNAL", "actions.json cannot be read");
    }

    // ---- the log

    @Test
    void an_invocation_leaves_one_line_of_names_codes_times_and_sizes() {
        upstream.answer = call -> {
            nanos += Duration.ofMillis(30).toNanos();
            return json(200, LEANNE);
        };

        callWithToken(TUTORIAL);

        assertThat(log).hasSize(1);
        assertThat(object(utf8(log.get(0))))
                .isEqualTo(Map.ofEntries(
                        Map.entry("level", "INFO"),
                        Map.entry("action", "FetchUser"),
                        Map.entry("contract", 1L),
                        Map.entry("requestId", "req-123456"),
                        Map.entry("correlationId", "corr-1"),
                        Map.entry("lambdaRequestId", "aws-request-1"),
                        Map.entry("errorCode", "OK"),
                        Map.entry("door", "url"),
                        Map.entry("httpStatus", 200L),
                        Map.entry("upstreamStatus", 200L),
                        Map.entry("attempts", 1L),
                        Map.entry("ms", 30L),
                        Map.entry("timeUsed", 0L),
                        Map.entry("upstreamMs", 30L),
                        Map.entry("ownMs", 0L),
                        Map.entry("bytes", 200L),
                        Map.entry("mapped", Map.of("constant", 1L, "found", 4L))));
        assertThat(log.get(0)).doesNotContain("Leanne", "right", "users.example.com", "\n");
    }

    @Test
    void the_line_says_how_much_of_the_actions_timeout_was_used_in_percent() {
        upstream.answer = call -> {
            nanos += Duration.ofMillis(7_900).toNanos();
            return json(200, LEANNE);
        };

        callWithToken(TUTORIAL);
        fault("{\"actionName\":\"s3cret\",\"data\":{}}");

        assertThat(object(utf8(log.get(0)))).containsEntry("timeUsed", 79L);
        assertThat(object(utf8(log.get(1)))).doesNotContainKey("timeUsed");
    }

    @Test
    void with_a_namespace_the_line_is_an_embedded_metric_with_few_series() {
        env = Map.of(
                "UPSTREAMS", UPSTREAMS, "METRICS_NAMESPACE", "DataActions", "AWS_LAMBDA_FUNCTION_NAME", "dev-function");
        upstream.answer = call -> json(503, null);

        fault(TUTORIAL);
        fault("{\"actionName\":\"s3cret\",\"data\":{}}");

        Map<String, Object> line = object(utf8(log.get(0)));
        assertThat(line)
                .containsEntry("function", "dev-function")
                .containsEntry("outcome", "UPSTREAM_UNAVAILABLE")
                .containsEntry("Invocations", 1L)
                .containsEntry("Faults", 1L)
                .containsEntry("Outcomes", 1L);
        assertThat(Json.writeString(line.get("_aws")))
                .isEqualTo("{\"Timestamp\":0,\"CloudWatchMetrics\":["
                        + "{\"Namespace\":\"DataActions\",\"Dimensions\":[[\"function\",\"action\"]],\"Metrics\":["
                        + "{\"Name\":\"Invocations\",\"Unit\":\"Count\"},{\"Name\":\"Faults\",\"Unit\":\"Count\"},"
                        + "{\"Name\":\"UpstreamTime\",\"Unit\":\"Milliseconds\"}]},"
                        + "{\"Namespace\":\"DataActions\",\"Dimensions\":[[\"function\",\"outcome\"]],\"Metrics\":["
                        + "{\"Name\":\"Outcomes\",\"Unit\":\"Count\"}]}]}");
        assertThat(object(utf8(log.get(1))).get("_aws").toString()).doesNotContain("action,");
    }

    @Test
    void an_unknown_actions_name_is_not_logged_since_it_is_the_callers_text() {
        fault("{\"actionName\":\"s3cret\\n\",\"data\":{}}");

        assertThat(log).singleElement().asString().contains("UNKNOWN_ACTION").doesNotContain("s3cret");
    }

    @Test
    void text_is_utf8_both_ways() {
        upstream.answer = call -> json(200, "{\"name\":\"Zoë 😀\"}");

        assertThat(invoke(TUTORIAL).get("data")).asString().contains("Zoë 😀");
        assertThat(callWithToken(TUTORIAL).body().get("data")).asString().contains("Zoë 😀");
    }

    // ---- the time that a call has waited before the function got it

    private String urlEventSentAt(Object timeEpoch) {
        Map<String, Object> event = object(utf8(urlEvent("right", TUTORIAL, false)));
        Map<String, Object> context = new LinkedHashMap<>();
        context.put("timeEpoch", timeEpoch);
        event.put("requestContext", context);
        return Json.writeString(event);
    }

    @ParameterizedTest(name = "sent at {0} ms of a clock that says 0: {1} ms have passed")
    @CsvSource({"-1200, 1200", "0, 0", "-5000, 5000", "-60000, 5000", "700, 0", "-9223372036854775808, 0"})
    void at_the_url_the_actions_time_counts_from_when_lambda_got_the_request(long sent, long passed) {
        call(urlEventSentAt(sent));

        assertThat(upstream.timeouts).containsExactly(Duration.ofMillis(9_500 - passed));
        assertThat(object(utf8(log.get(0))))
                .containsEntry("timeUsed", passed / 100)
                .containsEntry("ms", 0L);
        assertThat(object(utf8(log.get(0))).get("waitedMs")).isEqualTo(passed == 0 ? null : passed);
    }

    @Test
    void an_event_whose_time_is_no_number_has_waited_for_nothing() {
        call(urlEventSentAt("yesterday"));

        assertThat(upstream.timeouts).containsExactly(Duration.ofMillis(9_500));
    }

    @Test
    void what_lambda_still_gives_an_invocation_is_not_shortened_by_what_has_passed_before_it() {
        remainingMillis = 7_000;

        call(urlEventSentAt(-2_000L));

        assertThat(upstream.timeouts).containsExactly(Duration.ofMillis(6_500));
    }

    @Test
    void a_call_says_whether_its_definition_declares_401() {
        String declares =
                Fixtures.FIND_ORDER.replace("\"404\"", "\"401\"").replace("\"newest\":false", "\"newest\":true");
        actions = () ->
                CompiledActions.read(new ByteArrayInputStream(utf8(Fixtures.compiled(Fixtures.FETCH_USER, declares))));
        DataActionHandler handler = handler();

        invoke(handler, TUTORIAL);
        invoke(handler, "{\"actionName\":\"FindOrder\",\"requestId\":\"req-123456\",\"data\":{\"orderId\":\"7\"}}");

        assertThat(upstream.calls.get(0).declares401()).isFalse();
        assertThat(upstream.calls.get(1).declares401()).isTrue();
    }

    @Test
    void a_call_that_came_too_late_to_be_answered_in_time_calls_no_upstream() {
        actions = () -> CompiledActions.read(new ByteArrayInputStream(utf8(
                Fixtures.compiled(Fixtures.FETCH_USER.replace("\"timeoutMillis\":10000", "\"timeoutMillis\":3000")))));

        DataActionHandler handler = handler();
        call(handler, urlEventSentAt(0L)); // reads the caller secret, for which a late call cannot wait
        upstream.requests.clear();

        HttpAnswer answer = call(handler, urlEventSentAt(-2_600L));

        assertThat(upstream.requests).isEmpty();
        assertThat(answer.status()).isEqualTo(504);
        assertThat(answer.body()).containsEntry("errorCode", "UPSTREAM_TIMEOUT");
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "only Linux tells a process's age cheaply, and Lambda runs Linux")
    void at_the_iam_door_the_first_call_of_a_process_started_on_demand_has_waited_for_that_start() throws IOException {
        env = with(env, "AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand");
        DataActionHandler handler = handler();

        handler.handleRequest(new ByteArrayInputStream(utf8(TUTORIAL)), new ByteArrayOutputStream(), CONTEXT);
        handler.handleRequest(new ByteArrayInputStream(utf8(TUTORIAL)), new ByteArrayOutputStream(), CONTEXT);

        assertThat(upstream.timeouts.get(0))
                .as("this process started some time ago")
                .isBetween(Duration.ofMillis(4_500), Duration.ofMillis(9_490));
        assertThat(upstream.timeouts.get(1)).isEqualTo(Duration.ofMillis(9_500));
    }

    @ParameterizedTest
    @ValueSource(strings = {"snap-start", "provisioned-concurrency"})
    void at_the_iam_door_no_call_has_waited_for_a_process_that_was_started_before(String how) throws IOException {
        env = with(env, "AWS_LAMBDA_INITIALIZATION_TYPE", how);

        invoke(TUTORIAL);

        assertThat(upstream.timeouts).containsExactly(Duration.ofMillis(9_500));
    }

    private static final Context CONTEXT = Fixtures.context(12_000);

    private static Map<String, String> with(Map<String, String> env, String name, String value) {
        Map<String, String> changed = new LinkedHashMap<>(env);
        changed.put(name, value);
        return changed;
    }

    // ---- what was sent and received, for the sandbox

    private static final String TRACED = TUTORIAL.replace("{\"actionName\"", "{\"trace\":true,\"actionName\"");

    @Test
    void a_trace_is_given_only_where_the_sandboxs_variable_is_set() {
        assertThat(invoke(TRACED)).doesNotContainKeys("trace", "steps");
        assertThat(upstream.calls.get(0).trace()).isNull();

        env = with(env, "DATA_ACTIONS_LOCAL_TRACE", "on");
        assertThat(invoke(TRACED)).containsKeys("trace", "report", "steps", "httpStatus");
        assertThat(upstream.calls.get(1).trace()).isNotNull();

        assertThat(invoke(TUTORIAL)).doesNotContainKeys("trace", "steps");
        assertThat(upstream.calls.get(2).trace()).isNull();
    }

    @Test
    void a_trace_is_never_given_at_the_url() {
        env = with(env, "DATA_ACTIONS_LOCAL_TRACE", "on");

        assertThat(call(urlEvent("right", TRACED, false)).body()).doesNotContainKeys("trace", "steps");
        assertThat(upstream.calls.get(0).trace()).isNull();
    }

    @Test
    void a_trace_is_never_given_of_a_secure_action() {
        env = with(env, "DATA_ACTIONS_LOCAL_TRACE", "on");
        actions = () -> CompiledActions.read(new ByteArrayInputStream(utf8(
                Fixtures.compiled(Fixtures.FETCH_USER.replace("\"newest\":true", "\"newest\":true,\"secure\":true")))));

        assertThat(invoke(TRACED)).doesNotContainKey("trace").containsKey("steps");
        assertThat(upstream.calls.get(0).trace()).isNull();
    }

    @Test
    void a_fault_with_a_trace_is_returned_since_lambdas_runtime_logs_what_is_thrown() {
        env = with(env, "DATA_ACTIONS_LOCAL_TRACE", "on");
        upstream.answer = call -> json(500, null);

        assertThat(invoke(TRACED))
                .containsEntry("errorCode", "UPSTREAM_UNAVAILABLE")
                .containsEntry("httpStatus", 502L)
                .containsKey("trace");
        assertThat(String.join("", log)).doesNotContain("\"request\"", "\"trace\"");
        assertThat(fault(TUTORIAL)).doesNotContainKey("trace");
    }

    // ---- without memory

    @Test
    void an_out_of_memory_error_is_answered_internal_once_and_the_next_call_succeeds() {
        upstream.answer = call -> {
            throw new OutOfMemoryError("Java heap space");
        };
        assertThat(fault(TUTORIAL)).containsEntry("errorCode", "INTERNAL");
        assertThat(log.get(0)).contains("the process continues", "OutOfMemoryError");

        upstream.answer = call -> json(200, LEANNE);
        assertThat(invoke(TUTORIAL)).containsEntry("status", "success");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_process_that_can_no_longer_keep_its_deadlines_ends_as_lambdas_runtime_client_knows(boolean byUrl) {
        upstream.isSound = false;
        upstream.answer = call -> {
            throw new IllegalStateException("while loading", new OutOfMemoryError("unable to create native thread"));
        };
        String event = byUrl ? urlEvent("right", TUTORIAL, false) : TUTORIAL;

        assertThatThrownBy(() -> invoke(event)).isInstanceOf(OutOfMemoryError.class);
        assertThat(log.get(0)).contains("the process ends");
    }

    @Test
    void a_process_whose_guard_is_broken_ends_only_with_a_call_that_has_failed_for_want_of_memory() {
        upstream.isSound = false;
        assertThat(invoke(TUTORIAL)).containsEntry("status", "success");
        upstream.answer = call -> {
            throw new StackOverflowError();
        };
        assertThat(fault(TUTORIAL)).containsEntry("errorCode", "INTERNAL");
    }

    // ---- without Secrets Manager

    @Test
    void a_secrets_manager_that_hangs_is_waited_for_no_longer_than_the_action_has() {
        CountDownLatch never = new CountDownLatch(1);
        secrets = id -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return "{}";
        };
        remainingMillis = 60_000;
        long before = System.nanoTime();

        Map<String, Object> answer = invoke(
                urlEvent("right", "{\"actionName\":\"FindOrder\",\"contract\":2,\"data\":{\"orderId\":\"1\"}}", false));

        assertThat((System.nanoTime() - before) / 1_000_000).as("of 2 s").isBetween(1_400L, 5_000L);
        assertThat(answer).containsEntry("statusCode", 500L);
        assertThat(upstream.calls).isEmpty();
        never.countDown();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"actionName\":\"Nope\",\"data\":{}}", "no JSON", "[]"})
    void who_may_not_even_be_one_of_ours_waits_no_longer_for_the_secret_than_the_least_patient_action(String body) {
        CountDownLatch never = new CountDownLatch(1);
        secrets = id -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return "{}";
        };
        remainingMillis = 60_000;
        long before = System.nanoTime();

        assertThat(invoke(urlEvent("right", body, false))).containsEntry("statusCode", 500L);

        assertThat((System.nanoTime() - before) / 1_000_000).isBetween(1_400L, 5_000L);
        never.countDown();
    }
}
