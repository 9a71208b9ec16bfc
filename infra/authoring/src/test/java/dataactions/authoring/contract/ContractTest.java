package dataactions.authoring.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dataactions.authoring.Yaml;
import dataactions.definition.ActionDefinition;
import dataactions.definition.value.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContractTest {
    private static Contract contract(String yaml) {
        return Contract.of(Yaml.read(yaml).definition());
    }

    @Test
    void the_contract_holds_names_types_titles_descriptions_and_required_inputs_and_nothing_else() {
        Contract contract = contract(Yaml.with("minimum: 1}", "minimum: 1, title: Id, description: The id}")
                .replace("input:\n", "input:\n  kind: {type: string, enum: [a], default: a}\n"));
        assertThat(contract.inputSchema())
                .isEqualTo(
                        "{\"$schema\":\"http://json-schema.org/draft-04/schema#\",\"type\":\"object\",\"properties\":{"
                                + "\"kind\":{\"type\":\"string\"},"
                                + "\"userId\":{\"type\":\"integer\",\"title\":\"Id\",\"description\":\"The id\"}},"
                                + "\"required\":[\"userId\"]}");
    }

    @Test
    void an_empty_required_which_draft_04_forbids_is_left_out() {
        assertThat(contract(Yaml.with("required: true, minimum: 1", "default: 1"))
                        .inputSchema())
                .doesNotContain("required");
    }

    @Test
    @SuppressWarnings("unchecked")
    void the_success_schema_is_the_envelope_with_nothing_required_inside_data() {
        Map<String, Object> schema = (Map<String, Object>) Json.parse(
                contract(Yaml.with(
                                        "{type: string}",
                                        "{type: array, items: {type: object, properties: {a: {type: string, required: true}}}}")
                                .replace("email: l@example.com}", "email: {a: x}}")
                                .replace(
                                        "data: {name: Leanne, email: {a: x}}", "data: {name: Leanne, email: [{a: x}]}"))
                        .successSchema()
                        .getBytes(StandardCharsets.UTF_8),
                Json.Limits.DEFAULT);
        assertThat(schema).containsOnlyKeys("$schema", "type", "properties", "required");
        assertThat(schema.get("required")).isEqualTo(List.of("status", "data"));
        Map<String, Object> properties = (Map<String, Object>) schema.get("properties");
        assertThat(properties).containsOnlyKeys("status", "data", "error", "errorCode", "requestId");
        assertThat(Json.writeString(properties.get("data")))
                .endsWith(
                        "\"properties\":{\"name\":{\"type\":\"string\"},\"email\":{\"type\":\"array\",\"items\":{\"type\":"
                                + "\"object\",\"properties\":{\"a\":{\"type\":\"string\"}}}}}}")
                .doesNotContain("required", "$ref");
    }

    @Test
    void the_request_template_carries_name_and_number() {
        ActionDefinition action = Yaml.read(Yaml.GOOD).definition();
        assertThat(Contract.of(action.as(3, true)).requestTemplate())
                .isEqualTo("{\"actionName\":\"FetchUser\",\"contract\":3,\"data\":${input.rawRequest}}");
    }

    @Test
    void only_the_newest_has_the_bare_name() {
        ActionDefinition action = Yaml.read(Yaml.GOOD).definition();
        assertThat(Contract.of(action.as(2, true)).registeredName()).isEqualTo("FetchUser");
        assertThat(Contract.of(action.as(1, false)).registeredName()).isEqualTo("FetchUser (contract 1)");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    minimum: 1            | minimum: 5
                    minimum: 1            | minimum: 1, description: other words
                    from: name,           | from: fullName, title: other words,
                    default: Unknown      | default: ''
                    /users/{userId}       | /people/{userId}
                    timeout: 10s          | timeout: 20s
                    {type: string}        | {type: string, required: true}
                    """)
    void what_is_not_in_the_contract_does_not_change_the_digest(String piece, String instead) {
        assertThat(contract(Yaml.with(piece, instead)).digest())
                .isEqualTo(contract(Yaml.GOOD).digest());
    }

    @Test
    void the_order_of_keys_does_not_change_the_digest() {
        String name = "  name: {type: string, from: name, default: Unknown}\n";
        String email = "  email: {type: string}\n";
        assertThat(contract(Yaml.with(name + email, email + name)).digest())
                .isEqualTo(contract(Yaml.GOOD).digest());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
                    email: {type: string}   | mail: {type: string}                          | output `email` removed, output `mail` added (string)
                    email: {type: string}   | email: {type: integer}                        | output `email`: string -> integer
                    type: integer, required | type: number, required                        | input `userId`: integer, required -> number, required
                    timeout: 10s            | secure: true                                  | secure: false -> true
                    input:\\n                | input:\\n  o: {type: string}\\n                          | input `o` added (string, optional)
                    email: {type: string}   | email: {type: array, items: {type: string}}   | output `email`: string -> array, output `email[]` added (string)
                    email: {type: string}   | email: {type: object, properties: {a: {type: string}}} | output `email`: string -> object, output `email.a` added (string)
                    """)
    void what_is_in_the_contract_changes_the_digest_and_is_told_in_words(String piece, String instead, String change) {
        ActionDefinition before = Yaml.read(Yaml.GOOD).definition();
        ActionDefinition after = Yaml.read(Yaml.with(piece.replace("\\n", "\n"), instead.replace("\\n", "\n")))
                .definition();
        assertThat(Contract.of(after).digest()).isNotEqualTo(Contract.of(before).digest());
        assertThat(ContractChange.describe(before, after)).isEqualTo(change);
    }

    @Test
    void the_digest_of_the_format_is_pinned() {
        // A change of this value would make every recorded contract look changed.
        assertThat(contract(Yaml.GOOD).digest())
                .isEqualTo("98879efb7f6c553fb300e74393a524c936010103e6bb082f21645199d8bcb8ba");
    }
}
