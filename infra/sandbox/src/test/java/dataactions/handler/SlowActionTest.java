package dataactions.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dataactions.definition.CompiledActions;
import dataactions.definition.value.Json;
import dataactions.handler.job.JobsTable;
import dataactions.handler.upstream.HttpUpstreamClient;
import dataactions.handler.upstream.UpstreamClient;
import dataactions.testkit.StubServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Slow actions from the first call to the result: the three handlers of the jar, the sandbox's DynamoDB, and an upstream
 * that counts its calls. The test plays Lambda: it runs the worker for an event, and the function for lost jobs when the
 * worker fails. The tests mostly wait, so several run at a time.
 */
@Execution(ExecutionMode.CONCURRENT)
class SlowActionTest {
    private static final String ORDER = "/orders";

    /** What Lambda does with the next events for the worker. */
    private enum Lambda {
        RUNS,
        DROPS,
        RUNS_TWICE,
        /** The process of the worker ends while the upstream works. */
        KILLS,
        /** The event is too old when the worker has room for it. */
        GIVES_UP,
        REFUSES,
        THROTTLES,
        /** It takes the event, and its answer does not arrive. */
        LOSES_ANSWERS
    }

    private final List<String> log = new CopyOnWriteArrayList<>();
    private final AtomicInteger called = new AtomicInteger();
    private final AtomicInteger events = new AtomicInteger();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private volatile Duration ahead = Duration.ZERO;
    private volatile Duration upstreamTakes = Duration.ZERO;
    private volatile int upstreamStatus = 200;
    private volatile String upstreamBody = "{\"total\":42}";
    private volatile Lambda lambda = Lambda.RUNS;
    private JobsTable table;
    private StubServer upstream;
    private StubServer aws;
    private DataActionHandler front;
    private WorkerHandler worker;
    private LostJobHandler lost;

    @BeforeEach
    void start() throws Exception {
        table = JobsTable.start();
        upstream = new StubServer((exchange, request) -> {
            called.incrementAndGet();
            Thread.sleep(upstreamTakes.toMillis());
            StubServer.replyJson(exchange, upstreamStatus, upstreamBody);
        });
        aws = new StubServer((exchange, request) -> {
            assertThat(request.headers()).containsEntry("x-amz-invocation-type", "Event");
            if (lambda == Lambda.REFUSES) {
                StubServer.replyJson(exchange, 400, "{\"__type\":\"InvalidRequestContentException\"}");
                return;
            }
            if (lambda == Lambda.THROTTLES) {
                StubServer.replyJson(exchange, 429, "{\"__type\":\"TooManyRequestsException\"}");
                return;
            }
            events.incrementAndGet();
            deliver(lambda, request.body());
            if (lambda == Lambda.LOSES_ANSWERS) {
                StubServer.replyJson(exchange, 500, "{\"__type\":\"ServiceException\"}");
                return;
            }
            exchange.sendResponseHeaders(202, -1);
        });
        front = front(1, true);
        worker = worker(1, true);
        lost = new LostJobHandler(environment(), log::add);
    }

    @AfterEach
    void stop() throws Exception {
        threads.shutdown();
        assertThat(threads.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        front.close();
        upstream.close();
        aws.close();
        table.close();
    }

    private void deliver(Lambda how, byte[] event) {
        switch (how) {
            case RUNS, LOSES_ANSWERS -> threads.execute(() -> runWorker(event));
            case RUNS_TWICE -> {
                threads.execute(() -> runWorker(event));
                threads.execute(() -> runWorker(event));
            }
            case KILLS ->
                threads.execute(() -> {
                    Thread dying = new Thread(() -> worker.run(event, "lambda-id", 60_000));
                    dying.setUncaughtExceptionHandler((thread, e) -> {});
                    dying.setDaemon(true);
                    dying.start();
                    waitUntil(() -> called.get() > 0);
                    table.failAll("UpdateItem"); // A dead process writes nothing any more.
                    waitUntil(() -> {
                        dying.interrupt(); // ends the pause before the next try
                        return !dying.isAlive();
                    });
                    table.workAgain();
                    lost.run(failure(event), "lambda-id");
                });
            case GIVES_UP -> threads.execute(() -> lost.run(failure(event), "lambda-id"));
            default -> {}
        }
    }

    private void runWorker(byte[] event) {
        try {
            worker.run(event, "lambda-id", 60_000);
        } catch (RuntimeException e) {
            lost.run(failure(event), "lambda-id");
        }
    }

    private static byte[] failure(byte[] event) {
        Map<String, Object> failure = new LinkedHashMap<>();
        failure.put("version", "1.0");
        failure.put(
                "requestContext",
                Map.of("requestId", "lambda-id", "condition", "RetriesExhausted", "approximateInvokeCount", 1L));
        failure.put("requestPayload", Json.parse(event, Json.Limits.DEFAULT));
        return Json.write(failure);
    }

    private static void waitUntil(java.util.function.BooleanSupplier done) {
        try {
            for (int i = 0; i < 1_000 && !done.getAsBoolean(); i++) {
                Thread.sleep(20);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        assertThat(done.getAsBoolean()).isTrue();
    }

    private Map<String, String> environment() {
        Map<String, String> environment = new LinkedHashMap<>(table.environment());
        environment.put("UPSTREAMS", "{\"erp\":{\"url\":\"http://127.0.0.1:" + upstream.port() + "\"}}");
        environment.put("AWS_ENDPOINT_URL_LAMBDA", "http://127.0.0.1:" + aws.port());
        environment.put("JOBS_TABLE", table.name());
        environment.put("WORKER_ARN", "arn:aws:lambda:eu-west-1:000000000000:function:worker:7");
        return environment;
    }

    private InstantSource clock() {
        return () -> Instant.now().plus(ahead);
    }

    private DataActionHandler front(int contract, boolean isNewest) {
        return new DataActionHandler(environment(), () -> actions(contract, isNewest), clock(), log::add);
    }

    private WorkerHandler worker(int contract, boolean isNewest) {
        return worker(contract, isNewest, new HttpUpstreamClient((id, stage) -> {
            throw new AssertionError("no upstream has a secret");
        }));
    }

    private WorkerHandler worker(int contract, boolean isNewest, UpstreamClient client) {
        return new WorkerHandler(
                environment(), () -> actions(contract, isNewest), clock(), System::nanoTime, client, log::add);
    }

    /** An upstream's client that runs out of memory on another thread, for example while it loads a token. */
    private static UpstreamClient withoutMemory(boolean isSound) {
        return new UpstreamClient() {
            @Override
            public CallResult send(Call call) {
                throw new IllegalStateException("while loading", new OutOfMemoryError("Java heap space"));
            }

            @Override
            public boolean isSound() {
                return isSound;
            }
        };
    }

    private static CompiledActions actions(int contract, boolean isNewest) throws IOException {
        String common = "\"contract\":" + contract + ",\"newest\":" + isNewest + ",\"timeoutMillis\":5000,"
                + "\"inputs\":{\"id\":{\"type\":\"string\",\"required\":true},\"note\":{\"type\":\"string\"}},";
        String outputs = "\"outputs\":{\"total\":{\"type\":\"number\",\"from\":\"total\"}},"
                + "\"errors\":{\"404\":{\"code\":\"NO_REPORT\",\"message\":\"No such report\"}},";
        String get = "\"request\":{\"upstream\":\"erp\",\"method\":\"GET\",\"path\":\"/reports/{id}\"},";
        String post = "\"request\":{\"upstream\":\"erp\",\"method\":\"POST\",\"path\":\"" + ORDER + "\"},";
        String async = "\"async\":{\"afterMillis\":300,\"limitMillis\":4000,\"keepMillis\":60000";
        String flat = "\"answer\":\"flat\",\"outputs\":{\"total\":{\"type\":\"number\",\"from\":\"total\"},"
                + "\"state\":{\"type\":\"string\",\"from\":\"$status\"},"
                + "\"job\":{\"type\":\"string\",\"from\":\"$requestId\"},"
                + "\"code\":{\"type\":\"string\",\"from\":\"$errorCode\"}},";
        String large = "\"outputs\":{\"text\":{\"type\":\"string\",\"from\":\"text\"}},";
        List<String> all = List.of(
                "{\"name\":\"Report\"," + common + get + outputs + async + ",\"key\":\"$input.id\"}}",
                "{\"name\":\"Unshared\"," + common + get + outputs + async + "}}",
                "{\"name\":\"Order\"," + common + post + outputs + async + ",\"key\":\"$input.id\"}}",
                "{\"name\":\"Prompt\"," + common + get + outputs
                        + async.replace("afterMillis\":300", "afterMillis\":3500") + ",\"key\":\"$input.id\"}}",
                "{\"name\":\"Patient\"," + common + post + outputs
                        + async.replace("limitMillis\":4000", "limitMillis\":50000") + ",\"key\":\"$input.id\"}}",
                "{\"name\":\"Flat\"," + common + get + flat + async + "}}",
                "{\"name\":\"FlatLarge\"," + common + get
                        + flat.replace("\"total\":{", "\"text\":{\"type\":\"string\",\"from\":\"text\"},\"total\":{")
                        + async
                        + "}}",
                "{\"name\":\"Twice\"," + common + get
                        + "\"outputs\":{\"a\":{\"type\":\"string\",\"from\":\"text\"},"
                        + "\"b\":{\"type\":\"string\",\"from\":\"text\"}},"
                        + async + "}}",
                "{\"name\":\"LongNames\"," + common + get
                        + "\"outputs\":{\"list\":{\"type\":\"array\",\"items\":{\"type\":\"object\",\"properties\":{\""
                        + "n".repeat(200)
                        + "\":{\"type\":\"boolean\",\"from\":\"a\"}}}}},"
                        + async + "}}",
                "{\"name\":\"Large\"," + common + get + large + async + "}}");
        String file = "{\"formatVersion\":1,\"actions\":[" + String.join(",", all) + "]}";
        return CompiledActions.read(new ByteArrayInputStream(file.getBytes(StandardCharsets.UTF_8)));
    }

    private Map<?, ?> call(String action, Map<String, Object> data) {
        return call(front, action, 1, data);
    }

    /** The answer at the bare door; a fault has the key {@code fault}. */
    private static Map<?, ?> call(DataActionHandler handler, String action, int contract, Map<String, Object> data) {
        byte[] event = Json.write(Map.of("actionName", action, "contract", (long) contract, "data", data));
        try {
            return (Map<?, ?>) Json.parse(handler.answer(event, "lambda-id", 20_000), Json.Limits.DEFAULT);
        } catch (DataActionFault e) {
            Map<Object, Object> fault = new LinkedHashMap<>(
                    (Map<?, ?>) Json.parse(e.getMessage().getBytes(StandardCharsets.UTF_8), Json.Limits.DEFAULT));
            fault.put("fault", true);
            return fault;
        }
    }

    private Map<?, ?> ask(String action, Object requestId, int wait) {
        return call(action + "Result", Map.of("requestId", requestId, "wait", (long) wait));
    }

    /** Asks until the answer is not pending any more. */
    private Map<?, ?> result(String action, Object requestId) {
        Map<?, ?> answer = ask(action, requestId, 10);
        assertThat(answer.get("status")).as("%s", answer).isNotEqualTo("pending");
        return answer;
    }

    /** The answer in the end. How long it takes does not matter. */
    private Map<?, ?> ended(String action, Map<String, Object> data) {
        Map<?, ?> answer = call(action, data);
        if ("pending".equals(answer.get("state"))) {
            return ask(action, answer.get("job"), 10);
        }
        return "pending".equals(answer.get("status")) ? result(action, answer.get("requestId")) : answer;
    }

    private Map<?, ?> pending(String action, Map<String, Object> data) {
        Map<?, ?> answer = call(action, data);
        assertThat(answer.get("status")).as("%s", answer).isEqualTo("pending");
        assertThat(answer.get("data")).isEqualTo(Map.of());
        assertThat(answer.get("errorCode")).isNull();
        assertThat((String) answer.get("requestId")).hasSize(45);
        return answer;
    }

    private static Map<String, Object> id(String id) {
        return Map.of("id", id);
    }

    @Test
    void a_result_in_time_is_the_first_answer() {
        Map<?, ?> answer = call("Prompt", id("1"));

        assertThat(answer.get("status")).isEqualTo("success");
        assertThat(answer.get("data")).isEqualTo(Map.of("total", 42L));
        assertThat(called).hasValue(1);
    }

    @Test
    void a_slow_result_is_pending_first_and_there_later() {
        upstreamTakes = Duration.ofSeconds(1);

        Object requestId = pending("Report", id("1")).get("requestId");

        assertThat(ask("Report", requestId, 0).get("status")).isEqualTo("pending");
        Map<?, ?> result = result("Report", requestId);
        assertThat(result.get("status")).isEqualTo("success");
        assertThat(result.get("data")).isEqualTo(Map.of("total", 42L));
        assertThat(result.get("requestId")).isEqualTo(requestId);
        assertThat(ask("Report", requestId, 0).get("status")).isEqualTo("success");
        assertThat(called).hasValue(1);
    }

    @Test
    void a_finished_job_with_a_key_answers_at_once() {
        ended("Report", id("1"));
        upstreamBody = "{\"total\":43}";

        assertThat(ended("Report", id("1")).get("data")).isEqualTo(Map.of("total", 42L));
        assertThat(ended("Report", id("2")).get("data")).isEqualTo(Map.of("total", 43L));
        assertThat(called).hasValue(2);
    }

    @Test
    void an_equal_key_with_other_inputs_is_another_job() {
        ended("Report", Map.of("id", "1", "note", "a"));
        upstreamBody = "{\"total\":43}";

        assertThat(ended("Report", Map.of("id", "1", "note", "b")).get("data")).isEqualTo(Map.of("total", 43L));
    }

    @Test
    void without_a_key_each_call_has_its_own_job() {
        ended("Unshared", id("1"));
        ended("Unshared", id("1"));

        assertThat(called).hasValue(2);
    }

    @Test
    void a_hundred_calls_with_one_key_are_one_job_and_one_call_of_the_upstream() throws Exception {
        upstreamTakes = Duration.ofMillis(1_500);
        List<Future<Map<?, ?>>> calls = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            calls.add(threads.submit(() -> call("Order", id("1"))));
        }
        List<Object> ids = new ArrayList<>();
        for (Future<Map<?, ?>> each : calls) {
            ids.add(each.get().get("requestId"));
        }

        assertThat(ids).hasSize(100).allMatch(ids.get(0)::equals);
        assertThat(result("Order", ids.get(0)).get("status")).isEqualTo("success");
        assertThat(called).hasValue(1);
    }

    @Test
    void an_event_that_comes_twice_calls_the_upstream_once() {
        lambda = Lambda.RUNS_TWICE;
        upstreamTakes = Duration.ofMillis(1_500);

        Object requestId = pending("Order", id("1")).get("requestId");

        assertThat(result("Order", requestId).get("status")).isEqualTo("success");
        assertThat(called).hasValue(1);
    }

    @Test
    void an_outcome_is_a_result_and_is_kept() {
        upstreamTakes = Duration.ofMillis(1_500);
        upstreamStatus = 404;

        Object requestId = pending("Report", id("1")).get("requestId");

        assertThat(result("Report", requestId).get("errorCode")).isEqualTo("NO_REPORT");
        assertThat(call("Report", id("1")).get("errorCode")).isEqualTo("NO_REPORT");
        assertThat(called).hasValue(1);
    }

    @Test
    void a_fault_is_a_fault_for_whoever_asks_and_a_safe_action_runs_again() {
        upstreamTakes = Duration.ofMillis(1_500);
        upstreamStatus = 501;
        Object requestId = pending("Report", id("1")).get("requestId");

        Map<?, ?> fault = result("Report", requestId);
        assertThat(fault.get("fault")).isEqualTo(true);
        assertThat(fault.get("errorCode")).isEqualTo("UPSTREAM_UNAVAILABLE");

        upstreamStatus = 200;
        upstreamTakes = Duration.ZERO;
        assertThat(ended("Report", id("1")).get("status")).isEqualTo("success");
    }

    @Test
    void a_fault_of_an_action_that_is_not_safe_to_repeat_is_answered_until_it_expires() {
        upstreamStatus = 501;
        assertThat(ended("Order", id("1")).get("errorCode")).isEqualTo("UPSTREAM_UNAVAILABLE");
        upstreamStatus = 200;

        assertThat(ended("Order", id("1")).get("errorCode")).isEqualTo("UPSTREAM_UNAVAILABLE");
        assertThat(called).hasValue(1);
        ahead = Duration.ofSeconds(70);
        assertThat(ended("Order", id("1")).get("status")).isEqualTo("success");
        assertThat(called).hasValue(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Report", "Order", "Unshared"})
    void a_worker_that_dies_half_way_leaves_a_lost_job(String action) {
        lambda = Lambda.KILLS;
        upstreamTakes = Duration.ofMillis(1_500);
        Object requestId = pending(action, id("1")).get("requestId");

        Map<?, ?> fault = result(action, requestId);

        assertThat(fault.get("errorCode")).isEqualTo("JOB_LOST");
        assertThat(fault.get("fault")).isEqualTo(true);
        assertThat(called).hasValue(1);
        lambda = Lambda.RUNS;
        upstreamTakes = Duration.ZERO;
        boolean isSafeToRepeat = !action.equals("Order");
        assertThat(ended(action, id("1")).get("status")).isEqualTo(isSafeToRepeat ? "success" : "error");
        assertThat(called).hasValue(isSafeToRepeat ? 2 : 1);
    }

    @Test
    void an_event_that_is_too_old_is_a_lost_job_and_calls_nothing() {
        lambda = Lambda.GIVES_UP;

        assertThat(ended("Order", id("1")).get("errorCode")).isEqualTo("JOB_LOST");
        assertThat(called).hasValue(0);
        assertThat(log)
                .anySatisfy(line -> assertThat(line).contains("\"errorCode\":\"JOB_LOST\"", "\"door\":\"lost\""));
    }

    @Test
    void an_event_that_is_lost_is_sent_again_by_a_repeat_after_ten_seconds() {
        lambda = Lambda.DROPS;
        Object requestId = pending("Patient", id("1")).get("requestId");
        lambda = Lambda.RUNS;
        ahead = Duration.ofSeconds(9);
        assertThat(pending("Patient", id("1")).get("requestId")).isEqualTo(requestId);
        assertThat(called).hasValue(0);

        ahead = Duration.ofSeconds(11);
        assertThat(call("Patient", id("1")).get("requestId")).isEqualTo(requestId);

        assertThat(result("Patient", requestId).get("status")).isEqualTo("success");
        assertThat(called).hasValue(1);
    }

    @Test
    void a_job_whose_event_is_lost_is_lost_thirty_seconds_after_its_deadline() {
        lambda = Lambda.DROPS;
        Object requestId = pending("Unshared", id("1")).get("requestId");

        ahead = Duration.ofSeconds(33);
        assertThat(ask("Unshared", requestId, 0).get("status")).isEqualTo("pending");
        ahead = Duration.ofSeconds(36);
        assertThat(ask("Unshared", requestId, 0).get("errorCode")).isEqualTo("JOB_LOST");
        assertThat(called).hasValue(0);
    }

    @Test
    void an_event_that_lambda_refuses_is_a_fault_and_calls_nothing() {
        lambda = Lambda.REFUSES;

        assertThat(call("Order", id("1")).get("errorCode")).isEqualTo("INTERNAL");
        assertThat(called).hasValue(0);
    }

    @Test
    void an_event_that_lambda_throttles_is_pending_and_the_log_says_so() {
        lambda = Lambda.THROTTLES;

        pending("Order", id("1"));

        assertThat(log)
                .singleElement()
                .asString()
                .contains("\"errorCode\":\"PENDING\"", "may not run", "TooManyRequestsException");
        assertThat(called).hasValue(0);
    }

    @Test
    void an_event_whose_acceptance_is_not_known_is_one_run_and_the_caller_gets_the_id() {
        lambda = Lambda.LOSES_ANSWERS;
        upstreamTakes = Duration.ofMillis(1_500);

        Object requestId = call("Order", id("1")).get("requestId");

        assertThat(log).anySatisfy(line -> assertThat(line).contains("may not run", "ServiceException"));
        assertThat(result("Order", requestId).get("status")).isEqualTo("success");
        assertThat(called).hasValue(1);
    }

    @Test
    void a_job_that_waits_for_the_worker_longer_than_its_limit_is_lost_and_calls_nothing() {
        lambda = Lambda.DROPS;
        Object requestId = pending("Order", id("1")).get("requestId");

        ahead = Duration.ofSeconds(5);
        runWorker(Json.write(Map.of("job", requestId)));

        assertThat(ask("Order", requestId, 0).get("errorCode")).isEqualTo("JOB_LOST");
        assertThat(called).hasValue(0);
    }

    @Test
    void a_worker_that_was_out_of_memory_and_can_keep_deadlines_goes_on() {
        lambda = Lambda.DROPS;
        Object requestId = pending("Patient", id("1")).get("requestId");

        worker(1, true, withoutMemory(true)).run(Json.write(Map.of("job", requestId)), "lambda-id", 60_000);

        assertThat(workersLine()).contains("the process continues", "OutOfMemoryError");
        assertThat(ask("Patient", requestId, 0).get("errorCode")).isEqualTo("INTERNAL");
    }

    @Test
    void a_worker_that_can_no_longer_keep_deadlines_writes_the_result_and_ends() {
        lambda = Lambda.DROPS;
        Object requestId = pending("Patient", id("1")).get("requestId");
        WorkerHandler broken = worker(1, true, withoutMemory(false));

        assertThatThrownBy(() -> broken.run(Json.write(Map.of("job", requestId)), "lambda-id", 60_000))
                .isInstanceOf(OutOfMemoryError.class);

        assertThat(workersLine()).contains("the process ends");
        assertThat(ask("Patient", requestId, 0).get("errorCode")).isEqualTo("INTERNAL");
    }

    @Test
    void a_worker_that_can_no_longer_keep_deadlines_ends_although_it_cannot_write_the_result() {
        lambda = Lambda.DROPS;
        Object requestId = pending("Order", id("1")).get("requestId");
        WorkerHandler broken = worker(1, true, new UpstreamClient() {
            @Override
            public CallResult send(Call call) {
                table.failAll("UpdateItem");
                Thread.currentThread().interrupt(); // ends the pause before the next try
                throw new OutOfMemoryError("Java heap space");
            }

            @Override
            public boolean isSound() {
                return false;
            }
        });

        assertThatThrownBy(() -> broken.run(Json.write(Map.of("job", requestId)), "lambda-id", 60_000))
                .isInstanceOf(OutOfMemoryError.class)
                .satisfies(error -> assertThat(error.getSuppressed()).hasSize(1));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(workersLine()).contains("the process ends", "the result cannot be written to the table");
    }

    @Test
    void the_workers_line_has_the_request_id_of_the_first_call_as_its_correlation_id() {
        lambda = Lambda.DROPS;
        byte[] event =
                Json.write(Map.of("actionName", "Patient", "contract", 1L, "requestId", "flow-7", "data", id("1")));
        Map<?, ?> answer = (Map<?, ?>) Json.parse(front.answer(event, "lambda-id", 20_000), Json.Limits.DEFAULT);
        assertThat(answer.get("status")).as("%s", answer).isEqualTo("pending");

        runWorker(Json.write(Map.of("job", answer.get("requestId"))));

        assertThat(workersLine()).contains("\"correlationId\":\"flow-7\"");
    }

    private String workersLine() {
        return log.stream()
                .filter(line -> line.contains("\"door\":\"worker\""))
                .reduce((first, last) -> last)
                .orElseThrow();
    }

    @Test
    void a_table_that_is_away_for_eight_seconds_at_the_final_write_loses_nothing() throws Exception {
        upstreamTakes = Duration.ofMillis(1_500);
        Object requestId = pending("Order", id("1")).get("requestId");
        waitUntil(() -> called.get() > 0);
        table.failAll("UpdateItem");
        Thread.sleep(8_000);
        table.workAgain();

        assertThat(result("Order", requestId).get("status")).isEqualTo("success");
        assertThat(called).hasValue(1);
    }

    @Test
    void a_flat_result_that_is_too_large_says_so_in_its_outputs() {
        StringBuilder text = new StringBuilder();
        new java.util.Random(1)
                .ints(700_000, 33, 126)
                .filter(c -> c != '"' && c != '\\')
                .forEach(text::appendCodePoint);
        upstreamBody = "{\"text\":\"" + text + "\"}";

        assertThat(ended("FlatLarge", id("1")).get("code")).isEqualTo("RESULT_TOO_LARGE");
    }

    @Test
    void a_result_that_lambda_could_not_return_is_an_outcome_however_well_it_compresses() {
        upstreamBody = "{\"text\":\"" + "long ".repeat(800_000) + "\"}";

        Map<?, ?> answer = ended("Twice", id("1"));

        assertThat(answer.get("errorCode")).as("%s", answer).isEqualTo("MAPPING_FAILED");
    }

    @Test
    void a_fault_does_not_bring_the_whole_id_into_the_log_of_lambda() {
        upstreamStatus = 501;

        Map<?, ?> fault = ended("Unshared", id("1"));

        assertThat(fault.get("fault")).isEqualTo(true);
        assertThat((String) fault.get("requestId")).hasSize(22);
    }

    @Test
    void an_upstream_that_answers_after_the_limit_is_a_timeout() {
        upstreamTakes = Duration.ofSeconds(6);
        Object requestId = pending("Report", id("1")).get("requestId");

        assertThat(result("Report", requestId).get("errorCode")).isEqualTo("UPSTREAM_TIMEOUT");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PutItem", "GetItem", "UpdateItem"})
    void a_table_that_throttles_for_a_moment_loses_nothing(String operation) {
        table.throttle(operation, 2);
        upstreamTakes = Duration.ofMillis(1_500);

        Object requestId = call("Order", id("1")).get("requestId");

        assertThat(result("Order", requestId).get("status")).isEqualTo("success");
        assertThat(called).hasValue(1);
    }

    @Test
    void a_table_that_is_away_at_the_put_is_a_fault_and_calls_nothing() {
        table.failAll("PutItem");

        assertThat(call("Order", id("1")).get("errorCode")).isEqualTo("INTERNAL");
        assertThat(events).hasValue(0);
        assertThat(called).hasValue(0);
    }

    @Test
    void a_table_that_cannot_be_read_while_the_caller_waits_is_pending() {
        table.failAll("GetItem");

        Object requestId = pending("Order", id("1")).get("requestId");

        assertThat(ask("Order", requestId, 0).get("errorCode")).isEqualTo("INTERNAL");
        table.workAgain();
        assertThat(result("Order", requestId).get("status")).isEqualTo("success");
        assertThat(called).hasValue(1);
    }

    @Test
    void a_put_whose_answer_is_lost_is_one_job() {
        table.loseAnswers("PutItem", 1);

        assertThat(ended("Order", id("1")).get("status")).isEqualTo("success");
        assertThat(events).hasValue(1);
        assertThat(called).hasValue(1);
    }

    @Test
    void a_final_write_whose_answer_is_lost_is_a_result() {
        table.loseAnswers("UpdateItem", 2); // the worker's start, and its result

        upstreamTakes = Duration.ofMillis(1_500);
        Object requestId = call("Order", id("1")).get("requestId");

        assertThat(result("Order", requestId).get("status")).isEqualTo("success");
        assertThat(called).hasValue(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "AAAAAAAAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAAAAAAAA"})
    void an_id_that_is_not_known_is_an_outcome(String requestId) {
        Map<?, ?> answer = ask("Report", requestId.isEmpty() ? "-" : requestId, 0);

        assertThat(answer.get("errorCode")).isEqualTo("RESULT_NOT_FOUND");
        assertThat(answer.get("fault")).isNull();
    }

    @Test
    void a_guess_of_the_random_part_finds_nothing() {
        String requestId = (String) ended("Report", id("1")).get("requestId");

        String guess = "AAAAAAAAAAAAAAAAAAAAAA" + requestId.substring(22);

        assertThat(ask("Report", guess, 0).get("errorCode")).isEqualTo("RESULT_NOT_FOUND");
        assertThat(ask("Report", requestId, 0).get("status")).isEqualTo("success");
    }

    @Test
    void a_result_is_not_given_to_another_action() {
        Object requestId = ended("Report", id("1")).get("requestId");

        assertThat(ask("Order", requestId, 0).get("errorCode")).isEqualTo("RESULT_NOT_FOUND");
    }

    @Test
    void a_deployment_between_the_call_and_the_result_keeps_the_result_for_its_own_contract() throws Exception {
        upstreamTakes = Duration.ofMillis(1_500);
        Object requestId = pending("Report", id("1")).get("requestId");
        try (AutoCloseable ignored = () -> {}) {
            DataActionHandler next = front(2, true);
            Map<String, Object> asked = Map.of("requestId", requestId, "wait", 5L);

            assertThat(call(next, "ReportResult", 2, asked).get("errorCode")).isEqualTo("RESULT_NOT_FOUND");
            assertThat(call(next, "ReportResult", 1, asked).get("errorCode")).isEqualTo("UNKNOWN_ACTION");
            next.close();
        }
        assertThat(result("Report", requestId).get("status")).isEqualTo("success");
    }

    @Test
    void a_result_that_is_too_large_says_so() {
        StringBuilder text = new StringBuilder();
        new java.util.Random(1)
                .ints(700_000, 33, 126)
                .filter(c -> c != '"' && c != '\\')
                .forEach(text::appendCodePoint);
        upstreamBody = "{\"text\":\"" + text + "\"}";

        Object requestId = call("Large", id("1")).get("requestId");

        assertThat(result("Large", requestId).get("errorCode")).isEqualTo("RESULT_TOO_LARGE");
    }

    /** 9 MB, which compress to some kilobytes. The mapping counts the values, and not the names of an object's members. */
    @Test
    void a_result_that_would_expand_to_more_than_is_read_says_so() {
        upstreamBody = "{\"list\":[" + "{\"a\":true},".repeat(45_000) + "{}]}";

        assertThat(ended("LongNames", id("1")).get("errorCode")).isEqualTo("RESULT_TOO_LARGE");
    }

    @Test
    void a_large_result_that_compresses_well_is_a_result() {
        upstreamBody = "{\"text\":\"" + "long ".repeat(300_000) + "\"}";

        Object requestId = call("Large", id("1")).get("requestId");

        assertThat(result("Large", requestId).get("status")).isEqualTo("success");
    }

    @Test
    void inputs_that_are_not_valid_make_no_job() {
        assertThat(call("Report", Map.of()).get("errorCode")).isEqualTo("INVALID_INPUT");
        assertThat(ask("Report", "x", 11).get("errorCode")).isEqualTo("INVALID_INPUT");
        assertThat(events).hasValue(0);
    }

    @Test
    void a_flat_answer_says_pending_in_its_outputs() {
        upstreamTakes = Duration.ofMillis(1_500);
        Map<?, ?> answer = call("Flat", id("1"));
        assertThat(answer.get("state")).isEqualTo("pending");
        assertThat(answer.keySet()).isEqualTo(java.util.Set.of("state", "job"));

        Map<?, ?> result = ask("Flat", answer.get("job"), 10);

        assertThat(result.get("total")).isEqualTo(42L);
        assertThat(result.get("state")).isEqualTo("200");
        assertThat(result.get("job")).isEqualTo(answer.get("job"));
        assertThat(ask("Flat", "x", 0).get("code")).isEqualTo("RESULT_NOT_FOUND");
    }

    @Test
    void no_log_line_holds_the_whole_id_or_an_input() {
        upstreamTakes = Duration.ofMillis(1_500);
        String requestId = (String) pending("Report", id("s3cret-input")).get("requestId");
        result("Report", requestId);
        waitUntil(() -> log.stream().anyMatch(line -> line.contains("\"door\":\"worker\"")));

        assertThat(log)
                .isNotEmpty()
                .allSatisfy(
                        line -> assertThat(line).doesNotContain(requestId, requestId.substring(23), "s3cret-input"));
        assertThat(log)
                .anySatisfy(line -> assertThat(line)
                        .contains(
                                "\"door\":\"worker\"",
                                "\"requestId\":\"" + requestId.substring(0, 22) + "\"",
                                "\"ms\""));
    }

    @Test
    void a_pending_answer_takes_one_put_one_event_and_few_reads() {
        upstreamTakes = Duration.ofMillis(1_500);

        pending("Report", id("1"));

        assertThat(table.calls("PutItem")).isEqualTo(1);
        assertThat(events).hasValue(1);
        assertThat(table.calls("GetItem")).isBetween(1, 2);
    }

    @Test
    void an_explained_call_shares_no_job() {
        ended("Prompt", id("1"));
        upstreamBody = "{\"total\":43}";
        byte[] event =
                Json.write(Map.of("actionName", "Prompt", "contract", 1L, "explain", true, "data", Map.of("id", "1")));

        Map<?, ?> answer = (Map<?, ?>) Json.parse(front.answer(event, "lambda-id", 20_000), Json.Limits.DEFAULT);

        assertThat(answer.get("data")).isEqualTo(Map.of("total", 43L));
        assertThat(called).hasValue(2);
    }

    @Test
    void an_explained_call_gets_the_explanation_of_the_run() {
        byte[] event =
                Json.write(Map.of("actionName", "Prompt", "contract", 1L, "explain", true, "data", Map.of("id", "1")));

        Map<?, ?> answer = (Map<?, ?>) Json.parse(front.answer(event, "lambda-id", 20_000), Json.Limits.DEFAULT);

        assertThat(answer.get("status")).isEqualTo("success");
        assertThat((List<?>) answer.get("report")).hasSize(1);
        assertThat((List<?>) answer.get("steps")).hasSize(1);
        assertThat(Collections.singleton(answer.get("httpStatus"))).containsExactly(200L);
    }
}
