package dataactions.sandbox.aws;

/** What a test asks to happen to the next events that callers send with the invocation type Event. */
public final class EventFaults {
    private int dropped;
    private int duplicated;

    /** Lambda accepts the next events and never runs them. */
    public synchronized void drop(int events) {
        dropped += events;
    }

    /** Lambda delivers the next events twice. The documentation says that this can happen. */
    public synchronized void duplicate(int events) {
        duplicated += events;
    }

    /** How often the next event is delivered. If both are set, the drop is used first. */
    synchronized int deliveries() {
        if (dropped > 0) {
            dropped--;
            return 0;
        }
        if (duplicated > 0) {
            duplicated--;
            return 2;
        }
        return 1;
    }
}
