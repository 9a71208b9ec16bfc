package dataactions.cli.local;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.assembly.CdkJson;
import dataactions.assembly.CloudAssembly;
import dataactions.cli.Context;
import dataactions.cli.EnvironmentOption;
import dataactions.cli.ExitStatus;
import dataactions.cli.Group;
import dataactions.cli.Main;
import dataactions.cli.NamedValues;
import dataactions.cli.Terminal;
import dataactions.definition.Suggestion;
import dataactions.definition.deployment.CustomResourceType;
import dataactions.definition.upstream.Auth;
import dataactions.definition.upstream.Upstream;
import dataactions.definition.upstream.UpstreamUrl;
import dataactions.sandbox.Architect;
import dataactions.sandbox.RegisteredAction;
import dataactions.sandbox.Sandbox;
import dataactions.sandbox.SandboxException;
import dataactions.sandbox.StateFolder;
import dataactions.sandbox.cloudformation.Engine;
import dataactions.sandbox.cloudformation.Result;
import dataactions.sandbox.cloudformation.StackListener;
import dataactions.sandbox.cloudformation.StackState;
import dataactions.sandbox.lambda.JavaHome;
import dataactions.sandbox.lambda.ProcessRuntime;
import dataactions.sandbox.upstream.Examples;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The commands of the local deployment: {@code local deploy|invoke|status|serve|rotate|destroy}. */
public final class LocalCommands {
    private LocalCommands() {}

    public static CommandLine group(Context context, Terminal terminal) {
        return new CommandLine(new LocalGroup())
                .addSubcommand(new Deploy(context, terminal))
                .addSubcommand(new Invoke(context, terminal))
                .addSubcommand(new Status(context, terminal))
                .addSubcommand(new Serve(context, terminal))
                .addSubcommand(new Rotate(context, terminal))
                .addSubcommand(new Destroy(context, terminal));
    }

    /** Whether the message of a failure is meant for a person. */
    public static boolean isFailure(Exception failure) {
        return failure instanceof SandboxException;
    }

    @Command(
            name = "local",
            header = "Deploys the stack on this machine: real Lambda processes, a Genesys org, no account.",
            mixinStandardHelpOptions = true,
            synopsisSubcommandLabel = "COMMAND",
            footer = {"", "Example: " + Main.NAME + " local deploy --invoke-example"})
    static final class LocalGroup extends Group {}

    /** What every command of the group needs. */
    abstract static class OverSandbox implements Callable<Integer> {
        final Context context;
        final Terminal terminal;
        final Report report;

        @Option(
                names = "--state",
                paramLabel = "DIR",
                description = "Folder that holds the state of the local deployment (default: .sandbox of the project).")
        private Path state;

        OverSandbox(Context context, Terminal terminal) {
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
            return LocalCommands.open(state(), upstreams, secretFiles, terminal);
        }

        /** Prints the result for {@code --json}, and returns the exit status. */
        int end(int status) {
            terminal.result(report.tree());
            return status;
        }
    }

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
                Engine.Undo.UPDATE_THEN_DELETE,
                UnaryOperator.identity(),
                terminal::note));
    }

    /**
     * Synthesises one environment for this machine. New and changed contracts are drafts, and the lock file is not
     * written.
     */
    static CloudAssembly synthesised(Context context, Terminal terminal, Path state, String environment) {
        Instant start = Instant.now();
        Path folder = state.toAbsolutePath().resolve("cdk.out");
        terminal.begins("Synthesising");
        LocalApp.synthesise(
                context.root().toAbsolutePath().normalize(), folder, environment, terminal.debug(), terminal::line);
        terminal.ends("Synthesising", Duration.between(start, Instant.now()));
        return CloudAssembly.read(folder, environment);
    }

    /** The inputs of an invocation, and how much of the result is shown. */
    static final class Inputs {
        @Option(
                names = {"--input", "-i"},
                paramLabel = "NAME=VALUE",
                description = "An input; its type is taken from the registered contract. Repeatable.")
        private List<String> inputs = List.of();

        @Option(
                names = "--inputs",
                paramLabel = "OBJECT",
                description = "All inputs as one JSON object, sent as it is: '{\"userId\": 1}'.")
        private String object;

        @Option(
                names = "--explain",
                description =
                        "Call the function directly and show where each output came from: found, defaulted, missing,"
                                + " converted or mismatch; for a missing one also the nearest path in the answer.")
        private boolean explain;

        @Option(
                names = "--trace",
                description =
                        "Call the function directly and show each request and answer of its upstreams: method, URL,"
                                + " headers and body (64 KB), credentials masked. Implies --explain. Not for secure actions.")
        private boolean trace;

        @Option(
                names = "--wait",
                description = "If a slow action answers pending, ask for its result until it is there.")
        private boolean waits;

        /** Reports wrong arguments before the action is read. */
        void check() {
            if (object != null && !inputs.isEmpty()) {
                throw new SandboxException("Use either --input or --inputs, not both.");
            }
            if (object != null) {
                RegisteredAction.inputs(object);
            }
            NamedValues.of("--input", inputs);
        }

        ObjectNode of(RegisteredAction action) {
            check();
            return object != null ? RegisteredAction.inputs(object) : action.inputs(NamedValues.of("--input", inputs));
        }

        private boolean calledDirectly() {
            return explain || trace;
        }

        /** The options that show the result as this command does. */
        private List<String> shown() {
            return trace ? List.of("--trace") : explain ? List.of("--explain") : List.of();
        }
    }

    /** A command that may invoke an action. */
    abstract static class Invoking extends OverSandbox {
        @Mixin
        Inputs inputs;

        Invoking(Context context, Terminal terminal) {
            super(context, terminal);
        }

        int invoke(Sandbox sandbox, String name) {
            List<RegisteredAction> actions = sandbox.actions();
            RegisteredAction action = actions.stream()
                    .filter(each -> each.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new SandboxException("No action '" + name + "' is deployed. "
                            + (actions.isEmpty()
                                    ? "Run `" + Main.NAME + " local deploy` first."
                                    : "There is: "
                                            + String.join(
                                                    ", ",
                                                    actions.stream()
                                                            .map(RegisteredAction::name)
                                                            .toList())
                                            + ".")));
            if (inputs.trace && action.secure()) {
                throw new SandboxException("The action " + name
                        + " is secure: its requests and answers are never shown. Run invoke without --trace.");
            }
            return call(sandbox, actions, action, inputs.of(action));
        }

        /** Calls the action with {@code given}, and prints the answer as {@code inputs} says. */
        int call(Sandbox sandbox, List<RegisteredAction> actions, RegisteredAction action, ObjectNode given) {
            Architect architect = sandbox.architect();
            Invocation.Calls calls = (called, values) -> inputs.calledDirectly()
                    ? new Invocation.Answered.Explained(sandbox.explain(called, values, inputs.trace))
                    : new Invocation.Answered.Executed(architect.execute(called.id(), values));
            List<String> options = new ArrayList<>(inputs.shown());
            givenState().ifPresent(folder -> options.addAll(List.of("--state", folder.toString())));
            int status = new Invocation(calls, actions, report, terminal, InstantSource.system())
                    .run(action, given, inputs.waits, options, sandbox.logs().toString());
            report.unanswered(sandbox.takeUnanswered());
            return status;
        }
    }

    @Command(
            name = "deploy",
            header = "Deploys one environment's stack on this machine, and prints what changed.",
            description = "New and changed contracts are drafts: no lock file is written.",
            mixinStandardHelpOptions = true,
            footer = {"", "Example: " + Main.NAME + " local deploy --invoke FetchUser --input userId=1"})
    static final class Deploy extends Invoking {
        @Mixin
        private EnvironmentOption chosen;

        @Option(
                names = "--upstream",
                paramLabel = "NAME=URL",
                description =
                        "Base URL at which to call an upstream from now on. Without one, or with an empty URL, the"
                                + " definitions' examples answer. Repeatable.")
        private List<String> upstreams = List.of();

        @Option(
                names = "--secret",
                paramLabel = "NAME=FILE",
                description =
                        "File with an upstream's secret from now on, by the name or ARN that cdk.json has; an empty"
                                + " path forgets it. The sandbox remembers the path, not the secret. Repeatable.")
        private List<String> secrets = List.of();

        @Option(
                names = "--assembly",
                paramLabel = "DIR",
                description = "Deploy this cloud assembly instead of synthesising one.")
        private Path assembly;

        /** Gets each event of the stack, too. */
        private StackListener observer = event -> {};

        @Option(names = "--invoke", paramLabel = "ACTION", description = "Invoke this action afterwards.")
        private String action;

        @Option(
                names = "--invoke-example",
                description = "Invoke afterwards the first action, by name, that has an example of a success, with that"
                        + " example's input.")
        private boolean invokesExample;

        Deploy(Context context, Terminal terminal) {
            super(context, terminal);
        }

        Deploy observedBy(StackListener listener) {
            observer = listener;
            return this;
        }

        @Override
        public Integer call() {
            String environment = chosen.name();
            inputs.check();
            if (action != null && invokesExample) {
                throw new SandboxException("Use either --invoke or --invoke-example, not both.");
            }
            Map<String, String> overrides = NamedValues.of("--upstream", upstreams);
            overrides.forEach(LocalCommands::checkUpstream);
            Map<String, String> secretFiles = NamedValues.of("--secret", secrets);
            Optional<CloudAssembly> given =
                    Optional.ofNullable(assembly).map(folder -> CloudAssembly.read(folder, environment));
            Optional<Map<String, Upstream>> known = given.isPresent()
                    ? given.map(CloudAssembly::upstreams)
                    : CdkJson.read(context.root()).upstreams(environment);
            known.ifPresent(it -> checkNames(overrides, secretFiles, it, environment));
            if (given.isEmpty()) {
                LocalApp.begin(context.root());
            }
            try (Sandbox sandbox = open(overrides, secretFiles)) {
                known.ifPresent(sandbox::checkSecrets);
                sandbox.prepare();
                CloudAssembly read = given.orElseGet(() -> synthesised(context, terminal, state(), environment));
                terminal.wrapped(
                        "",
                        "Deploying " + read.stackName() + "; Genesys is at " + sandbox.genesysOrigin() + "; upstreams: "
                                + Report.upstreams(sandbox.upstreams(read.upstreams())));
                Instant deployment = Instant.now();
                Set<String> changed = new LinkedHashSet<>();
                Set<String> actions = new LinkedHashSet<>();
                StackListener events = new Progress(terminal).events(sandbox::inert);
                Result result = sandbox.deploy(read, event -> {
                    events.on(event);
                    observer.on(event);
                    if (event.status().matches("(CREATE|UPDATE)_COMPLETE")) {
                        changed.add(event.logicalId());
                        if (CustomResourceType.ACTION.is(event.type())) {
                            actions.add(event.logicalId());
                        }
                    }
                });
                report.deployed(read.stackName(), result);
                if (result.succeeded()) {
                    report.warnings(sandbox.stack().orElseThrow(), changed);
                }
                return end(deployed(sandbox, result, actions, Duration.between(deployment, Instant.now())));
            }
        }

        private int deployed(Sandbox sandbox, Result result, Set<String> actions, Duration took) {
            if (result.ending() == Result.Ending.REFUSED) {
                terminal.bad("", "Refused, as CloudFormation would: nothing was changed.");
                terminal.wrapped("  ", result.reason());
                terminal.wrapped(
                        "  ",
                        "The stack can only be deleted: run `" + Main.NAME
                                + " local destroy`, or add --reset to discard"
                                + " the state of the local deployment; then deploy again.");
                return ExitStatus.FAILED;
            }
            if (!result.succeeded()) {
                String what = result.ending() == Result.Ending.ROLLED_BACK
                        ? "Rolled back after " + Terminal.seconds(took)
                                + ": everything is as it was before the deployment."
                        : "Failed, and could not be rolled back completely: deploy again, or run `" + Main.NAME
                                + " local destroy`.";
                terminal.bad("", what);
                terminal.wrapped("  ", result.reason());
                terminal.line("  Logs of the functions: " + sandbox.logs());
                report.calls(sandbox.calls());
                report.unanswered(sandbox.takeUnanswered());
                return ExitStatus.FAILED;
            }
            if (result.ending() == Result.Ending.UNCHANGED) {
                terminal.good("No changes: the deployed stack is as the template says.");
            } else {
                terminal.good("Deployed in " + Terminal.seconds(took) + ": " + Report.changes(result));
            }
            // Read before the tables below, because reading the tables from the org adds to the counts.
            report.calls(sandbox.calls());
            report.outputs(result.outputs());
            report.architectOf(sandbox, actions);
            report.unanswered(sandbox.takeUnanswered());
            if (invokesExample) {
                return invokeExample(sandbox);
            }
            return action == null ? ExitStatus.DONE : invoke(sandbox, action);
        }

        private int invokeExample(Sandbox sandbox) {
            List<RegisteredAction> deployed = sandbox.actions();
            for (Examples.Example example : sandbox.examples().all()) {
                Optional<RegisteredAction> action = deployed.stream()
                        .filter(each -> each.name().equals(example.action()))
                        .findFirst();
                if (example.success() && !example.secure() && action.isPresent()) {
                    terminal.blank();
                    terminal.line("Invoking " + example.action() + " with its example \"" + example.name() + "\"");
                    return call(sandbox, deployed, action.get(), example.input());
                }
            }
            terminal.blank();
            terminal.wrapped(
                    "",
                    "No action is invoked. No action (secure ones do not count) has an example of a success. Add one, or run"
                            + " `" + Main.NAME + " local invoke ACTION --input NAME=VALUE`.");
            return ExitStatus.DONE;
        }
    }

    private static void checkUpstream(String name, String url) {
        if (url.isEmpty()) {
            return;
        }
        UpstreamUrl.problem(url).ifPresent(problem -> {
            throw new SandboxException("--upstream " + name + ": " + problem + ".");
        });
    }

    private static void checkNames(
            Map<String, String> upstreams,
            Map<String, String> secretFiles,
            Map<String, Upstream> known,
            String environment) {
        List<String> problems = new ArrayList<>();
        for (String name : upstreams.keySet()) {
            if (!known.containsKey(name)) {
                problems.add("--upstream " + name + ": the environment " + environment + " has no such upstream"
                        + Suggestion.didYouMean(name, known.keySet()) + " It has: " + listed(known.keySet()) + ".");
            }
        }
        Set<String> needed = new TreeSet<>();
        for (Upstream upstream : known.values()) {
            if (upstream.auth() instanceof Auth.WithSecret auth) {
                needed.add(auth.secret());
            }
        }
        secretFiles.forEach((secret, file) -> {
            if (!needed.contains(secret) && !file.isEmpty()) {
                problems.add("--secret " + secret + ": no upstream of the environment " + environment
                        + " needs this secret" + Suggestion.didYouMean(secret, needed) + " They need: "
                        + listed(needed) + ".");
            }
        });
        if (!problems.isEmpty()) {
            throw new SandboxException(String.join("\n", problems));
        }
    }

    private static String listed(Set<String> names) {
        return names.isEmpty() ? "none" : String.join(", ", names);
    }

    @Command(
            name = "invoke",
            header = "Executes a deployed action as Architect does, and prints its result.",
            mixinStandardHelpOptions = true,
            footer = {
                "",
                "Example: " + Main.NAME + " local invoke FetchUser --input userId=1",
                "         " + Main.NAME + " local invoke FetchUser --inputs '{\"userId\": 1}' --explain"
            })
    static final class Invoke extends Invoking {
        @Parameters(paramLabel = "ACTION", description = "The action's name, such as FetchUser.")
        private String action;

        Invoke(Context context, Terminal terminal) {
            super(context, terminal);
        }

        @Override
        public Integer call() {
            try (Sandbox sandbox = open()) {
                return end(invoke(sandbox, action));
            }
        }
    }

    @Command(
            name = "rotate",
            header = "Rotates the caller secret now, by the four steps of Secrets Manager.",
            description =
                    "Takes a little more than a minute: setSecret waits until every instance of the function knows"
                            + " the new value. After a step that failed the old value is in use, and the next rotate begins again.",
            mixinStandardHelpOptions = true,
            footer = {"", "Example: " + Main.NAME + " local rotate"})
    static final class Rotate extends OverSandbox {
        Rotate(Context context, Terminal terminal) {
            super(context, terminal);
        }

        @Override
        public Integer call() {
            try (Sandbox sandbox = open()) {
                return report.rotation(
                        sandbox.rotate(new Progress(terminal).rotation()),
                        sandbox.logs().toString());
            }
        }
    }

    @Command(
            name = "status",
            header = "Shows the local stack, its resources, and its actions as Architect shows them.",
            mixinStandardHelpOptions = true,
            footer = {"", "Example: " + Main.NAME + " local status"})
    static final class Status extends OverSandbox {
        Status(Context context, Terminal terminal) {
            super(context, terminal);
        }

        @Override
        public Integer call() {
            try (Sandbox sandbox = open()) {
                StackState stack = sandbox.stack().orElse(null);
                if (stack == null || stack.status().gone()) {
                    terminal.line("Nothing is deployed here. Run `" + Main.NAME + " local deploy`.");
                    report.tree().putNull("stack");
                    return end(ExitStatus.DONE);
                }
                report.stack(stack, sandbox.environment(), sandbox.upstreams(sandbox.deployedUpstreams()));
                int status = report.next(
                        stack.status(),
                        givenState().map(folder -> " --state " + folder).orElse(""));
                report.resources(stack, sandbox::inert);
                report.outputs(stack.outputs());
                report.architect(sandbox.actions());
                return end(status);
            }
        }
    }

    @Command(
            name = "destroy",
            header = "Deletes the local stack, and its objects in the local Genesys org.",
            description = {
                "As in AWS, a stack with termination protection (onDestroy: refuse, the default) is not deleted.",
                "With --reset the state folder's content is deleted instead, even if it is damaged: the stack, and the"
                        + " local Genesys org with everything in it. Nothing else is affected."
            },
            mixinStandardHelpOptions = true,
            footer = {"", "Example: " + Main.NAME + " local destroy"})
    static final class Destroy extends OverSandbox {
        @Option(
                names = "--reset",
                description = "Discard the state of the local deployment without deleting the stack.")
        private boolean reset;

        Destroy(Context context, Terminal terminal) {
            super(context, terminal);
        }

        @Override
        public Integer call() {
            String resetCommand = "`" + Main.NAME + " local destroy --reset`";
            if (reset) {
                boolean any = StateFolder.discard(state());
                terminal.line(
                        any
                                ? "The state in " + state() + " is discarded. `" + Main.NAME
                                        + " local deploy` begins anew."
                                : "There is no state of a local deployment in " + state() + ".");
                return ExitStatus.DONE;
            }
            try (Sandbox sandbox = open()) {
                Result result = sandbox.destroy(new Progress(terminal).events(sandbox::inert));
                report.deployed(sandbox.stack().map(StackState::name).orElse(""), result);
                if (result.ending() == Result.Ending.ABSENT) {
                    terminal.line("Nothing is deployed here.");
                    return end(ExitStatus.DONE);
                }
                if (result.ending() == Result.Ending.REFUSED) {
                    terminal.bad("", "Refused, as CloudFormation would: nothing was changed.");
                    terminal.wrapped("  ", result.reason());
                    terminal.wrapped(
                            "  ",
                            "Environment " + sandbox.environment()
                                    + " is protected (onDestroy: refuse). On this machine: set \"onDestroy\": \"delete\" for"
                                    + " it in cdk.json, deploy, and destroy again; or discard the state with "
                                    + resetCommand
                                    + ".");
                    return end(ExitStatus.FAILED);
                }
                if (!result.succeeded()) {
                    terminal.bad(
                            "",
                            "Not everything could be deleted. Correct the error below, and run local destroy again.");
                    terminal.wrapped("  ", result.reason());
                    terminal.wrapped("  ", "Or discard the state with " + resetCommand + ".");
                    return end(ExitStatus.FAILED);
                }
                terminal.good("Destroyed: " + result.deleted() + " resources deleted.");
                report.calls(sandbox.calls());
                return end(ExitStatus.DONE);
            }
        }
    }
}
