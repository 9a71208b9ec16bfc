package dataactions.handler;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dataactions.aws.AwsException;
import dataactions.definition.ActionDefinition;
import dataactions.definition.CompiledActions;
import dataactions.definition.envelope.Envelope;
import dataactions.definition.envelope.ErrorCode;
import dataactions.definition.value.Allowance;
import dataactions.handler.door.Reply;
import dataactions.handler.job.JobId;
import dataactions.handler.job.JobRun;
import dataactions.handler.job.WorkerEvent;
import dataactions.handler.run.ActionCall;
import dataactions.handler.run.ActionRunner;
import dataactions.handler.run.InvocationDeadline;
import dataactions.handler.run.Memory;
import dataactions.handler.upstream.HttpUpstreamClient;
import dataactions.handler.upstream.SystemNanos;
import dataactions.handler.upstream.UpstreamClient;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The Lambda function that runs the jobs of slow actions. Lambda calls it asynchronously with {@code {"job": "…"}}, and
 * ignores what it returns. If it throws, Lambda sends the event to {@link LostJobHandler}.
 *
 * <p>A job is run once. An event that Lambda delivers twice finds the job taken and ends.
 *
 * <p>Environment variables: those of {@link DataActionHandler}, without {@code CALLER_SECRET_ARN} and {@code
 * WORKER_ARN}.
 */
public final class WorkerHandler implements RequestStreamHandler {
    static {
        NameLookUps.keepNothing();
    }

    private static final byte[] NOTHING = "{}".getBytes(StandardCharsets.UTF_8);
    /** Reserved for writing the result before Lambda ends the process. */
    private static final long TO_WRITE_MILLIS = 10_000;

    private final LongSupplier nanos;
    private final LogWriter log;
    private final UpstreamClient client;
    private final Startup startup;
    private final JobRun.Table jobs;
    private final boolean isTraceable;

    /** Called by Lambda. Never throws, because a function that cannot start cannot report the reason. */
    public WorkerHandler() {
        this(
                System.getenv(),
                new Startup.ActionsOnClassPath(),
                InstantSource.system(),
                SystemNanos.CLOCK,
                HttpUpstreamClient.forLongCalls(new AwsSecretSource(System.getenv())),
                new StandardOutput());
    }

    /** @param actions reads the compiled definitions */
    WorkerHandler(
            Map<String, String> env,
            Callable<CompiledActions> actions,
            InstantSource clock,
            LongSupplier nanos,
            UpstreamClient client,
            Consumer<String> out) {
        this.nanos = nanos;
        this.log = new LogWriter(env, clock, out);
        this.client = client;
        this.isTraceable = Configuration.isTraceable(env);
        this.startup = Startup.of(env, new SlowActionsOnly(env, actions), client, out);
        this.jobs = startup.problem() == null
                ? JobRun.Table.of(env, startup.configuration().jobsTable(), clock)
                : null;
    }

    /** Reads the slow actions. In the worker an action's timeout is its limit: here a job's caller does not wait. */
    private record SlowActionsOnly(Map<String, String> env, Callable<CompiledActions> all)
            implements Callable<CompiledActions> {
        @Override
        public CompiledActions call() throws Exception {
            CompiledActions actions = all.call();
            Configuration.requireJobsTable(env);
            return CompiledActions.of(actions.slow().stream()
                    .map(action -> action.within(action.async().limit()))
                    .toList());
        }
    }

    /**
     * Runs one job.
     *
     * @throws IllegalStateException when the result could not be written, or the event names no job: Lambda then calls
     *     the function for lost jobs
     * @throws IOException when the runtime's own streams fail
     */
    @Override
    public void handleRequest(InputStream input, OutputStream output, Context context) throws IOException {
        run(input.readAllBytes(), context.getAwsRequestId(), context.getRemainingTimeInMillis());
        output.write(NOTHING);
    }

    void run(byte[] event, String lambdaRequestId, long millis) {
        // The log's key door also names these two Lambdas: the worker and the function for lost jobs.
        InvocationLog line = new InvocationLog().door("worker");
        line.ids(null, lambdaRequestId);
        if (startup.problem() != null) {
            throw failed(line, null, "the function's configuration is invalid: " + startup.problem(), null);
        }
        JobId id = WorkerEvent.job(event)
                .orElseThrow(() -> failed(line, null, "the event names no job; expected {\"job\": \"...\"}", null));
        JobRun.Start start;
        try {
            start = jobs.start(id, lambdaRequestId);
        } catch (RuntimeException e) {
            throw failed(line, id, "the job cannot be taken from the table", e);
        }
        if (start instanceof JobRun.TooLate) {
            throw failed(line, id, "the job waited for the worker until its time was over", null);
        }
        if (start instanceof JobRun.Started started) {
            JobRun job = started.job();
            run(job, id, line.ids(job.firstRequestId(), lambdaRequestId), millis);
            return;
        }
        log.write(line.detail("not started: another worker has or had the job")
                .end(id.toString(), "NOT_STARTED", 200, false, 0));
    }

    private void run(JobRun job, JobId id, InvocationLog line, long millis) {
        long time = Math.min(millis - TO_WRITE_MILLIS, job.left().toMillis());
        InvocationDeadline deadline = new InvocationDeadline(nanos, time);
        Optional<ActionCall> call = job.call(startup.runner(), isTraceable);
        if (call.isEmpty()) {
            throw failed(line, id, job.action() + " is no slow action of this version", null);
        }
        ActionDefinition action = call.get().action().definition();
        line.action(action);
        Envelope envelope;
        Map<String, Object> explanation = null;
        VirtualMachineError broken = null;
        try {
            ActionRunner.Result result = startup.runner().run(call.get(), deadline, Allowance.ofBytes(Memory.TREES));
            line.statistics(result.statistics());
            envelope = result.envelope();
            explanation = call.get().isExplained() ? Reply.explanation(result) : null;
        } catch (Throwable e) {
            envelope = Envelope.error(
                    ErrorCode.INTERNAL,
                    "The data action failed. Search the worker's log for the part of this request id before the dot.",
                    id.text());
            line.failure(e);
            broken = ProcessHealth.brokenBy(e, client, line);
        }
        Optional<Envelope> written;
        try {
            written = job.finish(action, envelope, explanation);
        } catch (RuntimeException e) {
            IllegalStateException failed = failed(line, id, "the result cannot be written to the table", e);
            if (broken == null) {
                throw failed;
            }
            broken.addSuppressed(failed);
            throw broken;
        }
        Envelope end = written.orElse(envelope);
        log.write((written.isEmpty() ? line.detail("the result came too late: the job had already ended") : line)
                .end(id.toString(), end.errorCode(), end.httpStatus(), end.isFault(), deadline.elapsedMillis()));
        if (broken != null) {
            throw broken;
        }
    }

    /** Writes the log line. Returns the exception to throw: Lambda then calls the function for lost jobs. */
    private IllegalStateException failed(InvocationLog line, JobId id, String what, RuntimeException cause) {
        if (cause instanceof AwsException) {
            line.detail(what + ": " + cause.getMessage());
        } else {
            line.detail(what);
            if (cause != null) {
                line.failure(cause);
            }
        }
        log.write(line.end(
                id == null ? null : id.toString(),
                ErrorCode.INTERNAL.name(),
                ErrorCode.INTERNAL.httpStatus(),
                true,
                0));
        return new IllegalStateException(what);
    }
}
