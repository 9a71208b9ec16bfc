package dataactions.aws.retry;

import java.time.Duration;
import java.util.function.Function;

/** Limits the time in which a call may be repeated, and waits during a pause. */
public interface TimeLimit {
    /** Whether enough time for another try is left after a pause of this length. */
    boolean allows(Duration pause);

    /**
     * Waits.
     *
     * @param about the purpose of the wait, for the exception's message
     * @throws RuntimeException when the wait is interrupted, or would last too long
     */
    void pause(Duration pause, String about);

    /**
     * No time limit. Only the number of tries is limited.
     *
     * @param interrupted makes the exception for an interrupted pause
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
