package dataactions.cli.console.answer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/** Values as JSON. */
public final class JsonNodes {
    private static final JsonMapper JSON = JsonMapper.builder()
            .nodeFactory(JsonNodeFactory.withExactBigDecimals(true))
            .build();

    private JsonNodes() {}

    /** A value of {@link dataactions.definition.value.Json} as a node. */
    public static JsonNode node(Object value) {
        return JSON.valueToTree(value);
    }
}
