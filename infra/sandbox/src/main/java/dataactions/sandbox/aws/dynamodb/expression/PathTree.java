package dataactions.sandbox.aws.dynamodb.expression;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Paths of one expression, each with a leaf. No path is the beginning of another one, and no two paths treat the same
 * value as a map and as a list.
 */
final class PathTree<T> {
    private final Map<String, PathTree<T>> names = new LinkedHashMap<>();
    private final Map<Integer, PathTree<T>> indexes = new TreeMap<>();
    private DocumentPath path;
    private T leaf;

    /** Adds a leaf. */
    void put(DocumentPath added, T content, ExpressionReader tokens) {
        put(added, 0, content, tokens);
    }

    private void put(DocumentPath added, int at, T content, ExpressionReader tokens) {
        boolean isEnd = at == added.steps().size();
        if (leaf != null || isEnd && path != null) {
            throw tokens.invalid(
                    "Two document paths overlap with each other; must remove or rewrite one of these paths;"
                            + " path one: " + path + ", path two: " + added);
        }
        if (path == null) {
            path = added;
        }
        if (isEnd) {
            leaf = content;
            return;
        }
        DocumentPath.Step step = added.steps().get(at);
        boolean isName = step instanceof DocumentPath.Name;
        if (isName ? !indexes.isEmpty() : !names.isEmpty()) {
            throw tokens.invalid("Two document paths conflict with each other; must remove or rewrite one of these"
                    + " paths; path one: " + path + ", path two: " + added);
        }
        PathTree<T> child = step instanceof DocumentPath.Name name
                ? names.computeIfAbsent(name.name(), key -> new PathTree<>())
                : indexes.computeIfAbsent(((DocumentPath.Index) step).index(), key -> new PathTree<>());
        child.put(added, at + 1, content, tokens);
    }

    /** What a path has at its end; empty in the middle of paths. */
    Optional<T> leaf() {
        return Optional.ofNullable(leaf);
    }

    Map<String, PathTree<T>> names() {
        return names;
    }

    /** In ascending order. */
    Map<Integer, PathTree<T>> indexes() {
        return indexes;
    }
}
