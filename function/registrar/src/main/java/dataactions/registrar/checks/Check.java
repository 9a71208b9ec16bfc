package dataactions.registrar.checks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dataactions.registrar.cloudformation.Properties;
import java.util.ArrayList;
import java.util.List;

/**
 * A call of an action with an expected answer. If the answer differs, the deployment fails.
 *
 * @param name its name in messages
 * @param action the action's name
 * @param contract the number of its contract; null for the newest
 * @param input its inputs
 * @param flat whether the action answers with its outputs alone, without the envelope
 * @param secure whether the action is for sensitive data: then no message shows a value of its answer
 * @param expect JSONata expressions over the envelope, each of which has to be true; if there is none, the status has
 *     to be success
 */
public record Check(
        String name,
        String action,
        Integer contract,
        JsonNode input,
        boolean flat,
        boolean secure,
        List<String> expect) {
    /**
     * Reads the property {@code Checks}.
     *
     * @throws dataactions.registrar.invocation.Failure PROPERTY
     */
    public static List<Check> read(Properties properties) {
        List<Check> checks = new ArrayList<>();
        int index = 0;
        for (JsonNode node : properties.jsonArray("Checks")) {
            String at = "Checks[" + index++ + "]";
            if (!node.isObject()) {
                throw properties.wrong(at, "a map", node);
            }
            String action = text(properties, at, node, "action");
            JsonNode input = node.path("input");
            if (!input.isObject() && !input.isMissingNode()) {
                throw properties.wrong(at + ".input", "a map", input);
            }
            checks.add(new Check(
                    node.has("name") ? text(properties, at, node, "name") : action,
                    action,
                    contract(properties, at, node.path("contract")),
                    input.isObject() ? input : JsonNodeFactory.instance.objectNode(),
                    "flat".equals(node.path("answer").asText("envelope")),
                    node.path("secure").asBoolean(false),
                    expects(properties, at, node.path("expect"))));
        }
        return checks;
    }

    private static Integer contract(Properties properties, String at, JsonNode node) {
        if (node.isMissingNode()) {
            return null;
        }
        if (!node.canConvertToInt() || node.asInt() < 1) {
            throw properties.wrong(at + ".contract", "a number from 1", node);
        }
        return node.asInt();
    }

    private static List<String> expects(Properties properties, String at, JsonNode node) {
        List<String> expects = new ArrayList<>();
        if (node.isTextual()) {
            expects.add(node.asText());
        } else if (node.isArray()) {
            for (JsonNode expression : node) {
                if (!expression.isTextual()) {
                    throw properties.wrong(at + ".expect", "a list of texts", expression);
                }
                expects.add(expression.asText());
            }
        } else if (!node.isMissingNode() && !node.isNull()) {
            throw properties.wrong(at + ".expect", "a list of texts", node);
        }
        return expects;
    }

    private static String text(Properties properties, String at, JsonNode node, String key) {
        JsonNode value = node.path(key);
        if (!value.isTextual() || value.asText().isBlank()) {
            throw properties.wrong(at + "." + key, "a text", value.isMissingNode() ? null : value);
        }
        return value.asText();
    }
}
