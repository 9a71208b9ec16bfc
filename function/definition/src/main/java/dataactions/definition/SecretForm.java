package dataactions.definition;

import dataactions.definition.value.Json;
import dataactions.definition.value.JsonException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The keys that a secret must have. The function reads secrets in this form; {@code doctor} and the local deployment
 * check it before a deployment.
 *
 * @param keys of a JSON object; the value of each is a text that is not empty
 * @param inHeader whether a value is sent unchanged in a header, and so must be printable ASCII
 */
public record SecretForm(List<String> keys, boolean inHeader) {
    /** The secret of an OAuth client: that of an upstream, and that of Genesys Cloud. */
    public static final SecretForm OAUTH_CLIENT = new SecretForm(List.of("clientId", "clientSecret"), false);

    public SecretForm {
        keys = List.copyOf(keys);
    }

    /** For a message: {@code {"clientId":"…","clientSecret":"…"}}. */
    public String shape() {
        return keys.stream().map(key -> "\"" + key + "\":\"…\"").collect(Collectors.joining(",", "{", "}"));
    }

    /**
     * The first problem of a secret, as a clause: {@code the key "clientSecret" is missing}. Never quotes a value.
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
        // No stream: see "First calls" in CONTRIBUTING.
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < ' ' || text.charAt(i) > '~') {
                return false;
            }
        }
        return true;
    }
}
