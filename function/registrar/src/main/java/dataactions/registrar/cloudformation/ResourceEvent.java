package dataactions.registrar.cloudformation;

import com.fasterxml.jackson.databind.JsonNode;
import dataactions.registrar.invocation.Failure;
import java.util.Optional;

/**
 * A request of CloudFormation for a custom resource.
 *
 * @param type Create, Update or Delete
 * @param resourceType {@code Custom::…}
 * @param physicalId null on Create
 * @param properties the desired state
 * @param oldProperties the previous desired state; empty except on Update
 */
public record ResourceEvent(
        Type type,
        Envelope envelope,
        String resourceType,
        String logicalId,
        String physicalId,
        Properties properties,
        Properties oldProperties) {

    /** The operation that CloudFormation requests. */
    public enum Type {
        Create,
        Update,
        Delete
    }

    /**
     * The values that an answer must repeat, and the URL for the answer. The URL is pre-signed: whoever knows it can
     * answer in our place, so it is never logged or stored.
     */
    public record Envelope(String responseUrl, String stackId, String requestId, String logicalId, String physicalId) {
        /**
         * Reads as much as the event has, so that an event that is invalid elsewhere can be answered too.
         *
         * @return empty if there is no URL for an answer
         */
        public static Optional<Envelope> of(JsonNode event) {
            if (event == null || !event.path("ResponseURL").isTextual()) {
                return Optional.empty();
            }
            JsonNode physicalId = event.path("PhysicalResourceId");
            return Optional.of(new Envelope(
                    event.path("ResponseURL").asText(),
                    event.path("StackId").asText(""),
                    event.path("RequestId").asText(""),
                    event.path("LogicalResourceId").asText(""),
                    physicalId.isTextual() && !physicalId.asText().isBlank() ? physicalId.asText() : null));
        }

        @Override
        public String toString() {
            return "Envelope[" + logicalId + ", " + requestId + "]";
        }
    }

    /**
     * Reads an event.
     *
     * @throws Failure PROPERTY when the event is invalid
     */
    public static ResourceEvent of(Envelope envelope, JsonNode event) {
        String resourceType = required(event, "ResourceType");
        Type type =
                switch (required(event, "RequestType")) {
                    case "Create" -> Type.Create;
                    case "Update" -> Type.Update;
                    case "Delete" -> Type.Delete;
                    default -> throw malformed("RequestType is not Create, Update or Delete");
                };
        JsonNode properties = event.get("ResourceProperties");
        if (type != Type.Delete && (properties == null || !properties.isObject())) {
            throw malformed("ResourceProperties is not an object");
        }
        required(event, "StackId");
        required(event, "RequestId");
        return new ResourceEvent(
                type,
                envelope,
                resourceType,
                required(event, "LogicalResourceId"),
                envelope.physicalId(),
                new Properties(resourceType, properties),
                new Properties(resourceType, event.get("OldResourceProperties")));
    }

    public String stackId() {
        return envelope.stackId();
    }

    /** Distinguishes this stack from an earlier stack of the same name that was destroyed. Ends with a slash. */
    public String incarnation() {
        return envelope.stackId().substring(envelope.stackId().lastIndexOf('/') + 1) + "/";
    }

    /** Names the stack and this request. The registrar notes it on objects that the request creates. */
    public String requestName() {
        return incarnation() + envelope.requestId();
    }

    /** The tag that says which resource owns an object. The registrar writes it on the object in Genesys. */
    public OwnershipTag ownershipTag() {
        return OwnershipTag.of(envelope.stackId(), logicalId);
    }

    private static String required(JsonNode event, String name) {
        JsonNode value = event.path(name);
        if (!value.isTextual() || value.asText().isBlank()) {
            throw malformed(name + " is not a text");
        }
        return value.asText();
    }

    private static Failure malformed(String what) {
        return Failure.of(
                Failure.Kind.PROPERTY,
                "The event is not a CloudFormation custom resource request: " + what + ".",
                "The registrar is called by CloudFormation only.");
    }
}
