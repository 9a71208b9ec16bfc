package dataactions.cli.local.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dataactions.cli.ExitStatus;
import dataactions.cli.Terminal;
import dataactions.sandbox.Architect;
import dataactions.sandbox.RegisteredAction;
import dataactions.sandbox.cloudformation.state.StackStatus;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What invoke prints and returns: the same words and exit status with and without --explain. */
class ReportTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final RegisteredAction ACTION =
            new RegisteredAction("id", "FetchUser", "Customer Data", false, List.of(), List.of());

    private final StringWriter out = new StringWriter();
    private final Report report = new Report(new Terminal(new PrintWriter(out), new PrintWriter(out), false, Map.of()));

    private int explained(String answer) throws Exception {
        return report.invocation().explanation(ACTION, json(answer), false, "logs");
    }

    private int executed(int status, String body) throws Exception {
        return report.invocation()
                .execution(ACTION, new Architect.Execution(status, json(body), Duration.ZERO), false, "logs");
    }

    private static JsonNode json(String text) throws Exception {
        return JSON.readTree(text.replace('\'', '"'));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "UPDATE_IN_PROGRESS                  | was interrupted. Go on with `./data-actions local deploy --state x`",
                "CREATE_IN_PROGRESS                  | was interrupted. Go on with `./data-actions local deploy --state x`",
                "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS | was interrupted. Go on with `./data-actions local deploy --state x`",
                "UPDATE_ROLLBACK_FAILED              | `./data-actions local deploy --state x`, or delete the stack with",
                "DELETE_FAILED                       | Go on with `./data-actions local destroy --state x`",
                "DELETE_IN_PROGRESS                  | Go on with `./data-actions local destroy --state x`"
            })
    void a_stack_whose_last_operation_did_not_end_says_what_to_do(StackStatus status, String words) {
        assertThat(report.next(status, " --state x")).isEqualTo(ExitStatus.LOOK);
        assertThat(out.toString().replaceAll("\\s+", " ")).contains(words);
        assertThat(report.tree().path("next").asText()).startsWith("./data-actions local de");
    }

    @ParameterizedTest
    @EnumSource(names = {"CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE"})
    void a_stack_that_is_complete_needs_nothing(StackStatus status) {
        assertThat(report.next(status, "")).isEqualTo(ExitStatus.DONE);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void explain_reports_a_fault_as_a_failure_and_not_as_an_outcome() throws Exception {
        int status = explained("{'status':'error','data':{},'error':'The upstream users answered 500.',"
                + "'errorCode':'UPSTREAM_UNAVAILABLE','httpStatus':502,'report':[],"
                + "'steps':[{'name':'','upstream':'users','how':'called','status':500,'attempts':3}]}");

        assertThat(status).isEqualTo(ExitStatus.FAILED).isEqualTo(executed(502, "{'message':'m'}"));
        assertThat(out.toString())
                .contains("upstream users called: HTTP 500, attempts 3")
                .contains("Failure: UPSTREAM_UNAVAILABLE: The upstream users answered 500.")
                .contains("Logs of the function: logs")
                .doesNotContain("Outcome", "httpStatus");
    }

    @Test
    void explain_says_no_answer_for_a_timeout_and_not_http_0() throws Exception {
        int status = explained("{'status':'error','data':{},'error':'late','errorCode':'UPSTREAM_TIMEOUT',"
                + "'httpStatus':504,'report':[],'steps':[{'name':'','upstream':'users','how':'called','attempts':1}]}");

        assertThat(status).isEqualTo(ExitStatus.FAILED);
        assertThat(out.toString())
                .contains("upstream users called: no answer, attempts 1")
                .doesNotContain("HTTP 0");
    }

    @Test
    void explain_reports_an_outcome_in_the_words_of_an_execution() throws Exception {
        String envelope = "'status':'error','data':{},'error':'No such user','errorCode':'USER_NOT_FOUND'";
        int status = explained("{" + envelope + ",'httpStatus':200,'report':[],'steps':[]}");
        String explained = last(out.toString());

        assertThat(status).isEqualTo(ExitStatus.LOOK).isEqualTo(executed(200, "{" + envelope + "}"));
        assertThat(explained)
                .isEqualTo("  Outcome: USER_NOT_FOUND (a flow takes Success, and reads status and errorCode)")
                .isEqualTo(last(out.toString()));
    }

    @Test
    void explain_reports_the_outcome_of_a_flat_action_as_the_failure_that_a_flow_sees() throws Exception {
        assertThat(explained("{'status':'error','data':{},'error':'none','errorCode':'NOT_FOUND','httpStatus':404,"
                        + "'report':[],'steps':[]}"))
                .isEqualTo(ExitStatus.FAILED);
    }

    /** The report took each 400 for Genesys's own, and denied that the function and its upstream were called. */
    @Test
    void an_answer_400_of_the_function_is_not_reported_as_a_refusal_of_genesys() throws Exception {
        String message = "Request failed with client error status code: 400";

        assertThat(executed(400, "{'message':'" + message + "','messageParams':{'httpStatus':'400'}}"))
                .isEqualTo(ExitStatus.FAILED);

        assertThat(out.toString())
                .contains("Genesys execute → front door → function (→ upstream): HTTP 400")
                .contains("Failure: " + message)
                .contains("Logs of the function: logs")
                .doesNotContain("did not call");
    }

    @Test
    void explain_reports_a_success() throws Exception {
        assertThat(explained("{'status':'success','data':{},'httpStatus':200,'report':[],'steps':[]}"))
                .isEqualTo(ExitStatus.DONE);
        assertThat(out.toString()).contains("Outcome: success");
    }

    @Test
    void trace_prints_each_attempt_as_it_was_on_the_wire_and_no_terminal_command() throws Exception {
        assertThat(explained("{'status':'success','data':{},'httpStatus':200,'report':[],'steps':[],'trace':["
                        + "{'step':'','for':'token','request':{'method':'POST','url':'http://t/token','body':'(masked)'},"
                        + "'response':{'status':200,'body':'(masked)'}},"
                        + "{'step':'','attempt':1,'request':{'method':'GET','url':'http://u/x','headers':{'X-A':'1'}},"
                        + "'response':{'status':200,'headers':{'X-B':'2'},'body':'{}\\u001b[31m'}},"
                        + "{'step':'b','attempt':2,'request':{'method':'GET','url':'http://u/y','headers':{}},"
                        + "'failure':'no connection'}]}"))
                .isEqualTo(ExitStatus.DONE);
        assertThat(out.toString())
                .contains("token endpoint", "> POST http://t/token")
                .contains("attempt 1", "> GET http://u/x", "> X-A: 1", "< HTTP 200", "< X-B: 2", "< {}\uFFFD[31m")
                .contains("Step b, attempt 2", "< no connection")
                .doesNotContain("\u001b", "\"trace\"");
    }

    private static String last(String text) {
        String[] lines = text.split("\n");
        return lines[lines.length - 1];
    }
}
