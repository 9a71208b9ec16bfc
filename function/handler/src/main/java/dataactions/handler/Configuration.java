package dataactions.handler;

import dataactions.definition.Json;
import dataactions.definition.JsonException;
import dataactions.handler.upstream.Auth;
import dataactions.handler.upstream.ConfigurationException;
import dataactions.handler.upstream.Upstream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the function's environment variables say.
 *
 * @param upstreams by name
 * @param callerSecret ARN of the secret that callers of the Function URL must know; null: nobody may call it
 */
record Configuration(Map<String, Upstream> upstreams, String callerSecret) {
    private static final String EXPECTED = "; expected {\"users\": {\"url\": \"https://...\", \"timeout\": \"5s\","
            + " \"auth\": {...}, \"forwardHeaders\": [...]}}, where all but url are optional";
    private static final Pattern DURATION = Pattern.compile("(\\d{1,6})(ms|s)");
    private static final Pattern HEADER_NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");
    private static final Pattern SECRET_ID = Pattern.compile("[A-Za-z0-9/_+=.@:*-]{1,600}");
    private static final Set<String> NOT_FORWARDED = Set.of(
            "authorization",
            "cookie",
            "host",
            "connection",
            "keep-alive",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "expect",
            "accept-encoding",
            "data-action-token");

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
        Settings settings = new Settings(name, value, EXPECTED);
        settings.only("url", "timeout", "auth", "forwardHeaders");
        return Upstream.of(
                name,
                settings.text("url"),
                timeout(name, settings.get("timeout")),
                auth(name, settings.get("auth")),
                forwardHeaders(name, settings.get("forwardHeaders")));
    }

    private static Auth auth(String upstream, Object value) {
        if (value == null) {
            return new Auth.None();
        }
        Settings auth = new Settings(
                upstream + ".auth",
                value,
                "; expected {\"type\": \"none\", \"apiKey\", \"basic\", \"bearer\" or \"oauth2\", \"secret\": \"arn:...\"}");
        String type = auth.text("type");
        switch (type) {
            case "none":
                auth.only("type");
                return new Auth.None();
            case "apiKey":
                auth.only("type", "in", "name", "secret");
                String in = auth.text("in");
                if (!in.equals("header") && !in.equals("query")) {
                    throw auth.wrong("in", "is neither \"header\" nor \"query\"");
                }
                String name = auth.text("name");
                if (in.equals("header") && !HEADER_NAME.matcher(name).matches()) {
                    throw auth.wrong("name", "is no name for an HTTP header");
                }
                return new Auth.ApiKey(in.equals("query"), name, auth.secret());
            case "basic":
                auth.only("type", "secret");
                return new Auth.Basic(auth.secret());
            case "bearer":
                auth.only("type", "secret");
                return new Auth.Bearer(auth.secret());
            case "oauth2":
                auth.only("type", "tokenUrl", "secret", "scope", "audience", "clientAuthentication");
                String where = auth.optional("clientAuthentication");
                if (where != null && !where.equals("basic") && !where.equals("body")) {
                    throw auth.wrong("clientAuthentication", "is neither \"basic\" nor \"body\"");
                }
                return new Auth.OAuth2(
                        Upstream.tokenUrl(upstream, auth.text("tokenUrl")),
                        auth.secret(),
                        auth.optional("scope"),
                        auth.optional("audience"),
                        "body".equals(where));
            default:
                throw auth.wrong("type", "is no kind of auth");
        }
    }

    private static List<String> forwardHeaders(String upstream, Object value) {
        if (value == null) {
            return List.of();
        }
        String expected = "; expected a list of names such as [\"ININ-Correlation-Id\"]";
        if (!(value instanceof List<?> list)) {
            throw new ConfigurationException("UPSTREAMS: " + upstream + ".forwardHeaders is not a list" + expected);
        }
        List<String> names = new ArrayList<>();
        for (Object each : list) {
            if (!(each instanceof String name) || !HEADER_NAME.matcher(name).matches()) {
                throw new ConfigurationException("UPSTREAMS: " + upstream
                        + ".forwardHeaders holds what is no name of an HTTP header" + expected);
            }
            String lower = name.toLowerCase(Locale.ROOT);
            if (NOT_FORWARDED.contains(lower) || lower.startsWith("content-") || lower.startsWith("proxy-")) {
                throw new ConfigurationException("UPSTREAMS: " + upstream + ".forwardHeaders: " + name
                        + " is not passed on: it is the connection's, or a credential" + expected);
            }
            names.add(name);
        }
        return names;
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

    /** One object of the variable, with its place for messages, which quote no values. */
    private static final class Settings {
        private final String path;
        private final Map<?, ?> members;
        private final String expected;

        Settings(String path, Object value, String expected) {
            if (!(value instanceof Map<?, ?> map)) {
                throw new ConfigurationException("UPSTREAMS: " + path + " is not an object" + expected);
            }
            this.path = path;
            this.members = map;
            this.expected = expected;
        }

        void only(String... keys) {
            for (Object key : members.keySet()) {
                if (!List.of(keys).contains(key)) {
                    throw wrong(String.valueOf(key), "is not a known key");
                }
            }
        }

        Object get(String key) {
            return members.get(key);
        }

        String text(String key) {
            String text = optional(key);
            if (text == null) {
                throw wrong(key, "is missing or not a string");
            }
            return text;
        }

        String optional(String key) {
            Object value = members.get(key);
            if (value != null && (!(value instanceof String text) || text.isBlank())) {
                throw wrong(key, "is missing or not a string");
            }
            return (String) value;
        }

        String secret() {
            String secret = text("secret");
            if (!SECRET_ID.matcher(secret).matches()) {
                throw new ConfigurationException("UPSTREAMS: " + path + ".secret is neither an ARN nor a name; expected"
                        + " the ARN of a secret in Secrets Manager, never its value");
            }
            return secret;
        }

        ConfigurationException wrong(String key, String what) {
            return new ConfigurationException("UPSTREAMS: " + path + "." + key + " " + what + expected);
        }
    }
}
