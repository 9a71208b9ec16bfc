package dataactions.authoring;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dataactions.authoring.contract.Contract;
import dataactions.definition.ActionDefinition;
import dataactions.definition.Step;
import dataactions.definition.envelope.AnswerForm;
import dataactions.definition.envelope.Envelope;
import dataactions.definition.envelope.ErrorCode;
import dataactions.definition.expression.Budget;
import dataactions.definition.run.ActionRun;
import dataactions.definition.run.Outcome;
import dataactions.definition.template.UpstreamResponse;
import dataactions.definition.value.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every answer of every outcome must fit the contract that is registered in Genesys, or Genesys fails the call. */
class AnswerSchemaTest {
    private static final SchemaRegistry REGISTRY = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_4);

    private static final String EVERY_SHAPE = """
            name: Shapes
            request: {upstream: u, path: /}
            output:
              s: {type: string, title: A string, description: Some text}
              i: {type: integer, default: 1}
              n: {type: number}
              b: {type: boolean}
              c: {type: string, const: x}
              list: {type: array, items: {type: integer}}
              words: {type: array, from: s, items: {type: string}}
              o: {type: object, properties: {s: {type: string}, i: {type: integer}, o: {type: object, properties: {b: {type: boolean}}}}}
              rows: {type: array, from: o, items: {type: object, properties: {s: {type: string}, n: {type: number}, d: {type: integer, default: 2}}}}
              sum: {type: number, from: $sum(list)}
            errors:
              404: {code: GONE, message: Gone}
            """;

    static List<Error> breaches(String schema, Map<String, Object> answer) {
        Schema compiled = REGISTRY.getSchema(schema, InputFormat.JSON);
        return compiled.validate(Json.writeString(answer), InputFormat.JSON);
    }

    private static Envelope success(Map<String, Object> data, String requestId) {
        return new Envelope(200, AnswerForm.ENVELOPE, "success", data, null, null, requestId);
    }

    /** What a caller gets for an upstream's answer to an action that makes one call. */
    private static Envelope answer(ActionDefinition action, UpstreamResponse response) {
        ActionRun run = new ActionRun(action, Map.of("userId", 1L), "r", Budget.ofMillis(2_000), false);
        return run.answer(run.refusal()
                .or(() -> run.accept(action.steps().get(0), response))
                .orElseGet(run::finish));
    }

    private static ActionDefinition shapes() {
        return Yaml.read(EVERY_SHAPE).definition();
    }

    private static Object json(String text) {
        return Json.parse(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8), Json.Limits.DEFAULT);
    }

    @TestFactory
    Stream<DynamicTest> every_error_code_fits_the_contract() {
        String schema = Contract.of(shapes()).successSchema();
        return Stream.of(ErrorCode.values())
                .map(code -> DynamicTest.dynamicTest(
                        code.name(),
                        () -> assertThat(breaches(
                                        schema,
                                        Envelope.error(code, "what happened", "r")
                                                .body()))
                                .isEmpty()));
    }

    @Test
    void declared_outcomes_and_answers_without_a_request_id_fit_the_contract() {
        String schema = Contract.of(shapes()).successSchema();
        Envelope gone = answer(shapes(), new UpstreamResponse(404, Map.of(), null));
        assertThat(gone.errorCode()).isEqualTo("GONE");
        assertThat(breaches(schema, gone.body())).isEmpty();
        assertThat(breaches(schema, Map.of("status", "success", "data", Map.of())))
                .isEmpty();
    }

    @Test
    void every_answer_of_a_flat_action_with_http_200_fits_its_contract() {
        ActionDefinition flat = Yaml.read(EVERY_SHAPE.replace(
                        "output:", "answer: flat\noutput:\n  code: {type: string, from: $errorCode}"))
                .definition();
        String schema = Contract.of(flat).successSchema();
        assertThat(schema).doesNotContain("\"data\"", "\"required\"");
        Random random = new Random(7);
        int outcomes = 0;
        for (int i = 0; i < 500; i++) {
            Envelope envelope =
                    answer(flat, new UpstreamResponse(random.nextInt(5) == 0 ? 404 : 200, Map.of(), body(random)));
            if (envelope.httpStatus() == 200) {
                assertThat(breaches(schema, envelope.body())).isEmpty();
                outcomes += envelope.errorCode() == null ? 0 : 1;
            }
        }
        assertThat(outcomes).as("outcomes told by outputs").isGreaterThan(20);
    }

    /** Two thousand upstream answers put together at random: whatever is mapped, fits. */
    @Test
    void whatever_an_upstream_answers_our_answer_fits_the_contract() {
        ActionDefinition action = shapes();
        String schema = Contract.of(action).successSchema();
        Schema compiled = REGISTRY.getSchema(schema, InputFormat.JSON);
        Random random = new Random(42);
        int mapped = 0;
        for (int i = 0; i < 2_000; i++) {
            UpstreamResponse response =
                    new UpstreamResponse(random.nextInt(20) == 0 ? 404 : 200, Map.of(), body(random));
            Envelope envelope = answer(action, response);
            mapped += envelope.errorCode() == null ? 1 : 0;
            String answer = Json.writeString(envelope.body());
            assertThat(compiled.validate(answer, InputFormat.JSON))
                    .as("%s -> %s", Json.writeString(response.body()), answer)
                    .isEmpty();
            assertThat(answer).doesNotContain(":null");
        }
        assertThat(mapped).as("answers that were mapped").isGreaterThan(300);
    }

    private static final String STEPS = """
            name: Steps
            timeout: 10s
            steps:
              one:
                request: {upstream: u, path: /one}
                errors: {404: defaults, "s = 'text'": {code: TEXT, message: It is a text}}
              two:
                request: {upstream: u, path: "/two/{steps.one.i}", query: {list: ["{steps.one.list}"]}}
                when: $exists(steps.one.n)
              three: {request: {upstream: u, path: /three}}
            output:
              s: {type: string, from: steps.one.s}
              i: {type: integer, from: steps.two.i, default: 1}
              sum: {type: number, from: $sum(steps.one.list)}
              list: {type: array, from: steps.three.list, items: {type: integer}}
              o: {type: object, from: steps.three.o, properties: {s: {type: string}, o: {type: object, properties: {b: {type: boolean}}}}}
              rows: {type: array, from: steps.two.o, items: {type: object, properties: {s: {type: string}, n: {type: number}}}}
              seen: {type: integer, from: $status.two}
            """;

    /** Random answers for each step that is asked: whatever came back, and wherever the run ended. */
    @ParameterizedTest
    @ValueSource(strings = {"envelope", "flat"})
    void every_answer_of_an_action_with_steps_fits_its_contract(String form) {
        ActionDefinition action = Yaml.read(
                        form.equals("envelope")
                                ? STEPS
                                : STEPS.replace(
                                        "output:", "answer: flat\noutput:\n  code: {type: string, from: $errorCode}"))
                .definition();
        Schema compiled = REGISTRY.getSchema(Contract.of(action).successSchema(), InputFormat.JSON);
        Random random = new Random(11);
        Map<String, Integer> codes = new TreeMap<>();
        int skipped = 0;
        for (int i = 0; i < 2_000; i++) {
            ActionRun run = new ActionRun(action, Map.of(), "r", Budget.ofMillis(2_000), false);
            Optional<Outcome> outcome = Optional.empty();
            for (Step step : action.steps()) {
                ActionRun.Next next = run.next(step);
                if (next instanceof ActionRun.End end) {
                    outcome = Optional.of(end.outcome());
                } else if (next instanceof ActionRun.Send) {
                    int status = random.nextInt(20) == 0 ? 404 : random.nextInt(40) == 0 ? 500 : 200;
                    outcome = run.accept(step, new UpstreamResponse(status, Map.of(), body(random)));
                } else {
                    skipped++;
                }
                if (outcome.isPresent()) {
                    break;
                }
            }
            Envelope envelope = run.answer(outcome.orElseGet(run::finish));
            codes.merge(envelope.errorCode() == null ? "OK" : envelope.errorCode(), 1, Integer::sum);
            if (form.equals("envelope") || envelope.httpStatus() == 200) {
                String answer = Json.writeString(envelope.body());
                assertThat(compiled.validate(answer, InputFormat.JSON))
                        .as(answer)
                        .isEmpty();
                assertThat(answer).doesNotContain(":null");
            }
        }
        assertThat(codes).containsKeys("OK", "TEXT", "MAPPING_FAILED", "NOT_FOUND", "UPSTREAM_UNAVAILABLE");
        assertThat(codes.get("OK")).isGreaterThan(100);
        assertThat(skipped).isGreaterThan(100);
    }

    private static Object body(Random random) {
        Map<String, Object> body = new LinkedHashMap<>();
        for (String name : List.of("s", "i", "n", "b", "list", "o")) {
            if (random.nextInt(3) > 0) {
                body.put(name, random.nextInt(4) > 0 ? fitting(name, random) : any(random, 3));
            }
        }
        return body;
    }

    private static Object fitting(String name, Random random) {
        return switch (name) {
            case "s" -> random.nextBoolean() ? "text" : random.nextBoolean() ? List.of() : "\uD800";
            case "i" -> random.nextBoolean() ? random.nextLong() : "17";
            case "n" -> json(random.nextBoolean() ? "1.50" : "3");
            case "b" -> random.nextBoolean() ? true : "false";
            case "list" -> random.nextBoolean() ? List.of(1L, "2") : 5L;
            default ->
                random.nextBoolean() ? json("{'s':'x','i':2,'n':0.5,'o':{'b':true}}") : json("[{'s':'x'},{'n':1}]");
        };
    }

    private static Object any(Random random, int depth) {
        switch (random.nextInt(depth > 0 ? 9 : 7)) {
            case 0:
                return null;
            case 1:
                return random.nextLong();
            case 2:
                return json("12345678901234567890.5");
            case 3:
                return random.nextBoolean();
            case 4:
                return "";
            case 5:
                return "12";
            case 6:
                return "text \uDC00";
            case 7:
                List<Object> list = new ArrayList<>();
                for (int i = random.nextInt(3); i >= 0; i--) {
                    list.add(any(random, depth - 1));
                }
                return list;
            default:
                Map<String, Object> map = new LinkedHashMap<>();
                for (String name : List.of("s", "i", "n", "o")) {
                    map.put(name, any(random, depth - 1));
                }
                return map;
        }
    }

    @Test
    void the_check_itself_sees_a_planted_breach() {
        String schema = Contract.of(shapes()).successSchema();
        Map<String, Object> data = new LinkedHashMap<>(Map.of("i", "1"));
        assertThat(breaches(schema, success(data, "r").body())).isNotEmpty();
        data.put("i", null);
        assertThat(breaches(schema, success(data, "r").body())).isNotEmpty();
        assertThat(breaches(schema, success(Map.of("list", List.of("x")), "r").body()))
                .isNotEmpty();
        assertThat(breaches(
                        schema,
                        success(Map.of("rows", List.of(Map.of("n", "1"))), "r").body()))
                .isNotEmpty();
        assertThat(breaches(schema, Map.of("data", Map.of()))).isNotEmpty();
        assertThat(breaches(schema, Map.of("status", "success"))).isNotEmpty();
    }

    @Test
    void a_definition_that_answers_beyond_its_contract_is_seen() {
        // What a bug in the rendering would look like: the contract says integer where the mapping says string.
        ActionDefinition mapping = Yaml.read(Yaml.GOOD).definition();
        String breached = Contract.of(Yaml.read(Yaml.with("{type: string}", "{type: integer}"))
                        .definition())
                .successSchema();
        Map<String, Object> answer = answer(
                        mapping, new UpstreamResponse(200, Map.of(), json("{'name':'a','email':'b'}")))
                .body();
        assertThat(breaches(Contract.of(mapping).successSchema(), answer)).isEmpty();
        assertThat(breaches(breached, answer)).isNotEmpty();
    }
}
