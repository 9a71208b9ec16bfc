package dataactions.registrar.checks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dataactions.definition.envelope.Envelope;
import dataactions.definition.envelope.ErrorCode;
import dataactions.definition.expression.Budget;
import dataactions.definition.expression.Expression;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Evaluates the envelope that a check received. A message repeats the envelope's own error, which names the field, and
 * shows the values that an expectation reads. For a secure action it shows no value that comes from an upstream.
 */
final class EnvelopeCheck {
    /** How long one expectation may take. */
    private static final long EXPRESSION_NANOS = 1_000_000_000;

    private static final long MEMORY = 100_000_000;
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A text in quotes. It may look like a path but is none. */
    private static final Pattern QUOTED = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"|'(?:[^'\\\\]|\\\\.)*'");
    /** A plain path that an expectation reads. */
    private static final Pattern READ =
            Pattern.compile("(?<![\\w.$`])(?:data(?:\\.[A-Za-z_]\\w*)+|status|errorCode|error)(?![\\w(`])");

    private static final int MAX_SHOWN = 3;
    private static final int MAX_VALUE = 100;

    private static final String UPSTREAM_AT_FAULT =
            "The upstream is at fault; deploy again when it is back, or set onUpstreamFault: warn.";

    private static final String SEE =
            "Correct the definition, the environment's check or the upstream; then deploy again.";

    private EnvelopeCheck() {}

    static CheckResult evaluate(DeploymentCheck check, JsonNode envelope) {
        if (isPending(envelope)) {
            return new CheckResult.Pending(envelope.path("requestId").asText());
        }
        boolean success = "success".equals(envelope.path("status").asText());
        Optional<String> unmet = Optional.empty();
        for (String expression : check.expect()) {
            unmet = unmet(check, expression, envelope);
            if (unmet.isPresent()) {
                break;
            }
        }
        boolean passed = check.expect().isEmpty() ? success : unmet.isEmpty();
        if (passed) {
            return new CheckResult.Passed();
        }
        String code = envelope.path("errorCode").asText("");
        if (!success
                && ErrorCode.named(code).filter(ErrorCode::isUpstreamOutage).isPresent()) {
            return new CheckResult.UpstreamFault(
                    "Check " + check.name() + ": " + outcome(check, envelope), UPSTREAM_AT_FAULT);
        }
        String what = success ? "" : outcome(check, envelope);
        String expected = unmet.map(it -> (what.isEmpty() ? "" : " ") + "Expected " + it + ".")
                .orElse("");
        return new CheckResult.Failed("Check " + check.name() + " failed: " + what + expected, SEE);
    }

    /** The same. The message of a failed check suggests paths for outputs that were not found. */
    static CheckResult evaluateWithHints(DeploymentCheck check, JsonNode envelope) {
        CheckResult result = evaluate(check, envelope);
        if (!(result instanceof CheckResult.Failed failed)) {
            return result;
        }
        StringBuilder hints = new StringBuilder();
        int told = 0;
        for (JsonNode field : envelope.path("report")) {
            if (field.path("nearest").isTextual() && told++ < 3) {
                hints.append(" Output ")
                        .append(field.path("field").asText())
                        .append(" was not found at ")
                        .append(quote(field.path("expression").asText()))
                        .append(": did you mean ")
                        .append(quote(field.path("nearest").asText()))
                        .append('?');
            }
        }
        return hints.isEmpty() ? result : new CheckResult.Failed(failed.message() + hints, failed.remedy());
    }

    private static String outcome(DeploymentCheck check, JsonNode envelope) {
        String code = envelope.path("errorCode").asText("no errorCode");
        // The message of a code that a definition may declare may be the upstream's. The others' are ours.
        boolean ours = ErrorCode.named(code).filter(it -> !it.isDeclarable()).isPresent();
        if (check.secure() && !ours) {
            return code + ".";
        }
        String error = OneLine.shortened(envelope.path("error").asText("no message"));
        return code + ": " + error + (error.endsWith(".") ? "" : ".");
    }

    /**
     * The expression with the values that it reads, or with the reason for its failure. Empty if the expression is
     * true.
     */
    private static Optional<String> unmet(DeploymentCheck check, String expression, JsonNode envelope) {
        try {
            long now = System.nanoTime();
            Budget budget = new Budget(System::nanoTime, EXPRESSION_NANOS, now + EXPRESSION_NANOS, MEMORY, () -> 0);
            Object context = JSON.convertValue(envelope, Object.class);
            return Expression.of(expression).isTrue(context, budget)
                    ? Optional.empty()
                    : Optional.of(quote(expression) + (check.secure() ? "" : values(expression, envelope)));
        } catch (Expression.SyntaxException e) {
            return Optional.of(
                    quote(expression) + " (not JSONata at column " + e.column() + ": " + e.getMessage() + ")");
        } catch (Expression.EvaluationException e) {
            return Optional.of(quote(expression) + " (" + e.getMessage() + ")");
        }
    }

    /** The paths that the expression reads, with their values: {@code , found data.name = "Unknown"}. */
    private static String values(String expression, JsonNode envelope) {
        Set<String> paths = new LinkedHashSet<>();
        Matcher read = READ.matcher(QUOTED.matcher(expression).replaceAll("\"\""));
        while (read.find() && paths.size() < MAX_SHOWN) {
            paths.add(read.group());
        }
        StringBuilder values = new StringBuilder();
        for (String path : paths) {
            JsonNode value = envelope.at("/" + path.replace('.', '/'));
            String text = value.isMissingNode() ? "nothing" : OneLine.of(value.toString());
            values.append(values.isEmpty() ? ", found " : ", ")
                    .append(path)
                    .append(" = ")
                    .append(text.length() > MAX_VALUE ? text.substring(0, MAX_VALUE) + "…" : text);
        }
        return values.toString();
    }

    private static String quote(String expression) {
        return "‹" + expression.strip() + "›";
    }

    /** Finds the envelope in an answer: as an object, or as JSON in a text, at any depth. */
    static Optional<JsonNode> findEnvelope(JsonNode answer) {
        if (answer == null || answer.isMissingNode() || answer.isNull()) {
            return Optional.empty();
        }
        if (isEnvelope(answer)) {
            return Optional.of(answer);
        }
        if (answer.isTextual()) {
            return inText(answer.asText());
        }
        for (JsonNode child : answer) {
            Optional<JsonNode> found = findEnvelope(child);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private static Optional<JsonNode> inText(String text) {
        int start = text.indexOf('{');
        int end = text.lastIndexOf('}');
        if (start < 0 || end < start || !text.contains("status")) {
            return Optional.empty();
        }
        try {
            JsonNode parsed = JSON.readTree(text.substring(start, end + 1));
            return findEnvelope(parsed);
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private static boolean isEnvelope(JsonNode node) {
        String status = node.path("status").asText("");
        return node.isObject()
                && node.path("status").isTextual()
                && ("success".equals(status) || "error".equals(status) || isPending(node))
                && (node.has("data") || node.has("errorCode"));
    }

    /** Without the id the result could not be asked for. */
    private static boolean isPending(JsonNode envelope) {
        return Envelope.PENDING.equals(envelope.path("status").asText())
                && !envelope.path("requestId").asText("").isBlank();
    }
}
