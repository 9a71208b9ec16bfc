package dataactions.handler;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dataactions.definition.envelope.ErrorCode;
import dataactions.handler.job.JobId;
import dataactions.handler.job.JobRun;
import dataactions.handler.job.WorkerEvent;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The Lambda function that ends lost jobs. It is the worker's destination on failure: Lambda calls it when
 * the worker failed, was ended, or could not be started in time.
 *
 * <p>Environment variables: {@code JOBS_TABLE}, {@code METRICS_NAMESPACE} (optional) and those that {@link
 * dataactions.aws.AwsClient} reads.
 */
public final class LostJobHandler implements RequestStreamHandler {
    static {
        NameLookUps.keepNothing();
    }

    private static final byte[] NOTHING = "{}".getBytes(StandardCharsets.UTF_8);

    private final Map<String, String> env;
    private final LogWriter log;
    /** Made for the first job, and kept with its connections. */
    private JobRun.Table table;

    /** Called by Lambda. */
    public LostJobHandler() {
        this(System.getenv(), new StandardOutput());
    }

    LostJobHandler(Map<String, String> env, Consumer<String> out) {
        this.env = Map.copyOf(env);
        this.log = new LogWriter(this.env, InstantSource.system(), out);
    }

    /**
     * Ends one job, if it is not final.
     *
     * @throws RuntimeException when the table cannot be written; Lambda calls again
     * @throws IOException when the runtime's own streams fail
     */
    @Override
    public void handleRequest(InputStream input, OutputStream output, Context context) throws IOException {
        run(input.readAllBytes(), context.getAwsRequestId());
        output.write(NOTHING);
    }

    void run(byte[] event, String lambdaRequestId) {
        // The log's key door also names these two Lambdas: the worker and the function for lost jobs.
        InvocationLog line = new InvocationLog().door("lost");
        line.ids(null, lambdaRequestId);
        Optional<JobId> id = WorkerEvent.jobOfFailure(event);
        Optional<JobRun.Lost> lost = id.flatMap(job -> table().lose(job, WorkerEvent.failedEvent(event)));
        lost.ifPresent(job -> line.action(job.action(), job.contract()));
        if (id.isEmpty()) {
            line.detail("the event names no job; expected Lambda's record of a failed invocation of the worker");
        }
        line.end(
                id.map(JobId::toString).orElse(null),
                lost.isPresent() ? ErrorCode.JOB_LOST.name() : "NOTHING_LOST",
                lost.isPresent() ? ErrorCode.JOB_LOST.httpStatus() : 200,
                lost.isPresent(),
                0);
        log.write(line);
    }

    private JobRun.Table table() {
        if (table == null) {
            table = JobRun.Table.of(env, Configuration.jobsTable(env), InstantSource.system());
        }
        return table;
    }
}
