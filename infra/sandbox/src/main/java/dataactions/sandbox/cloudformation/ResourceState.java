package dataactions.sandbox.cloudformation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.assembly.template.Template;
import java.util.List;
import java.util.Map;

/**
 * One resource of the stack as journaled: what it is, what it was asked to be, and how far that went.
 *
 * @param properties the evaluated properties it has, or was being given when {@code status} is not a settled one
 * @param dependencies logical ids it depends on, by reference or by DependsOn
 * @param deletionPolicy {@code Delete}, {@code Retain} or {@code RetainExceptOnCreate}
 * @param updateReplacePolicy what happens to the old one when it is replaced: {@code Delete} or {@code Retain}
 */
public record ResourceState(
        String logicalId,
        String type,
        String physicalId,
        ResourceStatus status,
        String reason,
        ObjectNode properties,
        Map<String, JsonNode> attributes,
        List<String> dependencies,
        String deletionPolicy,
        String updateReplacePolicy) {
    public ResourceState with(ResourceStatus newStatus, String newReason) {
        return new ResourceState(
                logicalId,
                type,
                physicalId,
                newStatus,
                newReason,
                properties,
                attributes,
                dependencies,
                deletionPolicy,
                updateReplacePolicy);
    }

    public ResourceState with(ResourceProvider.Made made, ResourceStatus newStatus) {
        return new ResourceState(
                logicalId,
                type,
                made.physicalId(),
                newStatus,
                "",
                properties,
                Map.copyOf(made.attributes()),
                dependencies,
                deletionPolicy,
                updateReplacePolicy);
    }

    ResourceState withPhysicalId(String id) {
        return new ResourceState(
                logicalId,
                type,
                id,
                status,
                reason,
                properties,
                attributes,
                dependencies,
                deletionPolicy,
                updateReplacePolicy);
    }

    ResourceState withProperties(ObjectNode newProperties, ResourceStatus newStatus) {
        return new ResourceState(
                logicalId,
                type,
                physicalId,
                newStatus,
                "",
                newProperties,
                attributes,
                dependencies,
                deletionPolicy,
                updateReplacePolicy);
    }

    /** The same resource with the dependencies and policies that a template gives it. */
    ResourceState governedBy(Template.Resource resource, List<String> newDependencies) {
        return new ResourceState(
                logicalId,
                type,
                physicalId,
                status,
                reason,
                properties,
                attributes,
                newDependencies,
                resource.deletionPolicy(),
                resource.updateReplacePolicy());
    }

    /** Whether both are the same thing with the same properties, whatever the words of their events. */
    boolean standsLike(ResourceState other) {
        return status.settled()
                && type.equals(other.type)
                && physicalId.equals(other.physicalId)
                && properties.equals(other.properties);
    }
}
