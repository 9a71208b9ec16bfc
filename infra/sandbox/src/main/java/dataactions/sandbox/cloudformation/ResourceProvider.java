package dataactions.sandbox.cloudformation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/**
 * Creates, updates and deletes the resources of one type. Everything a provider needs is in the request; what it
 * returns is what {@code Ref} (the physical id) and {@code Fn::GetAtt} (the attributes) answer from then on.
 */
public interface ResourceProvider {
    /**
     * One order to a provider.
     *
     * @param stackId the stack's ARN
     * @param stackName the stack's name
     * @param logicalId the resource's name in the template
     * @param type the resource's type in the template
     * @param physicalId on create a proposal made by the engine, which a provider may use; on update and delete the id
     *     that the provider returned last (or the proposal, where a create never answered)
     * @param properties the desired properties, evaluated; for a deletion the present ones
     * @param oldProperties the properties it has; empty but on an update
     */
    record Order(
            String stackId,
            String stackName,
            String logicalId,
            String type,
            String physicalId,
            ObjectNode properties,
            ObjectNode oldProperties) {}

    /** What exists after a create or an update: a physical id of at most 1 KB, and the attributes by name. */
    record Made(String physicalId, Map<String, JsonNode> attributes) {}

    Made create(Order order) throws ResourceFailure;

    /** Changes the resource in place; a provider that decides by itself may return another physical id: a replacement. */
    Made update(Order order) throws ResourceFailure;

    void delete(Order order) throws ResourceFailure;

    /**
     * Deletes, and returns a note for the event: for example why the provider kept the resource.
     *
     * @return the status reason of the event; empty for nothing
     */
    default String remove(Order order) throws ResourceFailure {
        delete(order);
        return "";
    }

    /**
     * Whether this change cannot be made in place, so that the engine creates a new resource and deletes the old one in
     * the clean-up. Custom resources answer false: they replace by returning another physical id from an update.
     */
    default boolean replaces(ObjectNode oldProperties, ObjectNode newProperties) {
        return false;
    }

    /** Whether another physical id from {@link #update} means a replacement, as for custom resources. */
    default boolean replacesByPhysicalId() {
        return false;
    }

    /** Whether resources of this type have no behaviour here: accepted, listed, and nothing more. */
    default boolean inert() {
        return false;
    }
}
