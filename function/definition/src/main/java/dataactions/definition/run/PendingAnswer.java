package dataactions.definition.run;

import dataactions.definition.ActionDefinition;
import dataactions.definition.envelope.AnswerForm;
import dataactions.definition.envelope.Envelope;
import dataactions.definition.value.ValueType;
import java.util.LinkedHashMap;
import java.util.Map;

/** The answer of a slow action, or of its result action, while the result is not there. */
public final class PendingAnswer {
    private PendingAnswer() {}

    /**
     * The answer in the action's form. A flat answer holds only the texts that are {@code $status} and {@code
     * $requestId}; the reader of definitions makes sure that they exist.
     *
     * @param requestId the id with which the flow asks for the result
     */
    public static Envelope of(ActionDefinition action, String requestId) {
        Envelope pending = Envelope.pending(requestId);
        if (action.answer() != AnswerForm.FLAT) {
            return pending;
        }
        Map<String, Object> outputs = new LinkedHashMap<>();
        action.outputs().forEach((name, output) -> {
            boolean isText = output.type() == ValueType.STRING && output.from() != null;
            String from = isText ? output.from().text() : "";
            if (from.equals("$status")) {
                outputs.put(name, Envelope.PENDING);
            } else if (from.equals("$requestId")) {
                outputs.put(name, requestId);
            }
        });
        return pending.flat(outputs);
    }
}
