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

/**
 * {@code Custom::GenesysDataAction}: one contract of one action. Its mark is a request header, since an action has no
 * notes. Contract, secure and integration are fixed at publication: another integration means another action, another
 * contract is refused here, because it is the next number's resource that brings it.
 */
public final class ActionResource implements GenesysResource<ActionResource.Wanted, ActionResource.Observed> {
    static final String OWNER = "Data-Action-Owner";
    /** Mapping is our function's: its answer is passed on as it is. */
    private static final String SUCCESS_TEMPLATE = "${rawResult}";

    private static final Duration VISIBLE = Duration.ofSeconds(20);
    private static final Duration GONE = Duration.ofSeconds(30);
    /** A 400 right after the integration was made may be that it is not known everywhere yet. */
    private static final List<Duration> CREATE_AGAIN =
            List.of(Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(4));

    private final Genesys genesys;
    private final Deadline deadline;
    private final Patience patience;

    public ActionResource(Genesys genesys, Deadline deadline) {
        this.genesys = genesys;
        this.deadline = deadline;
        this.patience = new Patience(deadline);
    }

    /** What the properties say. */
    public record Wanted(Mark mark, NewAction action) {}

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
                                SUCCESS_TEMPLATE)));
    }

    private static String shortText(Properties properties, String name) {
        String text = properties.text(name);
        if (text.length() > 256) {
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
                    boolean perhaps = it.configuration() == null
                            ? it.id().startsWith("custom_")
                                    && (name == null || it.name().equals(name))
                            : owned(it, event.mark());
                    if (perhaps && looked.add(it.id())) {
                        observe(it.id(), seen)
                                .filter(full -> carries(full, event.mark()))
                                .ifPresent(found::add);
                    }
                }
                cursor = Pages.next(page, cursor);
            }
        }
        return found;
    }

    /** Names to search by: the search is for parts, so of two names where one holds the other the shorter will do. */
    private static List<String> searches(ResourceEvent event) {
        Optional<String> now = event.properties().lenientText("Name");
        Optional<String> before = event.oldProperties().lenientText("Name");
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
        return action.configuration() != null
                && action.configuration().headers().entrySet().stream()
                        .anyMatch(header -> OWNER.equalsIgnoreCase(header.getKey())
                                && mark.text().equals(header.getValue()));
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
        if (!fixed.isEmpty()) {
            return new Plan.Refuse(Failure.of(
                    Kind.REFUSED,
                    "Action " + want.name() + " (" + now.id() + ") is published and its " + String.join(" and ", fixed)
                            + " cannot change: flows depend on it.",
                    "Run: npm run actions -- contract accept " + want.name().replaceFirst(" \\(contract \\d+\\)$", "")
                            + ", which gives it the next contract number."));
        }
        List<Plan.FieldChange> changes = changes(want, observed);
        return changes.isEmpty() ? new Plan.Nothing() : new Plan.Change(changes);
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

    private static List<Plan.FieldChange> changes(NewAction want, Observed observed) {
        Action now = observed.action();
        ActionConfiguration wantConfig = want.configuration();
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
        if (!Objects.equals(now, wanted)) {
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
                return genesys.actions().create(wanted.action());
            } catch (Failure e) {
                if (e.kind() != Kind.BAD_REQUEST || !deadline.allows(pause)) {
                    throw e;
                }
            }
            deadline.pause(pause, "creating action " + wanted.action().name());
        }
        return genesys.actions().create(wanted.action());
    }

    @Override
    public void change(Wanted wanted, Observed observed, Plan.Change change) {
        NewAction want = wanted.action();
        Action now = observed.action();
        genesys.actions().change(now.id(), now.version(), want.name(), want.category(), want.configuration());
    }

    @Override
    public void confirm(Wanted wanted, String id) {
        Observed[] last = {null};
        Optional<Observed> same = patience.until(
                VISIBLE,
                "waiting for action " + wanted.action().name() + " to be readable",
                () -> genesys.actions()
                        .find(id)
                        .map(it -> new Observed(it, null, null))
                        .filter(it -> {
                            last[0] = it;
                            return plan(wanted, it) instanceof Plan.Nothing;
                        }));
        if (same.isPresent()) {
            return;
        }
        deadline.check("reading back action " + wanted.action().name());
        if (last[0] == null) {
            throw Failure.of(
                    Kind.NOT_FOUND,
                    "Action " + wanted.action().name() + " was accepted by Genesys (" + id
                            + ") but cannot be read back.",
                    "Deploy again.");
        }
        List<String> differing = new ArrayList<>(fixedDifferences(wanted.action(), last[0].action()));
        changes(wanted.action(), last[0]).forEach(change -> differing.add(change.field()));
        throw Failure.of(
                Kind.REFUSED,
                "Genesys accepted action " + wanted.action().name() + " (" + id + ") but stored it differently: "
                        + String.join(", ", differing) + ".",
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

    @Override
    public Map<String, String> attributes(String id) {
        return Map.of("ActionId", id);
    }
}
