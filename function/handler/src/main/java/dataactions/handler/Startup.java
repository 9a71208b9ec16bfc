package dataactions.handler;

import dataactions.definition.CompiledActions;
import dataactions.definition.envelope.ErrorCode;
import dataactions.definition.value.JsonException;
import dataactions.handler.run.ActionRunner;
import dataactions.handler.upstream.InvalidConfigurationException;
import dataactions.handler.upstream.UpstreamClient;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/**
 * What a process needs to run actions, read once when it starts. A process that cannot start cannot report the reason,
 * so a problem is kept: every call answers INTERNAL, and the log says why.
 *
 * @param actions null if the configuration is invalid
 * @param runner null if the configuration is invalid
 * @param configuration null if the configuration is invalid
 * @param problem of the configuration; null if the configuration is valid
 */
record Startup(CompiledActions actions, ActionRunner runner, Configuration configuration, String problem) {
    /**
     * Reads the settings and the definitions. Never throws.
     *
     * @param actions reads the compiled definitions
     * @param out receives one line if there is a problem
     */
    static Startup of(
            Map<String, String> env, Callable<CompiledActions> actions, UpstreamClient client, Consumer<String> out) {
        InvocationLog line = new InvocationLog();
        String problem;
        try {
            Configuration configuration = Configuration.of(env);
            CompiledActions found = actions.call();
            return new Startup(found, new ActionRunner(found, configuration.upstreams(), client), configuration, null);
        } catch (InvalidConfigurationException e) {
            problem = e.getMessage();
        } catch (JsonException | IllegalArgumentException | IOException e) {
            problem = CompiledActions.FILE_NAME + " cannot be read: " + e.getMessage();
            line.failure(e);
        } catch (Throwable e) {
            problem = "The function cannot start";
            line.failure(e);
        }
        out.accept(line.end(null, ErrorCode.INTERNAL.name(), ErrorCode.INTERNAL.httpStatus(), true, 0)
                .detail(problem)
                .line());
        return new Startup(null, null, null, problem);
    }

    /** Reads the definitions at the root of the function's code. A class, no lambda: see "First calls" in CONTRIBUTING. */
    static final class ActionsOnClassPath implements Callable<CompiledActions> {
        @Override
        public CompiledActions call() throws IOException {
            try (InputStream in = Startup.class.getResourceAsStream("/" + CompiledActions.FILE_NAME)) {
                if (in == null) {
                    throw new InvalidConfigurationException(
                            CompiledActions.FILE_NAME + " is not on the class path; expected it at"
                                    + " the root of the function's code, next to the folder lib");
                }
                return CompiledActions.open(in);
            }
        }
    }
}
