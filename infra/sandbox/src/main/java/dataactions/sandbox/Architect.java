package dataactions.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;

/**
 * Uses the Genesys org's public API as Architect does: reads the registered actions, and executes them. This class does
 * not read the definitions, so it shows only what is in the org.
 */
public final class Architect {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    /**
     * The result of an execution.
     *
     * @param status the HTTP status of Genesys's answer
     * @param body the mapped result, or Genesys's error body
     * @param time how long the caller waited
     */
    public record Execution(int status, JsonNode body, Duration time) {
        /** Whether Architect would take the Success path. */
        public boolean success() {
            return status / 100 == 2;
        }
    }

    private final URI origin;
    private final String clientId;
    private final String clientSecret;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private String token = "";

    Architect(URI origin, String clientId, String clientSecret) {
        this.origin = origin;
        this.clientId = clientId;
        this.clientSecret = clientSecret;
    }

    /** A registered action by its id, with its contract as Architect shows it; empty if the org has no such action. */
    public Optional<RegisteredAction> action(String id) {
        String path = "/api/v2/integrations/actions/" + encode(id) + "?expand=contract&includeConfig=true&flatten=true";
        HttpResponse<byte[]> response = send(authorized(path).GET());
        if (response.statusCode() == 404) {
            return Optional.empty();
        }
        if (response.statusCode() / 100 != 2) {
            throw new SandboxException("The Genesys org answers " + response.statusCode() + " to GET " + path + ": "
                    + json(response.body()).path("message").asText());
        }
        return Optional.of(RegisteredAction.of(json(response.body())));
    }

    /** Runs an action with the given inputs, as a published flow would. */
    public Execution execute(String id, ObjectNode inputs) {
        long start = System.nanoTime();
        HttpResponse<byte[]> response = send(authorized("/api/v2/integrations/actions/" + encode(id) + "/execute")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(inputs.toString())));
        return new Execution(response.statusCode(), json(response.body()), Duration.ofNanos(System.nanoTime() - start));
    }

    public String clientId() {
        return clientId;
    }

    public String clientSecret() {
        return clientSecret;
    }

    /** An access token of the org, for a person who calls its API. */
    public String token() {
        if (token.isEmpty()) {
            String basic = Base64.getEncoder()
                    .encodeToString((clientId + ":" + clientSecret).getBytes(StandardCharsets.UTF_8));
            HttpResponse<byte[]> response = send(HttpRequest.newBuilder(origin.resolve("/oauth/token"))
                    .header("Authorization", "Basic " + basic)
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(HttpRequest.BodyPublishers.ofString("grant_type=client_credentials")));
            token = json(response.body()).path("access_token").asText();
        }
        return token;
    }

    private HttpRequest.Builder authorized(String path) {
        return HttpRequest.newBuilder(origin.resolve(path)).header("Authorization", "Bearer " + token());
    }

    private HttpResponse<byte[]> send(HttpRequest.Builder request) {
        try {
            return http.send(request.timeout(PATIENCE).build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new SandboxException("The sandbox's Genesys org cannot be reached: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SandboxException("Interrupted.", e);
        }
    }

    private static JsonNode json(byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (IOException e) {
            throw new SandboxException("The sandbox's Genesys org did not answer with JSON.", e);
        }
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
