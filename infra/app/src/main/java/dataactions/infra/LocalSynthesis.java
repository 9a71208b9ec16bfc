package dataactions.infra;

import dataactions.infra.assembly.LocalAssembly;
import dataactions.infra.assembly.SynthesisedStack;
import dataactions.infra.environment.AppContext;
import java.io.PrintStream;
import java.nio.file.Path;

/**
 * Synthesises one environment for this machine in the caller's JVM, without the CDK CLI. No type of the CDK is in the
 * signatures, so a command can name this class and load the CDK only when it synthesises.
 */
public final class LocalSynthesis {
    private LocalSynthesis() {}

    /** Starts the CDK in the background. A command calls this before it prepares the rest of its work. */
    public static void begin() {
        CdkStart.begin();
    }

    /**
     * Synthesises the environment as the app does under the CDK CLI with the context {@link AppContext#LOCAL}. Prints
     * what the app prints, and the warnings of constructs, which the CLI prints.
     *
     * @param root the folder that holds {@code cdk.json}
     * @param output the folder of the cloud assembly
     * @param debug whether a failure's stack trace is printed
     * @return the exit code of the app: 0, or 1 after printing the reasons
     */
    public static int run(Path root, Path output, String environment, boolean debug, PrintStream err) {
        int code = DataActionsApp.run(() -> AppContext.local(root, environment), root, output, debug, err, () -> {});
        if (code == 0) {
            SynthesisedStack.in(output).stream()
                    .flatMap(stack -> stack.messages().stream())
                    .filter(message -> !LocalAssembly.isRefusal(message))
                    .forEach(message -> err.println(message.asTheCliPrintsIt()));
        }
        return code;
    }
}
