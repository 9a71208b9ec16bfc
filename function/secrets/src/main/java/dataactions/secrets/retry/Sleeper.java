package dataactions.secrets.retry;

import java.time.Duration;

/** Waits: production sleeps, and tests move a clock. */
@FunctionalInterface
public interface Sleeper {
    void sleep(Duration duration) throws InterruptedException;

    /** Really sleeps. */
    Sleeper REAL = duration -> Thread.sleep(duration.toMillis());
}
