package dataactions.registrar.checks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dataactions.definition.Budget;
import dataactions.definition.Expression;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Judges the envelope that a check got back. Its own words are repeated: they name the field. Of an expectation that is
 * not met the values that it reads are shown; nothing that an upstream said is where the action is secure.
 */
final class Judge {
    private static final Set<String> UPSTREAM_FAULTS =
            Set.of("UPSTREAM_UNAVAILABLE", "UPSTREAM_TIMEOUT", "UPSTREAM_THROTTLED");

    /** What one expectation may take. */
    private static final long EXPRESSION_NANOS = 1_000_000_000;

    private static final long MEMORY = 100_000_000;
    private static final ObjectMapper JSON = new ObjectMapper();
    /** The codes that no definition may declare: what an envelope says of them is in our own words. */
    private static final Set<String> OURS = Set.of(
            "INVALID_INPUT",
            "MAPPING_FAILED",
            "UNAUTHORIZED",
            "MALFORMED_REQUEST",
            "UNKNOWN_ACTION",
            "UPSTREAM_UNAUTHORIZED",
            "UPSTREAM_UNAVAILABLE",
            "UPSTREAM_INVALID",
            "UPSTREAM_TIMEOUT",
            "UPSTREAM_THROTTLED",
            "INTERNAL");

    /** Texts in quotes: what stands in them is read from nowhere. */
    private static final Pattern QUOTED = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"|'(?:[^'\\\\]|\\\\.)*'");
    /** What an expectation reads of the envelope, where that is a plain path. */
    private static final Pattern READ =
            Pattern.compile("(?<![\\w.$`])(?:data(?:\\.[A-Za-z_]\\w*)+|status|errorCode|error)(?![\\w(`])");

    private static final int MAX_SHOWN = 3;
    private static final int MAX_VALUE = 100;

    private static final String SEE =
            "Correct the definition, the environment's check or the upstream; then deploy" + " again.";

    private Judge() {}

    static Verdict envelope(Check check, JsonNode envelope) {
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
            return new Verdict.Passed();
        }
        String code = envelope.path("errorCode").asText("");
        if (!success && UPSTREAM_FAULTS.contains(code)) {
            return new Verdict.UpstreamFault("Check " + check.name() + ": " + outcome(check, envelope));
        }
        String what = success ? "" : outcome(check, envelope);
        String expected = unmet.map(it -> (what.isEmpty() ? "" : " ") + "Expected " + it + ".")
                .orElse("");
        return new Verdict.Failed("Check " + check.name() + " failed: " + what + expected, SEE);
    }

    /** The same, and for a check that failed what the outputs that were not found were probably meant to be. */
    static Verdict explained(Check check, JsonNode envelope) {
        Verdict verdict = envelope(check, envelope);
        if (!(verdict instanceof Verdict.Failed failed)) {
            return verdict;
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
        return hints.isEmpty() ? verdict : new Verdict.Failed(failed.message() + hints, failed.remedy());
    }

    private static String outcome(Check check, JsonNode envelope) {
        String code = envelope.path("errorCode").asText("no errorCode");
        if (check.secure() && !OURS.contains(code)) {
            return code + "."; // its message may be the upstream's
        }
        String error = Words.cut(envelope.path("error").asText("no message"));
        return code + ": " + error + (error.endsWith(".") ? "" : ".");
    }

    /** The expression that is not true, with what it read, or the reason where there is one. */
    private static Optional<String> unmet(Check check, String expression, JsonNode envelope) {
        try {
            long now = System.nanoTime();
            Budget budget = new Budget(System::nanoTime, EXPRESSION_NANOS, now + EXPRESSION_NANOS, MEMORY, () -> 0);
            Object context = JSON.convertValue(envelope, Object.class);
            return Expression.of(expression).isTrue(context, budget)
                    ? Optional.empty()
                    : Optional.of(quote(expression) + (check.secure() ? "" : seen(expression, envelope)));
        } catch (Expression.SyntaxException e) {
            return Optional.of(
                    quote(expression) + " (not JSONata at column " + e.column() + ": " + e.getMessage() + ")");
        } catch (Expression.EvaluationException e) {
            return Optional.of(quote(expression) + " (" + e.getMessage() + ")");
        }
    }

    /** {@code , found data.name = "Unknown"}: the paths that the expression reads, with their values. */
    private static String seen(String expression, JsonNode envelope) {
        Set<String> paths = new LinkedHashSet<>();
        Matcher read = READ.matcher(QUOTED.matcher(expression).replaceAll("\"\""));
        while (read.find() && paths.size() < MAX_SHOWN) {
            paths.add(read.group());
        }
        StringBuilder seen = new StringBuilder();
        for (String path : paths) {
            JsonNode value = envelope.at("/" + path.replace('.', '/'));
            String text = value.isMissingNode() ? "nothing" : Words.oneLine(value.toString());
            seen.append(seen.isEmpty() ? ", found " : ", ")
                    .append(path)
                    .append(" = ")
                    .append(text.length() > MAX_VALUE ? text.substring(0, MAX_VALUE) + "…" : text);
        }
        return seen.toString();
    }

    private static String quote(String expression) {
        return "‹" + expression.strip() + "›";
    }

    /** The envelope, wherever in an answer it is: as an object, or as JSON inside a text. */
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
                && ("success".equals(status) || "error".equals(status))
                && (node.has("data") || node.has("errorCode"));
    }
}
