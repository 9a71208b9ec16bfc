package dataactions.registrar.resources.reconcile;

import dataactions.aws.retry.RetryPolicy;
import dataactions.aws.retry.RetryRunner;
import dataactions.registrar.invocation.EventDeadline;
import dataactions.registrar.invocation.Failure;
import dataactions.registrar.invocation.Failure.Kind;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Waits until Genesys shows a write, because its reads lag behind its writes. */
public final class GenesysWait {
    /** The longest lag of Genesys's reads behind its writes. An assumption, because Genesys does not document it. */
    public static final Duration READ_LAG = Duration.ofSeconds(3);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    private final EventDeadline deadline;

    public GenesysWait(EventDeadline deadline) {
        this.deadline = deadline;
    }

    /**
     * What the reads of an object have found.
     *
     * @param last the object as the last answer showed it; empty if no read found it
     * @param isDone whether it is as it should be
     */
    public record ReadBack<T>(Optional<T> last, boolean isDone) {}

    /** Repeats a call after failures that may pass. */
    public void repeat(RetryPolicy policy, String purpose, Runnable call, Predicate<Kind> passing) {
        new RetryRunner(policy, deadline)
                .run(
                        purpose,
                        () -> {
                            call.run();
                            return null;
                        },
                        e -> e instanceof Failure failure && passing.test(failure.kind()));
    }

    /**
     * Reads until there is an answer.
     *
     * @param longest how long to wait; the deadline may end the wait sooner
     * @return empty if there was no answer in time
     */
    public <T> Optional<T> until(Duration longest, String purpose, Supplier<Optional<T>> read) {
        return until(longest, purpose, read, any -> true).last();
    }

    /**
     * Reads an object until it is as it should be.
     *
     * @param longest how long to wait; the deadline may end the wait sooner
     * @param isDone whether the object that was read is as it should be
     */
    public <T> ReadBack<T> until(Duration longest, String purpose, Supplier<Optional<T>> read, Predicate<T> isDone) {
        Duration waited = Duration.ZERO;
        Duration pause = FIRST_PAUSE;
        Optional<T> last = Optional.empty();
        while (true) {
            Optional<T> now = read.get();
            last = now.isPresent() ? now : last;
            boolean done = now.filter(isDone).isPresent();
            if (done || waited.compareTo(longest) >= 0 || !deadline.allows(pause)) {
                return new ReadBack<>(last, done);
            }
            deadline.pause(pause, purpose);
            waited = waited.plus(pause);
            Duration next = pause.multipliedBy(2);
            pause = next.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : next;
        }
    }
}
