package dataactions.infra.snapshot;

import dataactions.definition.value.Json;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The differences between two templates, one line each: added and removed resources and outputs by logical id, and the
 * changed properties of the others by their path.
 */
final class TemplateDiff {
    private static final int LONGEST_VALUE = 70;

    private final List<String> lines = new ArrayList<>();

    private TemplateDiff() {}

    /**
     * @return {@code + id (type)} for an added one, {@code - id (type)} for a removed one, {@code ~ id path: old → new}
     *     for a changed one; empty for equal templates
     */
    static List<String> of(Map<?, ?> before, Map<?, ?> after) {
        TemplateDiff diff = new TemplateDiff();
        diff.section("", map(before.get("Resources")), map(after.get("Resources")));
        diff.section("Outputs.", map(before.get("Outputs")), map(after.get("Outputs")));
        for (Object key : keys(before, after)) {
            if (!key.equals("Resources") && !key.equals("Outputs")) {
                diff.compare("~ " + key, before.get(key), after.get(key));
            }
        }
        return diff.lines;
    }

    private void section(String prefix, Map<?, ?> before, Map<?, ?> after) {
        before.forEach((id, it) -> {
            if (!after.containsKey(id)) {
                lines.add("- " + prefix + id + type(it));
            }
        });
        after.forEach((id, it) -> {
            if (!before.containsKey(id)) {
                lines.add("+ " + prefix + id + type(it));
            }
        });
        before.forEach((id, it) -> {
            if (after.containsKey(id)) {
                compare("~ " + prefix + id, it, after.get(id));
            }
        });
    }

    private static String type(Object resource) {
        Object type = map(resource).get("Type");
        return type == null ? "" : " (" + type + ")";
    }

    private void compare(String path, Object before, Object after) {
        if (before instanceof Map<?, ?> a && after instanceof Map<?, ?> b) {
            // An intrinsic function is compared as one value.
            if (isFunction(a) || isFunction(b)) {
                changed(path, before, after);
                return;
            }
            for (Object key : keys(a, b)) {
                compare(path + (path.indexOf(' ', 2) < 0 ? " " : ".") + key, a.get(key), b.get(key));
            }
        } else if (before instanceof List<?> a && after instanceof List<?> b) {
            if (a.size() == b.size()) {
                for (int i = 0; i < a.size(); i++) {
                    compare(path + "[" + i + "]", a.get(i), b.get(i));
                }
            } else {
                a.stream().filter(each -> !b.contains(each)).forEach(each -> lines.add(path + "[]: - " + shown(each)));
                b.stream().filter(each -> !a.contains(each)).forEach(each -> lines.add(path + "[]: + " + shown(each)));
                if (a.containsAll(b) && b.containsAll(a)) {
                    lines.add(path + ": " + a.size() + " elements → " + b.size() + " elements");
                }
            }
        } else {
            changed(path, before, after);
        }
    }

    private void changed(String path, Object before, Object after) {
        if (!Objects.equals(before, after)) {
            lines.add(path + ": " + shown(before) + " → " + shown(after));
        }
    }

    private static boolean isFunction(Map<?, ?> map) {
        return map.size() == 1
                && map.keySet().stream().allMatch(key -> key.equals("Ref") || ((String) key).startsWith("Fn::"));
    }

    private static String shown(Object value) {
        if (value == null) {
            return "none";
        }
        String text = Json.writeString(value);
        return text.length() <= LONGEST_VALUE ? text : text.substring(0, LONGEST_VALUE - 1) + "…";
    }

    private static Set<Object> keys(Map<?, ?> before, Map<?, ?> after) {
        Set<Object> keys = new LinkedHashSet<>(before.keySet());
        keys.addAll(after.keySet());
        return keys;
    }

    private static Map<?, ?> map(Object tree) {
        return tree instanceof Map<?, ?> map ? map : Map.of();
    }
}
