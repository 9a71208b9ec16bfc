package dataactions.handler.job;

import dataactions.aws.AwsClient;
import dataactions.aws.AwsException;
import dataactions.aws.retry.RetryPolicy;
import dataactions.aws.retry.RetryRunner;
import dataactions.aws.retry.Sleeper;
import dataactions.aws.retry.TimeLimit;
import dataactions.handler.aws.KeptConnections;
import dataactions.handler.job.Job.State;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * The states of jobs, and who may change them on what condition. Each change is one conditional write: if
 * several writers try, one succeeds.
 *
 * <table>
 * <caption>Changes</caption>
 * <tr><th>from, to</th><th>writer and condition</th></tr>
 * <tr><td>none or expired, QUEUED</td><td>{@link #open}</td></tr>
 * <tr><td>FAILED or abandoned, QUEUED</td><td>{@link #open}, only if running the action twice is safe</td></tr>
 * <tr><td>QUEUED, RUNNING</td><td>{@link #start}: same id, before the deadline</td></tr>
 * <tr><td>RUNNING, DONE or FAILED</td><td>{@link #finish}: same id</td></tr>
 * <tr><td>QUEUED or RUNNING, FAILED without an answer</td><td>{@link #lose}: same id, and no other event runs it</td></tr>
 * </table>
 *
 * <p>A job that is still not final {@link Job#LOST_AFTER} after its deadline is abandoned. Readers count it as lost and
 * write nothing. An expired item counts as absent, whether DynamoDB has removed it or not. No change leads from
 * RUNNING to QUEUED, because a job calls its upstreams once.
 */
final class Jobs {
    private static final String TABLE = "the table of jobs";
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(3);
    /** The number of tries has no limit, but the caller's time has. */
    private static final RetryPolicy RETRY =
            RetryPolicy.doubling(Integer.MAX_VALUE, Duration.ofMillis(100), Duration.ofSeconds(2));

    private final JobTable table;
    private final InstantSource clock;
    private final Sleeper sleeper;

    Jobs(JobTable table, InstantSource clock, Sleeper sleeper) {
        this.table = table;
        this.clock = clock;
        this.sleeper = sleeper;
    }

    static Jobs of(Map<String, String> env, String table, InstantSource clock) {
        return new Jobs(new JobTable(AwsClient.over(env, new KeptConnections()), table), clock, Sleeper.REAL);
    }

    long now() {
        return clock.millis();
    }

    /** @param isNew whether this call made the job; if not, it was there */
    record Opened(Job job, boolean isNew) {}

    /**
     * Queues a job. If the table has a valid job at its locator, returns that job instead.
     *
     * @param job in the state QUEUED
     * @param isRepeatable whether a failed or abandoned job may be replaced: running the action twice is safe
     * @param untilMillis when to give up, in milliseconds since 1970
     */
    Opened open(Job job, boolean isRepeatable, long untilMillis) {
        long now = now();
        Map<String, Object> values = new LinkedHashMap<>();
        values.put(":now", now / 1000);
        String condition = "attribute_not_exists(#pk) OR #expiresAt <= :now";
        if (isRepeatable) {
            condition += " OR #state = :failed OR (#state IN (:queued, :running) AND #deadline < :lost)";
            values.put(":failed", State.FAILED.name());
            values.put(":queued", State.QUEUED.name());
            values.put(":running", State.RUNNING.name());
            values.put(":lost", now - Job.LOST_AFTER.toMillis());
        }
        String finalCondition = condition;
        JobTable.Written written =
                repeated(untilMillis, () -> table.put(job, finalCondition, values, timeout(untilMillis)), TABLE);
        if (written instanceof JobTable.Refused refused) {
            Job there = refused.item();
            if (there == null) {
                throw new AwsException("DynamoDB PutItem: refused without the item that is there", false, null);
            }
            return new Opened(there, isOwn(there, job.id()));
        }
        return new Opened(job, true);
    }

    /**
     * A job, as its readers see it.
     *
     * @return empty if there is none of that id, or if it is expired
     */
    Optional<Job> read(JobId id, long untilMillis) {
        return repeated(untilMillis, () -> table.get(id.locator(), timeout(untilMillis)), TABLE)
                .filter(job -> id.is(job.id().random()) && !job.isExpired(now()));
    }

    /** The result of a worker's attempt to take a job from the queue. {@link JobRun.Start} explains the three cases. */
    sealed interface Claim {}

    record Claimed(Job job) implements Claim {}

    record Taken() implements Claim {}

    record TooLate() implements Claim {}

    /**
     * Takes a job from the queue.
     *
     * @param worker a name for this run of the worker that no other run has
     * @param event the id of the event that asks for the job; Lambda's record of a failure has it, see {@link #lose}
     */
    Claim start(JobId id, String worker, String event, long untilMillis) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put(":queued", State.QUEUED.name());
        values.put(":running", State.RUNNING.name());
        values.put(":now", now());
        values.put(":worker", worker);
        values.put(":event", event);
        JobTable.Written written = update(
                id,
                "SET #state = :running, #worker = :worker, #event = :event",
                "#state = :queued AND #deadline > :now",
                values,
                untilMillis);
        if (written instanceof JobTable.Done done) {
            return new Claimed(done.item());
        }
        Job there = ((JobTable.Refused) written).item();
        if (!isOwn(there, id)) {
            return new Taken();
        }
        return worker.equals(there.worker())
                ? new Claimed(there)
                : there.state() == State.QUEUED ? new TooLate() : new Taken();
    }

    /**
     * Whether this caller may send the queued job again. Within {@code after}, one caller gets true.
     */
    boolean mayBeSentAgain(JobId id, Duration after, long untilMillis) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put(":queued", State.QUEUED.name());
        values.put(":now", now());
        values.put(":before", now() - after.toMillis());
        JobTable.Written written = update(
                id,
                "SET #sentAt = :now",
                "#state = :queued AND #deadline > :now AND #sentAt <= :before",
                values,
                untilMillis);
        return written instanceof JobTable.Done;
    }

    /**
     * Writes the result of a running job, and removes its request.
     *
     * @param state DONE or FAILED
     * @return whether it was written; false if the job is not running any more
     */
    boolean finish(JobId id, State state, byte[] answer, Duration keep, long untilMillis) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put(":running", State.RUNNING.name());
        values.put(":state", state.name());
        values.put(":answer", answer);
        values.put(":expiresAt", (now() + keep.toMillis()) / 1000);
        JobTable.Written written = update(
                id,
                "SET #state = :state, #answer = :answer, #expiresAt = :expiresAt REMOVE #request",
                "#state = :running",
                values,
                untilMillis);
        if (written instanceof JobTable.Refused refused) {
            return isOwn(refused.item(), id)
                    && Arrays.equals(answer, refused.item().answer());
        }
        return true;
    }

    /**
     * Ends a job whose worker failed. If Lambda sent the job twice, the failure of the second event does not end it while
     * a worker runs it for the first event.
     *
     * @param event the id of the event that failed
     * @return the job; empty if it is final, run for another event, or not there
     */
    Optional<Job> lose(JobId id, String event, long untilMillis) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put(":queued", State.QUEUED.name());
        values.put(":running", State.RUNNING.name());
        values.put(":failed", State.FAILED.name());
        values.put(":event", event);
        AtomicInteger tries = new AtomicInteger();
        JobTable.Written written = update(
                id,
                "SET #state = :failed REMOVE #request",
                "(#state = :queued OR (#state = :running AND #event = :event))",
                values,
                untilMillis,
                tries);
        if (written instanceof JobTable.Done done) {
            return Optional.of(done.item());
        }
        Job there = ((JobTable.Refused) written).item();
        boolean isLostByEarlierTry =
                tries.get() > 1 && isOwn(there, id) && there.state() == State.FAILED && there.answer() == null;
        return isLostByEarlierTry ? Optional.of(there) : Optional.empty();
    }

    /**
     * Changes the item of a job. Each change asks for the job's id.
     *
     * @param values of the condition and the change; the id is added
     */
    private JobTable.Written update(
            JobId id, String change, String condition, Map<String, Object> values, long untilMillis) {
        return update(id, change, condition, values, untilMillis, new AtomicInteger());
    }

    /** @param tries counts how often the change is sent */
    private JobTable.Written update(
            JobId id,
            String change,
            String condition,
            Map<String, Object> values,
            long untilMillis,
            AtomicInteger tries) {
        values.put(":id", id.random());
        return repeated(
                untilMillis,
                () -> {
                    tries.incrementAndGet();
                    return table.update(
                            id.locator(), change, "#id = :id AND " + condition, values, timeout(untilMillis));
                },
                TABLE);
    }

    /**
     * Whether the item that refused a write is this job's own. Then an earlier try may have written it, and its answer was
     * lost.
     *
     * @param there null if there is no item
     */
    private static boolean isOwn(Job there, JobId id) {
        return there != null && id.is(there.id().random());
    }

    private Duration timeout(long untilMillis) {
        long left = untilMillis - now();
        return left < CALL_TIMEOUT.toMillis() ? Duration.ofMillis(Math.max(1, left)) : CALL_TIMEOUT;
    }

    /** Repeats a call that may succeed a moment later. Every call of this class may be repeated. */
    <T> T repeated(long untilMillis, Supplier<T> call, String about) {
        TimeLimit untilThen = new TimeLimit() {
            @Override
            public boolean allows(Duration pause) {
                return now() + pause.toMillis() < untilMillis;
            }

            @Override
            public void pause(Duration pause, String waitingFor) {
                Jobs.this.pause(pause);
            }
        };
        return new RetryRunner(RETRY, untilThen).run(about, call, AwsException::isRetriable);
    }

    void pause(Duration pause) {
        try {
            sleeper.sleep(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for a job", e);
        }
    }
}
