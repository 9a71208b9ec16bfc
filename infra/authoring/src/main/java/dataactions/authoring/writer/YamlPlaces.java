package dataactions.authoring.writer;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.CollectionNode;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Where the values of a YAML document stand in its text, and the changes to the text. */
final class YamlPlaces {
    /** Replaces the text from one index to another. */
    private record Change(int from, int to, String text) {}

    /**
     * A value in its mapping or list.
     *
     * @param key null for an item of a list, and for the document
     * @param parent null for the document
     */
    record Child(Node key, Node value, Node parent) {
        Node first() {
            return key == null ? value : key;
        }
    }

    private final String text;
    private final String end;
    private final Node root;
    private final YamlText yaml;
    private final List<Change> changes = new ArrayList<>();

    YamlPlaces(String text, Node root) {
        this.text = text;
        this.end = text.contains("\r\n") ? "\r\n" : "\n";
        this.root = root;
        this.yaml = new YamlText(isAnyInline(root));
    }

    Child root() {
        return new Child(null, root, null);
    }

    /** The children of a mapping by key, or of a list by index; none of a scalar. */
    Map<Object, Child> children(Node node) {
        Map<Object, Child> children = new LinkedHashMap<>();
        if (node instanceof MappingNode mapping) {
            for (NodeTuple each : mapping.getValue()) {
                children.put(
                        ((ScalarNode) each.getKeyNode()).getValue(),
                        new Child(each.getKeyNode(), each.getValueNode(), node));
            }
        } else if (node instanceof SequenceNode sequence) {
            sequence.getValue().forEach(each -> children.put(children.size(), new Child(null, each, node)));
        }
        return children;
    }

    /** The text with all changes. */
    String edited() {
        // From the end to the begin, so that the indexes stay right. Two insertions in one place: what belongs to the
        // inner value was added first, and stands first.
        Collections.reverse(changes);
        changes.sort(Comparator.comparingInt(Change::from)
                .thenComparingInt(Change::to)
                .reversed());
        StringBuilder edited = new StringBuilder(text);
        changes.forEach(each -> edited.replace(each.from, each.to, each.text));
        return edited.toString();
    }

    /** Writes another value behind the same key. */
    void replaceValue(Child child, Object value) {
        if (child.parent == null || isFlow(child.parent)) {
            change(start(child.value), endOf(child.value), YamlText.flow(value));
        } else if (child.key == null) {
            replace(child, null, value);
        } else {
            int colon = text.indexOf(':', offset(child.key.getEndMark())) + 1;
            boolean isCommentBetween =
                    !text.substring(colon, start(child.value)).isBlank();
            if (isCommentBetween) {
                change(start(child.value), endOf(child.value), YamlText.flow(value));
            } else {
                // A key of the same length: it decides what fits on the line.
                String key = "k".repeat(Math.max(1, colon - 1 - start(child.key)));
                int column = column(child.key);
                String lines = String.join(end, yaml.entry(column, key, value));
                change(colon, Math.max(colon, endOf(child.value)), lines.substring(column + key.length() + 1));
            }
        }
    }

    /** Writes another key and value in the same place. */
    void replace(Child child, Object key, Object value) {
        int from = child.key == null && !isFlow(child.parent) ? dash(child) : start(child.first());
        int column = from - lineStart(from);
        String lines = isFlow(child.parent)
                ? flow(child.parent, key, value)
                : String.join(end, lines(child.parent, column, key, value)).substring(column);
        change(from, Math.max(from, endOf(child.value)), lines);
    }

    /** Removes children, of which at least one stays. */
    void remove(Child parent, List<Object> keys) {
        List<Child> all = new ArrayList<>(children(parent.value).values());
        List<Object> names = new ArrayList<>(children(parent.value).keySet());
        for (int i = 0; i < all.size(); i++) {
            if (!keys.contains(names.get(i))) {
                continue;
            }
            int last = i;
            while (last + 1 < all.size() && keys.contains(names.get(last + 1))) {
                last++;
            }
            if (isFlow(parent.value)) {
                boolean isAtEnd = last + 1 == all.size();
                change(
                        isAtEnd ? endOf(all.get(i - 1).value) : start(all.get(i).first()),
                        isAtEnd
                                ? endOf(all.get(last).value)
                                : start(all.get(last + 1).first()),
                        "");
            } else {
                for (Child each : all.subList(i, last + 1)) {
                    removeLines(all, each);
                }
            }
            i = last;
        }
    }

    private void removeLines(List<Child> all, Child child) {
        int from = child.key == null ? dash(child) : start(child.key);
        int start = lineStart(from);
        int next = all.indexOf(child) + 1;
        if (text.substring(start, from).isBlank()) {
            change(start == 0 ? 0 : lineEnd(start - 1), lineEnd(Math.max(from, endOf(child.value))), "");
        } else {
            // It shares its line with a dash. There is another child, because at least one stays.
            change(from, start(all.get(next).first()), "");
        }
    }

    /**
     * Adds children to a mapping or a list that is not empty.
     *
     * @param behind the key or index of the child before them; empty: they come first
     */
    void insert(Child parent, Optional<Object> behind, Map<Object, Object> added) {
        if (added.isEmpty()) {
            return;
        }
        Map<Object, Child> all = children(parent.value);
        Child near =
                behind.map(all::get).orElseGet(() -> all.values().iterator().next());
        if (isFlow(parent.value)) {
            String gap = gap(parent.value, near);
            String entries = added.entrySet().stream()
                    .map(each -> flow(parent.value, each.getKey(), each.getValue()))
                    .collect(Collectors.joining(gap));
            if (behind.isPresent()) {
                change(endOf(near.value), endOf(near.value), gap + entries);
            } else {
                change(start(near.first()), start(near.first()), entries + gap);
            }
            return;
        }
        int column = near.key == null ? parent.value.getStartMark().getColumn() : column(near.key);
        String lines = added.entrySet().stream()
                .flatMap(each -> lines(parent.value, column, each.getKey(), each.getValue()).stream())
                .collect(Collectors.joining(end));
        if (behind.isPresent()) {
            int at = lineEnd(endOf(near.value));
            change(at, at, end + lines);
        } else {
            int at = start(near.first());
            change(at, at, lines.substring(column) + end + " ".repeat(column));
        }
    }

    /** What stands between two children in braces. */
    private String gap(Node parent, Child near) {
        int start = start(near.first());
        boolean isOnOwnLine =
                start > start(parent) && text.substring(lineStart(start), start).isBlank();
        return isOnOwnLine ? "," + end + " ".repeat(column(near.first())) : ", ";
    }

    private static String flow(Node parent, Object key, Object value) {
        if (parent instanceof SequenceNode) {
            return YamlText.flow(value);
        }
        Map<Object, Object> entry = new LinkedHashMap<>();
        entry.put(key, value);
        String braces = YamlText.flow(entry);
        return braces.substring(1, braces.length() - 1);
    }

    private List<String> lines(Node parent, int column, Object key, Object value) {
        return parent instanceof SequenceNode
                ? yaml.item(column, value)
                : yaml.entry(column, String.valueOf(key), value);
    }

    private void change(int from, int to, String with) {
        changes.add(new Change(from, to, with));
    }

    /** The index of an item's dash. */
    private int dash(Child item) {
        int column = item.parent.getStartMark().getColumn();
        int line = lineStart(start(item.value));
        while (text.charAt(line + column) != '-') {
            if (line == 0) {
                throw new IndexOutOfBoundsException("no dash before " + start(item.value));
            }
            line = lineStart(line - 1);
        }
        return line + column;
    }

    private static boolean isFlow(Node node) {
        return node instanceof CollectionNode<?> collection && collection.getFlowStyle() == FlowStyle.FLOW;
    }

    private boolean isAnyInline(Node node) {
        Map<Object, Child> children = children(node);
        return isFlow(node) && !children.isEmpty()
                || children.values().stream().anyMatch(each -> isAnyInline(each.value));
    }

    /** The index behind the last character of a node. */
    private int endOf(Node node) {
        Map<Object, Child> children = children(node);
        if (!children.isEmpty() && !isFlow(node)) {
            List<Child> all = new ArrayList<>(children.values());
            Child last = all.get(all.size() - 1);
            int behindKey = last.key == null ? 0 : offset(last.key.getEndMark());
            return Math.max(behindKey, endOf(last.value));
        }
        int from = start(node);
        int to = offset(node.getEndMark());
        // The end of a text of several lines is the begin of what comes next.
        while (to > from && Character.isWhitespace(text.charAt(to - 1))) {
            to--;
        }
        return to;
    }

    private int lineStart(int index) {
        return text.lastIndexOf('\n', index - 1) + 1;
    }

    /** The index of the line feed, or of the carriage return before it. */
    private int lineEnd(int index) {
        int feed = text.indexOf('\n', index);
        int at = feed < 0 ? text.length() : feed;
        return at > 0 && text.charAt(at - 1) == '\r' ? at - 1 : at;
    }

    private int start(Node node) {
        return offset(node.getStartMark());
    }

    private int offset(Mark mark) {
        return text.offsetByCodePoints(0, mark.getIndex());
    }

    private static int column(Node node) {
        return node.getStartMark().getColumn();
    }
}
