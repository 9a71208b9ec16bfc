package dataactions.sandbox.lambda;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dataactions.testkit.LambdaContext;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Runs handlers in this JVM: each is made once per version by a factory that gets the version (its environment, its
 * code folder), so that tests construct handlers with the collaborators they like. Time is the given clock's.
 */
public final class InProcessRuntime implements LambdaRuntime {
    private final Map<String, Function<FunctionVersion, RequestStreamHandler>> factories;
    private final InstantSource clock;
    private final Map<String, RequestStreamHandler> warm = new LinkedHashMap<>();
    private final List<String> invoked = new ArrayList<>();

    /** A runtime that knows handlers by the class name in {@code Handler}. */
    public InProcessRuntime(
            Map<String, Function<FunctionVersion, RequestStreamHandler>> factories, InstantSource clock) {
        this.factories = factories;
        this.clock = clock;
    }

    /** What was invoked, by name and version, oldest first. */
    public synchronized List<String> invoked() {
        return List.copyOf(invoked);
    }

    @Override
    public Invocation invoke(FunctionVersion function, String invokedArn, String requestId, byte[] event) {
        RequestStreamHandler handler;
        synchronized (this) {
            invoked.add(function.name() + ":" + function.version());
            handler = warm.computeIfAbsent(
                    function.environmentKey(),
                    key -> factories.get(function.handler().split("::")[0]).apply(function));
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Instant end = clock.instant().plus(function.timeout());
        try {
            handler.handleRequest(
                    new ByteArrayInputStream(event),
                    out,
                    new LambdaContext(
                            requestId, function.name(), function.version(), invokedArn, function.memoryMb(), () ->
                                    (int) Duration.between(clock.instant(), end).toMillis()));
        } catch (Exception | LinkageError | StackOverflowError e) {
            return new Invocation(
                    requestId, Errors.error(e.getClass().getName(), String.valueOf(e.getMessage())), "Unhandled");
        }
        return new Invocation(requestId, out.toByteArray(), null);
    }

    @Override
    public void close() {
        warm.clear();
    }
}
