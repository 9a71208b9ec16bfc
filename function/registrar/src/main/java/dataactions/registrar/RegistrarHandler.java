package dataactions.registrar;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dataactions.registrar.cloudformation.Answer;
import dataactions.registrar.cloudformation.HttpResponseSender;
import dataactions.registrar.cloudformation.PhysicalId;
import dataactions.registrar.cloudformation.ResourceEvent;
import dataactions.registrar.cloudformation.ResponseBody;
import dataactions.registrar.cloudformation.ResponseSender;
import dataactions.registrar.cloudformation.ResponseUrl;
import dataactions.registrar.genesys.GenesysSettings;
import dataactions.registrar.invocation.EventDeadline;
import dataactions.registrar.invocation.Failure;
import dataactions.registrar.invocation.Log;
import dataactions.registrar.invocation.Redactor;
import dataactions.secrets.AwsClient;
import dataactions.secrets.retry.RetryPolicy;
import dataactions.secrets.retry.RetryRunner;
import dataactions.secrets.retry.Sleeper;
import dataactions.secrets.retry.TimeLimit;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * The Lambda that CloudFormation calls for every object in Genesys Cloud, and for the two checks.
 *
 * <p>It answers CloudFormation itself, by a PUT to the pre-signed URL in the event: whatever is thrown is answered, and
 * answered before the Lambda's time is over, or the stack would hang for its time-out. The work runs in a thread of its
 * own; this one watches the clock, and whoever is first gives the one answer.
 *
 * <p>Environment: {@link GenesysSettings}; {@code GENESYS_CALLS_PER_MINUTE}, the share of one of several chains of actions,
 * absent for no bound; {@code MANAGES_TERMINATION_PROTECTION}, {@code true} in the app's own stacks; plus AWS's own variables for Secrets Manager and Lambda ({@link AwsClient}).
 */
public final class RegistrarHandler implements RequestStreamHandler {
    /** Kept back for the answer: three tries of three seconds, and the waits between. */
    private static final Duration FOR_THE_ANSWER = Duration.ofSeconds(12);
    /** The work stops itself a little before it is cut off: its own failure says more. */
    private static final Duration FOR_A_LAST_WORD = Duration.ofSeconds(2);

    private static final RetryPolicy ANSWERING = RetryPolicy.linear(3, Duration.ofMillis(300));
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Services services;
    private final ResponseSender sender;
    private final InstantSource clock;
    private final Sleeper sleeper;
    private final RetryRunner retries;
    private final Redactor redactor;
    private final Log log;

    /** As Lambda makes it. */
    public RegistrarHandler() {
        this(System.getenv(), InstantSource.system(), Sleeper.REAL);
    }

    /**
     * The real collaborators over an environment, with time given: for end-to-end tests in one process.
     *
     * @param env the function's environment variables
     * @param clock what deadlines are reckoned by
     * @param sleeper how waiting is done
     */
    public RegistrarHandler(Map<String, String> env, InstantSource clock, Sleeper sleeper) {
        this(env, clock, sleeper, System.out::println);
    }

    /** The same, with the lines of its log given to {@code out} rather than to standard output. */
    public RegistrarHandler(Map<String, String> env, InstantSource clock, Sleeper sleeper, Consumer<String> out) {
        this(new LiveServices(env, clock), null, clock, sleeper, out);
    }

    /** All collaborators given. */
    RegistrarHandler(
            Services services, ResponseSender sender, InstantSource clock, Sleeper sleeper, Consumer<String> out) {
        this.services = services;
        this.sender = sender != null ? sender : new HttpResponseSender(services.http());
        this.clock = clock;
        this.sleeper = sleeper;
        this.retries = new RetryRunner(ANSWERING, TimeLimit.none(sleeper, e -> interrupted()));
        this.redactor = services.redactor();
        this.log = new Log(out, redactor);
    }

    @Override
    public void handleRequest(InputStream input, OutputStream output, Context context) throws IOException {
        long startedMs = clock.millis();
        JsonNode tree = JSON.readTree(input);
        ResourceEvent.Envelope envelope = ResourceEvent.Envelope.of(tree)
                .orElseThrow(() -> new IllegalArgumentException(
                        "The event has no ResponseURL: the registrar is called by CloudFormation only."));
        warnOfForeignHost(ResponseUrl.of(envelope.responseUrl()), envelope);
        Outcome outcome;
        try {
            outcome = work(envelope, tree, context);
        } catch (Throwable t) {
            outcome = new Outcome(failed(t, orNotCreated(envelope.physicalId())), 0);
        }
        send(envelope, outcome.answer());
        Answer answer = outcome.answer();
        (answer.success() ? log.info("Answered") : log.error("Answered: " + answer.reason()))
                .with(Log.Key.requestType, tree.path("RequestType").asText(null))
                .with(Log.Key.resourceType, tree.path("ResourceType").asText(null))
                .with(Log.Key.logicalId, envelope.logicalId())
                .with(Log.Key.physicalId, answer.physicalId())
                .with(Log.Key.requestId, envelope.requestId())
                .with(Log.Key.outcome, answer.success() ? "SUCCESS" : "FAILED")
                .with(Log.Key.calls, outcome.calls())
                .with(Log.Key.ms, clock.millis() - startedMs)
                .write();
    }

    private record Outcome(Answer answer, int calls) {}

    private Outcome work(ResourceEvent.Envelope envelope, JsonNode tree, Context context) {
        ResourceEvent event = ResourceEvent.of(envelope, tree);
        Duration left = Duration.ofMillis(Math.max(0, context.getRemainingTimeInMillis()));
        Duration keep = smaller(FOR_THE_ANSWER, left.dividedBy(2));
        Duration watch = left.minus(keep);
        EventDeadline deadline =
                new EventDeadline(clock, sleeper, watch.minus(smaller(FOR_A_LAST_WORD, watch.dividedBy(4))));
        Registrar registrar = new Registrar(services, log, redactor, event, deadline);

        FutureTask<Answer> task = new FutureTask<>(registrar::handle);
        Thread worker = new Thread(task, "registrar");
        worker.setDaemon(true);
        worker.start();
        try {
            // Why something was kept may quote Genesys.
            Answer answer = task.get(watch.toMillis(), TimeUnit.MILLISECONDS).cleaned(redactor::redact);
            return new Outcome(answer, registrar.calls());
        } catch (ExecutionException e) {
            return new Outcome(
                    settled(registrar).orElseGet(() -> failed(e.getCause(), registrar.physicalIdSoFar())),
                    registrar.calls());
        } catch (TimeoutException e) {
            return cutOff(registrar, deadline, task);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return cutOff(registrar, deadline, task);
        }
    }

    /** Ends the work for good: in a Lambda thawed for the next event it must not go on with this one. */
    private Outcome cutOff(Registrar registrar, EventDeadline deadline, FutureTask<Answer> task) {
        deadline.cancel();
        task.cancel(true);
        Failure over = Failure.of(
                Failure.Kind.DEADLINE,
                "The registrar ran out of time: Genesys or the function under check did not answer.",
                "Nothing is lost: what was made is known. Deploy again.");
        return new Outcome(
                settled(registrar).orElseGet(() -> Answer.failed(over.reason(), registrar.physicalIdSoFar())),
                registrar.calls());
    }

    private Optional<Answer> settled(Registrar registrar) {
        Optional<Answer> settled = registrar.settled().map(answer -> answer.cleaned(redactor::redact));
        settled.ifPresent(answer -> log.warn(answer.reason()).write());
        return settled;
    }

    private Answer failed(Throwable thrown, String physicalId) {
        Failure failure = Failure.from(thrown, "Deploy again; if it recurs, report it with the registrar's log.");
        log.error("Failed")
                .with(Log.Key.kind, failure.kind().name())
                .with(Log.Key.correlationId, failure.correlationId().orElse(null))
                .write();
        return Answer.failed(failure.reason(redactor::redact), physicalId);
    }

    private static String orNotCreated(String physicalId) {
        return physicalId == null ? PhysicalId.NOT_CREATED : physicalId;
    }

    /** Answered all the same: a stack that gets no answer waits for an hour. */
    private void warnOfForeignHost(ResponseUrl url, ResourceEvent.Envelope envelope) {
        url.foreignHost()
                .ifPresent(host -> log.warn("The answer goes to the host \"" + host + "\", which is not an AWS host:"
                                + " expected a name that ends in the partition's URL suffix, such as amazonaws.com. If you do"
                                + " not know that host, look in CloudTrail for who invoked this function.")
                        .with(Log.Key.logicalId, envelope.logicalId())
                        .with(Log.Key.requestId, envelope.requestId())
                        .write());
    }

    private void send(ResourceEvent.Envelope envelope, Answer answer) {
        byte[] body = ResponseBody.of(envelope, answer);
        AtomicInteger attempt = new AtomicInteger();
        try {
            retries.run(
                    "answering CloudFormation",
                    () -> {
                        put(envelope, body, attempt.incrementAndGet());
                        return null;
                    },
                    NotTaken.class::isInstance);
        } catch (NotTaken e) {
            throw new IllegalStateException("CloudFormation did not take the answer for " + envelope.logicalId() + " ("
                    + e.getMessage() + "); the stack will wait for its ServiceTimeout.");
        }
    }

    private void put(ResourceEvent.Envelope envelope, byte[] body, int attempt) {
        String trouble;
        try {
            int status = sender.put(envelope.responseUrl(), body);
            if (status / 100 == 2) {
                return;
            }
            trouble = "HTTP " + status;
        } catch (IOException | IllegalArgumentException e) {
            // Their messages hold the pre-signed URL.
            trouble = e.getClass().getSimpleName();
        } catch (InterruptedException e) {
            throw interrupted();
        }
        log.warn("CloudFormation did not take the answer: " + trouble)
                .with(Log.Key.logicalId, envelope.logicalId())
                .with(Log.Key.attempt, attempt)
                .write();
        throw new NotTaken(trouble);
    }

    private static IllegalStateException interrupted() {
        Thread.currentThread().interrupt();
        return new IllegalStateException("Interrupted while answering CloudFormation.");
    }

    /** CloudFormation did not take an answer. */
    private static final class NotTaken extends RuntimeException {
        NotTaken(String trouble) {
            super(trouble);
        }
    }

    private static Duration smaller(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
