package dataactions.cli.local;

import dataactions.cli.Context;
import dataactions.cli.Terminal;
import dataactions.cli.local.report.Report;
import dataactions.sandbox.Sandbox;
import dataactions.sandbox.StateFolder;
import dataactions.sandbox.cloudformation.ReplacementUndo;
import dataactions.sandbox.lambda.JavaHome;
import dataactions.sandbox.lambda.ProcessRuntime;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Option;

/** A command that opens the local deployment. */
abstract class SandboxCommand implements Callable<Integer> {
    final Context context;
    final Terminal terminal;
    final Report report;

    @Option(
            names = "--state",
            paramLabel = "DIR",
            description = "Folder that holds the state of the local deployment (default: .sandbox of the project).")
    private Path state;

    SandboxCommand(Context context, Terminal terminal) {
        this.context = context;
        this.terminal = terminal;
        this.report = new Report(terminal);
    }

    /** The folder that the user named. */
    Optional<Path> givenState() {
        return Optional.ofNullable(state);
    }

    Path state() {
        return state != null ? state : context.root().resolve(".sandbox");
    }

    /** Opens the local deployment. It is a mistake if the user names a folder without one. */
    Sandbox open() {
        if (state != null) {
            StateFolder.checkUsed(state);
        }
        return open(Map.of(), Map.of());
    }

    Sandbox open(Map<String, String> upstreams, Map<String, String> secretFiles) {
        return open(state(), upstreams, secretFiles, terminal);
    }

    /** Prints the result for {@code --json}, and returns the exit status. */
    int end(int status) {
        terminal.result(report.tree());
        return status;
    }

    /** Opens a local deployment, whose functions run on this machine's JDK. */
    static Sandbox open(Path state, Map<String, String> upstreams, Map<String, String> secretFiles, Terminal terminal) {
        JavaHome.Jdk jdk = JavaHome.find(
                System.getenv(),
                Path.of(System.getProperty("java.home")),
                Runtime.version().feature());
        boolean standIn = ProcessRuntime.needsStandIn();
        if (standIn) {
            terminal.note("Note: AWS's runtime interface client has no native code for this operating system; a small"
                    + " stand-in runs the functions.");
        }
        return Sandbox.open(new Sandbox.Settings(
                state,
                upstreams,
                secretFiles,
                logs -> new ProcessRuntime(logs, jdk, standIn),
                Clock.systemUTC(),
                ReplacementUndo.UPDATE_THEN_DELETE,
                UnaryOperator.identity(),
                terminal::note));
    }
}
