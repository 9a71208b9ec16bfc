package dataactions.sandbox.cloudformation.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/**
 * Creates, updates and deletes the resources of one type. The request holds everything that a provider needs. The
 * provider returns the values of {@code Ref} (the physical id) and {@code Fn::GetAtt} (the attributes).
 */
public interface ResourceProvider {
    /**
     * One request to a provider.
     *
     * @param stackId the stack's ARN
     * @param stackName the stack's name
     * @param logicalId the resource's name in the template
     * @param type the resource's type in the template
     * @param physicalId on create: a proposal of the engine, which the provider may use. On update and delete: the id
     *     that the provider returned last, or the proposal if the create had no answer
     * @param properties the desired properties, evaluated; for a deletion the current properties
     * @param oldProperties the properties before the update; empty on create and delete
     */
    record Order(
            String stackId,
            String stackName,
            String logicalId,
            String type,
            String physicalId,
            ObjectNode properties,
            ObjectNode oldProperties) {}

    /** The result of a create or an update: a physical id of at most 1 KB, and the attributes by name. */
    record Made(String physicalId, Map<String, JsonNode> attributes) {}

    Made create(Order order) throws ResourceFailure;

    /**
     * Changes the resource in place. If {@link #replacesByPhysicalId} is true, a provider may return another physical
     * id, which means a replacement.
     */
    Made update(Order order) throws ResourceFailure;

    void delete(Order order) throws ResourceFailure;

    /**
     * Deletes, and returns a note for the event: for example why the provider kept the resource.
     *
     * @return the status reason of the event; may be empty
     */
    default String remove(Order order) throws ResourceFailure {
        delete(order);
        return "";
    }

    /**
     * Whether this change cannot be made in place, so that the engine creates a new resource and deletes the old one in
     * the clean-up. For custom resources this is false: their update returns another physical id to replace the
     * resource.
     */
    default boolean replaces(ObjectNode oldProperties, ObjectNode newProperties) {
        return false;
    }

    /** Whether another physical id from {@link #update} means a replacement, as for custom resources. */
    default boolean replacesByPhysicalId() {
        return false;
    }

    /** Whether resources of this type are inert: accepted and listed, and nothing else happens. */
    default boolean inert() {
        return false;
    }
}
