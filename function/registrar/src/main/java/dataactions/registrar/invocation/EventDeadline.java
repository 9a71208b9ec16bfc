package dataactions.registrar.invocation;

import dataactions.aws.retry.Sleeper;
import dataactions.aws.retry.TimeLimit;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * The end of the time for work on one event. After {@link #cancel} the work makes no further call: the event has been
 * answered, and Lambda may thaw the process for the next event.
 */
public final class EventDeadline implements TimeLimit {
    private final InstantSource clock;
    private final Sleeper sleeper;
    private final Instant end;
    /** Null for the deadline of the whole event. */
    private final EventDeadline whole;

    private volatile boolean cancelled;

    public EventDeadline(InstantSource clock, Sleeper sleeper, Duration left) {
        this(clock, sleeper, left, null);
    }

    private EventDeadline(InstantSource clock, Sleeper sleeper, Duration left, EventDeadline whole) {
        this.clock = clock;
        this.sleeper = sleeper;
        this.end = clock.instant().plus(left);
        this.whole = whole;
    }

    /** A deadline for a part of the work. It also ends when this deadline ends or is cancelled. */
    public EventDeadline within(Duration most) {
        return new EventDeadline(clock, sleeper, most, this);
    }

    /** The time that is left; never negative. */
    public Duration remaining() {
        Duration left = Duration.between(clock.instant(), end);
        Duration ofWhole = whole == null ? left : whole.remaining();
        Duration least = ofWhole.compareTo(left) < 0 ? ofWhole : left;
        return cancelled || least.isNegative() ? Duration.ZERO : least;
    }

    /** Whether this deadline is for a part of the work, and the event has more time than this part. */
    public boolean isBeforeTheEvents() {
        return whole != null && whole.remaining().compareTo(remaining()) > 0;
    }

    /** Ends the work: the next {@link #check} or {@link #pause} throws. */
    public void cancel() {
        cancelled = true;
    }

    /** @throws Failure DEADLINE when no time is left */
    public void check(String about) {
        if (remaining().isZero()) {
            throw over(about);
        }
    }

    @Override
    public boolean allows(Duration wait) {
        return remaining().compareTo(wait) > 0;
    }

    /** @throws Failure DEADLINE when the wait would end after the deadline, or is interrupted */
    @Override
    public void pause(Duration wait, String about) {
        if (!allows(wait)) {
            throw over(about);
        }
        try {
            sleeper.sleep(wait);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw over(about);
        }
        check(about);
    }

    /** The failure for work that has no time left. */
    public Failure over(String about) {
        return Failure.of(
                Failure.Kind.DEADLINE,
                "The registrar ran out of time (" + about + ").",
                "Deploy again: the registrar finds what it has created. If it recurs, see the registrar's log.");
    }
}
