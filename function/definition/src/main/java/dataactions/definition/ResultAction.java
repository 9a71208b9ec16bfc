package dataactions.definition;

import dataactions.definition.value.ValueType;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The action that a flow asks for the result of a slow action: {@code FetchReportResult} for {@code FetchReport}. It is
 * derived from the slow action's definition, has the number of its contract and the same outputs, and calls no upstream.
 */
public final class ResultAction {
    /** The ending that makes the result action's name of the slow action's name. */
    public static final String SUFFIX = "Result";

    /** The input with the id that the pending answer holds. */
    public static final String REQUEST_ID = "requestId";

    /** The input that says how many seconds to wait for the result. */
    public static final String WAIT = "wait";

    /** The longest wait, in seconds. */
    public static final int MAX_WAIT = 10;

    private static final Duration TIMEOUT = Duration.ofSeconds(MAX_WAIT + 5);

    /**
     * What a caller asks a result action.
     *
     * @param requestId the id that the pending answer holds
     * @param longestWait how long to wait for the result
     */
    public record Asked(String requestId, Duration longestWait) {
        /** @param inputs of a result action, in the Java form of their types */
        public static Asked of(Map<String, Object> inputs) {
            long seconds = ((Number) inputs.get(WAIT)).longValue();
            return new Asked((String) inputs.get(REQUEST_ID), Duration.ofSeconds(seconds));
        }
    }

    private ResultAction() {}

    /** The result action of a slow action. */
    public static ActionDefinition of(ActionDefinition slow) {
        Map<String, Input> inputs = new LinkedHashMap<>();
        inputs.put(
                REQUEST_ID,
                new Input(
                        ValueType.STRING,
                        true,
                        null,
                        "The requestId of the pending answer of " + slow.name(),
                        null,
                        List.of(),
                        null,
                        null,
                        null,
                        null,
                        null,
                        false));
        inputs.put(
                WAIT,
                new Input(
                        ValueType.INTEGER,
                        false,
                        null,
                        "How many seconds to wait for the result, 0 to " + MAX_WAIT,
                        0L,
                        List.of(),
                        null,
                        BigDecimal.ZERO,
                        BigDecimal.valueOf(MAX_WAIT),
                        null,
                        null,
                        false));
        return new ActionDefinition(
                slow.name() + SUFFIX,
                slow.contract(),
                slow.newest(),
                slow.category(),
                "The result of " + slow.name() + ", which answers pending when its upstream is slow",
                slow.secure(),
                TIMEOUT,
                slow.answer(),
                inputs,
                List.of(),
                slow.outputs(),
                null,
                slow.name());
    }
}
