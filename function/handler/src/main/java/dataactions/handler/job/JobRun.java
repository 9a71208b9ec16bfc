package dataactions.handler.job;

import dataactions.definition.ActionDefinition;
import dataactions.definition.envelope.ActionRequest;
import dataactions.definition.envelope.Envelope;
import dataactions.definition.envelope.ErrorCode;
import dataactions.handler.run.ActionCall;
import dataactions.handler.run.ActionRunner;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** One job in the hands of the worker: from the queue to its result. */
public final class JobRun {
    /** How long the worker tries to write a result. */
    private static final Duration TO_WRITE = Duration.ofSeconds(20);

    private static final Duration TO_START = Duration.ofSeconds(10);

    private final Jobs jobs;
    private final Job job;
    private final JobRequest request;

    private JobRun(Jobs jobs, Job job, JobRequest request) {
        this.jobs = jobs;
        this.job = job;
        this.request = request;
    }

    /** The jobs of a table, for the worker and for lost jobs. */
    public static final class Queue {
        private final Jobs jobs;

        private Queue(Jobs jobs) {
            this.jobs = jobs;
        }

        /** @param table the table's name */
        public static Queue of(Map<String, String> env, String table, InstantSource clock) {
            return new Queue(Jobs.of(env, table, clock));
        }

        /**
         * Takes a job.
         *
         * @return empty if another worker has it, or if it is too late
         */
        public Optional<JobRun> start(JobId id) {
            return jobs.start(id, UUID.randomUUID().toString(), jobs.now() + TO_START.toMillis())
                    .map(job -> new JobRun(jobs, job, JobRequest.read(job.request())));
        }

        /**
         * Ends a job without a result.
         *
         * @return the action's name and the number of its contract; empty if the job has a final state, or is not there
         */
        public Optional<Lost> lose(JobId id) {
            return jobs.lose(id, jobs.now() + TO_WRITE.toMillis()).map(job -> new Lost(job.action(), job.contract()));
        }
    }

    /** What was lost. */
    public record Lost(String action, int contract) {}

    public String action() {
        return job.action();
    }

    /** Genesys's id of the first call; or null. */
    public String correlationId() {
        return request.correlationId();
    }

    /** The time until the job's deadline; may be negative. */
    public Duration left() {
        return Duration.ofMillis(job.deadline() - jobs.now());
    }

    /** The call to run; empty if the contract is not in service here. */
    public Optional<ActionCall> call(ActionRunner runner, boolean isTraceable) {
        ActionRequest asked =
                new ActionRequest(job.action(), job.contract(), null, request.data(), request.isExplained(), false);
        return runner.find(asked)
                .map(action -> new ActionCall(
                        action,
                        asked,
                        job.id().text(),
                        name -> request.headers().get(name.toLowerCase(Locale.ROOT)),
                        request.isExplained(),
                        request.isTraced() && isTraceable));
    }

    /**
     * Writes the result.
     *
     * @param explanation how it came about, or null if the caller did not ask
     * @return the envelope that was written; empty if the job is not running any more
     * @throws dataactions.secrets.AwsException when the table cannot be written
     */
    public Optional<Envelope> finish(ActionDefinition action, Envelope result, Map<String, Object> explanation) {
        Envelope envelope = result;
        byte[] answer = new JobAnswer(envelope, explanation).write();
        if (answer.length > Compressed.MAX && explanation != null) {
            answer = new JobAnswer(envelope, null).write();
        }
        if (answer.length > Compressed.MAX) {
            envelope = Envelope.error(
                    ErrorCode.RESULT_TOO_LARGE,
                    "The result is larger than can be kept (400 kB compressed): map less of the answer.",
                    job.id().text());
            answer = new JobAnswer(envelope, null).write();
        }
        boolean isWritten = jobs.finish(
                job.id(),
                envelope.isInfrastructureFault() ? Job.State.FAILED : Job.State.DONE,
                answer,
                action.async().keep(),
                jobs.now() + TO_WRITE.toMillis());
        return isWritten ? Optional.of(envelope) : Optional.empty();
    }
}
