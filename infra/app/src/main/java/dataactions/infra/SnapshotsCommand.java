package dataactions.infra;

import dataactions.authoring.DefinitionException;
import dataactions.infra.environment.ConfigurationException;
import dataactions.infra.snapshot.Snapshots;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code npm run snapshots -- …}: compares what each environment deploys with what was last accepted. */
@Command(
        name = "snapshots",
        description = "Keeps " + Snapshots.FOLDER + "/: what each environment of cdk.json deploys, as last accepted.",
        mixinStandardHelpOptions = true,
        subcommands = {SnapshotsCommand.Check.class, SnapshotsCommand.Accept.class})
public final class SnapshotsCommand {
    private final Path root;
    private final Map<String, String> shell;

    @Spec
    private CommandSpec spec;

    private SnapshotsCommand(Path root, Map<String, String> shell) {
        this.root = root;
        this.shell = shell;
    }

    public static void main(String[] arguments) {
        // The differences have arrows; a console that is not set to UTF-8 gets what Java makes of them.
        System.exit(run(
                Path.of(""),
                System.getenv(),
                new PrintWriter(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8),
                new PrintWriter(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8),
                arguments));
    }

    /** @return the exit status: 0 done, 1 a difference or a failure, 2 wrong arguments */
    public static int run(Path root, Map<String, String> shell, PrintWriter out, PrintWriter err, String... arguments) {
        CommandLine line = new CommandLine(new SnapshotsCommand(root, shell));
        line.setOut(out).setErr(err);
        line.setExecutionExceptionHandler((failure, command, parsed) -> {
            problems(failure).forEach(each -> err.println("error: " + each));
            return 1;
        });
        return line.execute(arguments.length == 0 ? new String[] {"--help"} : arguments);
    }

    private static List<String> problems(Exception failure) {
        if (failure instanceof ConfigurationException || failure instanceof DefinitionException) {
            return failure.getMessage().lines().toList();
        }
        return failure instanceof IOException
                ? List.of(Snapshots.FOLDER + ": cannot be read or written: " + failure.getMessage())
                : DataActionsApp.message(failure);
    }

    @Command(
            name = "check",
            description = {
                "Shows how what the environments deploy differs from what was accepted, and writes missing snapshots.",
                "With CI=true in the environment it writes nothing, and a missing snapshot is an error."
            },
            mixinStandardHelpOptions = true)
    static final class Check implements Callable<Integer> {
        @ParentCommand
        private SnapshotsCommand parent;

        @Override
        public Integer call() throws IOException {
            Snapshots.Check check = Snapshots.of(parent.root).check(!"true".equalsIgnoreCase(parent.shell.get("CI")));
            CommandLine line = parent.spec.commandLine();
            check.written()
                    .forEach(each ->
                            line.getOut().println("new: " + Snapshots.FOLDER + "/" + each + ".json; commit it."));
            check.problems().forEach(line.getErr()::println);
            return check.problems().isEmpty() ? 0 : 1;
        }
    }

    @Command(
            name = "accept",
            description =
                    "Writes what the environments deploy now; deletes the snapshots of environments that are gone.",
            mixinStandardHelpOptions = true)
    static final class Accept implements Callable<Integer> {
        @ParentCommand
        private SnapshotsCommand parent;

        @Override
        public Integer call() throws IOException {
            List<String> said = Snapshots.of(parent.root).accept();
            PrintWriter out = parent.spec.commandLine().getOut();
            said.forEach(out::println);
            out.println(
                    said.isEmpty()
                            ? "Nothing to accept: every environment deploys what its snapshot says."
                            : "Look at the changes in " + Snapshots.FOLDER + "/ and commit them.");
            return 0;
        }
    }
}
