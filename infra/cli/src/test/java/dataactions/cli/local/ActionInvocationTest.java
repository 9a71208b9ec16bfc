package dataactions.cli.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dataactions.cli.ExitStatus;
import dataactions.cli.Terminal;
import dataactions.cli.local.report.Report;
import dataactions.definition.envelope.Envelope;
import dataactions.definition.value.Json;
import dataactions.sandbox.Architect;
import dataactions.sandbox.RegisteredAction;
import dataactions.sandbox.RegisteredAction.Input;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What invoke prints, asks and returns when a slow action answers pending. */
class ActionInvocationTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String ID = "AAAAAAAAAAAAAAAAAAAA-A.BBBBBBBBBBBBBBBBBBBB_B";
    private static final String PENDING = Json.writeString(Envelope.pending(ID).body());
    private static final String SUCCESS = "{'status':'success','data':{'rows':3},'requestId':'r'}";

    private static final RegisteredAction SLOW = action("FetchReport", "month");
    private static final RegisteredAction RESULT = action("FetchReportResult", "requestId", "wait");
    private static final RegisteredAction OLDER = action("FetchReport (contract 1)", "month");
    private static final RegisteredAction OLDER_RESULT = action("FetchReportResult (contract 1)", "requestId", "wait");
    private static final RegisteredAction SPACED = action("Fetch it", "month");
    private static final RegisteredAction SPACED_RESULT = action("Fetch itResult", "requestId", "wait");
    private static final RegisteredAction FAST = action("FetchUser", "userId");
    /** A definition's own action whose name ends like a result action's. */
    private static final RegisteredAction OTHER = action("FetchUserResult", "userId");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final Report report = new Report(new Terminal(new PrintWriter(out), new PrintWriter(err), false, Map.of()));
    private final List<String> called = new ArrayList<>();
    private final Deque<ActionInvocation.Answered> answers = new ArrayDeque<>();
    private Instant now = Instant.EPOCH;

    private static RegisteredAction action(String name, String... inputs) {
        List<Input> all = new ArrayList<>();
        for (String input : inputs) {
            all.add(new Input(input, "string", true));
        }
        return new RegisteredAction("id", name, "Reports", false, all, List.of());
    }

    private static JsonNode json(String text) throws Exception {
        return JSON.readTree(text.replace('\'', '"'));
    }

    private void answers(String... bodies) throws Exception {
        for (String body : bodies) {
            answers.add(
                    new ActionInvocation.Answered.Executed(new Architect.Execution(200, json(body), Duration.ZERO)));
        }
    }

    private int invoke(RegisteredAction action, boolean waits, String... options) {
        Terminal terminal = new Terminal(new PrintWriter(out), new PrintWriter(err), false, Map.of());
        ActionInvocation invocation = new ActionInvocation(
                (each, inputs) -> {
                    called.add(each.name() + " " + inputs);
                    now = now.plusSeconds(5);
                    return answers.size() > 1 ? answers.remove() : answers.element();
                },
                List.of(SLOW, RESULT, OLDER, OLDER_RESULT, SPACED, SPACED_RESULT, FAST, OTHER),
                report,
                terminal,
                () -> now);
        return invocation.run(action, JSON.createObjectNode().put("x", 1), waits, List.of(options), "logs");
    }

    @Test
    void a_pending_answer_is_shown_with_the_command_that_asks_again() throws Exception {
        answers(PENDING);
        assertThat(invoke(SLOW, false, "--explain", "--state", "my folder")).isEqualTo(ExitStatus.LOOK);
        String command = "./data-actions local invoke FetchReportResult --input requestId=" + ID
                + " --input wait=10 --explain --state 'my folder'";
        assertThat(out.toString())
                .contains("Invocation of FetchReport", "\"status\": \"pending\"")
                .contains("Outcome: pending (a flow takes Success, and asks FetchReportResult with the requestId)")
                .contains("\n    " + command + "\n")
                .doesNotContain("Outcome: success");
        assertThat(report.tree().path("pending"))
                .isEqualTo(JSON.createObjectNode()
                        .put("action", "FetchReportResult")
                        .put("requestId", ID)
                        .put("command", command));
        assertThat(called).containsExactly("FetchReport {\"x\":1}");
    }

    @Test
    void with_wait_the_result_is_asked_for_until_it_is_final_and_printed_as_any_answer() throws Exception {
        answers(PENDING, PENDING, SUCCESS);
        assertThat(invoke(SLOW, true)).isEqualTo(ExitStatus.DONE);
        String question = "FetchReportResult {\"requestId\":\"" + ID + "\",\"wait\":5}";
        assertThat(called).containsExactly("FetchReport {\"x\":1}", question, question);
        assertThat(err.toString().lines())
                .containsExactly(
                        "… pending after 5.0 s; asking FetchReportResult (Ctrl-C ends the job, too)",
                        "… pending after 10.0 s; asking FetchReportResult (Ctrl-C ends the job, too)");
        assertThat(out.toString())
                .contains("Invocation of FetchReportResult", "\"rows\": 3", "Outcome: success")
                .doesNotContain("pending");
        assertThat(report.tree().path("invocation").path("body")).isEqualTo(json(SUCCESS));
        assertThat(report.tree().has("pending")).isFalse();
    }

    @Test
    void wait_ends_when_even_the_longest_run_is_over() throws Exception {
        answers(PENDING);
        assertThat(invoke(SLOW, true)).isEqualTo(ExitStatus.LOOK);
        assertThat(Duration.between(Instant.EPOCH, now)).isBetween(Duration.ofMinutes(15), Duration.ofMinutes(16));
        assertThat(out.toString()).contains("Outcome: pending");
    }

    @Test
    void a_result_that_is_a_fault_is_a_failure() throws Exception {
        answers(PENDING);
        answers.add(new ActionInvocation.Answered.Executed(
                new Architect.Execution(502, json("{'message':'JOB_LOST: The run ended'}"), Duration.ZERO)));
        assertThat(invoke(SLOW, true)).isEqualTo(ExitStatus.FAILED);
        assertThat(out.toString()).contains("Failure: JOB_LOST: The run ended");
    }

    @Test
    void an_explained_call_is_asked_for_with_an_explanation() throws Exception {
        answers.add(new ActionInvocation.Answered.Explained(
                json(PENDING.replace("{}", "{},'httpStatus':200,'report':[],'steps':[]"))));
        answers.add(new ActionInvocation.Answered.Explained(json(
                "{'status':'success','data':{},'httpStatus':200,'report':[],'steps':[{'name':'','upstream':'reports',"
                        + "'how':'called','status':200,'attempts':1}]}")));
        assertThat(invoke(SLOW, false, "--explain")).isEqualTo(ExitStatus.LOOK);
        assertThat(out.toString()).contains("Explanation of FetchReport", "Outcome: pending");

        answers.addFirst(new ActionInvocation.Answered.Explained(json(PENDING)));
        assertThat(invoke(SLOW, true, "--explain")).isEqualTo(ExitStatus.DONE);
        assertThat(out.toString())
                .contains("Explanation of FetchReportResult", "upstream reports called: HTTP 200", "Outcome: success");
    }

    @Test
    void the_result_action_belongs_to_the_contract_and_may_itself_be_invoked() throws Exception {
        answers(PENDING);
        invoke(OLDER, false);
        assertThat(out.toString()).contains("local invoke 'FetchReportResult (contract 1)' --input requestId=");
        invoke(SPACED, false);
        assertThat(out.toString()).contains("local invoke 'Fetch itResult' --input requestId=");
        invoke(RESULT, false);
        assertThat(out.toString()).contains("local invoke FetchReportResult --input requestId=");
    }

    @Test
    void a_flat_answer_is_pending_by_its_values() throws Exception {
        answers("{'state':'pending','job':'" + ID + "'}");
        assertThat(invoke(SLOW, false)).isEqualTo(ExitStatus.LOOK);
        assertThat(out.toString()).contains("--input requestId=" + ID + " --input wait=10");
    }

    @Test
    void no_other_answer_is_pending() throws Exception {
        answers("{'state':'pending','job':'4711'}");
        assertThat(invoke(SLOW, true)).isEqualTo(ExitStatus.DONE);
        answers.clear();
        answers("{'status':'success','data':{'status':'pending','id':'" + ID + "'},'requestId':'r'}");
        assertThat(invoke(SLOW, true)).isEqualTo(ExitStatus.DONE);
        answers.clear();
        answers(PENDING);
        assertThat(invoke(FAST, true)).isEqualTo(ExitStatus.DONE);
        assertThat(called).hasSize(3);
    }

    @Test
    void architect_names_the_status_pending_if_there_is_a_slow_action() {
        report.actions().print(List.of(SLOW, RESULT));
        assertThat(out.toString()).contains("(\"success\", \"error\", or \"pending\")");
        out.getBuffer().setLength(0);
        report.actions().print(List.of(FAST, OTHER));
        assertThat(out.toString()).contains("(\"success\" or \"error\")");
    }

    @Test
    void a_final_flat_answer_with_an_output_that_is_pending_is_final() throws Exception {
        answers("{'http':'200','job':'" + ID + "','order':'pending','rows':3}");

        invoke(SLOW, true);

        assertThat(called).hasSize(1);
    }

    @Test
    void a_flat_answer_of_a_status_and_an_id_is_pending() throws Exception {
        answers("{'http':'pending','job':'" + ID + "'}", "{'http':'200','job':'" + ID + "','rows':3}");

        invoke(SLOW, true);

        assertThat(called).hasSize(2);
    }
}
