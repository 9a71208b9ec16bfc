package dataactions.genesys.objects.action;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.genesys.api.Trees;
import java.util.Map;

/**
 * Architect's view of a contract. It has no objects: a property of an object is named with dots, and an array of
 * objects becomes one collection for each property.
 */
public final class Flattening {

    private Flattening() {}

    public static ObjectNode schema(JsonNode schema) {
        ObjectNode flat = Trees.object();
        for (String keyword : new String[] {"$schema", "id", "title", "description"}) {
            if (schema.has(keyword)) {
                flat.set(keyword, schema.get(keyword));
            }
        }
        flat.put("type", "object");
        properties(schema, "", flat.putObject("properties"), false);
        return flat;
    }

    private static void properties(JsonNode object, String prefix, ObjectNode into, boolean collection) {
        for (Map.Entry<String, JsonNode> property : object.path("properties").properties()) {
            leaf(property.getValue(), prefix + property.getKey(), into, collection);
        }
    }

    private static void leaf(JsonNode schema, String name, ObjectNode into, boolean collection) {
        JsonNode items = schema.path("items");
        if (schema.path("type").asText().equals("object")) {
            properties(schema, name + ".", into, collection);
        } else if (items.path("type").asText().equals("object")) {
            properties(items, name + ".", into, true);
        } else if (collection) {
            into.putObject(name).put("type", "array").set("items", schema);
        } else {
            into.set(name, schema);
        }
    }

    /** Flattens a value like its schema. Properties that the schema does not declare are omitted. */
    public static ObjectNode value(JsonNode schema, JsonNode value) {
        ObjectNode flat = Trees.object();
        value(schema, value, "", flat);
        return flat;
    }

    private static void value(JsonNode schema, JsonNode value, String prefix, ObjectNode into) {
        for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
            JsonNode found = value.path(property.getKey());
            String name = prefix + property.getKey();
            JsonNode declared = property.getValue();
            if (declared.path("type").asText().equals("object")) {
                value(declared, found, name + ".", into);
            } else if (declared.path("items").path("type").asText().equals("object")) {
                columns(declared.path("items"), found, name + ".", into);
            } else if (!found.isMissingNode()) {
                into.set(name, found);
            }
        }
    }

    /** Converts rows to columns. Every column has one entry for each row; null if the row has no value. */
    private static void columns(JsonNode row, JsonNode rows, String prefix, ObjectNode into) {
        if (rows.isMissingNode()) {
            return;
        }
        ObjectNode names = schema(row);
        for (Map.Entry<String, JsonNode> column : names.path("properties").properties()) {
            ArrayNode entries = into.putArray(prefix + column.getKey());
            for (JsonNode each : rows) {
                JsonNode entry = value(row, each).path(column.getKey());
                if (entry.isMissingNode()) {
                    entries.addNull();
                } else {
                    entries.add(entry);
                }
            }
        }
    }
}
