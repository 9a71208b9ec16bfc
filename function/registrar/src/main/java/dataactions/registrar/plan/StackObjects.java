package dataactions.registrar.plan;

import dataactions.definition.deployment.CustomResourceType;
import dataactions.registrar.cloudformation.OwnershipTag;
import dataactions.registrar.genesys.Genesys;
import dataactions.registrar.genesys.Genesys.Action;
import dataactions.registrar.plan.Planner.Planned;
import dataactions.registrar.resources.action.ActionNames;
import dataactions.registrar.resources.action.ActionNotes;
import dataactions.registrar.resources.action.ActionResource;
import dataactions.registrar.resources.integration.IntegrationNotes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The objects in an org that have an ownership tag of one stack. The actions are read once, and only if something
 * depends on them: if the list shows no headers, each action of the org is one more call.
 */
final class StackObjects {
    private final Genesys genesys;
    private final ActionResource actionResource;
    private final Planner.Stack stack;
    private List<Action> actions;

    StackObjects(Genesys genesys, ActionResource actionResource, Planner.Stack stack) {
        this.genesys = genesys;
        this.actionResource = actionResource;
        this.stack = stack;
    }

    private List<Action> actions() {
        if (actions == null) {
            actions = actionResource.ofStack(stack.tag());
        }
        return actions;
    }

    /** The URL that most actions have; empty if there is no action, or if two URLs are equally frequent. */
    Optional<String> usualUrl() {
        Map<String, Integer> urls = new HashMap<>();
        for (Action it : actions()) {
            urls.merge(it.configuration().requestUrl(), 1, Integer::sum);
        }
        Optional<Map.Entry<String, Integer>> most = urls.entrySet().stream().max(Map.Entry.comparingByValue());
        return most.filter(url ->
                        urls.values().stream().filter(url.getValue()::equals).count() == 1)
                .map(Map.Entry::getKey);
    }

    /** The ownership tags of the actions in the org, of any stack. */
    List<String> owners() {
        List<String> owners = new ArrayList<>();
        for (Action it : genesys.actions().all()) {
            // Genesys's own actions have such ids.
            Optional<Action> full = it.configuration() != null || it.id().startsWith("static_")
                    ? Optional.of(it)
                    : genesys.actions().find(it.id());
            full.flatMap(ActionNotes::owner).ifPresent(owners::add);
        }
        return owners;
    }

    /** See {@link Planner#removals}. */
    List<Planned> removals(Collection<String> logicalIds, Collection<String> planned) {
        OwnershipTag tag = stack.tag();
        List<Planned> removals = new ArrayList<>();
        for (Action it : actions()) {
            ActionNotes.owner(it)
                    .flatMap(tag::logicalIdIn)
                    .filter(id ->
                            !logicalIds.contains(id) || ActionNames.isRetired(it.name()) && !planned.contains(it.id()))
                    .ifPresent(id ->
                            removals.add(removal(CustomResourceType.ACTION, id, it.id(), it.name(), it.secure())));
        }
        for (Genesys.Integration it : genesys.integrations().all()) {
            Optional.ofNullable(it.notes())
                    .flatMap(notes -> new IntegrationNotes(notes).owner())
                    .flatMap(tag::logicalIdIn)
                    .filter(id -> !logicalIds.contains(id))
                    .ifPresent(
                            id -> removals.add(removal(CustomResourceType.INTEGRATION, id, it.id(), it.name(), false)));
        }
        for (Genesys.Credential it : genesys.credentials().all()) {
            tag.logicalIdIn(it.name())
                    .filter(id -> !logicalIds.contains(id))
                    .ifPresent(
                            id -> removals.add(removal(CustomResourceType.CREDENTIAL, id, it.id(), it.name(), false)));
        }
        return removals;
    }

    private static Planned removal(CustomResourceType type, String logicalId, String id, String name, boolean secure) {
        return new Planned(type, logicalId, Optional.of(id), name, secure, new Plan.Remove());
    }
}
