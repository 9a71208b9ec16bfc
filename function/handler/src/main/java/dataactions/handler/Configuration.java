package dataactions.handler;

import dataactions.definition.Json;
import dataactions.definition.JsonException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the function's environment variables say.
 *
 * @param upstreams by name
 * @param callerSecret ARN of the secret that callers of the Function URL must know; null: nobody may call it
 */
record Configuration(Map<String, Upstream> upstreams, String callerSecret) {
    private static final String EXPECTED =
            "; expected {\"users\": {\"url\": \"https://...\", \"timeout\": \"5s\"}}," + " where timeout is optional";
    private static final Pattern DURATION = Pattern.compile("(\\d{1,6})(ms|s)");

    /**
     * Reads {@code UPSTREAMS} and {@code CALLER_SECRET_ARN}.
     *
     * @throws ConfigurationException naming the variable, the place in it and what was expected
     */
    static Configuration of(Map<String, String> env) {
        String secret = env.get("CALLER_SECRET_ARN");
        return new Configuration(
                upstreams(env.get("UPSTREAMS")), secret == null || secret.isBlank() ? null : secret.strip());
    }

    private static Map<String, Upstream> upstreams(String json) {
        if (json == null || json.isBlank()) {
            throw new ConfigurationException("UPSTREAMS is not set" + EXPECTED);
        }
        Object root;
        try {
            root = Json.parse(json.getBytes(StandardCharsets.UTF_8), Json.Limits.DEFAULT);
        } catch (JsonException e) {
            throw new ConfigurationException("UPSTREAMS: " + e.getMessage() + EXPECTED);
        }
        if (!(root instanceof Map<?, ?> byName)) {
            throw new ConfigurationException("UPSTREAMS is not an object" + EXPECTED);
        }
        Map<String, Upstream> upstreams = new LinkedHashMap<>();
        byName.forEach((name, settings) -> upstreams.put((String) name, upstream((String) name, settings)));
        return Collections.unmodifiableMap(upstreams);
    }

    private static Upstream upstream(String name, Object value) {
        if (!(value instanceof Map<?, ?> settings)) {
            throw new ConfigurationException("UPSTREAMS: " + name + " is not an object" + EXPECTED);
        }
        for (Object key : settings.keySet()) {
            if (!key.equals("url") && !key.equals("timeout")) {
                throw new ConfigurationException("UPSTREAMS: " + name + "." + key + " is not a known key" + EXPECTED);
            }
        }
        if (!(settings.get("url") instanceof String url)) {
            throw new ConfigurationException("UPSTREAMS: " + name + ".url is missing or not a string" + EXPECTED);
        }
        return Upstream.of(name, url, timeout(name, settings.get("timeout")));
    }

    private static Duration timeout(String name, Object value) {
        if (value == null) {
            return null;
        }
        Matcher matcher = DURATION.matcher(String.valueOf(value));
        if (!matcher.matches() || Integer.parseInt(matcher.group(1)) == 0) {
            throw new ConfigurationException("UPSTREAMS: " + name + ".timeout is not a duration; expected for instance"
                    + " \"5s\" or \"800ms\"");
        }
        long amount = Long.parseLong(matcher.group(1));
        return matcher.group(2).equals("s") ? Duration.ofSeconds(amount) : Duration.ofMillis(amount);
    }
}
