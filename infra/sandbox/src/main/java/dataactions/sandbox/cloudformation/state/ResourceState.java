package dataactions.sandbox.cloudformation.state;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.assembly.template.Template;
import java.util.List;
import java.util.Map;

/**
 * The saved state of one resource: its identity, its properties and its status.
 *
 * @param properties the evaluated properties; desired, not observed, while {@code status} says that a step is running
 *     or failed
 * @param dependencies logical ids it depends on, by reference or by DependsOn
 * @param deletionPolicy {@code Delete}, {@code Retain} or {@code RetainExceptOnCreate}
 * @param updateReplacePolicy what a replacement does with the old resource: {@code Delete} or {@code Retain}
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

    /** The resource after a create or an update that succeeded. */
    public ResourceState made(String newPhysicalId, Map<String, JsonNode> newAttributes, ResourceStatus newStatus) {
        return new ResourceState(
                logicalId,
                type,
                newPhysicalId,
                newStatus,
                "",
                properties,
                Map.copyOf(newAttributes),
                dependencies,
                deletionPolicy,
                updateReplacePolicy);
    }

    public ResourceState withPhysicalId(String id) {
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

    public ResourceState withProperties(ObjectNode newProperties, ResourceStatus newStatus) {
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
    public ResourceState governedBy(Template.Resource resource, List<String> newDependencies) {
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

    /** Whether both name the same physical resource. */
    public boolean isSameThing(ResourceState other) {
        return type.equals(other.type) && physicalId.equals(other.physicalId);
    }

    /** Whether both are the same resource with the same properties; their events may differ. */
    public boolean standsLike(ResourceState other) {
        return status.settled() && isSameThing(other) && properties.equals(other.properties);
    }
}
