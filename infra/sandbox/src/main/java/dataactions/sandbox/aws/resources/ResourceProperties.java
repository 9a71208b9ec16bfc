package dataactions.sandbox.aws.resources;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dataactions.sandbox.cloudformation.provider.ResourceFailure;
import java.util.HashMap;
import java.util.Map;

/** Reads properties and writes attributes, for all providers. */
final class ResourceProperties {
    private ResourceProperties() {}

    static String text(ObjectNode properties, String name, String otherwise) {
        return properties.hasNonNull(name) ? properties.get(name).asText() : otherwise;
    }

    /** A whole number in its bounds; a template may write it as a text. */
    static int number(String name, JsonNode value, int least, int most) throws ResourceFailure {
        String text = value.asText("");
        if (!text.matches("\\d{1,9}") || Integer.parseInt(text) < least || Integer.parseInt(text) > most) {
            throw new ResourceFailure(
                    name + " must be a whole number from " + least + " to " + most + ", but is " + text + ".");
        }
        return Integer.parseInt(text);
    }

    /**
     * Whether one of these properties differs: those that CloudFormation documents as "Update requires: Replacement".
     */
    static boolean differs(ObjectNode one, ObjectNode other, String... names) {
        for (String name : names) {
            if (!one.path(name).equals(other.path(name))) {
                return true;
            }
        }
        return false;
    }

    static Map<String, JsonNode> attributes(String... namesAndValues) {
        Map<String, JsonNode> attributes = new HashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            attributes.put(namesAndValues[i], TextNode.valueOf(namesAndValues[i + 1]));
        }
        return attributes;
    }

    static ResourceFailure noFunction(String name) {
        return new ResourceFailure("Function not found: " + name + " (Lambda, 404).");
    }
}
