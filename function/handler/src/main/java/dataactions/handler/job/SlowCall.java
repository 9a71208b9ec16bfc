package dataactions.handler.job;

import dataactions.aws.AwsException;
import dataactions.definition.ActionDefinition;
import dataactions.definition.Async;
import dataactions.definition.ResultAction;
import dataactions.definition.envelope.Envelope;
import dataactions.definition.envelope.ErrorCode;
import dataactions.definition.expression.Budget;
import dataactions.definition.expression.Expression;
import dataactions.definition.run.ActionRun;
import dataactions.definition.run.Outcome;
import dataactions.definition.run.PendingAnswer;
import dataactions.definition.value.Json;
import dataactions.definition.value.ValueType;
import dataactions.handler.door.Reply;
import dataactions.handler.run.ActionCall;
import dataactions.handler.run.ActionRunner;
import dataactions.handler.run.InvocationDeadline;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** One call of a slow action or of its result action, and its wait for the result. */
final class SlowCall {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);
    /** The last read may end this long after the wait. */
    private static final Duration LAST_READ = Duration.ofMillis(500);
    /** A job that is queued for this long may never have been sent to the worker. */
    private static final Duration SENT_AGAIN_AFTER = Duration.ofSeconds(10);

    private static final String CORRELATION_HEADER = "inin-correlation-id";

    private final Jobs jobs;
    private final WorkerQueue worker;
    private final ActionCall call;
    private final ActionDefinition action;
    private final ActionRun run;
    private final InvocationDeadline deadline;
    private final Consumer<String> log;
    /** The latest time to write the answer, in milliseconds since 1970. */
    private final long endMillis;

    /**
     * @param run has bound the inputs, and they are valid
     * @param log receives a sentence if the job may not run
     */
    SlowCall(
            Jobs jobs,
            WorkerQueue worker,
            ActionCall call,
            ActionRun run,
            InvocationDeadline deadline,
            Consumer<String> log) {
        this.jobs = jobs;
        this.worker = worker;
        this.call = call;
        this.action = call.action().definition();
        this.run = run;
        this.deadline = deadline;
        this.log = log;
        this.endMillis = jobs.now() + deadline.left(action.timeout()).toMillis();
    }

    /** Answers a call of the slow action. */
    Reply answerCall() {
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
            String key = key();
            boolean isShared = key != null && !call.isExplained();
            id = isShared ? JobId.at(locator(key, headers)) : JobId.unshared();
        } catch (Expression.EvaluationException | IllegalArgumentException e) {
            return failed(ErrorCode.MAPPING_FAILED, "The key of async failed (" + e.getMessage() + ").");
        }
        Optional<byte[]> request =
                new JobRequest(call.data(), headers, call.requestId(), call.isExplained(), call.isTraced()).write();
        if (request.isEmpty()) {
            return failed(
                    ErrorCode.INVALID_INPUT, "The inputs are larger than can be kept (400 kB compressed): send less.");
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
                        request.get(),
                        null),
                action.isIdempotent(),
                endMillis);
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
                && jobs.mayBeSentAgain(job.id(), SENT_AGAIN_AFTER, endMillis);
    }

    /**
     * Sends the job to the worker. If Lambda does not answer, the job may run or not; the caller gets its id all the same.
     */
    private void send(JobId id, long waitEndMillis) {
        try {
            long oneTry = jobs.now() + WorkerQueue.SEND_TIMEOUT.toMillis();
            worker.send(id, Math.min(Math.max(waitEndMillis, oneTry), endMillis));
        } catch (AwsException e) {
            if (!e.retriable()) {
                throw e;
            }
            log.accept("the job may not run, because Lambda did not confirm its event: " + e.getMessage());
        }
    }

    /** Answers a call of the result action: a question for the result. */
    Reply answerQuestion() {
        ResultAction.Asked asked = ResultAction.Asked.of(run.inputs());
        Optional<JobId> id = JobId.parse(asked.requestId());
        Optional<Job> job = id.flatMap(known -> jobs.read(known, endMillis)).filter(this::isOfThisAction);
        if (job.isEmpty()) {
            return failed(
                    ErrorCode.RESULT_NOT_FOUND,
                    "There is no result of " + action.resultOf() + " with this requestId: it is unknown or expired,"
                            + " or it belongs to another contract.");
        }
        long received = jobs.now() - deadline.elapsedMillis();
        return answer(await(id.get(), job.get(), received + asked.longestWait().toMillis()));
    }

    private boolean isOfThisAction(Job job) {
        return job.isOf(action.resultOf(), action.contract());
    }

    /**
     * Reads the job until it is over or the wait ends. If a read fails, reads again: the job still exists.
     *
     * @return the job as last read; empty if it no longer exists
     */
    private Optional<Job> await(JobId id, Job first, long waitEndMillis) {
        Job job = first;
        Duration pause = FIRST_PAUSE;
        long untilMillis = Math.min(waitEndMillis, endMillis);
        while (!job.isOver(jobs.now()) && jobs.now() < untilMillis) {
            jobs.pause(Duration.ofMillis(Math.max(1, Math.min(pause.toMillis(), untilMillis - jobs.now()))));
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
            Optional<Job> read;
            try {
                read = jobs.read(id, Math.min(untilMillis + LAST_READ.toMillis(), endMillis));
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
            return Reply.withoutRun(pending, call.isExplained());
        }
        JobAnswer answer = JobAnswer.read(job.answer());
        Map<String, Object> explanation = answer.explanation() == null ? Reply.NOTHING_RAN : answer.explanation();
        return new Reply(answer.envelope(), call.isExplained() ? explanation : null, null);
    }

    private Reply failed(ErrorCode code, String message) {
        return Reply.withoutRun(run.answer(new Outcome.Failed(code, message)), call.isExplained());
    }

    /** The key's value as text; null if the call shares no job. */
    private String key() {
        Expression key = action.async().key();
        if (key == null) {
            return null;
        }
        Budget budget = ActionRunner.budget(action, deadline);
        budget.start();
        Object value = key.evaluate(null, Map.of("input", run.inputs()), budget);
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
     * The locator of a shared job: a digest of the action, the key, all inputs, and the headers that upstreams get. So no
     * caller gets another caller's data. It leaves out Genesys's id of the call, which differs in each call.
     */
    private String locator(String key, Map<String, String> headers) {
        Map<String, String> same = new TreeMap<>(headers);
        same.remove(CORRELATION_HEADER);
        String identity = Json.writeString(
                List.of(action.name(), (long) action.contract(), key, new TreeMap<>(run.inputs()), same));
        try {
            return JobId.locator(
                    MessageDigest.getInstance("SHA-256").digest(identity.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
