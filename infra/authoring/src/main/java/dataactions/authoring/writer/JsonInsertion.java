package dataactions.authoring.writer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dataactions.definition.value.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Adds members to objects in the text of a JSON file. Every other character stays as it is: indentation, line ends,
 * comment keys, and the order of the keys. A new member is written like its neighbours.
 */
public final class JsonInsertion {
    private static final int WIDTH = 120;

    /** An object in the text: where it begins and ends, and its members in order. */
    private static final class Node {
        private int start;
        private int end;
        private boolean isObject;
        private final Map<String, Node> members = new LinkedHashMap<>();
        /** Where the key of each member begins. */
        private final Map<String, Integer> keys = new LinkedHashMap<>();
    }

    private static final String BYTE_ORDER_MARK = "\uFEFF";

    /** A byte order mark, or empty. */
    private final String mark;

    private final String text;
    private final Node root;

    private JsonInsertion(String mark, String text, Node root) {
        this.mark = mark;
        this.text = text;
        this.root = root;
    }

    /** @return empty if the text is no JSON object */
    public static Optional<JsonInsertion> of(String whole) {
        String mark = whole.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK : "";
        String text = whole.substring(mark.length());
        try (JsonParser parser = new JsonFactory().createParser(text)) {
            Node root = parser.nextToken() == JsonToken.START_OBJECT ? node(parser) : null;
            return Optional.ofNullable(root).map(node -> new JsonInsertion(mark, text, node));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Node node(JsonParser parser) throws IOException {
        Node node = new Node();
        node.start = (int) parser.currentTokenLocation().getCharOffset();
        node.isObject = parser.currentToken() == JsonToken.START_OBJECT;
        if (node.isObject) {
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                node.keys.put(name, (int) parser.currentTokenLocation().getCharOffset());
                parser.nextToken();
                node.members.put(name, node(parser));
            }
        } else if (parser.currentToken() == JsonToken.START_ARRAY) {
            parser.skipChildren();
        } else {
            // The end of a scalar is known only when it was read.
            parser.getText();
        }
        node.end = (int) parser.currentLocation().getCharOffset();
        return node;
    }

    /**
     * The text with a further member.
     *
     * @param path the keys of the objects from the root down; the last of them is made if it is not there
     * @param name of the new member
     * @param value maps, lists and scalars
     * @return empty if a key of the path is not there, or is no object, or if the member exists
     */
    public Optional<String> with(List<String> path, String name, Object value) {
        Node parent = find(path.subList(0, path.size() - 1));
        if (parent == null) {
            return Optional.empty();
        }
        String key = path.get(path.size() - 1);
        Node object = parent.members.get(key);
        if (object == null) {
            return Optional.of(mark + inserted(parent, key, Map.of(name, value)));
        }
        return object.isObject && !object.members.containsKey(name)
                ? Optional.of(mark + inserted(object, name, value))
                : Optional.empty();
    }

    private Node find(List<String> path) {
        Node node = root;
        for (String key : path) {
            node = node.members.get(key);
            if (node == null || !node.isObject) {
                return null;
            }
        }
        return node;
    }

    private String inserted(Node object, String name, Object value) {
        boolean isEmpty = object.members.isEmpty();
        boolean isOnOneLine = text.substring(object.start, isEmpty ? object.end : firstKey(object))
                        .indexOf('\n')
                < 0;
        if (isEmpty) {
            return intoEmpty(object, name, value);
        }
        Node last = last(object);
        String lines = lineEnd();
        String before = text.substring(0, last.end);
        String after = text.substring(last.end);
        if (isOnOneLine) {
            String gap = spaced(object) ? " " : "";
            return before + "," + gap + Json.writeString(name) + colon(object) + inline(value, colon(object), gap)
                    + after;
        }
        String indent = indentOf(lastKey(object));
        boolean isMultiLine = text.substring(last.start, last.end).indexOf('\n') >= 0 && last.isObject;
        return before + "," + lines + indent + member(name, value, indent, colon(object), isMultiLine) + after;
    }

    /** Whether the whole text is on one line. The line may end with a line break. */
    private boolean isCompact() {
        return text.stripTrailing().indexOf('\n') < 0;
    }

    private String intoEmpty(Node object, String name, Object value) {
        String lineIndent = indentOf(object.start);
        if (isCompact()) {
            return text.substring(0, object.start + 1)
                    + member(name, value, "", rootColon(), false)
                    + text.substring(object.end - 1);
        }
        String indent = lineIndent + unit();
        return text.substring(0, object.start) + "{" + lineEnd() + indent
                + member(name, value, indent, rootColon(), false) + lineEnd() + lineIndent + "}"
                + text.substring(object.end);
    }

    private String member(String name, Object value, String indent, String colon, boolean isMultiLine) {
        String start = Json.writeString(name) + colon;
        String line = start + inline(value, colon, colon.endsWith(" ") ? " " : "");
        // An object of nothing but objects, such as "upstreams", is a list of them.
        boolean holdsObjects =
                value instanceof Map<?, ?> map && map.values().stream().allMatch(Map.class::isInstance);
        return isCompact() || !isMultiLine && indent.length() + line.length() <= WIDTH && !holdsObjects
                ? line
                : start + block(value, indent, colon);
    }

    /** An object of objects is easier to read line by line. */
    private static boolean isDeep(Object value) {
        return value instanceof Map<?, ?> map && map.values().stream().anyMatch(Map.class::isInstance);
    }

    private String block(Object value, String indent, String colon) {
        if (!(value instanceof Map<?, ?> map) || map.isEmpty()) {
            return inline(value, colon, " ");
        }
        String inner = indent + unit();
        return map.entrySet().stream()
                .map(each -> inner
                        + Json.writeString(each.getKey())
                        + colon
                        + (fits(each.getValue(), inner)
                                ? inline(each.getValue(), colon, " ")
                                : block(each.getValue(), inner, colon)))
                .collect(Collectors.joining("," + lineEnd(), "{" + lineEnd(), lineEnd() + indent + "}"));
    }

    private static boolean fits(Object value, String indent) {
        return !isDeep(value) && indent.length() + inline(value, ": ", " ").length() + 12 <= WIDTH;
    }

    private static String inline(Object value, String colon, String gap) {
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .map(each -> Json.writeString(each.getKey()) + colon + inline(each.getValue(), colon, gap))
                    .collect(Collectors.joining("," + gap, "{", "}"));
        }
        if (value instanceof List<?> list) {
            return list.stream().map(each -> inline(each, colon, gap)).collect(Collectors.joining("," + gap, "[", "]"));
        }
        return Json.writeString(value);
    }

    private static int firstKey(Node object) {
        return object.keys.values().iterator().next();
    }

    private static int lastKey(Node object) {
        return new ArrayList<>(object.keys.values()).get(object.keys.size() - 1);
    }

    private static Node last(Node object) {
        return new ArrayList<>(object.members.values()).get(object.members.size() - 1);
    }

    /** Whether a blank follows a comma. If there is only one member: whether a blank follows its colon. */
    private boolean spaced(Node object) {
        List<Integer> keys = new ArrayList<>(object.keys.values());
        return keys.size() > 1
                ? Character.isWhitespace(text.charAt(keys.get(1) - 1))
                : colon(object).endsWith(" ");
    }

    /** What stands between a key and its value. */
    private String colon(Node object) {
        int value = last(object).start;
        int quote = text.lastIndexOf('"', value - 1);
        String between = text.substring(quote + 1, value);
        return between.indexOf('\n') < 0 ? between : ": ";
    }

    private String rootColon() {
        return root.members.isEmpty() ? ": " : colon(root);
    }

    private String lineEnd() {
        return text.contains("\r\n") ? "\r\n" : "\n";
    }

    /** The blanks at the beginning of the line. */
    private String indentOf(int offset) {
        int line = text.lastIndexOf('\n', offset) + 1;
        int end = line;
        while (end < text.length() && (text.charAt(end) == ' ' || text.charAt(end) == '\t')) {
            end++;
        }
        return text.substring(line, Math.min(end, offset));
    }

    /** One step of indentation: that of the root's members. */
    private String unit() {
        String indent = root.members.isEmpty() ? "" : indentOf(lastKey(root));
        return indent.isEmpty() ? "  " : indent;
    }
}
