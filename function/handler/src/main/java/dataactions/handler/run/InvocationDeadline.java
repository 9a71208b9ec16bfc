package dataactions.handler.run;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * When an invocation has to be over, on a clock that only runs forward.
 *
 * <p>There are two limits: Lambda's counts from when the function got the event; the caller's counts from when the
 * caller sent it.
 */
public final class InvocationDeadline {
    /** Kept free for what follows the upstream's answer: mapping it, writing ours, and the way back to Genesys. */
    static final Duration MARGIN = Duration.ofMillis(500);
    /**
     * The most that counts as the time between the caller's sending and the function's getting the event. The clocks of
     * two machines differ, and a wrong one must not use up a call's time.
     */
    static final Duration MAX_PASSED = Duration.ofSeconds(5);

    private final LongSupplier nanos;
    private final long start;
    private final long lambdaMillis;
    private final long passedNanos;

    /** @param lambdaMillis the time that Lambda gives this invocation from now on */
    public InvocationDeadline(LongSupplier nanos, long lambdaMillis) {
        this(nanos, nanos.getAsLong(), lambdaMillis, 0);
    }

    private InvocationDeadline(LongSupplier nanos, long start, long lambdaMillis, long passedNanos) {
        this.nanos = nanos;
        this.start = start;
        this.lambdaMillis = lambdaMillis;
        this.passedNanos = passedNanos;
    }

    /**
     * The same invocation, for a caller who had waited before the function got the event.
     *
     * @param passed counted as 0 where negative, as {@link #MAX_PASSED} where longer
     */
    public InvocationDeadline sentEarlier(Duration passed) {
        Duration counted = passed.isNegative() ? Duration.ZERO : shorter(passed, MAX_PASSED);
        return new InvocationDeadline(nanos, start, lambdaMillis, counted.toNanos());
    }

    /** The clock's nanoseconds. */
    long now() {
        return nanos.getAsLong();
    }

    /** When the function got the event, on the clock. */
    public long start() {
        return start;
    }

    /** The time left before Lambda ends the process, less the margin; may be negative. */
    Duration left() {
        return Duration.ofMillis(lambdaMillis).minus(MARGIN).minusNanos(nanos.getAsLong() - start);
    }

    /** The time left where the caller, too, waits no longer than {@code timeout}; may be negative. */
    Duration left(Duration timeout) {
        Duration caller = timeout.minus(MARGIN).minusNanos(passedNanos).minusNanos(nanos.getAsLong() - start);
        return shorter(caller, left());
    }

    /** When an answer has to be mapped to reach such a caller, on the clock: in the middle of the margin. */
    long end(Duration timeout) {
        Duration all = shorter(timeout.minusNanos(passedNanos), Duration.ofMillis(lambdaMillis));
        return start + all.minus(MARGIN.dividedBy(2)).toNanos();
    }

    /** The time until {@link #end}, at least none. */
    public Duration untilEnd(Duration timeout) {
        return Duration.ofNanos(Math.max(0, end(timeout) - now()));
    }

    /** Milliseconds since the function got the event. */
    public long elapsedMillis() {
        return (nanos.getAsLong() - start) / 1_000_000;
    }

    /** How many milliseconds the caller had waited before that. */
    public long passedMillis() {
        return passedNanos / 1_000_000;
    }

    /** The shorter of two; null stands for no limit. */
    static Duration shorter(Duration a, Duration b) {
        return b == null || a.compareTo(b) <= 0 ? a : b;
    }
}
