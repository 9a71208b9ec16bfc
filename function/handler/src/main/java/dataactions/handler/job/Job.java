package dataactions.handler.job;

import java.time.Duration;

/**
 * A job as the table holds it.
 *
 * @param action the slow action's name
 * @param contract the number of its contract
 * @param createdAt when it was queued, in milliseconds since 1970
 * @param deadline when its time is over, in milliseconds since 1970
 * @param expiresAt the time from which the job counts as absent, in seconds since 1970
 * @param worker which run of the worker took it from the queue; null before
 * @param request what the worker needs to run the action; null in a final state
 * @param answer the result; null in a state that is not final, and for a lost job
 */
record Job(
        JobId id,
        String action,
        int contract,
        State state,
        long createdAt,
        long deadline,
        long expiresAt,
        String worker,
        byte[] request,
        byte[] answer) {
    /**
     * How long after its deadline a job that has no final state counts as lost. The clocks of the functions may differ
     * by some seconds, and the worker may be writing the result.
     */
    static final Duration LOST_AFTER = Duration.ofSeconds(30);

    enum State {
        QUEUED,
        RUNNING,
        /** There is a result: a success or an outcome. */
        DONE,
        /** There is a fault, or the job is lost. */
        FAILED;

        boolean isFinal() {
            return this == DONE || this == FAILED;
        }
    }

    boolean isExpired(long nowMillis) {
        return expiresAt <= nowMillis / 1000;
    }

    /** Whether the job is not final and no worker will finish it. */
    boolean isAbandoned(long nowMillis) {
        return !state.isFinal() && deadline + LOST_AFTER.toMillis() < nowMillis;
    }

    /** Whether the job's state will not change any more. */
    boolean isOver(long nowMillis) {
        return state.isFinal() || isAbandoned(nowMillis);
    }

    /** Whether the job ended without an answer. */
    boolean isLost(long nowMillis) {
        return isAbandoned(nowMillis) || state == State.FAILED && answer == null;
    }

    boolean isOf(String otherAction, int otherContract) {
        return action.equals(otherAction) && contract == otherContract;
    }
}
