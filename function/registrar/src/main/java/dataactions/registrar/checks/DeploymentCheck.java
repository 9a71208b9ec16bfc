package dataactions.registrar.checks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.definition.ResultAction;
import dataactions.registrar.cloudformation.Properties;
import java.time.Duration;
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
 * @param slow for a slow action, which may answer pending; null for every other
 */
public record DeploymentCheck(
        String name,
        String action,
        Integer contract,
        JsonNode input,
        boolean flat,
        boolean secure,
        List<String> expect,
        Slow slow) {
    /**
     * What a check of a slow action needs.
     *
     * @param limit how long a run of the action may take
     * @param isShared whether a call may get the result of an earlier call with equal inputs
     * @param statusOutput the output that says pending in a flat answer; null if the answer is the envelope
     * @param requestIdOutput the output with the id to ask for the result with in a flat answer; null if the answer is
     *     the envelope
     */
    record Slow(Duration limit, boolean isShared, String statusOutput, String requestIdOutput) {}

    /**
     * The call of the result action that asks for the result of this check.
     *
     * @param waitSeconds how long the result action waits for it
     */
    DeploymentCheck result(String requestId, int waitSeconds) {
        ObjectNode input = JsonNodeFactory.instance
                .objectNode()
                .put(ResultAction.REQUEST_ID, requestId)
                .put(ResultAction.WAIT, waitSeconds);
        return new DeploymentCheck(name, action + ResultAction.SUFFIX, contract, input, flat, secure, expect, slow);
    }

    /**
     * Reads the property {@code Checks}.
     *
     * @throws dataactions.registrar.invocation.Failure PROPERTY
     */
    public static List<DeploymentCheck> read(Properties properties) {
        List<DeploymentCheck> checks = new ArrayList<>();
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
            boolean flat = "flat".equals(node.path("answer").asText("envelope"));
            checks.add(new DeploymentCheck(
                    node.has("name") ? text(properties, at, node, "name") : action,
                    action,
                    contract(properties, at, node.path("contract")),
                    input.isObject() ? input : JsonNodeFactory.instance.objectNode(),
                    flat,
                    node.path("secure").asBoolean(false),
                    expects(properties, at, node.path("expect")),
                    slow(properties, at + ".async", node.path("async"), flat)));
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

    private static Slow slow(Properties properties, String at, JsonNode node, boolean flat) {
        if (node.isMissingNode()) {
            return null;
        }
        if (!node.isObject()) {
            throw properties.wrong(at, "a map", node);
        }
        JsonNode limit = node.path("limitMillis");
        if (!limit.canConvertToLong() || limit.asLong() < 1) {
            throw properties.wrong(at + ".limitMillis", "a number from 1", limit);
        }
        return new Slow(
                Duration.ofMillis(limit.asLong()),
                node.path("shared").asBoolean(false),
                flat ? text(properties, at, node, "statusOutput") : null,
                flat ? text(properties, at, node, "requestIdOutput") : null);
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
