package dataactions.sandbox.aws;

import dataactions.sandbox.aws.account.Account;
import dataactions.sandbox.aws.account.LambdaFunction;
import dataactions.sandbox.lambda.AssetFolder;
import dataactions.sandbox.lambda.FunctionVersion;
import dataactions.sandbox.lambda.Invocation;
import dataactions.sandbox.lambda.LambdaRuntime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** The Lambda service: finds the version for a name, number or alias, and runs it with the runtime. */
public final class Lambda {
    private static final Duration QUIET = Duration.ofSeconds(2);

    private final Account account;
    private final AssetFolder assets;
    private final LambdaRuntime runtime;
    private final UnaryOperator<Map<String, String>> localEnvironment;
    private final Concurrency concurrency = new Concurrency();
    private final Events events;
    private final EventFaults faults = new EventFaults();
    private final Set<CompletableFuture<?>> inFlight = ConcurrentHashMap.newKeySet();
    private volatile boolean waits = true;

    /**
     * A service over an account.
     *
     * @param localEnvironment changes the environment of a function's process; the saved environment does not change
     * @param clock the clock for the age of events
     * @param background runs asynchronous invocations
     */
    public Lambda(
            Account account,
            AssetFolder assets,
            LambdaRuntime runtime,
            UnaryOperator<Map<String, String>> localEnvironment,
            InstantSource clock,
            Executor background) {
        this.account = account;
        this.assets = assets;
        this.runtime = runtime;
        this.localEnvironment = localEnvironment;
        this.events = new Events(account, this::run, clock, background);
    }

    /**
     * Invokes and waits.
     *
     * @param nameOrArn a name or an ARN, with or without a qualifier
     * @param qualifier a version or alias; empty to take the one in {@code nameOrArn}
     * @return empty if the function, version or alias does not exist
     * @throws Throttled when the function's reserved concurrency is in use
     */
    public Optional<Invocation> invoke(String nameOrArn, String qualifier, byte[] event) {
        String resolved = resolved(nameOrArn, qualifier);
        return account.function(nameOrArn)
                .filter(function -> function.resolve(resolved).isPresent())
                .map(function -> run(function, resolved, UUID.randomUUID().toString(), event));
    }

    private static String resolved(String nameOrArn, String qualifier) {
        return qualifier.isEmpty() ? LambdaFunction.qualifierOf(nameOrArn) : qualifier;
    }

    private Invocation run(LambdaFunction function, String qualifier, String requestId, byte[] event) {
        Map.Entry<String, LambdaFunction.Configuration> version =
                function.resolve(qualifier).orElseThrow();
        Integer limit = function.reservedConcurrency();
        if (!concurrency.take(function.name(), limit)) {
            throw new Throttled(function.name(), limit);
        }
        try {
            String invoked = qualifier.isEmpty() ? function.arn() : function.arn() + ":" + qualifier;
            return runtime.invoke(runnable(function, version.getKey(), version.getValue()), invoked, requestId, event);
        } finally {
            concurrency.giveBack(function.name());
            events.placeIsFree(function.name());
        }
    }

    /** Starts the process of a version that is about to be invoked, and does not wait for it. */
    public void prepare(String nameOrArn) {
        String qualifier = LambdaFunction.qualifierOf(nameOrArn);
        account.function(nameOrArn)
                .ifPresent(function -> function.resolve(qualifier)
                        .ifPresent(
                                version -> runtime.prepare(runnable(function, version.getKey(), version.getValue()))));
    }

    /**
     * Invokes without waiting, for another service. A failed invocation is tried again with the same request id, as often
     * as the function's EventInvokeConfig says.
     *
     * @return the result of the last try; empty if the function does not exist
     */
    public CompletableFuture<Optional<Invocation>> invokeLater(String nameOrArn, byte[] event) {
        return events.accept(
                nameOrArn,
                LambdaFunction.qualifierOf(nameOrArn),
                UUID.randomUUID().toString(),
                event);
    }

    /**
     * Accepts an event of a caller. The sandbox waits for it, see {@link #awaitEvents}.
     *
     * @param qualifier as in {@link #invoke}
     * @return the request id; empty if the function, version or alias does not exist
     */
    public Optional<String> accept(String nameOrArn, String qualifier, byte[] event) {
        String resolved = resolved(nameOrArn, qualifier);
        return account.function(nameOrArn)
                .filter(function -> function.resolve(resolved).isPresent())
                .map(function -> {
                    String requestId = UUID.randomUUID().toString();
                    for (int delivery = faults.deliveries(); delivery > 0; delivery--) {
                        CompletableFuture<?> ended = events.accept(function.name(), resolved, requestId, event);
                        inFlight.add(ended);
                        ended.whenComplete((answer, problem) -> inFlight.remove(ended));
                    }
                    return requestId;
                });
    }

    /** What a test makes go wrong with events. */
    public EventFaults faults() {
        return faults;
    }

    /**
     * Waits until every event of a caller has ended, and every record of a failure was handled.
     *
     * @param progress gets a line after two seconds
     * @return the number of events that had not ended
     */
    public int awaitEvents(Duration atMost, Consumer<String> progress) {
        Instant start = Instant.now();
        boolean hasSpoken = false;
        try {
            while (waits && !inFlight.isEmpty()) {
                Duration waited = Duration.between(start, Instant.now());
                if (waited.compareTo(atMost) >= 0) {
                    break;
                }
                if (!hasSpoken && waited.compareTo(QUIET) >= 0) {
                    hasSpoken = true;
                    progress.accept("Waiting up to " + atMost.toSeconds() + " s for asynchronous invocations: "
                            + inFlight.size() + " left.");
                }
                Thread.sleep(20);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return inFlight.size();
    }

    /** Ends {@link #awaitEvents}, now or when it is called. */
    public void stopWaiting() {
        waits = false;
    }

    private FunctionVersion runnable(
            LambdaFunction function, String version, LambdaFunction.Configuration configuration) {
        return new FunctionVersion(
                function.name(),
                version,
                function.arn(),
                configuration.handler(),
                assets.path(configuration.code()),
                configuration.memoryMb(),
                Duration.ofSeconds(configuration.timeoutSeconds()),
                localEnvironment.apply(configuration.environment()));
    }
}
