package dataactions.registrar.resources;

import dataactions.registrar.Log;
import dataactions.registrar.cloudformation.ResourceEvent;
import dataactions.registrar.genesys.Genesys;
import dataactions.registrar.genesys.Genesys.Action;
import dataactions.registrar.genesys.Genesys.Credential;
import dataactions.registrar.genesys.Genesys.Cursor;
import dataactions.registrar.genesys.Genesys.Integration;
import dataactions.registrar.genesys.Genesys.Page;
import dataactions.registrar.resources.IntegrationResource.Observed;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What stays in Genesys for flows after its resource was deleted: retired actions, the integrations that hold them, and
 * the credentials of these integrations. They carry the ownership tag of their resource, and CloudFormation does not know
 * them any more.
 */
public final class Retired {
    private final Genesys genesys;
    private final ActionResource actions;
    private final IntegrationResource integrations;
    private final CredentialResource credentials;
    private final Consumers consumers;
    private final Log log;

    public Retired(
            Genesys genesys,
            ActionResource actions,
            IntegrationResource integrations,
            CredentialResource credentials,
            Log log) {
        this.genesys = genesys;
        this.actions = actions;
        this.integrations = integrations;
        this.credentials = credentials;
        this.consumers = new Consumers(genesys);
        this.log = log;
    }

    /** Whose objects are looked through. */
    public enum Scope {
        /** Those of every resource of the event's stack. */
        STACK,
        /**
         * Those of the construct that the event's credential belongs to. The logical ids of its resources begin alike:
         * {@code EuropeCredential}, {@code EuropeIntegration}, {@code EuropeActionFetchUser1}.
         */
        CONSTRUCT;

        private static final String CREDENTIAL = "Credential";

        private boolean covers(ResourceEvent event, String mark, String noun) {
            Optional<String> logicalId = event.mark().logicalIdIn(mark);
            if (this == STACK || logicalId.isEmpty()) {
                return logicalId.isPresent();
            }
            String own = event.logicalId();
            String prefix = own.endsWith(CREDENTIAL) ? own.substring(0, own.length() - CREDENTIAL.length()) : own;
            return logicalId.get().startsWith(prefix + noun);
        }
    }

    /**
     * Removes retired actions that no Architect flow uses any more; then the integrations that hold nothing any more, and
     * their credentials.
     *
     * @param current the id of the integration that is in service, which stays; empty when the stack is deleted
     * @return why the others stay, a sentence for each
     * @throws dataactions.registrar.Failure as soon as Genesys refuses something
     */
    public List<String> sweep(ResourceEvent event, Scope scope, Optional<String> current) {
        List<String> kept = new ArrayList<>();
        Set<String> emptied = new HashSet<>();
        Set<String> holding = new HashSet<>();
        for (Action it : actions.ofStack(event.mark())) {
            emptied.add(it.integrationId());
            boolean ours = ActionResource.owner(it)
                    .filter(mark -> scope.covers(event, mark, "Action"))
                    .isPresent();
            if (!ours || !ActionResource.isRetired(it.name()) || !removed(event, it, kept)) {
                holding.add(it.integrationId());
            }
        }
        if (scope == Scope.STACK && current.isEmpty()) {
            // A template of an earlier version: which integration is in service cannot be told.
            return kept;
        }
        for (Cursor cursor = Cursor.START; cursor != null; ) {
            Page<Integration> page = genesys.integrations().list(cursor);
            for (Integration it : page.items()) {
                // Whether a listing shows notes is not documented. Where it does not, an integration that held an
                // action
                // of ours is read; for the last Delete of a stack, which nothing comes after, each of them is.
                boolean perhaps = it.notes() == null
                        ? scope == Scope.CONSTRUCT || emptied.contains(it.id())
                        : isOurs(event, scope, it.notes());
                boolean idle = !holding.contains(it.id())
                        && current.filter(it.id()::equals).isEmpty();
                if (perhaps && idle) {
                    integrations
                            .observe(it.id())
                            .filter(found ->
                                    isOurs(event, scope, found.configuration().notes()))
                            .ifPresent(found -> remove(event, scope, found, kept));
                }
            }
            cursor = Pages.next(page, cursor);
        }
        return kept;
    }

    private static boolean isOurs(ResourceEvent event, Scope scope, String notes) {
        return IntegrationResource.owner(notes)
                .filter(mark -> scope.covers(event, mark, "Integration"))
                .isPresent();
    }

    private boolean removed(ResourceEvent event, Action it, List<String> kept) {
        Usage usage = consumers.of(it.id(), it.secure());
        if (usage.counts()) {
            said(
                    event,
                    it.id(),
                    new Parting.Kept("Action " + it.name() + " is still kept: " + usage.said() + "."),
                    kept);
            return false;
        }
        actions.remove(it.id());
        said(event, it.id(), "A kept action is removed: no Architect flow uses it any more");
        return true;
    }

    private void remove(ResourceEvent event, Scope scope, Observed integration, List<String> kept) {
        String id = integrations.id(integration);
        said(event, id, integrations.part(event, integration, Occasion.RETIREMENT), kept);
        for (String credential : integration.configuration().credentials().values()) {
            credentials
                    .observe(credential)
                    .filter(found -> scope.covers(event, found.name(), "Credential"))
                    .ifPresent(found -> remove(event, found, kept));
        }
    }

    private void remove(ResourceEvent event, Credential credential, List<String> kept) {
        said(event, credential.id(), credentials.part(event, credential, Occasion.RETIREMENT), kept);
    }

    /**
     * Removes every credential under the event's ownership tag that no integration of the stack uses: for the last Delete
     * of the stack, after its own credential is gone.
     */
    public List<String> sweepCredentials(ResourceEvent event) {
        List<String> kept = new ArrayList<>();
        credentials.marked(event, Optional.empty()).forEach(it -> remove(event, it, kept));
        return kept;
    }

    private void said(ResourceEvent event, String id, Parting parting, List<String> kept) {
        if (parting instanceof Parting.Kept stays) {
            kept.add(stays.why());
            said(event, id, stays.why());
        } else {
            said(event, id, "A kept object is removed: nothing needs it any more");
        }
    }

    private void said(ResourceEvent event, String id, String what) {
        log.info(what)
                .with(Log.Key.logicalId, event.logicalId())
                .with(Log.Key.physicalId, id)
                .write();
    }
}
