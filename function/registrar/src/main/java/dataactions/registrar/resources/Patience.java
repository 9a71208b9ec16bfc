package dataactions.registrar.resources;

import dataactions.registrar.Deadline;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** Waiting for Genesys to show what it has accepted: its reads lag behind its writes. */
final class Patience {
    /** How far Genesys's reads are behind its writes is not documented. */
    static final Duration READS_LAG = Duration.ofSeconds(3);

    private static final Duration FIRST = Duration.ofMillis(250);
    private static final Duration LONGEST = Duration.ofSeconds(2);

    private final Deadline deadline;

    Patience(Deadline deadline) {
        this.deadline = deadline;
    }

    /** Waits once; throws when the deadline would pass. */
    void pause(Duration wait, String about) {
        deadline.pause(wait, about);
    }

    /**
     * Asks until there is an answer.
     *
     * @param bound how long to go on; the deadline may end it sooner
     * @return empty when there was none in time
     */
    <T> Optional<T> until(Duration bound, String about, Supplier<Optional<T>> look) {
        Duration waited = Duration.ZERO;
        Duration step = FIRST;
        while (true) {
            Optional<T> seen = look.get();
            if (seen.isPresent() || waited.compareTo(bound) >= 0 || !deadline.allows(step)) {
                return seen;
            }
            deadline.pause(step, about);
            waited = waited.plus(step);
            Duration next = step.multipliedBy(2);
            step = next.compareTo(LONGEST) > 0 ? LONGEST : next;
        }
    }
}
