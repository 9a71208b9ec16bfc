package dataactions.secrets.retry;

import java.time.Duration;
import java.util.function.Function;

/** Until when a call may be repeated, and how a pause is spent. */
public interface TimeLimit {
    /** Whether a pause of this length would still leave time for another try. */
    boolean allows(Duration pause);

    /**
     * Waits.
     *
     * @param about what is waited for, for the message of what is thrown
     * @throws RuntimeException when the wait is interrupted, or would last too long
     */
    void pause(Duration pause, String about);

    /**
     * No limit but the number of tries.
     *
     * @param interrupted what to throw when a pause is interrupted
     */
    static TimeLimit none(Sleeper sleeper, Function<InterruptedException, RuntimeException> interrupted) {
        return new TimeLimit() {
            @Override
            public boolean allows(Duration pause) {
                return true;
            }

            @Override
            public void pause(Duration pause, String about) {
                try {
                    sleeper.sleep(pause);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw interrupted.apply(e);
                }
            }
        };
    }
}
