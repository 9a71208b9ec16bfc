package dataactions.infra.handbook;

import dataactions.authoring.writer.YamlText;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes YAML in Archy's form: what nests is on lines of its own, and the leaves are in braces. */
final class ArchyText {
    private ArchyText() {}

    /** An object on one line, such as {@code {exp: Flow.userId}}. */
    record Leaf(Map<String, Object> members) {}

    static Leaf leaf(Object... keysAndValues) {
        return new Leaf(object(keysAndValues));
    }

    static Map<String, Object> object(Object... keysAndValues) {
        Map<String, Object> object = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            object.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return object;
    }

    /** The lines of a list of objects. */
    static String write(List<?> items) {
        StringBuilder out = new StringBuilder();
        list(items, 0, out);
        return out.toString();
    }

    private static void list(List<?> items, int indent, StringBuilder out) {
        for (Object item : items) {
            StringBuilder nested = new StringBuilder();
            object((Map<?, ?>) item, indent + 2, nested);
            out.append(" ".repeat(indent)).append("- ").append(nested.substring(indent + 2));
        }
    }

    private static void object(Map<?, ?> members, int indent, StringBuilder out) {
        members.forEach((key, value) -> {
            out.append(" ".repeat(indent)).append(YamlText.flow(key)).append(':');
            if (value instanceof Map<?, ?> map) {
                out.append('\n');
                object(map, indent + 2, out);
            } else if (value instanceof List<?> list) {
                out.append('\n');
                list(list, indent + 2, out);
            } else {
                out.append(' ').append(line(value)).append('\n');
            }
        });
    }

    private static String line(Object value) {
        Object leaf = value instanceof Leaf each ? each.members() : value;
        if (leaf instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .map(each -> YamlText.flow(each.getKey()) + ": " + line(each.getValue()))
                    .collect(Collectors.joining(", ", "{", "}"));
        }
        // An expression has double quotes of its own. In single quotes they need no escape.
        return leaf instanceof String text && text.matches("[ -~]*\"[ -~]*")
                ? "'" + text.replace("'", "''") + "'"
                : YamlText.flow(leaf);
    }
}
