package dataactions.authoring;

import dataactions.definition.ActionDefinition;
import dataactions.definition.Suggestion;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/**
 * The commands over a folder of definitions: check them, and keep the contracts' lock file.
 *
 * <p>Exit status: 0 all is well, 1 the definitions or the lock file are not, 2 the command itself is wrong.
 */
@Command(
        name = "actions",
        description = "Checks the definitions of data actions and keeps their contracts' lock file.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            AuthoringCommand.ContractCommand.class,
            AuthoringCommand.Retire.class,
            AuthoringCommand.Check.class
        })
public final class AuthoringCommand {
    private final Map<String, String> environment;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--definitions",
            paramLabel = "DIR",
            description = "Folder of the definitions (default: ${DEFAULT-VALUE}).",
            scope = ScopeType.INHERIT,
            defaultValue = "function/actions")
    private Path definitions;

    private final ContractUsers users;

    private AuthoringCommand(Map<String, String> environment, ContractUsers users) {
        this.environment = environment;
        this.users = users;
    }

    /** Runs a command and exits with its status. */
    public static void main(String[] arguments) {
        // The consequence of an accepted contract has an arrow; a console that is not set to UTF-8 gets what Java makes
        // of it.
        CommandLine line = commandLine(System.getenv())
                .setOut(new PrintWriter(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8));
        System.exit(line.execute(arguments));
    }

    /**
     * The commands, for embedding or testing.
     *
     * @param environment {@code CI} keeps {@code contract record} from writing
     */
    public static CommandLine commandLine(Map<String, String> environment) {
        return commandLine(environment, new NoOrg());
    }

    /** This program alone reaches no org. */
    private static final class NoOrg implements ContractUsers {
        @Override
        public Optional<String> whyToKeep(String action, int contract, String environment) {
            throw instead(action, "retire " + Workspace.quoted(action) + " " + contract, environment);
        }

        @Override
        public Optional<String> whyDeployed(String action, int contract, String environment) {
            throw instead(action, "contract undo " + Workspace.quoted(action), environment);
        }

        @Override
        public List<String> environments() {
            throw new DefinitionException(List.of(new Problem(
                    LockFile.NAME,
                    0,
                    "",
                    "this program does not read cdk.json and asks no org: run the command as `" + Workspace.RUN
                            + " contract undo NAME`, or give --never-deployed.")));
        }

        private static DefinitionException instead(String action, String command, String environment) {
            return new DefinitionException(List.of(new Problem(
                    LockFile.NAME,
                    0,
                    action,
                    "this program does not talk to Genesys Cloud, so it cannot ask the org of " + environment
                            + ": run `" + Workspace.RUN + " " + command + " --environments " + environment + "`.")));
        }
    }

    /** Whether this is a run in CI, where nothing is recorded: {@code CI} is set, and not to {@code false} or 0. */
    public static boolean isCi(Map<String, String> environment) {
        String value = environment.getOrDefault("CI", "").strip();
        return !value.isEmpty() && !value.equalsIgnoreCase("false") && !value.equals("0");
    }

    /**
     * The commands, with a way to ask the orgs.
     *
     * @param environment as above
     * @param users asked by {@code retire --environments} and {@code contract undo}
     */
    public static CommandLine commandLine(Map<String, String> environment, ContractUsers users) {
        CommandLine line = new CommandLine(new AuthoringCommand(environment, users))
                .setExecutionExceptionHandler((failure, command, parsed) -> report(failure, command, environment));
        ProgramVersion.addTo(line);
        return line;
    }

    private static int report(Exception failure, CommandLine command, Map<String, String> environment) {
        if (failure instanceof DefinitionException problems) {
            printProblems(command.getErr(), problems.problems());
        } else if (failure instanceof IOException || failure instanceof UncheckedIOException) {
            command.getErr()
                    .println("Cannot read or write " + failure.getMessage() + ": check the folder and its"
                            + " permissions.");
        } else {
            command.getErr().println("Internal error: " + failure + ". Set DEBUG=1 to see where.");
            if (environment.containsKey("DEBUG")) {
                failure.printStackTrace(command.getErr());
            }
        }
        return 1;
    }

    private static void printProblems(PrintWriter err, List<Problem> problems) {
        problems.forEach(err::println);
        err.println(problems.size() == 1 ? "1 problem." : problems.size() + " problems.");
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private Workspace workspace() {
        return Workspace.read(definitions);
    }

    private void printWarnings(Workspace workspace) {
        workspace.warnings().forEach(warning -> spec.commandLine().getErr().println("warning: " + warning));
    }

    private static void throwIfAny(List<Problem> problems) {
        if (!problems.isEmpty()) {
            throw new DefinitionException(problems);
        }
    }

    @Command(
            name = "contract",
            description = "Records, accepts and undoes contracts.",
            mixinStandardHelpOptions = true,
            synopsisSubcommandLabel = "COMMAND",
            subcommands = {Record.class, Accept.class, Undo.class, ListContracts.class})
    static final class ContractCommand {
        @CommandLine.ParentCommand
        private AuthoringCommand actions;
    }

    @Command(
            name = "record",
            description = {
                "Records new actions as contract 1, and the present definition of unchanged contracts.",
                "Never accepts a changed contract. With --frozen, or with CI set in the environment, it writes nothing"
                        + " and fails if it would have."
            },
            mixinStandardHelpOptions = true)
    static final class Record implements Callable<Integer> {
        @CommandLine.ParentCommand
        private ContractCommand contract;

        @Option(names = "--frozen", description = "Write nothing; fail if the lock file is out of date.")
        private boolean frozen;

        @Override
        public Integer call() throws IOException {
            AuthoringCommand actions = contract.actions;
            Workspace workspace = actions.workspace();
            List<Problem> problems = new ArrayList<>(workspace.problems());
            LockFile lock = workspace.lock();
            List<String> done = new ArrayList<>();
            for (DefinitionFile file : workspace.files().values()) {
                String name = file.definition().name();
                LockFile.Entry entry = workspace.lock().entries().get(name);
                if (entry == null) {
                    lock = lock.with(name, LockFile.Entry.first(file.definition()));
                    done.add(name + ": recorded as contract 1.");
                    continue;
                }
                Workspace.contractProblem(file, entry, problems);
                if (!entry.definition().equals(file.definition().as(entry.current(), true))) {
                    lock = lock.with(name, entry.refreshed(file.definition()));
                    done.add(name + ": definition of contract " + entry.current() + " refreshed.");
                }
            }
            workspace.lockProblems().stream()
                    .filter(problem -> problem.file().equals(LockFile.NAME))
                    .forEach(problems::add);
            throwIfAny(problems);
            if ((frozen || isCi(actions.environment)) && !done.isEmpty()) {
                throw new DefinitionException(done.stream()
                        .map(what -> new Problem(
                                LockFile.NAME,
                                0,
                                "",
                                "out of date, and not written here (" + (frozen ? "--frozen" : "CI is set") + "): "
                                        + what + " Run `" + Workspace.RUN + " contract record` and commit the file."))
                        .toList());
            }
            if (!done.isEmpty()) {
                lock.write(actions.definitions);
                done.forEach(actions.out()::println);
            }
            actions.out().println(count(workspace) + ".");
            return 0;
        }

        private static String count(Workspace workspace) {
            long examples =
                    workspace.runs().values().stream().mapToLong(List::size).sum();
            return words(workspace.files().size(), "action") + ", " + words(examples, "example") + " passed";
        }
    }

    private static String words(long n, String what) {
        return n + " " + what + (n == 1 ? "" : "s");
    }

    @Command(
            name = "accept",
            description = {
                "Takes an action's changed contract under the next number.",
                "The old contract stays in service, served by its frozen definition, until it is retired."
            },
            mixinStandardHelpOptions = true)
    static final class Accept implements Callable<Integer> {
        @CommandLine.ParentCommand
        private ContractCommand contract;

        @Parameters(paramLabel = "NAME", description = "The action's name, such as FetchUser.")
        private String name;

        @Option(
                names = "--as-recorded",
                description = "Freeze the old contract as it was last recorded, though it fails the examples.")
        private boolean asRecorded;

        @Override
        public Integer call() throws IOException {
            AuthoringCommand actions = contract.actions;
            Workspace workspace = actions.workspace();
            DefinitionFile file = workspace.files().get(name);
            if (file == null) {
                throwIfAny(workspace.problems());
                throw new DefinitionException(List.of(
                        unknown(actions.definitions, name, workspace.files().keySet())));
            }
            throwIfAny(workspace.problems().stream()
                    .filter(problem ->
                            problem.file().equals(file.file()) || problem.file().equals(LockFile.NAME))
                    .toList());
            LockFile.Entry entry = workspace.lock().entries().get(name);
            if (entry == null) {
                workspace
                        .lock()
                        .with(name, LockFile.Entry.first(file.definition()))
                        .write(actions.definitions);
                actions.out().println(name + ": recorded as contract 1.");
                return 0;
            }
            String change = ContractChange.describe(entry.definition(), file.definition());
            if (change.isEmpty()) {
                actions.out().println(name + ": contract " + entry.current() + " has not changed; nothing to accept.");
                return 0;
            }
            List<Problem> broken = asRecorded ? List.of() : brokenWhenFrozen(entry, file);
            throwIfAny(broken);
            LockFile.Entry next = entry.next(file.definition());
            workspace.lock().with(name, next).write(actions.definitions);
            actions.out()
                    .println(name + ": " + change + " → contract " + next.current() + ", a further action; flows"
                            + " keep contract " + entry.current() + " until they are re-pointed. Commit "
                            + LockFile.NAME + ".");
            if (!entry.definition().steps().equals(file.definition().steps())) {
                actions.out()
                        .println("Contract " + entry.current() + " goes on with the request as it was recorded ("
                                + calls(entry.definition()) + "), not with the one now in " + file.file()
                                + ".");
            }
            return 0;
        }

        private static String calls(ActionDefinition action) {
            return action.steps().stream()
                    .map(step -> step.request().method() + " " + step.request().path())
                    .collect(Collectors.joining(", "));
        }

        /**
         * What is frozen is what was last recorded, and every build records: that may be a mapping which never went
         * into service, because its check refused it. The examples tell.
         */
        private static List<Problem> brokenWhenFrozen(LockFile.Entry entry, DefinitionFile file) {
            List<Problem> broken = new ArrayList<>();
            for (Example example : file.examples()) {
                for (String difference :
                        ExampleRunner.frozenDifferences(entry.definition(), file.definition(), example)) {
                    broken.add(new Problem(
                            file.file(),
                            example.line(),
                            example.path(),
                            "contract " + entry.current() + " would be frozen as it was last recorded, and as that it"
                                    + " fails the example \"" + example.name() + "\": " + difference + ". Put its"
                                    + " definition back as it is in service, run `" + Workspace.RUN
                                    + " contract record`, and change the contract then; or accept with"
                                    + " --as-recorded."));
                }
            }
            return broken;
        }
    }

    @Command(
            name = "undo",
            description = {
                "Drops the newest contract number of an action, if it is deployed nowhere. The number before it is the"
                        + " current one again; an action that has no other number is no longer recorded. The"
                        + " definition's file stays as it is.",
                "The orgs of all environments in cdk.json are asked first, or those of --environments. It is refused while"
                        + " an action of that number is in one of them. An org that cannot be asked, or that has no"
                        + " stack of the environment, counts as having it: name only the environments that were"
                        + " deployed, and give GENESYSCLOUD_OAUTHCLIENT_ID_PROD and"
                        + " GENESYSCLOUD_OAUTHCLIENT_SECRET_PROD for prod, and so on, or sign in to the AWS account that"
                        + " holds the environment's secret. The sandbox on this machine is not asked."
            },
            mixinStandardHelpOptions = true)
    static final class Undo implements Callable<Integer> {
        @CommandLine.ParentCommand
        private ContractCommand contract;

        @Spec
        private CommandSpec spec;

        @Parameters(paramLabel = "NAME", description = "The action's name, such as FetchUser.")
        private String name;

        @Option(
                names = "--environments",
                paramLabel = "NAME",
                split = ",",
                description = "Environments of cdk.json whose orgs are asked (default: all).")
        private List<String> environments = List.of();

        @Option(names = "--never-deployed", description = "Ask no org: no environment was deployed with this number.")
        private boolean neverDeployed;

        @Override
        public Integer call() throws IOException {
            if (neverDeployed && !environments.isEmpty()) {
                throw new CommandLine.ParameterException(
                        spec.commandLine(), "Give either --environments or --never-deployed, not both.");
            }
            AuthoringCommand actions = contract.actions;
            Workspace workspace = actions.workspace();
            throwIfAny(workspace.problems().stream()
                    .filter(problem -> problem.file().equals(LockFile.NAME))
                    .toList());
            LockFile.Entry entry = workspace.lock().entries().get(name);
            if (entry == null) {
                throw new DefinitionException(List.of(unknown(
                        actions.definitions, name, workspace.lock().entries().keySet())));
            }
            int dropped = entry.current();
            Optional<LockFile.Entry> before = entry.undone();
            if (before.isEmpty() && dropped > 1) {
                throw new DefinitionException(List.of(problem("contract " + (dropped - 1)
                        + " is retired, and no number is used twice: contract " + dropped
                        + " cannot be undone. Take the changed contract as the next number with `" + Workspace.RUN
                        + " contract accept " + Workspace.quoted(name) + "`.")));
            }
            throwIfAny(deployed(actions, dropped));
            LockFile lock = workspace.lock();
            before.map(it -> lock.with(name, it))
                    .orElseGet(() -> lock.without(name))
                    .write(actions.definitions);
            before.ifPresentOrElse(
                    it -> sayCurrent(actions.out(), workspace.files().get(name), it, dropped),
                    () -> actions.out()
                            .println(name + ": contract 1 is dropped, and the action is not recorded any more. The next"
                                    + " build records it as contract 1 again. Commit " + LockFile.NAME + "."));
            return 0;
        }

        private void sayCurrent(PrintWriter out, DefinitionFile file, LockFile.Entry entry, int dropped) {
            out.println(name + ": contract " + dropped + " is dropped, and contract " + entry.current()
                    + " is the current one again. Commit " + LockFile.NAME + ".");
            String change = file == null ? "" : ContractChange.describe(entry.definition(), file.definition());
            if (!change.isEmpty()) {
                out.println(file.file() + " still has another contract (" + change + "): a draft of contract " + dropped
                        + ". Change the file back, or run `" + Workspace.RUN + " contract accept "
                        + Workspace.quoted(name) + "` when it is ready.");
            }
        }

        /** Every org is asked, so that a person sees all of them at once. */
        private List<Problem> deployed(AuthoringCommand actions, int number) {
            List<Problem> found = new ArrayList<>();
            if (neverDeployed) {
                return found;
            }
            for (String each : environments.isEmpty() ? actions.users.environments() : environments) {
                String where = each.strip();
                actions.users
                        .whyDeployed(name, number, where)
                        .ifPresentOrElse(
                                why -> found.add(problem("contract " + number + " stays: in " + where + " it is " + why
                                        + ". Undo drops only what is deployed nowhere. Use --environments to name the"
                                        + " environments that were deployed, or --never-deployed if none was.")),
                                () -> actions.out().println(where + ": contract " + number + " is not deployed."));
            }
            return found;
        }

        private Problem problem(String message) {
            return new Problem(LockFile.NAME, 0, name, message);
        }
    }

    private static Problem unknown(Path folder, String name, Collection<String> known) {
        return new Problem(
                folder.toString(),
                0,
                "",
                "no action " + name + Suggestion.didYouMean(name, known) + " Known: " + String.join(", ", known) + ".");
    }

    @Command(
            name = "retire",
            description = {
                "Takes one contract of an action out of service; the next deployment removes its action from Genesys.",
                "The current contract can be retired only once the action's file is gone.",
                "With --environments the orgs of these environments are asked first, and it is refused while an Architect"
                        + " flow uses the contract in one of them. An org that cannot be asked counts as using it: give"
                        + " GENESYSCLOUD_OAUTHCLIENT_ID_PROD and GENESYSCLOUD_OAUTHCLIENT_SECRET_PROD for prod, and so on,"
                        + " or sign in to the AWS account that holds the environment's secret. Scripts and outbound rule"
                        + " sets are not known to Architect's dependency tracking."
            },
            mixinStandardHelpOptions = true)
    static final class Retire implements Callable<Integer> {
        @CommandLine.ParentCommand
        private AuthoringCommand actions;

        @Parameters(index = "0", paramLabel = "NAME", description = "The action's name, such as FetchUser.")
        private String name;

        @Parameters(index = "1", paramLabel = "NUMBER", description = "The contract's number.")
        private int number;

        @Option(
                names = "--environments",
                paramLabel = "NAME",
                split = ",",
                description = "Environments of cdk.json whose orgs are asked, such as dev,test,prod.")
        private List<String> environments = List.of();

        @Override
        public Integer call() throws IOException {
            Workspace workspace = actions.workspace();
            throwIfAny(workspace.problems().stream()
                    .filter(problem -> problem.file().equals(LockFile.NAME))
                    .toList());
            LockFile.Entry entry = workspace.lock().entries().get(name);
            if (entry == null) {
                throw new DefinitionException(List.of(unknown(
                        actions.definitions, name, workspace.lock().entries().keySet())));
            }
            LockFile lock = number == entry.current() ? retireCurrent(workspace, entry) : retireOlder(workspace, entry);
            throwIfAny(inUse());
            lock.write(actions.definitions);
            actions.out()
                    .println(name + ": contract " + number + " is out of service from the next deployment on."
                            + " Commit " + LockFile.NAME + ".");
            return 0;
        }

        /** Every org is asked, so that a person sees all of them at once. */
        private List<Problem> inUse() {
            List<Problem> found = new ArrayList<>();
            for (String each : environments) {
                String where = each.strip();
                actions.users
                        .whyToKeep(name, number, where)
                        .ifPresentOrElse(
                                why -> found.add(problem("contract " + number + " stays in service: in " + where
                                        + " it is " + why + ". Re-point and publish those flows, then retire it.")),
                                () -> actions.out()
                                        .println(where + ": no Architect flow uses contract " + number + "."));
            }
            return found;
        }

        private LockFile retireOlder(Workspace workspace, LockFile.Entry entry) {
            if (!entry.older().containsKey(number)) {
                throw new DefinitionException(List.of(
                        problem("contract " + number + " is not in service; in service: " + inService(entry) + ".")));
            }
            return workspace.lock().with(name, entry.without(number));
        }

        private LockFile retireCurrent(Workspace workspace, LockFile.Entry entry) {
            // A file that cannot be read may be this action's: then nobody can say that it is gone.
            throwIfAny(workspace.problems());
            DefinitionFile file = workspace.files().get(name);
            if (file != null) {
                throw new DefinitionException(List.of(problem("contract " + number + " is the current one, defined by "
                        + file.file() + ": delete that file first.")));
            }
            if (!entry.older().isEmpty()) {
                throw new DefinitionException(List.of(problem(
                        "older contracts are still in service (" + inService(entry) + "): retire those first.")));
            }
            return workspace.lock().without(name);
        }

        private Problem problem(String message) {
            return new Problem(LockFile.NAME, 0, name, message);
        }

        private static String inService(LockFile.Entry entry) {
            List<String> numbers = new ArrayList<>();
            entry.older().keySet().forEach(older -> numbers.add(String.valueOf(older)));
            numbers.add(String.valueOf(entry.current()));
            return String.join(", ", numbers);
        }
    }

    @Command(name = "list", description = "Lists the contracts in service.", mixinStandardHelpOptions = true)
    static final class ListContracts implements Callable<Integer> {
        @CommandLine.ParentCommand
        private ContractCommand contract;

        @Override
        public Integer call() {
            AuthoringCommand actions = contract.actions;
            List<Problem> problems = new ArrayList<>();
            LockFile lock = LockFile.read(actions.definitions, problems);
            throwIfAny(problems);
            PrintWriter out = actions.out();
            lock.entries().forEach((name, entry) -> {
                entry.older().forEach((number, definition) -> print(out, Contract.of(definition)));
                print(out, Contract.of(entry.definition()));
            });
            if (lock.entries().isEmpty()) {
                out.println("No contracts are recorded: run `" + Workspace.RUN + " contract record`.");
            }
            return 0;
        }

        private static void print(PrintWriter out, Contract contract) {
            out.println(contract.actionName() + " contract " + contract.number()
                    + (contract.newest() ? " (newest)" : "") + ", in Genesys \"" + contract.registeredName()
                    + "\", digest " + contract.digest().substring(0, 12));
        }
    }

    @Command(
            name = "check",
            description = "Checks every definition, runs every example and names the drafts; writes nothing.",
            mixinStandardHelpOptions = true)
    static final class Check implements Callable<Integer> {
        @CommandLine.ParentCommand
        private AuthoringCommand actions;

        @Override
        public Integer call() {
            Workspace workspace = actions.workspace();
            workspace
                    .runs()
                    .forEach((name, runs) -> runs.forEach(run -> actions.out()
                            .println((run.passed() ? "ok    " : "FAIL  ") + name + ": "
                                    + run.example().name())));
            workspace.drafts().forEach(draft -> actions.out().println(draft));
            actions.printWarnings(workspace);
            List<Problem> problems = new ArrayList<>(workspace.problems());
            problems.addAll(workspace.orphans());
            throwIfAny(problems);
            return 0;
        }
    }
}
