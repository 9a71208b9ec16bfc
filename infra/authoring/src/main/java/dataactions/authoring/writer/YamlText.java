package dataactions.authoring.writer;

import dataactions.definition.value.Json;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Writes values as YAML that people like to read: short ones on one line, long ones line by line. {@link
 * dataactions.authoring.reader.yaml.YamlParser} reads them back unchanged.
 */
public final class YamlText {
    private static final int WIDTH = 120;
    private static final Pattern PLAIN = Pattern.compile("[\\p{L}_/](?:[\\p{L}\\p{N}_./@+()'-]| (?=[^ #]))*");
    /** Texts that other YAML readers do not read as text. */
    private static final Set<String> WORDS = Set.of("true", "false", "null", "yes", "no", "on", "off", "y", "n");

    private final boolean inline;

    /** @param inline whether a short object or list may stand on one line, in braces or brackets */
    public YamlText(boolean inline) {
        this.inline = inline;
    }

    /** The lines of a key and its value, indented by so many blanks. */
    public List<String> entry(int indent, String key, Object value) {
        List<String> lines = new ArrayList<>();
        String start = " ".repeat(indent) + scalar(key) + ":";
        if (isEmpty(value) || isScalar(value) || inline && fits(start.length(), value)) {
            lines.add(start + " " + flow(value));
        } else {
            lines.add(start);
            lines.addAll(block(indent + 2, value));
        }
        return lines;
    }

    /** The lines of a list's item, with its dash, indented by so many blanks. */
    List<String> item(int indent, Object value) {
        String start = " ".repeat(indent) + "- ";
        if (isEmpty(value) || isScalar(value) || inline && fits(indent + 2, value)) {
            return List.of(start + flow(value));
        }
        List<String> nested = block(indent + 2, value);
        List<String> lines = new ArrayList<>(List.of(start + nested.get(0).substring(indent + 2)));
        lines.addAll(nested.subList(1, nested.size()));
        return lines;
    }

    /** A value on one line. */
    public static String inline(Object value) {
        return flow(value);
    }

    private List<String> block(int indent, Object value) {
        List<String> lines = new ArrayList<>();
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, each) -> lines.addAll(entry(indent, String.valueOf(key), each)));
            return lines;
        }
        ((List<?>) value).forEach(item -> lines.addAll(item(indent, item)));
        return lines;
    }

    private static boolean fits(int column, Object value) {
        return column + 1 + flow(value).length() <= WIDTH;
    }

    private static boolean isScalar(Object value) {
        return !(value instanceof Map) && !(value instanceof List);
    }

    private static boolean isEmpty(Object value) {
        return value instanceof Map<?, ?> map && map.isEmpty() || value instanceof List<?> list && list.isEmpty();
    }

    /** A value on one line: an object in braces, a list in brackets. */
    public static String flow(Object value) {
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .map(each -> scalar(String.valueOf(each.getKey())) + ": " + flow(each.getValue()))
                    .collect(Collectors.joining(", ", "{", "}"));
        }
        if (value instanceof List<?> list) {
            return list.stream().map(YamlText::flow).collect(Collectors.joining(", ", "[", "]"));
        }
        if (value instanceof String text) {
            return scalar(text);
        }
        return value instanceof BigDecimal decimal ? Json.writeString(decimal) : String.valueOf(value);
    }

    private static String scalar(String text) {
        return PLAIN.matcher(text).matches() && !WORDS.contains(text.toLowerCase(Locale.ROOT)) ? text : quoted(text);
    }

    /** A text in JSON's quotes is YAML, too, if no character is unprintable. */
    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder();
        for (char c : Json.writeString(text).toCharArray()) {
            boolean isUnprintable = c >= 0x7f && c < 0xa0 || c >= 0x2028 && c <= 0x2029 || c >= 0xfeff;
            quoted.append(isUnprintable ? String.format("\\u%04x", (int) c) : String.valueOf(c));
        }
        return quoted.toString();
    }
}
