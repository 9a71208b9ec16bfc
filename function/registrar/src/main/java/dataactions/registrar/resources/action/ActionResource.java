package dataactions.registrar.resources.action;

import dataactions.aws.retry.RetryPolicy;
import dataactions.aws.retry.RetryPolicy.Growth;
import dataactions.aws.retry.RetryRunner;
import dataactions.aws.retry.RetryRunner.Decision;
import dataactions.registrar.cloudformation.OwnershipTag;
import dataactions.registrar.cloudformation.ResourceEvent;
import dataactions.registrar.genesys.Genesys;
import dataactions.registrar.genesys.Genesys.Action;
import dataactions.registrar.invocation.EventDeadline;
import dataactions.registrar.invocation.Failure;
import dataactions.registrar.invocation.Failure.Kind;
import dataactions.registrar.resources.deletion.DeletionCause;
import dataactions.registrar.resources.deletion.DeletionPolicy;
import dataactions.registrar.resources.deletion.DeletionResult;
import dataactions.registrar.resources.deletion.FlowUsage;
import dataactions.registrar.resources.deletion.FlowUsages;
import dataactions.registrar.resources.deletion.ObjectOrigin;
import dataactions.registrar.resources.deletion.OnDestroy;
import dataactions.registrar.resources.reconcile.ConfirmedDeletion;
import dataactions.registrar.resources.reconcile.GenesysResource;
import dataactions.registrar.resources.reconcile.GenesysWait;
import dataactions.registrar.resources.reconcile.GenesysWait.ReadBack;
import dataactions.registrar.resources.reconcile.WritePlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code Custom::GenesysDataAction}: one contract of one action. */
public final class ActionResource implements GenesysResource<ActionProperties, ObservedAction, ActionChange> {
    private static final Duration LONGEST_READ_BACK = Duration.ofSeconds(20);
    private static final RetryPolicy CREATE_ATTEMPTS =
            new RetryPolicy(5, Growth.DOUBLING, Duration.ofMillis(500), Duration.ofSeconds(4), false);

    private final Genesys genesys;
    private final EventDeadline deadline;
    private final GenesysWait waiting;
    private final ActionLookup lookup;
    private final ActionRenaming renaming;
    private final FlowUsages flowUsages;

    public ActionResource(Genesys genesys, EventDeadline deadline) {
        this.genesys = genesys;
        this.deadline = deadline;
        this.waiting = new GenesysWait(deadline);
        this.lookup = new ActionLookup(genesys, waiting);
        this.renaming = new ActionRenaming(genesys, waiting, lookup);
        this.flowUsages = new FlowUsages(genesys);
    }

    @Override
    public String noun() {
        return "action";
    }

    @Override
    public ActionProperties desired(ResourceEvent event) {
        return ActionProperties.of(event);
    }

    @Override
    public Optional<ObservedAction> observe(String id) {
        return lookup.observe(id);
    }

    @Override
    public Optional<ObservedAction> observeForDelete(ResourceEvent event, String id) {
        return observeWithoutTemplates(id);
    }

    private Optional<ObservedAction> observeWithoutTemplates(String id) {
        return genesys.actions().find(id).map(ObservedAction::withoutTemplates);
    }

    @Override
    public List<ObservedAction> tagged(ResourceEvent event, Optional<ObservedAction> known) {
        return lookup.tagged(event, known);
    }

    @Override
    public boolean carries(ObservedAction observed, OwnershipTag tag) {
        return ActionNotes.carries(observed.action(), tag);
    }

    @Override
    public String id(ObservedAction observed) {
        return observed.id();
    }

    @Override
    public WritePlan<ActionChange> plan(ActionProperties desired, ObservedAction observed) {
        return ActionChange.plan(desired, observed);
    }

    @Override
    public String create(ActionProperties desired) {
        // Genesys may refuse the name. Right after the integration was created, a 400 may also mean that a replica does
        // not know the integration yet. In both cases another try may succeed. Before it, other actions of the stack
        // give up the name.
        return new RetryRunner(CREATE_ATTEMPTS, deadline)
                .run(
                        "creating action " + Failure.named(desired.action().name()),
                        () -> genesys.actions().create(desired.toCreate()),
                        e -> ActionRenaming.mayBeTheName(e) ? Decision.TRY_AGAIN : Decision.GIVE_UP,
                        (failures, pause, e) -> renaming.displaceOthers(desired)); // before each repetition
    }

    @Override
    public Optional<ObservedAction> write(ActionProperties desired, ObservedAction observed, ActionChange change) {
        try {
            patch(observed.action(), change);
        } catch (Failure e) {
            boolean renames = !observed.action().name().equals(change.name());
            if (!renames || !renaming.isAboutTheName(e, observed)) {
                throw e;
            }
            boolean displaced = renaming.displaceOthers(desired);
            if (!displaced) {
                throw e;
            }
            patch(observed.action(), change);
        }
        // The answer is not used: confirm reads the action.
        return Optional.empty();
    }

    private void patch(Action now, ActionChange change) {
        genesys.actions().change(now.id(), now.version(), change.name(), change.category(), change.configuration());
    }

    @Override
    public void confirm(ActionProperties desired, String id, Optional<ObservedAction> written) {
        String name = Failure.named(desired.action().name());
        ReadBack<ObservedAction> readBack = waiting.until(
                LONGEST_READ_BACK,
                "waiting for action " + name + " to be readable",
                () -> observeWithoutTemplates(id),
                it -> plan(desired, it) instanceof WritePlan.Nothing);
        if (readBack.isDone()) {
            return;
        }
        deadline.check("reading back action " + name);
        ObservedAction last = readBack.last()
                .orElseThrow(() -> Failure.of(
                        Kind.NOT_FOUND,
                        "Action " + name + " was accepted by Genesys (" + id + ") but cannot be read back.",
                        "Deploy again."));
        throw Failure.of(
                Kind.REFUSED,
                "Genesys accepted action " + name + " (" + id + ") but stored it differently: "
                        + String.join(", ", ActionChange.namesOfDifferences(desired, last)) + ".",
                "Compare it in Admin > Actions with the definition, then deploy again.");
    }

    @Override
    public void writeOthers(ActionProperties desired) {
        renaming.restoreDisplaced(desired);
    }

    @Override
    public DeletionResult deleteOrKeep(ResourceEvent event, ObservedAction observed, DeletionCause cause) {
        Action action = observed.action();
        ObjectOrigin origin = ActionNotes.origin(action, event);
        OnDestroy onDestroy = OnDestroy.ofObject(event);
        FlowUsage usage = DeletionPolicy.dependsOnUsage(cause, onDestroy, origin)
                ? flowUsages.of(action.id(), action.secure())
                : new FlowUsage.NoFlow();
        DeletionPolicy.Decision decision = DeletionPolicy.decide(cause, onDestroy, origin, usage.inUse());
        if (decision == DeletionPolicy.Decision.DELETE) {
            delete(action.id());
            return new DeletionResult.Deleted();
        }
        String calls = cause == DeletionCause.RETIREMENT && !isReplaced(event, observed)
                ? " Its calls fail from now on, because its contract is retired."
                : "";
        boolean retires = decision == DeletionPolicy.Decision.RENAME && !ActionNames.isRetired(action.name());
        String nameNow = retires ? renaming.retire(event, action) : action.name();
        String name = Failure.named(nameNow);
        return new DeletionResult.Kept(
                DeletionPolicy.isKeptByRollback(cause, origin)
                        ? "Action " + name + " was in Genesys before this deployment, and stays there."
                        : "Action " + Failure.named(action.name()) + " is kept in Genesys as \"" + name + "\": "
                                + usage.inWords() + "." + calls
                                + " A later deployment removes it once no Architect flow uses it.");
    }

    /**
     * Whether the action's resource has another action in service, for example in another integration. Then the function
     * still serves the contract. Otherwise the resource is no longer in the template.
     */
    private boolean isReplaced(ResourceEvent event, ObservedAction observed) {
        return lookup.tagged(event, Optional.of(observed)).stream()
                .anyMatch(it -> !it.id().equals(observed.id())
                        && !ActionNames.isRetired(it.action().name()));
    }

    /** Every action whose tag belongs to the stack, of any of its resources. */
    public List<Action> ofStack(OwnershipTag tag) {
        return lookup.ofStack(tag);
    }

    /** Deletes an action that nothing uses. */
    public void delete(String id) {
        ConfirmedDeletion.run(
                noun(),
                waiting,
                () -> genesys.actions().delete(id),
                () -> genesys.actions().find(id).isEmpty());
    }

    @Override
    public String warning(ResourceEvent event, String id) {
        List<String> changed = new ArrayList<>();
        addChange(
                changed,
                "category",
                event.oldProperties().lenientText("Category"),
                event.properties().lenientText("Category"));
        // The suffix of a name changes when a newer contract takes over the bare name. For the flow's author that is no
        // change, so this compares bare names.
        addChange(
                changed,
                "name",
                event.oldProperties().lenientText("Name").map(ActionNames::bare),
                event.properties().lenientText("Name").map(ActionNames::bare));
        return changed.isEmpty()
                ? ""
                : "The action's " + String.join(" and its ", changed)
                        + ": published flows keep calling it by its id, but"
                        + " the sources of flows (Archy, CX as Code) refer to it by category and name: change them too.";
    }

    private static void addChange(List<String> changed, String what, Optional<String> before, Optional<String> now) {
        if (before.isPresent() && now.isPresent() && !before.equals(now)) {
            changed.add(what + " " + Failure.named(before.get()) + " → " + Failure.named(now.get()));
        }
    }

    @Override
    public Map<String, String> attributes(String id) {
        return Map.of("ActionId", id);
    }
}
