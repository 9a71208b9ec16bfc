package dataactions.registrar.genesys.calls;

import com.fasterxml.jackson.databind.JsonNode;
import dataactions.aws.retry.RetryPolicy;
import dataactions.aws.retry.RetryRunner;
import dataactions.aws.retry.RetryRunner.Decision;
import dataactions.registrar.invocation.EventDeadline;
import dataactions.registrar.invocation.Failure;
import dataactions.registrar.invocation.Log;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;

/**
 * Repeats a call to Genesys if its failure alone says that this is safe and may help.
 *
 * <p>Genesys did not process a throttled call (429, or the login host's 400 "rate limit exceeded"), so any such call is
 * repeated. The pause is Retry-After if the answer has it; otherwise it grows, with jitter, as long as the deadline
 * allows. A call that was never sent is tried up to five times. A call whose outcome is unknown (5xx, 408, a reset)
 * is repeated only if that is safe ({@link GenesysRequest.Kind#repeatable}). Every other failure is final here.
 *
 * <p>Some callers repeat more. {@code ObjectCreation} repeats a POST of unknown outcome. {@code ActionResource} repeats a
 * write whose name was refused. {@code Reconciler}, {@code ActionRenaming} and {@code IntegrationAdoption} repeat a write
 * after a version conflict. {@code ConfirmedDeletion} repeats a deletion. {@link SdkCalls} sends a call once more with a
 * new token.
 *
 * <p>With an interval this class also limits the rate of its calls. Registrars that run at the same time do not know of
 * each other. Together they may reach the rate limit of the OAuth client.
 */
public final class RetryingCalls implements GenesysCalls {
    private static final RetryPolicy POLICY = RetryPolicy.doubling(5, Duration.ofMillis(500), Duration.ofSeconds(20));

    private final GenesysCalls target;
    private final EventDeadline deadline;
    private final Log log;
    private final RetryRunner retries;
    private final Duration interval;
    private Duration leftAtLastCall;
    private int calls;

    public RetryingCalls(GenesysCalls target, EventDeadline deadline, Log log) {
        this(target, deadline, log, Duration.ZERO);
    }

    /**
     * Calls with a limited rate.
     *
     * @param interval the least time between the starts of two calls. The first call waits, too: the event before it may
     *     have called Genesys a moment ago
     */
    public RetryingCalls(GenesysCalls target, EventDeadline deadline, Log log, Duration interval) {
        this(target, deadline, log, interval, () -> ThreadLocalRandom.current().nextDouble());
    }

    /** @param random from 0 to 1, for the jitter */
    public RetryingCalls(
            GenesysCalls target, EventDeadline deadline, Log log, Duration interval, DoubleSupplier random) {
        this.target = target;
        this.deadline = deadline;
        this.log = log;
        this.interval = interval;
        this.retries = new RetryRunner(POLICY, deadline, random);
        this.leftAtLastCall = deadline.remaining();
    }

    /** The number of calls that were sent, including repeated ones. */
    public int count() {
        return calls;
    }

    @Override
    public JsonNode send(GenesysRequest request) {
        return retries.run(
                request.operation(),
                () -> sendOnce(request),
                failure -> decide(request, failure),
                (failures, pause, failure) -> logged(request, failures, pause, (Failure) failure));
    }

    private JsonNode sendOnce(GenesysRequest request) {
        deadline.check(request.operation());
        // The deadline is the only clock here.
        Duration sinceLast = leftAtLastCall.minus(deadline.remaining());
        Duration wait = interval.minus(sinceLast);
        if (wait.compareTo(Duration.ZERO) > 0) {
            deadline.pause(wait, request.operation());
        }
        leftAtLastCall = deadline.remaining();
        calls++;
        return target.send(request);
    }

    private static Decision decide(GenesysRequest request, RuntimeException thrown) {
        if (!(thrown instanceof Failure failure)) {
            return Decision.GIVE_UP;
        }
        return switch (failure.kind()) {
            case THROTTLED -> Decision.turnedAway(failure.retryAfter());
            case UNREACHABLE -> Decision.TRY_AGAIN;
            case UNKNOWN_OUTCOME -> request.kind().repeatable() ? Decision.TRY_AGAIN : Decision.GIVE_UP;
            default -> Decision.GIVE_UP;
        };
    }

    private void logged(GenesysRequest request, int failures, Duration pause, Failure failure) {
        log.info("Genesys is tried again")
                .with(Log.Key.operation, request.operation())
                .with(Log.Key.kind, failure.kind().name())
                .with(Log.Key.attempt, failures)
                .with(Log.Key.waitMs, pause.toMillis())
                .with(Log.Key.correlationId, failure.correlationId().orElse(null))
                .write();
    }
}
