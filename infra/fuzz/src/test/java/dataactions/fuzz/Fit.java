package dataactions.fuzz;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;

/**
 * Whether a value fits a JSON Schema (draft-04), as far as contracts use it: {@code type}, {@code properties}, {@code
 * items}, {@code required}. A hundred times as fast as the validator of the other tests, against which it is tested:
 * what a fuzzer spends on checking, it cannot spend on cases.
 */
public final class Fit {
    private Fit() {}

    /** The place of the first breach, or null. */
    public static String breach(Object schema, Object value) {
        return breach((Map<?, ?>) schema, value, "$");
    }

    private static String breach(Map<?, ?> schema, Object value, String place) {
        if (schema.get("type") instanceof String type && !isOf(type, value)) {
            return place + " is no " + type;
        }
        if (value instanceof Map<?, ?> object) {
            if (schema.get("required") instanceof List<?> required) {
                for (Object name : required) {
                    if (!object.containsKey(name)) {
                        return place + " has no " + name;
                    }
                }
            }
            if (schema.get("properties") instanceof Map<?, ?> properties) {
                for (Map.Entry<?, ?> property : properties.entrySet()) {
                    if (object.containsKey(property.getKey())) {
                        String breach = breach(
                                (Map<?, ?>) property.getValue(),
                                object.get(property.getKey()),
                                place + "." + property.getKey());
                        if (breach != null) {
                            return breach;
                        }
                    }
                }
            }
        }
        if (value instanceof List<?> list && schema.get("items") instanceof Map<?, ?> items) {
            for (Object item : list) {
                String breach = breach(items, item, place + "[]");
                if (breach != null) {
                    return breach;
                }
            }
        }
        return null;
    }

    private static boolean isOf(String type, Object value) {
        return switch (type) {
            case "string" -> value instanceof String;
            case "integer" ->
                value instanceof Long
                        || value instanceof BigInteger
                        || value instanceof BigDecimal d
                                && d.stripTrailingZeros().scale() <= 0;
            case "number" -> value instanceof Number;
            case "boolean" -> value instanceof Boolean;
            case "array" -> value instanceof List;
            case "object" -> value instanceof Map;
            default -> throw new IllegalArgumentException("no type of a contract: " + type);
        };
    }
}
