package dataactions.registrar.resources;

import dataactions.registrar.Failure;
import dataactions.registrar.Failure.Kind;
import dataactions.registrar.Log;
import dataactions.registrar.cloudformation.Answer;
import dataactions.registrar.cloudformation.ResourceEvent;
import dataactions.registrar.genesys.Genesys;
import dataactions.registrar.genesys.Genesys.Action;
import dataactions.registrar.genesys.Genesys.Cursor;
import dataactions.registrar.genesys.Genesys.Integration;
import dataactions.registrar.genesys.Genesys.Page;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * {@code Custom::DestroyGuard}: depends on everything else in the stack, so that its Delete is the first of a
 * destruction, and refuses while flows use the stack's actions: CloudFormation deletes unrelated resources in parallel,
 * so nobody else could refuse before something is gone.
 *
 * <p>It stands for nothing in Genesys. Its Create does nothing; its Update, the last of a deployment that changes
 * anything, removes actions that were kept for flows once and that no Architect flow uses any more. What Genesys refuses
 * there is a line in the log and fails no deployment; a wrong property does, and a defect or the end of the time may.
 */
public final class DestroyGuard {
    /** Its physical id, always: it is never replaced. */
    public static final String ID = "destroy-guard";

    private final Genesys genesys;
    private final ActionResource actions;
    private final IntegrationResource integrations;
    private final Consumers consumers;
    private final Supplier<Occasion> occasion;
    private final Log log;

    public DestroyGuard(
            Genesys genesys,
            ActionResource actions,
            IntegrationResource integrations,
            Supplier<Occasion> occasion,
            Log log) {
        this.genesys = genesys;
        this.actions = actions;
        this.integrations = integrations;
        this.consumers = new Consumers(genesys);
        this.occasion = occasion;
        this.log = log;
    }

    /** Create and Update. */
    public Answer converge(ResourceEvent event, Runnable organizationCheck) {
        event.properties().oneOf(OnDestroy.PROPERTY, "refuse", "delete", "retain");
        // Not on the way back: what a rollback finds here is as it was before.
        if (event.type() == ResourceEvent.Type.Update && occasion.get() != Occasion.ROLLBACK) {
            try {
                organizationCheck.run();
                sweep(event);
            } catch (Failure e) {
                log.warn("Kept actions were not looked through: " + e.getMessage())
                        .with(Log.Key.logicalId, event.logicalId())
                        .with(Log.Key.kind, e.kind().name())
                        .with(Log.Key.correlationId, e.correlationId().orElse(null))
                        .write();
            }
        }
        return Answer.success(ID, Map.of());
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
        String wayOut = "or set onDestroy to delete or retain in cdk.json, deploy, and destroy again.";
        if (!used.isEmpty()) {
            throw Failure.of(
                    Kind.REFUSED,
                    "Nothing was removed: " + (flows.size() == 1 ? "flow " : "flows ")
                            + Usage.named(flows.stream().toList()) + (flows.size() == 1 ? " uses " : " use ")
                            + Usage.named(used) + ".",
                    "Re-point them and publish, " + wayOut);
        }
        if (!unknown.isEmpty()) {
            throw Failure.of(
                    Kind.REFUSED,
                    "Nothing was removed: whether a flow uses " + Usage.named(unknown) + " cannot be told (" + why
                            + ").",
                    "Make it possible to tell, " + wayOut);
        }
    }

    /** Removes what was kept and is used no more; then kept integrations that hold nothing any more. */
    private void sweep(ResourceEvent event) {
        List<Action> left = new ArrayList<>();
        Set<String> holding = new HashSet<>();
        for (Action it : actions.ofStack(event.mark())) {
            holding.add(it.integrationId());
            if (!ActionResource.isRetired(it.name()) || !swept(event, it)) {
                left.add(it);
            }
        }
        String current = event.properties().lenientText("IntegrationId").orElse(null);
        if (current == null) {
            return;
        }
        for (Cursor cursor = Cursor.START; cursor != null; ) {
            Page<Integration> page = genesys.integrations().list(cursor);
            for (Integration it : page.items()) {
                // Whether a listing shows notes is not documented: one that held an action of ours is read.
                boolean perhaps = it.notes() == null ? holding.contains(it.id()) : isOfStack(event, it.notes());
                if (perhaps
                        && !it.id().equals(current)
                        && left.stream()
                                .noneMatch(action -> action.integrationId().equals(it.id()))) {
                    integrations
                            .observe(it.id())
                            .filter(found ->
                                    isOfStack(event, found.configuration().notes()))
                            .map(found -> integrations.part(event, found, Occasion.RETIREMENT))
                            .ifPresent(parting -> said(event, it.id(), parting));
                }
            }
            cursor = Pages.next(page, cursor);
        }
    }

    private static boolean isOfStack(ResourceEvent event, String notes) {
        return IntegrationResource.owner(notes)
                .flatMap(event.mark()::logicalIdIn)
                .isPresent();
    }

    private boolean swept(ResourceEvent event, Action it) {
        Usage usage = consumers.of(it.id(), it.secure());
        if (usage.counts()) {
            said(event, it.id(), new Parting.Kept("Action " + it.name() + " is still kept: " + usage.said() + "."));
            return false;
        }
        actions.remove(it.id());
        log.info("A kept action is removed: no Architect flow uses it any more")
                .with(Log.Key.logicalId, event.logicalId())
                .with(Log.Key.physicalId, it.id())
                .write();
        return true;
    }

    private void said(ResourceEvent event, String id, Parting parting) {
        String what = parting instanceof Parting.Kept kept ? kept.why() : "A kept integration is removed";
        log.info(what)
                .with(Log.Key.logicalId, event.logicalId())
                .with(Log.Key.physicalId, id)
                .write();
    }
}
