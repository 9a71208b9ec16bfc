package dataactions.sandbox.aws;

import java.util.HashMap;
import java.util.Map;

/** How many invocations of each function run, all versions together. Thread-safe. */
final class Concurrency {
    private final Map<String, Integer> running = new HashMap<>();

    /**
     * Takes a place for one invocation.
     *
     * @param limit the function's reserved concurrency; null without a limit
     * @return whether there was one
     */
    synchronized boolean take(String function, Integer limit) {
        int now = running.getOrDefault(function, 0);
        if (limit != null && now >= limit) {
            return false;
        }
        running.put(function, now + 1);
        return true;
    }

    synchronized void giveBack(String function) {
        running.merge(function, -1, Integer::sum);
    }
}
