package dataactions.authoring;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dataactions.authoring.reader.yaml.DefinitionProblem;
import dataactions.authoring.reader.yaml.YamlNode;
import dataactions.authoring.reader.yaml.YamlParser;
import dataactions.definition.envelope.ErrorCode;
import dataactions.definition.value.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The editors' schema must neither refuse what the reader reads nor know less keys than it. */
class ActionSchemaTest {
    /** Mistakes that a schema has no words for; every other one it must refuse too. */
    private static final Set<String> BEYOND_A_SCHEMA = Set.of(
            "at most 1000 digits",
            "there is no input",
            "JSONata error",
            "is never closed",
            "uses the optional input",
            "too long: the request's",
            "request.timeout: found 0",
            "segment",
            "without",
            "greater than max",
            "the default is less",
            "expected a value of type",
            "expected values of type",
            "not a regular expression",
            "a million times",
            "uses $",
            "there is no default to take",
            "the same header twice",
            "is set by the HTTP client",
            "credentials belong",
            "a character that no HTTP header may",
            "nested deeper");

    private static String schemaText() throws IOException {
        return Files.readString(Path.of("action.schema.json"));
    }

    private static Schema schema() throws IOException {
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
                .getSchema(schemaText(), InputFormat.JSON);
    }

    private static List<Error> errors(String yaml) throws IOException {
        List<DefinitionProblem> problems = new ArrayList<>();
        YamlNode node = YamlParser.parse("action.yaml", yaml.getBytes(StandardCharsets.UTF_8), problems);
        assertThat(problems).isEmpty();
        return schema().validate(Json.writeString(node.toTree()), InputFormat.JSON);
    }

    @TestFactory
    Stream<DynamicTest> every_pattern_fits_and_names_the_schema() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("patterns"))) {
            return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList().stream()
                    .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> {
                        String yaml = Files.readString(file);
                        assertThat(errors(yaml)).isEmpty();
                        assertThat(yaml).startsWith("# yaml-language-server: $schema=../action.schema.json\n");
                    }));
        }
    }

    @TestFactory
    Stream<DynamicTest> the_projects_definitions_fit() throws IOException {
        return DefinitionFolder.yamlFiles(ActionsTest.definitions(), new ArrayList<>()).stream()
                .map(file -> DynamicTest.dynamicTest(
                        file.getFileName().toString(),
                        () -> assertThat(errors(Files.readString(file))).isEmpty()));
    }

    @Test
    void a_definition_that_uses_every_key_fits_and_is_read() throws IOException {
        String yaml = """
                name: Every Key-1
                category: All
                description: Everything at once.
                secure: true
                timeout: 60s
                answer: envelope
                consumers: [architect, virtualAgent]
                input:
                  s: {type: string, title: S, description: s, default: ab, enum: [ab], pattern: "[a-z]+", minLength: 1, maxLength: 2, allowEmpty: true}
                  n: {type: number, required: true, minimum: 0.5, maximum: 1e3}
                  b: {type: boolean, default: false}
                request:
                  upstream: crm
                  method: PATCH
                  path: /a/{n}
                  query: {s: "{s}", limit: 10, on: true, many: ["{n}", 2]}
                  headers: {X-Id: "{requestId}", X-N: 1}
                  body: {s: "{s}", list: [1, "{b}"]}
                  timeout: 1500ms
                  retry: {attempts: 2, backoff: 100ms, statuses: [429, 503]}
                  idempotencyKey: true
                output:
                  s: {type: string, title: S, description: s, from: a, default: "", defaultWhenEmpty: true}
                  r: {type: integer, required: true}
                  l: {type: array, default: [1], items: {type: integer, title: I, description: i}}
                  o: {type: object, from: $, properties: {x: {type: string, const: y}, o: {type: object, properties: {z: {type: number}}}}}
                  a: {type: array, from: rows, items: {type: object, properties: {x: {type: string}}}}
                  k: {type: array, const: [a, b], items: {type: string}}
                errors:
                  204: {code: NOTHING, message: Nothing}
                  404: {code: NOT_FOUND, message: Gone}
                  410: defaults
                  409: {code: TAKEN, messageFrom: error.message}
                  $exists(error): {code: REFUSED, message: Refused}
                examples:
                  - name: one
                    input: {n: 1}
                    request: {path: /a/1, headers: {X-N: 1}, body: {s: ab}}
                    response: {status: 200, headers: {x-a: b}, body: [1, null]}
                    data: {}
                  - {name: two, errorCode: INVALID_INPUT}
                """;
        assertThat(Yaml.problems(yaml)).isEmpty();
        assertThat(errors(yaml)).isEmpty();
        assertThat(errors(Yaml.GOOD)).isEmpty();
    }

    @Test
    void a_definition_with_steps_fits_and_is_read() throws IOException {
        String yaml = """
                name: Steps
                answer: flat
                input:
                  s: {type: string, required: true}
                steps:
                  a:
                    request: {upstream: crm, method: POST, path: /a, form: {x: ["{s}", b]}, retry: none}
                    errors: {404: defaults}
                  b:
                    request: {upstream: crm, method: DELETE, path: "/b/{steps.a.id}", text: "{s}"}
                    when: steps.a.ok
                output:
                  x: {type: string, from: steps.b.x}
                  code: {type: string, from: $errorCode}
                examples:
                  - name: one
                    input: {s: c}
                    requests: {a: {path: /a, body: x=c&x=b}}
                    responses: {a: {body: {ok: false}}}
                    skipped: [b]
                    data: {}
                """;
        assertThat(Yaml.problems(yaml)).isEmpty();
        assertThat(errors(yaml)).isEmpty();
        assertThat(errors(yaml.replace("when:", "wen:"))).isNotEmpty();
        assertThat(errors(yaml.replace("retry: none", "retry: never"))).isNotEmpty();
        assertThat(errors(yaml.replace("404: defaults", "404: nothing"))).isNotEmpty();
    }

    static Stream<Arguments> mistakes() {
        return DefinitionReaderTest.mistakes().filter(mistake -> {
            String yaml = Yaml.with((String) mistake.get()[0], (String) mistake.get()[1]);
            List<DefinitionProblem> problems = new ArrayList<>();
            YamlParser.parse("action.yaml", yaml.getBytes(StandardCharsets.UTF_8), problems);
            String message = (String) mistake.get()[2];
            return problems.isEmpty() && BEYOND_A_SCHEMA.stream().noneMatch(message::contains);
        });
    }

    @ParameterizedTest(name = "{2}")
    @MethodSource("mistakes")
    void the_schema_refuses_what_the_reader_refuses(String piece, String instead, String message) throws IOException {
        assertThat(errors(Yaml.with(piece, instead))).as(message).isNotEmpty();
    }

    @Test
    void the_codes_a_definition_may_not_take_are_the_catalogues() throws IOException {
        String text = schemaText();
        for (ErrorCode code : ErrorCode.values()) {
            boolean free = code == ErrorCode.NOT_FOUND || code == ErrorCode.UPSTREAM_REJECTED;
            assertThat(text.contains("\"" + code + "\"")).as(code.name()).isEqualTo(!free);
        }
    }

    @Test
    void the_schema_itself_is_valid() throws IOException {
        Map<?, ?> tree = (Map<?, ?>) Json.parse(schemaText().getBytes(StandardCharsets.UTF_8), Json.Limits.DEFAULT);
        assertThat(tree.get("$schema")).isEqualTo("http://json-schema.org/draft-07/schema#");
        Schema meta = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
                .getSchema(com.networknt.schema.SchemaLocation.of("http://json-schema.org/draft-07/schema#"));
        assertThat(meta.validate(schemaText(), InputFormat.JSON)).isEmpty();
    }
}
