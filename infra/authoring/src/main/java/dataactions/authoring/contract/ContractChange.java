package dataactions.authoring.contract;

import dataactions.definition.ActionDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Says in words how one contract differs from another. */
public final class ContractChange {
    private ContractChange() {}

    /** {@code output `email` removed, input `id`: string -> integer}; empty when the contracts are the same. */
    public static String describe(ActionDefinition before, ActionDefinition after) {
        Map<String, String> old = flat(before);
        Map<String, String> now = flat(after);
        TreeSet<String> names = new TreeSet<>(old.keySet());
        names.addAll(now.keySet());
        List<String> changes = new ArrayList<>();
        for (String name : names) {
            String a = old.get(name);
            String b = now.get(name);
            String quoted = name.replaceFirst("^(input|output) (.*)$", "$1 `$2`");
            if (a == null) {
                changes.add(quoted + " added (" + b + ")");
            } else if (b == null) {
                changes.add(quoted + " removed");
            } else if (!a.equals(b)) {
                changes.add(quoted + ": " + a + " -> " + b);
            }
        }
        return String.join(", ", changes);
    }

    private static Map<String, String> flat(ActionDefinition action) {
        Map<String, Object> shape = ContractSchema.shape(action);
        Map<String, String> flat = new TreeMap<>();
        map(shape.get("inputs")).forEach((name, input) -> {
            boolean required = Boolean.TRUE.equals(map(input).get("required"));
            flat.put("input " + name, map(input).get("type") + (required ? ", required" : ", optional"));
        });
        map(shape.get("outputs")).forEach((name, output) -> outputs("output " + name, map(output), flat));
        flat.put("secure", String.valueOf(shape.get("secure")));
        flat.put("answer", action.answer().word());
        flat.put("async", action.isSlow() ? "yes" : "no");
        return flat;
    }

    private static void outputs(String path, Map<?, ?> output, Map<String, String> flat) {
        flat.put(path, String.valueOf(output.get("type")));
        if (output.get("items") != null) {
            outputs(path + "[]", map(output.get("items")), flat);
        }
        if (output.get("properties") != null) {
            map(output.get("properties")).forEach((name, child) -> outputs(path + "." + name, map(child), flat));
        }
    }

    private static Map<?, ?> map(Object tree) {
        return (Map<?, ?>) tree;
    }
}
