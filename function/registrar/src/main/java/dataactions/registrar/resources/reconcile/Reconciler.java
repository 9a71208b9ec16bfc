package dataactions.registrar.resources.reconcile;

import dataactions.definition.deployment.Reconcile;
import dataactions.registrar.cloudformation.PhysicalId;
import dataactions.registrar.cloudformation.ResourceAnswer;
import dataactions.registrar.cloudformation.ResourceEvent;
import dataactions.registrar.invocation.EventDeadline;
import dataactions.registrar.invocation.Failure;
import dataactions.registrar.invocation.Failure.Kind;
import dataactions.registrar.invocation.Log;
import dataactions.registrar.resources.deletion.DeletionCause;
import dataactions.registrar.resources.deletion.DeletionResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The life cycle of every object in Genesys: observe, plan, write, read back. Create and Update take the same steps.
 *
 * <p>The registrar recognizes its objects by their ownership tag, never by their name. Create and Update delete only
 * strays: objects with our tag that CloudFormation does not know, for example because the event that created them died.
 *
 * @param <D> the desired state
 * @param <O> the observed state
 * @param <C> a change
 */
public final class Reconciler<D, O, C> {
    private static final int WRITE_ATTEMPTS = 5;
    private static final Duration LIST_LAG = Duration.ofSeconds(6);

    private final GenesysResource<D, O, C> resource;
    private final EventDeadline deadline;
    private final Log log;
    private final EventProgress progress;
    private final GenesysWait waiting;

    public Reconciler(GenesysResource<D, O, C> resource, EventDeadline deadline, Log log, EventProgress progress) {
        this.resource = resource;
        this.deadline = deadline;
        this.log = log;
        this.progress = progress;
        this.waiting = new GenesysWait(deadline);
    }

    /**
     * Observes and plans as {@link #converge} does, without writing.
     *
     * @return empty if there is no object yet
     */
    public Optional<Candidate<O, C>> preview(ResourceEvent event, D desired) {
        Optional<O> known = known(event);
        if (known.isEmpty() && event.type() == ResourceEvent.Type.Update) {
            resource.missing(event);
        }
        List<O> tagged = resource.tagged(event, known);
        Optional<Candidate<O, C>> current = known.map(it -> candidate(desired, it));
        Optional<Candidate<O, C>> target = target(desired, current, tagged);
        if (target.isPresent()) {
            return target;
        }
        Optional<Candidate<O, C>> adopted = adopted(desired);
        // A person sees which object is replaced, and why.
        return current.or(() -> tagged.stream().findFirst().map(it -> candidate(desired, it)))
                .or(() -> adopted);
    }

    /** Create and Update. */
    public ResourceAnswer converge(ResourceEvent event, D desired) {
        Optional<O> known = known(event);
        if (known.isEmpty() && event.type() == ResourceEvent.Type.Update) {
            resource.missing(event);
        }
        List<O> tagged = resource.tagged(event, known);
        Optional<Candidate<O, C>> current = known.map(it -> candidate(desired, it));
        Optional<Candidate<O, C>> target = target(desired, current, tagged).or(() -> adopted(desired));
        // Empty: there was no object to write, or it is gone by now. Then an object is created.
        Optional<Written<O>> changed =
                target.isPresent() ? writeIfThere(event, desired, target.get()) : Optional.empty();
        Written<O> written;
        if (changed.isPresent()) {
            written = changed.get();
        } else {
            boolean replaces = current.filter(Reconciler::isReplaced).isPresent();
            if (known.isPresent() && !replaces) {
                // The object vanished between the read and the write.
                resource.missing(event);
            }
            planLine(event, replaces ? "Replace" : "Create").write();
            written = create(event, desired, known, tagged);
        }
        String id = written.id();
        resource.confirm(desired, id, written.answer());
        resource.writeOthers(desired);
        deleteStrays(event, written.resent() ? resource.tagged(event, Optional.empty()) : tagged, id);
        return answer(event, id);
    }

    /**
     * An object that was written.
     *
     * @param answer the object as Genesys answered; empty if the answer does not contain it
     * @param resent whether the creation was repeated after an unknown outcome
     */
    private record Written<O>(String id, Optional<O> answer, boolean resent) {}

    private ResourceAnswer answer(ResourceEvent event, String id) {
        String warning = resource.warning(event, id);
        if (warning.isEmpty()) {
            return ResourceAnswer.success(id, resource.attributes(id));
        }
        log.warn(warning)
                .with(Log.Key.logicalId, event.logicalId())
                .with(Log.Key.physicalId, id)
                .write();
        Map<String, String> attributes = new LinkedHashMap<>(resource.attributes(id));
        attributes.put("Warnings", warning);
        return ResourceAnswer.success(id, attributes).saying(warning);
    }

    private Candidate<O, C> candidate(D desired, O observed) {
        return new Candidate<>(observed, resource.plan(desired, observed));
    }

    /**
     * The object to write: the one that CloudFormation knows, unless it has to be replaced; otherwise an object with
     * our tag that can be brought into the desired state. Its plan may be Refuse, which {@link #write} throws. Empty if
     * there is neither.
     */
    private Optional<Candidate<O, C>> target(D desired, Optional<Candidate<O, C>> current, List<O> tagged) {
        return current.filter(it -> !isReplaced(it))
                .or(() -> tagged.stream()
                        .map(it -> candidate(desired, it))
                        .filter(it -> it.plan().isReachable())
                        .findFirst());
    }

    private static boolean isReplaced(Candidate<?, ?> current) {
        return current.plan() instanceof WritePlan.Replace;
    }

    private Optional<Candidate<O, C>> adopted(D desired) {
        return resource.adopt(desired).map(it -> candidate(desired, it));
    }

    /** Empty if the object no longer exists: the list was stale, or someone deleted the object meanwhile. */
    private Optional<Written<O>> writeIfThere(ResourceEvent event, D desired, Candidate<O, C> target) {
        String id = resource.id(target.observed());
        // If an Update fails before our tag is on the object, CloudFormation must not learn its id: the rollback would
        // update an object that is not ours. If the tag was written, the rollback finds the object by it.
        boolean waits =
                event.type() == ResourceEvent.Type.Update && !resource.carries(target.observed(), event.ownershipTag());
        if (!waits) {
            progress.exists(id);
        }
        try {
            Optional<O> answer = write(event, desired, target);
            progress.exists(id);
            return Optional.of(new Written<>(id, answer, false));
        } catch (Failure e) {
            if (e.kind() != Kind.NOT_FOUND || resource.observe(id).isPresent()) {
                throw e;
            }
            progress.gone();
            return Optional.empty();
        }
    }

    private Optional<O> write(ResourceEvent event, D desired, Candidate<O, C> first) {
        Candidate<O, C> target = first;
        for (int attempt = 1; ; attempt++) {
            writePlan(event, target.plan());
            if (target.plan() instanceof WritePlan.Refuse<C> refusal) {
                throw refusal.failure();
            }
            if (!(target.plan() instanceof WritePlan.Change<C> planned)) {
                return Optional.empty();
            }
            try {
                return resource.write(desired, target.observed(), planned.change());
            } catch (Failure e) {
                // Either someone changed the object meanwhile, or not every replica knows it yet. The registrar reads
                // the object again and writes what still differs.
                if (e.kind() != Kind.CONFLICT && e.kind() != Kind.NOT_FOUND || attempt == WRITE_ATTEMPTS) {
                    throw e;
                }
                deadline.pause(Duration.ofMillis(300L * attempt), "changing the " + resource.noun());
            }
            O observed = target.observed();
            target = candidate(desired, resource.observe(resource.id(observed)).orElse(observed));
        }
    }

    private Written<O> create(ResourceEvent event, D desired, Optional<O> known, List<O> tagged) {
        Set<String> others = new HashSet<>();
        tagged.forEach(it -> others.add(resource.id(it)));
        known.ifPresent(it -> others.add(resource.id(it)));
        ObjectCreation.Created created =
                new ObjectCreation<>(resource, deadline, log, progress).create(event, desired, others);
        progress.exists(created.id());
        Optional<O> incomplete = resource.incomplete(desired, created.id());
        Optional<O> answer =
                incomplete.isPresent() ? write(event, desired, candidate(desired, incomplete.get())) : Optional.empty();
        // If the POST was repeated after an unknown outcome, the first one may have created an object too: its answer
        // was lost and the search
        // did not find the object. By now a list may show it.
        return new Written<>(created.id(), answer, created.attempts() > 1);
    }

    private void deleteStrays(ResourceEvent event, List<O> tagged, String ownId) {
        for (O it : tagged) {
            String id = resource.id(it);
            if (id.equals(ownId) || Objects.equals(id, event.physicalId())) {
                continue;
            }
            DeletionResult result = resource.deleteOrKeep(event, it, DeletionCause.STRAY);
            log.warn(
                            result instanceof DeletionResult.Kept kept
                                    ? kept.why()
                                    : "A stray " + resource.noun() + " with our ownership tag was deleted")
                    .with(Log.Key.logicalId, event.logicalId())
                    .with(Log.Key.physicalId, id)
                    .write();
        }
    }

    /** The objects of a Delete, read from Genesys: the one that CloudFormation knows, or those with our tag. */
    public List<O> toDelete(ResourceEvent event) {
        String physicalId = event.physicalId();
        boolean issued = PhysicalId.isIssued(physicalId);
        // Reads lag behind a creation. An object that is not found now would stay in Genesys forever, so a first 404 is
        // not final.
        Optional<O> known = waiting.until(
                issued ? GenesysWait.READ_LAG : Duration.ZERO,
                "looking for the " + resource.noun(),
                () -> read(physicalId, id -> resource.observeForDelete(event, id)));
        if (known.isPresent() || issued) {
            return known.stream().toList();
        }
        // Genesys did not issue this id, so an object that this resource created can only be found by its tag. If
        // Genesys has issued the id, there is no search: after a replacement it would find the new object.
        return search(event);
    }

    /**
     * Handles a Delete. If no object was found, the Delete succeeds. An object without our tag is not changed.
     *
     * @param found what {@link #toDelete} returned
     * @param cause asks CloudFormation for the deletion cause. It is called only if there is an object to delete
     */
    public ResourceAnswer delete(ResourceEvent event, List<O> found, Supplier<DeletionCause> cause) {
        List<String> kept = new ArrayList<>();
        found.forEach(it -> deleteIfOurs(event, it, cause, kept));
        String physicalId = event.physicalId();
        ResourceAnswer answer =
                ResourceAnswer.success(physicalId == null ? PhysicalId.NOT_CREATED : physicalId, Map.of());
        return kept.isEmpty() ? answer : answer.saying(String.join(" ", kept));
    }

    /** All objects with our tag. Lists lag: if an object may have been created a moment ago, the search is repeated. */
    private List<O> search(ResourceEvent event) {
        Duration longest = PhysicalId.NOT_CREATED.equals(event.physicalId()) ? Duration.ZERO : LIST_LAG;
        return waiting.until(
                        longest,
                        "looking for the " + resource.noun() + " by its ownership tag",
                        () -> Optional.of(resource.tagged(event, Optional.empty()))
                                .filter(it -> !it.isEmpty()))
                .orElse(List.of());
    }

    private void deleteIfOurs(ResourceEvent event, O observed, Supplier<DeletionCause> cause, List<String> kept) {
        String id = resource.id(observed);
        // Genesys's own actions have such ids.
        if (id.startsWith("static_") || !resource.carries(observed, event.ownershipTag())) {
            log.warn("The " + resource.noun() + " does not carry our ownership tag and is left alone")
                    .with(Log.Key.logicalId, event.logicalId())
                    .with(Log.Key.physicalId, id)
                    .write();
            return;
        }
        planLine(event, "Remove").write();
        DeletionResult deletion = resource.deleteOrKeep(event, observed, cause.get());
        if (deletion instanceof DeletionResult.Kept result) {
            log.warn(result.why())
                    .with(Log.Key.logicalId, event.logicalId())
                    .with(Log.Key.physicalId, id)
                    .write();
            kept.add(result.why());
        }
    }

    /** The object that CloudFormation knows. */
    private Optional<O> known(ResourceEvent event) {
        String physicalId = event.physicalId();
        if (event.type() == ResourceEvent.Type.Create) {
            return Optional.empty();
        }
        Optional<O> found = read(physicalId, resource::observe);
        if (found.isPresent() && !resource.carries(found.get(), event.ownershipTag())) {
            throw Failure.of(
                    Kind.REFUSED,
                    "The " + resource.noun() + " " + physicalId
                            + " in Genesys does not carry this stack's ownership tag " + event.ownershipTag()
                            + ", so the registrar does not touch it.",
                    "If someone edited it, restore the tag. Or delete the object in Genesys, so that another is created. "
                            + Reconcile.REMEDY);
        }
        return found;
    }

    private Optional<O> read(String physicalId, Function<String, Optional<O>> read) {
        if (!PhysicalId.isReadable(physicalId)) {
            return Optional.empty();
        }
        try {
            return read.apply(physicalId);
        } catch (Failure e) {
            boolean unfit = e.kind() == Kind.BAD_REQUEST || e.kind() == Kind.INVALID;
            if (unfit && !PhysicalId.isIssued(physicalId)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private void writePlan(ResourceEvent event, WritePlan<C> plan) {
        Log.Line line = planLine(event, plan.getClass().getSimpleName());
        if (plan instanceof WritePlan.Change<C> change) {
            line.with(Log.Key.fields, change.fieldNames());
        }
        line.write();
    }

    private Log.Line planLine(ResourceEvent event, String name) {
        return log.info("Planned").with(Log.Key.logicalId, event.logicalId()).with(Log.Key.plan, name);
    }
}
