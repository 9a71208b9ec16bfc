package dataactions.sandbox.aws.dynamodb.value;

import java.util.Map;

/** A refusal of the service. Source: DynamoDB developer guide, "Error handling with DynamoDB". */
public final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private static final String PROTOCOL = "com.amazon.coral.service#";
    private static final String SERVICE = "com.amazonaws.dynamodb.v20120810#";

    private final int status;
    private final String type;
    private final transient Map<String, AttributeValue> item;

    private Refused(int status, String type, String message, Map<String, AttributeValue> item) {
        super(message);
        this.status = status;
        this.type = type;
        this.item = item;
    }

    /** The request breaks a rule for its values. */
    public static Refused validation(String message) {
        return new Refused(400, "com.amazon.coral.validate#ValidationException", message, null);
    }

    /** As {@link #validation}, with the first words that the service uses for values. */
    public static Refused parameter(String message) {
        return validation("One or more parameter values were invalid: " + message);
    }

    /** The request is refused before the operation begins: unknown operation, no signature, not JSON, wrong JSON type. */
    public static Refused protocol(String code, String message) {
        return new Refused(400, PROTOCOL + code, message, null);
    }

    public static Refused serialization(String message) {
        return protocol("SerializationException", message);
    }

    public static Refused noTable() {
        return new Refused(400, SERVICE + "ResourceNotFoundException", "Requested resource not found", null);
    }

    public static Refused throttled() {
        return new Refused(
                400,
                SERVICE + "ProvisionedThroughputExceededException",
                "The level of configured provisioned throughput for the table was exceeded. Consider increasing your"
                        + " provisioning level with the UpdateTable API.",
                null);
    }

    public static Refused internal() {
        return new Refused(500, SERVICE + "InternalServerError", "Internal server error", null);
    }

    /** @param item the item that failed the condition; null if the answer must not have it */
    public static Refused condition(Map<String, AttributeValue> item) {
        return new Refused(400, SERVICE + "ConditionalCheckFailedException", "The conditional request failed", item);
    }

    public int status() {
        return status;
    }

    /** The value of {@code __type}. */
    public String type() {
        return type;
    }

    /** Null if the answer has no item. */
    public Map<String, AttributeValue> item() {
        return item;
    }
}
