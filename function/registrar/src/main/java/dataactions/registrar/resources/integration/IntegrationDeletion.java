package dataactions.registrar.resources.integration;

import dataactions.registrar.cloudformation.ResourceEvent;
import dataactions.registrar.genesys.Genesys;
import dataactions.registrar.genesys.Genesys.Action;
import dataactions.registrar.invocation.Failure;
import dataactions.registrar.resources.action.ActionNames;
import dataactions.registrar.resources.action.ActionNotes;
import dataactions.registrar.resources.deletion.DeletionCause;
import dataactions.registrar.resources.deletion.DeletionPolicy;
import dataactions.registrar.resources.deletion.DeletionPolicy.Decision;
import dataactions.registrar.resources.deletion.DeletionResult;
import dataactions.registrar.resources.deletion.FlowUsage;
import dataactions.registrar.resources.deletion.FlowUsages;
import dataactions.registrar.resources.deletion.InUse;
import dataactions.registrar.resources.deletion.Names;
import dataactions.registrar.resources.deletion.ObjectOrigin;
import dataactions.registrar.resources.deletion.OnDestroy;
import dataactions.registrar.resources.reconcile.ConfirmedDeletion;
import dataactions.registrar.resources.reconcile.GenesysWait;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Genesys deletes an integration together with its actions. So an integration is in use while it holds an action that
 * stays. It is never deleted while it holds an action of another owner. An adopted integration is restored instead of
 * deleted.
 */
final class IntegrationDeletion {
    private final Genesys genesys;
    private final GenesysWait waiting;
    private final IntegrationAdoption adoption;
    private final FlowUsages flowUsages;

    IntegrationDeletion(Genesys genesys, GenesysWait waiting, IntegrationAdoption adoption) {
        this.genesys = genesys;
        this.waiting = waiting;
        this.adoption = adoption;
        this.flowUsages = new FlowUsages(genesys);
    }

    DeletionResult deleteOrKeep(ResourceEvent event, ObservedIntegration observed, DeletionCause cause) {
        String name = Failure.named(observed.configuration().name());
        ObjectOrigin origin = observed.origin(event);
        OnDestroy onDestroy = OnDestroy.ofObject(event);
        if (DeletionPolicy.isKeptByRollback(cause, origin)) {
            return new DeletionResult.Kept(
                    "Integration " + name + " was in Genesys before this deployment, and stays there.");
        }
        // Before an integration is deleted, the registrar always searches it for actions of other owners.
        boolean asks = origin != ObjectOrigin.ADOPTED || DeletionPolicy.dependsOnUsage(cause, onDestroy, origin);
        Held held = asks ? held(event, observed, origin, cause, onDestroy) : new Held(List.of(), List.of());
        InUse inUse = held.staying().isEmpty() ? InUse.NO : InUse.YES;
        Decision decision = DeletionPolicy.decide(cause, onDestroy, origin, inUse);
        if (decision == Decision.RESTORE) {
            adoption.giveBack(event, observed);
            return new DeletionResult.Kept("Integration " + name + " existed before this stack and stays in Genesys.");
        }
        if (decision == Decision.DELETE && held.isEmpty()) {
            ConfirmedDeletion.run(
                    "integration",
                    waiting,
                    () -> genesys.integrations().delete(observed.id()),
                    () -> genesys.integrations().find(observed.id()).isEmpty());
            return new DeletionResult.Deleted();
        }
        return new DeletionResult.Kept(
                origin == ObjectOrigin.ADOPTED
                        ? "The adopted integration " + name + " keeps this stack's credential: it holds "
                                + held.stayingInWords()
                                + ". A later deployment restores the former credential once no Architect flow uses it."
                        : "Integration " + name + " is kept in Genesys: it holds " + held.inWords() + ".");
    }

    /**
     * The actions for which an integration has to stay.
     *
     * @param staying the stack's own actions that are not deleted, each with the reason
     * @param ofOthers the names of actions that do not belong to this stack
     */
    private record Held(List<String> staying, List<String> ofOthers) {
        boolean isEmpty() {
            return staying.isEmpty() && ofOthers.isEmpty();
        }

        String stayingInWords() {
            String more = staying.size() > 1 ? " and " + (staying.size() - 1) + " more" : "";
            return staying.isEmpty() ? "" : "action " + staying.get(0) + more;
        }

        String inWords() {
            return stayingInWords()
                    + (staying.isEmpty() || ofOthers.isEmpty() ? "" : ", and ")
                    + (ofOthers.isEmpty() ? "" : Names.shortened(ofOthers) + ", not of this stack");
        }
    }

    private Held held(
            ResourceEvent event,
            ObservedIntegration observed,
            ObjectOrigin integrationOrigin,
            DeletionCause cause,
            OnDestroy onDestroy) {
        Held held = new Held(new ArrayList<>(), new ArrayList<>());
        // Without an answer for one action there is probably none for the next, and each question may take minutes.
        FlowUsage unknown = null;
        for (Action listed : genesys.actions().all()) {
            if (!listed.integrationId().equals(observed.id())) {
                continue;
            }
            // Lists lag behind deletions: the stack's own actions were deleted a moment ago.
            Optional<Action> found = genesys.actions().find(listed.id());
            if (found.isEmpty()) {
                continue;
            }
            Action action = found.get();
            if (!ActionNotes.isOfStack(action, event.ownershipTag())) {
                held.ofOthers().add(action.name());
                continue;
            }
            ObjectOrigin origin = ActionNotes.origin(action, event);
            if (origin == ObjectOrigin.THIS_STACK && integrationOrigin == ObjectOrigin.THIS_REQUEST) {
                // An action cannot be older than the integration that holds it.
                origin = ObjectOrigin.THIS_REQUEST;
            }
            // A retired action stays while a flow uses it, also if onDestroy is delete.
            boolean retired = cause == DeletionCause.DESTROY && ActionNames.isRetired(action.name());
            DeletionCause ofAction = retired ? DeletionCause.RETIREMENT : cause;
            FlowUsage usage = DeletionPolicy.dependsOnUsage(ofAction, onDestroy, origin)
                    ? unknown == null ? flowUsages.of(action.id(), action.secure()) : unknown
                    : new FlowUsage.NoFlow();
            unknown = usage instanceof FlowUsage.CannotTell ? usage : unknown;
            if (DeletionPolicy.decide(ofAction, onDestroy, origin, usage.inUse()) != Decision.DELETE) {
                String why = DeletionPolicy.isKeptByRollback(ofAction, origin)
                        ? "there before this deployment"
                        : usage.inWords();
                held.staying().add(Failure.named(action.name()) + " (" + why + ")");
            }
        }
        return held;
    }
}
