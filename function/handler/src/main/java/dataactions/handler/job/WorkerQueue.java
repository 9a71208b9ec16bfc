package dataactions.handler.job;

import dataactions.aws.AwsClient;
import dataactions.aws.AwsException;
import dataactions.aws.LambdaInvoker;
import dataactions.handler.aws.KeptConnections;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;

/** The queue before the worker: Lambda's own, which holds the events of asynchronous invocations. */
final class WorkerQueue {
    /** The longest time of one try. */
    static final Duration SEND_TIMEOUT = Duration.ofSeconds(3);

    private final Jobs jobs;
    private final LambdaInvoker lambda;
    private final String workerArn;

    /**
     * Calls nothing yet.
     *
     * @param env the function's environment variables
     * @param workerArn the ARN of the worker's version that belongs to this version of the function
     */
    WorkerQueue(Jobs jobs, Map<String, String> env, String workerArn) {
        this.jobs = jobs;
        this.lambda = new LambdaInvoker(AwsClient.over(env, new KeptConnections()));
        this.workerArn = workerArn;
    }

    /**
     * Asks the worker to run a job, and does not wait for the run.
     *
     * @param untilMillis when to give up, in milliseconds since 1970
     * @throws AwsException when Lambda does not take the event
     */
    void send(JobId id, long untilMillis) {
        byte[] event = WorkerEvent.of(id);
        Supplier<Boolean> send = () -> {
            long left = Math.max(1, untilMillis - jobs.now());
            lambda.send(workerArn, event, Duration.ofMillis(Math.min(SEND_TIMEOUT.toMillis(), left)));
            return true;
        };
        jobs.repeated(untilMillis, send, "the worker");
    }
}
