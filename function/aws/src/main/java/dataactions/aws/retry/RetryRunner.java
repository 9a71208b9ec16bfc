package dataactions.aws.retry;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Repeats a call as a {@link RetryPolicy} and a {@link TimeLimit} allow. If no try succeeds, throws the exception of
 * the last try, because it says more than "out of time".
 */
public final class RetryRunner {
    private final RetryPolicy policy;
    private final TimeLimit time;
    private final DoubleSupplier random;

    public RetryRunner(RetryPolicy policy, TimeLimit time) {
        this(policy, time, new Jitter());
    }

    /** @param random from 0 to 1, for the jitter */
    public RetryRunner(RetryPolicy policy, TimeLimit time, DoubleSupplier random) {
        this.policy = policy;
        this.time = time;
        this.random = random;
    }

    /**
     * What a failure means for the call.
     *
     * @param counts whether the failure counts as one of the policy's tries
     * @param pause how long the server asks to wait; empty if the policy decides
     */
    public record Decision(boolean repeat, boolean counts, Optional<Duration> pause) {
        /** The failure is final. */
        public static final Decision GIVE_UP = new Decision(false, false, Optional.empty());
        /** The call may succeed when it is sent again. */
        public static final Decision TRY_AGAIN = new Decision(true, true, Optional.empty());

        /** The server refused the call without processing it. The call is repeated until the time is over. */
        public static Decision turnedAway(Optional<Duration> pause) {
            return new Decision(true, false, pause);
        }
    }

    // Classes, no lambdas: see "First calls" in CONTRIBUTING.

    private static final class Jitter implements DoubleSupplier {
        @Override
        public double getAsDouble() {
            return ThreadLocalRandom.current().nextDouble();
        }
    }

    /** Every failure that the condition accepts may pass. */
    private record Judge(Predicate<RuntimeException> retriable)
            implements Function<RuntimeException, Decision>, BeforeRetry {
        @Override
        public Decision apply(RuntimeException failure) {
            return retriable.test(failure) ? Decision.TRY_AGAIN : Decision.GIVE_UP;
        }

        @Override
        public void run(int failures, Duration pause, RuntimeException failure) {
            // Nothing happens.
        }
    }

    /** Called after a failure that is followed by another try, before the pause. It may do what helps the next try. */
    @FunctionalInterface
    public interface BeforeRetry {
        void run(int failures, Duration pause, RuntimeException failure);
    }

    /** Repeats a call after each failure that {@code retriable} accepts. */
    public <T> T run(String about, Supplier<T> call, Predicate<RuntimeException> retriable) {
        Judge judge = new Judge(retriable);
        return run(about, call, judge, judge);
    }

    /** Repeats a call until {@code judge} says that its failure is final. */
    public <T> T run(
            String about, Supplier<T> call, Function<RuntimeException, Decision> judge, BeforeRetry beforeRetry) {
        int failures = 0;
        int turnedAway = 0;
        while (true) {
            RuntimeException failure;
            try {
                return call.get();
            } catch (RuntimeException e) {
                failure = e;
            }
            Decision decision = judge.apply(failure);
            if (!decision.repeat()) {
                throw failure;
            }
            int ofThisKind = decision.counts() ? ++failures : ++turnedAway;
            Duration pause = decision.pause().orElseGet(() -> policy.pause(ofThisKind, random));
            if (failures >= policy.tries() || !time.allows(pause)) {
                throw failure;
            }
            beforeRetry.run(failures + turnedAway, pause, failure);
            if (!pause.isZero()) {
                time.pause(pause, about);
            }
        }
    }
}
