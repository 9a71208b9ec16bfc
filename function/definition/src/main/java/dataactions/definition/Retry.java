package dataactions.definition;

import dataactions.definition.value.Tree;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * How often a request is sent, and after which answers. A failure without an answer (no connection, a reset) is retried
 * like a status of {@code statuses}. A timeout is not: all attempts share one deadline.
 *
 * @param attempts in all, from 1
 * @param backoff before the second attempt. It doubles before each further one and is shortened by up to half at
 *     random. A longer {@code Retry-After} of the upstream counts instead
 * @param statuses after which the request is sent again
 */
public record Retry(int attempts, Duration backoff, Set<Integer> statuses) {
    /** The default for idempotent methods. */
    public static final Retry DEFAULT = new Retry(3, Duration.ofSeconds(1), Set.of(429, 500, 502, 503, 504));

    /** A single attempt. */
    public static final Retry NONE = new Retry(1, Duration.ZERO, Set.of());

    public Retry {
        if (attempts < 1 || backoff.isNegative()) {
            throw new IllegalArgumentException("a request is sent at least once, and the backoff is not negative");
        }
        statuses = Set.copyOf(statuses);
    }

    Map<String, Object> toTree() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("attempts", (long) attempts);
        tree.put("backoffMillis", backoff.toMillis());
        List<Object> sorted = new ArrayList<>();
        new TreeSet<>(statuses).forEach(status -> sorted.add((long) status));
        tree.put("statuses", sorted);
        return tree;
    }

    static Retry fromTree(Tree tree) {
        return new Retry(
                tree.smallInteger("attempts"),
                tree.millis("backoffMillis"),
                new TreeSet<>(tree.optionalSmallIntegers("statuses")));
    }
}
