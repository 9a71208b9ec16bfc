package dataactions.sandbox.aws.dynamodb.expression;

import dataactions.sandbox.aws.dynamodb.value.AttributeValue;
import dataactions.sandbox.aws.dynamodb.value.Refused;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** The names and values that expressions refer to. Each must be defined, and each must be used. */
public final class Placeholders {
    private static final Pattern KEY = Pattern.compile("[#:][A-Za-z0-9_]+");
    private static final int MAX_KEY = 255;
    private static final int MAX_SIZE = 2 * 1024 * 1024;

    private final Map<String, String> names;
    private final Map<String, AttributeValue> values;
    private final Set<String> usedNames = new LinkedHashSet<>();
    private final Set<String> usedValues = new LinkedHashSet<>();

    /**
     * The placeholders of one request.
     *
     * @param names null if the request has none
     * @param values null if the request has none
     */
    public Placeholders(Map<String, String> names, Map<String, AttributeValue> values) {
        this.names = names == null ? Map.of() : names;
        this.values = values == null ? Map.of() : values;
        if (names != null) {
            check("ExpressionAttributeNames", "#", names.keySet());
        }
        if (values != null) {
            check("ExpressionAttributeValues", ":", values.keySet());
            if (AttributeValue.sizeOf(values) > MAX_SIZE) {
                throw Refused.validation("ExpressionAttributeValues exceeds max size");
            }
        }
    }

    private static void check(String member, String first, Collection<String> keys) {
        if (keys.isEmpty()) {
            throw Refused.validation(member + " must not be empty");
        }
        for (String key : keys) {
            if (!key.startsWith(first) || !KEY.matcher(key).matches() || key.length() > MAX_KEY) {
                throw Refused.validation(member + " contains invalid key: Syntax error; key: \"" + key + "\"");
            }
        }
    }

    String name(String expression, String placeholder) {
        usedNames.add(placeholder);
        String name = names.get(placeholder);
        if (name == null) {
            throw Refused.validation(
                    "Invalid " + expression + ": An expression attribute name used in the document path"
                            + " is not defined; attribute name: " + placeholder);
        }
        return name;
    }

    AttributeValue value(String expression, String placeholder) {
        usedValues.add(placeholder);
        AttributeValue value = values.get(placeholder);
        if (value == null) {
            throw Refused.validation("Invalid " + expression + ": An expression attribute value used in expression is"
                    + " not defined; attribute value: " + placeholder);
        }
        return value;
    }

    /** Refuses placeholders that no expression has used. */
    public void checkUsed() {
        unused("ExpressionAttributeNames", names.keySet(), usedNames);
        unused("ExpressionAttributeValues", values.keySet(), usedValues);
    }

    private static void unused(String member, Set<String> defined, Set<String> used) {
        Set<String> left = new LinkedHashSet<>(defined);
        left.removeAll(used);
        if (!left.isEmpty()) {
            throw Refused.validation(
                    "Value provided in " + member + " unused in expressions: keys: {" + String.join(", ", left) + "}");
        }
    }
}
