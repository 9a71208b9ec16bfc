package dataactions.authoring.writer;

import dataactions.authoring.reader.yaml.TextYaml;
import dataactions.authoring.reader.yaml.YamlNode;
import dataactions.authoring.reader.yaml.YamlParser;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;

/**
 * Changes values in the text of a YAML document. It writes only what differs: every other character stays as it is, also
 * comments.
 */
public final class YamlEdit {
    private static final int MAX_DEPTH = 300;

    private final YamlPlaces places;
    private final boolean isWhole;

    private YamlEdit(YamlPlaces places, boolean isWhole) {
        this.places = places;
        this.isWhole = isWhole;
    }

    /**
     * The text of a document with another value at a path.
     *
     * @param path keys of mappings, and indexes of lists as numbers; each exists
     * @param value in the Java form of {@link dataactions.definition.value.Json}
     * @return empty if the text is not YAML, or if the value cannot be written into it
     */
    public static Optional<byte[]> of(byte[] bytes, List<?> path, Object value) {
        Object before = tree(bytes);
        Object after = with(before, path, value);
        String whole = new String(bytes, StandardCharsets.UTF_8);
        String mark = whole.startsWith("\uFEFF") ? "\uFEFF" : "";
        for (boolean isWhole : new boolean[] {false, true}) {
            Optional<byte[]> edited = edited(whole.substring(mark.length()), path, before, value, isWhole)
                    .map(text -> (mark + text).getBytes(StandardCharsets.UTF_8));
            // A mistake of ours must not spoil the file.
            if (edited.filter(text -> same(after, tree(text))).isPresent()) {
                return edited;
            }
        }
        return Optional.empty();
    }

    /** @param isWhole whether each key of the value that differs is written anew as a whole */
    private static Optional<String> edited(String text, List<?> path, Object tree, Object value, boolean isWhole) {
        LoaderOptions options = new LoaderOptions();
        options.setNestingDepthLimit(MAX_DEPTH);
        try {
            Node root = TextYaml.compose(text, options);
            YamlPlaces places = new YamlPlaces(text, root);
            YamlPlaces.Child child = places.root();
            Object before = tree;
            for (Object key : path) {
                child = places.children(child.value()).get(key);
                before = children(before).get(key);
            }
            new YamlEdit(places, isWhole).edit(child, before, value, 0);
            return Optional.of(places.edited());
        } catch (YAMLException | IndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }

    private static Object tree(byte[] bytes) {
        YamlNode document = YamlParser.parse("", bytes, new ArrayList<>());
        return document == null ? null : document.toTree();
    }

    private static Object with(Object tree, List<?> path, Object value) {
        if (path.isEmpty()) {
            return value;
        }
        Map<Object, Object> children = children(tree);
        children.put(path.get(0), with(children.get(path.get(0)), path.subList(1, path.size()), value));
        return tree instanceof List ? new ArrayList<>(children.values()) : children;
    }

    /** The members of an object by name, or the items of a list by index; none of another value. */
    private static Map<Object, Object> children(Object tree) {
        if (tree instanceof List<?> list) {
            return IntStream.range(0, list.size())
                    .boxed()
                    .collect(Collectors.toMap(i -> i, list::get, (a, b) -> a, LinkedHashMap::new));
        }
        return tree instanceof Map<?, ?> map ? new LinkedHashMap<>(map) : new LinkedHashMap<>();
    }

    /** Numbers are compared by value: 1 is 1.0. */
    private static boolean same(Object a, Object b) {
        if (a instanceof Number && b instanceof Number) {
            return new BigDecimal(a.toString()).compareTo(new BigDecimal(b.toString())) == 0;
        }
        boolean areTrees = a instanceof Map && b instanceof Map || a instanceof List && b instanceof List;
        if (!areTrees) {
            return Objects.equals(a, b);
        }
        Map<Object, Object> ours = children(a);
        Map<Object, Object> theirs = children(b);
        return ours.keySet().equals(theirs.keySet())
                && ours.keySet().stream().allMatch(key -> same(ours.get(key), theirs.get(key)));
    }

    private void edit(YamlPlaces.Child child, Object before, Object after, int depth) {
        if (same(before, after)) {
            return;
        }
        Map<Object, YamlPlaces.Child> children = places.children(child.value());
        Map<Object, Object> old = children(before);
        Map<Object, Object> now = children(after);
        boolean isSameKind =
                before instanceof Map && after instanceof Map || before instanceof List && after instanceof List;
        boolean isAnyKept = old.keySet().stream().anyMatch(now::containsKey);
        if (!isSameKind || !isAnyKept || isWhole && depth > 0) {
            places.replaceValue(child, after);
            return;
        }
        List<Object> removed = new ArrayList<>(old.keySet());
        removed.removeIf(now::containsKey);
        List<Object> added = new ArrayList<>(now.keySet());
        added.removeIf(old::containsKey);
        Map<Object, Object> stays = new LinkedHashMap<>();
        old.keySet().forEach(key -> stays.put(key, key));
        // A new name takes the place of one that is gone.
        while (!removed.isEmpty() && !added.isEmpty()) {
            Object name = added.remove(0);
            stays.put(name, removed.remove(0));
            places.replace(children.get(stays.get(name)), name, now.get(name));
        }
        old.forEach((key, value) -> {
            if (now.containsKey(key)) {
                edit(children.get(key), value, now.get(key), depth + 1);
            }
        });
        if (!removed.isEmpty()) {
            places.remove(child, removed);
        }
        if (!added.isEmpty()) {
            add(child, stays, now, added);
        }
    }

    /**
     * Each new child comes behind the one before it.
     *
     * @param stays the children that have a place in the text: the key or index there, by the new one
     */
    private void add(YamlPlaces.Child parent, Map<Object, Object> stays, Map<Object, Object> now, List<Object> added) {
        Optional<Object> behind = Optional.empty();
        Map<Object, Object> next = new LinkedHashMap<>();
        for (Map.Entry<Object, Object> each : now.entrySet()) {
            if (added.contains(each.getKey())) {
                next.put(each.getKey(), each.getValue());
            } else {
                places.insert(parent, behind, next);
                next = new LinkedHashMap<>();
                behind = Optional.of(stays.get(each.getKey()));
            }
        }
        places.insert(parent, behind, next);
    }
}
