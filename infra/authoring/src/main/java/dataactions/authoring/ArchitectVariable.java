package dataactions.authoring;

import dataactions.definition.ActionDefinition;
import dataactions.definition.Output;
import dataactions.definition.envelope.AnswerForm;
import dataactions.definition.value.ValueType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One value that a flow gets from an action, as Architect shows it. Architect has no objects: a property of an object is
 * named with dots, and an array of objects becomes one collection for each property.
 *
 * @param name such as {@code data.todos.title}
 * @param type as Architect names it, such as {@code String} or {@code Integer collection}
 * @param value null if the answer does not set it; a list has null for an item without a value
 * @param output the output of the definition; null for a member of the envelope
 */
public record ArchitectVariable(String name, String type, Object value, Output output) {

    /**
     * The variables of an answer, in the order of the contract.
     *
     * @param body the answer: the envelope, or the outputs alone if the action's answer is flat
     */
    public static List<ArchitectVariable> of(ActionDefinition action, Map<String, Object> body) {
        List<ArchitectVariable> all = new ArrayList<>();
        if (action.answer() == AnswerForm.FLAT) {
            outputs("", action.outputs(), body, all);
            return all;
        }
        text("status", body, all);
        outputs("data.", action.outputs(), body.get("data"), all);
        text("error", body, all);
        text("errorCode", body, all);
        text("requestId", body, all);
        return all;
    }

    private static void text(String name, Map<String, Object> body, List<ArchitectVariable> all) {
        all.add(new ArchitectVariable(name, word(ValueType.STRING), body.get(name), null));
    }

    private static void outputs(String prefix, Map<String, Output> outputs, Object value, List<ArchitectVariable> all) {
        leaves(prefix, outputs, value)
                .forEach((name, leaf) -> all.add(new ArchitectVariable(name, leaf.type, leaf.value, leaf.output)));
    }

    private record Leaf(String type, Object value, Output output) {}

    private static Map<String, Leaf> leaves(String prefix, Map<String, Output> outputs, Object value) {
        Map<String, Leaf> leaves = new LinkedHashMap<>();
        outputs.forEach((key, output) -> {
            Object found = value instanceof Map<?, ?> map ? map.get(key) : null;
            String name = prefix + key;
            if (output.type() == ValueType.OBJECT) {
                leaves.putAll(leaves(name + ".", output.properties(), found));
            } else if (output.type() == ValueType.ARRAY && output.items().type() == ValueType.OBJECT) {
                leaves.putAll(columns(name + ".", output.items().properties(), found));
            } else {
                leaves.put(name, new Leaf(type(output), found, output));
            }
        });
        return leaves;
    }

    /** Every column has one entry for each row. */
    private static Map<String, Leaf> columns(String prefix, Map<String, Output> row, Object rows) {
        Map<String, Leaf> columns = new LinkedHashMap<>();
        leaves(prefix, row, null).forEach((name, leaf) -> {
            List<Object> entries = null;
            if (rows instanceof List<?> list) {
                entries = new ArrayList<>();
                for (Object each : list) {
                    entries.add(leaves(prefix, row, each).get(name).value);
                }
            }
            columns.put(name, new Leaf(leaf.type + " collection", entries, leaf.output));
        });
        return columns;
    }

    private static String type(Output output) {
        return output.type() == ValueType.ARRAY ? type(output.items()) + " collection" : word(output.type());
    }

    /** Architect's word for the type of an input, or of an output that is neither array nor object. */
    public static String word(ValueType type) {
        return switch (type) {
            case STRING -> "String";
            case INTEGER -> "Integer";
            case NUMBER -> "Decimal";
            case BOOLEAN -> "Boolean";
            case ARRAY, OBJECT -> throw new IllegalArgumentException("no variable has the type " + type.word());
        };
    }
}
