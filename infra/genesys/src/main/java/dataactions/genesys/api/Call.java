package dataactions.genesys.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An authenticated API request, for the code that answers it.
 *
 * @param request the request as it was received
 * @param ids the variable parts of the path, in order
 * @param client the client that sent the request
 * @param settings the org's settings, constant during this call
 * @param now the time, constant during this call
 * @param correlationId the correlation id of this call
 */
public record Call(
        ApiRequest request,
        List<String> ids,
        OrgClient client,
        OrgSettings settings,
        Instant now,
        String correlationId) {

    public String id() {
        return ids.get(0);
    }

    public Optional<String> query(String name) {
        List<String> values = request.query().getOrDefault(name, List.of());
        return values.isEmpty() || values.get(0).isEmpty() ? Optional.empty() : Optional.of(values.get(0));
    }

    /** A parameter that may be repeated or have a comma-separated list. */
    public List<String> list(String name) {
        List<String> all = new ArrayList<>();
        for (String value : request.query().getOrDefault(name, List.of())) {
            all.addAll(List.of(value.split(",")));
        }
        all.removeIf(String::isBlank);
        return all;
    }

    public boolean flag(String name) {
        Optional<String> value = query(name);
        if (value.isPresent() && !value.get().matches("true|false")) {
            throw GenesysError.badRequest("Parameter " + name + " must be true or false, not " + value.get() + ".");
        }
        return value.map(Boolean::parseBoolean).orElse(false);
    }

    public int number(String name, int otherwise) {
        try {
            int value = query(name).map(Integer::parseInt).orElse(otherwise);
            if (value >= 1) {
                return value;
            }
        } catch (NumberFormatException notANumber) {
            // handled below, together with numbers that are too small
        }
        throw GenesysError.badRequest("Parameter " + name + " must be a positive number.");
    }

    /** The body, with any keys. */
    public ObjectNode body() {
        String type = request.headers().getOrDefault("content-type", "");
        if (!type.startsWith("application/json")) {
            throw new GenesysError(
                    415, "unsupported.media.type", "Content-Type must be application/json, not '" + type + "'.");
        }
        JsonNode body = Trees.parse(request.body())
                .orElseThrow(() -> GenesysError.badRequest("The request body is not valid JSON."));
        if (body instanceof ObjectNode object) {
            return object;
        }
        throw GenesysError.badRequest("The request body must be a JSON object.");
    }

    /** The body. Refuses any other key; keys whose value is null count as absent. */
    public ObjectNode body(Set<String> allowed) {
        ObjectNode body = body();
        only(body, allowed, "The request body");
        return body;
    }

    /** Refuses keys that the API does not know. Otherwise a misspelt key would be ignored without an error. */
    public static void only(JsonNode object, Set<String> allowed, String where) {
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            if (!allowed.contains(field.getKey()) && !field.getValue().isNull()) {
                throw GenesysError.badRequest(where + " has an unrecognized field '" + field.getKey() + "'. Known: "
                        + String.join(", ", allowed.stream().sorted().toList()) + ".");
            }
        }
    }

    public static String text(JsonNode object, String key, String where) {
        JsonNode value = Trees.get(object, key)
                .orElseThrow(() -> GenesysError.badRequest(where + " requires a value for '" + key + "'."));
        if (!value.isTextual() || value.asText().isBlank()) {
            throw GenesysError.badRequest(where + " requires a non-empty text for '" + key + "'.");
        }
        return value.asText();
    }

    public static int version(JsonNode object) {
        JsonNode value = Trees.get(object, "version")
                .orElseThrow(() -> GenesysError.badRequest("The request body requires a value for 'version'."));
        if (!value.isInt()) {
            throw GenesysError.badRequest("The value of 'version' must be a whole number.");
        }
        return value.intValue();
    }

    /** Optimistic locking: a change must name the newest version of the object. */
    public void checkVersion(int given, int current, String what) {
        if (given == current) {
            return;
        }
        String message = "The given version (" + given + ") of the " + what + " does not match the current version ("
                + current + ").";
        throw settings.versionMismatchIsBadRequest()
                ? GenesysError.badRequest(message)
                : new GenesysError(409, "version.conflict", message);
    }
}
