package dataactions.handler.run;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * The end of an invocation, on a monotonic clock.
 *
 * <p>There are two limits. Lambda's limit counts from the time when the function got the event. The caller's limit
 * counts from the time when the caller sent it.
 */
public final class InvocationDeadline {
    /** Reserved for the work after the upstream's answer: mapping it, writing our answer, and sending it to Genesys. */
    static final Duration MARGIN = Duration.ofMillis(500);
    /**
     * The most time that may have passed between the caller's sending and the function's getting the event. The clocks
     * of two machines differ. This limit keeps a wrong clock from using up a call's time.
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
     * @param passed the wait; counted as 0 if negative, and as {@link #MAX_PASSED} if longer
     */
    public InvocationDeadline sentEarlier(Duration passed) {
        Duration counted = passed.isNegative() ? Duration.ZERO : shorter(passed, MAX_PASSED);
        return new InvocationDeadline(nanos, start, lambdaMillis, counted.toNanos());
    }

    LongSupplier clock() {
        return nanos;
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

    /** The time left for a caller who waits no longer than {@code timeout}; may be negative. */
    public Duration left(Duration timeout) {
        Duration caller = timeout.minus(MARGIN).minusNanos(passedNanos).minusNanos(nanos.getAsLong() - start);
        return shorter(caller, left());
    }

    /**
     * The latest time, on the clock, to map an answer for a caller who waits {@code timeout}: the middle of the margin.
     */
    long end(Duration timeout) {
        Duration all = shorter(timeout.minusNanos(passedNanos), Duration.ofMillis(lambdaMillis));
        return start + all.toNanos() - MARGIN.toNanos() / 2;
    }

    /** The time until {@link #end}; never negative. */
    public Duration untilEnd(Duration timeout) {
        return Duration.ofNanos(Math.max(0, end(timeout) - now()));
    }

    /** Milliseconds since the function got the event. */
    public long elapsedMillis() {
        return (nanos.getAsLong() - start) / 1_000_000;
    }

    /** How many milliseconds the caller had waited before the function got the event. */
    public long passedMillis() {
        return passedNanos / 1_000_000;
    }

    /** The shorter duration; null means no limit. */
    static Duration shorter(Duration a, Duration b) {
        return b == null || a.compareTo(b) <= 0 ? a : b;
    }
}
