package dataactions.sandbox.cloudformation;

import dataactions.assembly.template.Template;
import dataactions.sandbox.cloudformation.provider.ResourceFailure;
import dataactions.sandbox.cloudformation.state.ResourceState;
import dataactions.sandbox.cloudformation.state.ResourceStatus;
import dataactions.sandbox.cloudformation.state.StackState;
import dataactions.sandbox.cloudformation.state.StackStatus;
import dataactions.sandbox.cloudformation.state.StackStore;
import java.time.InstantSource;
import java.util.Map;

/**
 * The state of the stack during a run. The journal saves every change, reports the events, and keeps what the result of
 * the run says: the first failure, and how many resources were created, updated and deleted.
 */
final class StackJournal {
    private final StackStore store;
    private final InstantSource clock;
    private final StackListener listener;

    /** Guards the state: a provider may set the termination protection in the middle of a run. */
    private final Object lock = new Object();

    private volatile StackState state;
    private String failedResource = "";
    private int created;
    private int updated;
    private int deleted;

    StackJournal(StackStore store, InstantSource clock, StackListener listener) {
        this.store = store;
        this.clock = clock;
        this.listener = listener;
    }

    /** Loads the saved state for another run. */
    void start() {
        state = store.load().orElse(null);
        failedResource = "";
        created = 0;
        updated = 0;
        deleted = 0;
    }

    /** The current state; null if there has never been a stack. */
    StackState state() {
        return state;
    }

    /** Whether there is no stack, or no resource is left of it. */
    boolean isAbsent() {
        return state == null || state.status().gone();
    }

    void save(StackState next) {
        synchronized (lock) {
            StackState now = state;
            // A provider may have changed the protection after the caller read this state.
            StackState latest = now == null || !now.id().equals(next.id())
                    ? next
                    : next.withTerminationProtection(now.terminationProtection());
            store.save(latest);
            state = latest;
        }
    }

    /**
     * Turns termination protection on or off. A resource's provider may do so in the middle of a run.
     *
     * @throws IllegalArgumentException when there is no such stack, or it is being deleted
     */
    void protect(String stackId, boolean on) {
        synchronized (lock) {
            StackState now = state == null ? store.load().orElse(null) : state;
            if (now == null || !now.id().equals(stackId) || now.status() == StackStatus.DELETE_COMPLETE) {
                throw new IllegalArgumentException("Stack [" + stackId + "] does not exist");
            }
            if (now.status() == StackStatus.DELETE_IN_PROGRESS) {
                throw new IllegalArgumentException(
                        "Stack [" + now.name() + "] is in DELETE_IN_PROGRESS state and can not be updated");
            }
            if (now.terminationProtection() != on) {
                StackState next = now.withTerminationProtection(on);
                store.save(next);
                state = next;
            }
        }
    }

    /** Saves the stack's new status and reports it. */
    void stack(StackStatus status, String reason) {
        save(state.with(status, reason));
        stackEvent();
    }

    /** Saves a resource's new state and reports it. */
    void resource(ResourceState resource) {
        save(state.with(resource));
        event(resource);
    }

    void created(ResourceState resource) {
        resource(resource);
        created++;
    }

    void updated(ResourceState resource) {
        resource(resource);
        updated++;
    }

    /** Reports a deletion. The caller removes the resource from the state. */
    void deleted(ResourceState resource, String note) {
        deleted++;
        event(resource.with(ResourceStatus.DELETE_COMPLETE, note));
    }

    /** Reports a resource that is not deleted. The caller removes it from the state. */
    void retained(ResourceState resource) {
        event(resource.with(ResourceStatus.DELETE_SKIPPED, "Retained, as the template says."));
    }

    /** Saves and reports the failure of a resource. Returns it with the logical id in its message. */
    ResourceFailure failed(ResourceState resource, ResourceFailure failure, ResourceStatus status) {
        noteFailure(resource.logicalId());
        resource(resource.with(status, failure.getMessage())
                .withPhysicalId(failure.physicalId().orElse(resource.physicalId())));
        return new ResourceFailure(summary(resource.logicalId(), failure.getMessage()));
    }

    /** Reports a resource whose properties could not be evaluated. Its state stays. */
    ResourceFailure notEvaluated(Template.Resource resource, String reason, ResourceStatus status) {
        noteFailure(resource.logicalId());
        listener.on(new StackEvent(clock.instant(), resource.logicalId(), resource.type(), "", status.name(), reason));
        return new ResourceFailure(summary(resource.logicalId(), reason));
    }

    private static String summary(String logicalId, String reason) {
        return logicalId + ": " + reason;
    }

    void noteFailure(String logicalId) {
        if (failedResource.isEmpty()) {
            failedResource = logicalId;
        }
    }

    /** Reports a resource without saving it. */
    void event(ResourceState resource) {
        listener.on(new StackEvent(
                clock.instant(),
                resource.logicalId(),
                resource.type(),
                resource.physicalId(),
                resource.status().name(),
                resource.reason()));
    }

    void stackEvent() {
        listener.on(new StackEvent(
                clock.instant(),
                state.name(),
                StackEvent.STACK_TYPE,
                state.id(),
                state.status().name(),
                // The resource's own event, just before, has the reason.
                failedResource.isEmpty() || state.reason().isEmpty()
                        ? state.reason()
                        : "The following resource(s) failed: [" + failedResource + "]."));
    }

    StackResult result(StackResult.Ending ending) {
        return new StackResult(
                ending,
                state.status(),
                ending == StackResult.Ending.ROLLED_BACK
                                || ending == StackResult.Ending.STUCK
                                || ending == StackResult.Ending.PAUSED
                        ? state.reason()
                        : "",
                failedResource,
                state.outputs(),
                created,
                updated,
                deleted);
    }

    StackResult refused(String reason) {
        return new StackResult(StackResult.Ending.REFUSED, state.status(), reason, "", state.outputs(), 0, 0, 0);
    }

    static StackResult noStack() {
        return new StackResult(StackResult.Ending.ABSENT, StackStatus.DELETE_COMPLETE, "", "", Map.of(), 0, 0, 0);
    }
}
