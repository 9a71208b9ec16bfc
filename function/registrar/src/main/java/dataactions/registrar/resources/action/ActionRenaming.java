package dataactions.registrar.resources.action;

import dataactions.registrar.cloudformation.ResourceEvent;
import dataactions.registrar.genesys.Genesys;
import dataactions.registrar.genesys.Genesys.Action;
import dataactions.registrar.genesys.Genesys.ActionConfiguration;
import dataactions.registrar.invocation.Failure;
import dataactions.registrar.invocation.Failure.Kind;
import dataactions.registrar.resources.reconcile.GenesysWait;
import java.time.Duration;
import java.util.Optional;

/**
 * Renames other actions so that the event's action can have its name. Also gives retired actions their names.
 *
 * <p>CloudFormation rolls a new contract back in two steps: it first gives the older contract the bare name, and then
 * deletes the newer one. A retirement takes the same two steps. In between, two actions of one integration have this
 * name. Genesys does not document whether that is allowed. If Genesys refuses the name, the registrar gives
 * another name to the action that has it.
 */
final class ActionRenaming {
    private static final int ATTEMPTS = 5;
    private static final Duration LONGEST_READ = Duration.ofSeconds(20);

    private final Genesys genesys;
    private final GenesysWait waiting;
    private final ActionLookup lookup;

    ActionRenaming(Genesys genesys, GenesysWait waiting, ActionLookup lookup) {
        this.genesys = genesys;
        this.waiting = waiting;
        this.lookup = lookup;
    }

    /** Genesys does not document the status with which it refuses a name that is taken. */
    static boolean mayBeTheName(RuntimeException e) {
        return e instanceof Failure it && (it.kind() == Kind.BAD_REQUEST || it.kind() == Kind.CONFLICT);
    }

    /**
     * Whether Genesys refused a change of the observed action because of its new name. A CONFLICT can also mean that
     * the observed version is old. So this method reads the action's version from Genesys.
     */
    boolean isAboutTheName(Failure e, ObservedAction observed) {
        return mayBeTheName(e) && !hasMoved(observed);
    }

    /**
     * Renames the actions of this stack that have the desired name. A draft also displaces the action that it replaces.
     *
     * @return whether any action had the name, according to the list
     */
    boolean displaceOthers(ActionProperties desired) {
        String name = desired.action().name();
        boolean any = false;
        for (Action it : genesys.actions().named(name)) {
            Optional<String> owner =
                    it.name().equals(name) && isInSameIntegration(it, desired) ? lookup.owner(it) : Optional.empty();
            boolean sibling = owner.filter(desired.tag()::isSiblingOf).isPresent();
            boolean own = desired.draft()
                    && owner.filter(desired.tag().text()::equals).isPresent();
            if (sibling || own) {
                // The id is part of the name, because two drafts of one resource may displace each other in turn.
                String label = own ? owner.get() + ", " + ActionNames.endOf(it.id()) : owner.get();
                if (hasListedName(it)) {
                    rename(it.id(), ActionNames.displaced(name, label));
                }
                any = true;
            }
        }
        return any;
    }

    /**
     * Called after the event's action has given up its name. If another action was displaced from that name, it gets the
     * name again. Only this event can do it. When CloudFormation rolls a retirement back, it sends no event for the newer
     * contract, because that resource has not changed.
     */
    void restoreDisplaced(ActionProperties desired) {
        String name = desired.nameBefore().orElse(null);
        if (name == null) {
            return;
        }
        for (Action it : genesys.actions().named(name)) {
            boolean displaced = isInSameIntegration(it, desired)
                    && lookup.owner(it)
                            .filter(desired.tag()::isSiblingOf)
                            .filter(owner -> it.name().equals(ActionNames.displaced(name, owner)))
                            .isPresent();
            if (displaced && hasListedName(it)) {
                rename(it.id(), name);
            }
        }
    }

    /** A list may be stale: the action may have been renamed a moment ago, and must keep that name. */
    private boolean hasListedName(Action listed) {
        return genesys.actions()
                .find(listed.id())
                .filter(now -> now.name().equals(listed.name()))
                .isPresent();
    }

    private static boolean isInSameIntegration(Action action, ActionProperties desired) {
        return action.integrationId().equals(desired.action().integrationId());
    }

    /** @return the action's new, retired name */
    String retire(ResourceEvent event, Action action) {
        Optional<String> contract = event.properties().lenientText("Contract");
        String name = ActionNames.retired(action.name(), contract);
        try {
            rename(action.id(), name);
            return name;
        } catch (Failure e) {
            if (!mayBeTheName(e)) {
                throw e;
            }
            String other = ActionNames.retired(action.name(), contract, action.id());
            rename(action.id(), other);
            return other;
        }
    }

    /**
     * A version conflict has one of two causes: someone else changed the action, or the answer to our own change was
     * lost and the change was sent again. So the action is read again. If its version is still the same, Genesys
     * refuses the name, and the failure is thrown.
     */
    private void rename(String id, String name) {
        for (int attempt = 1; ; attempt++) {
            ObservedAction observed = withTemplates(id, name);
            if (observed.action().name().equals(name)) {
                return;
            }
            try {
                patch(observed, name);
                return;
            } catch (Failure e) {
                boolean again = e.kind() == Kind.CONFLICT
                        && attempt < ATTEMPTS
                        && waiting.until(
                                        GenesysWait.READ_LAG,
                                        "renaming action " + id,
                                        () -> Optional.of(observed).filter(this::hasMoved))
                                .isPresent();
                if (!again) {
                    throw e;
                }
            }
        }
    }

    /**
     * Whether the action is gone or has another version than the observed one. If so, Genesys refused the change because
     * of the version, and not because of the name.
     */
    private boolean hasMoved(ObservedAction observed) {
        Action then = observed.action();
        return genesys.actions()
                .find(then.id())
                .filter(now -> now.version() == then.version())
                .isEmpty();
    }

    /** A PATCH replaces the whole configuration. It must contain the templates, or Genesys empties them. */
    private ObservedAction withTemplates(String id, String newName) {
        return waiting.until(
                        LONGEST_READ,
                        "reading action " + id,
                        () -> lookup.observe(id)
                                .filter(it -> it.action().configuration() != null
                                        && !it.requestTemplate().isBlank()
                                        && !it.successTemplate().isBlank()))
                .orElseThrow(() -> Failure.of(
                        Kind.NOT_FOUND,
                        "Action " + id + " has to be renamed to " + Failure.named(newName)
                                + " but cannot be read with its templates.",
                        "Deploy again."));
    }

    private void patch(ObservedAction observed, String name) {
        Action now = observed.action();
        ActionConfiguration it = now.configuration();
        genesys.actions()
                .change(
                        now.id(),
                        now.version(),
                        name,
                        now.category(),
                        new ActionConfiguration(
                                it.timeoutSeconds(),
                                it.requestUrl(),
                                it.requestMethod(),
                                it.headers(),
                                observed.requestTemplate(),
                                observed.successTemplate()));
    }
}
