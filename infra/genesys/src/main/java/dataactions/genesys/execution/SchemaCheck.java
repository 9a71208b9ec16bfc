package dataactions.genesys.execution;

import com.fasterxml.jackson.databind.JsonNode;
import dataactions.genesys.objects.action.ContractRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Compares a value with a schema that {@link ContractRules} accepts. */
public final class SchemaCheck {

    private final List<String> problems = new ArrayList<>();

    private SchemaCheck() {}

    /** Every difference, with the path of the value and without the value itself; empty if the value fits. */
    public static List<String> problems(JsonNode schema, JsonNode value) {
        SchemaCheck check = new SchemaCheck();
        check.check(schema, value, "$");
        return check.problems;
    }

    private void check(JsonNode schema, JsonNode value, String path) {
        String type = schema.path("type").asText("");
        if (!type.isEmpty() && !isOfType(value, type)) {
            problems.add(path + ": expected " + type + ", found " + typeOf(value) + ".");
            return;
        }
        if (schema.path("enum").isArray() && !contains(schema.path("enum"), value)) {
            problems.add(path + ": not one of the values of 'enum'.");
        }
        if (value.isNumber()) {
            number(schema, value, path);
        } else if (value.isTextual()) {
            text(schema, value.asText(), path);
        } else if (value.isArray() && schema.path("items").isObject()) {
            for (int i = 0; i < value.size(); i++) {
                check(schema.path("items"), value.get(i), path + "[" + i + "]");
            }
        } else if (value.isObject()) {
            object(schema, value, path);
        }
    }

    private void object(JsonNode schema, JsonNode value, String path) {
        for (JsonNode name : schema.path("required")) {
            if (!value.has(name.asText())) {
                problems.add(path + ": the required property '" + name.asText() + "' is missing.");
            }
        }
        JsonNode additional = schema.path("additionalProperties");
        for (Map.Entry<String, JsonNode> property : value.properties()) {
            String inner = path + "." + property.getKey();
            Optional<JsonNode> declared =
                    Optional.ofNullable(schema.path("properties").get(property.getKey()));
            if (declared.isPresent()) {
                check(declared.get(), property.getValue(), inner);
            } else if (additional.isBoolean() && !additional.asBoolean()) {
                problems.add(inner + ": no such property is declared, and additional ones are not allowed.");
            } else if (additional.isObject()) {
                check(additional, property.getValue(), inner);
            }
        }
    }

    private void number(JsonNode schema, JsonNode value, String path) {
        if (schema.path("minimum").isNumber()
                && value.decimalValue().compareTo(schema.path("minimum").decimalValue()) < 0) {
            problems.add(path + ": less than the minimum " + schema.path("minimum") + ".");
        }
        if (schema.path("maximum").isNumber()
                && value.decimalValue().compareTo(schema.path("maximum").decimalValue()) > 0) {
            problems.add(path + ": more than the maximum " + schema.path("maximum") + ".");
        }
    }

    private void text(JsonNode schema, String value, String path) {
        int length = value.codePointCount(0, value.length());
        if (schema.path("minLength").isInt()
                && length < schema.path("minLength").intValue()) {
            problems.add(path + ": shorter than the minLength " + schema.path("minLength") + ".");
        }
        if (schema.path("maxLength").isInt()
                && length > schema.path("maxLength").intValue()) {
            problems.add(path + ": longer than the maxLength " + schema.path("maxLength") + ".");
        }
        if (schema.path("pattern").isTextual()
                && !Pattern.compile(schema.path("pattern").asText())
                        .matcher(value)
                        .find()) {
            problems.add(path + ": does not match the pattern " + schema.path("pattern") + ".");
        }
    }

    private static boolean contains(JsonNode values, JsonNode value) {
        for (JsonNode each : values) {
            if (each.equals(value)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isOfType(JsonNode value, String type) {
        return switch (type) {
            case "string" -> value.isTextual();
            case "integer" -> value.isIntegralNumber();
            case "number" -> value.isNumber();
            case "boolean" -> value.isBoolean();
            case "array" -> value.isArray();
            case "object" -> value.isObject();
            case "null" -> value.isNull();
            default -> false;
        };
    }

    private static String typeOf(JsonNode value) {
        for (String type : List.of("string", "integer", "number", "boolean", "array", "object")) {
            if (isOfType(value, type)) {
                return type;
            }
        }
        return "null";
    }
}
