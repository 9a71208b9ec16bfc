package dataactions.definition;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reading our own JSON back, strictly: what is missing or of another type is named by its path. */
final class Tree {
    private final Map<String, Object> members;
    private final String path;

    private Tree(Map<String, Object> members, String path) {
        this.members = members;
        this.path = path;
    }

    static Tree of(Object value, String path) {
        if (!(value instanceof Map<?, ?> map)) {
            throw new IllegalArgumentException(path + ": expected an object, found " + ValueType.describe(value));
        }
        return new Tree(object(map), path);
    }

    /** A map whose keys are strings, as {@link Json#parse} makes them. */
    static Map<String, Object> object(Map<?, ?> map) {
        Map<String, Object> object = new LinkedHashMap<>();
        map.forEach((key, value) -> object.put(String.valueOf(key), value));
        return object;
    }

    static <V> Map<String, V> frozen(Map<String, V> map) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }

    String path() {
        return path;
    }

    Map<String, Object> members() {
        return members;
    }

    boolean has(String key) {
        return members.containsKey(key);
    }

    Object get(String key) {
        return members.get(key);
    }

    String string(String key) {
        return required(key, optionalString(key));
    }

    String optionalString(String key) {
        return optional(key, String.class, "a string");
    }

    boolean flag(String key) {
        Boolean flag = optional(key, Boolean.class, "true or false");
        return flag != null && flag;
    }

    long integer(String key) {
        return required(key, optionalInteger(key));
    }

    Long optionalInteger(String key) {
        return optional(key, Long.class, "an integer");
    }

    Integer optionalInt(String key) {
        Long value = optionalInteger(key);
        return value == null ? null : Math.toIntExact(value);
    }

    Tree tree(String key) {
        return of(members.get(key), path + "." + key);
    }

    /** The object of that key, or an empty one. */
    Tree optionalTree(String key) {
        return members.get(key) == null ? new Tree(Map.of(), path + "." + key) : tree(key);
    }

    List<?> optionalList(String key) {
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
}
