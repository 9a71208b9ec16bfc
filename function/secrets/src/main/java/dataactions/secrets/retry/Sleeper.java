package dataactions.secrets.retry;

import java.time.Duration;

/** How waiting is done: by sleeping in production, by moving a clock in tests. */
@FunctionalInterface
public interface Sleeper {
    void sleep(Duration duration) throws InterruptedException;

    /** Sleeps for real. */
    Sleeper REAL = duration -> Thread.sleep(duration.toMillis());
}
