package dataactions.registrar.resources.reconcile;

import dataactions.registrar.cloudformation.PhysicalId;
import dataactions.registrar.cloudformation.ResourceAnswer;
import java.util.Optional;

/**
 * What the answer to one event must contain if the work fails or runs out of time. The work writes it, and the thread
 * that watches the time reads it.
 */
public final class EventProgress {
    private volatile boolean attempted;
    private volatile String id;
    /** Null while the remaining work can still fail the event. Only DestroyGuard and LastSweep set it. */
    private volatile ResourceAnswer settled;

    void attempted() {
        attempted = true;
    }

    /** Genesys refused the creation. */
    void refused() {
        attempted = false;
    }

    /** An object exists: the registrar created or found it. */
    void exists(String objectId) {
        id = objectId;
    }

    /** The object that {@link #exists} named is gone. */
    void gone() {
        id = null;
    }

    /** The physical id for a failed answer. CloudFormation's next Delete needs it. */
    public String physicalId(String current) {
        if (id != null) {
            return id;
        }
        if (current != null) {
            return current;
        }
        return attempted ? PhysicalId.OUTCOME_UNKNOWN : PhysicalId.NOT_CREATED;
    }

    /** From now on the event cannot fail. If the work fails or runs out of time, the registrar sends this answer. */
    public void settled(ResourceAnswer answer) {
        settled = answer;
    }

    /** Empty while the remaining work can still fail the event. */
    public Optional<ResourceAnswer> settled() {
        return Optional.ofNullable(settled);
    }
}
