package dataactions.infra;

import dataactions.authoring.AuthoringCommand;
import dataactions.authoring.ProgramVersion;
import dataactions.definition.Suggestion;
import dataactions.infra.environment.ConfigurationException;
import dataactions.infra.environment.Environment;
import dataactions.infra.environment.Environments;
import dataactions.infra.environment.FrontDoors;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code npm run environments -- …}: keeps the record of what cannot be told from {@code cdk.json} alone. */
@Command(
        name = "environments",
        description = "Keeps " + FrontDoors.NAME + ", by which a changed front door is noticed.",
        mixinStandardHelpOptions = true,
        subcommands = {EnvironmentsCommand.Record.class, EnvironmentsCommand.AcceptFrontDoor.class})
public final class EnvironmentsCommand {
    private final Path root;
    private final Map<String, String> shell;

    @Spec
    private CommandSpec spec;

    private EnvironmentsCommand(Path root, Map<String, String> shell) {
        this.root = root;
        this.shell = shell;
    }

    public static void main(String[] arguments) {
        System.exit(run(
                Path.of(""),
                System.getenv(),
                new PrintWriter(System.out, true),
                new PrintWriter(System.err, true),
                arguments));
    }

    /** @return the exit status: 0 done, 1 refused, 2 wrong arguments */
    public static int run(Path root, Map<String, String> shell, PrintWriter out, PrintWriter err, String... arguments) {
        CommandLine line = new CommandLine(new EnvironmentsCommand(root, shell));
        line.setOut(out).setErr(err);
        ProgramVersion.addTo(line);
        line.setExecutionExceptionHandler((failure, command, parsed) -> {
            problems(failure).forEach(each -> err.println("error: " + each));
            return 1;
        });
        return line.execute(arguments.length == 0 ? new String[] {"--help"} : arguments);
    }

    private static List<String> problems(Exception failure) {
        if (failure instanceof ConfigurationException several) {
            return several.problems();
        }
        return List.of(
                failure instanceof IOException
                        ? FrontDoors.NAME + ": cannot be written: " + failure.getMessage()
                        : failure.toString());
    }

    private Environments environments() {
        return Environments.ofProject(root);
    }

    @Command(
            name = "record",
            description = {
                "Records new environments. Never records a changed front door.",
                "With --frozen, or with CI set in the environment, it writes nothing and fails if it would have."
            },
            mixinStandardHelpOptions = true)
    static final class Record implements Callable<Integer> {
        @ParentCommand
        private EnvironmentsCommand parent;

        @Option(names = "--frozen", description = "Write nothing; fail if the file is out of date.")
        private boolean frozen;

        @Override
        public Integer call() throws IOException {
            Environments environments = parent.environments();
            FrontDoors recorded = FrontDoors.read(parent.root);
            List<String> problems = recorded.problems(environments);
            if (!problems.isEmpty()) {
                throw new ConfigurationException(problems);
            }
            FrontDoors now = recorded.withNew(environments);
            if (now.equals(recorded)) {
                return 0;
            }
            if (frozen || AuthoringCommand.isCi(parent.shell)) {
                throw new ConfigurationException(FrontDoors.NAME + ": out of date, and not written here ("
                        + (frozen ? "--frozen" : "CI is set") + "); run " + FrontDoors.RUN
                        + " record, and commit the file");
            }
            now.write(parent.root);
            now.words().forEach((name, word) -> {
                if (!recorded.words().containsKey(name)) {
                    parent.spec
                            .commandLine()
                            .getOut()
                            .println(name + ": recorded with the front door \"" + word + "\" in " + FrontDoors.NAME
                                    + ".");
                }
            });
            return 0;
        }
    }

    @Command(
            name = "accept-front-door",
            description = "Accepts that an environment's front door changes, and so every action of it is made anew.",
            mixinStandardHelpOptions = true)
    static final class AcceptFrontDoor implements Callable<Integer> {
        @ParentCommand
        private EnvironmentsCommand parent;

        @Parameters(paramLabel = "ENVIRONMENT", description = "Its name in cdk.json, such as dev.")
        private String name;

        @Override
        public Integer call() throws IOException {
            Environments environments = parent.environments();
            Environment environment = environments
                    .find(name)
                    .orElseThrow(() -> new ConfigurationException(Environments.ROOT + "." + name
                            + ": no such environment; "
                            + Suggestion.hint(name, environments.names())));
            FrontDoors recorded = FrontDoors.read(parent.root);
            String word = environment.frontDoor().word();
            PrintWriter out = parent.spec.commandLine().getOut();
            if (word.equals(recorded.words().get(name))) {
                out.println(name + ": the front door is \"" + word + "\", as recorded; nothing to accept.");
                return 0;
            }
            recorded.with(environment).write(parent.root);
            if (!recorded.words().containsKey(name)) {
                out.println(name + ": recorded with the front door \"" + word + "\" in " + FrontDoors.NAME + ".");
                return 0;
            }
            out.println(name + ": the next deployment makes integration and actions anew behind the front door \""
                    + word
                    + "\". Each action gets another id in Genesys Cloud: point"
                    + " the flows to it and publish them. An action that a flow still uses is kept and reported.");
            return 0;
        }
    }
}
