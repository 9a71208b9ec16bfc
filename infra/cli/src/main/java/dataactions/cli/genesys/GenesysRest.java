package dataactions.cli.genesys;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Gets a token and reads with it. Returns every answer as it is, because the doctor needs the error answers that the
 * registrar's client turns into exceptions. Does not retry.
 */
public final class GenesysRest {
    private static final JsonMapper JSON = new JsonMapper();

    private final Network network;
    private final String apiUrl;
    private final String loginUrl;

    /**
     * @param apiUrl {@code https://api.<domain>}
     * @param loginUrl {@code https://login.<domain>}
     */
    public GenesysRest(Network network, String apiUrl, String loginUrl) {
        this.network = network;
        this.apiUrl = apiUrl;
        this.loginUrl = loginUrl;
    }

    /**
     * An answer.
     *
     * @param body the body; a missing node if it is not JSON
     * @param correlationId the id that Genesys's support needs, or empty
     */
    public record Answer(int status, JsonNode body, String correlationId) {
        public boolean good() {
            return status / 100 == 2;
        }

        /** Genesys's message, with the id that Genesys's support needs. */
        public String said() {
            String message = body.path("message").asText("");
            if (message.isEmpty()) {
                message = body.path("error_description")
                        .asText(body.path("description").asText(""));
            }
            return "HTTP " + status + (message.isEmpty() ? "" : ", \"" + message + "\"")
                    + (correlationId.isEmpty() ? "" : ", ININ-Correlation-Id " + correlationId);
        }
    }

    /** {@code POST <login>/oauth/token}, grant type client_credentials. */
    public Answer token(OAuthClient client) throws Network.NoAnswer {
        String basic = Base64.getEncoder()
                .encodeToString((client.id() + ":" + client.secret()).getBytes(StandardCharsets.UTF_8));
        return answer(network.send(HttpRequest.newBuilder(URI.create(loginUrl + "/oauth/token"))
                .header("Authorization", "Basic " + basic)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Accept", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("grant_type=client_credentials"))));
    }

    /** {@code GET <api>/api/v2/…}. */
    public Answer get(String token, String path) throws Network.NoAnswer {
        return answer(network.send(HttpRequest.newBuilder(URI.create(apiUrl + "/api/v2" + path))
                .header("Authorization", "Bearer " + token)
                .header("Accept", "application/json")
                .GET()));
    }

    private static Answer answer(HttpResponse<String> response) {
        JsonNode body;
        try {
            body = JSON.readTree(response.body());
        } catch (JsonProcessingException e) {
            body = MissingNode.getInstance();
        }
        return new Answer(
                response.statusCode(),
                body,
                response.headers().firstValue("ININ-Correlation-Id").orElse(""));
    }
}
