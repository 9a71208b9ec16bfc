package dataactions.registrar.resources.action;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.TreeSet;

/**
 * The part of a published schema that cannot change: names, types, items and {@code required}. A comparison ignores
 * titles, descriptions, constraints, the order of keys and what Genesys adds.
 */
final class SchemaShape {
    private static final ObjectMapper JSON = new ObjectMapper();

    private SchemaShape() {}

    static boolean same(JsonNode one, JsonNode other) {
        return of(one).equals(of(other));
    }

    private static JsonNode of(JsonNode schema) {
        ObjectNode shape = JSON.createObjectNode();
        if (schema.has("type")) {
            shape.set("type", schema.get("type"));
        }
        JsonNode properties = schema.path("properties");
        if (properties.isObject() && !properties.isEmpty()) {
            ObjectNode shapes = shape.putObject("properties");
            properties.properties().forEach(entry -> shapes.set(entry.getKey(), of(entry.getValue())));
        }
        if (schema.path("items").isObject()) {
            shape.set("items", of(schema.get("items")));
        }
        TreeSet<String> required = new TreeSet<>();
        schema.path("required").forEach(name -> required.add(name.asText()));
        if (!required.isEmpty()) {
            required.forEach(shape.putArray("required")::add);
        }
        return shape;
    }
}
