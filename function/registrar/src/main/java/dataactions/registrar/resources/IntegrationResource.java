package dataactions.registrar.resources;

import dataactions.registrar.Deadline;
import dataactions.registrar.Failure;
import dataactions.registrar.Failure.Kind;
import dataactions.registrar.Log;
import dataactions.registrar.cloudformation.ResourceEvent;
import dataactions.registrar.genesys.Genesys;
import dataactions.registrar.genesys.Genesys.Configuration;
import dataactions.registrar.genesys.Genesys.Cursor;
import dataactions.registrar.genesys.Genesys.Integration;
import dataactions.registrar.genesys.Genesys.Page;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * {@code Custom::GenesysIntegration}. Made as Terraform's provider does: POST, configuration with the credential,
 * enable, wait. The mark is the first line of the notes; since a POST carries no notes, the integration is created
 * under the mark as its name, and takes its own name with the configuration: so a lost POST can be found.
 */
public final class IntegrationResource
        implements GenesysResource<IntegrationResource.Wanted, IntegrationResource.Observed> {
    private static final String NOTE = "Managed by CloudFormation: ";
    /** How long it may take to become ACTIVE is not documented; the check of the actions has the last word. */
    private static final Duration ACTIVATION = Duration.ofSeconds(45);

    private static final Duration VISIBLE = Duration.ofSeconds(15);
    /** As long as Terraform's provider waits. */
    private static final Duration GONE = Duration.ofSeconds(30);

    private static final int ERRORS = 3;

    private final Genesys genesys;
    private final Deadline deadline;
    private final Patience patience;
    private final Log log;
    /** What Genesys answered when it was enabled in this event; often that is all there is to wait for. */
    private Integration answeredToEnable;

    public IntegrationResource(Genesys genesys, Deadline deadline, Log log) {
        this.genesys = genesys;
        this.deadline = deadline;
        this.patience = new Patience(deadline);
        this.log = log;
    }

    /** What the properties say. */
    public record Wanted(Mark mark, String name, String type, String credentialKey, String credentialId) {}

    /** The integration and its configuration, which Genesys keeps apart. */
    public record Observed(Integration integration, Configuration configuration) {}

    @Override
    public String noun() {
        return "integration";
    }

    @Override
    public Wanted wanted(ResourceEvent event) {
        return new Wanted(
                event.mark(),
                event.properties().text("Name"),
                event.properties().text("IntegrationType"),
                event.properties().text("CredentialKey"),
                event.properties().text("CredentialId"));
    }

    @Override
    public Optional<Observed> observe(String id) {
        Optional<Integration> integration = genesys.integrations().find(id);
        return integration.flatMap(
                it -> genesys.integrations().configuration(id).map(config -> new Observed(it, config)));
    }

    @Override
    public List<Observed> marked(ResourceEvent event, Optional<Observed> seen) {
        Set<String> names = new LinkedHashSet<>();
        event.properties().lenientText("Name").ifPresent(names::add);
        event.oldProperties().lenientText("Name").ifPresent(names::add);
        List<Observed> found = new ArrayList<>();
        for (Cursor cursor = Cursor.START; cursor != null; ) {
            Page<Integration> page = genesys.integrations().list(cursor);
            for (Integration it : page.items()) {
                boolean listed =
                        it.name().equals(event.mark().text()) || it.notes() != null && marked(it.notes(), event.mark());
                // Whether a listing shows notes is not documented, so one of our name is asked; and where the event
                // gives no name, each that shows none.
                boolean perhaps = names.isEmpty() ? it.notes() == null : names.contains(it.name());
                if (listed || perhaps) {
                    Duration bound = listed ? Patience.READS_LAG : Duration.ZERO;
                    patience.until(bound, "reading integration " + it.id(), () -> observe(it.id(), seen))
                            .filter(full -> carries(full, event.mark()))
                            .ifPresent(found::add);
                }
            }
            cursor = Pages.next(page, cursor);
        }
        return found;
    }

    @Override
    public boolean carries(Observed observed, Mark mark) {
        return marked(observed.configuration().notes(), mark)
                || observed.integration().name().equals(mark.text());
    }

    private static boolean marked(String notes, Mark mark) {
        return owner(notes).filter(mark.text()::equals).isPresent();
    }

    /** The mark in an integration's notes, whosever it is. */
    public static Optional<String> owner(String notes) {
        return notes.lines()
                .findFirst()
                .map(String::strip)
                .filter(line -> line.startsWith(NOTE))
                .map(line -> line.substring(NOTE.length()));
    }

    @Override
    public String id(Observed observed) {
        return observed.integration().id();
    }

    @Override
    public Plan plan(Wanted wanted, Observed observed) {
        Integration integration = observed.integration();
        if (!integration.type().equals(wanted.type())) {
            return new Plan.Replace("the integration's type changed");
        }
        List<Plan.FieldChange> changes = configurationChanges(wanted, observed.configuration());
        if (!"ENABLED".equals(integration.intendedState())) {
            changes.add(new Plan.FieldChange("intendedState", integration.intendedState(), "ENABLED"));
        }
        return changes.isEmpty() ? new Plan.Nothing() : new Plan.Change(changes);
    }

    private static List<Plan.FieldChange> configurationChanges(Wanted wanted, Configuration now) {
        List<Plan.FieldChange> changes = new ArrayList<>();
        if (!now.name().equals(wanted.name())) {
            changes.add(new Plan.FieldChange("name", now.name(), wanted.name()));
        }
        String credential = now.credentials().getOrDefault(wanted.credentialKey(), "");
        if (!credential.equals(wanted.credentialId())) {
            changes.add(
                    new Plan.FieldChange("credentials." + wanted.credentialKey(), credential, wanted.credentialId()));
        }
        if (!marked(now.notes(), wanted.mark())) {
            changes.add(new Plan.FieldChange(
                    "notes", now.notes().lines().findFirst().orElse(""), NOTE + wanted.mark()));
        }
        return changes;
    }

    @Override
    public String create(Wanted wanted) {
        return genesys.integrations().create(wanted.mark().text(), wanted.type());
    }

    @Override
    public Optional<Observed> unfinished(Wanted wanted, String id) {
        Configuration configuration = patience.until(
                        VISIBLE,
                        "waiting for the new integration to be readable",
                        () -> genesys.integrations().configuration(id))
                .orElseThrow(() -> Failure.of(
                        Kind.NOT_FOUND,
                        "The integration was created in Genesys but its configuration cannot be read.",
                        "Deploy again; if it recurs, look at Admin > Integrations."));
        Integration created =
                new Integration(id, wanted.mark().text(), wanted.type(), "DISABLED", "INACTIVE", "", null);
        return Optional.of(new Observed(created, configuration));
    }

    @Override
    public void change(Wanted wanted, Observed observed, Plan.Change change) {
        String id = id(observed);
        Configuration now = observed.configuration();
        if (!configurationChanges(wanted, now).isEmpty()) {
            Map<String, String> credentials = new LinkedHashMap<>(now.credentials());
            credentials.put(wanted.credentialKey(), wanted.credentialId());
            genesys.integrations()
                    .configure(
                            id,
                            new Configuration(
                                    now.version(),
                                    wanted.name(),
                                    now.properties(),
                                    now.advanced(),
                                    notes(now.notes(), wanted.mark()),
                                    credentials));
        }
        if (!"ENABLED".equals(observed.integration().intendedState())) {
            answeredToEnable = genesys.integrations().enable(id);
        }
    }

    /** Our line first; what people have written below stays. */
    private static String notes(String now, Mark mark) {
        List<String> lines = new ArrayList<>();
        lines.add(NOTE + mark);
        now.lines().filter(line -> !line.startsWith(NOTE)).forEach(lines::add);
        return String.join("\n", lines);
    }

    @Override
    public void confirm(Wanted wanted, String id) {
        if (answeredToEnable != null && "ACTIVE".equals(answeredToEnable.reportedState())) {
            return;
        }
        int[] errors = {0};
        boolean[] seen = {false};
        Optional<Integration> active = patience.until(
                ACTIVATION,
                "waiting for the integration to become active",
                () -> genesys.integrations().find(id).filter(it -> {
                    seen[0] = true;
                    if ("ERROR".equals(it.reportedState())) {
                        // Right after a change it may still be the state before.
                        if (++errors[0] == ERRORS) {
                            throw inError(wanted, it);
                        }
                        return false;
                    }
                    return "ACTIVE".equals(it.reportedState());
                }));
        if (active.isEmpty()) {
            deadline.check("waiting for the integration to become active");
            if (!seen[0]) {
                throw Failure.of(
                        Kind.NOT_FOUND,
                        "Integration " + wanted.name() + " was configured in Genesys (" + id
                                + ") but cannot be read back.",
                        "Deploy again; if it recurs, look at Admin > Integrations.");
            }
            log.warn("The integration is not reported active yet; going on, the actions' check will tell")
                    .with(Log.Key.physicalId, id)
                    .write();
        }
    }

    private static Failure inError(Wanted wanted, Integration it) {
        return Failure.genesys(
                Kind.REFUSED,
                "Integration " + wanted.name() + " was configured but reports ERROR.",
                "See Admin > Integrations in Genesys, and whether its credential is complete; then deploy again.",
                it.detail(),
                null,
                null,
                null);
    }

    @Override
    public void remove(String id) {
        Removal.of(
                () -> genesys.integrations().delete(id),
                patience,
                GONE,
                noun(),
                () -> genesys.integrations().find(id).isEmpty());
    }

    @Override
    public Map<String, String> attributes(String id) {
        return Map.of("IntegrationId", id);
    }
}
