package dataactions.handler;

import static dataactions.handler.Fixtures.object;
import static dataactions.handler.Fixtures.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dataactions.aws.SecretVersion;
import dataactions.definition.CompiledActions;
import dataactions.definition.envelope.ErrorCode;
import dataactions.definition.template.UpstreamResponse;
import dataactions.definition.value.Json;
import dataactions.handler.upstream.UpstreamClient;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Steps, headers that are passed on, explanations and flat answers, through the handler and over a fake upstream. */
class ActionRunnerTest {
    private static final String CUSTOMER = """
            {"name":"Customer","contract":1,"newest":true,"timeoutMillis":5000,
             "inputs":{"id":{"type":"string","required":true},"deep":{"type":"boolean","default":true}},
             "steps":{
               "person":{"request":{"upstream":"crm","method":"GET","path":"/people/{id}"},
                         "errors":{"404":{"code":"NOBODY","message":"Nobody"}}},
               "orders":{"request":{"upstream":"shop","method":"GET","path":"/orders/{id}","timeoutMillis":700},"when":"$input.deep"},
               "points":{"request":{"upstream":"shop","method":"POST","path":"/points/{steps.person.card}"},"when":"steps.person.card"}},
             "outputs":{"name":{"type":"string","from":"steps.person.fullName"},
                        "orders":{"type":"integer","from":"$count(steps.orders.list)"},
                        "points":{"type":"integer","from":"steps.points.n","default":0}}}""";
    private static final String CREATE = """
            {"name":"Create","contract":1,"newest":true,"timeoutMillis":5000,"inputs":{},
             "steps":{
               "look":{"request":{"upstream":"crm","method":"GET","path":"/look"},"errors":{"404":"defaults"}},
               "create":{"request":{"upstream":"crm","method":"POST","path":"/create"},"when":"$status.look = 404"},
               "old":{"request":{"upstream":"crm","method":"POST","path":"/old"},"when":"$not($status.lok = 404)"}},
             "outputs":{"id":{"type":"integer","from":"steps.create.id"}}}""";
    private static final String FLAT = """
            {"name":"Flat","contract":1,"newest":true,"timeoutMillis":2000,"answer":"flat","inputs":{},
             "request":{"upstream":"crm","method":"GET","path":"/"},
             "outputs":{"name":{"type":"string"}}}""";
    private static final String TICKET = """
            {"name":"Ticket","contract":1,"newest":true,"secure":true,"timeoutMillis":2000,"answer":"flat","inputs":{},
             "request":{"upstream":"crm","method":"GET","path":"/"},
             "outputs":{"name":{"type":"string"}},
             "errors":{"404":{"code":"NOT_FOUND","messageFrom":"error.message"},
                       "409":{"code":"TICKET_REFUSED","messageFrom":"error.message"},
                       "410":{"code":"TICKET_GONE","message":"There is no such ticket"}}}""";
    private static final String RUNAWAY = """
            {"name":"Runaway","contract":1,"newest":true,"timeoutMillis":1000,"inputs":{},
             "request":{"upstream":"crm","method":"GET","path":"/"},
             "outputs":{"ok":{"type":"boolean","from":"$contains(name, /(a+)+\\\\1b/)"}}}""";

    private static final String LARGE = """
            {"name":"Large","contract":1,"newest":true,"timeoutMillis":1000,"inputs":{},
             "request":{"upstream":"crm","method":"GET","path":"/"},
             "outputs":{"list":{"type":"array","from":"list","items":{"type":"object","properties":{
               "a":{"type":"string","from":"$string($count($keys($$)))"},
               "b":{"type":"string","default":"b"}}}}}}""";

    private final List<String> log = Collections.synchronizedList(new ArrayList<>());
    private final Map<String, UpstreamClient> upstreams = new LinkedHashMap<>();
    private final List<UpstreamClient.Call> calls = Collections.synchronizedList(new ArrayList<>());

    private static UpstreamClient.CallResult json(int status, String body) {
        return new UpstreamClient.Answered(
                new UpstreamResponse(status, Map.of(), body == null ? null : object(utf8(body))),
                new UpstreamClient.Traffic(status, 2, 10));
    }

    private DataActionHandler handler() {
        String text = Fixtures.compiled(CUSTOMER, CREATE, FLAT, TICKET, RUNAWAY, LARGE);
        return new DataActionHandler(
                Map.of(
                        "UPSTREAMS",
                        "{\"crm\":{\"url\":\"https://crm.example\",\"forwardHeaders\":[\"ININ-Correlation-Id\",\"X-None\"]},"
                                + "\"shop\":{\"url\":\"https://shop.example\"}}",
                        "CALLER_SECRET_ARN",
                        "arn:secret"),
                () -> CompiledActions.read(new ByteArrayInputStream(utf8(text))),
                InstantSource.system(),
                System::nanoTime,
                (id, stage) -> new SecretVersion("{\"token\":\"right\"}", null),
                call -> {
                    calls.add(call);
                    return upstreams.get(call.upstream().name()).send(call);
                },
                log::add,
                false);
    }

    private Map<String, Object> invoke(String event) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        handler().handleRequest(new ByteArrayInputStream(utf8(event)), out, Fixtures.context(10_000));
        return object(out.toByteArray());
    }

    private static String request(String action, String data) {
        return "{\"actionName\":\"" + action + "\",\"requestId\":\"r\",\"data\":" + data + "}";
    }

    @Test
    void an_unknown_action_is_named_with_at_most_80_characters() {
        String longest = "N".repeat(80);
        assertThatThrownBy(() -> invoke(request(longest, "{}"))).hasMessageContaining(longest + " here; in service: ");
        assertThatThrownBy(() -> invoke(request(longest + "N", "{}")))
                .hasMessageContaining(longest + "… here; in service: ");
    }

    @Test
    void the_log_of_a_call_that_reached_no_upstream_has_no_figures_of_one() throws Exception {
        invoke(request("Customer", "{}"));
        assertThat(object(utf8(log.get(0)))).doesNotContainKeys("attempts", "upstreamStatus", "upstreamBytes");

        upstreams.put("crm", call -> json(404, null));
        upstreams.put("shop", call -> json(200, "{}"));
        invoke(request("Customer", "{\"id\":\"7\"}"));
        assertThat(object(utf8(log.get(1)))).containsKeys("attempts", "upstreamStatus");
    }

    @Test
    void independent_steps_run_at_the_same_time_and_dependent_ones_after_them() throws Exception {
        CyclicBarrier together = new CyclicBarrier(2);
        upstreams.put("crm", call -> {
            await(together);
            return json(200, "{\"fullName\":\"Ann\",\"card\":\"c1\"}");
        });
        upstreams.put("shop", call -> {
            if (call.request().method().equals("POST")) {
                return json(200, "{\"n\":9}");
            }
            await(together);
            return json(200, "{\"list\":[1,2]}");
        });

        Map<String, Object> answer = invoke(request("Customer", "{\"id\":\"7\"}"));

        assertThat(answer).containsEntry("data", Map.of("name", "Ann", "orders", 2L, "points", 9L));
        assertThat(calls).hasSize(3);
        assertThat(calls.get(2).request().pathAndQuery()).isEqualTo("/points/c1");
        assertThat(calls.get(2).request().headers()).containsEntry("Idempotency-Key", "r-points");
        assertThat(calls.get(2).retry().attempts()).isEqualTo(1);
        Map<String, Object> line = object(utf8(log.get(0)));
        assertThat(line)
                .containsEntry("steps", Map.of("person", 200L, "orders", 200L, "points", 200L))
                .containsEntry("attempts", 6L)
                .containsEntry("bytes", 30L);
    }

    @Test
    void a_condition_on_the_status_of_a_step_waits_for_it_and_one_on_a_step_that_does_not_exist_does_not()
            throws Exception {
        upstreams.put("crm", call -> call.request().method().equals("GET") ? json(404, null) : json(201, "{\"id\":1}"));

        assertThat(invoke(request("Create", "{}"))).containsEntry("data", Map.of("id", 1L));

        assertThat(calls)
                .extracting(call -> call.request().pathAndQuery())
                .containsExactlyInAnyOrder("/look", "/create", "/old");
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException("the other step did not start meanwhile", e);
        }
    }

    @Test
    void a_step_that_fails_ends_the_action_and_gives_the_others_up() throws Exception {
        CountDownLatch givenUp = new CountDownLatch(1);
        AtomicReference<UpstreamClient.Call> slow = new AtomicReference<>();
        upstreams.put("crm", call -> json(404, null));
        upstreams.put("shop", call -> {
            slow.set(call);
            while (!call.abort().isAborted()) {
                Thread.onSpinWait();
            }
            givenUp.countDown();
            return new UpstreamClient.Failed(
                    ErrorCode.UPSTREAM_TIMEOUT, "given up", new UpstreamClient.Traffic(0, 1, 0));
        });

        Map<String, Object> answer = invoke(request("Customer", "{\"id\":\"7\"}"));

        assertThat(answer).containsEntry("errorCode", "NOBODY");
        assertThat(givenUp.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(slow.get().timeout()).hasMillis(700);
    }

    @Test
    void a_skipped_step_is_not_called_and_is_logged_without_a_status() throws Exception {
        upstreams.put("crm", call -> json(200, "{\"fullName\":\"Ann\"}"));

        Map<String, Object> answer = invoke(request("Customer", "{\"id\":\"7\",\"deep\":false}"));

        assertThat(answer).containsEntry("data", Map.of("name", "Ann", "orders", 0L, "points", 0L));
        assertThat(calls).hasSize(1);
        assertThat(log.get(0)).contains("\"steps\":{\"orders\":null,\"person\":200,\"points\":null}");
    }

    @Test
    void our_own_bug_in_a_parallel_step_is_internal_and_nothing_hangs() throws Exception {
        upstreams.put("crm", call -> {
            throw new IllegalStateException("s3cret");
        });
        upstreams.put("shop", call -> json(200, "{}"));

        assertThatThrownBy(() -> invoke(request("Customer", "{\"id\":\"7\"}")))
                .isInstanceOf(DataActionFault.class)
                .hasMessageContaining("INTERNAL");
        assertThat(log.get(0)).contains("\"action\":\"Customer\"").doesNotContain("s3cret");
    }

    @Test
    void named_headers_of_the_caller_are_passed_on_where_the_environment_wants_it() throws Exception {
        upstreams.put("crm", call -> json(200, "{}"));
        upstreams.put("shop", call -> json(200, "{}"));
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("version", "2.0");
        event.put("headers", Map.of("data-action-token", "right", "inin-correlation-id", "c-1", "x-other", "o"));
        event.put("requestContext", Map.of());
        event.put("body", request("Customer", "{\"id\":\"7\"}"));

        invoke(Json.writeString(event));

        for (UpstreamClient.Call call : calls) {
            assertThat(call.forwarded())
                    .isEqualTo(call.upstream().name().equals("crm") ? Map.of("ININ-Correlation-Id", "c-1") : Map.of());
        }
    }

    @Test
    void explain_at_the_bare_door_tells_where_each_output_came_from_and_no_value() throws Exception {
        upstreams.put("crm", call -> json(200, "{\"full_name\":\"s3cret\",\"card\":null}"));

        Map<String, Object> answer = invoke("{\"actionName\":\"Customer\",\"requestId\":\"r\",\"explain\":true,"
                + "\"data\":{\"id\":\"7\",\"deep\":false}}");

        assertThat(answer).containsEntry("status", "success");
        assertThat(Json.writeString(answer.get("report")))
                .contains("\"field\":\"name\",\"how\":\"missing\",\"expression\":\"steps.person.fullName\"")
                .contains("\"nearest\":\"steps.person.full_name\"")
                .doesNotContain("s3cret");
        assertThat(Json.writeString(answer.get("steps")))
                .contains("\"name\":\"person\",\"upstream\":\"crm\",\"how\":\"called\",\"status\":200")
                .contains("\"name\":\"points\",\"upstream\":\"shop\",\"how\":\"skipped\"");
    }

    @Test
    void a_flat_answer_has_the_outputs_alone_and_throws_outcomes_at_the_bare_door() throws Exception {
        upstreams.put("crm", call -> json(200, "{\"name\":\"Ann\"}"));
        assertThat(invoke(request("Flat", "{}"))).isEqualTo(Map.of("name", "Ann"));

        upstreams.put("crm", call -> json(404, null));
        assertThatThrownBy(() -> invoke(request("Flat", "{}")))
                .isInstanceOf(DataActionFault.class)
                .hasMessageContaining("NOT_FOUND");
        assertThat(log.get(1)).contains("\"httpStatus\":404");
        assertThat(invoke("{\"actionName\":\"Flat\",\"explain\":true,\"data\":{}}"))
                .containsEntry("errorCode", "NOT_FOUND");
        upstreams.put("crm", call -> json(500, null));
        assertThatThrownBy(() -> invoke("{\"actionName\":\"Flat\",\"explain\":true,\"data\":{}}"))
                .isInstanceOf(DataActionFault.class);
    }

    @ParameterizedTest
    @CsvSource({"404, NOT_FOUND", "409, TICKET_REFUSED"})
    void what_is_thrown_for_a_flat_answer_has_the_code_and_no_text_of_the_upstream(int status, String code)
            throws Exception {
        upstreams.put("crm", call -> json(status, "{\"error\":{\"message\":\"Ann owes 12 euros\"}}"));

        DataActionFault thrown = catchThrowableOfType(DataActionFault.class, () -> invoke(request("Ticket", "{}")));

        assertThat(object(utf8(thrown.getMessage())))
                .containsEntry("errorCode", code)
                .containsEntry("requestId", "r")
                .containsKey("error");
        assertThat(thrown.getMessage() + log).as("Lambda logs what is thrown").doesNotContain("Ann", "euros");
        assertThat(invoke("{\"actionName\":\"Ticket\",\"explain\":true,\"data\":{}}"))
                .as("what is returned is in no log")
                .containsEntry("error", "Ann owes 12 euros");
    }

    @Test
    void what_is_thrown_for_a_flat_answer_keeps_the_definitions_own_sentence() {
        upstreams.put("crm", call -> json(410, "{\"error\":{\"message\":\"Ann owes 12 euros\"}}"));

        assertThatThrownBy(() -> invoke(request("Ticket", "{}")))
                .isInstanceOf(DataActionFault.class)
                .hasMessageContaining("There is no such ticket");
    }

    @Test
    void an_expression_that_would_never_end_ends_in_time_on_the_thread_that_evaluates_it() throws Exception {
        upstreams.put("crm", call -> json(200, "{\"name\":\"" + "a".repeat(60) + "\"}"));
        long before = System.nanoTime();

        Map<String, Object> answer = invoke(request("Runaway", "{}"));

        assertThat((System.nanoTime() - before) / 1_000_000).isBetween(500L, 5_000L);
        assertThat(answer).containsEntry("errorCode", "MAPPING_FAILED");
        assertThat((String) answer.get("error")).contains("its expression failed", "it took too long");
        assertThat(Thread.getAllStackTraces().values())
                .noneMatch(frames -> Stream.of(frames)
                        .anyMatch(frame -> frame.getClassName().startsWith("java.util.regex.Pattern")));
    }

    @Test
    void a_call_of_an_upstream_that_never_tells_of_its_end_is_not_waited_for_longer_than_the_action_has() {
        // Two steps at once, so that each has a thread of its own; one of them dies of what it cannot even report.
        upstreams.put("crm", call -> json(200, "{\"fullName\":\"Ann\"}"));
        CountDownLatch never = new CountDownLatch(1);
        upstreams.put("shop", call -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return json(200, "{}");
        });
        long before = System.nanoTime();

        assertThatThrownBy(() -> invoke(request("Customer", "{\"id\":\"7\"}")))
                .isInstanceOf(DataActionFault.class)
                .hasMessageContaining("INTERNAL");

        assertThat((System.nanoTime() - before) / 1_000_000).isLessThan(5_000);
        never.countDown();
    }

    @Test
    void mapping_400_000_objects_looks_at_the_budget() throws Exception {
        String objects = "{\"list\":[" + "{},".repeat(400_000) + "{}]}";
        upstreams.put("crm", call -> json(200, objects));
        long before = System.nanoTime();

        Map<String, Object> answer = invoke(request("Large", "{}"));

        assertThat((System.nanoTime() - before) / 1_000_000).isLessThan(5_000);
        assertThat(answer).containsEntry("errorCode", "MAPPING_FAILED");
        assertThat((String) answer.get("error")).containsAnyOf("it took too long", "larger than Lambda can return");
    }
}
