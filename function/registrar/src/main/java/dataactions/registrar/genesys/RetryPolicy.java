package dataactions.registrar.genesys;

import dataactions.registrar.Deadline;
import dataactions.registrar.Failure;
import dataactions.registrar.Log;
import java.time.Duration;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/**
 * The one place that decides whether a call to Genesys is tried again.
 *
 * <p>Throttling (429, and the login host's 400 "rate limit exceeded") was not processed: any call is repeated, after
 * Retry-After where one came, else by exponential steps with jitter, as long as the deadline allows. Nothing sent: any
 * call is repeated a few times. An unknown outcome (5xx, 408, a reset) is repeated only where repeating is safe. All
 * else is final here; version conflicts and fresh 404s are for those who know what they wanted.
 */
public final class RetryPolicy {
    private static final int TRIES = 5;
    private static final Duration FIRST_STEP = Duration.ofMillis(500);
    private static final Duration LONGEST_STEP = Duration.ofSeconds(20);

    private final Deadline deadline;
    private final Log log;
    private final DoubleSupplier jitter;
    private final Duration interval;
    private Duration leftAtLastCall;
    private int calls;

    /** @param jitter from 0 to 1 */
    public RetryPolicy(Deadline deadline, Log log, DoubleSupplier jitter) {
        this(deadline, log, jitter, Duration.ZERO);
    }

    /**
     * One that paces itself: instances that work side by side share nothing but the client's allowance of calls.
     *
     * @param interval from the beginning of one call to that of the next, at the least. The first call waits for it too:
     *     the event before, in the same chain, may have ended with one a moment ago
     */
    public RetryPolicy(Deadline deadline, Log log, DoubleSupplier jitter, Duration interval) {
        this.deadline = deadline;
        this.log = log;
        this.jitter = jitter;
        this.interval = interval;
        this.leftAtLastCall = deadline.remaining();
    }

    /** For reads, and writes that end in the same state however often they are done. */
    public <T> T repeatable(String operation, Supplier<T> call) {
        return run(operation, true, call);
    }

    /** For writes that would be done twice: an unknown outcome is the caller's to resolve. */
    public <T> T once(String operation, Supplier<T> call) {
        return run(operation, false, call);
    }

    /** How many calls were made, repeated ones included. */
    public int calls() {
        return calls;
    }

    private <T> T run(String operation, boolean repeatable, Supplier<T> call) {
        int troubles = 0;
        int throttles = 0;
        while (true) {
            deadline.check(operation);
            Failure failure;
            pace(operation);
            try {
                calls++;
                return call.get();
            } catch (Failure e) {
                failure = e;
            }
            Duration wait;
            switch (failure.kind()) {
                case THROTTLED -> {
                    throttles++;
                    wait = failure.retryAfter().orElse(step(throttles));
                }
                case UNREACHABLE -> wait = step(++troubles);
                case UNKNOWN_OUTCOME -> {
                    if (!repeatable) {
                        throw failure;
                    }
                    wait = step(++troubles);
                }
                default -> throw failure;
            }
            // With no time left for another try, Genesys's own words are worth more than "out of time".
            if (troubles >= TRIES || !deadline.allows(wait)) {
                throw failure;
            }
            log.info("Genesys is tried again")
                    .with(Log.Key.operation, operation)
                    .with(Log.Key.kind, failure.kind().name())
                    .with(Log.Key.attempt, (long) troubles + throttles)
                    .with(Log.Key.waitMs, wait.toMillis())
                    .with(Log.Key.correlationId, failure.correlationId().orElse(null))
                    .write();
            deadline.pause(wait, operation);
        }
    }

    private void pace(String operation) {
        Duration wait = interval.minus(leftAtLastCall.minus(deadline.remaining()));
        if (wait.compareTo(Duration.ZERO) > 0) {
            deadline.pause(wait, operation);
        }
        leftAtLastCall = deadline.remaining();
    }

    private Duration step(int attempt) {
        long full = FIRST_STEP.toMillis() << Math.min(attempt - 1, 10);
        long most = Math.min(full, LONGEST_STEP.toMillis());
        // Between half and all of it, so that instances started together do not come back together.
        return Duration.ofMillis((long) (most * (0.5 + 0.5 * jitter.getAsDouble())));
    }
}
