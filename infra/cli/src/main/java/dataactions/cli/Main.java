package dataactions.cli;

import dataactions.assembly.AssemblyException;
import dataactions.assembly.template.TemplateException;
import dataactions.authoring.reader.DefinitionException;
import dataactions.authoring.reader.yaml.DefinitionProblem;
import dataactions.authoring.text.PlainText;
import dataactions.cli.author.CheckCommand;
import dataactions.cli.author.DocsCommand;
import dataactions.cli.author.ListCommand;
import dataactions.cli.author.TryCommand;
import dataactions.cli.author.create.NewCommand;
import dataactions.cli.aws.AwsFailure;
import dataactions.cli.console.ConsoleCommand;
import dataactions.cli.contract.ContractCommands;
import dataactions.cli.destroy.DestroyCommand;
import dataactions.cli.doctor.DoctorCommand;
import dataactions.cli.frontdoor.AcceptFrontDoorCommand;
import dataactions.cli.local.LocalCommands;
import dataactions.cli.local.LocalPlan;
import dataactions.cli.plan.LiveOrg;
import dataactions.cli.plan.PlanCommand;
import dataactions.cli.snapshots.SnapshotsCommands;
import dataactions.definition.Suggestion;
import dataactions.infra.environment.ConfigurationException;
import dataactions.registrar.invocation.Failure;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.IHelpSectionRenderer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.UnmatchedArgumentException;

/** {@code ./data-actions}: every command of this project. */
public final class Main {
    /** The command that a person types. */
    public static final String NAME = "./data-actions";

    private Main() {}

    /** Runs a command and exits with its status. */
    public static void main(String[] arguments) {
        // In a console that is not set to UTF-8, arrows and dashes would be question marks.
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), false, StandardCharsets.UTF_8);
        int status = run(
                Context.ofWorkstation(),
                new PrintWriter(out, true, StandardCharsets.UTF_8),
                new PrintWriter(err, true, StandardCharsets.UTF_8),
                arguments);
        out.flush();
        err.flush();
        System.exit(status);
    }

    /** Runs a command and returns its exit status. */
    public static int run(Context context, PrintWriter out, PrintWriter err, String... arguments) {
        Terminal terminal = new Terminal(out, err, context.colours(), context.shell());
        CommandLine line = commandLine(context, terminal).setOut(out).setErr(err);
        line.setParameterExceptionHandler((failure, given) -> wrongUsage(failure, line, err));
        line.setExecutionExceptionHandler((failure, command, parsed) -> {
            report(failure, err);
            if (terminal.debug()) {
                failure.printStackTrace(err);
            }
            return ExitStatus.FAILED;
        });
        line.setExecutionStrategy(parsed -> {
            if (CommandLine.printHelpIfRequested(parsed)) {
                return ExitStatus.DONE;
            }
            int status = new CommandLine.RunLast().execute(parsed);
            terminal.resultOfLines();
            return status;
        });
        return line.execute(arguments);
    }

    /** The tree of all commands. The documents' tests use it too. */
    public static CommandLine commandLine(Context context, Terminal terminal) {
        CommandLine line = new CommandLine(new Root(terminal));
        line.addSubcommand(new CheckCommand(context, terminal));
        line.addSubcommand(new ListCommand(context, terminal));
        line.addSubcommand(new NewCommand(context, terminal, System.in));
        line.addSubcommand(new TryCommand(context, terminal));
        line.addSubcommand(new DocsCommand(context, terminal));
        line.addSubcommand(new ConsoleCommand(context, terminal));
        line.addSubcommand(ContractCommands.group(context, terminal));
        line.addSubcommand(LocalCommands.group(context, terminal));
        line.addSubcommand(new CommandLine(new Live())
                .addSubcommand(new DoctorCommand(context, terminal))
                .addSubcommand(new PlanCommand(context, terminal, new LocalPlan(context, terminal)))
                .addSubcommand(new DestroyCommand(context, terminal))
                .addSubcommand(new AcceptFrontDoorCommand(context, terminal)));
        line.addSubcommand(SnapshotsCommands.group(context, terminal));
        line.addSubcommand(new CompletionCommand(terminal));
        finish(line, new Version(context.root()));
        line.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST_HEADING, help -> "");
        line.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST, new Groups());
        return line;
    }

    /** The settings that all commands share. */
    private static void finish(CommandLine line, Version version) {
        CommandSpec spec = line.getCommandSpec();
        spec.versionProvider(version)
                .exitCodeOnInvalidInput(ExitStatus.FAILED)
                .exitCodeOnExecutionException(ExitStatus.FAILED);
        List<String> footer = new ArrayList<>(Arrays.asList(spec.usageMessage().footer()));
        footer.addAll(Arrays.asList(ExitStatus.HELP));
        spec.usageMessage().footer(footer.toArray(String[]::new)).width(Terminal.WIDTH);
        line.getSubcommands().values().forEach(each -> finish(each, version));
    }

    /** The command without a subcommand. */
    @Command(
            name = NAME,
            header = "Deploys Genesys Cloud data actions: on this machine, and to AWS with `npx cdk deploy`.",
            mixinStandardHelpOptions = true,
            synopsisSubcommandLabel = "COMMAND",
            footer = {"", "Help for one command: " + NAME + " local deploy --help"})
    static final class Root extends Group {
        private final Terminal terminal;

        Root(Terminal terminal) {
            this.terminal = terminal;
        }

        @Option(names = "--json", scope = ScopeType.INHERIT, description = "Print the result as one JSON object.")
        void json(boolean on) {
            if (on) {
                terminal.useJson();
            }
        }

        @Option(
                names = "--debug",
                scope = ScopeType.INHERIT,
                description = "Show stack traces and calls to Genesys Cloud.")
        void debug(boolean on) {
            if (on) {
                terminal.useDebug();
            }
        }

        @Option(names = "--no-color", scope = ScopeType.INHERIT, description = "Print without colours.")
        void noColour(boolean on) {
            if (on) {
                terminal.useNoColours();
            }
        }
    }

    /** The commands about a live org and account. */
    @Command(
            name = "live",
            header = "Checks a live Genesys Cloud org and AWS account, plans a deployment, and deletes a stack.",
            mixinStandardHelpOptions = true,
            synopsisSubcommandLabel = "COMMAND",
            footer = {"", "Example: " + NAME + " live plan --environment dev"})
    static final class Live extends Group {}

    /** Lists every command under the heading of its group. */
    private static final class Groups implements IHelpSectionRenderer {
        @Override
        public String render(Help help) {
            Map<String, String> groups = new LinkedHashMap<>();
            groups.put("", "Author definitions");
            groups.put("contract", "Contract numbers");
            groups.put("local", "Deploy on this machine, without any account");
            groups.put("live", "Live Genesys Cloud orgs and AWS accounts");
            groups.put("snapshots", "What the environments deploy");
            StringBuilder text = new StringBuilder();
            groups.forEach((group, heading) -> {
                text.append(System.lineSeparator()).append(heading).append(':').append(System.lineSeparator());
                (group.isEmpty() ? help : help.subcommands().get(group))
                        .subcommands()
                        .forEach((name, command) -> {
                            if (command.subcommands().isEmpty()) {
                                text.append(row(group + (group.isEmpty() ? "" : " ") + name, command));
                            }
                        });
            });
            return text.toString();
        }

        private static String row(String name, Help command) {
            return String.format(
                    "  %-24s %s%n", name, command.commandSpec().usageMessage().header()[0]);
        }
    }

    private static int wrongUsage(ParameterException failure, CommandLine root, PrintWriter err) {
        CommandLine command = failure.getCommandLine();
        String message = failure.getMessage().replaceFirst("^Error: ", "");
        if (failure instanceof UnmatchedArgumentException unmatched
                && !unmatched.getUnmatched().isEmpty()) {
            String word = unmatched.getUnmatched().get(0);
            message = word.startsWith("-") ? unknownOption(word, command) : unknownCommand(word, command, root);
        }
        err.println("Error: " + PlainText.lines(message.strip()));
        err.println("See " + command.getCommandSpec().qualifiedName() + " --help.");
        return ExitStatus.FAILED;
    }

    private static String unknownOption(String word, CommandLine command) {
        List<String> names = command.getCommandSpec().options().stream()
                .map(OptionSpec::longestName)
                .toList();
        String name = word.replaceFirst("=.*", "");
        return "There is no option " + name + Suggestion.didYouMean(name, names);
    }

    private static String unknownCommand(String word, CommandLine command, CommandLine root) {
        if (command.getSubcommands().isEmpty()) {
            return command.getCommandSpec().qualifiedName() + " does not take the argument " + word + ".";
        }
        List<String> elsewhere = new ArrayList<>();
        root.getSubcommands().values().forEach(group -> {
            if (group.getSubcommands().containsKey(word)) {
                elsewhere.add(group.getCommandName() + " " + word);
            }
        });
        return "There is no command " + word
                + (elsewhere.isEmpty()
                        ? Suggestion.didYouMean(word, command.getSubcommands().keySet())
                        : "; did you mean " + String.join(", or ", elsewhere) + "?");
    }

    /** One line for each problem that a person must know. */
    private static void report(Exception failure, PrintWriter err) {
        if (failure instanceof DefinitionException definitions) {
            definitions.problems().forEach(each -> err.println(PlainText.lines(each.toString())));
            int count = definitions.problems().size();
            err.println(count == 1 ? "1 problem." : count + " problems.");
            return;
        }
        messages(failure).forEach(each -> err.println("Error: " + PlainText.lines(each)));
        if (failure instanceof CommandException command && !command.hint().isEmpty()) {
            err.println(command.hint());
        }
    }

    /** What a person must know of a failure, one message each. */
    public static List<String> messages(Exception failure) {
        if (failure instanceof DefinitionException definitions) {
            return definitions.problems().stream()
                    .map(DefinitionProblem::toString)
                    .toList();
        }
        if (failure instanceof ConfigurationException problems) {
            return problems.problems();
        }
        if (failure instanceof Failure genesys) {
            return List.of(LiveOrg.said(genesys));
        }
        if (failure instanceof IOException || failure instanceof UncheckedIOException) {
            return List.of("Cannot read or write " + failure.getMessage() + ": check the folder and its permissions.");
        }
        return isExpected(failure)
                ? failure.getMessage().lines().toList()
                : List.of("Internal error: " + failure + ". --debug shows where.");
    }

    private static boolean isExpected(Exception failure) {
        return failure instanceof CommandException
                || failure instanceof AwsFailure
                || failure instanceof AssemblyException
                || failure instanceof TemplateException
                || LocalCommands.isFailure(failure);
    }

    /** Whether a failure is not a defect of this program. Then its messages are enough. */
    public static boolean isForPeople(Exception failure) {
        return isExpected(failure)
                || failure instanceof DefinitionException
                || failure instanceof ConfigurationException
                || failure instanceof Failure;
    }
}
