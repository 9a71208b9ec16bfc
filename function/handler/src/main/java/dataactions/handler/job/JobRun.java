package dataactions.handler.job;

import dataactions.definition.ActionDefinition;
import dataactions.definition.envelope.Envelope;
import dataactions.definition.envelope.ErrorCode;
import dataactions.definition.expression.Budget;
import dataactions.definition.run.ActionRun;
import dataactions.definition.run.Outcome;
import dataactions.handler.run.ActionCall;
import dataactions.handler.run.ActionRunner;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** One job that the worker runs: from the queue to its result. */
public final class JobRun {
    /** How long the worker tries to write a result. */
    private static final Duration TO_WRITE = Duration.ofSeconds(20);

    private static final int TO_MAP_MILLIS = 1_000;

    private static final Duration TO_START = Duration.ofSeconds(10);

    private final Jobs jobs;
    private final Job job;
    private final JobRequest request;

    private JobRun(Jobs jobs, Job job, JobRequest request) {
        this.jobs = jobs;
        this.job = job;
        this.request = request;
    }

    /** The table of jobs, for the worker and for lost jobs. */
    public static final class Table {
        private final Jobs jobs;

        private Table(Jobs jobs) {
            this.jobs = jobs;
        }

        /** @param name the table's name */
        public static Table of(Map<String, String> env, String name, InstantSource clock) {
            return new Table(Jobs.of(env, name, clock));
        }

        /**
         * Takes a job.
         *
         * @param event the id of the event that asks for it
         */
        public Start start(JobId id, String event) {
            Jobs.Claim claim = jobs.start(id, UUID.randomUUID().toString(), event, jobs.now() + TO_START.toMillis());
            if (claim instanceof Jobs.Claimed claimed) {
                Job job = claimed.job();
                return new Started(new JobRun(jobs, job, JobRequest.read(job.request())));
            }
            return claim instanceof Jobs.TooLate ? new TooLate() : new Taken();
        }

        /**
         * Ends a job without a result.
         *
         * @param event the id of the event that failed
         * @return the action's name and the number of its contract; empty if the job has a final state, or is not there
         */
        public Optional<Lost> lose(JobId id, String event) {
            return jobs.lose(id, event, jobs.now() + TO_WRITE.toMillis())
                    .map(job -> new Lost(job.action(), job.contract()));
        }
    }

    /** The result of taking a job. */
    public sealed interface Start {}

    /** This worker has the job, and runs it. */
    public record Started(JobRun job) implements Start {}

    /** Another worker has or had the job, or the job is not there. */
    public record Taken() implements Start {}

    /** The job waited longer than its limit. Its upstream was not called. */
    public record TooLate() implements Start {}

    /** What was lost. */
    public record Lost(String action, int contract) {}

    public String action() {
        return job.action();
    }

    /** The request id of the first call; null for an item of the table without it. */
    public String firstRequestId() {
        return request.firstRequestId();
    }

    /** The time until the job's deadline; may be negative. */
    public Duration left() {
        return Duration.ofMillis(job.deadline() - jobs.now());
    }

    /** The call to run; empty if the contract is not in service here. */
    public Optional<ActionCall> call(ActionRunner runner, boolean isTraceable) {
        return runner.find(job.action(), job.contract())
                .map(action -> new ActionCall(
                        action,
                        request.data(),
                        job.id().text(),
                        name -> request.headers().get(name.toLowerCase(Locale.ROOT)),
                        request.isExplained(),
                        request.isTraced() && isTraceable));
    }

    /**
     * Writes the result.
     *
     * @param explanation how the result was made; null if the caller did not ask
     * @return the envelope that was written; empty if the job is not running any more
     * @throws dataactions.aws.AwsException when the table cannot be written
     */
    public Optional<Envelope> finish(ActionDefinition action, Envelope result, Map<String, Object> explanation) {
        Envelope envelope = result;
        Optional<byte[]> answer = new JobAnswer(envelope, explanation).write();
        if (answer.isEmpty() && explanation != null) {
            answer = new JobAnswer(envelope, null).write();
        }
        if (answer.isEmpty()) {
            // Only binds the inputs, and forms answers.
            envelope = new ActionRun(action, request.data(), job.id().text(), Budget.ofMillis(TO_MAP_MILLIS), false)
                    .answer(new Outcome.Failed(
                            ErrorCode.RESULT_TOO_LARGE,
                            "The result is larger than can be kept (400 kB compressed, 8 MB uncompressed):"
                                    + " map less of the answer."));
            answer = new JobAnswer(envelope, null).write();
        }
        boolean isWritten = jobs.finish(
                job.id(),
                envelope.isFault() ? Job.State.FAILED : Job.State.DONE,
                answer.orElseThrow(),
                action.async().keep(),
                jobs.now() + TO_WRITE.toMillis());
        return isWritten ? Optional.of(envelope) : Optional.empty();
    }
}
