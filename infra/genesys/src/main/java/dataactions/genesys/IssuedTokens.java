package dataactions.genesys;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.genesys.api.ApiRequest;
import dataactions.genesys.api.ApiResponse;
import dataactions.genesys.api.GenesysError;
import dataactions.genesys.api.OrgClient;
import dataactions.genesys.api.OrgSettings;
import dataactions.genesys.api.RateLimit;
import dataactions.genesys.api.Trees;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The login host: exchanges client credentials for a bearer token that is valid for one day. */
final class IssuedTokens {

    private static final Duration LIFETIME = Duration.ofSeconds(86_400);

    private record Issued(String clientId, Instant expires) {}

    private final Map<String, Issued> issued = new ConcurrentHashMap<>();
    private final RateLimit limit = new RateLimit();
    private final SecureRandom random = new SecureRandom();

    void revokeAll() {
        issued.clear();
    }

    ApiResponse issue(ApiRequest request, OrgSettings settings, Instant now, String id) {
        if (!request.method().equals("POST")) {
            return refuse(405, "invalid_request", "The token endpoint takes POST only.", id);
        }
        Optional<String[]> basic = basic(request.headers().get("authorization"));
        if (basic.isEmpty()) {
            return refuse(400, "invalid_client", "client credentials are expected as Basic authentication", id);
        }
        String clientId = basic.get()[0];
        if (limit.tooMany(clientId, settings.tokenRequestsPerMinute(), now).isPresent()) {
            return refuse(400, "invalid_request", "rate limit exceeded", id); // the API would answer 429
        }
        String form = request.headers().getOrDefault("content-type", "");
        if (!form.startsWith("application/x-www-form-urlencoded")) {
            return refuse(400, "invalid_request", "the body must be application/x-www-form-urlencoded", id);
        }
        OrgClient client = settings.clients().get(clientId);
        if (client == null) {
            return refuse(400, "invalid_client", "client not found: invalid client_id", id);
        }
        if (!client.secret().equals(basic.get()[1])) {
            return refuse(401, "invalid_client", "authentication failed", id);
        }
        if (!"client_credentials".equals(parameter(request.body(), "grant_type"))) {
            return refuse(400, "unsupported_grant_type", "grant_type must be client_credentials", id);
        }
        byte[] bytes = new byte[48];
        random.nextBytes(bytes);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        issued.put(token, new Issued(clientId, now.plus(LIFETIME)));
        ObjectNode body = Trees.object()
                .put("access_token", token)
                .put("token_type", "bearer")
                .put("expires_in", LIFETIME.toSeconds());
        return ApiResponse.json(200, body, id);
    }

    /** The client that a bearer token was issued for. */
    OrgClient client(ApiRequest request, OrgSettings settings, Instant now) {
        String header = request.headers().getOrDefault("authorization", "");
        if (!header.regionMatches(true, 0, "Bearer ", 0, 7)) {
            throw new GenesysError(
                    401,
                    "authentication.required",
                    "No authentication bearer token specified in authorization header.");
        }
        Issued token = issued.get(token(request));
        if (token == null
                || !now.isBefore(token.expires())
                || !settings.clients().containsKey(token.clientId())) {
            throw new GenesysError(401, "bad.credentials", "Invalid login credentials.");
        }
        return settings.clients().get(token.clientId());
    }

    static String token(ApiRequest request) {
        return request.headers().get("authorization").substring(7).trim();
    }

    private static Optional<String[]> basic(String header) {
        if (header == null || !header.regionMatches(true, 0, "Basic ", 0, 6)) {
            return Optional.empty();
        }
        try {
            String pair =
                    new String(Base64.getDecoder().decode(header.substring(6).trim()), StandardCharsets.UTF_8);
            String[] parts = pair.split(":", 2);
            return parts.length == 2 ? Optional.of(parts) : Optional.empty();
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    private static String parameter(String form, String name) {
        for (String pair : form.split("&")) {
            String[] parts = pair.split("=", 2);
            if (parts.length == 2 && parts[0].equals(name)) {
                return URLDecoder.decode(parts[1], StandardCharsets.UTF_8);
            }
        }
        return null;
    }

    private static ApiResponse refuse(int status, String error, String description, String id) {
        ObjectNode body = Trees.object()
                .put("error", error)
                .put("description", description)
                .put("error_description", description);
        return ApiResponse.json(status, body, id);
    }
}
