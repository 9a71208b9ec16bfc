package dataactions.handler;

import java.time.InstantSource;
import java.util.Map;
import java.util.function.Consumer;

/** Writes the lines of the log, with metrics if {@code METRICS_NAMESPACE} is set. */
final class LogWriter {
    private final Consumer<String> out;
    private final InstantSource clock;
    /** Null if there are no metrics. */
    private final String namespace;

    private final String function;

    /**
     * @param env the function's environment variables
     * @param out receives one JSON object per line
     */
    LogWriter(Map<String, String> env, InstantSource clock, Consumer<String> out) {
        this.out = out;
        this.clock = clock;
        String given = env.get("METRICS_NAMESPACE");
        this.namespace = given == null || given.isBlank() ? null : given;
        this.function = env.getOrDefault("AWS_LAMBDA_FUNCTION_NAME", "local");
    }

    void write(InvocationLog line) {
        out.accept(namespace == null ? line.line() : line.line(namespace, function, clock.millis()));
    }

    /** Writes a line that is not about an invocation. */
    void write(String json) {
        out.accept(json);
    }
}
