package dataactions.definition;

import dataactions.definition.expression.Budget;
import dataactions.definition.run.ActionRun;
import dataactions.definition.run.Outcome;
import dataactions.definition.template.UpstreamResponse;
import dataactions.definition.value.Json;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Definitions for tests, written as the compiled JSON with single quotes. */
public final class Definitions {
    private Definitions() {}

    /** JSON with single quotes for double ones. */
    public static Object json(String text) {
        return Json.parse(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8), Json.Limits.DEFAULT);
    }

    @SuppressWarnings("unchecked")
    public static Map<String, Object> object(String text) {
        return (Map<String, Object>) json(text);
    }

    public static ActionDefinition action(String inputs, String request, String outputs, String errors) {
        return ActionDefinition.fromTree(
                json("{'name':'Test','contract':1,'newest':true,'timeoutMillis':10000,'inputs':" + inputs
                        + ",'request':" + request + ",'outputs':" + outputs + ",'errors':" + errors + "}"));
    }

    public static ActionDefinition withInputs(String inputs) {
        return action(inputs, "{'upstream':'u','method':'GET','path':'/'}", "{'a':{'type':'string'}}", "{}");
    }

    public static ActionDefinition withRequest(String inputs, String request) {
        return action(inputs, request, "{'a':{'type':'string'}}", "{}");
    }

    public static ActionDefinition withOutputs(String outputs) {
        return action("{'id':{'type':'integer'}}", "{'upstream':'u','method':'GET','path':'/'}", outputs, "{}");
    }

    public static ActionDefinition withSteps(String inputs, String steps, String outputs) {
        return ActionDefinition.fromTree(
                json("{'name':'Test','contract':1,'newest':true,'timeoutMillis':10000,'inputs':" + inputs + ",'steps':"
                        + steps + ",'outputs':" + outputs + "}"));
    }

    public static ActionDefinition flat(String inputs, String outputs, String errors) {
        return ActionDefinition.fromTree(json(
                "{'name':'Test','contract':1,'newest':true,'timeoutMillis':10000,'answer':'flat','inputs':" + inputs
                        + ",'request':{'upstream':'u','method':'GET','path':'/'},'outputs':" + outputs + ",'errors':"
                        + errors + "}"));
    }

    public static ActionRun run(ActionDefinition action, Map<String, Object> data, boolean explains) {
        return new ActionRun(action, data, "r", Budget.ofMillis(2_000), explains);
    }

    /** What an action that makes one call makes of an answer. */
    public static Outcome interpret(ActionDefinition action, Map<String, Object> data, UpstreamResponse response) {
        return interpret(run(action, data, false), action, response);
    }

    public static Outcome interpret(ActionRun run, ActionDefinition action, UpstreamResponse response) {
        return run.accept(action.steps().get(0), response).orElseGet(run::finish);
    }
}
