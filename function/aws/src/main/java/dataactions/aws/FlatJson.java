package dataactions.aws;

import dataactions.definition.value.Json;
import dataactions.definition.value.JsonException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The part of JSON that these APIs need. Writes one object of strings, optionally with one list of strings. Reads the
 * top level's scalars of an answer.
 */
final class FlatJson {
    private FlatJson() {}

    static byte[] write(Map<String, String> fields) {
        return Json.write(fields);
    }

    /** The same with one list of strings at the end. */
    static byte[] write(Map<String, String> fields, String listName, String... list) {
        Map<String, Object> all = new LinkedHashMap<>(fields);
        all.put(listName, List.of(list));
        return Json.write(all);
    }

    /**
     * The root object's strings, and its numbers as text. Other values are left out.
     *
     * @throws IOException when the root is not an object; its message does not quote the text
     */
    static Map<String, String> scalars(byte[] json) throws IOException {
        Map<String, String> fields = new LinkedHashMap<>();
        for (Map.Entry<?, ?> field : object(json).entrySet()) {
            if (field.getValue() instanceof String value) {
                fields.put((String) field.getKey(), value);
            }
        }
        return fields;
    }

    /** The root object, with numbers as text. */
    static Map<?, ?> object(byte[] json) throws IOException {
        try {
            if (Json.parseNumbersAsText(json, Json.Limits.DEFAULT) instanceof Map<?, ?> root) {
                return root;
            }
        } catch (JsonException e) {
            throw new IOException(e.getMessage(), e);
        }
        throw new IOException("expected a JSON object");
    }
}
