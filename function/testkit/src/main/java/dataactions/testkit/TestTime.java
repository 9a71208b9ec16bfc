package dataactions.testkit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that stands still until a test moves it, or code under test sleeps by it ({@code time::sleep}). */
public final class TestTime implements InstantSource {
    public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final Instant start;
    private Instant now;

    public TestTime() {
        this(START);
    }

    public TestTime(Instant start) {
        this.start = start;
        now = start;
    }

    /** How far the clock was moved. */
    public Duration slept() {
        return Duration.between(start, instant());
    }

    @Override
    public synchronized Instant instant() {
        return now;
    }

    public synchronized void sleep(Duration duration) {
        now = now.plus(duration);
    }
}
