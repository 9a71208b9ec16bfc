package dataactions.handler;

import dataactions.definition.upstream.Problem;
import dataactions.definition.upstream.Upstream;
import dataactions.definition.upstream.Upstreams;
import dataactions.definition.value.Json;
import dataactions.definition.value.JsonException;
import dataactions.handler.upstream.InvalidConfigurationException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The settings in the function's environment variables.
 *
 * @param upstreams by name
 * @param callerSecret ARN of the secret that callers of the Function URL must know; null: nobody may call it
 */
record Configuration(Map<String, Upstream> upstreams, String callerSecret) {
    private static final String EXPECTED = "; expected {\"users\": {\"url\": \"https://...\", \"timeout\": \"5s\","
            + " \"auth\": {...}, \"forwardHeaders\": [...]}}, where all but url are optional";

    /**
     * Reads {@code UPSTREAMS} and {@code CALLER_SECRET_ARN}.
     *
     * @throws InvalidConfigurationException naming the variable, every setting that is wrong and what was expected
     */
    static Configuration of(Map<String, String> env) {
        String secret = env.get("CALLER_SECRET_ARN");
        return new Configuration(
                upstreams(env.get("UPSTREAMS")), secret == null || secret.isBlank() ? null : secret.strip());
    }

    private static Map<String, Upstream> upstreams(String json) {
        if (json == null || json.isBlank()) {
            throw new InvalidConfigurationException("UPSTREAMS is not set" + EXPECTED);
        }
        List<Problem> problems = new ArrayList<>();
        Map<String, Upstream> upstreams;
        try {
            upstreams =
                    Upstreams.read(Json.parse(json.getBytes(StandardCharsets.UTF_8), Json.Limits.DEFAULT), problems);
        } catch (JsonException e) {
            throw new InvalidConfigurationException("UPSTREAMS: " + e.getMessage() + EXPECTED);
        }
        if (!problems.isEmpty()) {
            List<String> lines =
                    problems.stream().map(problem -> problem.below("UPSTREAMS")).toList();
            throw new InvalidConfigurationException(String.join(". ", lines) + EXPECTED);
        }
        return upstreams;
    }
}
