package dataactions.registrar;

import java.time.Duration;

/** How waiting is done: by sleeping in Lambda, by turning a clock in tests. */
@FunctionalInterface
public interface Sleeper {
    void sleep(Duration duration) throws InterruptedException;

    /** Really sleeps. */
    Sleeper REAL = duration -> Thread.sleep(duration.toMillis());
}
