package dataactions.definition.value;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads this project's own JSON strictly. The exception for a missing value, or for a value of another type, names its
 * path.
 */
public final class Tree {
    private static final long MAX_MILLIS = 86_400_000;

    private final Map<String, Object> members;
    private final String path;

    private Tree(Map<String, Object> members, String path) {
        this.members = members;
        this.path = path;
    }

    public static Tree of(Object value, String path) {
        if (!(value instanceof Map<?, ?> map)) {
            throw new IllegalArgumentException(path + ": expected an object, found " + ValueType.describe(value));
        }
        return new Tree(object(map), path);
    }

    /** The map with strings as keys. */
    public static Map<String, Object> object(Map<?, ?> map) {
        Map<String, Object> object = new LinkedHashMap<>();
        for (Map.Entry<?, ?> member : map.entrySet()) {
            object.put(String.valueOf(member.getKey()), member.getValue());
        }
        return object;
    }

    public static <V> Map<String, V> frozen(Map<String, V> map) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }

    public String path() {
        return path;
    }

    public Map<String, Object> members() {
        return members;
    }

    boolean has(String key) {
        return members.containsKey(key);
    }

    public Object get(String key) {
        return members.get(key);
    }

    public String string(String key) {
        return required(key, optionalString(key));
    }

    public String optionalString(String key) {
        return optional(key, String.class, "a string");
    }

    public boolean flag(String key) {
        Boolean flag = optional(key, Boolean.class, "true or false");
        return flag != null && flag;
    }

    public long integer(String key) {
        return required(key, optionalInteger(key));
    }

    Long optionalInteger(String key) {
        return optional(key, Long.class, "an integer");
    }

    public int smallInteger(String key) {
        return required(key, optionalSmallInteger(key));
    }

    public Integer optionalSmallInteger(String key) {
        Long value = optionalInteger(key);
        return value == null ? null : small(value, path + "." + key);
    }

    private static int small(long value, String where) {
        if (value != (int) value) {
            throw new IllegalArgumentException(where + ": expected an integer of 32 bits, found " + value);
        }
        return (int) value;
    }

    /** Milliseconds, at most a day, so that adding them to a clock cannot overflow. */
    public Duration millis(String key) {
        return required(key, optionalMillis(key));
    }

    public Duration optionalMillis(String key) {
        Long value = optionalInteger(key);
        if (value != null && (value < 0 || value > MAX_MILLIS)) {
            throw new IllegalArgumentException(
                    path + "." + key + ": expected milliseconds from 0 to " + MAX_MILLIS + ", found " + value);
        }
        return value == null ? null : Duration.ofMillis(value);
    }

    /** The integers of an array, each of 32 bits; empty if there is no such key. */
    public List<Integer> optionalSmallIntegers(String key) {
        List<?> list = optionalList(key);
        List<Integer> found = new ArrayList<>();
        for (Object value : list == null ? List.of() : list) {
            String where = path + "." + key + "[" + found.size() + "]";
            if (!(value instanceof Long n)) {
                throw new IllegalArgumentException(where + ": expected an integer, found " + ValueType.describe(value));
            }
            found.add(small(n, where));
        }
        return found;
    }

    public Tree tree(String key) {
        return of(members.get(key), path + "." + key);
    }

    /** The object of that key, or an empty one. */
    public Tree optionalTree(String key) {
        return members.get(key) == null ? new Tree(Map.of(), path + "." + key) : tree(key);
    }

    public List<?> optionalList(String key) {
        return optional(key, List.class, "an array");
    }

    private <T> T optional(String key, Class<T> type, String expected) {
        Object value = members.get(key);
        if (value != null && !type.isInstance(value)) {
            throw new IllegalArgumentException(
                    path + "." + key + ": expected " + expected + ", found " + ValueType.describe(value));
        }
        return type.cast(value);
    }

    private <T> T required(String key, T value) {
        if (value == null) {
            throw new IllegalArgumentException(path + "." + key + ": missing");
        }
        return value;
    }

    /** Adds an entry unless its value is null. */
    public static void put(Map<String, Object> tree, String key, Object value) {
        if (value != null) {
            tree.put(key, value);
        }
    }
}
