package dataactions.registrar.resources;

import dataactions.registrar.Deadline;
import dataactions.registrar.Failure;
import dataactions.registrar.Failure.Kind;
import dataactions.registrar.Log;
import dataactions.registrar.cloudformation.ResourceEvent;
import dataactions.registrar.genesys.Genesys;
import dataactions.registrar.genesys.Genesys.Action;
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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * {@code Custom::GenesysIntegration}. Made as Terraform's provider does: POST, configuration with the credential,
 * enable, wait. The mark is the first line of the notes; since a POST carries no notes, the integration is created
 * under the mark as its name, and takes its own name with the configuration: so a lost POST can be found.
 */
public final class IntegrationResource
        implements GenesysResource<IntegrationResource.Wanted, IntegrationResource.Observed> {
    private static final String NOTE = "Managed by CloudFormation: ";
    /** An integration that was there before us. What follows the mark says which credential it had then. */
    private static final String ADOPTED_NOTE = "Adopted by CloudFormation: ";

    /** The line below the mark: which request of CloudFormation created it; or that it was found, made before. */
    private static final String ORIGIN_NOTE = "Created by request: ";

    private static final String FOUND_NOTE = "Found by request: ";

    private static final Pattern CREDENTIAL_BEFORE = Pattern.compile(" \\(credential before: ([A-Za-z0-9-]+)\\)$");
    /** How long it may take to become ACTIVE is not documented; the check of the actions has the last word. */
    private static final Duration ACTIVATION = Duration.ofSeconds(45);

    private static final Duration VISIBLE = Duration.ofSeconds(15);
    /** As long as Terraform's provider waits. */
    private static final Duration GONE = Duration.ofSeconds(30);

    private static final int CONFLICTS = 5;

    private final Genesys genesys;
    private final Deadline deadline;
    private final Patience patience;
    private final Log log;
    private final Consumers consumers;
    /** What Genesys answered when it was enabled in this event; often that is all there is to wait for. */
    private Integration answeredToEnable;

    public IntegrationResource(Genesys genesys, Deadline deadline, Log log) {
        this.genesys = genesys;
        this.deadline = deadline;
        this.patience = new Patience(deadline);
        this.log = log;
        this.consumers = new Consumers(genesys);
    }

    /**
     * What the properties say.
     *
     * @param adopt whether an integration of this name that is there already is taken over
     * @param request of CloudFormation, by which what it creates is known
     * @param known the id that CloudFormation has for it; null where it has none
     * @param noting whether to write on what is found that it was found
     */
    public record Wanted(
            Mark mark,
            String name,
            String type,
            String credentialKey,
            String credentialId,
            boolean adopt,
            String request,
            String known,
            boolean noting) {}

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
                event.properties().text("CredentialId"),
                isAdopting(event),
                event.origin(),
                event.physicalId(),
                true);
    }

    private static boolean isAdopting(ResourceEvent event) {
        return event.properties().optionalText("Adopt").isPresent()
                && event.properties().flag("Adopt");
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
        String line = notes.lines().findFirst().orElse("").strip();
        if (line.startsWith(NOTE)) {
            return Optional.of(line.substring(NOTE.length()));
        }
        return line.startsWith(ADOPTED_NOTE)
                ? Optional.of(CREDENTIAL_BEFORE
                        .matcher(line.substring(ADOPTED_NOTE.length()))
                        .replaceFirst(""))
                : Optional.empty();
    }

    private static boolean adopted(Observed observed) {
        return observed.configuration().notes().startsWith(ADOPTED_NOTE);
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
        boolean ours = carries(observed, wanted.mark());
        if (ours
                && wanted.adopt()
                && !adopted(observed)
                && !observed.configuration().name().equals(wanted.name())) {
            return new Plan.Replace("another integration is adopted");
        }
        if (ours && !wanted.adopt() && adopted(observed)) {
            return new Plan.Replace("the integration was adopted, and the stack is to have one of its own");
        }
        List<Plan.FieldChange> changes = configurationChanges(wanted, observed);
        if (!"ENABLED".equals(integration.intendedState())) {
            changes.add(new Plan.FieldChange("intendedState", integration.intendedState(), "ENABLED"));
        }
        return changes.isEmpty() ? new Plan.Nothing() : new Plan.Change(changes);
    }

    @Override
    public Plan drift(Wanted wanted, Observed observed) {
        return plan(
                new Wanted(
                        wanted.mark(),
                        wanted.name(),
                        wanted.type(),
                        wanted.credentialKey(),
                        wanted.credentialId(),
                        wanted.adopt(),
                        wanted.request(),
                        wanted.known(),
                        false),
                observed);
    }

    private List<Plan.FieldChange> configurationChanges(Wanted wanted, Observed observed) {
        Configuration now = observed.configuration();
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
                    "notes",
                    now.notes().lines().findFirst().orElse(""),
                    (wanted.adopt() ? ADOPTED_NOTE : NOTE) + wanted.mark()));
        } else if (!originLine(wanted, observed).equals(originLine(now.notes()))) {
            changes.add(new Plan.FieldChange(
                    "notes",
                    originLine(now.notes()).orElse(""),
                    originLine(wanted, observed).orElse("")));
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
        if (!configurationChanges(wanted, observed).isEmpty()) {
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
                                    notes(wanted, observed),
                                    credentials));
        }
        if (!"ENABLED".equals(observed.integration().intendedState())) {
            answeredToEnable = genesys.integrations().enable(id);
        }
    }

    /** A credential that is replaced is replaced for everybody's actions. Said by every event: each may come twice. */
    @Override
    public String warning(ResourceEvent event, String id) {
        if (!isAdopting(event)) {
            return "";
        }
        Optional<Configuration> replaced = genesys.integrations()
                .configuration(id)
                .filter(it -> CREDENTIAL_BEFORE
                        .matcher(it.notes().lines().findFirst().orElse("").strip())
                        .find());
        List<String> others = replaced.isPresent() ? othersActions(event.mark(), id) : List.of();
        return others.isEmpty()
                ? ""
                : "Integration " + Failure.named(replaced.get().name()) + " is adopted, and its credential replaced by"
                        + " this stack's: " + Usage.named(others) + ", not of this stack, "
                        + (others.size() == 1 ? "calls" : "call") + " with it now. If "
                        + (others.size() == 1 ? "it needs" : "they need")
                        + " the old one, remove genesys.adopt and deploy.";
    }

    private List<String> othersActions(Mark mark, String id) {
        List<String> others = new ArrayList<>();
        for (Cursor cursor = Cursor.START; cursor != null; ) {
            Page<Action> page = genesys.actions().list(null, cursor);
            for (Action it : page.items()) {
                if (it.integrationId().equals(id)) {
                    genesys.actions()
                            .find(it.id())
                            .filter(full -> ActionResource.owner(full)
                                    .flatMap(mark::logicalIdIn)
                                    .isEmpty())
                            .ifPresent(full -> others.add(full.name()));
                }
            }
            cursor = Pages.next(page, cursor);
        }
        return others;
    }

    /** Our line first, as it was where it is there; what people have written below stays. */
    private static String notes(Wanted wanted, Observed observed) {
        Configuration now = observed.configuration();
        String line = NOTE + wanted.mark();
        if (marked(now.notes(), wanted.mark())) {
            line = now.notes().lines().findFirst().orElseThrow();
        } else if (wanted.adopt()) {
            String before = now.credentials().get(wanted.credentialKey());
            line = ADOPTED_NOTE + wanted.mark() + (before == null ? "" : " (credential before: " + before + ")");
        }
        List<String> lines = new ArrayList<>(List.of(line));
        originLine(wanted, observed).ifPresent(lines::add);
        lines.addAll(othersLines(now.notes()));
        return String.join("\n", lines);
    }

    private static Optional<String> originLine(String notes) {
        return notes.lines()
                .filter(line -> line.startsWith(ORIGIN_NOTE) || line.startsWith(FOUND_NOTE))
                .findFirst();
    }

    /** How it came to be; of one that was adopted the first line tells. */
    private static Optional<String> originLine(Wanted wanted, Observed observed) {
        Optional<String> noted = originLine(observed.configuration().notes());
        String ours = ORIGIN_NOTE + wanted.request();
        if (isUnfinished(observed, wanted.mark())) {
            return Optional.of(ours);
        }
        boolean told =
                noted.filter(it -> it.equals(ours) || it.startsWith(FOUND_NOTE)).isPresent();
        // Where CloudFormation has an id already, another one under the mark is a replacement that is undone.
        return told || !wanted.noting() || wanted.adopt() || wanted.known() != null
                ? noted
                : Optional.of(FOUND_NOTE + wanted.request());
    }

    /** Created under its mark, and not configured yet. */
    private static boolean isUnfinished(Observed observed, Mark mark) {
        return observed.integration().name().equals(mark.text())
                && owner(observed.configuration().notes()).isEmpty();
    }

    private static List<String> othersLines(String notes) {
        return notes.lines()
                .filter(line ->
                        Stream.of(NOTE, ADOPTED_NOTE, ORIGIN_NOTE, FOUND_NOTE).noneMatch(line::startsWith))
                .toList();
    }

    /** Exactly one of that name and type, and nobody's: guessing among several would take over someone else's. */
    @Override
    public Optional<Observed> adopt(Wanted wanted) {
        if (!wanted.adopt()) {
            return Optional.empty();
        }
        List<String> named = new ArrayList<>();
        List<Observed> free = new ArrayList<>();
        for (Cursor cursor = Cursor.START; cursor != null; ) {
            Page<Integration> page = genesys.integrations().list(cursor);
            for (Integration it : page.items()) {
                if (it.name().equals(wanted.name())) {
                    Optional<Observed> found = observe(it.id());
                    Optional<String> owner =
                            found.flatMap(full -> owner(full.configuration().notes()));
                    named.add(it.id()
                            + owner.map(mark -> " (of stack " + mark + ")").orElse("")
                            + (it.type().equals(wanted.type()) ? "" : " (of type " + it.type() + ")"));
                    found.filter(full -> owner.isEmpty() && it.type().equals(wanted.type()))
                            .ifPresent(free::add);
                }
            }
            cursor = Pages.next(page, cursor);
        }
        if (named.size() == 1 && free.size() == 1) {
            return Optional.of(free.get(0));
        }
        throw Failure.of(
                Kind.REFUSED,
                "genesys.adopt is true, and expects exactly one free integration " + Failure.named(wanted.name())
                        + " of type "
                        + wanted.type() + "; "
                        + (named.isEmpty() ? "there is none." : "found " + Usage.counted(named) + "."),
                "Correct integrationName in cdk.json, rename it in Genesys, or remove genesys.adopt.");
    }

    @Override
    public void confirm(Wanted wanted, String id) {
        if (answeredToEnable != null && "ACTIVE".equals(answeredToEnable.reportedState())) {
            return;
        }
        Duration leftAtFirst = deadline.remaining();
        boolean[] seen = {false};
        Integration[] inError = {null};
        Optional<Integration> active = patience.until(
                ACTIVATION,
                "waiting for the integration to become active",
                () -> genesys.integrations().find(id).filter(it -> {
                    seen[0] = true;
                    inError[0] = "ERROR".equals(it.reportedState()) ? it : null;
                    // Right after a change it may still be the state before.
                    Duration looked = leftAtFirst.minus(deadline.remaining());
                    if (inError[0] != null && looked.compareTo(Patience.READS_LAG) >= 0) {
                        throw inError(wanted, it);
                    }
                    return "ACTIVE".equals(it.reportedState());
                }));
        if (active.isEmpty()) {
            deadline.check("waiting for the integration to become active");
            if (inError[0] != null) {
                throw inError(wanted, inError[0]);
            }
            if (!seen[0]) {
                throw Failure.of(
                        Kind.NOT_FOUND,
                        "Integration " + Failure.named(wanted.name()) + " was configured in Genesys (" + id
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
                "Integration " + Failure.named(wanted.name()) + " was configured but reports ERROR.",
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

    /**
     * Deleting an integration takes its actions with it: it is kept while it holds one that a flow uses, or that is none
     * of this stack's. An adopted one is never deleted, but given back; not while it holds an action of ours that a flow
     * uses, which needs our credential.
     */
    @Override
    public Parting part(ResourceEvent event, Observed observed, Occasion occasion) {
        String name = Failure.named(observed.configuration().name());
        boolean regardless = occasion == Occasion.DESTROY && OnDestroy.of(event.properties()) == OnDestroy.DELETE;
        if (adopted(observed)) {
            List<String> used = occasion == Occasion.ROLLBACK || regardless
                    ? List.of()
                    : holding(event, observed, occasion).used();
            if (!used.isEmpty()) {
                return new Parting.Kept("Integration " + name + ", adopted, keeps this stack's credential: it holds "
                        + counted(used) + ". A later deployment gives it back once no Architect flow uses it.");
            }
            giveBack(event, observed);
            return new Parting.Kept("Integration " + name + " was there before this stack and stays in Genesys.");
        }
        boolean ofItsMaking = isUnfinished(observed, event.mark())
                || originLine(observed.configuration().notes())
                        .filter(line -> line.startsWith(ORIGIN_NOTE + event.incarnation()))
                        .isPresent();
        if (occasion == Occasion.ROLLBACK && !ofItsMaking) {
            return new Parting.Kept("Integration " + name + " was in Genesys before this deployment, and stays there.");
        }
        Holding holding = holding(event, observed, occasion);
        List<String> used = holding.used();
        List<String> foreign = holding.foreign();
        if (used.isEmpty() && foreign.isEmpty()) {
            remove(id(observed));
            return new Parting.Removed();
        }
        return new Parting.Kept("Integration " + name + " is kept in Genesys: it holds "
                + (used.isEmpty() ? "" : counted(used))
                + (used.isEmpty() || foreign.isEmpty() ? "" : ", and ")
                + (foreign.isEmpty() ? "" : Usage.named(foreign) + ", not of this stack") + ".");
    }

    private static String counted(List<String> used) {
        return "action " + used.get(0) + (used.size() > 1 ? " and " + (used.size() - 1) + " more" : "");
    }

    /**
     * Why an integration has to go on working.
     *
     * @param used the stack's own actions that count as used, each with the reason
     * @param foreign names of actions that are none of this stack's
     */
    private record Holding(List<String> used, List<String> foreign) {}

    private Holding holding(ResourceEvent event, Observed observed, Occasion occasion) {
        Holding holding = new Holding(new ArrayList<>(), new ArrayList<>());
        boolean regardless = occasion == Occasion.DESTROY && OnDestroy.of(event.properties()) == OnDestroy.DELETE;
        boolean young = occasion == Occasion.ROLLBACK
                || occasion == Occasion.STRAY
                        && (isUnfinished(observed, event.mark())
                                || originLine(observed.configuration().notes())
                                        .filter((ORIGIN_NOTE + event.origin())::equals)
                                        .isPresent());
        for (Cursor cursor = Cursor.START; cursor != null; ) {
            Page<Action> page = genesys.actions().list(null, cursor);
            for (Action listed : page.items()) {
                if (!listed.integrationId().equals(id(observed))) {
                    continue;
                }
                // Listings lag behind deletions: the stack's own actions have just been deleted.
                Optional<Action> found = genesys.actions().find(listed.id());
                if (found.isEmpty()) {
                    continue;
                }
                Action it = found.get();
                if (ActionResource.owner(it).flatMap(event.mark()::logicalIdIn).isEmpty()) {
                    holding.foreign().add(it.name());
                } else if (occasion == Occasion.ROLLBACK && !ActionResource.isOfItsMaking(it, event)) {
                    holding.used().add(Failure.named(it.name()) + " (there before this deployment)");
                } else if (!regardless) {
                    Usage usage = consumers.of(it.id(), it.secure());
                    if (young ? usage instanceof Usage.ByFlows : usage.counts()) {
                        holding.used().add(Failure.named(it.name()) + " (" + usage.said() + ")");
                    }
                }
            }
            cursor = Pages.next(page, cursor);
        }
        return holding;
    }

    /** Without our line, and with the credential that it had; so that it works as before, and can be adopted again. */
    private void giveBack(ResourceEvent event, Observed observed) {
        for (int attempt = 1; ; attempt++) {
            Configuration now =
                    genesys.integrations().configuration(id(observed)).orElse(null);
            if (now == null
                    || owner(now.notes()).flatMap(event.mark()::logicalIdIn).isEmpty()) {
                return;
            }
            Map<String, String> credentials = new LinkedHashMap<>(now.credentials());
            Matcher noted = CREDENTIAL_BEFORE.matcher(
                    now.notes().lines().findFirst().orElse("").strip());
            Optional<String> before = noted.find()
                    ? Optional.of(noted.group(1))
                            .filter(it -> genesys.credentials().find(it).isPresent())
                    : Optional.empty();
            for (String key : ourKeys(event, now)) {
                credentials.remove(key);
                before.ifPresent(it -> credentials.put(key, it));
            }
            try {
                genesys.integrations()
                        .configure(
                                id(observed),
                                new Configuration(
                                        now.version(),
                                        now.name(),
                                        now.properties(),
                                        now.advanced(),
                                        String.join("\n", othersLines(now.notes())),
                                        credentials));
                return;
            } catch (Failure e) {
                if (e.kind() != Kind.CONFLICT || attempt == CONFLICTS) {
                    throw e;
                }
                patience.pause(Duration.ofMillis(300L * attempt), "giving the integration back");
            }
        }
    }

    /** Where the credential is ours: as its Delete says; the destroy guard, which comes later, knows it by its mark. */
    private Set<String> ourKeys(ResourceEvent event, Configuration now) {
        Optional<String> told = event.properties().lenientText("CredentialKey");
        if (told.isPresent()) {
            return Set.of(told.get());
        }
        Set<String> keys = new LinkedHashSet<>();
        now.credentials()
                .forEach((key, credentialId) -> genesys.credentials()
                        .find(credentialId)
                        .flatMap(it -> event.mark().logicalIdIn(it.name()))
                        .ifPresent(ours -> keys.add(key)));
        return keys;
    }

    @Override
    public Map<String, String> attributes(String id) {
        return Map.of("IntegrationId", id);
    }
}
