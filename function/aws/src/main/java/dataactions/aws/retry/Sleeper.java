package dataactions.aws.retry;

import java.time.Duration;

/** Waits: production sleeps, and tests move a clock. */
@FunctionalInterface
public interface Sleeper {
    void sleep(Duration duration) throws InterruptedException;

    /** Really sleeps. A class, no lambda: see "First calls" in CONTRIBUTING. */
    Sleeper REAL = new Sleeper() {
        @Override
        public void sleep(Duration duration) throws InterruptedException {
            Thread.sleep(duration.toMillis());
        }
    };
}
