package dataactions.genesys.api;

import com.fasterxml.jackson.databind.JsonNode;

/** A successful answer: JSON, plain text or nothing. */
public record Reply(int status, String contentType, String body) {

    public static Reply ok(JsonNode body) {
        return new Reply(200, "application/json", Trees.write(body));
    }

    public static Reply text(String body) {
        return new Reply(200, "text/plain", body);
    }

    public static Reply empty(int status) {
        return new Reply(status, null, "");
    }
}
