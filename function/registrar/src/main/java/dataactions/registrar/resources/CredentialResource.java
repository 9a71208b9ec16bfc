package dataactions.registrar.resources;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dataactions.registrar.Deadline;
import dataactions.registrar.Failure;
import dataactions.registrar.Failure.Kind;
import dataactions.registrar.Redactor;
import dataactions.registrar.Secrets;
import dataactions.registrar.cloudformation.ResourceEvent;
import dataactions.registrar.genesys.Genesys;
import dataactions.registrar.genesys.Genesys.Credential;
import dataactions.registrar.genesys.Genesys.Cursor;
import dataactions.registrar.genesys.Genesys.Page;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code Custom::GenesysCredential}: the caller's secret, as Genesys keeps it, or the role that it assumes in AWS. Its name is its mark. Genesys never
 * gives the fields back, so every Update writes them: a rotated value cannot be told from an old one.
 */
public final class CredentialResource implements GenesysResource<CredentialResource.Wanted, Credential> {
    private static final Duration GONE = Duration.ofSeconds(30);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Genesys genesys;
    private final Secrets secrets;
    private final Redactor redactor;
    private final Patience patience;

    public CredentialResource(Genesys genesys, Deadline deadline, Secrets secrets, Redactor redactor) {
        this.genesys = genesys;
        this.patience = new Patience(deadline);
        this.secrets = secrets;
        this.redactor = redactor;
    }

    /**
     * What the properties say.
     *
     * @param secretArn of the caller's secret, read when it is written; empty for {@link #ROLE}
     * @param roleArn of the role that Genesys assumes; empty for {@link #SECRET}
     */
    public record Wanted(Mark mark, String type, String secretArn, String roleArn) {}

    /** The caller's secret as a field of our own naming, shown in a header. */
    private static final String SECRET = "userDefined";

    /** The role of an AWS Lambda integration: no secret at all. */
    private static final String ROLE = "amazonWebServicesARN";

    @Override
    public String noun() {
        return "credential";
    }

    @Override
    public Wanted wanted(ResourceEvent event) {
        event.properties().text("GenesysDomain");
        String type = event.properties().oneOf("CredentialType", SECRET, ROLE);
        if (type.equals(ROLE)) {
            return new Wanted(event.mark(), type, "", event.properties().text("RoleArn"));
        }
        event.properties().text("SecretGeneration");
        return new Wanted(event.mark(), type, event.properties().text("SecretArn"), "");
    }

    @Override
    public Optional<Credential> observe(String id) {
        return genesys.credentials().find(id);
    }

    @Override
    public List<Credential> marked(ResourceEvent event, Optional<Credential> seen) {
        List<Credential> found = new ArrayList<>();
        for (Cursor cursor = Cursor.START; cursor != null; ) {
            Page<Credential> page = genesys.credentials().list(cursor);
            page.items().stream().filter(it -> carries(it, event.mark())).forEach(found::add);
            cursor = Pages.next(page, cursor);
        }
        return found;
    }

    @Override
    public boolean carries(Credential observed, Mark mark) {
        return observed.name().equals(mark.text());
    }

    @Override
    public String id(Credential observed) {
        return observed.id();
    }

    @Override
    public Plan plan(Wanted wanted, Credential observed) {
        if (!observed.type().isEmpty() && !observed.type().equals(wanted.type())) {
            return new Plan.Replace("the credential's type changed");
        }
        return new Plan.Change(List.of(new Plan.FieldChange("credentialFields", "(not readable)", "(the secret)")));
    }

    @Override
    public Plan drift(Wanted wanted, Credential observed) {
        return plan(wanted, observed) instanceof Plan.Replace replace ? replace : new Plan.Nothing();
    }

    @Override
    public String create(Wanted wanted) {
        return genesys.credentials().create(wanted.mark().text(), wanted.type(), fields(wanted));
    }

    @Override
    public void change(Wanted wanted, Credential observed, Plan.Change change) {
        genesys.credentials().replace(observed.id(), wanted.mark().text(), wanted.type(), fields(wanted));
    }

    @Override
    public void confirm(Wanted wanted, String id) {
        // There is nothing to read: Genesys redacts the fields, and the answer to the write named the rest.
    }

    @Override
    public void remove(String id) {
        // Until it is gone, or a stack deployed anew right after would find it by its mark, and take it for its own.
        Removal.of(
                () -> genesys.credentials().delete(id),
                patience,
                GONE,
                noun(),
                () -> genesys.credentials().find(id).isEmpty());
    }

    /**
     * An integration of this stack that is kept for flows goes on showing the credential, and so needs it: on every
     * occasion. What a dead event left behind, nothing shows.
     */
    @Override
    public Parting part(ResourceEvent event, Credential observed, Occasion occasion) {
        boolean regardless = occasion == Occasion.DESTROY && OnDestroy.of(event.properties()) == OnDestroy.DELETE;
        if (!regardless) {
            for (Cursor cursor = Cursor.START; cursor != null; ) {
                Page<Genesys.Integration> page = genesys.integrations().list(cursor);
                for (Genesys.Integration it : page.items()) {
                    boolean ours = it.notes() == null
                            || IntegrationResource.owner(it.notes())
                                    .flatMap(event.mark()::logicalIdIn)
                                    .isPresent();
                    if (ours && shownBy(it.id(), observed.id(), event.mark())) {
                        return new Parting.Kept("The credential is kept in Genesys: integration "
                                + Failure.named(it.name()) + " of this stack shows it.");
                    }
                }
                cursor = Pages.next(page, cursor);
            }
        }
        remove(observed.id());
        return new Parting.Removed();
    }

    /** Listings lag: one that was deleted a moment ago has no configuration any more. */
    private boolean shownBy(String integrationId, String credentialId, Mark mark) {
        return genesys.integrations()
                .configuration(integrationId)
                .filter(it -> IntegrationResource.owner(it.notes())
                        .flatMap(mark::logicalIdIn)
                        .isPresent())
                .filter(it -> it.credentials().containsValue(credentialId))
                .isPresent();
    }

    @Override
    public void vanished(ResourceEvent event) {
        // The credential is not in the org that we talk to. If the environment names another org than before, making
        // everything anew there would leave the old org's objects behind for ever. (Asked only when it is gone: the
        // rollback of such an Update comes with the domains reversed, and finds the credential.)
        Optional<String> before = event.oldProperties().lenientText("GenesysDomain");
        String now = event.properties().text("GenesysDomain");
        if (before.isPresent() && !before.get().equals(now)) {
            throw Failure.of(
                    Kind.REFUSED,
                    "genesys.domain changed from " + before.get() + " to " + now
                            + ": a deployed stack cannot move to another Genesys org.",
                    "Destroy it and deploy it anew, or add an environment for the other org.");
        }
    }

    @Override
    public Map<String, String> attributes(String id) {
        return Map.of("CredentialId", id);
    }

    private Map<String, String> fields(Wanted wanted) {
        return wanted.type().equals(ROLE) ? Map.of("ARN", wanted.roleArn()) : Map.of("token", token(wanted));
    }

    private String token(Wanted wanted) {
        String text;
        try {
            text = secrets.read(wanted.secretArn());
        } catch (Failure e) {
            throw e;
        } catch (RuntimeException e) {
            throw Failure.of(
                    Kind.CONFIGURATION,
                    "The caller's secret, property SecretArn, cannot be read: " + e.getMessage() + ".",
                    "Check that it exists in this region and that the registrar's role may read it, then deploy again.",
                    e);
        }
        String token = "";
        try {
            JsonNode node = JSON.readTree(text);
            token = node.path("token").asText("");
        } catch (JsonProcessingException e) {
            // Said below: the parser's message would quote the secret.
        }
        redactor.learn(token);
        if (token.isBlank()) {
            throw Failure.of(
                    Kind.CONFIGURATION,
                    "The caller's secret, property SecretArn, is not of the form {\"token\":\"…\"}.",
                    "Put a value of this form into it, or let Secrets Manager generate one, then deploy again.");
        }
        return token;
    }
}
