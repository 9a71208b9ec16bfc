package dataactions.sandbox.cloudformation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;

/** The properties of a custom resource as its function receives them. */
final class CustomResourceProperties {
    private CustomResourceProperties() {}

    /**
     * The properties with a text for every scalar. Source: CloudFormation documentation, "Custom resource request
     * objects": booleans and numbers arrive as text.
     */
    static ObjectNode stringified(ObjectNode properties) {
        return (ObjectNode) stringify(properties);
    }

    private static JsonNode stringify(JsonNode node) {
        if (node.isObject()) {
            ObjectNode result = JsonNodeFactory.instance.objectNode();
            node.properties().forEach(each -> {
                if (!each.getValue().isNull()) {
                    result.set(each.getKey(), stringify(each.getValue()));
                }
            });
            return result;
        }
        if (node.isArray()) {
            ArrayNode result = JsonNodeFactory.instance.arrayNode();
            node.forEach(each -> result.add(stringify(each)));
            return result;
        }
        if (node instanceof BooleanNode || node.isNumber()) {
            return TextNode.valueOf(node.asText());
        }
        return node;
    }
}
