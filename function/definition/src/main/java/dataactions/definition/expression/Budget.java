package dataactions.definition.expression;

import java.util.function.LongSupplier;

/**
 * The time and memory for the expressions of one invocation. There are three limits: the running time of all
 * expressions together, the end of the invocation, and the memory of each expression. Not thread-safe.
 */
public final class Budget {
    /** The bytes that an expression may allocate by default: as in a function of 512 MB. */
    private static final long MEMORY = 144_000_000;

    private final LongSupplier nanos;
    private final long end;
    private final long memory;
    private final LongSupplier allocated;
    private long left;
    private long since;
    private boolean running;

    /**
     * A budget.
     *
     * @param nanos a clock that only runs forward, in nanoseconds
     * @param amount nanoseconds
     * @param end on that clock
     * @param memory bytes that the evaluation of one expression may allocate, including those that it frees again
     * @param allocated the bytes that the current thread has ever allocated; always 0 if the JVM does not count
     */
    public Budget(LongSupplier nanos, long amount, long end, long memory, LongSupplier allocated) {
        this.nanos = nanos;
        this.left = amount;
        this.end = end;
        this.memory = memory;
        this.allocated = allocated;
    }

    /** A budget without an end, on the system's clock, that does not count allocated bytes. */
    public static Budget ofMillis(long millis) {
        return new Budget(
                System::nanoTime, millis * 1_000_000, System.nanoTime() + Long.MAX_VALUE / 2, MEMORY, () -> 0);
    }

    public void start() {
        since = nanos.getAsLong();
        running = true;
    }

    public void stop() {
        left -= running ? nanos.getAsLong() - since : 0;
        running = false;
    }

    public boolean isSpent() {
        long now = nanos.getAsLong();
        return now - end > 0 || (running ? now - since : 0) > left;
    }

    public long memory() {
        return memory;
    }

    public long allocated() {
        return allocated.getAsLong();
    }
}
