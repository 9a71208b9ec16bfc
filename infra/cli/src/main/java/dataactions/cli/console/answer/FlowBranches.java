package dataactions.cli.console.answer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.cli.author.Trying;
import dataactions.definition.ActionDefinition;
import dataactions.definition.Input;
import dataactions.definition.envelope.AnswerForm;
import dataactions.definition.envelope.ErrorCode;
import dataactions.definition.run.Binding;
import java.util.Map;
import java.util.Optional;

/** Which path a flow takes after a run, and what it can read there. */
public final class FlowBranches {
    private static final String SUCCESS = "Success";
    private static final String FAILURE = "Failure";

    private FlowBranches() {}

    /** For a voice flow, and for any other flow. */
    public static ObjectNode of(ActionDefinition definition, Map<String, Object> inputs, Trying.Shown shown) {
        Optional<String> refused = ErrorCode.INVALID_INPUT.name().equals(shown.errorCode())
                ? refusedByGenesys(definition, inputs)
                : Optional.empty();
        if (refused.isPresent()) {
            String text = "Genesys itself refuses the call, because " + refused.get()
                    + ". The function is not called, and there is no errorCode of ours.";
            return both(FAILURE, text, text);
        }
        boolean isFlat = definition.answer() == AnswerForm.FLAT;
        if (!shown.isOutcome()) {
            return both(
                    FAILURE,
                    "A voice flow sees that the call failed, and not why.",
                    "The flow can bind the code (" + shown.errorCode() + ") and the message on the Failure path.");
        }
        String text = isFlat
                ? "The outputs are set under their own names."
                : shown.errorCode() == null
                        ? "status is \"success\". The outputs are in data."
                        : "status is \"error\", and errorCode is \"" + shown.errorCode()
                                + "\": the flow branches on errorCode.";
        if (definition.isSlow()) {
            text +=
                    " If the upstream needs longer than a call may wait, status is \"pending\" first: the flow then asks "
                            + definition.name() + "Result.";
        }
        return both(SUCCESS, text, text);
    }

    private static ObjectNode both(String path, String voice, String nonCall) {
        ObjectNode tree = JsonNodeFactory.instance.objectNode();
        tree.putObject("voice").put("path", path).put("text", voice);
        tree.putObject("nonCall").put("path", path).put("text", nonCall);
        return tree;
    }

    /** Genesys knows whether an input is required, and its type. It does not know the other constraints. */
    private static Optional<String> refusedByGenesys(ActionDefinition definition, Map<String, Object> inputs) {
        for (Map.Entry<String, Input> each : definition.inputs().entrySet()) {
            Object value = inputs.get(each.getKey());
            if (value == null && each.getValue().required()) {
                return Optional.of("the required input " + each.getKey() + " is missing");
            }
            if (value != null && Binding.exactly(each.getValue().type(), value) == null) {
                return Optional.of("the input " + each.getKey() + " is not of the type "
                        + each.getValue().type().word());
            }
        }
        return Optional.empty();
    }

    /** What to do about an error that a definition or its settings often cause. */
    public static Optional<String> hint(JsonNode tree, Trying.Shown shown) {
        return Optional.ofNullable(shown.errorCode()).flatMap(ErrorCode::named).map(code -> switch (code) {
            case INVALID_INPUT -> "Nothing was sent. Change the inputs, or take those of an example.";
            case UPSTREAM_UNAUTHORIZED ->
                "Check the upstream's auth in cdk.json, and its secret. The console takes another one from"
                        + " --secrets FILE.";
            case UPSTREAM_UNAVAILABLE ->
                "Check the upstream's URL in cdk.json, or try another URL. An example or a response needs no"
                        + " upstream.";
            case UPSTREAM_INVALID -> invalid(tree, shown.error());
            default -> null; // The message says enough.
        });
    }

    private static String invalid(JsonNode tree, String error) {
        for (JsonNode exchange : tree.path("exchanges")) {
            if (exchange.path("response").path("status").asInt() / 100 == 3) {
                return "The upstream redirects to another host or path (see the header Location). Set that URL in cdk.json.";
            }
        }
        return error.contains("larger")
                ? "Ask the upstream for less: a page, or fewer fields."
                : "Check the upstream's URL in cdk.json, and the format that the request asks for.";
    }
}
