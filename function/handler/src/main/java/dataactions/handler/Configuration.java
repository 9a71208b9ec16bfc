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
    /**
     * {@code on}: a caller at the bare door may ask for the exchanges with upstreams. A local deployment sets it in the
     * environment of its processes. No template does; a test of the templates checks that.
     */
    private static final String TRACE_VARIABLE = "DATA_ACTIONS_LOCAL_TRACE";

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

    /** Whether a caller at the bare door may ask for the exchanges with upstreams: only in a local deployment. */
    static boolean isTraceable(Map<String, String> env) {
        return "on".equals(env.get(TRACE_VARIABLE));
    }

    /**
     * Checks that there is a table of jobs. The worker cannot work without it.
     *
     * @throws InvalidConfigurationException if {@code JOBS_TABLE} is not set
     */
    static void requireJobsTable(Map<String, String> env) {
        jobsTable(env);
    }

    /**
     * The table of jobs.
     *
     * @throws InvalidConfigurationException if {@code JOBS_TABLE} is not set
     */
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
