package dataactions.aws.retry;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * How often a call is sent, and how long the pauses in between are.
 *
 * @param tries number of tries, including the first
 * @param first the first pause
 * @param longest the longest pause
 * @param jitter whether a pause is shortened at random, to half its length at most, so that callers that failed
 *     together do not retry together
 */
public record RetryPolicy(int tries, Growth growth, Duration first, Duration longest, boolean jitter) {
    /** How the pauses grow. */
    public enum Growth {
        /** Once, twice, three times the first pause. */
        LINEAR,
        /** Each pause is twice the one before. */
        DOUBLING
    }

    private static final int MOST_DOUBLINGS = 10;

    /** Pauses of once, twice, three times {@code first}. */
    public static RetryPolicy linear(int tries, Duration first) {
        return new RetryPolicy(tries, Growth.LINEAR, first, times(first, tries), false);
    }

    /** Pauses that double up to {@code longest}, with jitter. */
    public static RetryPolicy doubling(int tries, Duration first, Duration longest) {
        return new RetryPolicy(tries, Growth.DOUBLING, first, longest, true);
    }

    /** Not {@code Duration.multipliedBy}, which initialises {@code BigDecimal}: see "First calls" in CONTRIBUTING. */
    private static Duration times(Duration pause, long times) {
        return Duration.ofMillis(pause.toMillis() * times);
    }

    /**
     * The pause after a failure.
     *
     * @param failures number of failures so far
     * @param random from 0 to 1
     */
    Duration pause(int failures, DoubleSupplier random) {
        Duration full = growth == Growth.LINEAR
                ? times(first, failures)
                : times(first, 1L << Math.min(failures - 1, MOST_DOUBLINGS));
        long most = Math.min(full.toMillis(), longest.toMillis());
        return Duration.ofMillis(jitter ? (long) (most * (0.5 + 0.5 * random.getAsDouble())) : most);
    }
}
