package dataactions.authoring.reader.yaml;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A YAML document with the place of everything in it. */
public sealed interface YamlNode {
    /** One-based. */
    int line();

    /** The value in the Java form of {@link dataactions.definition.value.Json}. */
    Object toTree();

    /** The kind of the node, for an error message. */
    String describe();

    /**
     * A string, integer, decimal, boolean or null.
     *
     * @param value in the Java form that {@link dataactions.definition.value.Json} uses
     * @param text as it is written, without quotes
     */
    record Scalar(Object value, String text, int line) implements YamlNode {
        @Override
        public Object toTree() {
            return value;
        }

        @Override
        public String describe() {
            if (value == null) {
                return "nothing";
            }
            return value instanceof String ? "\"" + value + "\"" : String.valueOf(value);
        }
    }

    /** A list. */
    record Sequence(List<YamlNode> items, int line) implements YamlNode {
        @Override
        public Object toTree() {
            List<Object> list = new ArrayList<>();
            items.forEach(item -> list.add(item.toTree()));
            return list;
        }

        @Override
        public String describe() {
            return "a list";
        }
    }

    /** A mapping, in the file's order. */
    record Mapping(Map<String, Entry> entries, int line) implements YamlNode {
        @Override
        public Object toTree() {
            Map<String, Object> map = new LinkedHashMap<>();
            entries.forEach((key, entry) -> map.put(key, entry.value().toTree()));
            return map;
        }

        @Override
        public String describe() {
            return "a mapping";
        }
    }

    /** A key's place and its value. */
    record Entry(int line, YamlNode value) {}
}
