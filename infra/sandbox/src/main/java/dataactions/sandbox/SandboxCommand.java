package dataactions.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.assembly.AssemblyException;
import dataactions.assembly.CdkJson;
import dataactions.assembly.CloudAssembly;
import dataactions.assembly.CloudAssembly.Upstream;
import dataactions.assembly.Synthesis;
import dataactions.assembly.template.TemplateException;
import dataactions.authoring.ProgramVersion;
import dataactions.definition.Suggestion;
import dataactions.sandbox.cloudformation.Engine;
import dataactions.sandbox.cloudformation.Result;
import dataactions.sandbox.cloudformation.StackListener;
import dataactions.sandbox.cloudformation.StackState;
import dataactions.sandbox.lambda.JavaHome;
import dataactions.sandbox.lambda.ProcessRuntime;
import dataactions.sandbox.upstream.Examples;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
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
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** The sandbox's commands: {@code deploy}, {@code invoke}, {@code rotate}, {@code status} and {@code destroy}. */
@Command(
        name = "sandbox",
        description =
                "Deploys the stack on this machine: real Lambda processes, a small CloudFormation, a Genesys org.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            SandboxCommand.Deploy.class,
            SandboxCommand.Invoke.class,
            SandboxCommand.Rotate.class,
            SandboxCommand.Status.class,
            SandboxCommand.Destroy.class
        },
        footer = {"", "Exit status: 0 done, 1 failed, 2 wrong usage, 3 an action answered with status \"error\"."})
public final class SandboxCommand implements Runnable {
    static final int DONE = 0;
    static final int FAILED = 1;
    /** An action ran and answered, but with a business outcome such as "no such user". */
    static final int OUTCOME = 3;

    @Spec
    private CommandSpec spec;

    private final Path project;

    private SandboxCommand(Path project) {
        this.project = project;
    }

    /** Runs a command and exits with its status. */
    public static void main(String[] arguments) {
        // The tables use arrows and dashes; a console that is not set to UTF-8 gets what Java makes of them.
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), false, StandardCharsets.UTF_8);
        int status = run(
                Path.of("").toAbsolutePath(),
                new PrintWriter(out, true, StandardCharsets.UTF_8),
                new PrintWriter(err, true, StandardCharsets.UTF_8),
                arguments);
        out.flush();
        err.flush();
        System.exit(status);
    }

    /**
     * Runs a command and returns its exit status.
     *
     * @param project the folder that holds {@code cdk.json}
     */
    static int run(Path project, PrintWriter out, PrintWriter err, String... arguments) {
        CommandLine line = new CommandLine(new SandboxCommand(project));
        ProgramVersion.addTo(line);
        line.setOut(out);
        line.setErr(err);
        line.setExecutionExceptionHandler((failure, command, parsed) -> {
            boolean debug = List.of(arguments).contains("--debug");
            if (debug) {
                failure.printStackTrace(command.getErr());
            }
            boolean meant = failure instanceof SandboxException
                    || failure instanceof TemplateException
                    || failure instanceof AssemblyException;
            String message = meant
                    ? failure.getMessage()
                    : "Internal error of the sandbox: " + failure + (debug ? "" : " (--debug shows more)");
            Console.wrap("Error: " + message, Console.WIDTH).forEach(command.getErr()::println);
            command.getErr().flush();
            return FAILED;
        });
        return line.execute(arguments);
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    private Console console() {
        boolean terminal = System.console() != null && System.getenv("NO_COLOR") == null && System.getenv("CI") == null;
        return new Console(spec.commandLine().getOut(), terminal);
    }

    /** What every command takes. */
    static final class Common {
        private static final String DEFAULT_STATE = ".sandbox";

        @Option(
                names = "--state",
                paramLabel = "DIR",
                defaultValue = DEFAULT_STATE,
                description = "Folder that holds the sandbox's state (default: ${DEFAULT-VALUE}).")
        private Path state;

        @Option(names = "--debug", description = "Show stack traces of failures.")
        private boolean debug;

        /** Opens what a deployment has left; a state folder that was named and never used is a mistake. */
        Sandbox open(Console console) {
            if (!state.equals(Path.of(DEFAULT_STATE))) {
                StateFolder.checkUsed(state);
            }
            return open(console, Map.of(), Map.of());
        }

        Sandbox open(Console console, Map<String, String> upstreams, Map<String, String> secretFiles) {
            JavaHome.Jdk jdk = JavaHome.find(
                    System.getenv(),
                    Path.of(System.getProperty("java.home")),
                    Runtime.version().feature());
            boolean standIn = ProcessRuntime.needsStandIn();
            if (standIn) {
                console.wrapped(
                        "",
                        "Note: AWS's runtime interface client has no native code for this operating system;"
                                + " a small stand-in runs the functions.");
            }
            return Sandbox.open(new Sandbox.Settings(
                    state,
                    upstreams,
                    secretFiles,
                    logs -> new ProcessRuntime(logs, jdk, standIn),
                    Clock.systemUTC(),
                    Engine.Undo.UPDATE_THEN_DELETE,
                    UnaryOperator.identity()));
        }
    }

    /** Options that say what an action is called with. */
    static final class Inputs {
        @Option(
                names = {"--input", "-i"},
                paramLabel = "NAME=VALUE",
                description = "An input; its type is taken from the registered contract. Repeatable.")
        private List<String> inputs = List.of();

        @Option(names = "--json", paramLabel = "OBJECT", description = "All inputs as one JSON object, sent as it is.")
        private String json;

        @Option(
                names = "--explain",
                description =
                        "Call the function itself and show where each output came from: found, defaulted, missing,"
                                + " converted or mismatch, and for a miss the nearest path that the answer has.")
        private boolean explain;

        @Option(
                names = "--trace",
                description = "Call the function itself and show each request and answer of its upstreams: method, URL,"
                        + " headers and body (64 KB), credentials masked. Implies --explain. Not for secure actions.")
        private boolean trace;

        /** What can be said before the action is known. */
        void check() {
            if (json != null && !inputs.isEmpty()) {
                throw new SandboxException("Use either --input or --json, not both.");
            }
            if (json != null) {
                RegisteredAction.inputs(json);
            }
            pairs("--input", inputs);
        }

        ObjectNode of(RegisteredAction action) {
            check();
            return json != null ? RegisteredAction.inputs(json) : action.inputs(pairs("--input", inputs));
        }
    }

    /** Splits at the first equals sign, and at nothing else: a value may hold quotes, commas and more of them. */
    private static Map<String, String> pairs(String option, List<String> given) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String each : given) {
            int equals = each.indexOf('=');
            if (equals < 1) {
                throw new SandboxException(option + " " + each + ": expected NAME=VALUE.");
            }
            String name = each.substring(0, equals);
            if (pairs.put(name, each.substring(equals + 1)) != null) {
                throw new SandboxException(option + " " + name + " is given twice.");
            }
        }
        return pairs;
    }

    private static int invoke(Sandbox sandbox, Report report, String name, Inputs inputs) {
        List<RegisteredAction> actions = Report.actions(sandbox);
        RegisteredAction action = actions.stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new SandboxException("No action '" + name + "' is deployed. "
                        + (actions.isEmpty()
                                ? "Run `deploy` first."
                                : "There is: "
                                        + String.join(
                                                ", ",
                                                actions.stream()
                                                        .map(RegisteredAction::name)
                                                        .toList())
                                        + ".")));
        if (inputs.trace && action.secure()) {
            throw new SandboxException("The action " + name + " is secure: what it sends and receives is never shown."
                    + " Run invoke without --trace.");
        }
        int status = inputs.explain || inputs.trace
                ? report.explanation(
                        action,
                        sandbox.explain(action, inputs.of(action), inputs.trace),
                        sandbox.logs().toString())
                : report.execution(
                        action,
                        sandbox.architect().execute(action.id(), inputs.of(action)),
                        sandbox.logs().toString());
        report.unanswered(sandbox.takeUnanswered());
        return status;
    }

    /** Creates or updates the stack. */
    @Command(
            name = "deploy",
            description = {
                "Synthesises the project and deploys one environment's stack on this machine.",
                "New and changed contracts are drafts: no lock file is written."
            },
            mixinStandardHelpOptions = true,
            footer = {
                "",
                "Exit status: 0 deployed or nothing to do; 1 refused or rolled back; with --invoke that of invoke."
            })
    static final class Deploy implements Callable<Integer> {
        @ParentCommand
        private SandboxCommand parent;

        @Mixin
        private Common common;

        @Mixin
        private Inputs inputs;

        @Option(
                names = {"--environment", "-e"},
                paramLabel = "NAME",
                defaultValue = "dev",
                description = "Environment of cdk.json to deploy (default: ${DEFAULT-VALUE}).")
        private String environment;

        @Option(
                names = "--upstream",
                paramLabel = "NAME=URL",
                description =
                        "Base URL at which an upstream is really called, from now on. Without one, and with an empty"
                                + " URL, the definitions' examples answer for it. Repeatable.")
        private List<String> upstreams = List.of();

        @Option(
                names = "--secret",
                paramLabel = "NAME=FILE",
                description = "File with an upstream's secret, by the name or ARN that cdk.json has, from now on; an "
                        + "empty path forgets it. The sandbox remembers the path, not the secret. Repeatable.")
        private List<String> secrets = List.of();

        @Option(
                names = "--assembly",
                paramLabel = "DIR",
                description = "Deploy this cloud assembly instead of synthesising one.")
        private Path assembly;

        @Option(names = "--invoke", paramLabel = "ACTION", description = "Invoke this action afterwards.")
        private String action;

        @Option(
                names = "--invoke-example",
                description = "Invoke afterwards the first action, by name, that has an example of a success, with that"
                        + " example's input.")
        private boolean invokesExample;

        @Override
        public Integer call() {
            Console console = parent.console();
            inputs.check();
            if (action != null && invokesExample) {
                throw new SandboxException("Use either --invoke or --invoke-example, not both.");
            }
            Map<String, String> overrides = pairs("--upstream", upstreams);
            overrides.forEach(SandboxCommand::checkUpstream);
            Map<String, String> secretFiles = pairs("--secret", secrets);
            Optional<CloudAssembly> given =
                    Optional.ofNullable(assembly).map(folder -> CloudAssembly.read(folder, environment));
            Optional<Map<String, Upstream>> known = given.isPresent()
                    ? given.map(CloudAssembly::upstreams)
                    : CdkJson.read(parent.project).upstreams(environment);
            known.ifPresent(it -> checkNames(overrides, secretFiles, it, environment));
            try (Sandbox sandbox = common.open(console, overrides, secretFiles)) {
                known.ifPresent(sandbox::checkSecrets);
                CloudAssembly read = given.orElseGet(() -> synthesised(console));
                console.wrapped(
                        "",
                        "Deploying " + read.stackName() + "; Genesys is at " + sandbox.genesysOrigin() + "; upstreams: "
                                + Report.upstreams(sandbox.upstreams(read.upstreams())));
                Instant deployment = Instant.now();
                Set<String> changed = new LinkedHashSet<>();
                StackListener events = console.events(sandbox::inert);
                Result result = sandbox.deploy(read, event -> {
                    events.on(event);
                    if (event.type().equals(Report.ACTION_TYPE)
                            && event.status().matches("(CREATE|UPDATE)_COMPLETE")) {
                        changed.add(event.logicalId());
                    }
                });
                return end(sandbox, console, result, changed, Duration.between(deployment, Instant.now()));
            }
        }

        private CloudAssembly synthesised(Console console) {
            Instant start = Instant.now();
            Path folder = common.state.toAbsolutePath().resolve("cdk.out");
            console.begins("Synthesising");
            Synthesis.runLocal(parent.project, folder, environment, console::line);
            console.ends("Synthesising", Duration.between(start, Instant.now()));
            return CloudAssembly.read(folder, environment);
        }

        private int end(Sandbox sandbox, Console console, Result result, Set<String> changed, Duration took) {
            Report report = new Report(console);
            if (result.ending() == Result.Ending.REFUSED) {
                console.bad("", "Refused, as CloudFormation would: nothing was changed.");
                console.wrapped("  ", result.reason());
                console.wrapped(
                        "  ",
                        "The stack can only be deleted: run destroy, or discard this sandbox's state with `destroy"
                                + " --reset`; then deploy again.");
                return FAILED;
            }
            if (!result.succeeded()) {
                String what = result.ending() == Result.Ending.ROLLED_BACK
                        ? "Rolled back after " + Console.seconds(took) + ": everything is as it was before."
                        : "Failed, and could not be rolled back completely: run deploy again, or destroy.";
                console.bad("", what);
                console.wrapped("  ", result.reason());
                console.line("  What the functions logged: " + sandbox.logs());
                report.calls(sandbox.calls());
                report.unanswered(sandbox.takeUnanswered());
                return FAILED;
            }
            if (result.ending() == Result.Ending.UNCHANGED) {
                console.good("No changes: everything stands as the template says.");
            } else {
                console.good("Deployed in " + Console.seconds(took) + ": " + Report.changes(result));
            }
            // Counted before the tables are read from the org.
            report.calls(sandbox.calls());
            report.outputs(result.outputs());
            report.architectOf(sandbox, changed);
            report.unanswered(sandbox.takeUnanswered());
            if (invokesExample) {
                return invokeExample(sandbox, console, report);
            }
            return action == null ? DONE : invoke(sandbox, report, action, inputs);
        }

        private static int invokeExample(Sandbox sandbox, Console console, Report report) {
            List<RegisteredAction> deployed = Report.actions(sandbox);
            for (Examples.Example example : sandbox.examples().all()) {
                Optional<RegisteredAction> action = deployed.stream()
                        .filter(each -> each.name().equals(example.action()))
                        .findFirst();
                if (example.success() && !example.secure() && action.isPresent()) {
                    console.blank();
                    console.line("Invoking " + example.action() + " with its example \"" + example.name() + "\"");
                    int status = report.execution(
                            action.get(),
                            sandbox.architect().execute(action.get().id(), example.input()),
                            sandbox.logs().toString());
                    report.unanswered(sandbox.takeUnanswered());
                    return status;
                }
            }
            console.blank();
            console.wrapped(
                    "",
                    "No action is invoked: no example of an action (secure ones aside) shows a success. Add one, or run"
                            + " `npm run sandbox -- invoke ACTION --input NAME=VALUE`.");
            return DONE;
        }
    }

    private static void checkUpstream(String name, String url) {
        if (url.isEmpty()) {
            return;
        }
        try {
            URI uri = URI.create(url);
            boolean loopback = uri.getHost() != null && uri.getHost().matches("localhost|127(\\.\\d+){3}|\\[::1]");
            if ("https".equals(uri.getScheme()) && uri.getHost() != null
                    || "http".equals(uri.getScheme()) && loopback) {
                return;
            }
        } catch (IllegalArgumentException e) {
            throw new SandboxException("--upstream " + name + ": '" + url + "' is not a URL.", e);
        }
        throw new SandboxException("--upstream " + name + ": '" + url
                + "' is not a base URL; expected something like https://api.example.com (http on this machine only).");
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
        known.values().forEach(upstream -> needed.add(upstream.secret()));
        needed.remove("");
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

    /** Calls an action as Architect would. */
    @Command(
            name = "invoke",
            description = "Executes a deployed action the way Architect does, and prints its mapped result.",
            mixinStandardHelpOptions = true,
            footer = {
                "",
                "Exit status: 0 success; 3 the action answered with status \"error\" (such as no such user);",
                "1 failure: the Failure path of a flow, or an action that is not there."
            })
    static final class Invoke implements Callable<Integer> {
        @ParentCommand
        private SandboxCommand parent;

        @Mixin
        private Common common;

        @Mixin
        private Inputs inputs;

        @Parameters(paramLabel = "ACTION", description = "The action's name, such as FetchUser.")
        private String action;

        @Override
        public Integer call() {
            Console console = parent.console();
            try (Sandbox sandbox = common.open(console)) {
                return SandboxCommand.invoke(sandbox, new Report(console), action, inputs);
            }
        }
    }

    /** Rotates the caller's secret. */
    @Command(
            name = "rotate",
            description = "Rotates the caller's secret now, by the four steps that Secrets Manager orders on schedule.",
            mixinStandardHelpOptions = true,
            footer = {
                "",
                "Takes a little more than a minute: setSecret waits until every instance of the function knows the new",
                "value. After a step that failed the old value is in force, and the next rotate begins again.",
                "",
                "Exit status: 0 rotated; 1 a step failed, or nothing is rotated here."
            })
    static final class Rotate implements Callable<Integer> {
        @ParentCommand
        private SandboxCommand parent;

        @Mixin
        private Common common;

        @Override
        public Integer call() {
            Console console = parent.console();
            try (Sandbox sandbox = common.open(console)) {
                return new Report(console)
                        .rotation(
                                sandbox.rotate(console.rotation()),
                                sandbox.logs().toString());
            }
        }
    }

    /** Says what is deployed. */
    @Command(
            name = "status",
            description = "Shows the stack, its resources, and its actions as Architect shows them.",
            mixinStandardHelpOptions = true)
    static final class Status implements Callable<Integer> {
        @ParentCommand
        private SandboxCommand parent;

        @Mixin
        private Common common;

        @Override
        public Integer call() {
            Console console = parent.console();
            try (Sandbox sandbox = common.open(console)) {
                StackState stack = sandbox.stack().orElse(null);
                if (stack == null || stack.status().gone()) {
                    console.line("Nothing is deployed here. Run `deploy`.");
                    return DONE;
                }
                console.line("Stack        " + stack.name() + "  " + stack.status());
                if (!stack.reason().isEmpty()) {
                    console.wrapped("             ", stack.reason());
                }
                console.line("Environment  " + sandbox.environment());
                console.wrapped("", "Upstreams    " + Report.upstreams(sandbox.upstreams(sandbox.deployedUpstreams())));
                Report report = new Report(console);
                report.resources(stack, sandbox::inert);
                report.outputs(stack.outputs());
                report.architect(Report.actions(sandbox));
                return DONE;
            }
        }
    }

    /** Deletes the stack. */
    @Command(
            name = "destroy",
            description = {
                "Deletes the stack, on the AWS side and in Genesys. As in AWS, a stack with termination protection"
                        + " (onDestroy: refuse, the default) is not deleted.",
                "With --reset: discards the state folder's content instead, the stack and the emulated Genesys org with"
                        + " everything in it, whatever state they are in. Nothing outside the folder is affected."
            },
            mixinStandardHelpOptions = true,
            footer = {"", "Exit status: 0 deleted, discarded, or nothing is there; 1 refused, or not all is deleted."})
    static final class Destroy implements Callable<Integer> {
        @ParentCommand
        private SandboxCommand parent;

        @Mixin
        private Common common;

        @Option(names = "--reset", description = "Discard this sandbox's own state without deleting the stack.")
        private boolean reset;

        @Override
        public Integer call() {
            Console console = parent.console();
            if (reset) {
                boolean any = StateFolder.discard(common.state);
                console.line(
                        any
                                ? "The sandbox's state in " + common.state + " is discarded. `deploy` begins anew."
                                : "There is no sandbox's state in " + common.state + ".");
                return DONE;
            }
            try (Sandbox sandbox = common.open(console)) {
                Result result = sandbox.destroy(console.events(sandbox::inert));
                if (result.ending() == Result.Ending.ABSENT) {
                    console.line("Nothing is deployed here.");
                    return DONE;
                }
                if (result.ending() == Result.Ending.REFUSED) {
                    console.bad("", "Refused, as CloudFormation would: nothing was changed.");
                    console.wrapped("  ", result.reason());
                    console.wrapped(
                            "  ",
                            "Environment " + sandbox.environment()
                                    + " is protected (onDestroy: refuse). On this machine:"
                                    + " set \"onDestroy\": \"delete\" for it in cdk.json, deploy, and destroy again; or"
                                    + " discard this sandbox's state with `destroy --reset`.");
                    return FAILED;
                }
                if (!result.succeeded()) {
                    console.bad("", "Not everything could be deleted: run destroy again after looking into it.");
                    console.wrapped("  ", result.reason());
                    console.wrapped("  ", "Or discard this sandbox's state with `destroy --reset`.");
                    return FAILED;
                }
                console.good("Destroyed: " + result.deleted() + " resources deleted.");
                new Report(console).calls(sandbox.calls());
                return DONE;
            }
        }
    }
}
