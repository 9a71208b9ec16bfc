package dataactions.genesys.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.UUID;

/**
 * The org's response to a request.
 *
 * @param status the HTTP status, or {@link #HANG_UP}
 * @param headers the headers by name
 * @param body the body as text, empty for none
 */
public record ApiResponse(int status, Map<String, String> headers, String body) {

    /** A status that means: close the connection without a response. */
    public static final int HANG_UP = 0;

    /** A JSON response with a new correlation id. */
    public static ApiResponse json(int status, JsonNode body) {
        return json(status, body, UUID.randomUUID().toString());
    }

    /** A JSON response with this correlation id. */
    public static ApiResponse json(int status, JsonNode body, String correlationId) {
        return new ApiResponse(
                status,
                Map.of("Content-Type", "application/json", "ININ-Correlation-Id", correlationId),
                Trees.write(body));
    }

    /** A Genesys error body. */
    public static ApiResponse error(int status, String code, String message) {
        String correlationId = UUID.randomUUID().toString();
        return json(status, new GenesysError(status, code, message).body(correlationId), correlationId);
    }

    /** Closes the connection: the caller cannot know whether the request had an effect. */
    public static ApiResponse hangUp() {
        return new ApiResponse(HANG_UP, Map.of(), "");
    }
}
