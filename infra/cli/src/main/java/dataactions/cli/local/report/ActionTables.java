package dataactions.cli.local.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.cli.Main;
import dataactions.cli.Terminal;
import dataactions.sandbox.RegisteredAction;
import dataactions.sandbox.Sandbox;
import dataactions.sandbox.cloudformation.state.StackState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The actions as Architect shows them: inputs, outputs, and the variables that a flow may use. */
public final class ActionTables {
    private static final int MOST_TABLES = 3;

    private final Terminal terminal;
    private final ObjectNode tree;

    ActionTables(Terminal terminal, ObjectNode tree) {
        this.terminal = terminal;
        this.tree = tree;
    }

    /**
     * Prints the tables of the actions that a deployment created or changed, by logical id. {@code status} prints all
     * actions.
     */
    public void printChanged(Sandbox sandbox, Set<String> changed) {
        if (changed.isEmpty()) {
            return;
        }
        Set<String> ids = new TreeSet<>();
        sandbox.stack().map(StackState::resources).orElse(Map.of()).forEach((logicalId, resource) -> {
            if (changed.contains(logicalId)) {
                ids.add(resource.physicalId());
            }
        });
        List<RegisteredAction> actions = sandbox.actions().stream()
                .filter(each -> ids.contains(each.id()))
                .toList();
        List<RegisteredAction> shown = actions.subList(0, Math.min(MOST_TABLES, actions.size()));
        print(shown);
        if (shown.size() < actions.size()) {
            terminal.wrapped(
                    "  ",
                    "And " + (actions.size() - shown.size()) + " more: `" + Main.NAME
                            + " local status` shows all of them.");
        }
    }

    /** Prints how a flow's author finds and uses each action. */
    public void print(List<RegisteredAction> actions) {
        ArrayNode array = tree.putArray("actions");
        for (RegisteredAction action : actions) {
            ObjectNode object = array.addObject()
                    .put("id", action.id())
                    .put("name", action.name())
                    .put("category", action.category())
                    .put("secure", action.secure());
            terminal.heading("In Architect: " + action.name());
            terminal.line("  Call Data Action  category \"" + action.category() + "\", data action \"" + action.name()
                    + "\"" + (action.secure() ? " (secure)" : ""));
            terminal.line("  Action id         " + action.id());
            List<List<String>> rows = new ArrayList<>();
            rows.add(List.of("Input", "Type", ""));
            ArrayNode inputs = object.putArray("inputs");
            action.inputs().forEach(each -> {
                rows.add(List.of(
                        each.name(),
                        RegisteredAction.architectType(each.type()),
                        each.required() ? "required" : "optional"));
                inputs.addObject()
                        .put("name", each.name())
                        .put("type", RegisteredAction.architectType(each.type()))
                        .put("required", each.required());
            });
            rows.add(List.of("Success output", "Type", "Variable, for example"));
            ArrayNode outputs = object.putArray("outputs");
            Map<String, String> variables = action.variables();
            action.outputs().forEach(each -> {
                rows.add(List.of(each.name(), each.type(), variables.get(each.name())));
                outputs.addObject().put("name", each.name()).put("type", each.type());
            });
            terminal.table("  ", rows);
        }
        if (!actions.isEmpty()) {
            boolean slow = actions.stream().anyMatch(PendingResult::isResultAction);
            terminal.blank();
            terminal.wrapped(
                    "  ",
                    "On the Success path, read status ("
                            + (slow ? "\"success\", \"error\", or \"pending\"" : "\"success\" or \"error\"")
                            + ") and errorCode first. A flow takes the"
                            + " Failure path if the function or its upstream did not answer in time, or not at all.");
        }
    }
}
