package dataactions.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.sandbox.assembly.AssemblyException;
import dataactions.sandbox.assembly.CloudAssembly;
import dataactions.sandbox.cloudformation.Engine;
import dataactions.sandbox.cloudformation.Result;
import dataactions.sandbox.cloudformation.StackState;
import dataactions.sandbox.cloudformation.TemplateException;
import dataactions.sandbox.lambda.JavaHome;
import dataactions.sandbox.lambda.ProcessRuntime;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
        version = "sandbox 1.0.0",
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

    private SandboxCommand() {}

    /** Runs a command and exits with its status. */
    public static void main(String[] arguments) {
        // The tables use arrows and dashes; a console that is not set to UTF-8 gets what Java makes of them.
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), false, StandardCharsets.UTF_8);
        int status = run(
                new PrintWriter(out, true, StandardCharsets.UTF_8),
                new PrintWriter(err, true, StandardCharsets.UTF_8),
                arguments);
        out.flush();
        err.flush();
        System.exit(status);
    }

    /** Runs a command and returns its exit status. */
    static int run(PrintWriter out, PrintWriter err, String... arguments) {
        CommandLine line = new CommandLine(new SandboxCommand());
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
        @Option(
                names = "--state",
                paramLabel = "DIR",
                defaultValue = ".sandbox",
                description = "Folder that holds the sandbox's state (default: ${DEFAULT-VALUE}).")
        private Path state;

        @Option(names = "--debug", description = "Show stack traces of failures.")
        private boolean debug;

        Sandbox open(Console console) {
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

        ObjectNode of(RegisteredAction action) {
            if (json != null && !inputs.isEmpty()) {
                throw new SandboxException("Use either --input or --json, not both.");
            }
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
        if (inputs.explain) {
            return report.explanation(
                    action,
                    sandbox.explain(action, inputs.of(action)),
                    sandbox.logs().toString());
        }
        return report.execution(
                action,
                sandbox.architect().execute(action.id(), inputs.of(action)),
                sandbox.logs().toString());
    }

    /** Creates or updates the stack. */
    @Command(
            name = "deploy",
            description = "Synthesises the project and deploys one environment's stack on this machine.",
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
                description = "Base URL of an upstream, from now on; an empty URL goes back to the default (for users: "
                        + "the bundled sample service). Repeatable.")
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

        @Override
        public Integer call() {
            Instant start = Instant.now();
            Console console = parent.console();
            Map<String, String> overrides = pairs("--upstream", upstreams);
            overrides.forEach(SandboxCommand::checkUpstream);
            Map<String, String> secretFiles = pairs("--secret", secrets);
            try (Sandbox sandbox = common.open(console, overrides, secretFiles)) {
                Path folder = assembly;
                if (folder == null) {
                    folder = common.state.toAbsolutePath().resolve("cdk.out");
                    console.line("Synthesising (cdk synth) …");
                    Synthesis.run(Path.of("").toAbsolutePath(), folder, environment, console::line);
                    console.line("Synthesised in " + Console.seconds(Duration.between(start, Instant.now())));
                }
                CloudAssembly read = CloudAssembly.read(folder, environment);
                checkNames(overrides.keySet(), secretFiles, read);
                console.line("Deploying " + read.stackName() + "; Genesys is at " + sandbox.genesysOrigin()
                        + ", upstream " + Report.upstreams(sandbox.upstreams()));
                console.blank();
                Instant deployment = Instant.now();
                Result result = sandbox.deploy(read, console.events(sandbox::inert));
                return end(sandbox, console, result, Duration.between(deployment, Instant.now()));
            }
        }

        private int end(Sandbox sandbox, Console console, Result result, Duration took) {
            Report report = new Report(console);
            console.blank();
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
                return FAILED;
            }
            if (result.ending() == Result.Ending.UNCHANGED) {
                console.good("No changes: everything stands as the template says.");
            } else {
                console.good("Deployed in " + Console.seconds(took));
                report.changes(result);
            }
            report.outputs(result.outputs());
            // Counted before the tables are read from the org.
            report.calls(sandbox.calls());
            List<RegisteredAction> actions = Report.actions(sandbox);
            report.architect(actions);
            return action == null ? DONE : invoke(sandbox, report, action, inputs);
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

    private static void checkNames(Set<String> upstreams, Map<String, String> secretFiles, CloudAssembly assembly) {
        Map<String, CloudAssembly.Upstream> known = assembly.upstreams();
        for (String name : upstreams) {
            if (!known.containsKey(name)) {
                throw new SandboxException("--upstream " + name + ": the environment " + assembly.environment()
                        + " has no such upstream. It has: " + String.join(", ", known.keySet()) + ".");
            }
        }
        Set<String> wanted = new TreeSet<>();
        known.values().forEach(upstream -> wanted.add(upstream.secret()));
        wanted.remove("");
        secretFiles.forEach((secret, file) -> {
            if (!wanted.contains(secret) && !file.isEmpty()) {
                throw new SandboxException("--secret " + secret + ": no upstream of the environment "
                        + assembly.environment() + " wants this secret. They want: "
                        + (wanted.isEmpty() ? "none" : String.join(", ", wanted)) + ".");
            }
        });
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
                console.line("Upstreams    " + Report.upstreams(sandbox.upstreams()));
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
