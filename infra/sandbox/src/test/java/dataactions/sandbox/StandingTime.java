package dataactions.sandbox;

import dataactions.secrets.retry.Sleeper;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that stands still until somebody sleeps by it. */
public final class StandingTime implements InstantSource, Sleeper {
    public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private Instant now;

    public StandingTime() {
        this(START);
    }

    public StandingTime(Instant start) {
        now = start;
    }

    @Override
    public synchronized Instant instant() {
        return now;
    }

    @Override
    public synchronized void sleep(Duration duration) {
        now = now.plus(duration);
    }
}
