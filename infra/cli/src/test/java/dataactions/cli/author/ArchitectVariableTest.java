package dataactions.cli.author;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.authoring.ArchitectVariable;
import dataactions.authoring.DefinitionFolder;
import dataactions.authoring.contract.Contract;
import dataactions.definition.ActionDefinition;
import dataactions.genesys.objects.action.Flattening;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The emulator of Genesys flattens the contract; {@code try} flattens the definition. Both show the same. */
class ArchitectVariableTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String DEFINITION = """
            name: A
            category: C
            description: D
            answer: %s
            request: {upstream: users, method: GET, path: /}
            output:
              text: {type: string}
              whole: {type: integer}
              part: {type: number}
              flag: {type: boolean}
              object: {type: object, properties: {a: {type: string}, b: {type: object, properties: {c: {type: integer}}}}}
              texts: {type: array, items: {type: string}}
              rows:
                type: array
                items:
                  type: object
                  properties:
                    id: {type: integer}
                    inner: {type: object, properties: {x: {type: boolean}}}
              empty: {type: array, items: {type: object, properties: {y: {type: string}}}}
            """;

    private static final Map<String, Object> OUTPUTS = Map.of(
            "text", "t",
            "whole", 1L,
            "object", Map.of("a", "x", "b", Map.of("c", 2L)),
            "texts", List.of("a", "b"),
            "rows", List.of(Map.of("id", 1L), Map.of("inner", Map.of("x", true))),
            "empty", List.of());

    @TempDir
    private Path folder;

    private ActionDefinition definition(String answer) throws IOException {
        Files.writeString(folder.resolve("a.yaml"), DEFINITION.formatted(answer));
        return new DefinitionFolder(folder)
                .read(folder.resolve("a.yaml"))
                .file()
                .definition();
    }

    @ParameterizedTest
    @ValueSource(strings = {"flat", "envelope"})
    void try_and_the_emulator_show_the_same_names_types_and_values(String answer) throws IOException {
        ActionDefinition definition = definition(answer);
        Map<String, Object> body =
                answer.equals("flat") ? OUTPUTS : Map.of("status", "success", "data", OUTPUTS, "requestId", "r");
        JsonNode schema = JSON.readTree(Contract.of(definition).successSchema());
        ObjectNode types = (ObjectNode) Flattening.schema(schema).path("properties");
        ObjectNode values = Flattening.value(schema, JSON.valueToTree(body));

        List<ArchitectVariable> variables = ArchitectVariable.of(definition, body);

        assertThat(variables)
                .extracting(ArchitectVariable::name)
                .containsExactlyElementsOf(
                        types.properties().stream().map(Map.Entry::getKey).toList());
        assertThat(variables).allSatisfy(each -> {
            assertThat(each.type()).as(each.name()).isEqualTo(word(types.path(each.name())));
            JsonNode value = each.value() == null ? null : JSON.valueToTree(each.value());
            assertThat(value).as(each.name()).isEqualTo(values.get(each.name()));
        });
    }

    private static String word(JsonNode schema) {
        return switch (schema.path("type").asText()) {
            case "string" -> "String";
            case "integer" -> "Integer";
            case "number" -> "Decimal";
            case "boolean" -> "Boolean";
            default -> word(schema.path("items")) + " collection";
        };
    }

    @Test
    void an_error_sets_only_what_says_so() throws IOException {
        assertThat(ArchitectVariable.of(
                        definition("envelope"), Map.of("status", "error", "data", Map.of(), "errorCode", "NO_USER")))
                .filteredOn(each -> each.value() != null)
                .extracting(ArchitectVariable::name)
                .containsExactly("status", "errorCode");
    }
}
