package dataactions.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RegisteredActionTest {
    private static final JsonMapper JSON = new JsonMapper();

    private static RegisteredAction action() throws Exception {
        return RegisteredAction.of(JSON.readTree("""
                {"id": "custom_-_1", "name": "Find", "category": "C", "secure": false, "contract": {
                  "input": {"inputSchema": {"properties": {
                    "id": {"type": "integer"}, "share": {"type": "number"}, "all": {"type": "boolean"},
                    "text": {"type": "string"}}, "required": ["id"]}},
                  "output": {"successSchemaFlattened": {"properties": {
                    "status": {"type": "string"}, "data.first.id": {"type": "integer"},
                    "data.share": {"type": "number"}, "data.ok": {"type": "boolean"},
                    "data.todos.id": {"type": "array", "items": {"type": "integer"}}}}}}}
                """));
    }

    @Test
    void outputs_have_architects_names_types_and_a_variable_that_suits() throws Exception {
        RegisteredAction action = action();

        assertThat(action.outputs())
                .extracting(
                        RegisteredAction.Output::name,
                        RegisteredAction.Output::type,
                        output -> action.variables().get(output.name()))
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("status", "String", "Task.status"),
                        org.assertj.core.groups.Tuple.tuple("data.first.id", "Integer", "Task.firstId"),
                        org.assertj.core.groups.Tuple.tuple("data.share", "Decimal", "Task.share"),
                        org.assertj.core.groups.Tuple.tuple("data.ok", "Boolean", "Task.ok"),
                        org.assertj.core.groups.Tuple.tuple("data.todos.id", "Integer collection", "Task.todosId"));
    }

    @Test
    void no_two_outputs_have_the_same_variable() {
        List<RegisteredAction.Output> outputs = Stream.of(
                        "data.status", "data.a_b", "data.aB", "data.data.aB", "status", "errorCode", "data.errorCode")
                .map(name -> new RegisteredAction.Output(name, "String"))
                .toList();

        assertThat(new RegisteredAction("id", "A", "C", false, List.of(), outputs).variables())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "status", "Task.status",
                        "errorCode", "Task.errorCode",
                        "data.status", "Task.dataStatus",
                        "data.errorCode", "Task.dataErrorCode",
                        "data.a_b", "Task.aB",
                        "data.aB", "Task.dataAB",
                        "data.data.aB", "Task.dataDataAB"));
    }

    @Test
    void typed_inputs_become_what_the_contract_says() throws Exception {
        Map<String, String> typed = new LinkedHashMap<>();
        typed.put("id", "12345678901234567890");
        typed.put("share", "0.10");
        typed.put("all", "true");
        typed.put("text", "007");

        assertThat(action().inputs(typed).toString())
                .isEqualTo("{\"id\":12345678901234567890,\"share\":0.10,\"all\":true,\"text\":\"007\"}");
    }

    @Test
    void an_unknown_input_and_a_value_of_another_type_are_named() throws Exception {
        assertThatThrownBy(() -> action().inputs(Map.of("userid", "1")))
                .hasMessage("Find has no input 'userid'. It has: id, share, all, text.");
        assertThatThrownBy(() -> action().inputs(Map.of("id", "x"))).hasMessageContaining("takes an integer here");
        assertThatThrownBy(() -> action().inputs(Map.of("all", "yes"))).hasMessageContaining("takes a boolean here");
        assertThatThrownBy(() -> RegisteredAction.inputs("[1]")).hasMessageContaining("must be a JSON object");
        assertThatThrownBy(() -> RegisteredAction.inputs("{")).hasMessageContaining("--inputs is not JSON");
    }
}
