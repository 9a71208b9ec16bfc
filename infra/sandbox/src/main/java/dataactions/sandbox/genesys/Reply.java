package dataactions.sandbox.genesys;

import com.fasterxml.jackson.databind.JsonNode;

/** A successful answer: JSON, plain text or nothing. */
record Reply(int status, String contentType, String body) {

    static Reply ok(JsonNode body) {
        return new Reply(200, "application/json", Trees.write(body));
    }

    static Reply text(String body) {
        return new Reply(200, "text/plain", body);
    }

    static Reply empty(int status) {
        return new Reply(status, null, "");
    }
}
