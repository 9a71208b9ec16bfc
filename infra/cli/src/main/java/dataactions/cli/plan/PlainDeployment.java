package dataactions.cli.plan;

import com.fasterxml.jackson.databind.JsonNode;
import dataactions.definition.deployment.CustomResourceType;
import dataactions.registrar.plan.Plan;
import dataactions.registrar.resources.action.ActionNames;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which planned changes a deployment without the context {@code reconcile} does not make. CloudFormation sends an event
 * to a custom resource only if its properties changed. So an object that differs only in Genesys stays as it is.
 */
final class PlainDeployment {
    private final JsonNode desired;
    private final JsonNode deployed;
    private final Set<String> updated = new HashSet<>();
    private final Set<String> newIds = new HashSet<>();

    private PlainDeployment(JsonNode desired, JsonNode deployed) {
        this.desired = desired.path("Resources");
        this.deployed = deployed.path("Resources");
    }

    /**
     * The changes that a plain deployment does not make, and the refusals that it does not meet.
     *
     * @param desired the template
     * @param deployed the template of the deployed stack; a missing node if there is no stack yet
     * @param items in the order of a deployment
     */
    static List<Item> omits(JsonNode desired, JsonNode deployed, List<Item> items) {
        return deployed.isMissingNode() ? List.of() : new PlainDeployment(desired, deployed).omitted(items);
    }

    /**
     * Whether an action stays in Genesys after every deployment: CloudFormation does not know it, and a deployment deletes
     * without its resource only actions that are retired.
     */
    static boolean neverRemoves(Optional<JsonNode> deployed, Item item) {
        return item.plan() instanceof Plan.Remove
                && item.noun().equals(CustomResourceType.ACTION.noun())
                && !ActionNames.isRetired(item.title())
                && deployed.filter(it -> !it.path("Resources").has(item.logicalId()))
                        .isPresent();
    }

    private List<Item> omitted(List<Item> items) {
        items.forEach(this::follow);
        boolean sweeps = desired.properties().stream()
                .filter(resource -> CustomResourceType.DESTROY_GUARD.is(
                        resource.getValue().path("Type").asText()))
                .anyMatch(resource -> isUpdated(resource.getKey()));
        List<Item> omitted = new ArrayList<>();
        for (Item item : items) {
            boolean deletes = item.plan() instanceof Plan.Remove
                    && (sweeps || deployed.has(item.logicalId()) && !desired.has(item.logicalId()));
            if (item.changes() && !deletes && !updated.contains(item.logicalId())) {
                omitted.add(item);
            }
        }
        return omitted;
    }

    /** An object that gets a new id changes the properties of the resources that refer to it. */
    private void follow(Item item) {
        String id = item.logicalId();
        if (desired.has(id) && isUpdated(id)) {
            updated.add(id);
            if (item.plan() instanceof Plan.Create || item.plan() instanceof Plan.Replace) {
                newIds.add(id);
            }
        }
    }

    private boolean isUpdated(String id) {
        JsonNode properties = desired.path(id).path("Properties");
        return !properties.equals(deployed.path(id).path("Properties")) || refersToNewId(properties);
    }

    private boolean refersToNewId(JsonNode properties) {
        return properties.findValues("Ref").stream().anyMatch(it -> newIds.contains(it.asText()))
                || properties.findValues("Fn::GetAtt").stream()
                        .anyMatch(it -> newIds.contains(it.path(0).asText()));
    }
}
