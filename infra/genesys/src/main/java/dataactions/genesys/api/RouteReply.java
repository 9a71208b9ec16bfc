package dataactions.genesys.api;

import com.fasterxml.jackson.databind.JsonNode;

/** A successful answer: JSON, plain text or no body. */
public record RouteReply(int status, String contentType, String body) {

    public static RouteReply ok(JsonNode body) {
        return new RouteReply(200, "application/json", Trees.write(body));
    }

    public static RouteReply text(String body) {
        return new RouteReply(200, "text/plain", body);
    }

    public static RouteReply empty(int status) {
        return new RouteReply(status, null, "");
    }
}
