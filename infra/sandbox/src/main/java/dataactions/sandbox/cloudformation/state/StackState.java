package dataactions.sandbox.cloudformation.state;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The saved state of the stack between two steps. It is enough to continue, to roll back, or to delete everything after
 * the process was killed at any point.
 *
 * @param name the stack's name
 * @param id the stack's ARN
 * @param reason why the stack is in this status; may be empty
 * @param template the desired template; a running update changes {@code resources} to it
 * @param parameters the parameter values given with it
 * @param resources the resources by logical id, in the order of their creation
 * @param outputs the evaluated outputs of the last finished deployment
 * @param before the state that a rollback of the running update restores; null when no update is running. It is kept
 *     after a failure without rollback
 * @param leftovers replaced, removed or rolled-back resources that the engine still has to delete
 * @param terminationProtection whether a deletion of the stack is refused
 */
public record StackState(
        String name,
        String id,
        StackStatus status,
        String reason,
        ObjectNode template,
        Map<String, String> parameters,
        Map<String, ResourceState> resources,
        Map<String, String> outputs,
        Before before,
        List<ResourceState> leftovers,
        boolean terminationProtection) {
    /** The stack before the running update. */
    public record Before(
            ObjectNode template,
            Map<String, String> parameters,
            Map<String, ResourceState> resources,
            Map<String, String> outputs) {
        public Before without(String logicalId) {
            Map<String, ResourceState> changed = new LinkedHashMap<>(resources);
            changed.remove(logicalId);
            return new Before(template, parameters, changed, outputs);
        }
    }

    public StackState with(StackStatus newStatus, String newReason) {
        return new StackState(
                name,
                id,
                newStatus,
                newReason,
                template,
                parameters,
                resources,
                outputs,
                before,
                leftovers,
                terminationProtection);
    }

    public StackState with(ResourceState resource) {
        Map<String, ResourceState> changed = new LinkedHashMap<>(resources);
        changed.put(resource.logicalId(), resource);
        return withResources(changed);
    }

    /** The stack without a resource that was deleted or is retained. A replacement of it stays. */
    public StackState without(ResourceState gone) {
        Map<String, ResourceState> changed = new LinkedHashMap<>(resources);
        changed.values().removeIf(each -> each.logicalId().equals(gone.logicalId()) && each.isSameThing(gone));
        return withResources(changed)
                .withLeftovers(leftovers.stream()
                        .filter(each -> !each.logicalId().equals(gone.logicalId()) || !each.isSameThing(gone))
                        .toList());
    }

    public StackState withResources(Map<String, ResourceState> newResources) {
        return new StackState(
                name,
                id,
                status,
                reason,
                template,
                parameters,
                newResources,
                outputs,
                before,
                leftovers,
                terminationProtection);
    }

    public StackState withLeftover(ResourceState leftover) {
        List<ResourceState> changed = new ArrayList<>(leftovers);
        changed.add(leftover);
        return withLeftovers(changed);
    }

    public StackState withLeftovers(List<ResourceState> newLeftovers) {
        return new StackState(
                name,
                id,
                status,
                reason,
                template,
                parameters,
                resources,
                outputs,
                before,
                newLeftovers,
                terminationProtection);
    }

    public StackState withOutputs(Map<String, String> newOutputs) {
        return new StackState(
                name,
                id,
                status,
                reason,
                template,
                parameters,
                resources,
                newOutputs,
                before,
                leftovers,
                terminationProtection);
    }

    public StackState withTemplate(ObjectNode newTemplate, Map<String, String> newParameters) {
        return new StackState(
                name,
                id,
                status,
                reason,
                newTemplate,
                newParameters,
                resources,
                outputs,
                before,
                leftovers,
                terminationProtection);
    }

    public StackState withBefore(Before newBefore) {
        return new StackState(
                name,
                id,
                status,
                reason,
                template,
                parameters,
                resources,
                outputs,
                newBefore,
                leftovers,
                terminationProtection);
    }

    public StackState withTerminationProtection(boolean on) {
        return new StackState(
                name, id, status, reason, template, parameters, resources, outputs, before, leftovers, on);
    }
}
