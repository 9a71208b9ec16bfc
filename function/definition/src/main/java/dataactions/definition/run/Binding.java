package dataactions.definition.run;

import dataactions.definition.ActionDefinition;
import dataactions.definition.Input;
import dataactions.definition.value.Numbers;
import dataactions.definition.value.ValueType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Checks the inputs that a caller sent, before any upstream is called. */
public final class Binding {
    private Binding() {}

    /** The result: bound or invalid. */
    public sealed interface Result {}

    /**
     * Every input is valid.
     *
     * @param inputs the inputs that have a value, in the definition's order, including defaults, in the Java form of
     *     their type
     */
    public record Bound(Map<String, Object> inputs) implements Result {}

    /**
     * At least one input is wrong.
     *
     * @param message every violation; never quotes the value of an input
     */
    public record Invalid(String message) implements Result {}

    /**
     * Binds {@code data}. Null counts as absent, and so does an empty string unless the input allows it. Names
     * that the action does not know are ignored: Genesys may send more than the contract.
     */
    public static Result bind(ActionDefinition action, Map<String, Object> data) {
        Map<String, Object> inputs = new LinkedHashMap<>();
        List<String> violations = new ArrayList<>();
        for (Map.Entry<String, Input> each : action.inputs().entrySet()) {
            String name = each.getKey();
            Input input = each.getValue();
            Object value = data.get(name);
            boolean empty = "".equals(value) && !(input.allowEmpty() && input.type() == ValueType.STRING);
            if (value != null && !empty) {
                Object fitted = fit(name, input, value, violations);
                if (fitted != null) {
                    inputs.put(name, fitted);
                }
            } else if (input.defaultValue() != null) {
                inputs.put(name, input.defaultValue());
            } else if (input.required()) {
                violations.add("Input " + name + " is " + (empty ? "empty" : "missing") + " (" + expected(input) + ")");
            }
        }
        return violations.isEmpty() ? new Bound(inputs) : new Invalid(String.join("; ", violations) + ".");
    }

    private static Object fit(String name, Input input, Object value, List<String> violations) {
        ValueType.Fitted fitted = input.type().fit(value);
        if (fitted == null) {
            violations.add("Input " + name + " is " + ValueType.describe(value) + ", expected " + expected(input));
            return null;
        }
        String violation = violation(input, fitted.value());
        if (violation != null) {
            violations.add("Input " + name + " " + violation);
            return null;
        }
        return fitted.value();
    }

    private static String expected(Input input) {
        return switch (input.type()) {
            case INTEGER -> "an integer";
            case NUMBER -> "a number";
            case BOOLEAN -> "a boolean";
            default -> "a string";
        };
    }

    /**
     * The constraint that a value of the right type violates, as the end of a sentence; null if it violates none. Also
     * used to check defaults and enum values when a definition is read.
     */
    public static String violation(Input input, Object value) {
        if (!input.allowed().isEmpty() && !isAllowed(input, value)) {
            return "is none of the allowed values ("
                    + input.allowed().stream().map(String::valueOf).collect(Collectors.joining(", ")) + ")";
        }
        if (value instanceof String text) {
            int length = text.codePointCount(0, text.length());
            if (input.minLength() != null && length < input.minLength()) {
                return "is shorter than " + input.minLength() + " characters";
            }
            if (input.maxLength() != null && length > input.maxLength()) {
                return "is longer than " + input.maxLength() + " characters";
            }
            if (input.pattern() != null && !input.pattern().matches(text)) {
                return "does not match the pattern " + input.pattern().text();
            }
        }
        if (value instanceof Number number) {
            if (input.minimum() != null && Numbers.compare(number, input.minimum()) < 0) {
                return "is less than " + Numbers.plain(input.minimum());
            }
            if (input.maximum() != null && Numbers.compare(number, input.maximum()) > 0) {
                return "is greater than " + Numbers.plain(input.maximum());
            }
        }
        return null;
    }

    private static boolean isAllowed(Input input, Object value) {
        for (Object allowed : input.allowed()) {
            boolean isSame = allowed instanceof Number a && value instanceof Number b
                    ? Numbers.compare(a, b) == 0
                    : allowed.equals(value);
            if (isSame) {
                return true;
            }
        }
        return false;
    }

    /**
     * A value from a definition (a default, an enum value) in the Java form of its type; null if it does not fit.
     * Unlike a caller's value it must already have the type: {@code default: "1"} for an integer is a mistake.
     */
    public static Object exactly(ValueType type, Object value) {
        if (value == null) {
            return null;
        }
        ValueType.Fitted fitted = type.fit(value);
        return fitted == null || fitted.converted() ? null : fitted.value();
    }
}
