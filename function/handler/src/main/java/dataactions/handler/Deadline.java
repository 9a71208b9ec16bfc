package dataactions.handler;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Until when an invocation has to be over, on a clock that only runs forward. */
final class Deadline {
    /** For what comes after the upstream: mapping, writing the answer, and its way back to Genesys. */
    static final Duration MARGIN = Duration.ofMillis(500);

    private final LongSupplier nanos;
    private final long start;
    private final long lambdaMillis;

    /** @param lambdaMillis what Lambda gives this invocation from now on */
    Deadline(LongSupplier nanos, long lambdaMillis) {
        this.nanos = nanos;
        this.start = nanos.getAsLong();
        this.lambdaMillis = lambdaMillis;
    }

    /** The clock's nanoseconds. */
    long now() {
        return nanos.getAsLong();
    }

    /** What is left before Lambda ends the process, less the margin; may be negative. */
    Duration left() {
        return Duration.ofMillis(lambdaMillis).minus(MARGIN).minusNanos(nanos.getAsLong() - start);
    }

    /** What is left when the caller, besides, waits no longer than {@code timeout}; may be negative. */
    Duration left(Duration timeout) {
        Duration caller = timeout.minus(MARGIN).minusNanos(nanos.getAsLong() - start);
        return shorter(caller, left());
    }

    /** On the clock, when an answer that shall reach such a caller has to be mapped: in the middle of the margin. */
    long end(Duration timeout) {
        Duration all = shorter(timeout, Duration.ofMillis(lambdaMillis));
        return start + all.minus(MARGIN.dividedBy(2)).toNanos();
    }

    long elapsedMillis() {
        return (nanos.getAsLong() - start) / 1_000_000;
    }

    /** The shorter of two; null stands for none. */
    static Duration shorter(Duration a, Duration b) {
        return b == null || a.compareTo(b) <= 0 ? a : b;
    }
}
