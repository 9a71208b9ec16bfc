package dataactions.registrar.resources.guard;

import dataactions.registrar.aws.TerminationProtection;
import dataactions.registrar.cloudformation.ResourceAnswer;
import dataactions.registrar.cloudformation.ResourceEvent;
import dataactions.registrar.genesys.Genesys;
import dataactions.registrar.genesys.Genesys.Action;
import dataactions.registrar.invocation.Failure;
import dataactions.registrar.invocation.Failure.Kind;
import dataactions.registrar.invocation.Log;
import dataactions.registrar.resources.action.ActionResource;
import dataactions.registrar.resources.deletion.DeletionCause;
import dataactions.registrar.resources.deletion.DeletionPolicy;
import dataactions.registrar.resources.deletion.FlowUsage;
import dataactions.registrar.resources.deletion.FlowUsages;
import dataactions.registrar.resources.deletion.Names;
import dataactions.registrar.resources.deletion.OnDestroy;
import dataactions.registrar.resources.reconcile.EventProgress;
import dataactions.registrar.resources.sweep.StraySweep;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * {@code Custom::DestroyGuard}. It depends on every other resource of the stack, so its Create and Update come last,
 * and its Delete comes first.
 *
 * <p>Create and Update turn the stack's termination protection on or off, as property {@code TerminationProtection}
 * says. CloudFormation refuses to destroy a protected stack, and the stack's status does not change. Templates of
 * earlier versions and stacks of other apps do not have the property: there the guard does not change the protection.
 * An Update also deletes retired actions that no Architect flow uses any more. If AWS or Genesys refuses one of these
 * calls, or the time is over, the deployment continues with a warning. An invalid property fails the deployment.
 *
 * <p>Delete runs when someone destroys the stack although it was protected. While flows use the stack's actions, the
 * guard refuses the destroy before anything is deleted. CloudFormation deletes unrelated resources in parallel, so no
 * other resource could do that.
 */
public final class DestroyGuard {
    /** The guard's physical id. The guard is never replaced. */
    public static final String ID = "destroy-guard";

    private static final String PROTECTION = "TerminationProtection";

    private final ActionResource actions;
    private final FlowUsages flowUsages;
    private final StraySweep straySweep;
    private final TerminationProtection protection;
    private final Supplier<DeletionCause> cause;
    private final EventProgress progress;
    private final Log log;

    public DestroyGuard(
            Genesys genesys,
            ActionResource actions,
            StraySweep straySweep,
            TerminationProtection protection,
            Supplier<DeletionCause> cause,
            EventProgress progress,
            Log log) {
        this.actions = actions;
        this.flowUsages = new FlowUsages(genesys);
        this.straySweep = straySweep;
        this.protection = protection;
        this.cause = cause;
        this.progress = progress;
        this.log = log;
    }

    /** Create and Update. */
    public ResourceAnswer converge(ResourceEvent event, Runnable organizationCheck) {
        event.properties().oneOf(OnDestroy.PROPERTY, "refuse", "delete", "retain");
        // A rollback sends the previous properties, and so restores the previous protection.
        Optional<String> warning = event.properties().optionalText(PROTECTION).isPresent()
                ? protect(event, event.properties().flag(PROTECTION))
                : Optional.empty();
        ResourceAnswer done = warning.map(
                        it -> ResourceAnswer.success(ID, Map.of("Warnings", it)).saying(it))
                .orElseGet(() -> ResourceAnswer.success(ID, Map.of()));
        // A rollback deletes no retired actions.
        if (event.type() == ResourceEvent.Type.Update && cause.get() != DeletionCause.ROLLBACK) {
            // The deployment has succeeded. A sweep that runs out of time must not roll it back.
            progress.settled(done.adding(StraySweep.UNFINISHED + " A later deployment checks them again."));
            try {
                organizationCheck.run();
                straySweep.sweep(
                        event, StraySweep.Scope.STACK, event.properties().lenientText("IntegrationId"));
            } catch (Failure e) {
                log.warn("The actions that earlier deployments kept were not checked: " + e.getMessage())
                        .with(Log.Key.logicalId, event.logicalId())
                        .with(Log.Key.kind, e.kind().name())
                        .with(Log.Key.correlationId, e.correlationId().orElse(null))
                        .write();
            }
        }
        return done;
    }

    /** @return the reason if the protection could not be set; else empty */
    private Optional<String> protect(ResourceEvent event, boolean on) {
        try {
            protection.set(event.stackId(), on);
            return Optional.empty();
        } catch (RuntimeException e) {
            String warning = "The stack's termination protection could not be turned " + (on ? "on" : "off") + ": "
                    + Failure.sentence(String.valueOf(e.getMessage()))
                    + (on
                            ? " Until it is on, CloudFormation does not refuse to delete the stack."
                            : " Until it is off, CloudFormation refuses to delete the stack.");
            log.warn(warning).with(Log.Key.logicalId, event.logicalId()).write();
            return Optional.of(warning);
        }
    }

    /** Delete. */
    public ResourceAnswer delete(ResourceEvent event, Runnable organizationCheck) {
        if (!ID.equals(event.physicalId())) {
            // The guard's own Create failed, so this is the rollback of a first deployment. No flow can use its actions
            // yet.
            return ResourceAnswer.success(event.physicalId() == null ? ID : event.physicalId(), Map.of());
        }
        if (DeletionPolicy.guards(cause.get(), OnDestroy.ofObject(event))) {
            organizationCheck.run();
            refuseIfUsed(event);
        }
        return ResourceAnswer.success(ID, Map.of());
    }

    private void refuseIfUsed(ResourceEvent event) {
        TreeSet<String> flows = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        List<String> used = new ArrayList<>();
        List<String> unknown = new ArrayList<>();
        String why = "";
        for (Action it : actions.ofStack(event.ownershipTag())) {
            FlowUsage usage = flowUsages.of(it.id(), it.secure());
            if (usage instanceof FlowUsage.ByFlows by) {
                flows.addAll(by.names());
                used.add(it.name());
            } else if (usage instanceof FlowUsage.CannotTell cannot) {
                unknown.add(it.name());
                why = cannot.why();
            }
        }
        String wayOut = "then delete the stack again. Or delete the stack and let CloudFormation retain the resource"
                + " DestroyGuard: the used actions stay, renamed, and their calls fail.";
        if (!used.isEmpty()) {
            throw Failure.of(
                    Kind.REFUSED,
                    "Nothing was removed: " + (flows.size() == 1 ? "flow " : "flows ")
                            + Names.shortened(flows.stream().toList()) + (flows.size() == 1 ? " uses " : " use ")
                            + Names.shortened(used) + ".",
                    "Re-point and publish the flows, " + wayOut);
        }
        if (!unknown.isEmpty()) {
            throw Failure.of(
                    Kind.REFUSED,
                    "Nothing was removed: it is unknown whether a flow uses " + Names.shortened(unknown) + " (" + why
                            + ").",
                    "Remove the cause, " + wayOut);
        }
    }
}
