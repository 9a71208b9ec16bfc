package dataactions.registrar.resources.reconcile;

import dataactions.registrar.cloudformation.PhysicalId;

/**
 * Records whether the handling of an event has created an object. When the handling fails, or runs out of time, the
 * answer's physical id comes from here: CloudFormation's next Delete needs it.
 */
public final class CreationProgress {
    private volatile boolean attempted;
    private volatile String id;

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

    /** The object that was found no longer exists. */
    void gone() {
        id = null;
    }

    /** The physical id for a failed answer. */
    public String physicalId(String current) {
        if (id != null) {
            return id;
        }
        if (current != null) {
            return current;
        }
        return attempted ? PhysicalId.OUTCOME_UNKNOWN : PhysicalId.NOT_CREATED;
    }
}
