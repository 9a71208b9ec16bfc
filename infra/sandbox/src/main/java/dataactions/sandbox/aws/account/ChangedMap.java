package dataactions.sandbox.aws.account;

import java.util.LinkedHashMap;
import java.util.Map;

/** A copy of a map with one entry more, or one less. */
final class ChangedMap {
    private ChangedMap() {}

    static <T> Map<String, T> with(Map<String, T> map, String key, T value) {
        Map<String, T> changed = new LinkedHashMap<>(map);
        changed.put(key, value);
        return changed;
    }

    static <T> Map<String, T> without(Map<String, T> map, String key) {
        Map<String, T> changed = new LinkedHashMap<>(map);
        changed.remove(key);
        return changed;
    }
}
