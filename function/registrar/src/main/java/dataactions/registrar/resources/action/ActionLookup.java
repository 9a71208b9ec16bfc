package dataactions.registrar.resources.action;

import dataactions.registrar.cloudformation.OwnershipTag;
import dataactions.registrar.cloudformation.ResourceEvent;
import dataactions.registrar.genesys.Genesys;
import dataactions.registrar.genesys.Genesys.Action;
import dataactions.registrar.resources.reconcile.GenesysWait;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds actions in Genesys. */
final class ActionLookup {
    private final Genesys genesys;
    private final GenesysWait waiting;

    ActionLookup(Genesys genesys, GenesysWait waiting) {
        this.genesys = genesys;
        this.waiting = waiting;
    }

    Optional<ObservedAction> observe(String id) {
        return genesys.actions()
                .find(id)
                .map(it -> new ObservedAction(
                        it,
                        genesys.actions().template(id, "requesttemplate.vm").orElse(""),
                        genesys.actions().template(id, "successtemplate.vm").orElse("")));
    }

    /** Every action with the event's ownership tag. If a list shows no headers, each action is read. */
    List<ObservedAction> tagged(ResourceEvent event, Optional<ObservedAction> known) {
        OwnershipTag tag = event.ownershipTag();
        List<ObservedAction> tagged = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (String name : searches(event)) {
            for (Action it : genesys.actions().named(name)) {
                boolean perhaps = it.configuration() == null
                        ? isCustom(it) && (name == null || it.name().startsWith(name))
                        : ActionNotes.carries(it, tag);
                if (perhaps && seen.add(it.id())) {
                    // The list shows that the action exists. If a read does not find it yet, the read is repeated.
                    Duration longest = it.configuration() == null ? Duration.ZERO : GenesysWait.READ_LAG;
                    waiting.until(
                                    longest,
                                    "reading action " + it.id(),
                                    () -> known.filter(same -> same.id().equals(it.id()))
                                            .or(() -> observe(it.id())))
                            .filter(full -> ActionNotes.carries(full.action(), tag))
                            .ifPresent(tagged::add);
                }
            }
        }
        return tagged;
    }

    /**
     * The names to search for, without the contract's number: a retired name has the number in another place. Genesys
     * finds parts of names: if one name contains another, a search for the shorter name finds both. An entry that is
     * null means a list of all actions.
     */
    private static List<String> searches(ResourceEvent event) {
        List<String> names = new ArrayList<>();
        event.properties().lenientText("Name").map(ActionNames::bare).ifPresent(names::add);
        event.oldProperties()
                .lenientText("Name")
                .map(ActionNames::bare)
                .filter(it -> !names.contains(it))
                .ifPresent(names::add);
        if (names.isEmpty()) {
            names.add(null);
            return names;
        }
        return names.stream()
                .filter(it -> names.stream().noneMatch(other -> !other.equals(it) && it.contains(other)))
                .toList();
    }

    List<Action> ofStack(OwnershipTag tag) {
        List<Action> found = new ArrayList<>();
        for (Action it : genesys.actions().all()) {
            withHeaders(it).filter(action -> ActionNotes.isOfStack(action, tag)).ifPresent(found::add);
        }
        return found;
    }

    /** The owner of an action in a list. If the list shows no headers, the action is read. */
    Optional<String> owner(Action listed) {
        return withHeaders(listed).flatMap(ActionNotes::owner);
    }

    private Optional<Action> withHeaders(Action listed) {
        return listed.configuration() != null || !isCustom(listed)
                ? Optional.of(listed)
                : genesys.actions().find(listed.id());
    }

    /** Whether the action is not one of Genesys's own, whose ids have another form. */
    private static boolean isCustom(Action action) {
        return action.id().startsWith("custom_");
    }
}
