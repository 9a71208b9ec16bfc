package dataactions.registrar.genesys.calls;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dataactions.definition.deployment.Reconcile;
import dataactions.registrar.invocation.Failure;
import dataactions.registrar.invocation.Failure.Kind;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/** Turns an error answer of the Genesys API into a {@link Failure}. */
public final class ErrorAnswer {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ErrorAnswer() {}

    /**
     * @param operation what the call does, such as {@code create action FetchUser}
     * @param permission the permission that the client needs for the call, or null
     */
    public static Failure of(
            String operation,
            String permission,
            int status,
            Map<String, String> headers,
            String body,
            Throwable cause) {
        String said = said(body);
        Kind kind = kind(status, said == null ? body : said);
        return Failure.genesys(
                kind,
                headline(operation, status, kind),
                remedy(kind, permission, said),
                said,
                header(headers, "ININ-Correlation-Id"),
                kind == Kind.THROTTLED ? retryAfter(header(headers, "Retry-After")) : null,
                cause);
    }

    private static Kind kind(int status, String said) {
        String text = said == null ? "" : said.toLowerCase(Locale.ROOT);
        return switch (status) {
            case 401 -> Kind.UNAUTHORIZED;
            case 403 -> Kind.FORBIDDEN;
            case 404, 410 -> Kind.NOT_FOUND;
            case 408 -> Kind.UNKNOWN_OUTCOME;
            case 409 -> Kind.CONFLICT;
            case 429 -> Kind.THROTTLED;
            // Genesys also answers a stale version with a 400. Terraform's provider looks for the same two wordings.
            case 400 -> text.contains("version") && text.contains("does not match") ? Kind.CONFLICT : Kind.BAD_REQUEST;
            default -> status >= 500 ? Kind.UNKNOWN_OUTCOME : Kind.INVALID;
        };
    }

    private static String headline(String operation, int status, Kind kind) {
        return switch (kind) {
            case THROTTLED -> "Genesys limits the rate of calls (HTTP 429) and did not " + operation + " in time.";
            case UNKNOWN_OUTCOME -> "Genesys failed (HTTP " + status + ") to " + operation + ".";
            default -> "Genesys refused (HTTP " + status + ") to " + operation + ".";
        };
    }

    private static String remedy(Kind kind, String permission, String said) {
        return switch (kind) {
            case FORBIDDEN ->
                permission == null
                        ? "Give the OAuth client's role the permission that Genesys names, then deploy again."
                        : "The OAuth client lacks the permission " + permission
                                + ": add it to a role of the client (Admin > Roles), then deploy again.";
            case UNAUTHORIZED -> "The token is of another org or was revoked: check genesys.domain in cdk.json.";
            case THROTTLED -> "Something else uses this OAuth client's 300 calls a minute: deploy again later.";
            case UNKNOWN_OUTCOME -> "Deploy again; if it recurs, give the correlation id to Genesys's support.";
            case CONFLICT ->
                said == null || said.toLowerCase(Locale.ROOT).contains("version")
                        ? "Someone else is changing it: deploy again."
                        : "Remove the conflict that Genesys names, then deploy again.";
            case NOT_FOUND -> "Somebody may have deleted it in Genesys. " + Reconcile.REMEDY;
            case BAD_REQUEST -> "Correct the definition or the environment as Genesys says.";
            default -> "See what Genesys says; give the correlation id to its support.";
        };
    }

    /** The message of Genesys's error body; null if the body has another form. */
    private static String said(String body) {
        if (body == null || body.isBlank()) {
            return null;
        }
        try {
            JsonNode node = JSON.readTree(body);
            String text = node.path("message").asText("");
            if (text.isEmpty()) {
                text = node.path("messageWithParams").asText("");
            }
            return text.isEmpty() ? node.path("code").asText(null) : text;
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    /** Header names may come in any case. */
    private static String header(Map<String, String> headers, String name) {
        return headers.entrySet().stream()
                .filter(entry -> name.equalsIgnoreCase(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
    }

    /** Retry-After in seconds. Any other form counts as absent. */
    static Duration retryAfter(String value) {
        if (value == null || !value.strip().matches("\\d{1,6}")) {
            return null;
        }
        // Zero would repeat the call immediately, in a busy loop.
        return Duration.ofSeconds(Math.max(1, Long.parseLong(value.strip())));
    }
}
