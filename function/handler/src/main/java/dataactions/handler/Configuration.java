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
 * @param jobsTable name of the table of jobs; null if no action is slow
 * @param worker ARN of the worker's version; null if no action is slow, and for the worker itself
 */
record Configuration(Map<String, Upstream> upstreams, String callerSecret, String jobsTable, String worker) {
    private static final String JOBS_TABLE = "JOBS_TABLE";
    private static final String EXPECTED = "; expected {\"users\": {\"url\": \"https://...\", \"timeout\": \"5s\","
            + " \"auth\": {...}, \"forwardHeaders\": [...]}}, where all but url are optional";

    /**
     * Reads {@code UPSTREAMS}, {@code CALLER_SECRET_ARN}, {@code JOBS_TABLE} and {@code WORKER_ARN}.
     *
     * @throws InvalidConfigurationException naming the variable, every setting that is wrong and what was expected
     */
    static Configuration of(Map<String, String> env) {
        return new Configuration(
                upstreams(env.get("UPSTREAMS")),
                optional(env, "CALLER_SECRET_ARN"),
                optional(env, JOBS_TABLE),
                optional(env, "WORKER_ARN"));
    }

    /** The table of jobs of the worker and of the function for lost jobs, which cannot work without it. */
    static String jobsTable(Map<String, String> env) {
        String table = optional(env, JOBS_TABLE);
        if (table == null) {
            throw new InvalidConfigurationException(JOBS_TABLE + " is not set; expected the name of the table of jobs");
        }
        return table;
    }

    private static String optional(Map<String, String> env, String name) {
        String value = env.get(name);
        return value == null || value.isBlank() ? null : value.strip();
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
