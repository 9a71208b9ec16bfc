package dataactions.cli.console.answer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The facts of a plan in the form of the page. */
public final class Plans {
    private Plans() {}

    /**
     * @param result what {@code live plan --json} prints
     * @param tree gets the changes
     */
    public static void changes(ObjectNode result, ObjectNode tree) {
        tree.set("stack", result.path("stack"));
        tree.set("organization", result.path("organization"));
        ArrayNode changes = tree.putArray("changes");
        for (JsonNode object : result.path("objects")) {
            String plan = object.path("plan").asText();
            ObjectNode change = changes.addObject()
                    .put("kind", object.path("kind").asText())
                    .put("object", object.path("logicalId").asText())
                    .put("name", object.path("title").asText())
                    .put(
                            "action",
                            switch (plan) {
                                case "change" -> "update";
                                case "remove" -> "delete";
                                default -> plan;
                            });
            for (String key : new String[] {"reason", "remark", "warnings"}) {
                if (object.has(key)) {
                    change.set(key, object.get(key));
                }
            }
            ArrayNode details = change.putArray("details");
            object.path("fields")
                    .forEach(field -> details.addObject()
                            .put("property", field.path("field").asText())
                            .put("before", field.path("old").asText())
                            .put("after", field.path("new").asText()));
        }
        tree.set("otherChanges", result.path("otherChanges"));
        tree.set("knownAfterDeploy", result.path("knownAfterDeploy"));
    }
}
