package dataactions.definition;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Definitions for tests, written as the compiled JSON with single quotes. */
final class Definitions {
    private Definitions() {}

    /** JSON with single quotes for double ones. */
    static Object json(String text) {
        return Json.parse(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8), Json.Limits.DEFAULT);
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> object(String text) {
        return (Map<String, Object>) json(text);
    }

    static ActionDefinition action(String inputs, String request, String outputs, String errors) {
        return ActionDefinition.fromTree(
                json("{'name':'Test','contract':1,'newest':true,'timeoutMillis':10000,'inputs':" + inputs
                        + ",'request':" + request + ",'outputs':" + outputs + ",'errors':" + errors + "}"));
    }

    static ActionDefinition withInputs(String inputs) {
        return action(inputs, "{'upstream':'u','method':'GET','path':'/'}", "{'a':{'type':'string'}}", "{}");
    }

    static ActionDefinition withRequest(String inputs, String request) {
        return action(inputs, request, "{'a':{'type':'string'}}", "{}");
    }

    static ActionDefinition withOutputs(String outputs) {
        return action("{'id':{'type':'integer'}}", "{'upstream':'u','method':'GET','path':'/'}", outputs, "{}");
    }

    static ActionDefinition withSteps(String inputs, String steps, String outputs) {
        return ActionDefinition.fromTree(
                json("{'name':'Test','contract':1,'newest':true,'timeoutMillis':10000,'inputs':" + inputs + ",'steps':"
                        + steps + ",'outputs':" + outputs + "}"));
    }

    static ActionDefinition flat(String inputs, String outputs, String errors) {
        return ActionDefinition.fromTree(json(
                "{'name':'Test','contract':1,'newest':true,'timeoutMillis':10000,'answer':'flat','inputs':" + inputs
                        + ",'request':{'upstream':'u','method':'GET','path':'/'},'outputs':" + outputs + ",'errors':"
                        + errors + "}"));
    }

    static ActionRun run(ActionDefinition action, Map<String, Object> data, boolean explains) {
        return new ActionRun(action, data, "r", Budget.ofMillis(2_000), explains);
    }

    /** What an action that makes one call makes of an answer. */
    static Outcome interpret(ActionDefinition action, Map<String, Object> data, UpstreamResponse response) {
        return interpret(run(action, data, false), action, response);
    }

    static Outcome interpret(ActionRun run, ActionDefinition action, UpstreamResponse response) {
        return run.accept(action.steps().get(0), response).orElseGet(run::finish);
    }
}
