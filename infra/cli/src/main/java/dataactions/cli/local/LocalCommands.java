package dataactions.cli.local;

import dataactions.cli.Context;
import dataactions.cli.ExitStatus;
import dataactions.cli.Group;
import dataactions.cli.Main;
import dataactions.cli.Terminal;
import dataactions.cli.local.report.Progress;
import dataactions.sandbox.Sandbox;
import dataactions.sandbox.SandboxException;
import dataactions.sandbox.cloudformation.state.StackState;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The commands of the local deployment: {@code local deploy|invoke|status|serve|rotate|destroy}. */
public final class LocalCommands {
    private LocalCommands() {}

    public static CommandLine group(Context context, Terminal terminal) {
        return new CommandLine(new LocalGroup())
                .addSubcommand(new LocalDeploy(context, terminal))
                .addSubcommand(new Invoke(context, terminal))
                .addSubcommand(new Status(context, terminal))
                .addSubcommand(new Serve(context, terminal))
                .addSubcommand(new Rotate(context, terminal))
                .addSubcommand(new LocalDestroy(context, terminal));
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

    @Command(
            name = "invoke",
            header = "Executes a deployed action as Architect does, and prints its result.",
            mixinStandardHelpOptions = true,
            footer = {
                "",
                "Example: " + Main.NAME + " local invoke FetchUser --input userId=1",
                "         " + Main.NAME + " local invoke FetchUser --inputs '{\"userId\": 1}' --explain"
            })
    static final class Invoke extends InvokingCommand {
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
                            + " the new value. If a step fails, the old value stays in use: run the command again.",
            mixinStandardHelpOptions = true,
            footer = {"", "Example: " + Main.NAME + " local rotate"})
    static final class Rotate extends SandboxCommand {
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
    static final class Status extends SandboxCommand {
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
                report.stack(stack, sandbox.environment(), sandbox.upstreams().called(sandbox.deployedUpstreams()));
                int status = report.next(
                        stack.status(),
                        givenState().map(folder -> " --state " + folder).orElse(""));
                report.resources(stack, sandbox::inert);
                report.outputs(stack.outputs());
                report.actions().print(sandbox.actions());
                return end(status);
            }
        }
    }
}
