package dataactions.cli.local;

import dataactions.cli.Context;
import dataactions.cli.ExitStatus;
import dataactions.cli.Main;
import dataactions.cli.Terminal;
import dataactions.cli.local.report.Progress;
import dataactions.sandbox.Sandbox;
import dataactions.sandbox.StateFolder;
import dataactions.sandbox.cloudformation.StackResult;
import dataactions.sandbox.cloudformation.state.StackState;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code local destroy}: deletes the stack on this machine, or discards its state. */
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
final class LocalDestroy extends SandboxCommand {
    @Option(names = "--reset", description = "Discard the state of the local deployment without deleting the stack.")
    private boolean reset;

    LocalDestroy(Context context, Terminal terminal) {
        super(context, terminal);
    }

    @Override
    public Integer call() {
        String resetCommand = "`" + Main.NAME + " local destroy --reset`";
        if (reset) {
            boolean any = StateFolder.discard(state());
            terminal.line(
                    any
                            ? "The state in " + state() + " is discarded. `" + Main.NAME + " local deploy` begins anew."
                            : "There is no state of a local deployment in " + state() + ".");
            return ExitStatus.DONE;
        }
        try (Sandbox sandbox = open()) {
            StackResult result = sandbox.destroy(new Progress(terminal).events(sandbox::inert));
            report.deployed(sandbox.stack().map(StackState::name).orElse(""), result);
            if (result.ending() == StackResult.Ending.ABSENT) {
                terminal.line("Nothing is deployed here.");
                return end(ExitStatus.DONE);
            }
            if (result.ending() == StackResult.Ending.REFUSED) {
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
                        "", "Not everything could be deleted. Correct the error below, and run local destroy again.");
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
