package dataactions.cli.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/** Values as JSON. */
final class JsonNodes {
    private static final JsonMapper JSON = JsonMapper.builder()
            .nodeFactory(JsonNodeFactory.withExactBigDecimals(true))
            .build();

    private JsonNodes() {}

    /** A value of {@link dataactions.definition.value.Json} as a node. */
    static JsonNode node(Object value) {
        return JSON.valueToTree(value);
    }
}
