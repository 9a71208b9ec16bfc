package dataactions.definition;

import java.util.function.LongSupplier;

/**
 * The time that the expressions of one invocation may take together: an amount, of which only what they use is taken,
 * and an end that nothing outlives. Not for several threads at once.
 */
public final class Budget {
    private final LongSupplier nanos;
    private final long end;
    private long left;
    private long since;
    private boolean running;

    /**
     * A budget.
     *
     * @param nanos a clock that only runs forward, in nanoseconds
     * @param amount nanoseconds
     * @param end on that clock
     */
    public Budget(LongSupplier nanos, long amount, long end) {
        this.nanos = nanos;
        this.left = amount;
        this.end = end;
    }

    /** A budget without an end, on the system's clock. */
    public static Budget ofMillis(long millis) {
        return new Budget(System::nanoTime, millis * 1_000_000, System.nanoTime() + Long.MAX_VALUE / 2);
    }

    void start() {
        since = nanos.getAsLong();
        running = true;
    }

    void stop() {
        left -= running ? nanos.getAsLong() - since : 0;
        running = false;
    }

    boolean isSpent() {
        long now = nanos.getAsLong();
        return now - end > 0 || (running ? now - since : 0) > left;
    }
}
