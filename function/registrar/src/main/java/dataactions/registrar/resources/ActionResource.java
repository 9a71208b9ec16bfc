package dataactions.registrar.resources;

import dataactions.registrar.Deadline;
import dataactions.registrar.Failure;
import dataactions.registrar.Failure.Kind;
import dataactions.registrar.cloudformation.Properties;
import dataactions.registrar.cloudformation.ResourceEvent;
import dataactions.registrar.genesys.Genesys;
import dataactions.registrar.genesys.Genesys.Action;
import dataactions.registrar.genesys.Genesys.ActionConfiguration;
import dataactions.registrar.genesys.Genesys.Cursor;
import dataactions.registrar.genesys.Genesys.NewAction;
import dataactions.registrar.genesys.Genesys.Page;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * {@code Custom::GenesysDataAction}: one contract of one action. Its mark is a request header, since an action has no
 * notes. Contract, secure and integration are fixed at publication: another integration means another action, another
 * contract is refused here, because it is the next number's resource that brings it. Only a draft, which is deployed on
 * one machine and by nobody's flows, is made anew with another contract.
 */
public final class ActionResource implements GenesysResource<ActionResource.Wanted, ActionResource.Observed> {
    static final String OWNER = "Data-Action-Owner";
    /** Which request of CloudFormation created it; or that the resource found it, made by others before. */
    static final String ORIGIN = "Data-Action-Origin";

    /** Of a contract that is not recorded yet; the templates of local assemblies alone have it. */
    private static final String DRAFT = "Draft";

    private static final String FOUND = "found";
    private static final String FOUND_RETIRED = "found-retired";
    /** Mapping is our function's: its answer is passed on as it is. */
    private static final String SUCCESS_TEMPLATE = "${rawResult}";

    private static final String RETIRED = " (retired, ";
    private static final Pattern CONTRACT_SUFFIX = Pattern.compile(" \\(contract \\d+\\)$");
    private static final int ID_DIGITS = 4;
    private static final int MAX_NAME = 256;
    private static final int RENAMINGS = 5;
    private static final Duration VISIBLE = Duration.ofSeconds(20);
    private static final Duration GONE = Duration.ofSeconds(30);
    /** A 400 right after the integration was made may be that it is not known everywhere yet. */
    private static final List<Duration> CREATE_AGAIN =
            List.of(Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(4));

    private final Genesys genesys;
    private final Deadline deadline;
    private final Patience patience;
    private final Consumers consumers;
    /** Neighbours that once made way for the name that this one gives up, and that name. */
    private final Map<String, String> displaced = new LinkedHashMap<>();

    public ActionResource(Genesys genesys, Deadline deadline) {
        this.genesys = genesys;
        this.deadline = deadline;
        this.patience = new Patience(deadline);
        this.consumers = new Consumers(genesys);
    }

    /**
     * What the properties say.
     *
     * @param request of CloudFormation, by which what it creates is known
     * @param known the id that CloudFormation has for it; null where it has none
     * @param noting whether to write on what is found that it was found
     * @param draft whether the contract is a draft, or was one until this event: another contract means another action
     */
    public record Wanted(Mark mark, NewAction action, String request, String known, boolean noting, boolean draft) {
        /** On the object's own headers: how it came to be. */
        private Optional<String> origin(Action now) {
            Optional<String> noted = header(now, ORIGIN);
            if (!noting
                    || now.id().equals(known)
                    || noted.filter(request::equals).isPresent()) {
                return noted;
            }
            if (isRetired(now.name())) {
                return Optional.of(FOUND_RETIRED);
            }
            // An Update that finds another one under the mark is a replacement that is undone: that one was its own.
            return known != null || wasFound(now) ? noted : Optional.of(FOUND);
        }

        private ActionConfiguration configuration(Optional<String> origin) {
            ActionConfiguration it = action.configuration();
            Map<String, String> headers = new LinkedHashMap<>(it.headers());
            origin.ifPresent(text -> headers.put(ORIGIN, text));
            return new ActionConfiguration(
                    it.timeoutSeconds(),
                    it.requestUrl(),
                    it.requestMethod(),
                    headers,
                    it.requestTemplate(),
                    it.successTemplate());
        }
    }

    /**
     * What is there.
     *
     * @param requestTemplate null where it was not read
     * @param successTemplate null where it was not read
     */
    public record Observed(Action action, String requestTemplate, String successTemplate) {}

    @Override
    public String noun() {
        return "action";
    }

    @Override
    public Wanted wanted(ResourceEvent event) {
        Properties properties = event.properties();
        Mark mark = event.mark();
        properties.wholeNumber("Contract", 1, 999_999);
        Map<String, String> headers = new LinkedHashMap<>(properties.jsonTexts("Headers"));
        headers.put(OWNER, mark.text());
        return new Wanted(
                mark,
                new NewAction(
                        shortText(properties, "Name"),
                        shortText(properties, "Category"),
                        properties.text("IntegrationId"),
                        properties.flag("Secure"),
                        properties.jsonObject("InputSchema"),
                        properties.jsonObject("SuccessSchema"),
                        new ActionConfiguration(
                                properties.wholeNumber("TimeoutSeconds", 1, 60),
                                properties.text("RequestUrl"),
                                properties.oneOf("RequestMethod", "POST", "GET", "PUT", "PATCH", "DELETE"),
                                headers,
                                properties.text("RequestTemplate"),
                                SUCCESS_TEMPLATE)),
                event.origin(),
                event.physicalId(),
                true,
                isDraft(properties) || isDraft(event.oldProperties()));
    }

    private static boolean isDraft(Properties properties) {
        return properties.lenientText(DRAFT).filter("true"::equals).isPresent();
    }

    private static String shortText(Properties properties, String name) {
        String text = properties.text(name);
        if (text.length() > MAX_NAME) {
            throw properties.wrong(name, "a text of at most 256 characters", null);
        }
        return text;
    }

    @Override
    public Optional<Observed> observe(String id) {
        return genesys.actions()
                .find(id)
                .map(it -> new Observed(
                        it,
                        genesys.actions().template(id, "requesttemplate.vm").orElse(""),
                        genesys.actions().template(id, "successtemplate.vm").orElse("")));
    }

    @Override
    public List<Observed> marked(ResourceEvent event, Optional<Observed> seen) {
        List<Observed> found = new ArrayList<>();
        Set<String> looked = new LinkedHashSet<>();
        for (String name : searches(event)) {
            for (Cursor cursor = Cursor.START; cursor != null; ) {
                Page<Action> page = genesys.actions().list(name, cursor);
                for (Action it : page.items()) {
                    noteDisplaced(event, it);
                    boolean perhaps = it.configuration() == null
                            ? it.id().startsWith("custom_")
                                    && (name == null || it.name().startsWith(name))
                            : owned(it, event.mark());
                    if (perhaps && looked.add(it.id())) {
                        listed(it, seen)
                                .filter(full -> carries(full, event.mark()))
                                .ifPresent(found::add);
                    }
                }
                cursor = Pages.next(page, cursor);
            }
        }
        return found;
    }

    /** One that is listed with its mark exists: where the read does not know it yet, it is read again. */
    private Optional<Observed> listed(Action it, Optional<Observed> seen) {
        Duration bound = it.configuration() == null ? Duration.ZERO : Patience.READS_LAG;
        return patience.until(bound, "reading action " + it.id(), () -> observe(it.id(), seen));
    }

    /**
     * Whether two actions of one integration may share a name is not documented. When a new contract is rolled back or
     * taken out again, CloudFormation gives the old one its bare name back before it deletes the new one. Where Genesys
     * refuses that, the new one makes way under a name of its own: of this stack's actions, and of no others. A draft
     * that is made anew has its own predecessor in the way.
     *
     * @return whether any was in the way
     */
    private boolean displaceNamesakes(Wanted wanted) {
        String name = wanted.action().name();
        boolean anyInTheWay = false;
        for (Cursor cursor = Cursor.START; cursor != null; ) {
            Page<Action> page = genesys.actions().list(name, cursor);
            for (Action it : page.items()) {
                if (it.name().equals(name)
                        && it.integrationId().equals(wanted.action().integrationId())
                        && owner(it)
                                .filter(owner -> wanted.mark().isNeighbourOf(owner)
                                        || wanted.draft()
                                                && owner.equals(wanted.mark().text()))
                                .isPresent()) {
                    String owner = owner(it).orElseThrow();
                    // Two drafts of one resource may make way for each other in turn.
                    boolean own = owner.equals(wanted.mark().text());
                    rename(it.id(), apart(name, own ? owner + ", " + digits(it.id()) : owner));
                    anyInTheWay = true;
                }
            }
            cursor = Pages.next(page, cursor);
        }
        return anyInTheWay;
    }

    private static String apart(String name, String owner) {
        String resource = owner.replaceFirst(".*/", "");
        String apart = name + " (" + resource + ")";
        return apart.length() > MAX_NAME ? resource : apart;
    }

    /**
     * When a retirement is rolled back, CloudFormation sends nothing to the newer contract, which it has not touched
     * yet: it gets its name back with the event of the one that it had made way for.
     */
    private void noteDisplaced(ResourceEvent event, Action it) {
        Optional<String> before = event.oldProperties().lenientText("Name");
        boolean givenUp =
                before.isPresent() && !before.equals(event.properties().lenientText("Name"));
        boolean sameIntegration = event.properties()
                .lenientText("IntegrationId")
                .filter(it.integrationId()::equals)
                .isPresent();
        if (givenUp && sameIntegration) {
            owner(it)
                    .filter(event.mark()::isNeighbourOf)
                    .filter(owner -> it.name().equals(apart(before.get(), owner)))
                    .ifPresent(owner -> displaced.put(it.id(), before.get()));
        }
    }

    private void restoreDisplaced() {
        displaced.forEach(this::rename);
        displaced.clear();
    }

    /**
     * A version conflict comes from someone else's change, or from our own, whose answer was lost and which was sent
     * again: it is looked at anew. Where the version does not move, it is the name that Genesys refuses: thrown.
     */
    private void rename(String id, String name) {
        for (int attempt = 1; ; attempt++) {
            Observed observed = whole(id, name);
            if (observed.action().name().equals(name)) {
                return;
            }
            try {
                rename(observed, name);
                return;
            } catch (Failure e) {
                boolean again = e.kind() == Kind.CONFLICT
                        && attempt < RENAMINGS
                        && patience.until(
                                        Patience.READS_LAG,
                                        "renaming action " + id,
                                        () -> Optional.of(observed).filter(this::moved))
                                .isPresent();
                if (!again) {
                    throw e;
                }
            }
        }
    }

    /** A PATCH writes the whole configuration: never without having read the templates, or it would empty them. */
    private Observed whole(String id, String name) {
        return patience.until(
                        VISIBLE,
                        "reading action " + id,
                        () -> observe(id)
                                .filter(it -> it.action().configuration() != null
                                        && !it.requestTemplate().isBlank()
                                        && !it.successTemplate().isBlank()))
                .orElseThrow(() -> Failure.of(
                        Kind.NOT_FOUND,
                        "Action " + id + " has to be renamed to " + Failure.named(name)
                                + " but cannot be read with its templates.",
                        "Deploy again."));
    }

    private void rename(Observed observed, String name) {
        Action now = observed.action();
        ActionConfiguration config = now.configuration();
        genesys.actions()
                .change(
                        now.id(),
                        now.version(),
                        name,
                        now.category(),
                        new ActionConfiguration(
                                config.timeoutSeconds(),
                                config.requestUrl(),
                                config.requestMethod(),
                                config.headers(),
                                observed.requestTemplate(),
                                observed.successTemplate()));
    }

    /**
     * Names to search by, without the contract's number, which a retired one has elsewhere. The search is for parts, so
     * of two names where one holds the other the shorter will do.
     */
    private static List<String> searches(ResourceEvent event) {
        Optional<String> now = event.properties().lenientText("Name").map(ActionResource::bare);
        Optional<String> before = event.oldProperties().lenientText("Name").map(ActionResource::bare);
        List<String> names = new ArrayList<>();
        now.ifPresent(names::add);
        before.filter(it -> !names.contains(it)).ifPresent(names::add);
        if (names.isEmpty()) {
            names.add(null);
        } else if (names.size() == 2) {
            String first = names.get(0);
            String second = names.get(1);
            if (first.contains(second)) {
                names.remove(first);
            } else if (second.contains(first)) {
                names.remove(second);
            }
        }
        return names;
    }

    @Override
    public boolean carries(Observed observed, Mark mark) {
        return owned(observed.action(), mark);
    }

    private static boolean owned(Action action, Mark mark) {
        return owner(action).filter(mark.text()::equals).isPresent();
    }

    /** The mark on an action, whosever it is; empty too where the listing shows no headers. */
    public static Optional<String> owner(Action action) {
        return header(action, OWNER);
    }

    /** Whether the resource that has it found it in Genesys, made by another. */
    private static boolean wasFound(Action action) {
        return header(action, ORIGIN).filter(it -> it.startsWith(FOUND)).isPresent();
    }

    /**
     * Whether the stack made it, and not one of the same name before, and has not kept it for flows since: what a rollback
     * may take back. A Create that died may not have come to noting that it found it.
     */
    static boolean isOfItsMaking(Action action, ResourceEvent event) {
        return header(action, ORIGIN)
                        .filter(it -> it.startsWith(event.incarnation()))
                        .isPresent()
                && !isRetired(action.name());
    }

    private static Optional<String> header(Action action, String name) {
        return action.configuration() == null
                ? Optional.empty()
                : action.configuration().headers().entrySet().stream()
                        .filter(header -> name.equalsIgnoreCase(header.getKey()))
                        .map(Map.Entry::getValue)
                        .findFirst();
    }

    @Override
    public String id(Observed observed) {
        return observed.action().id();
    }

    @Override
    public Plan plan(Wanted wanted, Observed observed) {
        NewAction want = wanted.action();
        Action now = observed.action();
        if (!now.integrationId().equals(want.integrationId())) {
            return new Plan.Replace("the integration changed");
        }
        List<String> fixed = fixedDifferences(want, now);
        if (!fixed.isEmpty() && wanted.draft()) {
            return new Plan.Replace("the draft's " + String.join(" and ", fixed) + " changed");
        }
        if (!fixed.isEmpty()) {
            return new Plan.Refuse(Failure.of(
                    Kind.REFUSED,
                    "The stack and the lock file disagree: action " + Failure.named(want.name()) + " (" + now.id()
                            + ") was published with another " + String.join(" and ", fixed) + " under this number.",
                    "Restore the contracts.lock.json that was deployed (from git). If the new contract is meant, run"
                            + " then: ./data-actions contract accept " + bare(want.name())));
        }
        List<Plan.FieldChange> changes = changes(wanted, observed);
        return changes.isEmpty() ? new Plan.Nothing() : new Plan.Change(changes);
    }

    @Override
    public Plan drift(Wanted wanted, Observed observed) {
        return plan(
                new Wanted(wanted.mark(), wanted.action(), wanted.request(), wanted.known(), false, wanted.draft()),
                observed);
    }

    private static List<String> fixedDifferences(NewAction want, Action now) {
        List<String> fixed = new ArrayList<>();
        if (now.inputSchema() != null && !Contract.same(want.inputSchema(), now.inputSchema())) {
            fixed.add("input contract");
        }
        if (now.successSchema() != null && !Contract.same(want.successSchema(), now.successSchema())) {
            fixed.add("output contract");
        }
        if (now.secure() != want.secure()) {
            fixed.add("secure flag");
        }
        return fixed;
    }

    private static List<Plan.FieldChange> changes(Wanted wanted, Observed observed) {
        NewAction want = wanted.action();
        Action now = observed.action();
        ActionConfiguration wantConfig = wanted.configuration(wanted.origin(now));
        ActionConfiguration nowConfig = now.configuration();
        List<Plan.FieldChange> changes = new ArrayList<>();
        compare(changes, "name", now.name(), want.name());
        compare(changes, "category", now.category(), want.category());
        if (nowConfig == null) {
            compare(changes, "config", "", "(all of it)");
            return changes;
        }
        compare(
                changes,
                "timeoutSeconds",
                String.valueOf(nowConfig.timeoutSeconds()),
                String.valueOf(wantConfig.timeoutSeconds()));
        compare(changes, "requestUrlTemplate", nowConfig.requestUrl(), wantConfig.requestUrl());
        compare(changes, "requestType", nowConfig.requestMethod(), wantConfig.requestMethod());
        compare(changes, "headers", folded(nowConfig.headers()), folded(wantConfig.headers()));
        if (observed.requestTemplate() != null) {
            compare(
                    changes,
                    "requestTemplate",
                    observed.requestTemplate().strip(),
                    wantConfig.requestTemplate().strip());
        }
        if (observed.successTemplate() != null) {
            compare(changes, "successTemplate", observed.successTemplate().strip(), wantConfig.successTemplate());
        }
        return changes;
    }

    private static void compare(List<Plan.FieldChange> changes, String field, String now, String wanted) {
        if (!Objects.equals(now, wanted) && !Plan.UNKNOWN.equals(wanted)) {
            changes.add(new Plan.FieldChange(field, now, wanted));
        }
    }

    /** Header names have no case. */
    private static String folded(Map<String, String> headers) {
        Map<String, String> folded = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        folded.putAll(headers);
        StringBuilder text = new StringBuilder();
        folded.forEach((name, value) -> text.append(name.toLowerCase(java.util.Locale.ROOT))
                .append(": ")
                .append(value)
                .append('\n'));
        return text.toString();
    }

    @Override
    public String create(Wanted wanted) {
        for (Duration pause : CREATE_AGAIN) {
            try {
                return genesys.actions().create(made(wanted));
            } catch (Failure e) {
                if (!mayBeTheName(e) || !deadline.allows(pause)) {
                    throw e;
                }
                displaceNamesakes(wanted);
            }
            deadline.pause(
                    pause, "creating action " + Failure.named(wanted.action().name()));
        }
        return genesys.actions().create(made(wanted));
    }

    private static NewAction made(Wanted wanted) {
        NewAction it = wanted.action();
        return new NewAction(
                it.name(),
                it.category(),
                it.integrationId(),
                it.secure(),
                it.inputSchema(),
                it.successSchema(),
                wanted.configuration(Optional.of(wanted.request())));
    }

    @Override
    public void change(Wanted wanted, Observed observed, Plan.Change change) {
        try {
            write(wanted, observed);
        } catch (Failure e) {
            boolean renaming = !observed.action().name().equals(wanted.action().name());
            if (!renaming || !mayBeTheName(e) || moved(observed) || !displaceNamesakes(wanted)) {
                throw e;
            }
            write(wanted, observed);
        }
    }

    /** The version is not the one seen before: that, and not the name, was refused. */
    private boolean moved(Observed observed) {
        Action then = observed.action();
        return genesys.actions()
                .find(then.id())
                .filter(now -> now.version() == then.version())
                .isEmpty();
    }

    private void write(Wanted wanted, Observed observed) {
        NewAction want = wanted.action();
        Action now = observed.action();
        genesys.actions()
                .change(
                        now.id(),
                        now.version(),
                        want.name(),
                        want.category(),
                        wanted.configuration(wanted.origin(now)));
    }

    /** With which status Genesys would refuse a name that is taken is not documented either. */
    private static boolean mayBeTheName(Failure e) {
        return e.kind() == Kind.BAD_REQUEST || e.kind() == Kind.CONFLICT;
    }

    @Override
    public void confirm(Wanted wanted, String id) {
        Observed[] last = {null};
        Optional<Observed> same = patience.until(
                VISIBLE,
                "waiting for action " + Failure.named(wanted.action().name()) + " to be readable",
                () -> genesys.actions()
                        .find(id)
                        .map(it -> new Observed(it, null, null))
                        .filter(it -> {
                            last[0] = it;
                            return plan(wanted, it) instanceof Plan.Nothing;
                        }));
        if (same.isPresent()) {
            restoreDisplaced();
            return;
        }
        deadline.check("reading back action " + Failure.named(wanted.action().name()));
        if (last[0] == null) {
            throw Failure.of(
                    Kind.NOT_FOUND,
                    "Action " + Failure.named(wanted.action().name()) + " was accepted by Genesys (" + id
                            + ") but cannot be read back.",
                    "Deploy again.");
        }
        List<String> differing = new ArrayList<>(fixedDifferences(wanted.action(), last[0].action()));
        changes(wanted, last[0]).forEach(change -> differing.add(change.field()));
        throw Failure.of(
                Kind.REFUSED,
                "Genesys accepted action " + Failure.named(wanted.action().name()) + " (" + id
                        + ") but stored it differently: " + String.join(", ", differing) + ".",
                "Compare it in Admin > Actions with the definition, then deploy again.");
    }

    @Override
    public void remove(String id) {
        Removal.of(
                () -> genesys.actions().delete(id),
                patience,
                GONE,
                noun(),
                () -> genesys.actions().find(id).isEmpty());
    }

    /** Whether it was kept for flows after its resource was gone: its name says so. */
    public static boolean isRetired(String name) {
        return name.contains(RETIRED);
    }

    /** What carries a mark of the stack, whichever of its resources made it. */
    public List<Action> ofStack(Mark mark) {
        List<Action> found = new ArrayList<>();
        for (Cursor cursor = Cursor.START; cursor != null; ) {
            Page<Action> page = genesys.actions().list(null, cursor);
            for (Action it : page.items()) {
                whole(it)
                        .filter(full -> owner(full).flatMap(mark::logicalIdIn).isPresent())
                        .ifPresent(found::add);
            }
            cursor = Pages.next(page, cursor);
        }
        return found;
    }

    /** Where the listing leaves the headers out, the action is read: never a static one, which cannot be ours. */
    private Optional<Action> whole(Action it) {
        if (it.configuration() != null) {
            return Optional.of(it);
        }
        return it.id().startsWith("custom_") ? genesys.actions().find(it.id()) : Optional.empty();
    }

    @Override
    public Optional<Observed> glimpse(String id) {
        return genesys.actions().find(id).map(it -> new Observed(it, null, null));
    }

    @Override
    public Parting part(ResourceEvent event, Observed observed, Occasion occasion) {
        Action action = observed.action();
        String origin = header(action, ORIGIN).orElse("");
        if (occasion == Occasion.ROLLBACK && !isOfItsMaking(action, event)) {
            // Not made by what is rolled back: whether a flow uses it or not, it is not this one's to delete.
            String name =
                    origin.equals(FOUND_RETIRED) && !isRetired(action.name()) ? retire(event, action) : action.name();
            return new Parting.Kept(
                    "Action " + Failure.named(name) + " was in Genesys before this deployment, and stays there.");
        }
        boolean regardless = occasion == Occasion.DESTROY && OnDestroy.of(event.properties()) == OnDestroy.DELETE;
        // What a failed or dead deployment made minutes ago, no flow can have been built on: there, only a flow that is
        // known counts. Everywhere else, what cannot be told counts as used.
        boolean young = occasion == Occasion.ROLLBACK || occasion == Occasion.STRAY && origin.equals(event.origin());
        Usage usage = regardless ? new Usage.NoFlow() : consumers.of(action.id(), action.secure());
        boolean kept = young ? usage instanceof Usage.ByFlows : usage.counts();
        if (!kept) {
            remove(action.id());
            return new Parting.Removed();
        }
        String name = isRetired(action.name()) ? action.name() : retire(event, action);
        return new Parting.Kept("Action " + Failure.named(action.name()) + " is kept in Genesys as \""
                + Failure.named(name) + "\": " + usage.said()
                + ". A later deployment removes it once no Architect flow uses it.");
    }

    /** {@code FetchUser (retired, contract 1)}; where Genesys wants names unique, with the id's last digits. */
    private String retire(ResourceEvent event, Action action) {
        String bare = bare(action.name());
        String contract = event.properties()
                .lenientText("Contract")
                .map(number -> "contract " + number)
                .orElse("an older contract");
        String suffix = RETIRED + contract;
        int room = MAX_NAME - suffix.length() - ", ".length() - ID_DIGITS - 1;
        String start = (bare.length() > room ? bare.substring(0, room) : bare) + suffix;
        try {
            rename(action.id(), start + ")");
            return start + ")";
        } catch (Failure e) {
            if (!mayBeTheName(e)) {
                throw e;
            }
            String apart = start + ", " + digits(action.id()) + ")";
            rename(action.id(), apart);
            return apart;
        }
    }

    private static String digits(String id) {
        return id.substring(Math.max(0, id.length() - ID_DIGITS));
    }

    @Override
    public String warning(ResourceEvent event, String id) {
        return warning(
                event.oldProperties().lenientText("Category"),
                event.oldProperties().lenientText("Name"),
                event.properties().lenientText("Category"),
                event.properties().lenientText("Name"));
    }

    /**
     * Archy and CX as Code refer to an action by category and name, and find another, or none, after a change of either.
     *
     * @return a sentence, or nothing where neither changes; giving up the bare name to a newer contract is no change
     */
    public static String warning(
            Optional<String> oldCategory, Optional<String> oldName, Optional<String> category, Optional<String> name) {
        List<String> changed = new ArrayList<>();
        if (oldCategory.isPresent() && category.isPresent() && !oldCategory.equals(category)) {
            changed.add("category " + Failure.named(oldCategory.get()) + " → " + Failure.named(category.get()));
        }
        Optional<String> bareBefore = oldName.map(ActionResource::bare);
        Optional<String> bare = name.map(ActionResource::bare);
        if (bareBefore.isPresent() && bare.isPresent() && !bareBefore.equals(bare)) {
            changed.add("name " + Failure.named(bareBefore.get()) + " → " + Failure.named(bare.get()));
        }
        return changed.isEmpty()
                ? ""
                : "The action's " + String.join(" and its ", changed)
                        + ": published flows keep calling it by its id, but"
                        + " the sources of flows (Archy, CX as Code) refer to it by category and name: change them too.";
    }

    private static String bare(String name) {
        return CONTRACT_SUFFIX.matcher(name).replaceFirst("");
    }

    @Override
    public Map<String, String> attributes(String id) {
        return Map.of("ActionId", id);
    }
}
