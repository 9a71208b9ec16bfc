package dataactions.registrar.resources;

import dataactions.registrar.Failure;
import dataactions.registrar.Failure.Kind;
import dataactions.registrar.Log;
import dataactions.registrar.TerminationProtection;
import dataactions.registrar.cloudformation.Answer;
import dataactions.registrar.cloudformation.ResourceEvent;
import dataactions.registrar.genesys.Genesys;
import dataactions.registrar.genesys.Genesys.Action;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * {@code Custom::DestroyGuard}: depends on everything else in the stack, so that its Create and Update come last, and
 * its Delete comes first.
 *
 * <p>Create and Update turn the stack's termination protection on or off, as property {@code TerminationProtection} says:
 * a protected stack is not destroyed, and its status does not change. Without that property, in the templates of an
 * earlier version and in the stack of another app, the guard leaves the protection alone. An Update, the last of a
 * deployment that changes anything, also removes actions that were kept for flows once and that no Architect flow uses
 * any more. What AWS or Genesys refuses there is a warning and fails no deployment; a wrong property does, and a defect
 * or the end of the time may.
 *
 * <p>Delete is the last line, for a deletion past the protection: it refuses while flows use the stack's actions, before
 * anything is gone. CloudFormation deletes unrelated resources in parallel, so no other resource could.
 */
public final class DestroyGuard {
    /** Its physical id, always: it is never replaced. */
    public static final String ID = "destroy-guard";

    private static final String PROTECTION = "TerminationProtection";

    private final ActionResource actions;
    private final Consumers consumers;
    private final Retired retired;
    private final TerminationProtection protection;
    private final Supplier<Occasion> occasion;
    private final Log log;

    public DestroyGuard(
            Genesys genesys,
            ActionResource actions,
            Retired retired,
            TerminationProtection protection,
            Supplier<Occasion> occasion,
            Log log) {
        this.actions = actions;
        this.consumers = new Consumers(genesys);
        this.retired = retired;
        this.protection = protection;
        this.occasion = occasion;
        this.log = log;
    }

    /** Create and Update. */
    public Answer converge(ResourceEvent event, Runnable organizationCheck) {
        event.properties().oneOf(OnDestroy.PROPERTY, "refuse", "delete", "retain");
        // A rollback sends the properties of before, and so sets what was set before.
        Optional<String> warning = event.properties().optionalText(PROTECTION).isPresent()
                ? protect(event, event.properties().flag(PROTECTION))
                : Optional.empty();
        // Not on the way back: what a rollback finds here is as it was before.
        if (event.type() == ResourceEvent.Type.Update && occasion.get() != Occasion.ROLLBACK) {
            try {
                organizationCheck.run();
                retired.sweep(event, Retired.Scope.STACK, event.properties().lenientText("IntegrationId"));
            } catch (Failure e) {
                log.warn("Kept actions were not looked through: " + e.getMessage())
                        .with(Log.Key.logicalId, event.logicalId())
                        .with(Log.Key.kind, e.kind().name())
                        .with(Log.Key.correlationId, e.correlationId().orElse(null))
                        .write();
            }
        }
        return warning.map(it -> Answer.success(ID, Map.of("Warnings", it)).saying(it))
                .orElseGet(() -> Answer.success(ID, Map.of()));
    }

    /** @return what prevented it, if anything did */
    private Optional<String> protect(ResourceEvent event, boolean on) {
        try {
            protection.set(event.stackId(), on);
            return Optional.empty();
        } catch (RuntimeException e) {
            String warning = "The stack's termination protection could not be turned " + (on ? "on" : "off") + ": "
                    + Failure.sentence(String.valueOf(e.getMessage()))
                    + (on
                            ? " Until it is on, a deletion of the stack is not refused by CloudFormation."
                            : " Until it is off, CloudFormation refuses to delete the stack.");
            log.warn(warning).with(Log.Key.logicalId, event.logicalId()).write();
            return Optional.of(warning);
        }
    }

    /** Delete. */
    public Answer remove(ResourceEvent event, Runnable organizationCheck) {
        if (!ID.equals(event.physicalId())) {
            // Its own Create did not succeed: the rollback of a first deployment, which no flow can use yet.
            return Answer.success(event.physicalId() == null ? ID : event.physicalId(), Map.of());
        }
        Occasion now = occasion.get();
        boolean destroyed = now == Occasion.DESTROY || now == Occasion.UNKNOWN;
        if (!destroyed || OnDestroy.of(event.properties()) != OnDestroy.REFUSE) {
            return Answer.success(ID, Map.of());
        }
        organizationCheck.run();
        refuseIfUsed(event);
        return Answer.success(ID, Map.of());
    }

    private void refuseIfUsed(ResourceEvent event) {
        TreeSet<String> flows = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        List<String> used = new ArrayList<>();
        List<String> unknown = new ArrayList<>();
        String why = "";
        for (Action it : actions.ofStack(event.mark())) {
            Usage usage = consumers.of(it.id(), it.secure());
            if (usage instanceof Usage.ByFlows by) {
                flows.addAll(by.names());
                used.add(it.name());
            } else if (usage instanceof Usage.CannotTell cannot) {
                unknown.add(it.name());
                why = cannot.why();
            }
        }
        String wayOut = "then delete the stack again. Or delete it and retain DestroyGuard: the used actions stay in"
                + " Genesys, renamed, and every call of them fails.";
        if (!used.isEmpty()) {
            throw Failure.of(
                    Kind.REFUSED,
                    "Nothing was removed: " + (flows.size() == 1 ? "flow " : "flows ")
                            + Usage.named(flows.stream().toList()) + (flows.size() == 1 ? " uses " : " use ")
                            + Usage.named(used) + ".",
                    "Re-point the flows and publish them, " + wayOut);
        }
        if (!unknown.isEmpty()) {
            throw Failure.of(
                    Kind.REFUSED,
                    "Nothing was removed: whether a flow uses " + Usage.named(unknown) + " cannot be told (" + why
                            + ").",
                    "Make it possible to tell, " + wayOut);
        }
    }
}
