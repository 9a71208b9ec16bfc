package dataactions.registrar;

import static dataactions.registrar.Rig.id;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dataactions.aws.AwsException;
import dataactions.definition.envelope.Envelope;
import dataactions.definition.value.Json;
import dataactions.registrar.Rig.Resource;
import dataactions.registrar.aws.FunctionInvoker.Invocation;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CheckTest {
    private static final String PLAIN = "[{\"name\":\"FetchUser\",\"action\":\"FetchUser\",\"input\":{\"userId\":1}}]";
    private static final String EXPECTING =
            "[{\"name\":\"FetchUser\",\"action\":\"FetchUser\",\"input\":{\"userId\":1},"
                    + "\"expect\":[\"status = \\\"success\\\"\",\"data.name != \\\"Unknown\\\"\"]}]";
    private static final String DOWN = "{\"status\":\"error\",\"data\":{},\"errorCode\":\"UPSTREAM_UNAVAILABLE\","
            + "\"error\":\"The upstream did not answer\"}";

    private final Rig rig = new Rig();
    private String actionId;

    @BeforeEach
    void an_action() {
        actionId = id(rig.create(Rig.action("i")));
        rig.genesys.calls.clear();
    }

    private static String reason(JsonNode answer) {
        assertThat(answer.path("Status").asText()).isEqualTo("FAILED");
        return answer.path("Reason").asText();
    }

    private static void succeeded(JsonNode answer) {
        assertThat(answer.path("Status").asText())
                .as(answer.path("Reason").asText())
                .isEqualTo("SUCCESS");
    }

    private Resource check(String digest, String checks) {
        return Rig.actionCheck(actionId, digest, checks);
    }

    @Test
    void a_check_that_passes_is_named_by_its_digest() {
        JsonNode answer = rig.create(check("aa11", PLAIN));
        succeeded(answer);
        assertThat(id(answer)).matches("action-check-aa11-[0-9a-f]{12}");
        assertThat(rig.genesys.calls).containsExactly("test action");
    }

    @Test
    void a_test_call_gets_the_checks_input() {
        JsonNode[] seen = {null};
        rig.genesys.tester = input -> {
            seen[0] = input;
            return TestOrg.result(true, "{\"status\":\"success\",\"data\":{}}");
        };
        rig.create(check("aa11", PLAIN));
        assertThat(seen[0]).isEqualTo(TestOrg.json("{\"userId\":1}"));
    }

    @Test
    void genesys_says_no_and_so_do_we() {
        rig.genesys.tester = input -> TestOrg.resultOf(
                false,
                "null",
                "{\"success\":false,\"operations\":[{\"name\":\"Validate output\",\"success\":false,"
                        + "\"error\":{\"message\":\"status is required\"}}]}");
        assertThat(reason(rig.create(check("aa11", PLAIN)))).contains("Validate output: status is required");
    }

    @Test
    void an_answer_of_ours_that_genesys_does_not_accept_fails() {
        rig.genesys.tester = input -> TestOrg.result(false, "{\"status\":\"success\",\"data\":{}}");
        assertThat(reason(rig.create(check("aa11", PLAIN)))).contains("did not accept the answer");
    }

    @Test
    void an_envelope_with_an_error_fails_with_its_code_and_words_although_genesys_says_success() {
        rig.genesys.tester = input -> TestOrg.result(
                true,
                "{\"status\":\"error\",\"data\":{},\"errorCode\":\"MAPPING_FAILED\","
                        + "\"error\":\"Output companyName: expected string, found object\"}");
        JsonNode answer = rig.create(check("aa11", PLAIN));
        assertThat(reason(answer))
                .contains("FetchUser")
                .contains("MAPPING_FAILED")
                .contains("companyName");
        assertThat(id(answer)).isEqualTo("action-check-unproved");
    }

    @Test
    void an_expectation_that_is_not_met_is_quoted_with_the_value_that_it_saw_and_no_other() {
        rig.genesys.tester = input ->
                TestOrg.result(true, "{\"status\":\"success\",\"data\":{\"name\":\"Unknown\",\"phone\":\"555-0100\"}}");
        assertThat(reason(rig.create(check("aa11", EXPECTING))))
                .contains("Expected ‹data.name != \"Unknown\"›, found data.name = \"Unknown\".")
                .doesNotContain("555-0100");
    }

    private String unmet(String expectation, String data) {
        rig.genesys.tester = input -> TestOrg.result(true, "{\"status\":\"success\",\"data\":" + data + "}");
        return reason(rig.create(
                check("aa11", "[{\"action\":\"FetchUser\",\"expect\":" + TextNode.valueOf(expectation) + "}]")));
    }

    @Test
    void a_value_that_an_expectation_saw_is_cut_and_one_line_and_a_missing_one_is_nothing() {
        assertThat(unmet("data.nme = 'x' and data.a.b > 1", "{\"name\":\"y\",\"a\":{\"b\":1}}"))
                .contains(", found data.nme = nothing, data.a.b = 1.");
        assertThat(unmet("data.name = 'data.x'", "{\"name\":\"" + "y".repeat(500) + "\"}"))
                .contains(", found data.name = \"" + "y".repeat(99) + "….")
                .doesNotContain("data.x =");
    }

    @Test
    void of_a_secure_action_a_check_that_fails_shows_no_value_and_no_message_of_an_upstream() {
        String secure = "[{\"action\":\"FetchUser\",\"secure\":true,\"expect\":\"data.name = 'x'\"}]";
        rig.genesys.tester = input -> TestOrg.result(true, "{\"status\":\"success\",\"data\":{\"name\":\"555-0100\"}}");
        assertThat(reason(rig.create(check("aa11", secure))))
                .contains("Expected ‹data.name = 'x'›.")
                .doesNotContain("555-0100");

        rig.genesys.tester = input -> TestOrg.result(
                true, "{\"status\":\"error\",\"data\":{},\"errorCode\":\"CARD_REFUSED\",\"error\":\"Card 555-0100\"}");
        assertThat(reason(rig.create(check("bb11", secure))))
                .contains("CARD_REFUSED")
                .doesNotContain("555-0100");

        rig.genesys.tester = input -> TestOrg.result(
                true,
                "{\"status\":\"error\",\"data\":{},\"errorCode\":\"MAPPING_FAILED\",\"error\":\"Output name: expected string\"}");
        assertThat(reason(rig.create(check("cc11", secure)))).contains("Output name: expected string");
    }

    @Test
    void a_long_cause_of_genesyss_is_cut_between_two_words_and_names_both_front_doors() {
        String cause = "The invocation of the function was refused ".repeat(12);
        rig.genesys.tester = input -> TestOrg.resultOf(
                false,
                "null",
                "{\"operations\":[{\"name\":\"Execute\",\"success\":false,\"error\":{\"message\":\"" + cause
                        + "\"}}]}");
        assertThat(reason(rig.create(check("aa11", PLAIN))))
                .contains("(Execute: The invocation of the function was refused The")
                .containsPattern("(The|invocation|of|the|function|was|refused) …\\)")
                .contains(
                        "Front door \"url\": check the Function URL", "\"iam\": check the role that Genesys assumes.");
    }

    @Test
    void an_expectation_may_be_an_error() {
        rig.genesys.tester =
                input -> TestOrg.result(true, "{\"status\":\"error\",\"data\":{},\"errorCode\":\"USER_NOT_FOUND\"}");
        succeeded(rig.create(check(
                "aa11",
                "[{\"action\":\"FetchUser\",\"input\":{},\"expect\":\"errorCode = \\\"USER_NOT_FOUND\\\"\"}]")));
    }

    @Test
    void an_expectation_that_is_not_jsonata_is_quoted_with_the_error() {
        assertThat(reason(rig.create(check("aa11", "[{\"action\":\"FetchUser\",\"expect\":[\"status = (\"]}]"))))
                .contains("status = (")
                .contains("JSONata");
    }

    @Test
    void an_expectation_that_fails_says_so_in_words_and_not_as_jsonata_error_t1006() {
        assertThat(reason(rig.create(check("aa11", "[{\"action\":\"FetchUser\",\"expect\":[\"$nosuch(data)\"]}]"))))
                .contains("‹$nosuch(data)› (it calls something that is not a function; JSONata T1006)");
        assertThat(reason(rig.create(check("aa11", "[{\"action\":\"FetchUser\",\"expect\":[\"status + 1 = 2\"]}]"))))
                .contains("(The left side of the … operator must evaluate to a number; JSONata T2001)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data.name(1)",
                "function($x){ $x(1) }(data.name)",
                "(1 ~> data.name(2))",
                "$replace(data.name, /A/, function($m){ data.name(1) }) = ''",
                "$replace(data.name, /A/, function($m){ $m.match + 1 }) = ''",
                "$clone({'a': 1.7976931348623157e308}).a = 1"
            })
    void an_expectation_that_fails_prints_no_value_that_it_read(String expectation) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream both = new PrintStream(printed, true, StandardCharsets.UTF_8);
        System.setOut(both);
        System.setErr(both);
        try {
            assertThat(unmet(expectation, "{\"name\":\"Ann\"}")).contains("‹" + expectation + "› (");
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
        assertThat(printed.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "'true'", "data", "[true, true]", "nothing"})
    void an_expectation_is_met_by_true_alone(String expectation) {
        assertThat(unmet(expectation, "{\"name\":\"Ann\"}")).contains("Expected ‹" + expectation + "›");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data.count = 3",
                "data.price = 1.5",
                "data.price * 2 = 3",
                "data.large = 12345678901",
                "data.list = [1, 2]",
                "$sum(data.list) = 3",
                "data.ok",
                "$match(data.name, /^A/).match = 'A'",
                "data.name ~> $contains('nn')"
            })
    void an_expectation_reads_numbers_lists_and_truth_as_json_has_them(String expectation) {
        rig.genesys.tester = input -> TestOrg.result(
                true,
                "{\"status\":\"success\",\"data\":{\"count\":3,\"price\":1.5,\"large\":12345678901,"
                        + "\"list\":[1,2],\"ok\":true,\"name\":\"Ann\"}}");
        succeeded(rig.create(
                check("aa11", "[{\"action\":\"FetchUser\",\"expect\":" + TextNode.valueOf(expectation) + "}]")));
    }

    @Test
    void an_expectation_that_never_ends_does() {
        assertThat(reason(rig.create(check(
                        "aa11",
                        "[{\"action\":\"FetchUser\",\"expect\":[\"($f := function($n){$f($n+1)}; $f(1))\"]}]"))))
                .contains("$f($n+1)");
    }

    @Test
    void an_upstreams_fault_warns_or_fails_as_the_environment_says() {
        rig.genesys.tester = input -> TestOrg.resultOf(
                false,
                "null",
                "{\"operations\":[{\"name\":\"Execute\",\"success\":false,\"error\":{\"message\":" + "\"HTTP 502: "
                        + DOWN.replace("\"", "\\\"") + "\"}}]}");
        JsonNode warned = rig.create(check("aa11", PLAIN));
        succeeded(warned);
        assertThat(warned.path("Data").path("Warnings").asText()).contains("UPSTREAM_UNAVAILABLE");
        assertThat(rig.log).anyMatch(line -> line.contains("\"WARN\"") && line.contains("UPSTREAM_UNAVAILABLE"));

        JsonNode refused = rig.create(check("aa11", PLAIN).with("OnUpstreamFault", "fail"));
        assertThat(reason(refused)).contains("UPSTREAM_UNAVAILABLE").contains("onUpstreamFault");
    }

    @Test
    void a_fault_of_our_own_fails_whatever_the_environment_says() {
        rig.genesys.tester = input -> TestOrg.result(
                true, "{\"status\":\"error\",\"data\":{},\"errorCode\":\"UPSTREAM_UNAUTHORIZED\",\"error\":\"401\"}");
        assertThat(reason(rig.create(check("aa11", PLAIN)))).contains("UPSTREAM_UNAUTHORIZED");
    }

    @Test
    void a_digest_already_held_calls_nothing() {
        String proved = id(rig.create(check("aa11", PLAIN)));
        rig.genesys.calls.clear();
        JsonNode again = rig.update(proved, check("aa11", PLAIN), check("aa11", PLAIN));
        succeeded(again);
        assertThat(id(again)).isEqualTo(proved);
        assertThat(rig.genesys.calls).isEmpty();
    }

    @Test
    void a_failed_update_keeps_the_id_and_its_rollback_calls_nothing() {
        String proved = id(rig.create(check("aa11", PLAIN)));
        rig.genesys.tester = input -> TestOrg.result(true, "{\"status\":\"error\",\"errorCode\":\"INTERNAL\"}");
        JsonNode updated = rig.update(proved, check("aa11", PLAIN), check("bb22", PLAIN));
        reason(updated);
        assertThat(id(updated)).isEqualTo(proved);

        rig.genesys.calls.clear();
        succeeded(rig.update(proved, check("bb22", PLAIN), check("aa11", PLAIN)));
        assertThat(rig.genesys.calls).isEmpty();
    }

    @Test
    void the_rollback_of_a_check_that_passed_calls_nothing_although_the_upstream_is_down() {
        String proved = id(rig.create(check("aa11", PLAIN)));
        String next = id(rig.update(proved, check("aa11", PLAIN), check("bb22", PLAIN)));
        assertThat(next).startsWith("action-check-bb22");

        rig.genesys.tester = input -> TestOrg.result(true, DOWN);
        rig.genesys.calls.clear();
        JsonNode back =
                rig.update(next, check("bb22", PLAIN), check("aa11", PLAIN).with("OnUpstreamFault", "fail"));
        succeeded(back);
        assertThat(id(back)).startsWith("action-check-aa11");
        assertThat(rig.genesys.calls).isEmpty();
    }

    @Test
    void delete_calls_nothing() {
        succeeded(rig.delete("action-check-aa11", check("aa11", PLAIN)));
        succeeded(rig.delete("invented", Rig.functionCheck("aa11", PLAIN)));
        assertThat(rig.genesys.calls).isEmpty();
        assertThat(rig.invocations).isEmpty();
    }

    @Test
    void a_check_of_an_action_without_an_id_is_refused() {
        assertThat(reason(rig.create(check("aa11", PLAIN.replace("\"action\":\"FetchUser\"", "\"action\":\"Other\"")))))
                .contains("ActionIds has no action Other");
    }

    @Test
    void a_new_function_version_is_called_by_the_bare_event() {
        JsonNode answer = rig.create(Rig.functionCheck("aa11", PLAIN));
        succeeded(answer);
        assertThat(id(answer)).isEqualTo("function-check-aa11");
        assertThat(rig.invocations)
                .containsExactly(TestOrg.json("{\"actionName\":\"FetchUser\","
                        + "\"requestId\":\"function-check-FetchUser\",\"explain\":true,\"data\":{\"userId\":1}}"));
        assertThat(rig.genesys.calls).isEmpty();
    }

    @Test
    void an_older_contract_is_called_by_its_number() {
        String older = PLAIN.replace("\"action\":\"FetchUser\"", "\"action\":\"FetchUser\",\"contract\":1");
        succeeded(rig.create(Rig.functionCheck("aa11", older)));
        assertThat(rig.invocations)
                .containsExactly(TestOrg.json("{\"actionName\":\"FetchUser\",\"contract\":1,"
                        + "\"requestId\":\"function-check-FetchUser\",\"explain\":true,\"data\":{\"userId\":1}}"));

        assertThat(reason(rig.create(Rig.functionCheck("bb22", older.replace("\"contract\":1", "\"contract\":0")))))
                .contains("Checks[0].contract");
    }

    @Test
    void a_broken_mapping_of_the_new_version_fails_with_the_fields_name() {
        rig.function = event -> Rig.envelope("{\"status\":\"error\",\"data\":{},\"errorCode\":\"MAPPING_FAILED\","
                + "\"error\":\"Output name: expected string, found nothing\"}");
        assertThat(reason(rig.create(Rig.functionCheck("aa11", PLAIN))))
                .contains("MAPPING_FAILED")
                .contains("Output name");
    }

    @Test
    void a_fault_thrown_by_the_function_is_its_message() {
        rig.function = event -> new Invocation(
                ("{\"errorMessage\":\"" + DOWN.replace("\"", "\\\"")
                                + "\",\"errorType\":\"dataactions.handler.DataActionFault\"}")
                        .getBytes(StandardCharsets.UTF_8),
                true);
        JsonNode warned = rig.create(Rig.functionCheck("aa11", PLAIN));
        succeeded(warned);
        assertThat(warned.path("Data").path("Warnings").asText()).contains("UPSTREAM_UNAVAILABLE");
    }

    @Test
    void a_version_that_does_not_start_fails_with_lambdas_words() {
        rig.function = event -> new Invocation(
                "{\"errorMessage\":\"Class not found: x\",\"errorType\":\"Runtime.ExitError\"}"
                        .getBytes(StandardCharsets.UTF_8),
                true);
        assertThat(reason(rig.create(Rig.functionCheck("aa11", PLAIN))))
                .contains("Runtime.ExitError")
                .contains("Class not found");
    }

    @Test
    void lambda_throttling_the_check_is_waited_for() {
        int[] calls = {0};
        rig.function = event -> {
            if (calls[0]++ < 2) {
                throw new AwsException("Lambda Invoke: TooManyRequestsException", true, null);
            }
            return Rig.envelope("{\"status\":\"success\",\"data\":{}}");
        };
        succeeded(rig.create(Rig.functionCheck("aa11", PLAIN)));
        assertThat(calls[0]).isEqualTo(3);
    }

    private static String checksNamed(String... names) {
        return Stream.of(names)
                .map(name -> "{\"name\":\"" + name + "\",\"action\":\"FetchUser\"}")
                .collect(Collectors.joining(",", "[", "]"));
    }

    /** The function: its upstream needs some time. The registrar stops waiting when its own timeout is over. */
    private Function<JsonNode, Invocation> after(int seconds, String answer) {
        return event -> {
            Duration timeout = rig.invocationTimeouts.get(rig.invocationTimeouts.size() - 1);
            Duration needed = Duration.ofSeconds(seconds);
            if (timeout.compareTo(needed) < 0) {
                rig.time.sleep(timeout);
                throw new AwsException("Lambda Invoke: no answer in time", true, null);
            }
            rig.time.sleep(needed);
            return Rig.envelope(answer);
        };
    }

    @Test
    void a_dead_upstream_that_answers_late_only_warns_however_many_checks_call_it() {
        rig.remainingMs = 300_000;
        rig.function = after(60, DOWN);
        JsonNode warned = rig.create(Rig.functionCheck("aa11", checksNamed("A", "B", "C", "D", "E")));
        succeeded(warned);
        assertThat(rig.invocations).hasSize(2);
        assertThat(warned.path("Data").path("Warnings").asText())
                .contains("Check B: UPSTREAM_UNAVAILABLE")
                .contains("Check C: not called, because the two minutes that all checks share were used up.")
                .contains("Check E: not called");
    }

    @Test
    void through_genesys_a_dead_upstream_that_answers_late_only_warns_too() {
        rig.remainingMs = 300_000;
        rig.genesys.tester = input -> {
            rig.time.sleep(Duration.ofSeconds(60));
            return TestOrg.result(true, DOWN);
        };
        JsonNode warned = rig.create(check("aa11", checksNamed("A", "B", "C", "D", "E")));
        succeeded(warned);
        assertThat(rig.genesys.calls).containsExactly("test action", "test action");
        assertThat(warned.path("Data").path("Warnings").asText()).contains("Check E: not called");
    }

    @Test
    void a_check_that_was_not_called_fails_where_an_upstreams_fault_does() {
        rig.remainingMs = 300_000;
        rig.function = after(40, "{\"status\":\"success\",\"data\":{}}");
        assertThat(reason(rig.create(Rig.functionCheck("aa11", checksNamed("A", "B", "C", "D"))
                        .with("OnUpstreamFault", "fail"))))
                .isEqualTo("Check D: not called, because the two minutes that all checks share were used up."
                        + " Use inputs with faster answers, take actions out of checks, or set onUpstreamFault: warn;"
                        + " then deploy again.");
    }

    @Test
    void a_check_waits_no_longer_than_what_is_left_of_the_time_that_all_checks_share() {
        rig.remainingMs = 300_000;
        rig.function = after(45, "{\"status\":\"success\",\"data\":{}}");
        JsonNode warned = rig.create(Rig.functionCheck("aa11", checksNamed("A", "B", "C", "D")));
        succeeded(warned);
        assertThat(rig.time.slept()).isEqualTo(Duration.ofMinutes(2));
        assertThat(warned.path("Data").path("Warnings").asText())
                .isEqualTo("Check C: no answer within 30 s, which were left of the two minutes that all checks share."
                        + " Check D: not called, because the two minutes that all checks share were used up.");
        assertThat(reason(rig.create(Rig.functionCheck("aa11", checksNamed("A", "B", "C", "D"))
                        .with("OnUpstreamFault", "fail"))))
                .startsWith("Check C: no answer within 30 s");
    }

    @Test
    void a_check_for_which_the_registrar_itself_has_no_time_fails_the_deployment() {
        rig.remainingMs = 60_000;
        rig.function = after(65, DOWN);
        assertThat(reason(rig.create(Rig.functionCheck("aa11", PLAIN)))).contains("The registrar ran out of time");
    }

    @Test
    void a_lambda_that_does_not_answer_a_check_with_enough_time_fails_the_deployment() {
        rig.remainingMs = 300_000;
        rig.function = after(1_000, DOWN);
        assertThat(reason(rig.create(Rig.functionCheck("aa11", PLAIN))))
                .contains("the new version of the function could not be called: Lambda Invoke: no answer in time");
    }

    private static final String SLOW_ENTRY =
            "{\"name\":\"%1$s\",\"action\":\"%1$s\",\"input\":{\"userId\":1}," + "\"async\":{\"limitMillis\":600000}}";
    private static final String SLOW = "[" + SLOW_ENTRY.formatted("FetchUser") + "]";
    private static final String ANN = "{\"status\":\"success\",\"data\":{\"name\":\"Ann\"}}";

    private static String pending(String id) {
        return Json.writeString(Envelope.pending(id).body());
    }

    /** A slow action behind the function: its result is there after {@code seconds} from the first call. */
    private Function<JsonNode, Invocation> slow(long seconds, String result) {
        Instant ready = rig.time.instant().plusSeconds(seconds);
        return event -> {
            String action = event.path("actionName").asText();
            if (action.endsWith("Result")) {
                Duration wait = Duration.ofSeconds(event.at("/data/wait").asLong());
                Duration left = Duration.between(rig.time.instant(), ready);
                rig.time.sleep(left.isNegative() || left.compareTo(wait) > 0 ? wait : left);
            } else {
                rig.time.sleep(Duration.ofSeconds(2));
            }
            return Rig.envelope(rig.time.instant().isBefore(ready) ? pending("job-of-" + action) : result);
        };
    }

    @Test
    void a_pending_answer_is_asked_for_until_it_is_final() {
        rig.function = slow(23, ANN);
        JsonNode answer = rig.create(Rig.functionCheck(
                "aa11", SLOW.replace("\"async\"", "\"contract\":3,\"expect\":\"data.name = 'Ann'\",\"async\"")));
        succeeded(answer);
        assertThat(id(answer)).isEqualTo("function-check-aa11");
        JsonNode question = TestOrg.json("{\"actionName\":\"FetchUserResult\",\"contract\":3,"
                + "\"requestId\":\"function-check-FetchUser\",\"explain\":true,"
                + "\"data\":{\"requestId\":\"job-of-FetchUser\",\"wait\":10}}");
        assertThat(rig.invocations.subList(1, rig.invocations.size())).containsExactly(question, question);
    }

    @Test
    void a_result_that_fails_the_check_fails_the_deployment_with_the_results_words() {
        rig.function = slow(
                5,
                "{\"status\":\"success\",\"data\":{},\"report\":[{\"field\":\"name\",\"expression\":\"nme\",\"nearest\":\"name\"}]}");
        assertThat(reason(rig.create(Rig.functionCheck(
                        "aa11", SLOW.replace("\"async\"", "\"expect\":\"data.name = 'Ann'\",\"async\"")))))
                .contains("found data.name = nothing.", "did you mean ‹name›?");
    }

    @Test
    void a_result_that_is_not_there_in_time_is_an_upstreams_fault_and_says_how_long_was_waited() {
        rig.function = slow(600, ANN);
        JsonNode warned = rig.create(Rig.functionCheck("aa11", SLOW));
        succeeded(warned);
        assertThat(warned.path("Data").path("Warnings").asText())
                .matches(
                        "Check FetchUser: the action had no result after \\d{2,3} s \\(its limit: 600 s\\)\\. All checks share"
                                + " two minutes: use an input with a faster answer\\.");
        assertThat(rig.time.slept()).isBetween(Duration.ofSeconds(80), Duration.ofSeconds(115));

        rig.function = slow(600, ANN);
        assertThat(reason(rig.create(Rig.functionCheck("aa11", SLOW).with("OnUpstreamFault", "fail"))))
                .contains("had no result after", "take the action out of checks, or set onUpstreamFault: warn");
    }

    @Test
    void a_slow_action_takes_no_time_from_the_other_checks() {
        rig.function = event -> event.path("actionName").asText().startsWith("FetchReport")
                ? slow(600, ANN).apply(event)
                : Rig.envelope("{\"status\":\"error\",\"data\":{},\"errorCode\":\"MAPPING_FAILED\"}");
        assertThat(reason(rig.create(Rig.functionCheck(
                        "aa11", "[" + SLOW_ENTRY.formatted("FetchReport") + "," + PLAIN.substring(1)))))
                .contains("Check FetchUser failed: MAPPING_FAILED");
        assertThat(rig.invocations).hasSize(2);
    }

    @Test
    void slow_actions_are_asked_in_turn_so_that_one_that_never_ends_hides_no_other() {
        Function<JsonNode, Invocation> never = slow(600, ANN);
        Function<JsonNode, Invocation> soon = slow(30, ANN);
        rig.function = event -> (event.path("actionName").asText().startsWith("Never") ? never : soon).apply(event);
        JsonNode answer = rig.create(Rig.functionCheck(
                "aa11", "[" + SLOW_ENTRY.formatted("Never") + "," + SLOW_ENTRY.formatted("Soon") + "]"));
        succeeded(answer);
        assertThat(answer.path("Data").path("Warnings").asText())
                .contains("Check Never: ")
                .doesNotContain("Soon");
    }

    @Test
    void a_result_action_that_does_not_wait_is_not_asked_without_a_pause() {
        rig.function = event -> Rig.envelope(pending("job"));
        succeeded(rig.create(Rig.functionCheck("aa11", SLOW)));
        assertThat(rig.invocations).hasSizeLessThan(120);
    }

    @Test
    void a_job_that_is_lost_is_our_fault() {
        String lost = "{\"status\":\"error\",\"data\":{},\"errorCode\":\"JOB_LOST\",\"error\":\"The run ended.\"}";
        rig.function = event -> event.path("actionName").asText().equals("FetchUser")
                ? Rig.envelope(pending("job"))
                : new Invocation(
                        TestOrg.JSON
                                .createObjectNode()
                                .put("errorMessage", lost)
                                .put("errorType", "dataactions.handler.DataActionFault")
                                .toString()
                                .getBytes(StandardCharsets.UTF_8),
                        true);
        assertThat(reason(rig.create(Rig.functionCheck("aa11", SLOW)))).contains("failed: JOB_LOST: The run ended.");
    }

    @Test
    void a_pending_answer_is_no_success_and_meets_no_expectation() {
        rig.function = event -> Rig.envelope(pending("job"));
        String expecting = PLAIN.replace("\"input\"", "\"expect\":\"status = 'pending'\",\"input\"");
        assertThat(reason(rig.create(Rig.functionCheck("aa11", expecting))))
                .contains("the answer is pending, but property Checks has no async for it");
        rig.genesys.tester = input -> TestOrg.result(true, pending("job"));
        assertThat(reason(rig.create(check("aa11", PLAIN)))).contains("the answer is pending");

        rig.function = event -> Rig.envelope("{\"status\":\"pending\",\"data\":{}}");
        assertThat(reason(rig.create(Rig.functionCheck("aa11", SLOW)))).contains("its answer is not the envelope");
    }

    /** A check through Genesys of a slow action with a result action. */
    private Resource slowCheck(String checks) {
        String resultId = id(rig.create(Rig.action("i").with("Name", "FetchUserResult")));
        rig.genesys.calls.clear();
        return check("aa11", checks).change(it -> ((ObjectNode) it.path("ActionIds")).put("FetchUserResult", resultId));
    }

    @Test
    void through_genesys_the_result_action_is_tested_until_the_answer_is_final() {
        List<JsonNode> inputs = new ArrayList<>();
        rig.genesys.tester = input -> {
            inputs.add(input);
            return TestOrg.result(true, inputs.size() < 3 ? pending("job") : ANN);
        };
        JsonNode answer = rig.create(slowCheck(SLOW));
        succeeded(answer);
        JsonNode question = TestOrg.json("{\"requestId\":\"job\",\"wait\":10}");
        assertThat(inputs).containsExactly(TestOrg.json("{\"userId\":1}"), question, question);
        assertThat(id(answer)).matches("action-check-aa11-[0-9a-f]{12}");
    }

    @Test
    void a_flat_answer_is_pending_by_its_outputs() {
        String flat = SLOW.replace("600000", "600000,\"statusOutput\":\"http\",\"requestIdOutput\":\"job\"")
                .replace("\"async\"", "\"answer\":\"flat\",\"expect\":\"data.http = '200'\",\"async\"");
        List<JsonNode> inputs = new ArrayList<>();
        rig.genesys.tester = input -> {
            inputs.add(input);
            return TestOrg.result(
                    true,
                    inputs.size() < 2
                            ? "{\"http\":\"pending\",\"job\":\"job-1\"}"
                            : "{\"http\":\"200\",\"job\":\"r-1\",\"name\":\"Ann\"}");
        };
        succeeded(rig.create(slowCheck(flat)));
        assertThat(inputs.get(1)).isEqualTo(TestOrg.json("{\"requestId\":\"job-1\",\"wait\":10}"));
        assertThat(inputs).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({"NO_REPORT, true", "UPSTREAM_UNAUTHORIZED, true", "UNAUTHORIZED, false", "UNKNOWN_ACTION, false"})
    void through_genesys_a_result_that_earlier_calls_may_have_made_says_nothing_about_this_deployment(
            String code, boolean passes) {
        rig.genesys.tester = input -> TestOrg.result(
                true, "{\"status\":\"error\",\"data\":{},\"errorCode\":\"" + code + "\",\"requestId\":\"r\"}");
        JsonNode answer = rig.create(slowCheck(SLOW.replace("600000", "600000,\"shared\":true")));
        assertThat(answer.path("Status").asText()).isEqualTo(passes ? "SUCCESS" : "FAILED");
        assertThat(reason(rig.create(slowCheck(SLOW)))).contains(code);
    }

    @Test
    void a_pending_answer_that_genesys_does_not_accept_fails() {
        rig.genesys.tester = input -> TestOrg.result(false, pending("job"));
        assertThat(reason(rig.create(slowCheck(SLOW)))).contains("did not accept the answer");
    }

    @Test
    void a_slow_action_without_the_id_of_its_result_action_is_refused() {
        rig.genesys.tester = input -> TestOrg.result(true, pending("job"));
        assertThat(reason(rig.create(check("aa11", SLOW)))).contains("ActionIds has no action FetchUserResult");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1                                           | async of Custom::FunctionCheck: expected a map",
                "{}                                          | async.limitMillis of Custom::FunctionCheck: expected a number from 1",
                "{\"limitMillis\":0}                         | async.limitMillis of Custom::FunctionCheck: expected a number from 1",
                "{\"limitMillis\":\"600\"}                   | async.limitMillis of Custom::FunctionCheck: expected a number from 1",
                "{\"limitMillis\":600}                       | async.statusOutput of Custom::FunctionCheck: expected a text",
                "{\"limitMillis\":600,\"statusOutput\":\"a\"}  | async.requestIdOutput of Custom::FunctionCheck: expected a text"
            })
    void a_wrong_async_is_named_and_calls_nothing(String async, String expected) {
        String wrong = "[{\"action\":\"FetchUser\",\"answer\":\"flat\",\"async\":" + async + "}]";
        assertThat(reason(rig.create(Rig.functionCheck("aa11", wrong)))).contains("Property Checks[0]." + expected);
        assertThat(rig.invocations).isEmpty();
    }
}
