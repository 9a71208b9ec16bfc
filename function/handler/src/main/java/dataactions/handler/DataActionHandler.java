package dataactions.handler;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dataactions.definition.ActionRequest;
import dataactions.definition.Allowance;
import dataactions.definition.CompiledActions;
import dataactions.definition.Envelope;
import dataactions.definition.ErrorCode;
import dataactions.definition.Json;
import dataactions.definition.JsonException;
import dataactions.definition.MalformedRequestException;
import dataactions.definition.PrimingExamples;
import dataactions.handler.upstream.ConfigurationException;
import dataactions.handler.upstream.HttpUpstreamClient;
import dataactions.handler.upstream.SecretSource;
import dataactions.handler.upstream.UpstreamClient;
import dataactions.secrets.AwsClient;
import dataactions.secrets.AwsException;
import dataactions.secrets.SecretReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.Security;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * The Lambda function that Genesys calls: one function for every action of its {@code actions.json}.
 *
 * <p>Two front doors, told apart by the event's shape:
 *
 * <ul>
 *   <li>a Function URL's event (payload format 2.0), for web services data actions. The caller's secret comes in the
 *       header {@code Data-Action-Token} and is checked before the body is looked at, but for how long the caller waits. Every answer is an HTTP response
 *       with the envelope as body.
 *   <li>the bare envelope {@code {"actionName","contract","requestId","data"}}, for AWS Lambda data actions and for
 *       checks; IAM has authenticated the caller. Outcomes are returned; faults are thrown as {@link DataActionFault},
 *       since there whatever is returned counts as success.
 * </ul>
 *
 * <p>At both doors one thing else is thrown: after an {@link OutOfMemoryError} that has left this process without what
 * keeps deadlines, or without memory for another call, that error itself. Lambda's runtime client then ends the process,
 * and Lambda starts another. At the URL that call is a 502, which Genesys takes as a failure, as it does INTERNAL.
 *
 * <p>Environment: {@code UPSTREAMS}, {@code {"users": {"url": "https://…", "timeout": "5s"}}}; {@code
 * CALLER_SECRET_ARN}, a secret {@code {"token": "…"}} (absent: the Function URL is closed); and what {@link AwsClient}
 * reads; {@code METRICS_NAMESPACE}: with it the log's lines are also embedded metrics. Where that, or {@code
 * actions.json}, is wrong, every call answers INTERNAL and the log says why.
 *
 * <p>Before a SnapStart snapshot the definitions' examples are run ({@link Priming}); after it nothing is left of them
 * but warm code.
 */
public final class DataActionHandler implements RequestStreamHandler {
    static final String TOKEN_HEADER = "Data-Action-Token";
    /**
     * {@code on} where a caller at the bare door may have what was sent and received. The sandbox sets it in its
     * processes' environment; no template does, which a test of the templates holds.
     */
    static final String TRACE_VARIABLE = "DATA_ACTIONS_LOCAL_TRACE";

    private static final String CORRELATION_HEADER = "ININ-Correlation-Id";

    /** Lambda's own limit for an event is 6 MB, and for what we return, too. */
    private static final Json.Limits EVENT = new Json.Limits(20 * 1024 * 1024, 60);

    private static final int MAX_RESPONSE = 6_000_000;
    private static final int MAX_REQUEST_ID = 256;
    private static final String XRAY_PROPERTY = "com.amazonaws.xray.traceHeader";
    private static final Pattern CORRELATION_ID = Pattern.compile("[!-~]{1,128}");

    static {
        // A name's address is looked up for each new connection: connections are few, and a snapshot lives for weeks.
        Security.setProperty("networkaddress.cache.ttl", "0");
        Security.setProperty("networkaddress.cache.negative.ttl", "0");
    }

    private final LongSupplier nanos;
    private final InstantSource clock;
    private final Consumer<String> log;
    private final UpstreamClient client;
    private final CompiledActions actions;
    private final ActionRunner runner;
    private final CallerSecret callerSecret;
    private final String misconfigured;
    private final String metricsNamespace;
    private final String function;
    private final Snapshot snapshot;
    private final ColdStart coldStart;
    private final boolean isTraceable;

    /** As Lambda makes it. Never throws: a function that cannot start answers nothing that anyone could act on. */
    public DataActionHandler() {
        this(
                System.getenv(),
                DataActionHandler::actionsOnClassPath,
                InstantSource.system(),
                System::nanoTime,
                secretsOf(System.getenv()),
                null,
                System.out::println,
                true);
    }

    /**
     * The real collaborators over an environment, with definitions and time given: for end-to-end tests in one process.
     *
     * @param env the function's environment variables
     * @param actions reads the compiled definitions
     * @param clock what the age of the caller's secret is reckoned by
     * @param log receives one JSON object a line
     */
    public DataActionHandler(
            Map<String, String> env, Callable<CompiledActions> actions, InstantSource clock, Consumer<String> log) {
        this(env, actions, clock, System::nanoTime, secretsOf(env), null, log, false);
    }

    /** @param client null for HTTP */
    DataActionHandler(
            Map<String, String> env,
            Callable<CompiledActions> actions,
            InstantSource clock,
            LongSupplier nanos,
            SecretSource secrets,
            UpstreamClient client,
            Consumer<String> log,
            boolean isSnapshotted) {
        this.nanos = nanos;
        this.clock = clock;
        this.log = log;
        this.metricsNamespace = env.get("METRICS_NAMESPACE");
        this.function = env.getOrDefault("AWS_LAMBDA_FUNCTION_NAME", "local");
        this.isTraceable = "on".equals(env.get(TRACE_VARIABLE));
        this.client = client == null ? new HttpUpstreamClient(secrets) : client;
        CompiledActions found = null;
        ActionRunner ready = null;
        CallerSecret secret = null;
        String wrong = null;
        InvocationLog line = new InvocationLog();
        try {
            Configuration configuration = Configuration.of(env);
            found = actions.call();
            ready = new ActionRunner(found, configuration.upstreams(), this.client);
            secret = configuration.callerSecret() == null
                    ? null
                    : new CallerSecret(configuration.callerSecret(), secrets, clock);
        } catch (ConfigurationException e) {
            wrong = e.getMessage();
        } catch (JsonException | IllegalArgumentException | IOException e) {
            wrong = CompiledActions.FILE_NAME + " cannot be read: " + e.getMessage();
            line.failure(e);
        } catch (Throwable e) {
            wrong = "The function cannot start";
            line.failure(e);
        }
        this.actions = found;
        this.runner = ready;
        this.callerSecret = secret;
        this.misconfigured = wrong;
        if (wrong != null) {
            log.accept(line.end(null, ErrorCode.INTERNAL.name(), ErrorCode.INTERNAL.httpStatus(), true, 0)
                    .detail(wrong)
                    .line());
        }
        this.snapshot = isSnapshotted && wrong == null ? Snapshot.register(this::prime, this::restored) : null;
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
            // A cold function is better than none.
            what = "not primed: " + e.getClass().getName();
        }
        restored();
        log.accept(Json.writeString(
                Map.of("level", "INFO", "detail", what, "ms", (nanos.getAsLong() - before) / 1_000_000)));
    }

    /** Nothing that was open, known or looked up before a snapshot is of use after it. */
    private void restored() {
        if (client instanceof HttpUpstreamClient http) {
            http.forget();
        }
    }

    void close() throws IOException {
        if (client instanceof HttpUpstreamClient http) {
            http.close();
        }
    }

    private static CompiledActions actionsOnClassPath() throws IOException {
        try (InputStream in = DataActionHandler.class.getResourceAsStream("/" + CompiledActions.FILE_NAME)) {
            if (in == null) {
                throw new ConfigurationException(CompiledActions.FILE_NAME + " is not on the class path; expected it at"
                        + " the root of the function's code, beside lib/handler.jar");
            }
            return CompiledActions.read(in);
        }
    }

    private static SecretSource secretsOf(Map<String, String> env) {
        SecretReader reader = new SecretReader(AwsClient.fromEnvironment(env));
        return reader::version;
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
     * Answers one event.
     *
     * @param requestId Lambda's own id for the invocation
     * @param millis what Lambda gives it
     */
    byte[] answer(byte[] event, String requestId, int millis) {
        return new Invocation(requestId, millis).answer(event);
    }

    /** The work on one event, and what is known about it so far. */
    private final class Invocation {
        private final InvocationLog line = new InvocationLog();
        private final String lambdaRequestId;
        private Deadline deadline;
        private final Allowance allowance = Allowance.ofBytes(Memory.TREES);
        private boolean byUrl;
        private boolean parsed;
        private String requestId;
        private boolean explains;
        private Tally tally;

        Invocation(String lambdaRequestId, int millis) {
            this.lambdaRequestId = lambdaRequestId;
            this.deadline = new Deadline(nanos, millis);
            this.requestId = lambdaRequestId;
        }

        byte[] answer(byte[] event) {
            byte[] answer;
            Envelope envelope;
            VirtualMachineError broken = null;
            try {
                envelope = envelope(event);
                answer = written(envelope);
                if (answer.length > MAX_RESPONSE && tally != null && tally.traced() != null) {
                    tally.trace(Map.of());
                    answer = written(envelope);
                }
                if (answer.length > MAX_RESPONSE) {
                    envelope = Envelope.error(
                            ErrorCode.MAPPING_FAILED,
                            "The mapped outputs are larger than Lambda can return (6 MB): map less of the answer.",
                            requestId);
                    answer = written(envelope);
                }
            } catch (Throwable e) {
                // StackOverflowError and OutOfMemoryError included: the stack is unwound and the garbage free by now.
                if (!parsed) {
                    byUrl = UrlEvent.looksLike(event);
                }
                envelope = internal(e);
                answer = written(envelope);
                broken = brokenBy(e);
            }
            line.door(byUrl ? "url" : "bare")
                    .end(
                            requestId,
                            envelope.errorCode(),
                            envelope.httpStatus(),
                            envelope.isInfrastructureFault(),
                            deadline.elapsedMillis());
            log.accept(
                    metricsNamespace == null || metricsNamespace.isBlank()
                            ? line.line()
                            : line.line(metricsNamespace, function, clock.millis()));
            if (broken != null) {
                throw broken;
            }
            // What is thrown, Lambda's runtime writes to the log: a trace is returned, whatever came of the call.
            boolean isTraced = tally != null && tally.traced() != null;
            if (!byUrl && !isTraced && (explains ? envelope.isInfrastructureFault() : envelope.isFault())) {
                throw new DataActionFault(new String(answer, StandardCharsets.UTF_8));
            }
            return answer;
        }

        /** The error, where it has left this process unfit for another call. */
        private VirtualMachineError brokenBy(Throwable e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof VirtualMachineError error && !(cause instanceof StackOverflowError)) {
                    boolean isFit = client.isSound() && Memory.isFree();
                    line.detail(isFit ? "the process goes on" : "the process ends: it could not keep its deadlines");
                    return isFit ? null : error;
                }
            }
            return null;
        }

        private byte[] written(Envelope envelope) {
            if (explains) {
                Map<String, Object> explained = envelope.envelope();
                explained.put("httpStatus", (long) envelope.httpStatus());
                if (tally != null) {
                    explained.put("report", tally.explained());
                    explained.put("steps", tally.steps());
                    if (tally.traced() != null) {
                        explained.put("trace", tally.traced());
                    }
                }
                return Json.write(explained);
            }
            if (!byUrl) {
                return Json.write(envelope.body());
            }
            Map<String, Object> response = new LinkedHashMap<>();
            response.put("statusCode", envelope.httpStatus());
            response.put("headers", Map.of("Content-Type", "application/json"));
            response.put("body", Json.writeString(envelope.body()));
            response.put("isBase64Encoded", false);
            return Json.write(response);
        }

        private Envelope internal(Throwable e) {
            if (e instanceof ConfigurationException || e instanceof AwsException) {
                line.detail(e.getMessage());
            } else {
                line.failure(e);
            }
            return Envelope.error(
                    ErrorCode.INTERNAL,
                    "The data action could not be run. Its log tells why: look for this request id.",
                    requestId);
        }

        private Envelope envelope(byte[] event) {
            Object root;
            try {
                root = Json.parse(event, EVENT, allowance);
            } catch (JsonException e) {
                byUrl = UrlEvent.looksLike(event);
                return malformed("the event: " + e.getMessage());
            }
            byUrl = UrlEvent.is(root);
            parsed = true;
            UrlEvent url = byUrl ? UrlEvent.of(root) : null;
            deadline = deadline.sentEarlier(waited(url));
            line.waited(deadline.passedMillis());
            String correlationId = byUrl ? url.header(CORRELATION_HEADER) : null;
            if (correlationId != null && !CORRELATION_ID.matcher(correlationId).matches()) {
                correlationId = null;
            }
            line.ids(correlationId, lambdaRequestId, System.getProperty(XRAY_PROPERTY));
            if (correlationId != null) {
                requestId = correlationId;
            }
            if (misconfigured != null) {
                return Envelope.error(
                        ErrorCode.INTERNAL,
                        "The data action's function is not set up rightly. Its log tells what is wrong.",
                        requestId);
            }
            if (!byUrl) {
                return run(root, name -> null);
            }
            Body body = new Body(url, allowance);
            if (!isKnown(url.header(TOKEN_HEADER), body)) {
                return Envelope.error(
                        ErrorCode.UNAUTHORIZED,
                        "The caller's token is missing or wrong: the header " + TOKEN_HEADER
                                + " has to hold the token of the integration's credential.",
                        requestId);
            }
            try {
                return run(body.tree(), url::header);
            } catch (MalformedRequestException e) {
                return Envelope.error(ErrorCode.MALFORMED_REQUEST, e.getMessage(), requestId);
            } catch (JsonException e) {
                return malformed("the body: " + e.getMessage());
            }
        }

        /** How long ago the event was sent: by the event's own word, or else by what is known of this process. */
        private Duration waited(UrlEvent url) {
            Duration started = coldStart.waited(deadline.start());
            Long sent = url == null ? null : url.sentMillis();
            return sent == null
                    ? started
                    : Duration.ofMillis(clock.millis() - sent).minusMillis(deadline.elapsedMillis());
        }

        /** @param headers the caller's, by a name in any case; null for one that is absent */
        private Envelope run(Object tree, UnaryOperator<String> headers) {
            if (tree instanceof Map<?, ?> request
                    && request.get("requestId") instanceof String id
                    && !id.isEmpty()
                    && id.length() <= MAX_REQUEST_ID) {
                requestId = id;
            }
            ActionRequest request;
            try {
                request = ActionRequest.parse(tree);
            } catch (MalformedRequestException e) {
                return Envelope.error(ErrorCode.MALFORMED_REQUEST, e.getMessage(), requestId);
            }
            boolean traces = request.trace() && isTraceable && !byUrl;
            explains = request.explain() && !byUrl || traces;
            // Before it runs, so that the line names it even if our own code fails.
            actions.find(request.actionName(), request.contract())
                    .ifPresent(action -> line.action(action.name(), action.contract(), action.timeout()));
            ActionRunner.Result result = runner.run(request, requestId, headers, deadline, allowance, explains, traces);
            tally = result.tally();
            line.tally(tally);
            return result.envelope();
        }

        private Envelope malformed(String what) {
            return Envelope.error(
                    ErrorCode.MALFORMED_REQUEST, new MalformedRequestException(what).getMessage(), requestId);
        }

        private boolean isKnown(String token, Body body) {
            if (callerSecret == null) {
                line.detail("CALLER_SECRET_ARN is not set: this function accepts no calls by URL");
                return false;
            }
            // To the very end: who calls has to be known before anything else is said.
            return callerSecret.isKnownTo(
                    token, () -> Duration.ofNanos(Math.max(0, deadline.end(timeout(body)) - deadline.now())));
        }

        /** What the caller waits for the answer, before anybody has said that it is one of ours. */
        private Duration timeout(Body body) {
            try {
                return runner.timeout(ActionRequest.parse(body.tree()));
            } catch (MalformedRequestException | JsonException e) {
                return runner.shortestTimeout(); // it is refused for that when it is known, and not before
            }
        }
    }

    /** A request's body, read when it is first needed. */
    private static final class Body {
        private final UrlEvent url;
        private final Allowance allowance;
        private Object tree;
        private boolean isRead;

        Body(UrlEvent url, Allowance allowance) {
            this.url = url;
            this.allowance = allowance;
        }

        Object tree() {
            if (!isRead) {
                tree = Json.parse(url.body(), Json.Limits.DEFAULT, allowance);
                isRead = true;
            }
            return tree;
        }
    }
}
