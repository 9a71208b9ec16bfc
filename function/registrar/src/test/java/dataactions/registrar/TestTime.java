package dataactions.registrar;

import dataactions.secrets.retry.Sleeper;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that only sleeping turns. */
final class TestTime implements InstantSource, Sleeper {
    private volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");
    volatile Duration slept = Duration.ZERO;

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public void sleep(Duration duration) {
        now = now.plus(duration);
        slept = slept.plus(duration);
    }
}
