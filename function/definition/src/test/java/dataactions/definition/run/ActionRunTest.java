package dataactions.definition.run;

import static dataactions.definition.Definitions.action;
import static dataactions.definition.Definitions.flat;
import static dataactions.definition.Definitions.interpret;
import static dataactions.definition.Definitions.json;
import static dataactions.definition.Definitions.object;
import static dataactions.definition.Definitions.run;
import static dataactions.definition.Definitions.withOutputs;
import static dataactions.definition.Definitions.withRequest;
import static dataactions.definition.Definitions.withSteps;
import static org.assertj.core.api.Assertions.assertThat;

import dataactions.definition.ActionDefinition;
import dataactions.definition.Definitions;
import dataactions.definition.Output;
import dataactions.definition.Retry;
import dataactions.definition.Step;
import dataactions.definition.envelope.Envelope;
import dataactions.definition.envelope.ErrorCode;
import dataactions.definition.expression.Budget;
import dataactions.definition.expression.Expression;
import dataactions.definition.template.UpstreamResponse;
import dataactions.definition.value.Json;
import dataactions.definition.value.ValueType;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.AbstractMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ActionRunTest {
    private static final String GET = "{'upstream':'u','method':'GET','path':'/'}";

    private static UpstreamResponse answer(int status, String body) {
        return new UpstreamResponse(status, Map.of("etag", "e1"), body == null ? null : json(body));
    }

    /** Runs all steps in order with these answers; what was sent, by step, goes into {@code sent}. */
    private static Envelope all(
            ActionDefinition action,
            Map<String, Object> data,
            Map<String, UpstreamResponse> answers,
            Map<String, String> sent) {
        ActionRun run = run(action, data, false);
        if (run.refusal().isPresent()) {
            return run.answer(run.refusal().get());
        }
        for (Step step : action.steps()) {
            ActionRun.Next next = run.next(step);
            if (next instanceof ActionRun.End end) {
                return run.answer(end.outcome());
            }
            if (next instanceof ActionRun.Send send) {
                sent.put(
                        step.name(),
                        send.request().method() + " " + send.request().pathAndQuery());
                assertThat(answers).as("what is called").containsKey(step.name());
                var outcome = run.accept(step, answers.get(step.name()));
                if (outcome.isPresent()) {
                    return run.answer(outcome.get());
                }
            }
        }
        return run.answer(run.finish());
    }

    // ---- steps

    private static final ActionDefinition CUSTOMER = withSteps(
            "{'id':{'type':'string','required':true},'full':{'type':'boolean','default':true}}",
            "{'customer':{'request':{'upstream':'crm','method':'GET','path':'/customers','query':{'q':'{id}'}},'errors':{'404':'defaults'}},"
                    + "'orders':{'request':{'upstream':'shop','method':'GET','path':'/orders/{steps.customer.hits[0].id}',"
                    + "'query':{'tag':'{steps.customer.tags}','etag':'{steps.customer.none}'}},'when':'$input.full'}}",
            "{'name':{'type':'string','from':'steps.customer.hits[0].name','default':'nobody'},"
                    + "'count':{'type':'integer','from':'$count(steps.orders.list)'},"
                    + "'first':{'type':'string','from':'steps.orders.list[0]'},"
                    + "'seen':{'type':'integer','from':'$status.customer'},'tag':{'type':'string','from':'$headers.customer.etag'}}");

    @Test
    void a_step_uses_what_an_earlier_one_answered_and_the_outputs_use_all() {
        Map<String, String> sent = new LinkedHashMap<>();
        Envelope envelope = all(
                CUSTOMER,
                Map.of("id", "a b"),
                Map.of(
                        "customer", answer(200, "{'hits':[{'id':'x/1','name':'Ann'}],'tags':['a','b&c']}"),
                        "orders", answer(200, "{'list':['o1','o2']}")),
                sent);
        assertThat(sent.values()).containsExactly("GET /customers?q=a%20b", "GET /orders/x%2F1?tag=a&tag=b%26c");
        assertThat(envelope.body())
                .containsEntry("data", object("{'name':'Ann','count':2,'first':'o1','seen':200,'tag':'e1'}"));
    }

    @Test
    void a_step_whose_condition_does_not_hold_is_skipped_and_has_no_result() {
        Map<String, String> sent = new LinkedHashMap<>();
        Envelope envelope = all(
                CUSTOMER,
                Map.of("id", "a", "full", false),
                Map.of("customer", answer(200, "{'hits':[{'id':1,'name':'Ann'}]}")),
                sent);
        assertThat(sent).containsOnlyKeys("customer");
        assertThat(envelope.data()).isEqualTo(object("{'name':'Ann','count':0,'seen':200,'tag':'e1'}"));
    }

    @Test
    void a_step_whose_path_needs_an_absent_result_is_skipped_too() {
        Map<String, String> sent = new LinkedHashMap<>();
        Envelope envelope = all(CUSTOMER, Map.of("id", "a"), Map.of("customer", answer(404, null)), sent);
        assertThat(sent).containsOnlyKeys("customer");
        assertThat(envelope.data()).containsEntry("name", "nobody").containsEntry("seen", 404L);
    }

    @Test
    void a_step_that_is_not_due_is_skipped() {
        ActionRun run = run(CUSTOMER, Map.of("id", "a"), false);
        run.accept(CUSTOMER.steps().get(0), answer(404, null));
        assertThat(run.next(CUSTOMER.steps().get(1))).isEqualTo(new ActionRun.Skip());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {'hits':[{'name':'x'}]}        | {steps.customer.hits[0].id} of the upstream's answer is missing, and the path needs it.
            {'hits':[{'id':{'a':1}}]}      | {steps.customer.hits[0].id} of the upstream's answer is an object where text is expected.
            {'hits':[{'id':'..'}]}         | {steps.customer.hits[0].id} of the upstream's answer would make an empty, . or .. segment of the path.
            {'hits':[{'id':'a/../admin'}]} | {steps.customer.hits[0].id} of the upstream's answer contains a path segment . or ...
            """)
    void what_an_upstream_answers_can_no_more_break_out_of_its_place_than_an_input(String body, String message) {
        Envelope envelope =
                all(CUSTOMER, Map.of("id", "a"), Map.of("customer", answer(200, body)), new LinkedHashMap<>());
        assertThat(envelope.errorCode()).isEqualTo("MAPPING_FAILED");
        assertThat(envelope.error()).isEqualTo(message);
    }

    private static ActionRun.Next afterStep(String id) {
        ActionDefinition action = withSteps(
                "{}",
                "{'one':{'request':{'upstream':'u','method':'GET','path':'/one'}},"
                        + "'two':{'request':{'upstream':'u','method':'POST','path':'/users/{steps.one.id}/todos',"
                        + "'query':{'q':'{steps.one.id}','z':'1'},'form':{'f':'{steps.one.id}','g':['<{steps.one.id}>'],'z':'1'}}}}",
                "{'x':{'type':'string','from':'steps.two.x'}}");
        ActionRun run = run(action, Map.of(), false);
        run.next(action.steps().get(0));
        run.accept(action.steps().get(0), new UpstreamResponse(200, Map.of(), Map.of("id", id)));
        return run.next(action.steps().get(1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1?x=y",
                "1#f",
                "1&z=2",
                "%2e%2e",
                "%2e%2e%2fadmin",
                "a;b=c",
                "@host",
                "//host/",
                "http://host/",
                "a b",
                "a+b",
                "\"quoted\"",
                "'",
                "\r\nHost: other",
                "x\ny",
                "\t",
                "\u0001\u007f\u0085",
                "\u2028",
                "\uD83D\uDE00",
                "a\\b",
                "...",
                "{steps.one.id}",
                "1=2&f=3"
            })
    void whatever_a_step_was_answered_it_stays_one_segment_one_parameter_and_one_field(String id) {
        UpstreamRequest request = ((ActionRun.Send) afterStep(id)).request();
        URI uri = URI.create("http://upstream.example" + request.pathAndQuery());
        assertThat(uri.getHost()).isEqualTo("upstream.example");
        assertThat(uri.getRawPath().split("/", -1))
                .hasSize(4)
                .startsWith("", "users")
                .endsWith("todos");
        assertThat(uri.getPath()).isEqualTo("/users/" + id + "/todos");
        assertThat(uri.normalize()).isEqualTo(uri);
        assertThat(uri.getRawFragment()).isNull();
        assertThat(uri.getRawQuery()).matches("q=[A-Za-z0-9._~%-]*&z=1");
        String form = new String(request.body(), StandardCharsets.US_ASCII);
        assertThat(form).matches("f=[A-Za-z0-9._~%-]*&g=[A-Za-z0-9._~%-]*&z=1");
        assertThat(form.split("[=&]"))
                .extracting(each -> URLDecoder.decode(each, StandardCharsets.UTF_8))
                .containsExactly("f", id, "g", "<" + id + ">", "z", "1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", ".", "..", "1/../admin", "../admin", "..\\admin", "a/.", "./a", "a\0b", "\uD800", "x\uDC00"})
    void what_a_step_was_answered_and_has_no_safe_form_in_a_path_ends_the_run_and_is_not_quoted(String id) {
        Outcome.Failed failed = (Outcome.Failed) ((ActionRun.End) afterStep(id)).outcome();
        assertThat(failed.code()).isEqualTo(ErrorCode.MAPPING_FAILED);
        assertThat(failed.message())
                .startsWith("{steps.one.id} of the upstream's answer ")
                .doesNotContain("admin");
    }

    @Test
    void a_failing_step_ends_the_run_with_its_upstreams_name() {
        Envelope envelope = all(
                CUSTOMER,
                Map.of("id", "a"),
                Map.of("customer", answer(200, "{'hits':[{'id':1}]}"), "orders", answer(500, null)),
                new LinkedHashMap<>());
        assertThat(envelope.errorCode()).isEqualTo("UPSTREAM_UNAVAILABLE");
        assertThat(envelope.error()).isEqualTo("The upstream shop answered 500.");
    }

    @Test
    void a_rule_of_errors_may_compare_an_answer_with_that_of_an_earlier_step() {
        ActionDefinition action = withSteps(
                "{}",
                "{'one':{'request':" + GET + "},'two':{'request':" + GET
                        + ",'errors':{'id != $steps.one.id':{'code':'CHANGED','message':'changed'}}}}",
                "{'id':{'type':'integer','from':'steps.two.id'}}");
        Map<String, UpstreamResponse> same = Map.of("one", answer(200, "{'id':1}"), "two", answer(200, "{'id':1}"));
        assertThat(all(action, Map.of(), same, new LinkedHashMap<>()).errorCode())
                .isNull();
        Map<String, UpstreamResponse> other = Map.of("one", answer(200, "{'id':1}"), "two", answer(200, "{'id':2}"));
        assertThat(all(action, Map.of(), other, new LinkedHashMap<>()).errorCode())
                .isEqualTo("CHANGED");
    }

    @Test
    void dependencies_are_what_templates_conditions_and_errors_read() {
        ActionDefinition action = withSteps(
                "{}",
                "{'a':{'request':" + GET + "},'b':{'request':" + GET + "},'c':{'request':" + GET + "},"
                        + "'d':{'request':{'upstream':'u','method':'POST','path':'/','body':{'x':['{steps.a.id}']}},"
                        + "'when':'$steps.b.ok and \\\"steps.z\\\" = $x','errors':{'$steps.`c`.id = id':'defaults'}}}",
                "{'x':{'type':'string','const':'y'}}");
        assertThat(action.steps().get(3).dependencies()).containsExactlyInAnyOrder("a", "b", "c");
        assertThat(action.steps().get(0).dependencies()).isEmpty();
        assertThat(Expression.of("$keys(steps)").readsAllSteps()).isTrue();
        assertThat(Expression.of("steps.a.steps").readsAllSteps()).isFalse();
    }

    @Test
    void a_condition_on_the_status_or_the_headers_of_a_step_waits_for_that_step() {
        ActionDefinition action = withSteps(
                "{}",
                "{'a':{'request':" + GET + "},'b':{'request':" + GET + "},"
                        + "'c':{'request':" + GET + ",'when':'$status.a = 404 and $exists($headers.b.etag)',"
                        + "'errors':{'$status.x = 1 and $headers.y = 2':'defaults'}}}",
                "{'x':{'type':'string','const':'y'}}");
        assertThat(action.steps().get(2).dependencies()).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void a_member_of_the_answer_that_is_called_steps_is_no_step() {
        ActionDefinition action = action("{}", GET, "{'a':{'type':'string'}}", "{'steps.failed > 0':'defaults'}");
        assertThat(action.steps().get(0).dependencies()).isEmpty();
    }

    @Test
    void a_body_takes_any_json_of_a_step_as_it_is() {
        ActionDefinition action = withSteps(
                "{}",
                "{'a':{'request':" + GET + "},'b':{'request':{'upstream':'u','method':'POST','path':'/',"
                        + "'body':{'all':'{steps.a.list}','sum':'{steps.a.(x + 1)}','none':'{steps.a.none}'}}}}",
                "{'x':{'type':'string','const':'y'}}");
        ActionRun run = run(action, Map.of(), false);
        run.accept(action.steps().get(0), answer(200, "{'list':[{'n':1.50}],'x':2}"));
        ActionRun.Send send = (ActionRun.Send) run.next(action.steps().get(1));
        assertThat(new String(send.request().body(), StandardCharsets.UTF_8))
                .isEqualTo("{\"all\":[{\"n\":1.50}],\"sum\":3}");
        assertThat(send.request().headers()).containsEntry("Idempotency-Key", "r-b");
    }

    @Test
    void a_function_in_a_body_is_a_failed_mapping() {
        ActionDefinition action = withSteps(
                "{}",
                "{'a':{'request':" + GET + "},'b':{'request':{'upstream':'u','method':'POST','path':'/',"
                        + "'body':{'f':'{steps.a.$string}'}}}}",
                "{'x':{'type':'string','const':'y'}}");
        Map<String, UpstreamResponse> answers = Map.of("a", answer(200, "{'id':1}"));
        Envelope envelope = all(action, Map.of(), answers, new LinkedHashMap<>());
        assertThat(envelope.errorCode()).isEqualTo("MAPPING_FAILED");
        assertThat(envelope.error()).contains("such as a function");
    }

    @Test
    void a_list_of_a_step_that_fits_into_no_request_is_not_sent() {
        ActionDefinition action = withSteps(
                "{}",
                "{'a':{'request':" + GET + "},'b':{'request':{'upstream':'u','method':'GET','path':'/',"
                        + "'query':{'id':['{steps.a.list}']}}}}",
                "{'x':{'type':'string','const':'y'}}");
        ActionRun run = run(action, Map.of(), false);
        run.accept(action.steps().get(0), answer(200, "{'list':[" + "1234567,".repeat(100_000) + "1]}"));
        assertThat(run.next(action.steps().get(1)))
                .isInstanceOfSatisfying(
                        ActionRun.End.class,
                        end -> assertThat(end.outcome())
                                .isInstanceOfSatisfying(
                                        Outcome.Failed.class,
                                        failed -> assertThat(failed.message())
                                                .contains("{steps.a.list}", "repeats its parameter more often")));
    }

    @Test
    void a_condition_that_fails_is_a_failed_mapping_and_quotes_nothing() {
        ActionDefinition action = withSteps(
                "{'id':{'type':'string'}}",
                "{'a':{'request':" + GET + ",'when':'$number($input.id) > 1'}}",
                "{'x':{'type':'string','const':'y'}}");
        Envelope envelope = all(action, Map.of("id", "s3cret"), Map.of(), new LinkedHashMap<>());
        assertThat(envelope.errorCode()).isEqualTo("MAPPING_FAILED");
        assertThat(envelope.error())
                .startsWith("Step a: its condition (when) failed")
                .doesNotContain("s3cret");
    }

    // ---- requests

    private static UpstreamRequest request(String request, Map<String, Object> data) {
        ActionDefinition action = withRequest("{'a':{'type':'string'},'b':{'type':'string'}}", request);
        return ((ActionRun.Send) run(action, data, false).next(action.steps().get(0))).request();
    }

    @Test
    void a_parameter_with_several_values_is_repeated_and_absent_ones_vanish() {
        String request = "{'upstream':'u','method':'GET','path':'/x','query':{'t':['{a}','{b}','c']}}";
        assertThat(request(request, Map.of("b", "1&2")).pathAndQuery()).isEqualTo("/x?t=1%262&t=c");
    }

    @Test
    void a_form_is_encoded_as_one() {
        UpstreamRequest request = request(
                "{'upstream':'u','method':'POST','path':'/x','form':{'a':'{a}','b':['{b}','2'],'k k':'ä'}}",
                Map.of("a", "x=1&admin=true"));
        assertThat(new String(request.body(), StandardCharsets.UTF_8))
                .isEqualTo("a=x%3D1%26admin%3Dtrue&b=2&k%20k=%C3%A4");
        assertThat(request.headers()).containsEntry("Content-Type", "application/x-www-form-urlencoded");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\0", "a\r\nb", "\u0001\u001f\u007f", "\u0085\u2028", "a+b %2B", "=&;#", "\uD83D\uDE00"})
    void whatever_an_input_holds_it_stays_the_value_of_one_field(String value) {
        String form = new String(
                request(
                                "{'upstream':'u','method':'POST','path':'/x','form':{'a':'{a}','b':['<{a}>','2']}}",
                                Map.of("a", value))
                        .body(),
                StandardCharsets.UTF_8);
        assertThat(form).matches("a=[A-Za-z0-9._~%-]*&b=[A-Za-z0-9._~%-]*&b=2");
        assertThat(form.split("[=&]"))
                .extracting(each -> URLDecoder.decode(each, StandardCharsets.UTF_8))
                .containsExactly("a", value, "b", "<" + value + ">", "b", "2");
    }

    @Test
    void half_a_character_has_no_form_in_a_form() {
        ActionDefinition action = withRequest(
                "{'a':{'type':'string'}}", "{'upstream':'u','method':'POST','path':'/x','form':{'a':'{a}'}}");
        assertThat(run(action, Map.of("a", "x\uD800"), false)
                        .next(action.steps().get(0)))
                .isInstanceOf(ActionRun.End.class);
    }

    @Test
    void a_text_is_sent_as_it_is() {
        UpstreamRequest request =
                request("{'upstream':'u','method':'POST','path':'/x','text':'Hi {a}!'}", Map.of("a", "é"));
        assertThat(new String(request.body(), StandardCharsets.UTF_8)).isEqualTo("Hi é!");
        assertThat(request.headers()).containsEntry("Content-Type", "text/plain; charset=utf-8");
        assertThat(request("{'upstream':'u','method':'POST','path':'/x','text':'Hi {a}!'}", Map.of())
                        .body())
                .isNull();
    }

    @Test
    void only_a_method_that_is_not_idempotent_sends_an_idempotency_key_unless_told_not_to() {
        assertThat(request("{'upstream':'u','method':'PUT','path':'/'}", Map.of())
                        .headers())
                .doesNotContainKey("Idempotency-Key");
        assertThat(request("{'upstream':'u','method':'POST','path':'/'}", Map.of())
                        .headers())
                .containsEntry("Idempotency-Key", "r");
        assertThat(request("{'upstream':'u','method':'PATCH','path':'/','idempotencyKey':false}", Map.of())
                        .headers())
                .doesNotContainKey("Idempotency-Key");
        assertThat(request(
                                "{'upstream':'u','method':'POST','path':'/','headers':{'idempotency-key':'{a}'}}",
                                Map.of("a", "mine"))
                        .headers())
                .containsEntry("idempotency-key", "mine")
                .doesNotContainKey("Idempotency-Key");
    }

    @Test
    void a_request_id_that_no_header_may_hold_is_still_the_same_key_each_time() {
        ActionDefinition action = withRequest("{}", "{'upstream':'u','method':'POST','path':'/'}");
        Map<String, String> first = key(action, "é\r\nX: y");
        assertThat(first.get("Idempotency-Key")).matches("[0-9a-f-]{36}");
        assertThat(key(action, "é\r\nX: y")).isEqualTo(first);
    }

    private static Map<String, String> key(ActionDefinition action, String requestId) {
        ActionRun run = new ActionRun(action, Map.of(), requestId, Budget.ofMillis(2_000), false);
        return ((ActionRun.Send) run.next(action.steps().get(0))).request().headers();
    }

    @Test
    void idempotent_methods_are_retried_by_default_and_others_by_their_definition_only() {
        assertThat(step("{'upstream':'u','method':'GET','path':'/'}", "{}").effectiveRetry())
                .isEqualTo(Retry.DEFAULT);
        assertThat(step("{'upstream':'u','method':'POST','path':'/'}", "{}").effectiveRetry())
                .isEqualTo(Retry.NONE);
        Retry own = step(
                        "{'upstream':'u','method':'POST','path':'/','retry':{'attempts':2,'backoffMillis':50,'statuses':[503]}}",
                        "{}")
                .effectiveRetry();
        assertThat(own).isEqualTo(new Retry(2, Duration.ofMillis(50), Set.of(503)));
    }

    @Test
    void a_status_that_the_definition_declares_is_an_answer_and_not_tried_again() {
        Retry retry = step("{'upstream':'u','method':'GET','path':'/'}", "{'503':{'code':'CLOSED','message':'c'}}")
                .effectiveRetry();
        assertThat(retry.statuses()).containsExactlyInAnyOrder(429, 500, 502, 504);
    }

    private static Step step(String request, String errors) {
        return action("{}", request, "{'a':{'type':'string'}}", errors).steps().get(0);
    }

    // ---- errors

    @Test
    void a_condition_on_the_body_of_any_status_is_an_outcome_and_the_first_that_applies_counts() {
        ActionDefinition action = action(
                "{}",
                GET,
                "{'a':{'type':'string'}}",
                "{'error.code = \\\"NO_SUCH\\\"':{'code':'GONE','message':'gone'},'400':{'code':'BAD','message':'bad'},"
                        + "'$exists(error)':{'code':'OTHER','message':'other'}}");
        assertThat(code(action, answer(200, "{'error':{'code':'NO_SUCH'}}"))).isEqualTo("GONE");
        assertThat(code(action, answer(400, "{'error':{'code':'NO_SUCH'}}"))).isEqualTo("GONE");
        assertThat(code(action, answer(400, "{'error':{'code':'X'}}"))).isEqualTo("BAD");
        assertThat(code(action, answer(400, null))).isEqualTo("BAD");
        assertThat(code(action, answer(200, "{'error':1}"))).isEqualTo("OTHER");
        assertThat(code(action, answer(200, "{'a':'x'}"))).isNull();
        assertThat(code(action, answer(299, "{'a':'x'}"))).isNull();
        assertThat(code(action, answer(300, "{'a':'x'}"))).isEqualTo("UPSTREAM_INVALID");
        assertThat(code(action, answer(199, "{'a':'x'}"))).isEqualTo("UPSTREAM_INVALID");
        assertThat(action.steps().get(0).readsErrorBody()).isTrue();
        assertThat(step(GET, "{'404':{'code':'GONE','message':'gone'}}").readsErrorBody())
                .isFalse();
        assertThat(step(GET, "{'404':{'code':'GONE','messageFrom':'a'}}").readsErrorBody())
                .isTrue();
        assertThat(step(GET, "{'a = 1':'defaults'}").readsErrorBody()).isTrue();
        assertThat(ActionDefinition.fromTree(action.toTree())).isEqualTo(action);
    }

    private static final ActionDefinition MESSAGE_FROM = action(
            "{'id':{'type':'string'}}",
            GET,
            "{'a':{'type':'string'}}",
            "{'422':{'code':'REFUSED','messageFrom':'error.message'},"
                    + "'$exists(credit)':{'code':'NO_CREDIT','messageFrom':'\\\"Credit of \\\" & $input.id & \\\": \\\" & credit'},"
                    + "'409':{'code':'LOOPS','messageFrom':'($f := function($n){$f($n+1)}; $f(1))'}}");

    private static String message(UpstreamResponse response) {
        return all(MESSAGE_FROM, Map.of("id", "A1"), Map.of("", response), new LinkedHashMap<>())
                .error();
    }

    @Test
    void a_message_may_come_from_the_answer_of_an_error_or_a_success() {
        assertThat(message(answer(422, "{'error':{'message':'Name is taken'}}")))
                .isEqualTo("Name is taken");
        assertThat(message(answer(200, "{'credit':-3.50}"))).isEqualTo("Credit of A1: -3.50");
        assertThat(MESSAGE_FROM.steps().get(0).readsErrorBody()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{'error':{'message':''}}",
                "{'error':{'message':{'text':'x'}}}",
                "{'error':{'message':['x','y']}}"
            })
    void a_message_that_the_answer_does_not_have_is_the_catalogues(String body) {
        assertThat(message(answer(422, body))).isEqualTo("The upstream u answered 422: it rejected the request.");
        assertThat(message(answer(422, null))).isEqualTo("The upstream u answered 422: it rejected the request.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            199 | The upstream u answered 199, where 2xx or an error was expected.
            200 | The upstream u answered 200, which means NO_CREDIT.
            299 | The upstream u answered 299, which means NO_CREDIT.
            300 | The upstream u answered 300, where 2xx or an error was expected.
            """)
    void a_message_that_a_success_does_not_have_names_the_code(int status, String message) {
        ActionDefinition action = action(
                "{}",
                GET,
                "{'a':{'type':'string'}}",
                "{'$exists(credit)':{'code':'NO_CREDIT','messageFrom':'error.message'}}");
        assertThat(all(action, Map.of(), Map.of("", answer(status, "{'credit':1}")), new LinkedHashMap<>())
                        .error())
                .isEqualTo(message);
    }

    @Test
    void a_message_whose_expression_fails_or_never_ends_is_the_catalogues_and_the_code_stays() {
        Envelope envelope = all(MESSAGE_FROM, Map.of("id", "A1"), Map.of("", answer(409, "{}")), new LinkedHashMap<>());
        assertThat(envelope.errorCode()).isEqualTo("LOOPS");
        assertThat(envelope.error()).isEqualTo("The upstream u answered 409: it rejected the request.");
    }

    @Test
    void a_message_from_an_answer_is_one_line_of_500_characters_at_most() {
        Map<String, Object> error =
                Map.of("message", "Two\r\n\tlines,\u0000 a bell\u0007 and \u202Eback\u200B \uD800.  ");
        assertThat(message(new UpstreamResponse(422, Map.of(), Map.of("error", error))))
                .isEqualTo("Two lines, a bell and back \uFFFD.");
        Map<String, Object> endless = Map.of("message", "\uD83D\uDE00".repeat(600));
        assertThat(message(new UpstreamResponse(422, Map.of(), Map.of("error", endless))))
                .isEqualTo("\uD83D\uDE00".repeat(500) + "…");
    }

    @Test
    void a_rule_with_a_message_from_the_answer_survives_the_compiled_form() {
        assertThat(ActionDefinition.fromTree(MESSAGE_FROM.toTree())).isEqualTo(MESSAGE_FROM);
        assertThat(MESSAGE_FROM.toTree().toString()).contains("messageFrom=error.message");
        assertThat(MESSAGE_FROM.expressions()).contains(Expression.of("error.message"));
    }

    private static String code(ActionDefinition action, UpstreamResponse response) {
        return all(action, Map.of(), Map.of("", response), new LinkedHashMap<>())
                .errorCode();
    }

    @Test
    void where_absence_is_normal_the_outputs_take_their_defaults() {
        ActionDefinition action = action(
                "{}",
                GET,
                "{'n':{'type':'integer','default':0},'l':{'type':'array','items':{'type':'string'}},'s':{'type':'integer','from':'$status'}}",
                "{'404':'defaults','hits = 0':'defaults'}");
        assertThat(all(action, Map.of(), Map.of("", answer(404, null)), new LinkedHashMap<>())
                        .data())
                .isEqualTo(object("{'n':0,'l':[],'s':404}"));
        assertThat(all(action, Map.of(), Map.of("", answer(200, "{'hits':0,'n':7}")), new LinkedHashMap<>())
                        .data())
                .isEqualTo(object("{'n':0,'l':[],'s':200}"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            [false,0,'']  | false
            [0,1]         | true
            {}            | false
            {'a':0}       | true
            'false'       | true
            ''            | false
            0             | false
            null          | false
            """)
    void a_condition_holds_as_jsonatas_boolean_has_it(String value, boolean holds) {
        Map<String, Object> context = new LinkedHashMap<>();
        context.put("v", json(value));
        Budget budget = Budget.ofMillis(1_000);
        assertThat(Expression.of("v").holds(context, Map.of(), budget)).isEqualTo(holds);
        assertThat(Boolean.TRUE.equals(Expression.of("$boolean(v)").evaluate(context, Map.of(), budget)))
                .isEqualTo(holds);
    }

    // ---- the flat answer

    private static final String FLAT_OUTPUTS = "{'name':{'type':'string','default':'-'}}";

    @Test
    void a_flat_answer_is_the_outputs_themselves() {
        Envelope envelope = all(
                flat("{}", FLAT_OUTPUTS, "{}"),
                Map.of(),
                Map.of("", answer(200, "{'name':'Ann'}")),
                new LinkedHashMap<>());
        assertThat(envelope.body()).isEqualTo(Map.of("name", "Ann"));
        assertThat(envelope.httpStatus()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"404, 404, NOT_FOUND", "409, 409, BUSY", "400, 422, UPSTREAM_REJECTED", "500, 502, UPSTREAM_UNAVAILABLE"
    })
    void a_flat_answer_without_a_place_for_outcomes_makes_them_statuses(int upstream, int status, String code) {
        ActionDefinition action = flat("{}", FLAT_OUTPUTS, "{'409':{'code':'BUSY','message':'busy'}}");
        Envelope envelope = all(action, Map.of(), Map.of("", answer(upstream, null)), new LinkedHashMap<>());
        assertThat(envelope.httpStatus()).isEqualTo(status);
        assertThat(envelope.body()).containsEntry("errorCode", code).containsEntry("status", "error");
        assertThat(envelope.takesFailurePath()).isTrue();
        assertThat(envelope.isFault()).isEqualTo(upstream == 500);
    }

    @Test
    void a_flat_answer_whose_outputs_name_the_error_code_tells_outcomes_by_them() {
        ActionDefinition action = flat(
                "{'id':{'type':'integer','required':true}}",
                "{'name':{'type':'string','required':true},'code':{'type':'string','from':'$errorCode','default':'OK'},"
                        + "'http':{'type':'integer','from':'$status'},'why':{'type':'string','from':'$error'}}",
                "{'404':{'code':'GONE','message':'gone'}}");
        Envelope gone = all(action, Map.of("id", 1L), Map.of("", answer(404, null)), new LinkedHashMap<>());
        assertThat(gone.httpStatus()).isEqualTo(200);
        assertThat(gone.body()).isEqualTo(object("{'code':'GONE','http':404,'why':'gone'}"));
        Envelope invalid = all(action, Map.of(), Map.of(), new LinkedHashMap<>());
        assertThat(invalid.body()).containsEntry("code", "INVALID_INPUT").doesNotContainKey("http");
        Envelope fine = all(action, Map.of("id", 1L), Map.of("", answer(200, "{'name':'Ann'}")), new LinkedHashMap<>());
        assertThat(fine.body()).isEqualTo(object("{'name':'Ann','code':'OK','http':200}"));
        Envelope fault = all(action, Map.of("id", 1L), Map.of("", answer(503, null)), new LinkedHashMap<>());
        assertThat(fault.httpStatus()).isEqualTo(502);
    }

    @Test
    void naming_the_status_alone_has_a_place_only_for_what_the_upstream_said() {
        ActionDefinition action = flat(
                "{'id':{'type':'integer','required':true}}",
                "{'http':{'type':'integer','from':'$status'}}",
                "{'404':{'code':'GONE','message':'gone'}}");
        assertThat(all(action, Map.of("id", 1L), Map.of("", answer(404, null)), new LinkedHashMap<>())
                        .body())
                .isEqualTo(object("{'http':404}"));
        assertThat(all(action, Map.of(), Map.of(), new LinkedHashMap<>()).httpStatus())
                .isEqualTo(400);
    }

    @Test
    void a_flat_answer_whose_outputs_read_only_the_upstreams_answer_makes_outcomes_statuses() {
        ActionDefinition action = flat("{}", "{'name':{'type':'string','from':'who','default':'-'}}", "{}");
        assertThat(all(action, Map.of(), Map.of("", answer(404, null)), new LinkedHashMap<>())
                        .httpStatus())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            {}                      | 200 | {'o':{'code':'NOT_FOUND'}}
            {\\'code\\':$errorCode}   | 200 | {'o':{'code':'NOT_FOUND'}}
            $                       | 404 |
            """)
    void the_error_code_in_an_object_shows_an_outcome_only_if_the_object_is_there(
            String from, int status, String body) {
        ActionDefinition action = flat(
                "{}",
                "{'o':{'type':'object','from':'" + from
                        + "','properties':{'code':{'type':'string','from':'$errorCode'}}}}",
                "{}");
        Envelope gone = all(action, Map.of(), Map.of("", answer(404, null)), new LinkedHashMap<>());
        assertThat(gone.httpStatus()).isEqualTo(status);
        if (body != null) {
            assertThat(gone.body()).isEqualTo(object(body));
        }
    }

    @Test
    void the_error_code_in_the_items_of_an_array_shows_no_outcome() {
        ActionDefinition action = flat(
                "{}",
                "{'o':{'type':'array','from':'$','items':{'type':'object','properties':"
                        + "{'code':{'type':'string','from':'$errorCode'}}}}}",
                "{}");
        assertThat(all(action, Map.of(), Map.of("", answer(404, null)), new LinkedHashMap<>())
                        .httpStatus())
                .isEqualTo(404);
    }

    @Test
    void a_flat_answer_of_several_steps_has_the_status_of_each_step_also_of_the_one_that_failed() {
        ActionDefinition action = ActionDefinition.fromTree(
                json("{'name':'Test','contract':1,'newest':true,'timeoutMillis':10000,'answer':'flat','inputs':{},"
                        + "'steps':{'one':{'request':" + GET + "},'two':{'request':" + GET + "}},"
                        + "'outputs':{'one':{'type':'integer','from':'$status.one'},"
                        + "'two':{'type':'integer','from':'$status.two'}}}"));
        Map<String, UpstreamResponse> answers = Map.of("one", answer(200, "{}"), "two", answer(404, null));
        assertThat(all(action, Map.of(), answers, new LinkedHashMap<>()).body())
                .isEqualTo(object("{'one':200,'two':404}"));
    }

    @Test
    void a_condition_that_reads_the_status_makes_no_success_of_the_outcomes_of_a_flat_answer() {
        ActionDefinition action = flat(
                "{}",
                "{'balance':{'type':'number','default':0}}",
                "{'$status = 422 and reason = 1':{'code':'LIMIT','message':'limit'}}");
        Envelope gone = all(action, Map.of(), Map.of("", answer(404, null)), new LinkedHashMap<>());
        assertThat(gone.httpStatus()).isEqualTo(404);
        assertThat(gone.body()).containsEntry("errorCode", "NOT_FOUND");
    }

    @ParameterizedTest
    @CsvSource({"199, 200", "200, 422", "299, 422", "300, 200"})
    void an_outcome_of_a_successful_answer_is_not_told_by_the_upstreams_status_alone(int upstream, int status) {
        ActionDefinition action = flat(
                "{}",
                "{'http':{'type':'integer','from':'$status'}}",
                "{'$exists(error)':{'code':'GONE','message':'gone'}}");
        Envelope envelope = all(action, Map.of(), Map.of("", answer(upstream, "{'error':1}")), new LinkedHashMap<>());
        assertThat(envelope.httpStatus()).isEqualTo(status);
        assertThat(envelope.body().get("http")).isEqualTo(status == 200 ? (long) upstream : null);
    }

    @ParameterizedTest
    @CsvSource({"399, 422", "400, 400", "499, 499", "500, 422"})
    void a_declared_outcome_of_a_flat_answer_has_the_upstreams_status_if_that_is_a_callers_error(
            int upstream, int status) {
        ActionDefinition action = flat("{}", FLAT_OUTPUTS, "{'" + upstream + "':{'code':'GONE','message':'gone'}}");
        assertThat(all(action, Map.of(), Map.of("", answer(upstream, null)), new LinkedHashMap<>())
                        .httpStatus())
                .isEqualTo(status);
    }

    // ---- the budget

    /** A run's clock, which runs only while an expression reads {@code slow}. */
    private long now = 1_000;

    private final Map<String, Object> slow = new AbstractMap<>() {
        @Override
        public Object get(Object key) {
            now += 40;
            return "slow".equals(key) ? Boolean.TRUE : null;
        }

        @Override
        public Set<Entry<String, Object>> entrySet() {
            return Set.of(Map.entry("slow", Boolean.TRUE));
        }
    };

    @Test
    void the_time_of_a_runs_expressions_is_one_sum_and_waiting_for_upstreams_is_no_part_of_it() {
        ActionDefinition action = withSteps(
                "{}",
                "{'one':{'request':{'upstream':'u','method':'GET','path':'/one'}},"
                        + "'two':{'request':{'upstream':'u','method':'GET','path':'/two'},'when':'steps.one.slow',"
                        + "'errors':{'slow = false':{'code':'GONE','message':'gone'}}}}",
                "{'a':{'type':'boolean','from':'steps.two.slow'}}");
        Budget budget = new Budget(() -> now, 1_000_000, Long.MAX_VALUE, 1_000_000, () -> 0);
        ActionRun run = new ActionRun(action, Map.of(), "r", budget, false);
        long taken = 0;

        long before = now;
        assertThat(run.next(action.steps().get(0))).isInstanceOf(ActionRun.Send.class);
        assertThat(run.accept(action.steps().get(0), new UpstreamResponse(200, Map.of(), slow)))
                .isEmpty();
        assertThat(now).isEqualTo(before);

        now += 2_000_000;
        assertThat(budget.isSpent()).as("the first upstream takes long").isFalse();
        before = now;
        assertThat(run.next(action.steps().get(1))).isInstanceOf(ActionRun.Send.class);
        assertThat(now).as("the condition takes time").isGreaterThan(before);
        taken += now - before;

        now += 2_000_000;
        assertThat(budget.isSpent()).as("the second upstream takes long").isFalse();
        before = now;
        assertThat(run.accept(action.steps().get(1), new UpstreamResponse(200, Map.of(), slow)))
                .isEmpty();
        assertThat(now).as("the error rule takes time").isGreaterThan(before);
        taken += now - before;

        now += 2_000_000;
        assertThat(budget.isSpent()).isFalse();
        before = now;
        assertThat(run.finish()).isEqualTo(new Outcome.Mapped(Map.of("a", true)));
        assertThat(now).as("the output takes time").isGreaterThan(before);
        taken += now - before;

        now += 2_000_000;
        assertThat(budget.isSpent()).isFalse();
        budget.start();
        now += 1_000_000 - taken;
        assertThat(budget.isSpent()).isFalse();
        now++;
        assertThat(budget.isSpent()).isTrue();
    }

    // ---- the report

    @Test
    void a_report_as_json_has_the_keys_that_have_a_value() {
        assertThat(new FieldReport("a", FieldReport.How.MISMATCH, "b.c", "integer", "a string", "b.d").toTree())
                .containsExactly(
                        Map.entry("field", "a"),
                        Map.entry("how", "mismatch"),
                        Map.entry("expression", "b.c"),
                        Map.entry("expected", "integer"),
                        Map.entry("found", "a string"),
                        Map.entry("nearest", "b.d"));
        assertThat(new FieldReport("a", FieldReport.How.FOUND, null, null, null, null).toTree())
                .containsExactly(Map.entry("field", "a"), Map.entry("how", "found"));
    }

    @Test
    void a_failed_expression_and_the_items_of_an_array_are_reported_too() {
        ActionDefinition action =
                withOutputs("{'bad':{'type':'number','from':'b + 1'},'l':{'type':'array','items':{'type':'string'}},"
                        + "'o':{'type':'object','properties':{'x':{'type':'string'}}}}");
        ActionRun run = run(action, Map.of(), true);
        interpret(run, action, answer(200, "{'b':'x','l':['a',1,'b'],'o':{'x':'y'}}"));
        assertThat(run.report())
                .containsExactly(
                        new FieldReport(
                                "bad", FieldReport.How.MISMATCH, "b + 1", "number", "a failed expression", null),
                        new FieldReport("l", FieldReport.How.FOUND, "`l`", "array", null, null),
                        new FieldReport("l[]", FieldReport.How.CONVERTED, null, "string", "an integer", null),
                        new FieldReport("o", FieldReport.How.FOUND, "`o`", "object", null, null),
                        new FieldReport("o.x", FieldReport.How.FOUND, "`x`", "string", null, null));
    }

    @Test
    void the_report_tells_for_each_output_where_it_was_looked_for_and_what_was_there() {
        ActionDefinition action = withOutputs(
                "{'ok':{'type':'string'},'conv':{'type':'integer','from':'n'},"
                        + "'companyName':{'type':'string'},'mail':{'type':'string','from':'e_mail','default':'x'},"
                        + "'typo':{'type':'string','from':'compnay.name'},'far':{'type':'string','from':'zzz'},"
                        + "'bad':{'type':'integer','from':'ok'},'gone':{'type':'string','from':'company.nane','required':true},"
                        + "'hy':{'type':'string','from':'userid'},'k':{'type':'string','const':'c'},"
                        + "'l':{'type':'array','items':{'type':'object','properties':{'titel':{'type':'string'}}},'from':'list'}}");
        ActionRun run = run(action, Map.of(), true);
        Outcome outcome = interpret(
                run,
                action,
                answer(
                        200,
                        "{'ok':'s3cret','n':'5','company':{'name':'s3cret'},'email':'s3cret','user-id':'7','list':[{'title':'a'}]}"));
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.message())
                                .isEqualTo(
                                        "Output bad: expected integer, found a string. Output gone: expected string, found nothing in"
                                                + " the upstream's answer."));
        Map<String, FieldReport> report =
                run.report().stream().collect(Collectors.toMap(FieldReport::field, each -> each));
        assertThat(report.get("ok").how()).isEqualTo(FieldReport.How.FOUND);
        assertThat(report.get("conv").how()).isEqualTo(FieldReport.How.CONVERTED);
        assertThat(report.get("conv").found()).isEqualTo("a string");
        assertThat(report.get("companyName").nearest()).isEqualTo("company.name");
        assertThat(report.get("mail").how()).isEqualTo(FieldReport.How.DEFAULTED);
        assertThat(report.get("mail").nearest()).isEqualTo("email");
        assertThat(report.get("typo").nearest()).isEqualTo("company.name");
        assertThat(report.get("far").nearest()).isNull();
        assertThat(report.get("bad").how()).isEqualTo(FieldReport.How.MISMATCH);
        assertThat(report.get("gone").nearest()).isEqualTo("company.name");
        assertThat(report.get("hy").nearest()).isEqualTo("`user-id`");
        assertThat(report.get("k").how()).isEqualTo(FieldReport.How.CONSTANT);
        assertThat(report.get("l[].titel").nearest()).isEqualTo("title");
        assertThat(Json.writeString(
                        run.report().stream().map(FieldReport::toTree).toList()))
                .doesNotContain("s3cret");
    }

    // ---- bounds

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$pad('a', 100000000)",
                "$pad('x', -2000000000)",
                "$reduce([1..60], function($a, $b){$a & $a}, 'aaaa')",
                "$count([1..3000000].{'a':$})",
                "($f := function($x){$f($x + 1)}; $f(1))",
                "$map([1..9999999], function($x){$x * 2})"
            })
    void what_an_expression_may_build_and_take_is_bounded(String expression) {
        ActionDefinition real = withOutputs("{'a':{'type':'string'}}")
                .with(Map.of(
                        "a",
                        new Output(
                                ValueType.STRING,
                                null,
                                null,
                                Expression.of(expression),
                                null,
                                null,
                                false,
                                false,
                                null,
                                Map.of())));
        Outcome outcome =
                interpret(new ActionRun(real, Map.of(), "r", Budget.ofMillis(300), false), real, answer(200, "{}"));
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.message())
                                .contains("its expression failed")
                                .containsPattern("too large|too long|too deep"));
    }

    @Test
    void pad_pads_as_jsonata_has_it() {
        Map<String, Object> context = object("{'v':'ab'}");
        Budget budget = Budget.ofMillis(2_000);
        assertThat(Expression.of("$pad(v, 5)").evaluate(context, Map.of(), budget))
                .isEqualTo("ab   ");
        assertThat(Expression.of("$pad(v, -5, '#-')").evaluate(context, Map.of(), budget))
                .isEqualTo("#-#ab");
        assertThat(Expression.of("v.$pad(4, '0')").evaluate(context, Map.of(), budget))
                .isEqualTo("ab00");
        assertThat(Expression.of("$pad(none, 4)").evaluate(context, Map.of(), budget))
                .isNull();
    }

    @Test
    void a_pattern_that_would_never_end_refuses_the_value() {
        ActionDefinition action = Definitions.withInputs("{'s':{'type':'string','pattern':'(a+)+b'}}");
        Envelope envelope = all(action, Map.of("s", "a".repeat(60)), Map.of(), new LinkedHashMap<>());
        assertThat(envelope.errorCode()).isEqualTo("INVALID_INPUT");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "a.b",
                "a.b.c",
                "`a`",
                "$input.id",
                "$status",
                "$headers.etag",
                "l",
                "l.x",
                "n.x",
                "a.l",
                "a.l.x"
            })
    void a_plain_path_means_here_what_it_means_in_jsonata(String text) {
        Map<String, Object> context =
                object("{'a':{'b':{'c':1.50},'l':[{'x':1},{'x':2}]},'l':[{'x':null},{'x':3}],'n':null}");
        Map<String, Object> bindings =
                Map.of("input", Map.of("id", 7L), "status", 200L, "headers", Map.of("etag", "e"));
        Object ours = Expression.of(text).evaluate(context, bindings, Budget.ofMillis(2_000));
        Object jsonatas = Expression.of("(" + text + ")").evaluate(context, bindings, Budget.ofMillis(2_000));
        assertThat(Json.writeString(ours)).isEqualTo(Json.writeString(jsonatas));
    }
}
