package dataactions.definition;

import dataactions.definition.expression.Expression;
import dataactions.definition.value.Tree;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How a slow action answers: the caller gets {@code pending} in time, and asks the action {@code <Name>Result} for the
 * result later.
 *
 * @param after how long the caller waits for the result before the answer is {@code pending}
 * @param limit how long the calls of upstreams may take altogether, counted from the caller's call
 * @param keep how long the result is kept
 * @param key JSONata on {@code $input}: calls with an equal key and equal inputs share one run; null: each call has its
 *     own
 */
public record Async(Duration after, Duration limit, Duration keep, Expression key) {
    public static final Duration DEFAULT_AFTER = Duration.ofSeconds(2);
    public static final Duration DEFAULT_LIMIT = Duration.ofMinutes(10);
    public static final Duration DEFAULT_KEEP = Duration.ofHours(1);

    Map<String, Object> toTree() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("afterMillis", after.toMillis());
        tree.put("limitMillis", limit.toMillis());
        tree.put("keepMillis", keep.toMillis());
        Tree.put(tree, "key", key == null ? null : key.text());
        return tree;
    }

    static Async fromTree(Tree tree) {
        String key = tree.optionalString("key");
        return new Async(
                tree.millis("afterMillis"),
                tree.millis("limitMillis"),
                tree.millis("keepMillis"),
                key == null ? null : Expression.of(key));
    }
}
