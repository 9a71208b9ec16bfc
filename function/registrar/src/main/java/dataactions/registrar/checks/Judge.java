package dataactions.registrar.checks;

import com.dashjoin.jsonata.JException;
import com.dashjoin.jsonata.Jsonata;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Optional;
import java.util.Set;

/**
 * Judges the envelope that a check got back. Its own words are repeated (they are ours, and name the field); the values
 * in {@code data} never are.
 */
final class Judge {
    private static final Set<String> UPSTREAM_FAULTS =
            Set.of("UPSTREAM_UNAVAILABLE", "UPSTREAM_TIMEOUT", "UPSTREAM_THROTTLED");

    private static final long EXPRESSION_MS = 1_000;
    private static final int EXPRESSION_DEPTH = 200;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SEE =
            "Correct the definition, the environment's check or the upstream; then deploy" + " again.";

    private Judge() {}

    static Verdict envelope(Check check, JsonNode envelope) {
        boolean success = "success".equals(envelope.path("status").asText());
        Optional<String> unmet = Optional.empty();
        for (String expression : check.expect()) {
            unmet = unmet(expression, envelope);
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
            return new Verdict.UpstreamFault("Check " + check.name() + ": " + outcome(envelope));
        }
        String what = success ? "" : outcome(envelope);
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

    private static String outcome(JsonNode envelope) {
        String error = envelope.path("error").asText("no message");
        return envelope.path("errorCode").asText("no errorCode") + ": " + error + (error.endsWith(".") ? "" : ".");
    }

    /** The expression that is not true, with the reason where there is one. */
    private static Optional<String> unmet(String expression, JsonNode envelope) {
        try {
            Jsonata compiled = Jsonata.jsonata(expression);
            compiled.setValidateInput(false);
            Jsonata.Frame frame = compiled.createFrame();
            frame.setRuntimeBounds(EXPRESSION_MS, EXPRESSION_DEPTH);
            Object result = compiled.evaluate(JSON.convertValue(envelope, Object.class), frame);
            return Boolean.TRUE.equals(result) ? Optional.empty() : Optional.of(quote(expression));
        } catch (JException e) {
            return Optional.of(quote(expression) + " (" + words(e.getError()) + ")");
        } catch (RuntimeException e) {
            return Optional.of(
                    quote(expression) + " (cannot be evaluated: " + e.getClass().getSimpleName() + ")");
        }
    }

    /** What an error code of JSONata means: JSONata's own sentence, without the values that it would quote. */
    private static String words(String code) {
        if (code == null || !code.matches("[A-Z]\\d{4}")) {
            return "JSONata failed";
        }
        if (code.equals("T1005") || code.equals("T1006")) {
            return "it calls something that is not a function; JSONata " + code;
        }
        String sentence = JException.msg(code, -1, "…", "…").replace("\"…\"", "…");
        return sentence.startsWith("…") ? "JSONata error " + code : sentence + "; JSONata " + code;
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
