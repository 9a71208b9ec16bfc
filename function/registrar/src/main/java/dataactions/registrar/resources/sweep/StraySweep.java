package dataactions.registrar.resources.sweep;

import dataactions.registrar.cloudformation.ResourceEvent;
import dataactions.registrar.genesys.Genesys;
import dataactions.registrar.genesys.Genesys.Action;
import dataactions.registrar.genesys.Genesys.Credential;
import dataactions.registrar.genesys.Genesys.Integration;
import dataactions.registrar.invocation.Failure;
import dataactions.registrar.invocation.Log;
import dataactions.registrar.resources.action.ActionNames;
import dataactions.registrar.resources.action.ActionNotes;
import dataactions.registrar.resources.action.ActionResource;
import dataactions.registrar.resources.credential.CredentialResource;
import dataactions.registrar.resources.deletion.DeletionCause;
import dataactions.registrar.resources.deletion.DeletionResult;
import dataactions.registrar.resources.deletion.FlowUsage;
import dataactions.registrar.resources.deletion.FlowUsages;
import dataactions.registrar.resources.integration.IntegrationNotes;
import dataactions.registrar.resources.integration.IntegrationResource;
import dataactions.registrar.resources.integration.ObservedIntegration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Deletes objects that stayed in Genesys for flows after their resource was deleted, as soon as no flow needs them:
 * retired actions, the integrations that held them, and the credentials of these integrations. They have the tag of
 * their resource, and CloudFormation does not know them any more. Their deletion cause is RETIREMENT, whatever the
 * event's own cause is.
 */
public final class StraySweep {
    /** The warning if the sweep does not come to its end. */
    public static final String UNFINISHED = "The registrar ran out of time or failed before it had checked all retired"
            + " objects: some may be left in Genesys with this stack's ownership tag.";

    private static final String CREDENTIAL = "Credential";

    private final Genesys genesys;
    private final ActionResource actions;
    private final IntegrationResource integrations;
    private final CredentialResource credentials;
    private final FlowUsages flowUsages;
    private final Log log;

    public StraySweep(
            Genesys genesys,
            ActionResource actions,
            IntegrationResource integrations,
            CredentialResource credentials,
            Log log) {
        this.genesys = genesys;
        this.actions = actions;
        this.integrations = integrations;
        this.credentials = credentials;
        this.flowUsages = new FlowUsages(genesys);
        this.log = log;
    }

    /** The resources whose retired actions are deleted. */
    public enum Scope {
        /** Every resource of the event's stack. */
        STACK,
        /** The resources of the event's construct. */
        CONSTRUCT
    }

    private static boolean covers(ResourceEvent event, Scope scope, String actionTag) {
        return event.ownershipTag()
                .logicalIdIn(actionTag)
                .filter(id -> scope == Scope.STACK || id.startsWith(idInConstruct(event, "Action")))
                .isPresent();
    }

    /** Whether a tag belongs to the integration or the credential of the event's construct. */
    private static boolean isOfConstruct(ResourceEvent event, String tag, String noun) {
        return event.ownershipTag()
                .logicalIdIn(tag)
                .filter(idInConstruct(event, noun)::equals)
                .isPresent();
    }

    /**
     * The logical ids of a construct have the same prefix: {@code EuropeCredential}, {@code EuropeIntegration}, {@code
     * EuropeActionFetchUser1}, {@code EuropeDestroyGuard}. The event is of the credential or of the guard.
     */
    private static String idInConstruct(ResourceEvent event, String noun) {
        return event.logicalId().replaceFirst("(" + CREDENTIAL + "|DestroyGuard)$", "") + noun;
    }

    private static boolean coversIntegration(ResourceEvent event, String notes) {
        return new IntegrationNotes(notes)
                .owner()
                .filter(tag -> isOfConstruct(event, tag, "Integration"))
                .isPresent();
    }

    /**
     * Deletes retired actions that no Architect flow uses any more; then the integrations of the event's construct that
     * hold no action any more, and their credentials. Another construct of the stack may have its own integration in
     * service.
     *
     * @param scope of the actions
     * @param currentIntegration the id of the integration in service, which is not deleted; empty when the stack is
     *     deleted
     * @return why the other objects stay, one sentence each
     * @throws Failure as soon as Genesys refuses a call
     */
    public List<String> sweep(ResourceEvent event, Scope scope, Optional<String> currentIntegration) {
        List<String> kept = new ArrayList<>();
        Set<String> hadActions = new HashSet<>();
        Set<String> haveActions = new HashSet<>();
        for (Action it : actions.ofStack(event.ownershipTag())) {
            hadActions.add(it.integrationId());
            boolean covered = ActionNotes.owner(it)
                    .filter(tag -> covers(event, scope, tag))
                    .isPresent();
            boolean retired = covered && ActionNames.isRetired(it.name());
            boolean deleted = retired && deleteUnlessUsed(event, it, kept);
            if (!deleted) {
                haveActions.add(it.integrationId());
            }
        }
        if (scope == Scope.STACK && currentIntegration.isEmpty()) {
            // Templates of earlier versions do not say which integration is in service.
            return kept;
        }
        // Reads the whole list before deleting: deleting an integration moves others from a later page to an earlier
        // one.
        for (Integration it : genesys.integrations().all().toList()) {
            // Genesys does not document whether a list shows notes. If it does not, an integration that held an action
            // of this stack is read. In the last Delete of a stack, every integration is read, because no later event
            // could do it.
            boolean perhaps = it.notes() == null
                    ? scope == Scope.CONSTRUCT || hadActions.contains(it.id())
                    : coversIntegration(event, it.notes());
            boolean idle = !haveActions.contains(it.id())
                    && currentIntegration.filter(it.id()::equals).isEmpty();
            if (perhaps && idle) {
                integrations
                        .observe(it.id())
                        .filter(full ->
                                coversIntegration(event, full.configuration().notes()))
                        .ifPresent(full -> deleteOrKeep(event, full, kept));
            }
        }
        return kept;
    }

    /** @return whether the action is gone */
    private boolean deleteUnlessUsed(ResourceEvent event, Action action, List<String> kept) {
        // The list may be stale: a moment ago, this deployment may have put the action back into service.
        boolean isInService = genesys.actions()
                .find(action.id())
                .filter(now -> !ActionNames.isRetired(now.name()))
                .isPresent();
        if (isInService) {
            return false;
        }
        FlowUsage usage = flowUsages.of(action.id(), action.secure());
        if (usage.counts()) {
            keep(event, action.id(), "Action " + action.name() + " is still kept: " + usage.inWords() + ".", kept);
            return false;
        }
        actions.delete(action.id());
        log(event, action.id(), "A kept action is removed: no Architect flow uses it any more");
        return true;
    }

    private void deleteOrKeep(ResourceEvent event, ObservedIntegration integration, List<String> kept) {
        DeletionResult result = integrations.deleteOrKeep(event, integration, DeletionCause.RETIREMENT);
        report(event, integration.integration().id(), result, kept);
        for (String credential : integration.configuration().credentials().values()) {
            credentials
                    .observe(credential)
                    .filter(it -> isOfConstruct(event, it.name(), CREDENTIAL))
                    .ifPresent(it -> deleteOrKeep(event, it, kept));
        }
    }

    /**
     * Deletes every credential with the event's ownership tag that no integration of the stack uses: for the last Delete
     * of a stack, after its own credential is gone.
     */
    public List<String> sweepCredentials(ResourceEvent event) {
        List<String> kept = new ArrayList<>();
        credentials.tagged(event, Optional.empty()).forEach(it -> deleteOrKeep(event, it, kept));
        return kept;
    }

    private void deleteOrKeep(ResourceEvent event, Credential credential, List<String> kept) {
        DeletionResult result = credentials.deleteOrKeep(event, credential, DeletionCause.RETIREMENT);
        report(event, credential.id(), result, kept);
    }

    private void report(ResourceEvent event, String id, DeletionResult result, List<String> kept) {
        if (result instanceof DeletionResult.Kept it) {
            keep(event, id, it.why(), kept);
        } else {
            log(event, id, "A kept object is removed: nothing needs it any more");
        }
    }

    private void keep(ResourceEvent event, String id, String why, List<String> kept) {
        kept.add(why);
        log(event, id, why);
    }

    private void log(ResourceEvent event, String id, String what) {
        log.info(what)
                .with(Log.Key.logicalId, event.logicalId())
                .with(Log.Key.physicalId, id)
                .write();
    }
}
