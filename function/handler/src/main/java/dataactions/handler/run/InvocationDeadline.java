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
     * The longest wait that is counted between sending and receipt of an event. The clocks of two machines differ. This
     * limit keeps a wrong clock from using up a call's time.
     */
    static final Duration MAX_WAITED = Duration.ofSeconds(5);

    private final LongSupplier nanos;
    private final long start;
    private final long lambdaMillis;
    private final long waitedNanos;

    /** @param lambdaMillis the time that Lambda gives this invocation from now on */
    public InvocationDeadline(LongSupplier nanos, long lambdaMillis) {
        this(nanos, nanos.getAsLong(), lambdaMillis, 0);
    }

    private InvocationDeadline(LongSupplier nanos, long start, long lambdaMillis, long waitedNanos) {
        this.nanos = nanos;
        this.start = start;
        this.lambdaMillis = lambdaMillis;
        this.waitedNanos = waitedNanos;
    }

    /**
     * The same invocation, for a caller who had waited before the function got the event.
     *
     * @param waited the wait; counted as 0 if negative, and as {@link #MAX_WAITED} if longer
     */
    public InvocationDeadline afterWait(Duration waited) {
        Duration counted = waited.isNegative() ? Duration.ZERO : shorter(waited, MAX_WAITED);
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

    /**
     * The time left for calls of upstreams: it ends a whole margin before the caller stops waiting. May be negative.
     *
     * @param timeout how long the caller waits
     */
    public Duration left(Duration timeout) {
        Duration caller = timeout.minus(MARGIN).minusNanos(waitedNanos).minusNanos(nanos.getAsLong() - start);
        return shorter(caller, left());
    }

    /**
     * When our own work for a caller who waits {@code timeout} must end, on the clock: half a margin before that caller
     * stops waiting.
     */
    long end(Duration timeout) {
        Duration all = shorter(timeout.minusNanos(waitedNanos), Duration.ofMillis(lambdaMillis));
        return start + all.toNanos() - MARGIN.toNanos() / 2;
    }

    /** The time left for our own work: it ends half a margin before the caller stops waiting. Never negative. */
    public Duration untilEnd(Duration timeout) {
        return Duration.ofNanos(Math.max(0, end(timeout) - now()));
    }

    /** Milliseconds since the function got the event. */
    public long elapsedMillis() {
        return (nanos.getAsLong() - start) / 1_000_000;
    }

    /** How many milliseconds the caller had waited before the function got the event. */
    public long waitedMillis() {
        return waitedNanos / 1_000_000;
    }

    /** The shorter duration; null means no limit. */
    static Duration shorter(Duration a, Duration b) {
        return b == null || a.compareTo(b) <= 0 ? a : b;
    }
}
