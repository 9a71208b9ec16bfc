package dataactions.authoring;

import static org.assertj.core.api.Assertions.assertThat;

import dataactions.authoring.contract.ContractChange;
import dataactions.authoring.contract.ContractSchema;
import dataactions.authoring.example.ExampleRunner;
import dataactions.authoring.reader.DefinitionFile;
import dataactions.authoring.reader.DefinitionReader;
import dataactions.authoring.reader.Example;
import dataactions.authoring.reader.yaml.DefinitionProblem;
import dataactions.definition.ActionDefinition;
import dataactions.definition.Request;
import dataactions.definition.RequestBody;
import dataactions.definition.Retry;
import dataactions.definition.Step;
import dataactions.definition.envelope.AnswerForm;
import dataactions.definition.template.PlaceholderText;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Steps, bodies, retries, errors and the forms of answers, as they are written in YAML. */
class LanguageTest {
    private static final String STEPS = """
            name: Customer
            timeout: 8s
            input:
              id: {type: string, required: true}
              deep: {type: boolean, default: true}
            steps:
              person:
                request: {upstream: crm, path: "/people/{id}"}
                errors:
                  404: defaults
              orders:
                request:
                  upstream: shop
                  path: "/orders/{steps.person.customer.id}"
                  query: {tag: ["{steps.person.tags}", fixed]}
                  timeout: 2s
                when: $input.deep
            output:
              name: {type: string, from: steps.person.name, default: nobody}
              count: {type: integer, from: $count(steps.orders.list)}
            examples:
              - name: with orders
                input: {id: "7"}
                requests:
                  person: {path: /people/7}
                  orders: {path: "/orders/c1?tag=a&tag=b&tag=fixed"}
                responses:
                  person: {body: {name: Ann, customer: {id: c1}, tags: [a, b]}}
                  orders: {body: {list: [1, 2]}}
                skipped: []
                data: {name: Ann, count: 2}
              - name: nobody
                input: {id: "8"}
                responses:
                  person: {status: 404}
                skipped: [orders]
                data: {name: nobody, count: 0}
            """;

    private static final String POST = """
            name: Note
            input:
              text: {type: string, required: true}
            request: {upstream: notes, method: POST, path: /notes, %s}
            output:
              id: {type: string}
            """;

    private static List<DefinitionProblem> problems(String yaml) {
        List<DefinitionProblem> problems = new ArrayList<>();
        DefinitionReader.read("a.yaml", yaml.getBytes(StandardCharsets.UTF_8), problems);
        return problems;
    }

    private static ActionDefinition read(String yaml) {
        List<DefinitionProblem> problems = new ArrayList<>();
        DefinitionFile file = DefinitionReader.read("a.yaml", yaml.getBytes(StandardCharsets.UTF_8), problems);
        assertThat(problems).isEmpty();
        return file.definition();
    }

    private static void isRefused(String yaml, String place, String message) {
        assertThat(problems(yaml)).anySatisfy(problem -> {
            assertThat(problem.path()).isEqualTo(place);
            assertThat(problem.message()).contains(message);
        });
    }

    @Test
    void steps_are_read_in_order_and_their_examples_run() {
        List<DefinitionProblem> problems = new ArrayList<>();
        DefinitionFile file = DefinitionReader.read("a.yaml", STEPS.getBytes(StandardCharsets.UTF_8), problems);
        assertThat(problems).isEmpty();
        assertThat(file.definition().steps()).extracting(Step::name).containsExactly("person", "orders");
        assertThat(file.definition().steps().get(1).dependencies()).containsExactly("person");
        for (Example example : file.examples()) {
            assertThat(ExampleRunner.run(file.definition(), example).differences())
                    .isEmpty();
        }
        assertThat(ActionDefinition.fromTree(file.definition().toTree())).isEqualTo(file.definition());
    }

    @Test
    void an_example_that_answers_for_a_skipped_step_or_not_for_an_asked_one_fails() {
        String extra = STEPS.replace("person: {status: 404}", "person: {status: 404}\n      orders: {body: {}}");
        assertThat(differences(extra, 1)).anyMatch(each -> each.startsWith("responses.orders: the step is skipped"));
        String missing = STEPS.replace("      orders: {body: {list: [1, 2]}}\n", "");
        assertThat(differences(missing, 0)).anyMatch(each -> each.contains("add responses: {orders:"));
        String path = STEPS.replace("path: /people/7", "path: /people/9");
        assertThat(differences(path, 0)).contains("requests.person.path: expected \"/people/9\", found \"/people/7\"");
    }

    private static List<String> differences(String yaml, int example) {
        List<DefinitionProblem> problems = new ArrayList<>();
        DefinitionFile file = DefinitionReader.read("a.yaml", yaml.getBytes(StandardCharsets.UTF_8), problems);
        assertThat(problems).isEmpty();
        return ExampleRunner.run(file.definition(), file.examples().get(example))
                .differences();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            $input.deep | steps.persn.x | steps.orders.when | there is no step persn above this one; did you mean person?
            $input.deep | steps.orders.x | steps.orders.when | there is no step orders above this one
            $input.deep | $count(steps) > 0 | steps.orders.when | reads steps as a whole
            $input.deep | $status.persn = 404 | steps.orders.when | there is no step persn above this one; did you mean person?
            $input.deep | $headers.persn.etag = "a" | steps.orders.when | there is no step persn above this one; did you mean person?
            $input.deep | $status = 404 | steps.orders.when | write $status.NAME for the status of a step above, such as $status.person.
            $input.deep | $eval('1') | steps.orders.when | uses $eval
            $input.deep | a ( | steps.orders.when | JSONata error at column
            steps.person.customer.id | steps.nobody.id | steps.orders.request.path | there is no step nobody above this one
            {id} | {steps.person.id} | steps.person.request.path | there is no step person above this one
            from: steps.person.name | from: steps.persn.name | output.name | there is no step persn; did you mean person?
            from: steps.person.name | from: $status.persn | output.name | there is no step persn; did you mean person?
            from: steps.person.name | from: name | output.name | does not begin with steps
            timeout: 2s | timeout: 8s | steps.orders.request.timeout | too long: the request's
            output: | request: {upstream: a, path: /x}~NL~output: | request | found beside steps
            404: defaults | 404: nothing | steps.person.errors.404 | the word defaults
            404: defaults | 200: defaults | steps.person.errors.200 | is no status of an error
            404: defaults | 'error = (': defaults | steps.person.errors | JSONata error
            404: defaults | '$steps.orders.x = 1': defaults | steps.person.errors | there is no step orders above this one
            when: $input.deep | errors: {steps.person.tier = "x": defaults} | steps.orders.errors | write $steps.NAME for a step above, such as $steps.person.
            steps.person.customer.id | steps.person.customer-id | steps.orders.request | customer-id is a subtraction in JSONata
            responses:~NL~      person: {body | responses:~NL~      persn: {body | examples[0].responses.persn | there is no step persn; did you mean person?
            responses: | response: | examples[0].response | belongs to a definition without steps
            """)
    void what_is_wrong_with_steps_is_named_by_its_place(String find, String replace, String place, String message) {
        String yaml = STEPS.replace(nl(find), nl(replace)).replace("tags: [a, b]}", "tags: [a, b], customer-id: x}");
        assertThat(yaml).isNotEqualTo(STEPS);
        if (place.equals("output.name")) {
            assertThat(problems(yaml))
                    .anySatisfy(problem -> assertThat(problem.message()).contains(message));
        } else if (place.equals("steps.person.errors")) {
            assertThat(problems(yaml)).anySatisfy(problem -> {
                assertThat(problem.path()).startsWith(place);
                assertThat(problem.message()).contains(message);
            });
        } else {
            isRefused(yaml, place, message);
        }
    }

    @Test
    void a_rule_of_errors_reads_an_earlier_step_and_a_member_of_the_answer_that_is_called_steps() {
        String yaml = STEPS.replace(
                "when: $input.deep",
                "errors: {'$steps.person.tier = \"x\"': defaults, '$.steps.failed > 0': defaults}");
        assertThat(read(yaml).steps().get(1).errors()).hasSize(2);
        String single = POST.formatted("body: \"{text}\"") + "errors: {%s > 0: defaults}\n";
        assertThat(read(single.formatted("steps.failed")).steps().get(0).errors())
                .hasSize(1);
        isRefused(single.formatted("$steps.failed"), "errors", "there is no step failed above this one");
    }

    private static String nl(String text) {
        return text.replace("~NL~", "\n");
    }

    @Test
    void a_body_is_json_a_form_or_text_and_only_one_of_them() {
        assertThat(read(POST.formatted("form: {a: [\"{text}\", b]}"))
                        .steps()
                        .get(0)
                        .request()
                        .body()
                        .contentType())
                .isEqualTo("application/x-www-form-urlencoded");
        assertThat(read(POST.formatted("text: \"Hi {text}\""))
                        .steps()
                        .get(0)
                        .request()
                        .body()
                        .contentType())
                .startsWith("text/plain");
        isRefused(POST.formatted("text: \"{text}\", body: {a: b}"), "request.text", "a request has one body");
        isRefused(POST.formatted("text: \"{text}\"").replace("POST", "GET"), "request.text", "a GET has no body");
        isRefused(
                POST.formatted("text: \"<a>{text}</a>\", headers: {content-type: text/xml}"),
                "request.headers",
                "the inputs could not be escaped");
        isRefused(
                POST.formatted("body: {a: \"{text}\"}, headers: {Content-Type: text/plain}"),
                "request.headers",
                "expected a JSON type");
    }

    @Test
    void a_slash_inside_a_segment_is_a_value() {
        String plain = POST.formatted("body: \"{text}\"");
        isRefused(
                plain.replace("path: /notes", "path: /projects/acme%2Fshop"),
                "request.path",
                "use an input with a default, such as acme/shop");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/{steps.person.orders[type = 'main'].id}",
                "/{steps.person.(a ? b : c)}",
                "/{steps.person.orders#$i.id}",
                "/x/{steps.person.(a % 2)}/{steps.person.(a / b)}",
                "/{{x}}/{id}"
            })
    void the_expressions_of_a_path_are_no_part_of_its_text(String path) {
        String yaml = STEPS.replace("/orders/{steps.person.customer.id}", path);
        assertThat(read(yaml).steps().get(1).request().path().source()).isEqualTo(path);
    }

    @Test
    void a_number_in_a_place_of_text_is_sent_as_it_is_written() {
        String form = "form: {eps: 0.0000001, ref: 12e4567, price: [1.50, 007], yes: true}";
        Request request = read(POST.formatted(form)).steps().get(0).request();
        assertThat(((RequestBody.OfForm) request.body())
                        .fields().values().stream().flatMap(List::stream).map(PlaceholderText::source))
                .containsExactly("0.0000001", "12e4567", "1.50", "007", "true");
    }

    @Test
    void a_retry_is_none_or_says_how() {
        assertThat(read(POST.formatted("body: \"{text}\", retry: {attempts: 2, backoff: 200ms, statuses: [503]}"))
                        .steps()
                        .get(0)
                        .effectiveRetry())
                .isEqualTo(new Retry(2, Duration.ofMillis(200), Set.of(503)));
        assertThat(read(POST.formatted("body: \"{text}\", retry: none").replace("POST", "PUT"))
                        .steps()
                        .get(0)
                        .effectiveRetry())
                .isEqualTo(Retry.NONE);
        isRefused(
                POST.formatted("body: \"{text}\", retry: {attempts: 0}"), "request.retry.attempts", "expected 1 to 10");
        isRefused(POST.formatted("body: \"{text}\", retry: {statuses: [200]}"), "request.retry.statuses", "300 to 599");
        isRefused(POST.formatted("body: \"{text}\", retry: {backoff: 1d}"), "request.retry.backoff", "a duration");
        isRefused(
                POST.formatted("body: \"{text}\", retry: {attempts: 2}, idempotencyKey: false"),
                "request.retry",
                "may do its work twice");
        isRefused(
                POST.formatted("body: \"{text}\", idempotencyKey: true").replace("POST", "PUT"),
                "request.idempotencyKey",
                "sends no key");
    }

    @Test
    void a_flat_answer_is_part_of_the_contract_and_only_it_may_name_the_error_code() {
        String plain = POST.formatted("body: \"{text}\"");
        ActionDefinition flat =
                read(plain.replace("output:", "answer: flat\noutput:\n  code: {type: string, from: $errorCode}"));
        assertThat(flat.answer()).isEqualTo(AnswerForm.FLAT);
        ActionDefinition envelope = read(plain);
        ActionDefinition same = read(plain.replace("output:", "answer: envelope\noutput:"));
        assertThat(ContractSchema.digest(same)).isEqualTo(ContractSchema.digest(envelope));
        assertThat(ContractSchema.digest(read(plain.replace("output:", "answer: flat\noutput:"))))
                .isNotEqualTo(ContractSchema.digest(envelope));
        assertThat(ContractChange.describe(envelope, flat)).contains("answer: envelope -> flat");
        isRefused(
                plain.replace("output:", "output:\n  code: {type: string, from: $errorCode}"),
                "output.code.from",
                "only a flat answer has");
        isRefused(plain.replace("output:", "answer: flatt\noutput:"), "answer", "did you mean flat?");
    }

    @Test
    void conditions_of_errors_keep_their_order() {
        ActionDefinition action = read(POST.formatted("body: \"{text}\"")
                + "errors:\n  $exists(error): {code: REFUSED, message: no}\n  404: defaults\n");
        assertThat(action.steps().get(0).errors()).hasSize(2);
        assertThat(action.steps().get(0).errors().get(0).condition().text()).isEqualTo("$exists(error)");
        assertThat(action.steps().get(0).errors().get(1).isDefaults()).isTrue();
    }

    @Test
    void a_hyphenated_name_is_seen_in_conditions_too() {
        String yaml = POST.formatted("body: \"{text}\"")
                + "errors:\n  error-code > 0: {code: REFUSED, message: no}\n"
                + "examples:\n  - name: x\n    input: {text: a}\n    response: {body: {error-code: 1}}\n    errorCode: REFUSED\n";
        isRefused(yaml, "errors", "error-code is a subtraction");
    }
}
