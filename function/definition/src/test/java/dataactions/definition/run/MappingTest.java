package dataactions.definition.run;

import static dataactions.definition.Definitions.action;
import static dataactions.definition.Definitions.interpret;
import static dataactions.definition.Definitions.json;
import static dataactions.definition.Definitions.object;
import static dataactions.definition.Definitions.run;
import static dataactions.definition.Definitions.withOutputs;
import static org.assertj.core.api.Assertions.assertThat;

import dataactions.definition.ActionDefinition;
import dataactions.definition.envelope.Envelope;
import dataactions.definition.envelope.ErrorCode;
import dataactions.definition.expression.Budget;
import dataactions.definition.template.UpstreamResponse;
import dataactions.definition.value.Json;
import java.util.AbstractList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MappingTest {
    private static Outcome outcome(String outputs, String body) {
        return outcome(outputs, json(body));
    }

    private static Outcome outcome(String outputs, Object body) {
        return interpret(
                withOutputs(outputs), Map.of("id", 7L), new UpstreamResponse(200, Map.of("x-total", "20"), body));
    }

    /** The data as JSON text, so that the digits are compared too. */
    private static String data(String outputs, String body) {
        Outcome outcome = outcome(outputs, body);
        assertThat(outcome).isInstanceOf(Outcome.Mapped.class);
        return Json.writeString(((Outcome.Mapped) outcome).data()).replace('"', '\'');
    }

    private static String failure(String outputs, String body) {
        Outcome outcome = outcome(outputs, body);
        assertThat(outcome).isInstanceOf(Outcome.Failed.class);
        assertThat(((Outcome.Failed) outcome).code()).isEqualTo(ErrorCode.MAPPING_FAILED);
        return ((Outcome.Failed) outcome).message();
    }

    private static Map<String, FieldReport.How> report(String outputs, String body) {
        ActionDefinition action = withOutputs(outputs);
        ActionRun run = run(action, Map.of("id", 7L), false);
        interpret(run, action, new UpstreamResponse(200, Map.of(), json(body)));
        return run.report().stream().collect(Collectors.toMap(FieldReport::field, FieldReport::how));
    }

    @Test
    void the_tutorials_user_is_mapped() {
        String outputs = "{'name':{'type':'string','from':'name','default':'Unknown'},"
                + "'companyName':{'type':'string','from':'company.name','default':'Unknown Corp'},"
                + "'website':{'type':'string','default':''},'isValidUser':{'type':'boolean','const':true}}";
        assertThat(data(outputs, "{'name':'Leanne Graham','company':{'name':'Romaguera-Crona'}}"))
                .isEqualTo("{'name':'Leanne Graham','companyName':'Romaguera-Crona','website':'','isValidUser':true}");
        assertThat(report(outputs, "{'name':'Leanne Graham','company':{'name':null}}"))
                .isEqualTo(Map.of(
                        "name", FieldReport.How.FOUND,
                        "companyName", FieldReport.How.DEFAULTED,
                        "website", FieldReport.How.DEFAULTED,
                        "isValidUser", FieldReport.How.CONSTANT));
    }

    @Test
    void what_we_do_not_have_is_left_out_and_never_null() {
        String outputs = "{'a':{'type':'string'},'o':{'type':'object','properties':{'x':{'type':'string'}}}}";
        assertThat(data(outputs, "{'a':null}")).isEqualTo("{}");
        assertThat(data(outputs, "{'o':{'x':null}}")).isEqualTo("{'o':{}}");
        assertThat(report(outputs, "{}").get("a")).isEqualTo(FieldReport.How.MISSING);
    }

    @Test
    void an_array_that_is_absent_is_reported_as_its_default() {
        assertThat(report("{'l':{'type':'array','items':{'type':'string'}}}", "{}"))
                .isEqualTo(Map.of("l", FieldReport.How.DEFAULTED));
    }

    @Test
    void an_empty_string_is_a_value_unless_the_default_is_for_empty_too() {
        assertThat(data("{'a':{'type':'string','default':'d'}}", "{'a':''}")).isEqualTo("{'a':''}");
        assertThat(data("{'a':{'type':'string','default':'d','defaultWhenEmpty':true}}", "{'a':''}"))
                .isEqualTo("{'a':'d'}");
    }

    @Test
    void a_required_output_that_is_absent_fails_and_is_named() {
        String outputs =
                "{'list':{'type':'array','items':{'type':'object','properties':{'id':{'type':'integer','required':true}}}}}";
        assertThat(failure(outputs, "{'list':[{'id':1},{}]}"))
                .isEqualTo("Output list[].id: expected integer, found nothing in the upstream's answer.");
        assertThat(failure("{'a':{'type':'array','required':true,'items':{'type':'string'}}}", "{}"))
                .contains("Output a: expected array");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
                    integer | 12345678901234567      | 12345678901234567
                    integer | 123456789012345678901234567890 | 123456789012345678901234567890
                    integer | '12345678901234567890' | 12345678901234567890
                    integer | 3.0                    | 3
                    number  | 0.10                   | 0.10
                    number  | 3.14159265358979323846 | 3.14159265358979323846
                    number  | '1.50'                 | 1.50
                    string  | 12345678901234567890   | '12345678901234567890'
                    string  | 1.50                   | '1.50'
                    string  | true                   | 'true'
                    boolean | 'false'                | false
                    """)
    void plain_paths_keep_every_digit_and_safe_conversions_are_made(String type, String value, String expected) {
        assertThat(data("{'a':{'type':'" + type + "','from':'deep.b'}}", "{'deep':{'b':" + value + "}}"))
                .isEqualTo("{'a':" + expected + "}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
                    integer | 'abc'   | a string
                    integer | 1.5     | a number
                    integer | true    | a boolean
                    integer | {}      | an object
                    integer | [1,2]   | an array of 2
                    integer | [1]     | an array of 1
                    integer | ''      | an empty string
                    number  | 1e999999999 | a number
                    boolean | 1       | an integer
                    boolean | 'yes'   | a string
                    string  | {'s':1} | an object
                    string  | ['s3cret','s3cret'] | an array of 2
                    """)
    void every_other_type_fails_and_names_field_expectation_and_found_type_only(
            String type, String value, String found) {
        assertThat(failure("{'a':{'type':'" + type + "'}}", "{'a':" + value + "}"))
                .isEqualTo("Output a: expected " + type + ", found " + found + ".");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
                    {'orders':[{'id':1},{'id':2}]} | [1,2]
                    {'orders':[{'id':1}]}          | [1]
                    {'orders':{'id':1}}            | [1]
                    {'orders':[{'id':1},{}]}       | [1]
                    {'orders':[]}                  | []
                    {'orders':null}                | []
                    {}                             | []
                    """)
    void an_array_has_as_many_elements_as_were_found_be_it_none_one_or_many(String body, String expected) {
        assertThat(data("{'ids':{'type':'array','from':'orders.id','items':{'type':'integer'}}}", body))
                .isEqualTo("{'ids':" + expected + "}");
    }

    @Test
    void a_scalar_with_one_match_is_that_and_with_several_a_mismatch() {
        String outputs = "{'id':{'type':'integer','from':'orders.id'}}";
        assertThat(data(outputs, "{'orders':[{'id':1}]}")).isEqualTo("{'id':1}");
        assertThat(failure(outputs, "{'orders':[{'id':1},{'id':2}]}"))
                .isEqualTo("Output id: expected integer, found an array of 2.");
    }

    @Test
    void an_array_of_objects_maps_each_with_its_own_properties() {
        String outputs = "{'items':{'type':'array','from':'orders','items':{'type':'object','properties':{"
                + "'number':{'type':'string','from':'id'},'city':{'type':'string','from':'ship.city','default':'?'},"
                + "'kind':{'type':'string','const':'order'}}}}}";
        assertThat(data(outputs, "{'orders':[{'id':1,'ship':{'city':'Kiel'}},null,{'id':2}]}"))
                .isEqualTo(
                        "{'items':[{'number':'1','city':'Kiel','kind':'order'},{'number':'2','city':'?','kind':'order'}]}");
        assertThat(data(outputs, "{'orders':{'id':1}}"))
                .isEqualTo("{'items':[{'number':'1','city':'?','kind':'order'}]}");
        assertThat(failure(outputs, "{'orders':[1]}")).isEqualTo("Output items[]: expected object, found an integer.");
    }

    @Test
    void a_nested_array_of_the_upstream_is_a_mismatch() {
        assertThat(failure("{'a':{'type':'array','items':{'type':'integer'}}}", "{'a':[[1],[2]]}"))
                .isEqualTo("Output a[]: expected integer, found an array of 1.");
    }

    @Test
    void the_root_may_be_an_array() {
        String outputs =
                "{'n':{'type':'integer','from':'$count($)'},'ids':{'type':'array','from':'id','items':{'type':'integer'}},"
                        + "'all':{'type':'array','from':'$','items':{'type':'object','properties':{'id':{'type':'integer'}}}},"
                        + "'id':{'type':'integer','from':'$[0].id'}}";
        assertThat(data(outputs, "[{'id':1},{'id':2}]"))
                .isEqualTo("{'n':2,'ids':[1,2],'all':[{'id':1},{'id':2}],'id':1}");
        assertThat(data(outputs, "[{'id':1}]")).isEqualTo("{'n':1,'ids':[1],'all':[{'id':1}],'id':1}");
        assertThat(data(outputs, "[]")).isEqualTo("{'n':0,'ids':[],'all':[]}");
    }

    @Test
    void an_object_without_from_is_the_member_of_its_own_name_and_its_properties_look_into_it() {
        String outputs =
                "{'company':{'type':'object','properties':{'name':{'type':'string'},'tag':{'type':'string','from':'$uppercase(name)'}}}}";
        assertThat(data(outputs, "{'name':'outer','company':{'name':'inner'}}"))
                .isEqualTo("{'company':{'name':'inner','tag':'INNER'}}");
        assertThat(failure(outputs, "{'company':'x'}")).contains("expected object, found a string");
    }

    @Test
    void an_output_named_with_a_hyphen_finds_the_member_of_that_name() {
        assertThat(data("{'customer-name':{'type':'string'}}", "{'customer-name':'x'}"))
                .isEqualTo("{'customer-name':'x'}");
        assertThat(data("{'customer-name':{'type':'string'}}", "[{'customer-name':'x'}]"))
                .isEqualTo("{'customer-name':'x'}");
    }

    @Test
    void expressions_see_inputs_status_and_headers() {
        assertThat(data(
                        "{'a':{'type':'integer','from':'$input.id'},'b':{'type':'integer','from':'$status'},"
                                + "'c':{'type':'integer','from':'$headers.`x-total`'}}",
                        "{}"))
                .isEqualTo("{'a':7,'b':200,'c':20}");
    }

    @Test
    void computed_numbers_are_integers_where_they_are_whole() {
        assertThat(data(
                        "{'a':{'type':'integer','from':'n * 2'},'b':{'type':'number','from':'n / 2'},'c':{'type':'string','from':'n + 0.5'},"
                                + "'d':{'type':'string','from':'n * 1.0'}}",
                        "{'n':3}"))
                .isEqualTo("{'a':6,'b':1.5,'c':'3.5','d':'3'}");
    }

    @Test
    void an_expression_that_fails_names_the_field_and_quotes_no_value() {
        assertThat(failure("{'a':{'type':'number','from':'b + 1'}}", "{'b':'s3cret'}"))
                .contains("Output a: its expression failed")
                .doesNotContain("s3cret");
        assertThat(failure("{'a':{'type':'number','from':'$number(b)'}}", "{'b':'s3cret'}"))
                .contains("Output a")
                .doesNotContain("s3cret");
        assertThat(failure("{'a':{'type':'number','from':'$nosuch(b)'}}", "{'b':'s3cret'}"))
                .contains("Output a");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "$nosuch(b)      | it calls something that is not a function; JSONata T1006",
                "b + 1           | The left side of the … operator must evaluate to a number; JSONata T2001",
                "$substring(1,b) | Argument … of function … does not match function signature; JSONata T0410",
                "$number(b)      | a text is no number",
                "$assert(false,b)| JSONata error D3141"
            })
    void an_expression_that_fails_says_so_in_words_and_not_with_a_code_such_as_t1006_alone(
            String expression, String words) {
        assertThat(failure("{'a':{'type':'number','from':'" + expression + "'}}", "{'b':'s3cret'}"))
                .contains("Output a: its expression failed on the upstream's answer (" + words + ").")
                .doesNotContain("s3cret");
    }

    @Test
    void an_endless_expression_is_stopped() {
        assertThat(failure("{'a':{'type':'number','from':'($f := function($x){$f($x + 1) + 1}; $f(1))'}}", "{}"))
                .contains("Output a: its expression failed");
    }

    /** The bytes that are left for {@code s} beside the other outputs. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
                    string  | 'ab'                             | 5
                    string  | 'ä'                              | 6
                    boolean | true                             | 8
                    integer | -1234567                         | 8
                    integer | 123456789012345678901234567890   | 32
                    number  | 1.25                             | 15
                    string  | null                             | 8
                    """)
    void the_size_of_the_outputs_is_limited_to_what_lambda_can_return(String type, String value, int size) {
        String outputs = "{'a':{'type':'" + type + "'},'s':{'type':'string'}}";
        Map<String, Object> body = object("{'a':" + value + "}");
        int left = 6_000_000 - size - 3;
        body.put("s", "x".repeat(left));
        assertThat(Json.write(((Outcome.Mapped) outcome(outputs, body)).data()))
                .hasSizeLessThan(6_000_000 + "{'a':,'s':}".length());
        body.put("s", "x".repeat(left + 1));
        assertThat(outcome(outputs, body)).isEqualTo(tooLarge("s"));
    }

    private static Outcome tooLarge(String field) {
        return new Outcome.Failed(
                ErrorCode.MAPPING_FAILED,
                "Output " + field + ": the outputs are larger than Lambda can return (6 MB): map less of the answer.");
    }

    @Test
    void every_item_of_an_array_counts_for_the_size_of_the_outputs() {
        String outputs = "{'l':{'type':'array','items':{'type':'string'}}}";
        String half = "x".repeat(3_000_000 - 7);
        assertThat(outcome(outputs, Map.of("l", List.of(half, half)))).isInstanceOf(Outcome.Mapped.class);
        assertThat(outcome(outputs, Map.of("l", List.of(half, half, "xxxxxx")))).isEqualTo(tooLarge("l"));
    }

    @Test
    void mapping_stops_when_the_budget_is_spent() {
        long[] now = {0};
        List<Object> endless = new AbstractList<>() {
            @Override
            public Object get(int index) {
                now[0]++;
                return true;
            }

            @Override
            public int size() {
                return 100_000;
            }
        };
        ActionDefinition action = withOutputs("{'l':{'type':'array','items':{'type':'boolean'}}}");
        Budget budget = new Budget(() -> now[0], 1_000, Long.MAX_VALUE, 1_000_000, () -> 0);
        ActionRun run = new ActionRun(action, Map.of(), "r", budget, false);
        Outcome outcome = interpret(run, action, new UpstreamResponse(200, Map.of(), Map.of("l", endless)));
        assertThat(outcome).isEqualTo(new Outcome.Failed(ErrorCode.MAPPING_FAILED, "Output l: it took too long."));
        assertThat(now[0]).isBetween(1_000L, 1_100L);
    }

    @Test
    void a_function_as_a_value_is_a_mismatch() {
        assertThat(failure("{'a':{'type':'string','from':'$sum'}}", "{}")).contains("found a function");
    }

    @Test
    void an_empty_answer_has_nothing_but_constants_and_defaults() {
        Outcome outcome = interpret(
                withOutputs(
                        "{'a':{'type':'string','from':'x.y','default':'d'},'b':{'type':'string'},'c':{'type':'boolean','const':true}}"),
                Map.of(),
                new UpstreamResponse(204, Map.of(), null));
        assertThat(((Outcome.Mapped) outcome).data()).isEqualTo(Map.of("a", "d", "c", true));
    }

    @Test
    void the_upstreams_tree_is_not_changed_by_mapping_it() {
        Object body = json("{'a':[{'b':null},{'b':1}],'c':null}");
        String before = Json.writeString(body);
        interpret(
                withOutputs(
                        "{'a':{'type':'array','from':'a','items':{'type':'object','properties':{'b':{'type':'integer'}}}},"
                                + "'n':{'type':'integer','from':'$count(a ~> |$|{\\'b\\':2}|)'}}"
                                        .replace("\\'", "\\\"")),
                Map.of(),
                new UpstreamResponse(200, Map.of(), body));
        assertThat(Json.writeString(body)).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource({
        "404, NOT_FOUND",
        "400, UPSTREAM_REJECTED",
        "422, UPSTREAM_REJECTED",
        "401, UPSTREAM_UNAUTHORIZED",
        "403, UPSTREAM_UNAUTHORIZED",
        "429, UPSTREAM_THROTTLED",
        "500, UPSTREAM_UNAVAILABLE",
        "503, UPSTREAM_UNAVAILABLE",
        "302, UPSTREAM_INVALID",
        "304, UPSTREAM_INVALID"
    })
    void a_status_that_nobody_declared_has_the_catalogues_code(int status, ErrorCode code) {
        Outcome outcome = interpret(
                withOutputs("{'a':{'type':'string'}}"),
                Map.of(),
                new UpstreamResponse(status, Map.of(), json("{'message':'s3cret'}")));
        assertThat(outcome).isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
            assertThat(failed.code()).isEqualTo(code);
            assertThat(failed.message()).doesNotContain("s3cret").contains(String.valueOf(status));
        });
    }

    @Test
    void a_declared_status_wins_and_becomes_an_envelope_of_its_own() {
        ActionDefinition action = action(
                "{}",
                "{'upstream':'u','method':'GET','path':'/'}",
                "{'a':{'type':'string'}}",
                "{'404':{'code':'USER_NOT_FOUND','message':'No such user'}}");
        Outcome outcome = interpret(action, Map.of(), new UpstreamResponse(404, Map.of(), null));
        assertThat(run(action, Map.of(), false).answer(outcome).body())
                .isEqualTo(Map.of(
                        "status", "error",
                        "data", Map.of(),
                        "error", "No such user",
                        "errorCode", "USER_NOT_FOUND",
                        "requestId", "r"));
    }

    @Test
    void every_kind_of_outcome_has_its_envelope() {
        ActionRun run = run(withOutputs("{'a':{'type':'integer'}}"), Map.of(), false);
        assertThat(run.answer(new Outcome.Mapped(Map.of("a", 1L))).body())
                .isEqualTo(Map.of("status", "success", "data", Map.of("a", 1L), "requestId", "r"));
        Envelope late = run.answer(new Outcome.Failed(ErrorCode.UPSTREAM_TIMEOUT, "late"));
        assertThat(late.httpStatus()).isEqualTo(504);
        assertThat(late.isFault()).isTrue();
        Envelope gone = run.answer(new Outcome.Failed(ErrorCode.NOT_FOUND, "gone"));
        assertThat(gone.takesFailurePath()).isFalse();
        assertThat(gone.isFault()).isFalse();
    }

    @Test
    void many_threads_may_share_one_definition() throws Exception {
        ActionDefinition action = withOutputs("{'sum':{'type':'integer','from':'$sum(list.n) + $input.id'}}");
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Callable<Boolean>> jobs = IntStream.range(0, 4)
                    .mapToObj(thread -> (Callable<Boolean>) () -> {
                        for (long i = 0; i < 500; i++) {
                            long n = thread * 10_000L + i;
                            Outcome outcome = interpret(
                                    action,
                                    Map.of("id", n),
                                    new UpstreamResponse(200, Map.of(), json("{'list':[{'n':" + n + "},{'n':1}]}")));
                            if (!((Outcome.Mapped) outcome).data().get("sum").equals(2 * n + 1)) {
                                return false;
                            }
                        }
                        return true;
                    })
                    .toList();
            for (Future<Boolean> job : threads.invokeAll(jobs)) {
                assertThat(job.get()).isTrue();
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
