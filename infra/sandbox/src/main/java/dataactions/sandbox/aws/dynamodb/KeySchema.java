package dataactions.sandbox.aws.dynamodb;

import dataactions.sandbox.aws.dynamodb.value.AttributeValue;
import dataactions.sandbox.aws.dynamodb.value.Refused;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The primary key of a table: a partition key, and perhaps a sort key. */
public record KeySchema(List<KeyAttribute> attributes) {
    private static final int MAX_PARTITION_KEY = 2048;
    private static final int MAX_SORT_KEY = 1024;

    /** @param type {@code S}, {@code N} or {@code B} */
    public record KeyAttribute(String name, String type) {}

    /** The values of the key attributes, in their order. */
    record Key(List<AttributeValue> values) {}

    boolean has(String attribute) {
        return attributes.stream().anyMatch(each -> each.name().equals(attribute));
    }

    /** The key of an item that has more attributes than the key. */
    Key keyOf(Map<String, AttributeValue> item) {
        for (KeyAttribute each : attributes) {
            AttributeValue value = item.get(each.name());
            if (value == null) {
                throw Refused.parameter("Missing the key " + each.name() + " in the item");
            }
            if (!value.type().equals(each.type())) {
                throw Refused.parameter("Type mismatch for key " + each.name() + " expected: " + each.type()
                        + " actual: " + value.type());
            }
        }
        return checked(item);
    }

    /** The key of a request that names an item: exactly the key attributes. */
    Key exactly(Map<String, AttributeValue> key) {
        boolean fits = key.size() == attributes.size()
                && attributes.stream()
                        .allMatch(each -> key.containsKey(each.name())
                                && key.get(each.name()).type().equals(each.type()));
        if (!fits) {
            throw Refused.validation("The provided key element does not match the schema");
        }
        return checked(key);
    }

    private Key checked(Map<String, AttributeValue> attributesOfItem) {
        List<AttributeValue> values = new ArrayList<>();
        for (KeyAttribute each : attributes) {
            AttributeValue value = attributesOfItem.get(each.name());
            boolean isNumber = value instanceof AttributeValue.N;
            if (!isNumber && value.size() == 0) {
                throw Refused.validation("One or more parameter values are not valid. The AttributeValue for a key"
                        + " attribute cannot contain an empty "
                        + (value instanceof AttributeValue.S ? "string" : "binary") + " value. Key: " + each.name());
            }
            boolean isPartitionKey = values.isEmpty();
            if (!isNumber && value.size() > (isPartitionKey ? MAX_PARTITION_KEY : MAX_SORT_KEY)) {
                throw Refused.parameter(
                        isPartitionKey
                                ? "Size of hashkey has exceeded the maximum size limit of2048 bytes"
                                : "Aggregated size of all range keys has exceeded the size limit of 1024 bytes");
            }
            values.add(value);
        }
        return new Key(List.copyOf(values));
    }
}
