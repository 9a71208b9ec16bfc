package dataactions.registrar.resources;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.TreeSet;

/**
 * What a published schema fixes: names, types, items and {@code required}. Titles, descriptions, constraints, the order
 * of keys and what Genesys adds of its own are left out of a comparison.
 */
final class Contract {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Contract() {}

    static boolean same(JsonNode one, JsonNode other) {
        return shape(one).equals(shape(other));
    }

    private static JsonNode shape(JsonNode schema) {
        ObjectNode shape = JSON.createObjectNode();
        if (schema.has("type")) {
            shape.set("type", schema.get("type"));
        }
        JsonNode properties = schema.path("properties");
        if (properties.isObject() && !properties.isEmpty()) {
            ObjectNode shapes = shape.putObject("properties");
            properties.properties().forEach(entry -> shapes.set(entry.getKey(), shape(entry.getValue())));
        }
        if (schema.path("items").isObject()) {
            shape.set("items", shape(schema.get("items")));
        }
        TreeSet<String> required = new TreeSet<>();
        schema.path("required").forEach(name -> required.add(name.asText()));
        if (!required.isEmpty()) {
            required.forEach(shape.putArray("required")::add);
        }
        return shape;
    }
}
