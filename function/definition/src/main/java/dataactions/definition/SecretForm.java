package dataactions.definition;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What the secret of an upstream holds. The function reads secrets by it; {@code doctor} and the sandbox check secrets
 * against it before a deployment.
 *
 * @param keys of a JSON object; the value of each is a text that is not empty
 * @param inHeader whether a value goes into a header as it is, and so has to be printable ASCII
 */
public record SecretForm(List<String> keys, boolean inHeader) {
    /** The secret of an OAuth client: that of an upstream, and that of Genesys Cloud. */
    public static final SecretForm OAUTH_CLIENT = new SecretForm(List.of("clientId", "clientSecret"), false);

    public SecretForm {
        keys = List.copyOf(keys);
    }

    /**
     * The form that an upstream's auth needs.
     *
     * @param type the setting {@code auth.type}: {@code apiKey}, {@code basic}, {@code bearer} or {@code oauth2}
     * @param in the setting {@code auth.in} of an API key: {@code header} or {@code query}
     * @return empty for any other type, which has no secret
     */
    public static Optional<SecretForm> of(String type, String in) {
        return switch (type) {
            case "apiKey" -> Optional.of(new SecretForm(List.of("apiKey"), !"query".equals(in)));
            case "basic" -> Optional.of(new SecretForm(List.of("username", "password"), false));
            case "bearer" -> Optional.of(new SecretForm(List.of("token"), true));
            case "oauth2" -> Optional.of(new SecretForm(List.of("clientId", "clientSecret"), false));
            default -> Optional.empty();
        };
    }

    /** For a message: {@code {"clientId":"…","clientSecret":"…"}}. */
    public String shape() {
        return keys.stream().map(key -> "\"" + key + "\":\"…\"").collect(Collectors.joining(",", "{", "}"));
    }

    /**
     * What is wrong with a secret, as a clause: {@code the key "clientSecret" is missing}. Never quotes a value.
     *
     * @param text the secret's value
     */
    public Optional<String> problem(String text) {
        Object tree;
        try {
            tree = Json.parse(text.getBytes(StandardCharsets.UTF_8), Json.Limits.DEFAULT);
        } catch (JsonException e) {
            return Optional.of("it is not a JSON object");
        }
        if (!(tree instanceof Map<?, ?> fields)) {
            return Optional.of("it is not a JSON object");
        }
        return keys.stream().flatMap(key -> problem(key, fields).stream()).findFirst();
    }

    private Optional<String> problem(String key, Map<?, ?> fields) {
        String subject = "the key \"" + key + "\" ";
        if (fields.get(key) == null) {
            return Optional.of(subject + "is missing");
        }
        if (!(fields.get(key) instanceof String value)) {
            return Optional.of(subject + "is not a text in quotes");
        }
        if (value.isBlank()) {
            return Optional.of(subject + "is empty");
        }
        return inHeader && !isHeaderValue(value)
                ? Optional.of(subject + "has characters that a header cannot have (a line break, or not ASCII)")
                : Optional.empty();
    }

    /** Whether a text can be sent as the value of a header: printable ASCII. */
    public static boolean isHeaderValue(String text) {
        return text.chars().allMatch(c -> c >= ' ' && c <= '~');
    }
}
