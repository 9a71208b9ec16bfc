package dataactions.sandbox.aws.resources;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.sandbox.aws.dynamodb.KeySchema;
import dataactions.sandbox.aws.dynamodb.TableDescription;
import dataactions.sandbox.aws.dynamodb.Tables;
import dataactions.sandbox.cloudformation.provider.ResourceFailure;
import dataactions.sandbox.cloudformation.provider.ResourceProvider;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code AWS::DynamoDB::Table}: a table without indexes and streams. Encryption and billing have no effect here. */
record TableProvider(Tables tables, String accountId, String region) implements ResourceProvider {
    private static final List<String> MISSING = List.of(
            "GlobalSecondaryIndexes",
            "LocalSecondaryIndexes",
            "StreamSpecification",
            "KinesisStreamSpecification",
            "ImportSourceSpecification");

    @Override
    public boolean replaces(ObjectNode oldProperties, ObjectNode newProperties) {
        return ResourceProperties.differs(oldProperties, newProperties, "TableName", "KeySchema");
    }

    @Override
    public Made create(Order order) throws ResourceFailure {
        String name = ResourceProperties.text(order.properties(), "TableName", order.physicalId());
        if (!name.matches("[a-zA-Z0-9_.-]{3,255}")) {
            throw new ResourceFailure(
                    "TableName must have 3 to 255 characters of a-z, A-Z, 0-9, _, - and ., but is '" + name + "'.");
        }
        if (tables.find(name).isPresent()) {
            throw new ResourceFailure("Table already exists: " + name + " (DynamoDB, ResourceInUseException).");
        }
        tables.create(description(name, order.properties()));
        return made(name);
    }

    @Override
    public Made update(Order order) throws ResourceFailure {
        if (!tables.update(description(order.physicalId(), order.properties()))) {
            throw new ResourceFailure("Table not found: " + order.physicalId() + " (DynamoDB, 404).");
        }
        return made(order.physicalId());
    }

    @Override
    public void delete(Order order) throws ResourceFailure {
        if (order.properties().path("DeletionProtectionEnabled").asBoolean(false)) {
            throw new ResourceFailure("Resource cannot be deleted as it is currently protected against deletion."
                    + " Disable deletion protection first.");
        }
        tables.delete(order.physicalId());
    }

    private Made made(String name) {
        return new Made(name, ResourceProperties.attributes("Arn", arn(name)));
    }

    private String arn(String name) {
        return "arn:aws:dynamodb:" + region + ":" + accountId + ":table/" + name;
    }

    private TableDescription description(String name, ObjectNode properties) throws ResourceFailure {
        for (String each : MISSING) {
            if (properties.has(each)) {
                throw new ResourceFailure("The sandbox's tables have no " + each + ".");
            }
        }
        JsonNode ttl = properties.path("TimeToLiveSpecification");
        String attribute =
                ttl.path("Enabled").asBoolean(false) ? ttl.path("AttributeName").asText("") : "";
        if (attribute.isEmpty() && ttl.path("Enabled").asBoolean(false)) {
            throw new ResourceFailure("TimeToLiveSpecification needs an AttributeName.");
        }
        return new TableDescription(name, arn(name), schema(properties), attribute);
    }

    private static KeySchema schema(ObjectNode properties) throws ResourceFailure {
        Map<String, String> types = new LinkedHashMap<>();
        properties
                .path("AttributeDefinitions")
                .forEach(each -> types.put(
                        each.path("AttributeName").asText(),
                        each.path("AttributeType").asText()));
        List<KeySchema.KeyAttribute> key = new ArrayList<>();
        for (JsonNode each : properties.path("KeySchema")) {
            String expected = key.isEmpty() ? "HASH" : "RANGE";
            String name = each.path("AttributeName").asText();
            String type = types.getOrDefault(name, "");
            if (!each.path("KeyType").asText().equals(expected)
                    || !List.of("S", "N", "B").contains(type)) {
                throw new ResourceFailure("KeySchema: the attribute '" + name + "' must have the KeyType " + expected
                        + ", and in AttributeDefinitions the type S, N or B.");
            }
            key.add(new KeySchema.KeyAttribute(name, type));
        }
        if (key.isEmpty() || key.size() > 2 || key.size() != types.size()) {
            throw new ResourceFailure("KeySchema must have one or two attributes, and AttributeDefinitions the same.");
        }
        return new KeySchema(List.copyOf(key));
    }
}
