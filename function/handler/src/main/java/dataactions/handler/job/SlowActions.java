package dataactions.handler.job;

import dataactions.aws.AwsClient;
import dataactions.aws.AwsException;
import dataactions.aws.LambdaInvoker;
import dataactions.definition.ActionDefinition;
import dataactions.definition.Async;
import dataactions.definition.ResultAction;
import dataactions.definition.envelope.Envelope;
import dataactions.definition.envelope.ErrorCode;
import dataactions.definition.expression.Budget;
import dataactions.definition.expression.Expression;
import dataactions.definition.run.ActionRun;
import dataactions.definition.run.Binding;
import dataactions.definition.run.Outcome;
import dataactions.definition.run.PendingAnswer;
import dataactions.definition.value.Json;
import dataactions.definition.value.ValueType;
import dataactions.handler.aws.KeptConnections;
import dataactions.handler.door.Reply;
import dataactions.handler.run.ActionCall;
import dataactions.handler.run.ActionRunner;
import dataactions.handler.run.InvocationDeadline;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * What the function that Genesys calls does for slow actions: it queues a job for the worker, waits for the result as
 * long as the definition says, and answers {@code pending} otherwise. The result action reads the result later.
 */
public final class SlowActions {
    private static final Duration SEND_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);
    /** The last read may end this long after the wait. */
    private static final Duration LAST_READ = Duration.ofMillis(500);
    /** A job that is queued for this long may never have been sent to the worker. */
    private static final Duration SENT_AGAIN_AFTER = Duration.ofSeconds(10);

    private static final String CORRELATION_HEADER = "inin-correlation-id";

    private static final Map<String, Object> NOTHING_RAN = Map.of("report", List.of(), "steps", List.of());

    private final Jobs jobs;
    private final Worker worker;

    SlowActions(Jobs jobs, Worker worker) {
        this.jobs = jobs;
        this.worker = worker;
    }

    /**
     * Calls nothing yet.
     *
     * @param env the function's environment variables
     * @param table the name of the table of jobs
     * @param workerArn the ARN of the worker's version that belongs to this version of the function
     * @param clock the times of jobs
     */
    public static SlowActions of(Map<String, String> env, String table, String workerArn, InstantSource clock) {
        Jobs jobs = Jobs.of(env, table, clock);
        LambdaInvoker lambda = new LambdaInvoker(AwsClient.over(env, new KeptConnections()));
        return new SlowActions(jobs, (id, until) -> {
            byte[] event = Json.write(Map.of(WorkerEvent.JOB, id.text()));
            Supplier<Boolean> send = () -> {
                long left = Math.max(1, until - jobs.now());
                lambda.send(workerArn, event, Duration.ofMillis(Math.min(SEND_TIMEOUT.toMillis(), left)));
                return true;
            };
            jobs.repeated(until, send, "the worker");
        });
    }

    /** Whether this class answers the call, and not the {@link ActionRunner}. */
    public static boolean isFor(ActionCall call) {
        ActionDefinition action = call.action().definition();
        return action.isSlow() || action.isResultAction();
    }

    /**
     * Answers a call of a slow action or of a result action. A call that asks for an explanation shares no job: a check
     * of a new version must run the new version.
     *
     * @throws AwsException when the table or the worker cannot be reached; the message holds no value
     */
    public Reply answer(ActionCall call, InvocationDeadline deadline) {
        ActionDefinition action = call.action().definition();
        ActionRun run =
                new ActionRun(action, call.data(), call.requestId(), ActionRunner.budget(action, deadline), false);
        Optional<Outcome> refusal = run.refusal();
        if (refusal.isPresent()) {
            return new Reply(run.answer(refusal.get()), call.isExplained() ? NOTHING_RAN : null, null);
        }
        Map<String, Object> inputs = ((Binding.Bound) Binding.bind(action, call.data())).inputs();
        Waiting waiting = new Waiting(call, run, deadline);
        return action.isSlow() ? waiting.started(inputs) : waiting.result(inputs);
    }

    /** The key's value as text; null if the call shares no job. */
    private static String key(Async async, Map<String, Object> inputs, ActionCall call, InvocationDeadline deadline) {
        if (async.key() == null) {
            return null;
        }
        Budget budget = ActionRunner.budget(call.action().definition(), deadline);
        budget.start();
        Object value = async.key().evaluate(null, Map.of("input", inputs), budget);
        if (value == null || "".equals(value)) {
            return null;
        }
        ValueType.Fitted text = value instanceof List || value instanceof Map ? null : ValueType.STRING.fit(value);
        if (text == null) {
            throw new IllegalArgumentException("it gives " + ValueType.describe(value) + ", not a text");
        }
        return (String) text.value();
    }

    /**
     * All inputs are part of it, and so are the headers that upstreams get: no caller gets another caller's data. Genesys's
     * id of the call is not, because it is another one in each call.
     */
    private static String locator(
            ActionDefinition action, String key, Map<String, Object> inputs, Map<String, String> headers) {
        Map<String, String> same = new TreeMap<>(headers);
        same.remove(CORRELATION_HEADER);
        String identity =
                Json.writeString(List.of(action.name(), (long) action.contract(), key, new TreeMap<>(inputs), same));
        try {
            return JobId.locator(
                    MessageDigest.getInstance("SHA-256").digest(identity.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** One call, and its wait for the result. */
    private final class Waiting {
        private final ActionCall call;
        private final ActionDefinition action;
        private final ActionRun run;
        private final InvocationDeadline deadline;
        /** When the answer has to be written, in milliseconds since 1970. */
        private final long end;

        Waiting(ActionCall call, ActionRun run, InvocationDeadline deadline) {
            this.call = call;
            this.action = call.action().definition();
            this.run = run;
            this.deadline = deadline;
            this.end = jobs.now() + deadline.left(action.timeout()).toMillis();
        }

        Reply started(Map<String, Object> inputs) {
            Async async = action.async();
            long received = jobs.now() - deadline.elapsedMillis();
            Map<String, String> headers = new LinkedHashMap<>();
            for (String name : call.action().forwardedHeaders()) {
                String value = call.headers().apply(name);
                if (value != null) {
                    headers.put(name, value);
                }
            }
            JobId id;
            try {
                String key = key(async, inputs, call, deadline);
                boolean isShared = key != null && !call.isExplained();
                id = isShared ? JobId.at(locator(action, key, inputs, headers)) : JobId.unshared();
            } catch (Expression.EvaluationException | IllegalArgumentException e) {
                return failed(ErrorCode.MAPPING_FAILED, "The key of async failed (" + e.getMessage() + ").");
            }
            byte[] request =
                    new JobRequest(call.data(), headers, call.requestId(), call.isExplained(), call.isTraced()).write();
            if (request.length > Compressed.MAX) {
                return failed(
                        ErrorCode.INVALID_INPUT,
                        "The inputs are larger than can be kept (400 kB compressed): send less.");
            }
            long now = jobs.now();
            Jobs.Opened opened = jobs.open(
                    new Job(
                            id,
                            action.name(),
                            action.contract(),
                            Job.State.QUEUED,
                            now,
                            now + async.limit().toMillis(),
                            (now + async.limit().plus(async.keep()).toMillis()) / 1000,
                            null,
                            request,
                            null),
                    action.isIdempotent(),
                    end);
            Job job = opened.job();
            if (opened.isNew() || isToBeSentAgain(job)) {
                send(job.id(), received + async.after().toMillis());
            }
            return answer(await(job.id(), job, received + async.after().toMillis()));
        }

        /** A job that was queued for some time may never have been sent to the worker. */
        private boolean isToBeSentAgain(Job job) {
            long now = jobs.now();
            return job.state() == Job.State.QUEUED
                    && job.createdAt() + SENT_AGAIN_AFTER.toMillis() <= now
                    && !job.isAbandoned(now)
                    && jobs.mayBeSentAgain(job.id(), SENT_AGAIN_AFTER, end);
        }

        /**
         * Sends the job to the worker. Where it is unknown whether Lambda has taken the event, the caller gets the id of the
         * job, which may run.
         */
        private void send(JobId id, long waitEnd) {
            try {
                worker.run(id, Math.min(Math.max(waitEnd, jobs.now() + SEND_TIMEOUT.toMillis()), end));
            } catch (AwsException e) {
                if (!e.retriable()) {
                    throw e;
                }
            }
        }

        Reply result(Map<String, Object> inputs) {
            Optional<JobId> id = JobId.parse((String) inputs.get(ResultAction.REQUEST_ID));
            Optional<Job> job = id.flatMap(known -> jobs.read(known, end)).filter(this::isOwn);
            if (job.isEmpty()) {
                return failed(
                        ErrorCode.RESULT_NOT_FOUND,
                        "There is no result of " + action.resultOf() + " with this requestId: it is unknown or expired,"
                                + " or it belongs to another contract.");
            }
            long wait = ((Number) inputs.get(ResultAction.WAIT)).longValue() * 1000;
            return answer(await(id.get(), job.get(), jobs.now() - deadline.elapsedMillis() + wait));
        }

        private boolean isOwn(Job job) {
            return job.isOf(action.resultOf(), action.contract());
        }

        /**
         * Reads the job until it is over or the wait ends. A read that fails is not the end: the job is there.
         *
         * @return the job as last read; empty if it is there no more
         */
        private Optional<Job> await(JobId id, Job first, long waitEnd) {
            Job job = first;
            Duration pause = FIRST_PAUSE;
            long until = Math.min(waitEnd, end);
            while (!job.isOver(jobs.now()) && jobs.now() < until) {
                jobs.pause(Duration.ofMillis(Math.max(1, Math.min(pause.toMillis(), until - jobs.now()))));
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
                Optional<Job> read;
                try {
                    read = jobs.read(id, Math.min(until + LAST_READ.toMillis(), end));
                } catch (AwsException e) {
                    continue;
                }
                if (read.isEmpty()) {
                    return Optional.empty();
                }
                job = read.get();
            }
            return Optional.of(job);
        }

        private Reply answer(Optional<Job> found) {
            long now = jobs.now();
            if (found.isEmpty() || found.get().isLost(now)) {
                String name = action.isSlow() ? action.name() : action.resultOf();
                return failed(
                        ErrorCode.JOB_LOST,
                        "The run of " + name + " ended without a result. Whether the upstream was called is unknown.");
            }
            Job job = found.get();
            if (!job.state().isFinal()) {
                Envelope pending = PendingAnswer.of(action, job.id().text());
                return new Reply(pending, call.isExplained() ? NOTHING_RAN : null, null);
            }
            JobAnswer answer = JobAnswer.read(job.answer());
            Map<String, Object> explanation = answer.explanation() == null ? NOTHING_RAN : answer.explanation();
            return new Reply(answer.envelope(), call.isExplained() ? explanation : null, null);
        }

        private Reply failed(ErrorCode code, String message) {
            return new Reply(
                    run.answer(new Outcome.Failed(code, message)), call.isExplained() ? NOTHING_RAN : null, null);
        }
    }
}
