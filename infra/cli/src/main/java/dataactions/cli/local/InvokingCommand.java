package dataactions.cli.local;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.cli.Context;
import dataactions.cli.Main;
import dataactions.cli.Terminal;
import dataactions.sandbox.Architect;
import dataactions.sandbox.RegisteredAction;
import dataactions.sandbox.Sandbox;
import dataactions.sandbox.SandboxException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Mixin;

/** A command that may invoke an action. */
abstract class InvokingCommand extends SandboxCommand {
    @Mixin
    InvocationOptions options;

    InvokingCommand(Context context, Terminal terminal) {
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
        if (options.trace() && action.secure()) {
            throw new SandboxException("The action " + name
                    + " is secure: its requests and answers are never shown. Run invoke without --trace.");
        }
        return call(sandbox, actions, action, options.inputs(action));
    }

    /** Calls the action with {@code given}, and prints the answer as {@code options} say. */
    int call(Sandbox sandbox, List<RegisteredAction> actions, RegisteredAction action, ObjectNode given) {
        Architect architect = sandbox.architect();
        ActionInvocation.Calls calls = (called, values) -> options.isCalledDirectly()
                ? new ActionInvocation.Answered.Explained(sandbox.explain(called, values, options.trace()))
                : new ActionInvocation.Answered.Executed(architect.execute(called.id(), values));
        List<String> shown = new ArrayList<>(options.shown());
        givenState().ifPresent(folder -> shown.addAll(List.of("--state", folder.toString())));
        int status = new ActionInvocation(calls, actions, report, terminal, InstantSource.system())
                .run(action, given, options.waits(), shown, sandbox.logs().toString());
        report.unanswered(sandbox.upstreams().takeUnanswered());
        return status;
    }
}
