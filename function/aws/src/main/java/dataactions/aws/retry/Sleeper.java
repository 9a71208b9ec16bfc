package dataactions.aws.retry;

import java.time.Duration;

/** Waits: production sleeps, and tests move a clock. */
@FunctionalInterface
public interface Sleeper {
    void sleep(Duration duration) throws InterruptedException;

    /** Really sleeps. Not a lambda, because a first call would wait for its making. */
    Sleeper REAL = new Sleeper() {
        @Override
        public void sleep(Duration duration) throws InterruptedException {
            Thread.sleep(duration.toMillis());
        }
    };
}
