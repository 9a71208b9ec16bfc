package dataactions.sandbox.aws.dynamodb;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.sandbox.aws.dynamodb.expression.Condition;
import dataactions.sandbox.aws.dynamodb.expression.Placeholders;
import dataactions.sandbox.aws.dynamodb.expression.Projection;
import dataactions.sandbox.aws.dynamodb.expression.Update;
import dataactions.sandbox.aws.dynamodb.value.AttributeValue;
import dataactions.sandbox.aws.dynamodb.value.AttributeValues;
import dataactions.sandbox.aws.dynamodb.value.Refused;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Three operations of DynamoDB by the rules of the service. Source: DynamoDB API reference. */
final class DynamoDb {
    static final Set<String> OPERATIONS = Set.of("PutItem", "GetItem", "UpdateItem");

    private static final int MAX_ITEM = 400 * 1024;
    private static final List<String> CAPACITY = List.of("NONE", "INDEXES", "TOTAL");
    private static final List<String> METRICS = List.of("NONE", "SIZE");
    private static final List<String> ON_FAILURE = List.of("NONE", "ALL_OLD");
    private static final List<String> RETURN_VALUES =
            List.of("NONE", "ALL_OLD", "UPDATED_OLD", "ALL_NEW", "UPDATED_NEW");
    private static final Set<String> PUT = Set.of(
            "TableName",
            "Item",
            "ConditionExpression",
            "ExpressionAttributeNames",
            "ExpressionAttributeValues",
            "ReturnValues",
            "ReturnValuesOnConditionCheckFailure",
            "ReturnConsumedCapacity",
            "ReturnItemCollectionMetrics");
    private static final Set<String> GET = Set.of(
            "TableName",
            "Key",
            "ConsistentRead",
            "ProjectionExpression",
            "ExpressionAttributeNames",
            "ReturnConsumedCapacity");
    private static final Set<String> UPDATE = Set.of(
            "TableName",
            "Key",
            "UpdateExpression",
            "ConditionExpression",
            "ExpressionAttributeNames",
            "ExpressionAttributeValues",
            "ReturnValues",
            "ReturnValuesOnConditionCheckFailure",
            "ReturnConsumedCapacity",
            "ReturnItemCollectionMetrics");

    private final Tables tables;

    DynamoDb(Tables tables) {
        this.tables = tables;
    }

    /** One request of {@link #OPERATIONS}; throws {@link Refused}. */
    ObjectNode carryOut(String operation, JsonNode members) {
        return switch (operation) {
            case "PutItem" -> put(new RequestMembers(members, PUT));
            case "GetItem" -> get(new RequestMembers(members, GET));
            case "UpdateItem" -> update(new RequestMembers(members, UPDATE));
            default -> throw new IllegalArgumentException(operation);
        };
    }

    private ObjectNode put(RequestMembers request) {
        String name = request.table();
        Map<String, AttributeValue> item = request.attributes("Item");
        String returned = request.oneOf("ReturnValues", RETURN_VALUES);
        if (!returned.equals("NONE") && !returned.equals("ALL_OLD")) {
            throw Refused.validation("ReturnValues can only be ALL_OLD or NONE");
        }
        Placeholders placeholders = request.placeholders(true, "ConditionExpression");
        Guard guard = Guard.of(request, placeholders);
        placeholders.checkUsed();
        checkSize(item, "Item size has exceeded the maximum allowed size");
        Table table = tables.table(name).orElseThrow(Refused::noTable);
        KeySchema.Key key = table.description().schema().keyOf(item);
        Table.Write write = table.write(key, before -> {
            guard.check(before);
            return item;
        });
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        if (returned.equals("ALL_OLD")) {
            write.before().ifPresent(old -> answer.set("Attributes", AttributeValues.write(old)));
        }
        return answer;
    }

    private ObjectNode get(RequestMembers request) {
        String name = request.table();
        Map<String, AttributeValue> named = request.attributes("Key");
        boolean isConsistent = request.flag("ConsistentRead");
        request.oneOf("ReturnConsumedCapacity", CAPACITY);
        Placeholders placeholders = request.placeholders(false, "ProjectionExpression");
        String expression = request.text("ProjectionExpression");
        Optional<Projection> projection =
                Optional.ofNullable(expression).map(text -> Projection.parse(text, placeholders));
        placeholders.checkUsed();
        Table table = tables.table(name).orElseThrow(Refused::noTable);
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        table.read(table.description().schema().exactly(named), isConsistent)
                .map(item -> projection.map(it -> it.of(item)).orElse(item))
                .ifPresent(item -> answer.set("Item", AttributeValues.write(item)));
        return answer;
    }

    private ObjectNode update(RequestMembers request) {
        String name = request.table();
        Map<String, AttributeValue> named = request.attributes("Key");
        String returned = request.oneOf("ReturnValues", RETURN_VALUES);
        Placeholders placeholders = request.placeholders(true, "UpdateExpression", "ConditionExpression");
        Optional<Update> update =
                Optional.ofNullable(request.text("UpdateExpression")).map(text -> Update.parse(text, placeholders));
        Guard guard = Guard.of(request, placeholders);
        placeholders.checkUsed();
        Table table = tables.table(name).orElseThrow(Refused::noTable);
        KeySchema schema = table.description().schema();
        KeySchema.Key key = schema.exactly(named);
        update.stream()
                .flatMap(it -> it.attributes().stream())
                .filter(schema::has)
                .forEach(attribute -> {
                    throw Refused.parameter(
                            "Cannot update attribute " + attribute + ". This attribute is part of the key");
                });
        Table.Write write = table.write(key, before -> {
            guard.check(before);
            Map<String, AttributeValue> start = before.orElse(named);
            Map<String, AttributeValue> after =
                    update.map(it -> it.apply(start)).orElse(start);
            checkSize(after, "Item size to update has exceeded the maximum allowed size");
            return after;
        });
        Optional<Projection> changed = update.map(Update::changed);
        Optional<Map<String, AttributeValue>> attributes =
                switch (returned) {
                    case "ALL_OLD" -> write.before();
                    case "ALL_NEW" -> Optional.of(write.after());
                    case "UPDATED_OLD" -> changed.flatMap(it -> write.before().map(it::of));
                    case "UPDATED_NEW" -> changed.map(it -> it.of(write.after()));
                    default -> Optional.empty();
                };
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        attributes.ifPresent(it -> answer.set("Attributes", AttributeValues.write(it)));
        return answer;
    }

    private static void checkSize(Map<String, AttributeValue> item, String message) {
        if (AttributeValue.sizeOf(item) > MAX_ITEM) {
            throw Refused.validation(message);
        }
    }

    /**
     * The condition of a write.
     *
     * @param returnsItem whether a refusal has the item
     */
    private record Guard(Optional<Condition> condition, boolean returnsItem) {
        static Guard of(RequestMembers request, Placeholders placeholders) {
            request.oneOf("ReturnConsumedCapacity", CAPACITY);
            request.oneOf("ReturnItemCollectionMetrics", METRICS);
            return new Guard(
                    Optional.ofNullable(request.text("ConditionExpression"))
                            .map(text -> Condition.parse(text, placeholders)),
                    request.oneOf("ReturnValuesOnConditionCheckFailure", ON_FAILURE)
                            .equals("ALL_OLD"));
        }

        void check(Optional<Map<String, AttributeValue>> item) {
            boolean holds = condition.map(it -> it.holds(item.orElse(Map.of()))).orElse(true);
            if (!holds) {
                throw Refused.condition(returnsItem ? item.orElse(null) : null);
            }
        }
    }
}
