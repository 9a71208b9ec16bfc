package dataactions.handler;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dataactions.aws.AwsClient;
import dataactions.definition.ActionDefinition;
import dataactions.definition.CompiledActions;
import dataactions.definition.ErrorRule;
import dataactions.definition.PrimingExamples;
import dataactions.definition.Step;
import dataactions.definition.envelope.ActionRequest;
import dataactions.definition.envelope.AnswerForm;
import dataactions.definition.envelope.Envelope;
import dataactions.definition.envelope.ErrorCode;
import dataactions.definition.envelope.MalformedRequestException;
import dataactions.definition.value.Allowance;
import dataactions.definition.value.Json;
import dataactions.handler.door.BareDoor;
import dataactions.handler.door.CallerSecret;
import dataactions.handler.door.Door;
import dataactions.handler.door.Reply;
import dataactions.handler.door.UrlDoor;
import dataactions.handler.job.JobId;
import dataactions.handler.job.SlowActions;
import dataactions.handler.run.ActionCall;
import dataactions.handler.run.ActionRunner;
import dataactions.handler.run.InvocationDeadline;
import dataactions.handler.run.Memory;
import dataactions.handler.run.PreparedAction;
import dataactions.handler.upstream.HttpUpstreamClient;
import dataactions.handler.upstream.SecretSource;
import dataactions.handler.upstream.SystemNanos;
import dataactions.handler.upstream.UpstreamClient;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/**
 * The Lambda function that Genesys calls: one function for every action of its {@code actions.json}.
 *
 * <p>An event comes through one of two doors. Its form shows which one:
 *
 * <ul>
 *   <li>{@link UrlDoor}: web services data actions call the Function URL. {@link CallerSecret} checks the caller secret
 *       before the function reads the request, unless the check has to wait. Every answer is an HTTP response with the
 *       envelope as its body.
 *   <li>{@link BareDoor}: AWS Lambda data actions and checks send the bare envelope {@code
 *       {"actionName","contract","requestId","data"}}, and IAM has authenticated them. An outcome is returned. A fault is
 *       thrown as {@link DataActionFault}, because these callers take whatever is returned as success. So is an outcome
 *       that a flat answer shows by its status. The schedule of {@code function.keepAwake} comes through this door, too.
 * </ul>
 *
 * <p>The door decodes the event, {@link ActionRunner} runs the action, and the same door encodes the answer.
 *
 * <p>An {@link OutOfMemoryError} may end the thread that keeps deadlines, or leave too little memory for another call.
 * The function then throws the error at both doors: Lambda's runtime client ends the process, and Lambda starts another.
 * At the URL the caller gets a 502. Genesys treats it as a failure, like INTERNAL.
 *
 * <p>Environment variables: {@code UPSTREAMS}, {@code {"users": {"url": "https://…", "timeout": "5s"}}}; {@code
 * CALLER_SECRET_ARN}, a secret {@code {"token": "…"}} (absent: nobody may call the Function URL); {@code
 * METRICS_NAMESPACE} (set: the lines of the log are also embedded metrics); {@code JOBS_TABLE} and {@code WORKER_ARN}
 * (both set: slow actions answer {@code pending} in time, see {@link SlowActions}); and those that {@link AwsClient} reads.
 * If one of them or {@code actions.json} is invalid, every call answers INTERNAL, and the log says why.
 *
 * <p>Before a SnapStart snapshot the function runs the definitions' examples ({@link Priming}). Only the
 * compiled code remains of them.
 */
public final class DataActionHandler implements RequestStreamHandler {
    private static final String CORRELATION_HEADER = "ININ-Correlation-Id";

    /** Lambda's limit for the size of an answer. */
    private static final int MAX_RESPONSE = 6_000_000;

    private static final int MAX_CORRELATION_ID = 128;

    /** Instead of an upstream's own sentence in what is thrown. */
    private static final String NOT_FOR_THE_LOG =
            "The upstream's own sentence is left out here, because Lambda logs this answer.";

    static {
        NameLookUps.keepNothing();
    }

    private final LongSupplier nanos;
    private final InstantSource clock;
    private final LogWriter log;
    private final UpstreamClient client;
    private final SecretSource secrets;
    private final CompiledActions actions;
    private final ActionRunner runner;
    /** Null if nobody may call the Function URL. */
    private final CallerSecret callerSecret;
    /**
     * Null if {@code JOBS_TABLE} or {@code WORKER_ARN} is not set. The function then runs a slow action like any other,
     * and its caller waits.
     */
    private final SlowActions slowActions;
    /** The problem of the configuration; null if the configuration is valid. */
    private final String misconfigured;

    private final Snapshot snapshot;
    private final ColdStart coldStart;
    private final boolean isTraceable;

    /** Called by Lambda. Never throws, because a function that cannot start cannot report the reason. */
    public DataActionHandler() {
        this(
                System.getenv(),
                new Startup.ActionsOnClassPath(),
                InstantSource.system(),
                SystemNanos.CLOCK,
                new AwsSecretSource(System.getenv()),
                null,
                new StandardOutput(),
                true);
    }

    /**
     * For end-to-end tests in one process. Uses the real collaborators; the caller gives definitions and clocks.
     *
     * @param env the function's environment variables
     * @param actions reads the compiled definitions
     * @param clock measures the age of the caller secret
     * @param out receives one JSON object per line
     */
    public DataActionHandler(
            Map<String, String> env, Callable<CompiledActions> actions, InstantSource clock, Consumer<String> out) {
        this(env, actions, clock, SystemNanos.CLOCK, new AwsSecretSource(env), null, out, false);
    }

    /**
     * @param client null for the HTTP client
     * @param registersHooks whether hooks of a snapshot are registered, if this process may get one
     */
    DataActionHandler(
            Map<String, String> env,
            Callable<CompiledActions> actions,
            InstantSource clock,
            LongSupplier nanos,
            SecretSource secrets,
            UpstreamClient client,
            Consumer<String> out,
            boolean registersHooks) {
        this.nanos = nanos;
        this.clock = clock;
        this.log = new LogWriter(env, clock, out);
        this.isTraceable = Configuration.isTraceable(env);
        this.secrets = secrets;
        this.client = client == null ? new HttpUpstreamClient(secrets) : client;
        Startup startup = Startup.of(env, actions, this.client, out);
        this.actions = startup.actions();
        this.runner = startup.runner();
        this.misconfigured = startup.problem();
        Configuration configuration = startup.configuration();
        this.callerSecret = configuration == null || configuration.callerSecret() == null
                ? null
                : new CallerSecret(configuration.callerSecret(), secrets, clock);
        this.slowActions = configuration == null || configuration.jobsTable() == null || configuration.worker() == null
                ? null
                : SlowActions.of(env, configuration.jobsTable(), configuration.worker(), clock);
        boolean mayBeSnapshotted = registersHooks && misconfigured == null && !ColdStart.isOnDemand(env);
        this.snapshot = mayBeSnapshotted ? Snapshot.register(this::prime, this::forgetStale) : null;
        this.coldStart = ColdStart.ofThisProcess(env, nanos.getAsLong());
    }

    private void prime() throws IOException {
        long before = nanos.getAsLong();
        String what;
        try (InputStream in = DataActionHandler.class.getResourceAsStream("/" + PrimingExamples.FILE_NAME)) {
            List<PrimingExamples.PrimingExample> examples = in == null ? List.of() : PrimingExamples.read(in);
            Priming.Calls calls = Priming.run(actions, examples);
            HttpUpstreamClient.primeTls();
            what = "primed with " + calls.made() + " calls of " + examples.size() + " examples, " + calls.answered()
                    + " answered";
        } catch (IOException | RuntimeException e) {
            // The function also works without priming, only its first calls are slower.
            what = "not primed: " + e.getClass().getName();
        }
        forgetStale();
        log.write(Json.writeString(
                Map.of("level", "INFO", "detail", what, "ms", (nanos.getAsLong() - before) / 1_000_000)));
    }

    /** Drops connections, secrets and tokens from before a snapshot, because they are stale afterwards. */
    private void forgetStale() {
        if (client instanceof HttpUpstreamClient http) {
            http.forget();
        }
    }

    /** Ends the threads and closes the connections for upstreams and for Secrets Manager. */
    void close() throws IOException {
        if (client instanceof HttpUpstreamClient http) {
            http.close();
        }
        if (secrets instanceof AwsSecretSource aws) {
            aws.close();
        }
    }

    /**
     * Answers one event.
     *
     * @throws DataActionFault at the bare door, for a fault
     * @throws IOException when the runtime's own streams fail
     */
    @Override
    public void handleRequest(InputStream input, OutputStream output, Context context) throws IOException {
        byte[] event = input.readAllBytes();
        output.write(answer(event, context.getAwsRequestId(), context.getRemainingTimeInMillis()));
    }

    /**
     * Answers one event: its door decodes it, the action runs, the same door encodes the answer.
     *
     * @param lambdaRequestId Lambda's own id for the invocation
     * @param millis the time that Lambda gives the invocation
     */
    byte[] answer(byte[] event, String lambdaRequestId, int millis) {
        InvocationDeadline deadline = new InvocationDeadline(nanos, millis);
        Allowance allowance = Allowance.ofBytes(Memory.TREES);
        InvocationLog line = new InvocationLog();
        Door door = null;
        Reply reply;
        try {
            door = Door.of(event, allowance);
            if (door.isKeepAwake()) {
                return keptAwake(lambdaRequestId);
            }
            reply = new Invocation(door, deadline, allowance, line, lambdaRequestId).reply();
        } catch (MalformedRequestException e) {
            reply = Reply.error(ErrorCode.MALFORMED_REQUEST, e.getMessage(), lambdaRequestId);
        } catch (Throwable e) {
            reply = internal(e, lambdaRequestId, null, line);
        }
        return finish(door == null ? Door.guess(event) : door, reply, deadline, line);
    }

    /**
     * Answers the schedule that keeps a SnapStart version awake. Only the invocation counts: Lambda makes a version
     * inactive after 14 days without one. Even an invalid configuration is no fault here.
     */
    private byte[] keptAwake(String lambdaRequestId) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("level", "INFO");
        line.put("lambdaRequestId", lambdaRequestId);
        line.put("detail", "kept awake by the schedule; no action was called");
        log.write(Json.writeString(line));
        return new byte[] {'{', '}'};
    }

    private byte[] finish(Door door, Reply reply, InvocationDeadline deadline, InvocationLog line) {
        Reply sent = reply;
        byte[] answer;
        try {
            answer = door.encode(sent);
            if (answer.length > MAX_RESPONSE && sent.isTraced()) {
                sent = sent.withoutTrace();
                answer = door.encode(sent);
            }
            if (answer.length > MAX_RESPONSE) {
                sent = sent.with(tooLarge(sent.envelope()));
                answer = door.encode(sent);
            }
        } catch (Throwable e) {
            sent = internal(e, reply.envelope().requestId(), reply.isExplained() ? Reply.NOTHING_RAN : null, line);
            answer = door.encode(sent);
        }
        VirtualMachineError broken =
                sent.failure() == null ? null : ProcessHealth.brokenBy(sent.failure(), client, line);
        boolean isThrown = door.isThrown(sent);
        if (isThrown && slowActions != null) {
            // Lambda's runtime logs what is thrown.
            sent = sent.with(sent.envelope().named(loggable(sent.envelope().requestId())));
            answer = door.encode(sent);
        }
        Envelope envelope = sent.envelope();
        line.door(door.name())
                .end(
                        loggable(envelope.requestId()),
                        envelope.isPending() ? InvocationLog.PENDING_OUTCOME : envelope.errorCode(),
                        envelope.httpStatus(),
                        envelope.isFault(),
                        deadline.elapsedMillis());
        log.write(line);
        if (broken != null) {
            throw broken;
        }
        if (isThrown) {
            throw new DataActionFault(new String(answer, StandardCharsets.UTF_8));
        }
        return answer;
    }

    /** The answer instead of one that is too large. A flat answer has no field for an outcome: its status shows it. */
    private static Envelope tooLarge(Envelope answer) {
        Envelope envelope = Envelope.error(
                ErrorCode.MAPPING_FAILED,
                "The mapped outputs are larger than Lambda can return (6 MB): map less of the answer.",
                answer.requestId());
        return answer.form() == AnswerForm.FLAT ? envelope.at(ErrorCode.MAPPING_FAILED.flatStatus()) : envelope;
    }

    /** A request id without the part that must not get into a log. Only the answer of a slow action has such a part. */
    private String loggable(String requestId) {
        return slowActions == null ? requestId : JobId.loggable(requestId);
    }

    /**
     * The reply to a failure in our own code, which may also be an {@link Error}. After an OutOfMemoryError there is memory
     * for this reply, because the failed run's objects can be collected.
     */
    private static Reply internal(Throwable e, String requestId, Map<String, Object> explanation, InvocationLog line) {
        line.failure(e);
        return new Reply(
                Envelope.error(
                        ErrorCode.INTERNAL,
                        "The data action failed. Search the function's log for this request id.",
                        requestId),
                explanation,
                e);
    }

    /** The handling of one event, after the door has decoded it and before the door encodes the answer. */
    private final class Invocation implements CallerSecret.Caller {
        private final Door door;
        private final InvocationDeadline deadline;
        private final Allowance allowance;
        private final InvocationLog line;
        /** Identifies the request until the caller's own id for it is known. */
        private final String firstId;
        /** Null until it is read. */
        private ReadRequest request;
        /** The id for the answer to a failure. */
        private String failureId;
        /** Whether the answer to a failure is explained. */
        private boolean explainsFailure;

        Invocation(
                Door door,
                InvocationDeadline fromReceipt,
                Allowance allowance,
                InvocationLog line,
                String lambdaRequestId) {
            this.door = door;
            this.deadline = fromReceipt.afterWait(waited(door, fromReceipt));
            this.allowance = allowance;
            this.line = line.waited(deadline.waitedMillis());
            String header = door.header(CORRELATION_HEADER);
            String correlationId = isCorrelationId(header) ? header : null;
            line.ids(correlationId, lambdaRequestId);
            this.firstId = correlationId == null ? lambdaRequestId : correlationId;
            this.failureId = firstId;
        }

        Reply reply() {
            try {
                if (misconfigured != null) {
                    line.detail(misconfigured);
                    return Reply.error(
                            ErrorCode.INTERNAL,
                            "The function's configuration is invalid. Its log says what is wrong.",
                            firstId);
                }
                if (door instanceof UrlDoor url && !isKnown(url)) {
                    return Reply.error(
                            ErrorCode.UNAUTHORIZED,
                            "The caller's token is missing or wrong: the header " + UrlDoor.TOKEN_HEADER
                                    + " has to hold the token of the integration's credential.",
                            firstId);
                }
                ReadRequest read = request();
                return read instanceof Accepted accepted ? run(accepted.call()) : ((Refused) read).reply();
            } catch (Throwable e) {
                return internal(e, failureId, explainsFailure ? Reply.NOTHING_RAN : null, line);
            }
        }

        private Reply run(ActionCall call) {
            // Set before the run, so that the log and the answer name the call even if our own code fails.
            failureId = call.requestId();
            explainsFailure = call.isExplained();
            line.action(call.action().definition());
            Reply reply;
            if (slowActions != null && SlowActions.isFor(call)) {
                reply = slowActions.answer(call, deadline, line::detail);
            } else {
                ActionRunner.Result result = runner.run(call, deadline, allowance);
                line.statistics(result.statistics());
                reply = new Reply(result.envelope(), call.isExplained() ? Reply.explanation(result) : null, null);
            }
            return door.isThrown(reply) ? withoutUpstreamText(reply, call.action()) : reply;
        }

        /** Lambda's runtime logs what is thrown, and no log may contain text of an upstream's answer. */
        private Reply withoutUpstreamText(Reply reply, PreparedAction action) {
            Envelope envelope = reply.envelope();
            return mayQuoteUpstream(action.definition(), envelope.errorCode())
                    ? reply.with(envelope.saying(NOT_FOR_THE_LOG))
                    : reply;
        }

        /** Whether the definition takes the sentence of this code from the upstream's answer (messageFrom). */
        private boolean mayQuoteUpstream(ActionDefinition action, String errorCode) {
            ActionDefinition called = action;
            if (action.isResultAction()) {
                // It has no steps of its own: its answers are those of the slow action.
                called = runner.find(action.resultOf(), action.contract())
                        .orElseThrow()
                        .definition();
            }
            for (Step step : called.steps()) {
                for (ErrorRule rule : step.errors()) {
                    if (rule.messageFrom() != null && rule.code().equals(errorCode)) {
                        return true;
                    }
                }
            }
            return false;
        }

        private boolean isKnown(UrlDoor url) {
            if (callerSecret == null) {
                line.detail("CALLER_SECRET_ARN is not set: this function accepts no calls by URL");
                return false;
            }
            return callerSecret.isKnownTo(url.token(), this);
        }

        @Override
        public Duration timeLeft() {
            return deadline.untilEnd(callersTimeout());
        }

        /**
         * How long the caller waits. For a request that is malformed or cannot be read this is the shortest timeout: the
         * check of the caller secret comes first, and the request is refused later.
         */
        private Duration callersTimeout() {
            try {
                return request() instanceof Accepted accepted
                        ? accepted.call().action().definition().timeout()
                        : runner.shortestTimeout();
            } catch (RuntimeException | StackOverflowError e) {
                return runner.shortestTimeout(); // reading it fails again after the check, and the log then says why
            }
        }

        /**
         * The request. It is read and its action is looked up once. At the URL this happens after the check of the caller
         * secret. If the check has to wait, the function reads the request first: the action decides how long the caller
         * waits.
         */
        private ReadRequest request() {
            if (request == null) {
                request = readRequest();
            }
            return request;
        }

        private ReadRequest readRequest() {
            String requestId = firstId;
            try {
                Object tree = door.request();
                requestId = ActionRequest.idOf(tree).orElse(firstId);
                ActionRequest parsed = ActionRequest.parse(tree);
                boolean isTraced = parsed.trace() && isTraceable && door instanceof BareDoor;
                boolean isExplained = parsed.explain() && door instanceof BareDoor || isTraced;
                Optional<PreparedAction> action = runner.find(parsed.actionName(), parsed.contract());
                if (action.isEmpty()) {
                    String why = runner.whyUnknown(parsed.actionName(), parsed.contract());
                    Envelope unknown = Envelope.error(ErrorCode.UNKNOWN_ACTION, why, requestId);
                    return new Refused(Reply.withoutRun(unknown, isExplained));
                }
                return new Accepted(new ActionCall(
                        action.get(), parsed.data(), requestId, new Headers(door), isExplained, isTraced));
            } catch (MalformedRequestException e) {
                return new Refused(Reply.error(ErrorCode.MALFORMED_REQUEST, e.getMessage(), requestId));
            }
        }

        private static boolean isCorrelationId(String header) {
            if (header == null || header.isEmpty() || header.length() > MAX_CORRELATION_ID) {
                return false;
            }
            for (int i = 0; i < header.length(); i++) {
                if (header.charAt(i) <= ' ' || header.charAt(i) > '~') {
                    return false;
                }
            }
            return true;
        }

        /**
         * How long ago the event was sent. If the event does not say when, the time counts from the start of this
         * process, and only for its first call.
         */
        private Duration waited(Door door, InvocationDeadline fromReceipt) {
            // Asked at every call, because only the first one counts.
            Duration sinceStart = coldStart.waited(fromReceipt.start());
            Optional<Long> sent = door.sentMillis();
            return sent.isEmpty()
                    ? sinceStart
                    : Duration.ofMillis(clock.millis() - sent.get()).minusMillis(fromReceipt.elapsedMillis());
        }
    }

    private record Headers(Door door) implements UnaryOperator<String> {
        @Override
        public String apply(String name) {
            return door.header(name);
        }
    }

    /** A request after its door has decoded it and the runner has looked up its action. */
    private sealed interface ReadRequest {}

    private record Accepted(ActionCall call) implements ReadRequest {}

    private record Refused(Reply reply) implements ReadRequest {}
}
