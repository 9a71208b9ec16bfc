package dataactions.handler.door;

import dataactions.definition.envelope.Envelope;
import dataactions.definition.envelope.ErrorCode;
import dataactions.handler.run.ActionRunner;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The answer to one event, before its door encodes it.
 *
 * @param explanation how the answer was made, for a caller who asked for it; null for any other caller
 * @param failure the failure in our own code that made the answer INTERNAL; or null
 */
public record Reply(Envelope envelope, Map<String, Object> explanation, Throwable failure) {
    /** The key in the explanation that holds the exchanges with upstreams. */
    public static final String TRACE = "trace";

    /** The explanation if the action did not run. */
    public static final Map<String, Object> NOTHING_RAN = Map.of("report", List.of(), "steps", List.of());

    /** The answer to a call whose action did not run. */
    public static Reply withoutRun(Envelope envelope, boolean isExplained) {
        return new Reply(envelope, isExplained ? NOTHING_RAN : null, null);
    }

    /** An error that needs no explanation. */
    public static Reply error(ErrorCode code, String message, String requestId) {
        return new Reply(Envelope.error(code, message, requestId), null, null);
    }

    /** How the answer of a run was made. */
    public static Map<String, Object> explanation(ActionRunner.Result result) {
        Map<String, Object> explanation = new LinkedHashMap<>();
        explanation.put("report", result.statistics().explained());
        explanation.put("steps", result.statistics().steps());
        if (result.traced() != null) {
            explanation.put(TRACE, result.traced());
        }
        return explanation;
    }

    /** Whether the caller asked how the answer was made. */
    public boolean isExplained() {
        return explanation != null;
    }

    /** Whether the explanation contains exchanges with upstreams. */
    public boolean isTraced() {
        return isExplained() && explanation.containsKey(TRACE);
    }

    /** The same reply with an empty list of exchanges. */
    public Reply withoutTrace() {
        Map<String, Object> shorter = new LinkedHashMap<>(explanation);
        shorter.put(TRACE, List.of());
        return new Reply(envelope, shorter, failure);
    }

    /** The same reply with another envelope. */
    public Reply with(Envelope other) {
        return new Reply(other, explanation, failure);
    }
}
