package dataactions.registrar.resources.reconcile;

import dataactions.registrar.cloudformation.ResourceEvent;
import dataactions.registrar.invocation.EventDeadline;
import dataactions.registrar.invocation.Failure;
import dataactions.registrar.invocation.Failure.Kind;
import dataactions.registrar.invocation.Log;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * Creates an object. If the outcome of the POST is unknown, the registrar searches for the ownership tag, and repeats
 * the POST if no object has it.
 */
final class ObjectCreation<D, O, C> {
    private static final int ATTEMPTS = 3;
    private static final int SEARCHES = 3;

    private final GenesysResource<D, O, C> resource;
    private final EventDeadline deadline;
    private final Log log;
    private final EventProgress progress;

    ObjectCreation(GenesysResource<D, O, C> resource, EventDeadline deadline, Log log, EventProgress progress) {
        this.resource = resource;
        this.deadline = deadline;
        this.log = log;
        this.progress = progress;
    }

    /** @param attempts 1, and one more for each POST that was repeated because its outcome was unknown */
    record Created(String id, int attempts) {}

    /** @param others ids of objects with the tag that existed before */
    Created create(ResourceEvent event, D desired, Set<String> others) {
        for (int attempt = 1; ; attempt++) {
            progress.attempted();
            Failure unknown;
            try {
                String id = resource.create(desired);
                return new Created(id, attempt);
            } catch (Failure e) {
                if (e.kind() != Kind.UNKNOWN_OUTCOME) {
                    // After an earlier POST of unknown outcome an object may exist, so the id stays outcome-unknown.
                    if (attempt == 1) {
                        progress.refused();
                    }
                    throw e;
                }
                unknown = e;
            }
            Optional<String> found = search(event, desired, others);
            if (found.isPresent()) {
                return new Created(found.get(), attempt);
            }
            if (attempt == ATTEMPTS) {
                throw unknown;
            }
        }
    }

    private Optional<String> search(ResourceEvent event, D desired, Set<String> others) {
        for (int search = 1; search <= SEARCHES; search++) {
            deadline.pause(Duration.ofSeconds(search), "looking for the " + resource.noun() + " just created");
            Optional<String> found = resource.tagged(event, Optional.empty()).stream()
                    .filter(it -> !others.contains(resource.id(it)))
                    .filter(it -> !(resource.plan(desired, it) instanceof WritePlan.Replace))
                    .map(resource::id)
                    .findFirst();
            if (found.isPresent()) {
                log.info("An object whose creation got no answer was found by its ownership tag")
                        .with(Log.Key.logicalId, event.logicalId())
                        .with(Log.Key.physicalId, found.get())
                        .write();
                return found;
            }
        }
        return Optional.empty();
    }
}
