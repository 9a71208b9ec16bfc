package dataactions.cli.author;

import dataactions.definition.ActionDefinition;
import dataactions.definition.Step;
import dataactions.definition.envelope.Envelope;
import dataactions.definition.template.UpstreamResponse;
import dataactions.definition.value.Json;
import dataactions.definition.value.JsonException;
import dataactions.definition.value.Tree;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One run of a definition.
 *
 * @param sources where the answers are from, such as {@code users at https://api.example.com}
 * @param report where each output came from, as JSON trees
 * @param steps how each step ended, as JSON trees
 * @param exchanges requests and answers as JSON trees; empty for a secure action
 * @param upstreams the time that the run only waited for upstreams
 */
record Tried(
        ActionDefinition definition,
        List<String> sources,
        Envelope envelope,
        List<Object> report,
        List<Object> steps,
        List<Object> exchanges,
        Duration upstreams) {
    /** The longest answer of an example, in characters, because people read examples. */
    private static final int LONGEST_RECORDED = 64 * 1024;

    /** The last answer of each step, for an example; empty if one of them cannot be an example's. */
    Optional<Map<String, UpstreamResponse>> responses() {
        Map<String, UpstreamResponse> all = new LinkedHashMap<>();
        for (Object exchange : exchanges) {
            Map<?, ?> each = (Map<?, ?>) exchange;
            if (each.containsKey("for")) {
                continue;
            }
            String step = each.get("step") == null ? Step.ONLY : String.valueOf(each.get("step"));
            if (!(each.get("response") instanceof Map<?, ?> response)) {
                return Optional.empty();
            }
            int status = ((Number) response.get("status")).intValue();
            if (String.valueOf(response.get("body")).length() > LONGEST_RECORDED) {
                return Optional.empty();
            }
            Optional<Object> body = response.get("body") == null ? Optional.empty() : json(response.get("body"));
            boolean isSuccess = status >= 200 && status < 300;
            if (isSuccess && response.get("body") != null && body.isEmpty()) {
                return Optional.empty();
            }
            // The function, too, takes the body of an error for empty if it is not JSON.
            all.put(step, new UpstreamResponse(status, headers(response), body.orElse(null)));
        }
        return Optional.of(all);
    }

    private static Map<String, String> headers(Map<?, ?> response) {
        Map<String, String> headers = new LinkedHashMap<>();
        if (response.get("headers") instanceof Map<?, ?> given) {
            Tree.object(given)
                    .forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), String.valueOf(value)));
        }
        return headers;
    }

    /** The JSON that a text is; empty if it is none, or null. */
    static Optional<Object> json(Object text) {
        try {
            return Optional.ofNullable(
                    Json.parse(String.valueOf(text).getBytes(StandardCharsets.UTF_8), Json.Limits.DEFAULT));
        } catch (JsonException e) {
            return Optional.empty();
        }
    }
}
