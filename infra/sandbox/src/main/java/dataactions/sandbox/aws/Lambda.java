package dataactions.sandbox.aws;

import dataactions.sandbox.lambda.AssetFolder;
import dataactions.sandbox.lambda.FunctionVersion;
import dataactions.sandbox.lambda.Invocation;
import dataactions.sandbox.lambda.LambdaRuntime;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;

/** The Lambda service: finds the version for a name, number or alias, and runs it with the runtime. */
public final class Lambda {
    private static final int DEFAULT_RETRIES = 2;

    private final Account account;
    private final AssetFolder assets;
    private final LambdaRuntime runtime;
    private final UnaryOperator<Map<String, String>> localEnvironment;
    private final Executor background;

    /**
     * A service over an account.
     *
     * @param localEnvironment changes the environment of a function's process; the saved environment does not change
     * @param background runs asynchronous invocations
     */
    public Lambda(
            Account account,
            AssetFolder assets,
            LambdaRuntime runtime,
            UnaryOperator<Map<String, String>> localEnvironment,
            Executor background) {
        this.account = account;
        this.assets = assets;
        this.runtime = runtime;
        this.localEnvironment = localEnvironment;
        this.background = background;
    }

    /**
     * Invokes and waits.
     *
     * @param nameOrArn a name or an ARN, with or without a qualifier
     * @param qualifier a version or alias; empty to take the one in {@code nameOrArn}
     * @return empty if the function, version or alias does not exist
     */
    public Optional<Invocation> invoke(String nameOrArn, String qualifier, byte[] event) {
        return invoke(nameOrArn, qualifier, UUID.randomUUID().toString(), event);
    }

    private Optional<Invocation> invoke(String nameOrArn, String qualifier, String requestId, byte[] event) {
        String resolved = qualifier.isEmpty() ? Account.qualifierOf(nameOrArn) : qualifier;
        return account.function(nameOrArn)
                .flatMap(function -> function.resolve(resolved).map(version -> {
                    String invoked = resolved.isEmpty() ? function.arn() : function.arn() + ":" + resolved;
                    return runtime.invoke(
                            runnable(function, version.getKey(), version.getValue()), invoked, requestId, event);
                }));
    }

    /**
     * Invokes without waiting. A failed invocation is tried again with the same request id, as often as the function's
     * EventInvokeConfig says (Lambda waits one minute, then two minutes; the sandbox does not wait).
     *
     * @return the result of the last try; empty if the function does not exist
     */
    public CompletableFuture<Optional<Invocation>> invokeLater(String nameOrArn, byte[] event) {
        String requestId = UUID.randomUUID().toString();
        return CompletableFuture.supplyAsync(
                () -> {
                    String qualifier = Account.qualifierOf(nameOrArn);
                    int tries = 1
                            + account.function(nameOrArn)
                                    .map(function -> function.retries()
                                            .getOrDefault(qualifier.isEmpty() ? "$LATEST" : qualifier, DEFAULT_RETRIES))
                                    .orElse(0);
                    Optional<Invocation> last = Optional.empty();
                    for (int attempt = 0; attempt < tries; attempt++) {
                        last = invoke(nameOrArn, qualifier, requestId, event);
                        if (last.isEmpty() || !last.get().failed()) {
                            break;
                        }
                    }
                    return last;
                },
                background);
    }

    private FunctionVersion runnable(Account.Function function, String version, Account.Configuration configuration) {
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
