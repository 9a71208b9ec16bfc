package dataactions.definition;

import static dataactions.definition.Definitions.action;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dataactions.definition.expression.Expression;
import dataactions.definition.value.Json;
import dataactions.definition.value.JsonException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompiledActionsTest {
    private static final ActionDefinition FULL = action(
            "{'id':{'type':'integer','required':true,'title':'t','description':'d','minimum':1,'maximum':9.50},"
                    + "'s':{'type':'string','default':'x','enum':['x','y'],'pattern':'[xy]','minLength':1,'maxLength':2,'allowEmpty':true}}",
            "{'upstream':'users','method':'POST','path':'/a/{id}','query':{'z':'{s}','a':'1'},'headers':{'X-Id':'{requestId}'},"
                    + "'body':{'id':'{id}','list':[1,'{s}',{'deep':true}]},'timeoutMillis':1500,'retry':{'attempts':3,'backoffMillis':20,'statuses':[503]}}",
            "{'n':{'type':'number','from':'a.b','default':0.10},'l':{'type':'array','default':[],'items':{'type':'object',"
                    + "'properties':{'x':{'type':'string','required':true,'title':'T','description':'D'}}}},"
                    + "'e':{'type':'string','default':'','defaultWhenEmpty':true},'c':{'type':'boolean','const':true}}",
            "{'404':{'code':'GONE','message':'gone'},'409':{'code':'BUSY','message':'busy'}}");

    private static CompiledActions read(byte[] bytes) throws IOException {
        return CompiledActions.read(new ByteArrayInputStream(bytes));
    }

    @Test
    void everything_a_definition_holds_survives_being_written_and_read() throws IOException {
        ActionDefinition read =
                read(CompiledActions.of(List.of(FULL)).write()).all().get(0);
        assertThat(read).isEqualTo(FULL);
        assertThat(read.outputs().get("n").from()).isEqualTo(Expression.of("a.b"));
        assertThat(read.steps().get(0).request().timeout()).hasMillis(1500);
        assertThat(Json.writeString(read.toTree())).isEqualTo(Json.writeString(FULL.toTree()));
    }

    /** The keys that {@link #FULL} has not, in the order in which they are written. */
    private static final List<String> WRITTEN = List.of("""
            {'name':'Slow','contract':3,'newest':true,'category':'c','description':'d','secure':true,'timeoutMillis':900,
             'answer':'flat','inputs':{},
             'steps':{'one':{'request':{'upstream':'u','method':'POST','path':'/','query':{'q':['1','2']},
               'form':{'f':'{requestId}','g':['1','2']},'idempotencyKey':false},
               'errors':{'404':'defaults','a.b':{'code':'X','messageFrom':'c.d'}}},
              'two':{'request':{'upstream':'v','method':'PUT','path':'/','text':'t'},'when':'steps.one.a'}},
             'outputs':{'o':{'type':'object','title':'t','description':'d','from':'x','required':true,
               'properties':{'y':{'type':'string'}}}},
             'async':{'afterMillis':1000,'limitMillis':2000,'keepMillis':3000,'key':'$input.id'}}""", """
            {'name':'Plain','contract':1,'newest':false,'timeoutMillis':2000,'inputs':{},
             'request':{'upstream':'u','method':'GET','path':'/'},'outputs':{}}""");

    @Test
    void a_definition_is_written_as_it_was_read() {
        for (String text : WRITTEN) {
            String written = Json.writeString(
                    ActionDefinition.fromTree(Definitions.json(text)).toTree());
            assertThat(written).isEqualTo(text.replaceAll("\\n *", "").replace('\'', '"'));
        }
    }

    @Test
    void a_slow_action_comes_with_its_result_action_which_is_not_written() throws IOException {
        ActionDefinition slow = ActionDefinition.fromTree(Definitions.json(WRITTEN.get(0)));
        CompiledActions actions = CompiledActions.of(List.of(slow, ResultAction.of(slow)));
        assertThat(actions.names()).containsExactly("Slow", "SlowResult");
        assertThat(new String(actions.write(), StandardCharsets.UTF_8))
                .contains("\"Slow\"")
                .doesNotContain("SlowResult");

        CompiledActions read = read(actions.write());

        assertThat(read.names()).containsExactly("Slow", "SlowResult");
        assertThat(read.slow()).containsExactly(slow);
        assertThat(read.find("SlowResult", 3))
                .hasValueSatisfying(
                        result -> assertThat(result.isResultAction()).isTrue());
        assertThat(CompiledActions.of(List.of(FULL)).slow()).isEmpty();
        assertThat(CompiledActions.of(List.of(FULL)).names()).containsExactly("Test");
    }

    @Test
    void the_shortest_time_limit_is_that_of_any_contract() {
        ActionDefinition fast = ActionDefinition.fromTree(Definitions.json(WRITTEN.get(1)));
        for (List<ActionDefinition> order : List.of(List.of(FULL, fast), List.of(fast, FULL))) {
            assertThat(CompiledActions.of(order).shortestTimeout()).hasMillis(2000);
        }
        assertThat(CompiledActions.of(List.of()).shortestTimeout()).isNull();
    }

    @Test
    void a_definition_differs_from_one_with_another_body_or_path() {
        String request = "{'upstream':'u','method':'POST','path':'/%s','body':{'a':'%s'}}";
        assertThat(Definitions.withRequest("{}", request.formatted("x", "1")))
                .isEqualTo(Definitions.withRequest("{}", request.formatted("x", "1")))
                .isNotEqualTo(Definitions.withRequest("{}", request.formatted("x", "2")))
                .isNotEqualTo(Definitions.withRequest("{}", request.formatted("y", "1")));
    }

    @Test
    void the_inputs_of_a_call_are_those_of_its_path_query_headers_and_body() {
        Request request = Definitions.withRequest(
                        "{}",
                        "{'upstream':'u','method':'POST','path':'/{a}','query':{'q':['{b}','{c}']},'headers':{'H':'{d}'},"
                                + "'body':{'e':['{e}']}}")
                .steps()
                .get(0)
                .request();
        assertThat(request.variables()).containsExactly("a", "b", "c", "d", "e");
    }

    @Test
    void the_same_contracts_give_the_same_bytes_in_whatever_order() {
        ActionDefinition old = FULL.as(1, false);
        ActionDefinition current = FULL.as(2, true);
        assertThat(CompiledActions.of(List.of(current, old)).write())
                .isEqualTo(CompiledActions.of(List.of(old, current)).write());
    }

    @Test
    void a_contract_is_found_by_number_and_the_newest_without() {
        CompiledActions actions = CompiledActions.of(List.of(FULL.as(1, false), FULL.as(12, true)));
        assertThat(actions.find("Test", null))
                .hasValueSatisfying(a -> assertThat(a.contract()).isEqualTo(12));
        assertThat(actions.find("Test", 1))
                .hasValueSatisfying(a -> assertThat(a.newest()).isFalse());
        assertThat(actions.find("Test", 2)).isEmpty();
        assertThat(actions.find("Other", null)).isEmpty();
        assertThat(actions.find("Other", 1)).isEmpty();
        assertThat(actions.upstreams()).containsExactly("users");
    }

    @Test
    void a_contract_that_is_there_twice_is_refused() {
        assertThatThrownBy(() -> CompiledActions.of(List.of(FULL, FULL))).hasMessageContaining("twice");
        assertThatThrownBy(() -> CompiledActions.of(List.of(FULL.as(1, true), FULL.as(2, true))))
                .hasMessageContaining("newest");
    }

    @Test
    void a_file_of_another_format_is_refused_by_name() {
        for (String text : List.of(
                "[]",
                "{}",
                "{\"formatVersion\":2,\"actions\":[]}",
                "{\"formatVersion\":1,\"actions\":[{}]}",
                "{\"formatVersion\":1,\"actions\":[{\"name\":1}]}")) {
            assertThatThrownBy(() -> read(text.getBytes(StandardCharsets.UTF_8)))
                    .as(text)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageMatching("(actions\\.json|action).*");
        }
    }

    /** Found by the fuzzer: each of them once ended in an ArithmeticException, when read or when used. */
    @ParameterizedTest
    @CsvSource({
        "'\"contract\":1', '\"contract\":4294967297', action.contract: expected an integer of 32 bits",
        "'\"maxLength\":2', '\"maxLength\":2147483648', maxLength: expected an integer of 32 bits",
        "'\"timeoutMillis\":1500', '\"timeoutMillis\":9223372036854775807', timeoutMillis: expected milliseconds from 0",
        "'\"timeoutMillis\":1500', '\"timeoutMillis\":-1', timeoutMillis: expected milliseconds from 0",
        "'\"attempts\":3', '\"attempts\":99999999999', retry.attempts: expected an integer of 32 bits",
        "'\"attempts\":3', '\"attempts\":0', a request is sent at least once",
        "'\"backoffMillis\":20', '\"backoffMillis\":9223372036854775807', backoffMillis: expected milliseconds from 0",
        "'\"statuses\":[503]', '\"statuses\":[99999999999]', 'retry.statuses[0]: expected an integer of 32 bits'",
        "'\"statuses\":[503]', '\"statuses\":[503,\"x\"]', 'retry.statuses[1]: expected an integer, found'",
    })
    void a_number_beyond_all_is_refused_by_its_path(String found, String changed, String message) {
        String text = new String(CompiledActions.of(List.of(FULL)).write(), StandardCharsets.UTF_8);
        assertThat(text).contains(found);
        assertThatThrownBy(() -> read(text.replace(found, changed).getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    /** Found by the fuzzer: the parser made text of them that was written back as another. */
    @Test
    void four_bytes_that_stand_for_no_character_are_refused() {
        String file = new String(CompiledActions.of(List.of(FULL)).write(), StandardCharsets.ISO_8859_1)
                .replace("\"404\":{", "\"404\":{\"\u00F5\u008A\u0092\u00A2\":1,");

        assertThatThrownBy(() -> read(file.getBytes(StandardCharsets.ISO_8859_1)))
                .isInstanceOf(JsonException.class)
                .hasMessageStartingWith("not JSON: not UTF-8 text at line 1");
    }

    /** Found by the fuzzer: read as a status, and written back as another. */
    @Test
    void a_number_that_begins_with_zero_is_no_status() throws IOException {
        String text = new String(CompiledActions.of(List.of(FULL)).write(), StandardCharsets.UTF_8)
                .replace("\"404\":", "\"071\":");

        CompiledActions read = read(text.getBytes(StandardCharsets.UTF_8));

        assertThat(ErrorRule.isStatus("071")).isFalse();
        assertThat(read(read.write()).all()).isEqualTo(read.all());
    }

    @Test
    void broken_expressions_are_told_with_their_column() {
        assertThatThrownBy(() -> Expression.of("company.").check()).isInstanceOf(Expression.SyntaxException.class);
        assertThatThrownBy(() -> Expression.of("a + * ) b").check())
                .isInstanceOfSatisfying(
                        Expression.SyntaxException.class,
                        e -> assertThat(e.column()).isBetween(5, 9));
        Expression.of("$sum(a.b[c > 1].d)").check();
    }

    @Test
    void an_opened_file_reads_a_contract_when_it_is_asked_for() throws IOException {
        ActionDefinition other = FULL.as(2, true);
        String text =
                new String(CompiledActions.of(List.of(FULL.as(1, false), other)).write(), StandardCharsets.UTF_8);
        int second = text.indexOf("\"contract\":2");
        String broken = text.substring(0, second) + text.substring(second).replace("\"outputs\"", "\"outpost\"");

        CompiledActions actions =
                CompiledActions.open(new ByteArrayInputStream(broken.getBytes(StandardCharsets.UTF_8)));

        assertThat(actions.names()).containsExactly(FULL.name());
        assertThat(actions.contracts(FULL.name())).containsExactly(1, 2);
        assertThat(actions.contracts("Other")).isEmpty();
        assertThat(actions.shortestTimeout()).isEqualTo(FULL.timeout());
        assertThat(actions.find(FULL.name(), 1)).contains(FULL.as(1, false));
        assertThatThrownBy(() -> actions.find(FULL.name(), null)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> read(broken.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
