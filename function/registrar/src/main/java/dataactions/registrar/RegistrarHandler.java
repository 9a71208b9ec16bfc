package dataactions.registrar;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dataactions.aws.retry.Sleeper;
import dataactions.registrar.cloudformation.AnswerDelivery;
import dataactions.registrar.cloudformation.HttpResponseSender;
import dataactions.registrar.cloudformation.PhysicalId;
import dataactions.registrar.cloudformation.ResourceAnswer;
import dataactions.registrar.cloudformation.ResourceEvent;
import dataactions.registrar.cloudformation.ResponseSender;
import dataactions.registrar.cloudformation.ResponseUrl;
import dataactions.registrar.invocation.EventDeadline;
import dataactions.registrar.invocation.Failure;
import dataactions.registrar.invocation.Log;
import dataactions.registrar.invocation.Redactor;
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
import java.util.function.Consumer;

/**
 * The Lambda that CloudFormation calls for every object in Genesys Cloud, for the checks and for the destroy guard.
 *
 * <p>It answers CloudFormation with a PUT to the pre-signed URL in the event. It answers after every exception, and
 * before the Lambda's time is over: without an answer, the stack waits for its ServiceTimeout. {@link Registrar} works
 * in a thread of its own, and this class watches the time. If the work ends in time, its result is the answer.
 * Otherwise this class answers.
 *
 * <p>Environment: {@link dataactions.registrar.genesys.calls.GenesysSettings}; {@code GENESYS_CALLS_PER_MINUTE}, the
 * limit for one of several chains of actions (absent: no limit); {@code MANAGES_TERMINATION_PROTECTION}, {@code true}
 * in the app's own stacks; AWS's own variables for Secrets Manager, Lambda and CloudFormation ({@link
 * dataactions.aws.AwsClient}).
 */
public final class RegistrarHandler implements RequestStreamHandler {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Services services;
    private final AnswerDelivery delivery;
    private final InstantSource clock;
    private final Sleeper sleeper;
    private final Redactor redactor;
    private final Log log;

    /** Called by Lambda. */
    public RegistrarHandler() {
        this(System.getenv(), InstantSource.system(), Sleeper.REAL);
    }

    /**
     * For end-to-end tests in one process. Uses the live services of an environment and the caller's clock.
     *
     * @param env the function's environment variables
     */
    public RegistrarHandler(Map<String, String> env, InstantSource clock, Sleeper sleeper) {
        this(env, clock, sleeper, System.out::println);
    }

    /** Like the constructor above, with a log that writes its lines to {@code out}. */
    public RegistrarHandler(Map<String, String> env, InstantSource clock, Sleeper sleeper, Consumer<String> out) {
        this(new LiveServices(env, clock, sleeper), clock, sleeper, out);
    }

    private RegistrarHandler(Services services, InstantSource clock, Sleeper sleeper, Consumer<String> out) {
        this(services, new HttpResponseSender(services.http()), clock, sleeper, out);
    }

    /** Takes all collaborators from the caller. */
    RegistrarHandler(
            Services services, ResponseSender sender, InstantSource clock, Sleeper sleeper, Consumer<String> out) {
        this.services = services;
        this.clock = clock;
        this.sleeper = sleeper;
        this.redactor = services.redactor();
        this.log = new Log(out, redactor);
        this.delivery = new AnswerDelivery(sender, sleeper, log);
    }

    @Override
    public void handleRequest(InputStream input, OutputStream output, Context context) throws IOException {
        long startedMs = clock.millis();
        JsonNode tree = JSON.readTree(input);
        ResourceEvent.Envelope envelope = ResourceEvent.Envelope.of(tree)
                .orElseThrow(() -> new IllegalArgumentException(
                        "The event has no ResponseURL: the registrar is called by CloudFormation only."));
        warnOfForeignHost(ResponseUrl.of(envelope.responseUrl()), envelope);
        WorkResult result;
        try {
            result = work(envelope, tree, context);
        } catch (Throwable t) {
            result = new WorkResult(failed(t, tree, orNotCreated(envelope.physicalId())), 0);
        }
        ResourceAnswer answer = result.answer();
        delivery.deliver(envelope, answer);
        (answer.success() ? log.info("Answered") : log.error("Answered: " + answer.reason()))
                .with(Log.Key.requestType, tree.path("RequestType").asText(null))
                .with(Log.Key.resourceType, tree.path("ResourceType").asText(null))
                .with(Log.Key.logicalId, envelope.logicalId())
                .with(Log.Key.physicalId, answer.physicalId())
                .with(Log.Key.requestId, envelope.requestId())
                .with(Log.Key.outcome, answer.success() ? "SUCCESS" : "FAILED")
                .with(Log.Key.calls, result.calls())
                .with(Log.Key.ms, clock.millis() - startedMs)
                .write();
    }

    private record WorkResult(ResourceAnswer answer, int calls) {}

    /**
     * The time limits of one event.
     *
     * @param ofWork how long the work may take. It is shorter than ofWait, so that the work itself fails: its failure
     *     says what it was doing
     * @param ofWait how long this class waits for the work. The rest of the Lambda's time is for the answer
     */
    private record Limits(Duration ofWork, Duration ofWait) {
        private static final Duration BETWEEN = Duration.ofSeconds(2);

        /** @param left what is left of the Lambda's time */
        static Limits of(Duration left) {
            Duration ofWait = left.minus(smaller(AnswerDelivery.LONGEST, left.dividedBy(2)));
            return new Limits(ofWait.minus(smaller(BETWEEN, ofWait.dividedBy(4))), ofWait);
        }

        private static Duration smaller(Duration one, Duration other) {
            return one.compareTo(other) < 0 ? one : other;
        }
    }

    private WorkResult work(ResourceEvent.Envelope envelope, JsonNode tree, Context context) {
        ResourceEvent event = ResourceEvent.of(envelope, tree);
        Limits limits = Limits.of(Duration.ofMillis(Math.max(0, context.getRemainingTimeInMillis())));
        EventDeadline deadline = new EventDeadline(clock, sleeper, limits.ofWork());
        Registrar registrar = new Registrar(services, log, redactor, event, deadline);

        FutureTask<ResourceAnswer> task = new FutureTask<>(registrar::handle);
        Thread worker = new Thread(task, "registrar");
        worker.setDaemon(true);
        worker.start();
        try {
            // A reason may quote a message of Genesys, and that message may quote a secret.
            ResourceAnswer answer =
                    task.get(limits.ofWait().toMillis(), TimeUnit.MILLISECONDS).cleaned(redactor::redact);
            return new WorkResult(answer, registrar.calls());
        } catch (ExecutionException e) {
            return new WorkResult(
                    settled(registrar).orElseGet(() -> failed(e.getCause(), tree, registrar.physicalIdSoFar())),
                    registrar.calls());
        } catch (TimeoutException e) {
            return cutOff(registrar, tree, deadline, task);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return cutOff(registrar, tree, deadline, task);
        }
    }

    /** Cancels the work. Otherwise it would continue when Lambda thaws the process for the next event. */
    private WorkResult cutOff(
            Registrar registrar, JsonNode tree, EventDeadline deadline, FutureTask<ResourceAnswer> task) {
        deadline.cancel();
        task.cancel(true);
        Failure over = ofEvent(
                tree,
                Failure.of(
                        Failure.Kind.DEADLINE,
                        "The registrar ran out of time: Genesys or the function under check did not answer.",
                        "Deploy again: the registrar finds what it has created."));
        return new WorkResult(
                settled(registrar).orElseGet(() -> ResourceAnswer.failed(over.reason(), registrar.physicalIdSoFar())),
                registrar.calls());
    }

    /** Empty except in the sweeps of a guard and of a credential: see {@link Registrar#settled}. */
    private Optional<ResourceAnswer> settled(Registrar registrar) {
        Optional<ResourceAnswer> settled = registrar.settled().map(answer -> answer.cleaned(redactor::redact));
        settled.ifPresent(answer -> log.warn(answer.reason()).write());
        return settled;
    }

    private ResourceAnswer failed(Throwable thrown, JsonNode tree, String physicalId) {
        Failure failure =
                ofEvent(tree, Failure.from(thrown, "Deploy again; if it recurs, report it with the registrar's log."));
        log.error("Failed")
                .with(Log.Key.kind, failure.kind().name())
                .with(Log.Key.correlationId, failure.correlationId().orElse(null))
                .write();
        return ResourceAnswer.failed(failure.reason(redactor::redact), physicalId);
    }

    private static Failure ofEvent(JsonNode tree, Failure failure) {
        return "Delete".equals(tree.path("RequestType").asText()) ? failure.ofDelete() : failure;
    }

    private static String orNotCreated(String physicalId) {
        return physicalId == null ? PhysicalId.NOT_CREATED : physicalId;
    }

    /** Only a warning, because the registrar must answer this host too: a stack without an answer waits for an hour. */
    private void warnOfForeignHost(ResponseUrl url, ResourceEvent.Envelope envelope) {
        url.foreignHost()
                .ifPresent(host -> log.warn("The answer goes to the host \"" + host + "\", which is not an AWS host:"
                                + " expected a name that ends in the partition's URL suffix, such as amazonaws.com. If you do"
                                + " not know that host, look in CloudTrail for who invoked this function.")
                        .with(Log.Key.logicalId, envelope.logicalId())
                        .with(Log.Key.requestId, envelope.requestId())
                        .write());
    }
}
