package dataactions.definition.template;

import dataactions.definition.envelope.ErrorCode;
import dataactions.definition.expression.Budget;
import dataactions.definition.expression.Expression;
import dataactions.definition.value.Json;
import dataactions.definition.value.Text;
import dataactions.definition.value.ValueType;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The values that templates and expressions can read during one invocation: inputs, its id, and the steps' answers. */
public final class Scope {
    private static final Map<String, Object> NOTHING = Map.of();

    private final Map<String, Object> inputs;
    private final String requestId;
    private final Budget budget;
    private final Map<String, Object> bodies = new LinkedHashMap<>();
    private final Map<String, Object> statuses = new LinkedHashMap<>();
    private final Map<String, Object> headers = new LinkedHashMap<>();

    public Scope(Map<String, Object> inputs, String requestId, Budget budget) {
        this.inputs = inputs;
        this.requestId = requestId;
        this.budget = budget;
    }

    Map<String, Object> inputs() {
        return inputs;
    }

    public String requestId() {
        return requestId;
    }

    public Budget budget() {
        return budget;
    }

    /** Stores the status of a step's answer, which may end the run. */
    public void ended(String step, int status) {
        statuses.put(step, (long) status);
    }

    /** Stores a step's answer. */
    public void answered(String step, UpstreamResponse response) {
        bodies.put(step, response.body());
        headers.put(step, response.headers());
    }

    public boolean hasResult(String step) {
        return bodies.get(step) != null;
    }

    /** The value of {@code steps}: the results by name, without absent ones. A skipped step has none. */
    private Map<String, Object> steps() {
        Map<String, Object> results = new LinkedHashMap<>();
        for (Map.Entry<String, Object> body : bodies.entrySet()) {
            if (body.getValue() != null) {
                results.put(body.getKey(), body.getValue());
            }
        }
        return results;
    }

    /** The context of expressions that read the steps. */
    public Map<String, Object> stepsContext() {
        return Map.of("steps", steps());
    }

    /** The variables of expressions on the answer of one step: its status, its headers, the steps before it. */
    public Map<String, Object> bindingsFor(UpstreamResponse response) {
        Map<String, Object> bindings = common();
        bindings.put("steps", bodies.isEmpty() ? NOTHING : steps());
        bindings.put("status", response == null ? null : (long) response.status());
        bindings.put("headers", response == null ? NOTHING : response.headers());
        return bindings;
    }

    private Map<String, Object> common() {
        Map<String, Object> bindings = new HashMap<>();
        bindings.put("input", inputs);
        bindings.put("requestId", requestId);
        bindings.put("errorCode", null);
        bindings.put("error", null);
        return bindings;
    }

    /** The variables of expressions on all steps: statuses and headers by the steps' names. */
    public Map<String, Object> bindingsForSteps() {
        Map<String, Object> bindings = common();
        bindings.put("steps", steps());
        bindings.put("status", Collections.unmodifiableMap(statuses));
        bindings.put("headers", Collections.unmodifiableMap(headers));
        return bindings;
    }

    /**
     * The value for a placeholder in a template: an input in the Java form of its type, or any JSON of a step; null if
     * there is no value.
     */
    public Object value(PlaceholderText.Part part) {
        if (part.expression() != null) {
            try {
                return plain(part.expression().evaluate(stepsContext(), bindingsForSteps(), budget));
            } catch (Expression.EvaluationException e) {
                throw new UnrenderableException(
                        ErrorCode.MAPPING_FAILED,
                        "{" + part.text() + "} failed on the answers of the steps (" + e.getMessage() + ").");
            }
        }
        return PlaceholderText.REQUEST_ID.equals(part.text()) ? requestId : inputs.get(part.text());
    }

    /** Converts JSONata's own numbers to the types that {@link Json} uses. */
    private static Object plain(Object value) {
        if (value instanceof Double d) {
            return d == Math.rint(d) && Math.abs(d) < 1L << 53 ? (Object) d.longValue() : BigDecimal.valueOf(d);
        }
        return value;
    }

    /** The value for a placeholder as text: strings unchanged, numbers with all their digits. */
    public String text(PlaceholderText.Part part) {
        return text(part, value(part));
    }

    /** Converts a value for that placeholder to text. */
    public String text(PlaceholderText.Part part, Object value) {
        if (value instanceof List || value instanceof Map) {
            throw refused(part, "is " + ValueType.describe(value) + " where text is expected");
        }
        ValueType.Fitted text = ValueType.STRING.fit(value);
        if (text == null) {
            throw refused(part, "is " + ValueType.describe(value) + " that cannot be written as text");
        }
        return (String) text.value();
    }

    public String wellFormed(PlaceholderText.Part part, String text) {
        if (!Text.isWellFormed(text)) {
            throw refused(part, "holds half a character (a lone surrogate)");
        }
        return text;
    }

    /** The exception that refuses the value for a placeholder. */
    public static UnrenderableException refused(PlaceholderText.Part part, String why) {
        return part.expression() == null
                ? new UnrenderableException(ErrorCode.INVALID_INPUT, "Input " + part.text() + " " + why + ".")
                : new UnrenderableException(
                        ErrorCode.MAPPING_FAILED, "{" + part.text() + "} of the upstream's answer " + why + ".");
    }
}
