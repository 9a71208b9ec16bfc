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
}
