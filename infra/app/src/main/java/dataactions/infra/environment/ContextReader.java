package dataactions.infra.environment;

import dataactions.definition.Suggestion;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads one object of the context key by key and collects what is wrong, so that a person sees everything at once.
 * Values are never quoted in a message unless the caller says so: a secret may have been written where none belongs.
 */
final class ContextReader {
    /** JSON has no comments: a key that begins so is one. */
    private static final String COMMENT = "//";

    private final Map<?, ?> values;
    private final String path;
    private final List<String> problems;
    private final Set<String> known = new LinkedHashSet<>();
    private final Map<String, String> missing = new LinkedHashMap<>();

    private ContextReader(Map<?, ?> values, String path, List<String> problems) {
        this.values = values;
        this.path = path;
        this.problems = problems;
    }

    static ContextReader of(Object tree, String path, List<String> problems) {
        if (tree instanceof Map<?, ?> map) {
            return new ContextReader(map, path, problems);
        }
        problems.add(path + ": expected an object, found " + typeOf(tree));
        // Nothing below can be read: one problem is enough, so what is missing in there is not reported.
        return new ContextReader(Map.of(), path, new ArrayList<>());
    }

    String path(String key) {
        return path + "." + key;
    }

    void problem(String key, String message) {
        problems.add(path(key) + ": " + message);
    }

    boolean has(String key) {
        known.add(key);
        return values.get(key) != null;
    }

    Object raw(String key) {
        known.add(key);
        return values.get(key);
    }

    /** A string that must be there; empty if it is not, the problem being noted. */
    Optional<String> required(String key, String expected) {
        if (!has(key)) {
            missing.put(key, path(key) + ": missing; expected " + expected);
            return Optional.empty();
        }
        return string(key, expected);
    }

    Optional<String> string(String key, String expected) {
        Object value = raw(key);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof String text) {
            if (!text.isBlank() && text.strip().equals(text)) {
                return Optional.of(text);
            }
            problem(
                    key,
                    "expected " + expected + ", found "
                            + (text.isBlank() ? "an empty string" : "a string with blanks around it"));
            return Optional.empty();
        }
        problem(key, "expected " + expected + ", found " + typeOf(value));
        return Optional.empty();
    }

    Optional<Integer> integer(String key, int minimum, int maximum, String unit) {
        Object value = raw(key);
        if (value == null) {
            return Optional.empty();
        }
        String expected = "expected a whole number of " + unit + " from " + minimum + " to " + maximum;
        Object number = plain(value);
        if (!(number instanceof Long whole)) {
            problem(key, expected + ", found " + (number instanceof Number ? number : typeOf(value)));
            return Optional.empty();
        }
        if (whole < minimum || whole > maximum) {
            problem(key, expected + ", found " + whole);
            return Optional.empty();
        }
        return Optional.of(whole.intValue());
    }

    Optional<Boolean> flag(String key) {
        Object value = raw(key);
        if (value == null || value instanceof Boolean) {
            return Optional.ofNullable((Boolean) value);
        }
        problem(key, "expected true or false, found " + typeOf(value));
        return Optional.empty();
    }

    /** A list of strings, of which there must be one at least; empty if it is wrong, the problem being noted. */
    List<String> strings(String key, Pattern pattern, String expected) {
        if (!has(key)) {
            missing.put(key, path(key) + ": missing; expected a list of " + expected);
            return List.of();
        }
        if (!(raw(key) instanceof List<?> list) || list.isEmpty()) {
            problem(
                    key,
                    "expected a list of " + expected + ", found "
                            + (raw(key) instanceof List ? "an empty one" : typeOf(raw(key))));
            return List.of();
        }
        List<String> strings = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            if (list.get(i) instanceof String text && pattern.matcher(text).matches()) {
                strings.add(text);
            } else {
                problem(
                        key + "[" + i + "]",
                        "expected one of the " + expected + ", found "
                                + (list.get(i) instanceof String text ? "\"" + text + "\"" : typeOf(list.get(i))));
            }
        }
        return strings;
    }

    ContextReader required(String key) {
        if (!has(key)) {
            missing.put(key, path(key) + ": missing; expected an object");
            return new ContextReader(Map.of(), path(key), new ArrayList<>());
        }
        return of(values.get(key), path(key), problems);
    }

    /** The object at {@code key}, empty where there is none. */
    ContextReader optional(String key) {
        return has(key)
                ? of(values.get(key), path(key), problems)
                : new ContextReader(Map.of(), path(key), new ArrayList<>());
    }

    /** The keys of an object whose keys are names that people choose, such as upstreams. */
    List<String> names() {
        List<String> names = new ArrayList<>();
        values.keySet().stream()
                .map(String::valueOf)
                .filter(name -> !name.startsWith(COMMENT))
                .forEach(names::add);
        known.addAll(names);
        return names;
    }

    /** To be called when all keys were read: reports the unknown and the missing ones. */
    void done() {
        for (Object key : values.keySet()) {
            String written = String.valueOf(key);
            if (!known.contains(written) && !written.startsWith(COMMENT)) {
                Set<String> free = new LinkedHashSet<>(known);
                free.removeIf(name -> values.get(name) != null);
                Optional<String> meant = Suggestion.nearest(written, free.isEmpty() ? known : free);
                meant.ifPresent(missing::remove);
                problems.add(
                        path(written) + ": unknown key; " + Suggestion.hint(written, free.isEmpty() ? known : free));
            }
        }
        problems.addAll(missing.values());
    }

    /** What JSON calls a value's type. */
    static String typeOf(Object value) {
        if (value == null) {
            return "nothing";
        } else if (value instanceof String) {
            return "a string";
        } else if (value instanceof Number) {
            return "a number";
        } else if (value instanceof Boolean) {
            return "a boolean";
        } else if (value instanceof List) {
            return "a list";
        }
        return "an object";
    }

    /**
     * The same tree in the types that definitions use: whole numbers as Long, others as BigDecimal. The context comes
     * through JavaScript, so a whole number may arrive as a double.
     */
    static Object plain(Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> copy = new LinkedHashMap<>();
            map.forEach((key, child) -> copy.put(String.valueOf(key), plain(child)));
            return copy;
        } else if (value instanceof List<?> list) {
            List<Object> copy = new ArrayList<>();
            list.forEach(child -> copy.add(plain(child)));
            return copy;
        } else if (value instanceof Number number) {
            BigDecimal decimal = new BigDecimal(number.toString());
            boolean whole =
                    decimal.stripTrailingZeros().scale() <= 0 && decimal.abs().compareTo(MAX_WHOLE) <= 0;
            return whole ? (Object) decimal.longValueExact() : decimal;
        }
        return value;
    }

    /** What a number in JavaScript holds without losing digits. */
    private static final BigDecimal MAX_WHOLE = BigDecimal.valueOf((1L << 53) - 1);
}
