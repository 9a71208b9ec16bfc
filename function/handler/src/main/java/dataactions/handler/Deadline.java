package dataactions.handler;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Until when an invocation has to be over, on a clock that only runs forward.
 *
 * <p>Two limits: Lambda's counts from when the function got the event; the caller's counts from when the caller sent it.
 */
final class Deadline {
    /** For what comes after the upstream: mapping, writing the answer, and its way back to Genesys. */
    static final Duration MARGIN = Duration.ofMillis(500);
    /**
     * The most that may have passed before the function got the event: two machines' clocks differ, and what is wrong
     * shall not take all of a call's time.
     */
    static final Duration MAX_PASSED = Duration.ofSeconds(5);

    private final LongSupplier nanos;
    private final long start;
    private final long lambdaMillis;
    private final long passedNanos;

    /** @param lambdaMillis what Lambda gives this invocation from now on */
    Deadline(LongSupplier nanos, long lambdaMillis) {
        this(nanos, nanos.getAsLong(), lambdaMillis, 0);
    }

    private Deadline(LongSupplier nanos, long start, long lambdaMillis, long passedNanos) {
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
    Deadline sentEarlier(Duration passed) {
        Duration counted = passed.isNegative() ? Duration.ZERO : shorter(passed, MAX_PASSED);
        return new Deadline(nanos, start, lambdaMillis, counted.toNanos());
    }

    /** The clock's nanoseconds. */
    long now() {
        return nanos.getAsLong();
    }

    /** On the clock, when the function got the event. */
    long start() {
        return start;
    }

    /** What is left before Lambda ends the process, less the margin; may be negative. */
    Duration left() {
        return Duration.ofMillis(lambdaMillis).minus(MARGIN).minusNanos(nanos.getAsLong() - start);
    }

    /** What is left when the caller, besides, waits no longer than {@code timeout}; may be negative. */
    Duration left(Duration timeout) {
        Duration caller = timeout.minus(MARGIN).minusNanos(passedNanos).minusNanos(nanos.getAsLong() - start);
        return shorter(caller, left());
    }

    /** On the clock, when an answer that shall reach such a caller has to be mapped: in the middle of the margin. */
    long end(Duration timeout) {
        Duration all = shorter(timeout.minusNanos(passedNanos), Duration.ofMillis(lambdaMillis));
        return start + all.minus(MARGIN.dividedBy(2)).toNanos();
    }

    /** Since the function got the event. */
    long elapsedMillis() {
        return (nanos.getAsLong() - start) / 1_000_000;
    }

    /** How long the caller had waited before that. */
    long passedMillis() {
        return passedNanos / 1_000_000;
    }

    /** The shorter of two; null stands for none. */
    static Duration shorter(Duration a, Duration b) {
        return b == null || a.compareTo(b) <= 0 ? a : b;
    }
}
