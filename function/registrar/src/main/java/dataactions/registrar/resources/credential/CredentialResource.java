package dataactions.registrar.resources.credential;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dataactions.registrar.aws.SecretTexts;
import dataactions.registrar.cloudformation.OwnershipTag;
import dataactions.registrar.cloudformation.ResourceEvent;
import dataactions.registrar.genesys.Genesys;
import dataactions.registrar.genesys.Genesys.Credential;
import dataactions.registrar.genesys.Genesys.Integration;
import dataactions.registrar.invocation.EventDeadline;
import dataactions.registrar.invocation.Failure;
import dataactions.registrar.invocation.Failure.Kind;
import dataactions.registrar.invocation.Redactor;
import dataactions.registrar.resources.deletion.DeletionCause;
import dataactions.registrar.resources.deletion.DeletionPolicy;
import dataactions.registrar.resources.deletion.DeletionPolicy.Decision;
import dataactions.registrar.resources.deletion.DeletionResult;
import dataactions.registrar.resources.deletion.InUse;
import dataactions.registrar.resources.deletion.ObjectOrigin;
import dataactions.registrar.resources.deletion.OnDestroy;
import dataactions.registrar.resources.integration.IntegrationNotes;
import dataactions.registrar.resources.reconcile.ConfirmedDeletion;
import dataactions.registrar.resources.reconcile.GenesysResource;
import dataactions.registrar.resources.reconcile.GenesysWait;
import dataactions.registrar.resources.reconcile.WritePlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code Custom::GenesysCredential}: the caller secret as Genesys keeps it, or the role that Genesys assumes in AWS. Its
 * name is its ownership tag. Genesys never shows the fields, so every Update writes them: the registrar cannot tell a
 * rotated secret from an old one.
 */
public final class CredentialResource
        implements GenesysResource<CredentialProperties, Credential, CredentialProperties> {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Genesys genesys;
    private final SecretTexts secrets;
    private final Redactor redactor;
    private final GenesysWait waiting;

    public CredentialResource(Genesys genesys, EventDeadline deadline, SecretTexts secrets, Redactor redactor) {
        this.genesys = genesys;
        this.waiting = new GenesysWait(deadline);
        this.secrets = secrets;
        this.redactor = redactor;
    }

    @Override
    public String noun() {
        return "credential";
    }

    @Override
    public CredentialProperties desired(ResourceEvent event) {
        return CredentialProperties.of(event);
    }

    @Override
    public Optional<Credential> observe(String id) {
        return genesys.credentials().find(id);
    }

    @Override
    public List<Credential> tagged(ResourceEvent event, Optional<Credential> known) {
        List<Credential> tagged = new ArrayList<>();
        for (Credential it : genesys.credentials().all()) {
            if (carries(it, event.ownershipTag())) {
                tagged.add(it);
            }
        }
        return tagged;
    }

    @Override
    public boolean carries(Credential observed, OwnershipTag tag) {
        return observed.name().equals(tag.text());
    }

    @Override
    public String id(Credential observed) {
        return observed.id();
    }

    @Override
    public WritePlan<CredentialProperties> plan(CredentialProperties desired, Credential observed) {
        return observed.type().isEmpty() || observed.type().equals(desired.type())
                ? new WritePlan.Change<>(desired, List.of(), List.of("credentialFields"))
                : new WritePlan.Replace<>("the credential's type changed");
    }

    @Override
    public String create(CredentialProperties desired) {
        return genesys.credentials().create(desired.tag().text(), desired.type(), fields(desired));
    }

    @Override
    public Optional<Credential> write(CredentialProperties desired, Credential observed, CredentialProperties change) {
        Map<String, String> fields = fields(change);
        replace(observed, change, fields);
        // If the write had to wait, a rotation may have made another value current, and may have written it before.
        Map<String, String> now;
        try {
            now = fields(change);
        } catch (Failure e) {
            return Optional.empty(); // the value that was read a moment ago is written
        }
        if (!now.equals(fields)) {
            replace(observed, change, now);
        }
        return Optional.empty();
    }

    private void replace(Credential observed, CredentialProperties change, Map<String, String> fields) {
        genesys.credentials().replace(observed.id(), change.tag().text(), change.type(), fields);
    }

    @Override
    public void confirm(CredentialProperties desired, String id, Optional<Credential> written) {
        // The fields cannot be compared, because Genesys never shows them.
    }

    /**
     * Keeps the credential while an integration of this stack uses it. Such an integration stays because flows use its
     * actions, or because it holds actions of other owners. The integration's own Delete comes before the credential's.
     */
    @Override
    public DeletionResult deleteOrKeep(ResourceEvent event, Credential observed, DeletionCause cause) {
        OnDestroy onDestroy = OnDestroy.ofObject(event);
        if (DeletionPolicy.decide(cause, onDestroy, ObjectOrigin.THIS_STACK, InUse.NO) != Decision.DELETE) {
            return new DeletionResult.Kept("The credential is kept in Genesys.");
        }
        // Also if onDestroy is delete: an integration that holds actions of other owners stays even then.
        Optional<String> user = integrationWith(observed.id(), event.ownershipTag());
        if (user.isPresent()) {
            return new DeletionResult.Kept("The credential is kept in Genesys: integration " + Failure.named(user.get())
                    + " of this stack uses it.");
        }
        // Waits until the credential is gone. Otherwise an immediate new deployment of the stack would find it by its
        // tag.
        ConfirmedDeletion.run(
                noun(),
                waiting,
                () -> genesys.credentials().delete(observed.id()),
                () -> genesys.credentials().find(observed.id()).isEmpty());
        return new DeletionResult.Deleted();
    }

    /** The name of the stack's integration that uses the credential. */
    private Optional<String> integrationWith(String credentialId, OwnershipTag tag) {
        for (Integration it : genesys.integrations().all()) {
            boolean mayBeOurs = it.notes() == null || new IntegrationNotes(it.notes()).isOfStack(tag);
            // Lists lag: they may still show a deleted integration, whose configuration no longer exists.
            boolean uses = mayBeOurs
                    && genesys.integrations()
                            .configuration(it.id())
                            .filter(full -> new IntegrationNotes(full.notes()).isOfStack(tag))
                            .filter(full -> full.credentials().containsValue(credentialId))
                            .isPresent();
            if (uses) {
                return Optional.of(it.name());
            }
        }
        return Optional.empty();
    }

    /**
     * Refuses an Update that finds no credential and changes the domain of the org: creating everything again would
     * leave objects in the old org. Only this place checks it. The rollback of such an Update has the two domains
     * reversed, and finds the credential.
     */
    @Override
    public void missing(ResourceEvent event) {
        Optional<String> before = event.oldProperties().lenientText("GenesysDomain");
        String now = event.properties().text("GenesysDomain");
        if (before.isPresent() && !before.get().equals(now)) {
            throw Failure.of(
                    Kind.REFUSED,
                    "genesys.domain changed from " + before.get() + " to " + now
                            + ": a deployed stack cannot move to another Genesys org.",
                    "Destroy it and deploy it again, or add an environment for the other org.");
        }
    }

    @Override
    public Map<String, String> attributes(String id) {
        return Map.of("CredentialId", id);
    }

    private Map<String, String> fields(CredentialProperties desired) {
        return desired.isRole() ? Map.of("ARN", desired.roleArn()) : Map.of("token", token(desired.secretArn()));
    }

    private String token(String secretArn) {
        String text;
        try {
            text = secrets.read(secretArn);
        } catch (Failure e) {
            throw e;
        } catch (RuntimeException e) {
            throw Failure.of(
                    Kind.CONFIGURATION,
                    "The caller secret, property SecretArn, cannot be read: " + e.getMessage() + ".",
                    "Check that it exists in this region and that the registrar's role may read it, then deploy again.",
                    e);
        }
        String token = "";
        try {
            token = JSON.readTree(text).path("token").asText("");
        } catch (JsonProcessingException e) {
            // The failure does not contain the parser's message, because that message would quote the secret.
        }
        redactor.learn(token);
        if (token.isBlank()) {
            throw Failure.of(
                    Kind.CONFIGURATION,
                    "The caller secret, property SecretArn, is not of the form {\"token\":\"…\"}.",
                    "Put a value of this form into it, or let Secrets Manager generate one, then deploy again.");
        }
        return token;
    }
}
