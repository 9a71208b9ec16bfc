package dataactions.definition;

import dataactions.definition.expression.Regex;
import dataactions.definition.value.Numbers;
import dataactions.definition.value.Tree;
import dataactions.definition.value.ValueType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One input of an action. Only type, required, title and description are part of the Genesys contract. The function
 * checks the constraints, because Genesys would refuse the call without a reason.
 *
 * @param type one of the four scalar types
 * @param required whether a call without it is refused
 * @param title shown in Architect, or null
 * @param description shown in Architect, or null
 * @param defaultValue used when an optional input is absent, or null
 * @param allowed the only values accepted, or empty
 * @param pattern regular expression that a whole string must match, or null
 * @param minimum smallest number accepted, or null
 * @param maximum largest number accepted, or null
 * @param minLength fewest characters (code points) of a string, or null
 * @param maxLength most characters (code points) of a string, or null
 * @param allowEmpty whether an empty string is a value; otherwise it counts as absent
 */
public record Input(
        ValueType type,
        boolean required,
        String title,
        String description,
        Object defaultValue,
        List<Object> allowed,
        Regex pattern,
        Number minimum,
        Number maximum,
        Integer minLength,
        Integer maxLength,
        boolean allowEmpty) {

    public Input {
        if (!type.isScalar()) {
            throw new IllegalArgumentException("an input is a string, integer, number or boolean");
        }
        allowed = List.copyOf(allowed);
        minimum = minimum == null ? null : Numbers.narrowed(minimum);
        maximum = maximum == null ? null : Numbers.narrowed(maximum);
    }

    /** Whether the input has a value in every call: it is required or has a default. */
    public boolean isAlwaysPresent() {
        return required || defaultValue != null;
    }

    Map<String, Object> toTree() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("type", type.word());
        Tree.put(tree, "required", required ? Boolean.TRUE : null);
        Tree.put(tree, "title", title);
        Tree.put(tree, "description", description);
        Tree.put(tree, "default", defaultValue);
        Tree.put(tree, "enum", allowed.isEmpty() ? null : allowed);
        Tree.put(tree, "pattern", pattern == null ? null : pattern.text());
        Tree.put(tree, "minimum", minimum);
        Tree.put(tree, "maximum", maximum);
        Tree.put(tree, "minLength", minLength);
        Tree.put(tree, "maxLength", maxLength);
        Tree.put(tree, "allowEmpty", allowEmpty ? Boolean.TRUE : null);
        return tree;
    }

    static Input fromTree(Tree tree) {
        ValueType type = ValueType.of(tree);
        String pattern = tree.optionalString("pattern");
        List<?> allowed = tree.optionalList("enum");
        return new Input(
                type,
                tree.flag("required"),
                tree.optionalString("title"),
                tree.optionalString("description"),
                tree.get("default"),
                allowed == null ? List.of() : List.copyOf(allowed),
                pattern == null ? null : Regex.of(pattern),
                number(tree, "minimum"),
                number(tree, "maximum"),
                tree.optionalSmallInteger("minLength"),
                tree.optionalSmallInteger("maxLength"),
                tree.flag("allowEmpty"));
    }

    private static Number number(Tree tree, String key) {
        Object value = tree.get(key);
        if (value == null || value instanceof Number) {
            return (Number) value;
        }
        throw new IllegalArgumentException(
                tree.path() + "." + key + ": expected a number, found " + ValueType.describe(value));
    }
}
