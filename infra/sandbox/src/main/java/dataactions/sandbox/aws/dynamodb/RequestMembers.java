package dataactions.sandbox.aws.dynamodb;

import com.fasterxml.jackson.databind.JsonNode;
import dataactions.sandbox.aws.dynamodb.expression.Placeholders;
import dataactions.sandbox.aws.dynamodb.value.AttributeValue;
import dataactions.sandbox.aws.dynamodb.value.AttributeValues;
import dataactions.sandbox.aws.dynamodb.value.Refused;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The members of a request. Each method throws {@link Refused} for a member of the wrong kind. */
final class RequestMembers {
    private static final Set<String> LEGACY =
            Set.of("Expected", "ConditionalOperator", "AttributeUpdates", "AttributesToGet");

    private final JsonNode members;

    /** @param known the members that the operation has */
    RequestMembers(JsonNode members, Set<String> known) {
        if (!members.isObject()) {
            throw Refused.serialization("Expected a JSON object");
        }
        this.members = members;
        members.fieldNames().forEachRemaining(name -> {
            if (LEGACY.contains(name)) {
                throw Refused.validation(
                        "The sandbox does not support the legacy parameter " + name + ". Use an expression.");
            }
            if (!known.contains(name)) {
                // DynamoDB ignores such a member. Here a misspelled condition must not go unnoticed.
                throw Refused.validation("Unknown member " + name + ". Expected one of "
                        + known.stream().sorted().toList());
            }
        });
    }

    private boolean has(String name) {
        return members.hasNonNull(name);
    }

    /** A text; null if the request does not have it. */
    String text(String name) {
        if (!has(name)) {
            return null;
        }
        if (!members.get(name).isTextual()) {
            throw Refused.serialization("Expected a JSON string in " + name);
        }
        return members.get(name).textValue();
    }

    /** A table's name or ARN. */
    String table() {
        String name = text("TableName");
        if (name == null) {
            throw required("tableName");
        }
        if (!name.startsWith("arn:") && !name.matches("[a-zA-Z0-9_.-]{3,255}")) {
            throw Refused.validation("1 validation error detected: Value at 'tableName' failed to satisfy constraint:"
                    + " Member must have 3 to 255 characters of a-z, A-Z, 0-9, _, - and .");
        }
        return name;
    }

    boolean flag(String name) {
        if (!has(name)) {
            return false;
        }
        if (!members.get(name).isBoolean()) {
            throw Refused.serialization("Expected true or false in " + name);
        }
        return members.get(name).booleanValue();
    }

    /** One of a list of words; the first one if the request does not have the member. */
    String oneOf(String name, List<String> words) {
        String word = text(name);
        if (word == null) {
            return words.get(0);
        }
        if (!words.contains(word)) {
            String member = name.substring(0, 1).toLowerCase(java.util.Locale.ROOT) + name.substring(1);
            throw Refused.validation("1 validation error detected: Value '" + word + "' at '" + member
                    + "' failed to satisfy constraint: Member must satisfy enum value set: " + words);
        }
        return word;
    }

    /** Attributes that the request must have. */
    Map<String, AttributeValue> attributes(String name) {
        if (!has(name)) {
            throw required(name.toLowerCase(java.util.Locale.ROOT));
        }
        return AttributeValues.read(members.get(name));
    }

    /**
     * The placeholders of the expressions.
     *
     * @param expressions the members that can use them
     */
    Placeholders placeholders(boolean haveValues, String... expressions) {
        boolean isUsed = false;
        for (String each : expressions) {
            isUsed |= text(each) != null;
        }
        for (String each : List.of("ExpressionAttributeNames", "ExpressionAttributeValues")) {
            if (has(each) && !isUsed) {
                throw Refused.validation(each + " can only be specified when using expressions: "
                        + String.join(" and ", expressions) + " is null");
            }
        }
        return new Placeholders(
                names(),
                haveValues && has("ExpressionAttributeValues") ? attributes("ExpressionAttributeValues") : null);
    }

    private Map<String, String> names() {
        if (!has("ExpressionAttributeNames")) {
            return null;
        }
        JsonNode node = members.get("ExpressionAttributeNames");
        if (!node.isObject()) {
            throw Refused.serialization("Expected a JSON object in ExpressionAttributeNames");
        }
        Map<String, String> names = new LinkedHashMap<>();
        node.properties().forEach(each -> {
            if (!each.getValue().isTextual()) {
                throw Refused.serialization("Expected JSON strings in ExpressionAttributeNames");
            }
            names.put(each.getKey(), each.getValue().textValue());
        });
        return names;
    }

    private static Refused required(String member) {
        return Refused.validation("1 validation error detected: Value null at '" + member
                + "' failed to satisfy constraint: Member must not be null");
    }
}
