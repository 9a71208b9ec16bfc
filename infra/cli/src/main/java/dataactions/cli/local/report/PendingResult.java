package dataactions.cli.local.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.cli.Main;
import dataactions.definition.ResultAction;
import dataactions.definition.envelope.Envelope;
import dataactions.sandbox.RegisteredAction;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The result of a slow action that is not there yet.
 *
 * @param resultAction the action to ask for it
 * @param requestId what to ask with
 */
public record PendingResult(RegisteredAction resultAction, String requestId) {
    /** The name of an action, with the number of an older contract. */
    private static final Pattern NAME = Pattern.compile("(.*?)( \\(contract \\d+\\))?");

    /** A flat answer names its outputs as the definition does, so the id is known by its form. */
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{22}\\.[A-Za-z0-9_-]{22}");

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:@%+=-]+");

    /**
     * The pending result in an answer; empty if the answer is final.
     *
     * @param called the action that answered: a slow action or its result action
     * @param body the envelope, or a flat answer
     * @param actions all deployed actions
     */
    public static Optional<PendingResult> of(RegisteredAction called, JsonNode body, List<RegisteredAction> actions) {
        return requestId(body).flatMap(id -> resultAction(called, actions).map(it -> new PendingResult(it, id)));
    }

    private static Optional<String> requestId(JsonNode body) {
        if (body.path("data").isObject()) {
            return Envelope.PENDING.equals(body.path("status").asText())
                    ? Optional.of(body.path("requestId").asText("")).filter(id -> !id.isEmpty())
                    : Optional.empty();
        }
        String id = null;
        boolean pending = false;
        for (JsonNode output : body) {
            String text = output.asText("");
            if (ID.matcher(text).matches()) {
                id = text;
            } else if (Envelope.PENDING.equals(text)) {
                pending = true;
            } else {
                return Optional.empty(); // A pending answer has no other output.
            }
        }
        return pending ? Optional.ofNullable(id) : Optional.empty();
    }

    private static Optional<RegisteredAction> resultAction(RegisteredAction called, List<RegisteredAction> actions) {
        if (isResultAction(called)) {
            return Optional.of(called);
        }
        Matcher name = NAME.matcher(called.name());
        String nameOfResult = name.matches()
                ? name.group(1) + ResultAction.SUFFIX + (name.group(2) == null ? "" : name.group(2))
                : "";
        return actions.stream()
                .filter(each -> each.name().equals(nameOfResult) && isResultAction(each))
                .findFirst();
    }

    /** Whether the action returns the result of a slow action. */
    static boolean isResultAction(RegisteredAction action) {
        Set<String> inputs = new HashSet<>();
        action.inputs().forEach(each -> inputs.add(each.name()));
        Matcher name = NAME.matcher(action.name());
        return name.matches()
                && name.group(1).endsWith(ResultAction.SUFFIX)
                && inputs.equals(Set.of(ResultAction.REQUEST_ID, ResultAction.WAIT));
    }

    /** The inputs of the result action. */
    public ObjectNode question(int waitSeconds) {
        return JsonNodeFactory.instance
                .objectNode()
                .put(ResultAction.REQUEST_ID, requestId)
                .put(ResultAction.WAIT, waitSeconds);
    }

    /**
     * The command that asks for the result.
     *
     * @param options the options of the first call that the next one needs, too
     */
    public String command(List<String> options) {
        List<String> words = new ArrayList<>(List.of(
                Main.NAME,
                "local",
                "invoke",
                resultAction.name(),
                "--input",
                ResultAction.REQUEST_ID + "=" + requestId,
                "--input",
                ResultAction.WAIT + "=" + ResultAction.MAX_WAIT));
        words.addAll(options);
        return String.join(" ", words.stream().map(PendingResult::quoted).toList());
    }

    private static String quoted(String word) {
        return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
