package dataactions.definition;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * How often a request is tried, and after what. A failure without an answer (no connection, a reset) is tried again like
 * a status of {@code statuses}; a timeout is not, since all attempts live inside one deadline.
 *
 * @param attempts in all, from 1
 * @param backoff before the second attempt; twice as long before each further one, shortened by up to half at random,
 *     and as long as the upstream's {@code Retry-After} says if that is longer
 * @param statuses that are worth another attempt
 */
public record Retry(int attempts, Duration backoff, Set<Integer> statuses) {
    /** For methods that are idempotent, where a definition says nothing. */
    public static final Retry DEFAULT = new Retry(3, Duration.ofSeconds(1), Set.of(429, 500, 502, 503, 504));

    /** One attempt. */
    public static final Retry NONE = new Retry(1, Duration.ZERO, Set.of());

    public Retry {
        if (attempts < 1 || backoff.isNegative()) {
            throw new IllegalArgumentException("a request is tried at least once, after no negative time");
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
