package dataactions.registrar.cloudformation;

import com.fasterxml.jackson.databind.JsonNode;
import dataactions.registrar.invocation.Failure;
import java.util.Optional;

/**
 * What CloudFormation asks of a custom resource.
 *
 * @param type Create, Update or Delete
 * @param resourceType {@code Custom::…}
 * @param physicalId null on Create
 * @param properties what is wanted
 * @param oldProperties what was wanted before; empty but on Update
 */
public record ResourceEvent(
        Type type,
        Envelope envelope,
        String resourceType,
        String logicalId,
        String physicalId,
        Properties properties,
        Properties oldProperties) {

    /** What CloudFormation wants. */
    public enum Type {
        Create,
        Update,
        Delete
    }

    /**
     * What an answer must repeat, and where it goes. The URL is pre-signed: whoever has it can answer for us, so it is
     * written nowhere.
     */
    public record Envelope(String responseUrl, String stackId, String requestId, String logicalId, String physicalId) {
        /**
         * As much of it as there is: even an event that is wrong elsewhere is answered.
         *
         * @return empty when there is no URL to answer to
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
     * @throws Failure PROPERTY when it is not one
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

    /** The stack of that name that it is now: another one after it was destroyed and deployed anew. With a slash. */
    public String incarnation() {
        return envelope.stackId().substring(envelope.stackId().lastIndexOf('/') + 1) + "/";
    }

    /** Which request of which stack: written on what it creates. */
    public String origin() {
        return incarnation() + envelope.requestId();
    }

    /** Says who owns the resource's object; written on the object in Genesys. */
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
