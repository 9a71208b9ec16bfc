package dataactions.definition.upstream;

import dataactions.definition.Suggestion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads one object key by key and collects every problem, so that a person sees all problems in one run. A message
 * quotes a value only if the value cannot be a secret.
 */
final class SettingsReader {
    /** The prefix of keys that are comments, because JSON has no comments. */
    private static final String COMMENT = "//";

    private final Map<?, ?> values;
    private final String path;
    private final List<Problem> problems;
    private final Set<String> known = new LinkedHashSet<>();
    private final Map<String, Problem> missing = new LinkedHashMap<>();

    private SettingsReader(Map<?, ?> values, String path, List<Problem> problems) {
        this.values = values;
        this.path = path;
        this.problems = problems;
    }

    /** @param tree maps, lists and plain values, as a JSON parser makes them */
    static SettingsReader of(Object tree, String path, List<Problem> problems) {
        if (tree instanceof Map<?, ?> map) {
            return new SettingsReader(map, path, problems);
        }
        problems.add(new Problem(path, "expected an object, found " + typeOf(tree)));
        // The value is not an object, so its keys cannot be read. Reporting each key as missing would only repeat this
        // problem.
        return new SettingsReader(Map.of(), path, new ArrayList<>());
    }

    /** The object under that key. */
    SettingsReader object(String key) {
        return of(raw(key), path(key), problems);
    }

    /** Every key except comments. */
    List<String> names() {
        List<String> names = new ArrayList<>();
        for (Object key : values.keySet()) {
            if (!String.valueOf(key).startsWith(COMMENT)) {
                names.add(String.valueOf(key));
            }
        }
        known.addAll(names);
        return names;
    }

    void problem(String key, String message) {
        problems.add(new Problem(path(key), message));
    }

    boolean has(String key) {
        return raw(key) != null;
    }

    Object raw(String key) {
        known.add(key);
        return values.get(key);
    }

    /** A required text. */
    Optional<String> required(String key, String expected) {
        if (!has(key)) {
            missing.put(key, new Problem(path(key), "missing; expected " + expected));
            return Optional.empty();
        }
        return optional(key, expected);
    }

    /** An optional text; empty if it is absent or invalid. */
    Optional<String> optional(String key, String expected) {
        Object value = raw(key);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof String text && !text.isBlank() && text.strip().equals(text)) {
            return Optional.of(text);
        }
        problem(key, "expected " + expected + ", found " + typeOf(value));
        return Optional.empty();
    }

    /** A required word out of the allowed ones. */
    Optional<String> requiredWord(String key, List<String> words) {
        return known(key, required(key, oneOf(words)), words);
    }

    /** An optional word out of the allowed ones; empty if it is absent or invalid. */
    Optional<String> optionalWord(String key, List<String> words) {
        return known(key, optional(key, oneOf(words)), words);
    }

    private Optional<String> known(String key, Optional<String> word, List<String> words) {
        if (word.isPresent() && !words.contains(word.get())) {
            String near = Suggestion.nearest(word.get(), words)
                    .map(each -> "; did you mean \"" + each + "\"?")
                    .orElse("");
            problem(key, "expected " + oneOf(words) + ", found \"" + word.get() + "\"" + near);
            return Optional.empty();
        }
        return word;
    }

    /** Called after the last key. Reports unknown and missing keys. */
    void done() {
        for (String written : unknown()) {
            List<String> free = free();
            Suggestion.nearest(written, free).ifPresent(missing::remove);
            problem(written, "unknown key; " + Suggestion.hint(written, free));
        }
        problems.addAll(missing.values());
    }

    /**
     * Called instead of {@link #done} if some keys could not be read because another setting is invalid. Reports an
     * unknown key only if it is a misspelling of a missing one.
     */
    void doneInPart() {
        for (String written : unknown()) {
            Suggestion.nearest(written, missing.keySet()).ifPresent(meant -> {
                missing.remove(meant);
                problem(written, "unknown key; did you mean \"" + meant + "\"?");
            });
        }
        problems.addAll(missing.values());
    }

    private List<String> unknown() {
        List<String> unknown = new ArrayList<>();
        for (Object key : values.keySet()) {
            String written = String.valueOf(key);
            if (!known.contains(written) && !written.startsWith(COMMENT)) {
                unknown.add(written);
            }
        }
        return unknown;
    }

    /** The keys that the object does not have yet; all keys if it has every one. */
    private List<String> free() {
        List<String> free = new ArrayList<>(known);
        free.removeIf(name -> values.get(name) != null);
        return free.isEmpty() ? List.copyOf(known) : free;
    }

    private String path(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    private static String oneOf(List<String> words) {
        String last = "\"" + words.get(words.size() - 1) + "\"";
        return words.size() == 1
                ? last
                : "\"" + String.join("\", \"", words.subList(0, words.size() - 1)) + "\" or " + last;
    }

    /** The type of the value in words, for messages. */
    static String typeOf(Object value) {
        if (value == null) {
            return "nothing";
        } else if (value instanceof String text) {
            return text.isBlank()
                    ? "an empty string"
                    : text.strip().equals(text) ? "a string" : "a string with blanks around it";
        } else if (value instanceof Number) {
            return "a number";
        } else if (value instanceof Boolean) {
            return "a boolean";
        }
        return value instanceof List ? "a list" : "an object";
    }
}
