package dataactions.registrar.resources;

import dataactions.registrar.Deadline;
import dataactions.registrar.Failure;
import dataactions.registrar.Failure.Kind;
import dataactions.registrar.Log;
import dataactions.registrar.cloudformation.Answer;
import dataactions.registrar.cloudformation.ResourceEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * The life cycle of every object: observe, plan, apply, read back; the same for Create and Update.
 *
 * <p>Found objects are told apart by their mark, never by name. Nothing is deleted during an Update, with one
 * exception: an object under our mark that CloudFormation was never told of, left by an event that died.
 */
public final class Reconciler<W, O> {
    private static final int CONFLICTS = 5;
    private static final int CREATIONS = 3;
    private static final int LOOKS = 3;
    private static final Duration LISTINGS_LAG = Duration.ofSeconds(6);
    /** Credentials, integrations: a UUID. Actions: a prefix and a UUID. */
    private static final Pattern ISSUED =
            Pattern.compile("([a-z]+_-_)?[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    private static final Pattern PLAUSIBLE = Pattern.compile("[A-Za-z0-9_-]{1,128}");

    private final GenesysResource<W, O> resource;
    private final Deadline deadline;
    private final Log log;
    private final Progress progress;
    private final Patience patience;
    private final Supplier<Occasion> occasion;

    /** @param occasion why CloudFormation deletes; asked only when it does */
    public Reconciler(
            GenesysResource<W, O> resource,
            Deadline deadline,
            Log log,
            Progress progress,
            Supplier<Occasion> occasion) {
        this.resource = resource;
        this.deadline = deadline;
        this.log = log;
        this.progress = progress;
        this.patience = new Patience(deadline);
        this.occasion = occasion;
    }

    /**
     * What there is and what would have to be done: observes and plans as {@link #converge} does for an object that
     * CloudFormation gives no id of, and writes nothing.
     *
     * @param target what the plan is about; empty for {@link Plan.Create}
     */
    public record Outlook<O>(Plan plan, Optional<O> target) {}

    /** Looks without writing. The event is a Create: whatever carries its mark is the object. */
    public Outlook<O> look(ResourceEvent event, W wanted) {
        List<O> marked = resource.marked(event, Optional.empty());
        Optional<O> target = target(wanted, Optional.empty(), marked)
                .or(() -> marked.stream().findFirst())
                .or(() -> resource.adopt(wanted));
        return new Outlook<>(target.map(it -> resource.drift(wanted, it)).orElseGet(Plan.Create::new), target);
    }

    /** The one to bring to what is wanted: that of CloudFormation, unless it takes another; else one of our mark. */
    private Optional<O> target(W wanted, Optional<O> current, List<O> marked) {
        return current.filter(it -> !(resource.plan(wanted, it) instanceof Plan.Replace))
                .or(() -> marked.stream().filter(it -> fits(wanted, it)).findFirst());
    }

    /** Create and Update. */
    public Answer converge(ResourceEvent event, W wanted) {
        Optional<O> current = current(event);
        if (current.isEmpty() && event.type() == ResourceEvent.Type.Update) {
            resource.vanished(event);
        }
        List<O> marked = resource.marked(event, current);
        Optional<O> target = target(wanted, current, marked).or(() -> resource.adopt(wanted));
        List<O> strays = marked;
        String id;
        if (target.isPresent() && applied(event, wanted, target.get())) {
            id = resource.id(target.get());
        } else {
            Plan plan = current.map(it -> resource.plan(wanted, it)).orElseGet(Plan.Create::new);
            say(event, plan);
            Set<String> known = new TreeSet<>();
            marked.forEach(it -> known.add(resource.id(it)));
            current.ifPresent(it -> known.add(resource.id(it)));
            Created created = create(event, wanted, known);
            id = created.id();
            progress.created(id);
            resource.unfinished(wanted, id).ifPresent(it -> apply(event, wanted, it));
            if (created.attempts() > 1) {
                // A creation was lost, not found, and sent again: the listing may show the first one by now.
                strays = resource.marked(event, Optional.empty());
            }
        }
        resource.confirm(wanted, id);
        sweep(event, strays, id);
        String warning = resource.warning(event, id);
        if (warning.isEmpty()) {
            return Answer.success(id, resource.attributes(id));
        }
        log.warn(warning)
                .with(Log.Key.logicalId, event.logicalId())
                .with(Log.Key.physicalId, id)
                .write();
        Map<String, String> attributes = new LinkedHashMap<>(resource.attributes(id));
        attributes.put("Warnings", warning);
        return Answer.success(id, attributes).saying(warning);
    }

    private record Created(String id, int attempts) {}

    /** False when the object turned out to be gone: found in a listing that lags, or deleted under our hands. */
    private boolean applied(ResourceEvent event, W wanted, O found) {
        String id = resource.id(found);
        progress.created(id);
        try {
            apply(event, wanted, found);
            return true;
        } catch (Failure e) {
            if (e.kind() != Kind.NOT_FOUND || resource.observe(id).isPresent()) {
                throw e;
            }
            progress.vanished();
            return false;
        }
    }

    /** Delete: gone is gone, and what is not ours is not touched. */
    public Answer remove(ResourceEvent event) {
        String physicalId = event.physicalId();
        boolean issued = physicalId != null && ISSUED.matcher(physicalId).matches();
        // Reads lag behind a creation: one 404 is not believed, for what is overlooked now is an orphan.
        Optional<O> named = issued
                ? patience.until(
                        Patience.READS_LAG,
                        "looking for the " + resource.noun(),
                        () -> observeNamed(physicalId, true, true))
                : observeNamed(physicalId, false, true);
        List<String> kept = new ArrayList<>();
        if (named.isPresent()) {
            removeIfOurs(event, named.get()).ifPresent(kept::add);
        } else if (!issued) {
            // An id that Genesys never gave: what was made under it, if anything, is known by its mark only. An id that
            // it did give and that is gone is not searched for: after a replacement the mark is on its successor.
            lost(event).forEach(found -> removeIfOurs(event, found).ifPresent(kept::add));
        }
        Answer done = Answer.success(physicalId == null ? Progress.NOT_CREATED : physicalId, Map.of());
        return kept.isEmpty() ? done : done.saying(String.join(" ", kept));
    }

    /** What carries our mark. Listings lag: what may have been created a moment ago is looked for more than once. */
    private List<O> lost(ResourceEvent event) {
        Duration bound = Progress.NOT_CREATED.equals(event.physicalId()) ? Duration.ZERO : LISTINGS_LAG;
        return patience.until(
                        bound,
                        "looking for the " + resource.noun() + " by its mark",
                        () -> Optional.of(resource.marked(event, Optional.empty()))
                                .filter(it -> !it.isEmpty()))
                .orElse(List.of());
    }

    private Optional<O> observeNamed(String physicalId, boolean issued, boolean removing) {
        if (physicalId == null
                || Progress.isMarker(physicalId)
                || !PLAUSIBLE.matcher(physicalId).matches()) {
            return Optional.empty();
        }
        try {
            return removing ? resource.glimpse(physicalId) : resource.observe(physicalId);
        } catch (Failure e) {
            if (!issued && (e.kind() == Kind.BAD_REQUEST || e.kind() == Kind.INVALID)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private Optional<O> current(ResourceEvent event) {
        String physicalId = event.physicalId();
        if (event.type() == ResourceEvent.Type.Create || physicalId == null) {
            return Optional.empty();
        }
        Optional<O> found = observeNamed(physicalId, ISSUED.matcher(physicalId).matches(), false);
        found.filter(it -> !resource.carries(it, event.mark())).ifPresent(it -> {
            throw Failure.of(
                    Kind.REFUSED,
                    "The " + resource.noun() + " " + physicalId + " in Genesys does not carry this stack's mark "
                            + event.mark() + ", so it is not touched.",
                    "If it was edited by hand, put the mark back, or delete it there: the next deployment makes it"
                            + " anew.");
        });
        return found;
    }

    private boolean fits(W wanted, O observed) {
        Plan plan = resource.plan(wanted, observed);
        return plan instanceof Plan.Nothing || plan instanceof Plan.Change;
    }

    private void apply(ResourceEvent event, W wanted, O first) {
        O observed = first;
        for (int attempt = 1; ; attempt++) {
            Plan plan = resource.plan(wanted, observed);
            say(event, plan);
            if (plan instanceof Plan.Refuse refusal) {
                throw refusal.failure();
            }
            if (!(plan instanceof Plan.Change change)) {
                return;
            }
            try {
                resource.change(wanted, observed, change);
                return;
            } catch (Failure e) {
                // Not known everywhere yet, or changed by someone else meanwhile: it is looked at again, and what is
                // still different is written again.
                if (e.kind() != Kind.CONFLICT && e.kind() != Kind.NOT_FOUND || attempt == CONFLICTS) {
                    throw e;
                }
                deadline.pause(Duration.ofMillis(300L * attempt), "changing the " + resource.noun());
            }
            String id = resource.id(observed);
            observed = resource.observe(id).orElse(observed);
        }
    }

    /** A POST whose outcome is not known is resolved by looking for its mark, and sent again only if there is none. */
    private Created create(ResourceEvent event, W wanted, Set<String> known) {
        for (int attempt = 1; ; attempt++) {
            progress.creating();
            Failure lost;
            try {
                return new Created(resource.create(wanted), attempt);
            } catch (Failure e) {
                if (e.kind() != Kind.UNKNOWN_OUTCOME) {
                    if (attempt == 1) {
                        progress.refused();
                    }
                    throw e;
                }
                lost = e;
            }
            for (int look = 1; look <= LOOKS; look++) {
                deadline.pause(Duration.ofSeconds(look), "looking for the " + resource.noun() + " just created");
                Optional<O> found = resource.marked(event, Optional.empty()).stream()
                        .filter(it -> !known.contains(resource.id(it)))
                        .filter(it -> !(resource.plan(wanted, it) instanceof Plan.Replace))
                        .findFirst();
                if (found.isPresent()) {
                    log.info("A lost creation was found by its mark")
                            .with(Log.Key.logicalId, event.logicalId())
                            .with(Log.Key.physicalId, resource.id(found.get()))
                            .write();
                    return new Created(resource.id(found.get()), attempt);
                }
            }
            if (attempt == CREATIONS) {
                throw lost;
            }
        }
    }

    /** Removes what carries our mark and is neither wanted nor known to CloudFormation: left by an event that died. */
    private void sweep(ResourceEvent event, List<O> marked, String wantedId) {
        for (O it : marked) {
            String id = resource.id(it);
            if (id.equals(wantedId) || Objects.equals(id, event.physicalId())) {
                continue;
            }
            Parting parting = resource.part(event, it, Occasion.STRAY);
            log.warn(
                            parting instanceof Parting.Kept kept
                                    ? kept.why()
                                    : "A stray " + resource.noun() + " under our mark was removed")
                    .with(Log.Key.logicalId, event.logicalId())
                    .with(Log.Key.physicalId, id)
                    .write();
        }
    }

    /** @return why it was kept, if it was */
    private Optional<String> removeIfOurs(ResourceEvent event, O observed) {
        String id = resource.id(observed);
        if (id.startsWith("static_") || !resource.carries(observed, event.mark())) {
            log.warn("The " + resource.noun() + " does not carry our mark and is left alone")
                    .with(Log.Key.logicalId, event.logicalId())
                    .with(Log.Key.physicalId, id)
                    .write();
            return Optional.empty();
        }
        say(event, new Plan.Remove());
        if (!(resource.part(event, observed, occasion.get()) instanceof Parting.Kept kept)) {
            return Optional.empty();
        }
        log.warn(kept.why())
                .with(Log.Key.logicalId, event.logicalId())
                .with(Log.Key.physicalId, id)
                .write();
        return Optional.of(kept.why());
    }

    private void say(ResourceEvent event, Plan plan) {
        Log.Line line = log.info("Planned")
                .with(Log.Key.logicalId, event.logicalId())
                .with(Log.Key.plan, plan.getClass().getSimpleName());
        if (plan instanceof Plan.Change change) {
            line.with(Log.Key.fields, Plan.FieldChange.names(change.fields()));
        }
        line.write();
    }
}
