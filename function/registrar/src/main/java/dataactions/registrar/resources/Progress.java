package dataactions.registrar.resources;

/**
 * How far work on one event has come, told as it happens: when the work fails, or is cut off by the watchdog, this is
 * what CloudFormation's next Delete depends on.
 */
public final class Progress {
    /** Nothing was sent to Genesys for it: there is nothing to clean up. */
    public static final String NOT_CREATED = "not-created";
    /** A creation was sent and its answer is not known: look for the mark. */
    public static final String OUTCOME_UNKNOWN = "outcome-unknown";

    private volatile boolean attempted;
    private volatile String createdId;

    void creating() {
        attempted = true;
    }

    /** A creation was refused: nothing came of it. */
    void refused() {
        attempted = false;
    }

    void created(String id) {
        createdId = id;
    }

    /** What was found and taken for the object turned out to be gone. */
    void vanished() {
        createdId = null;
    }

    /** The physical id for a failed answer. */
    public String physicalId(String current) {
        if (createdId != null) {
            return createdId;
        }
        if (current != null) {
            return current;
        }
        return attempted ? OUTCOME_UNKNOWN : NOT_CREATED;
    }

    static boolean isMarker(String physicalId) {
        return NOT_CREATED.equals(physicalId) || OUTCOME_UNKNOWN.equals(physicalId);
    }
}
