package dataactions.sandbox.aws.endpoints;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import dataactions.genesys.http.Loopback;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One request to an AWS service, and its answer. */
final class AwsExchange {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String JSON_1_1 = "application/x-amz-json-1.1";
    private static final Pattern ACCESS_KEY = Pattern.compile("Credential=([A-Za-z0-9]+)/");

    private final HttpExchange exchange;
    private final byte[] body;

    AwsExchange(HttpExchange exchange) throws IOException {
        this.exchange = exchange;
        this.body = exchange.getRequestBody().readAllBytes();
    }

    HttpExchange http() {
        return exchange;
    }

    byte[] body() {
        return body;
    }

    /** A header of the request; empty if the request does not have it. */
    String header(String name) {
        return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name)).orElse("");
    }

    /** The key that the request is signed with; empty if it is not signed. */
    String accessKey() {
        Matcher key = ACCESS_KEY.matcher(header("Authorization"));
        return key.find() ? key.group(1) : "";
    }

    /** Whether the request is signed for this service. If it is not, this method answers it. */
    boolean isSigned(String service) throws IOException {
        String authorization = header("Authorization");
        boolean signed = authorization.startsWith("AWS4-HMAC-SHA256 Credential=")
                && authorization.contains("/" + service + "/aws4_request");
        if (!signed) {
            error(403, "MissingAuthenticationTokenException", "The request is not signed for " + service + ".");
        }
        return signed;
    }

    /** The body as JSON. If it is not JSON, this method answers the request. */
    Optional<JsonNode> json() throws IOException {
        try {
            return Optional.of(JSON.readTree(body));
        } catch (JsonProcessingException e) {
            error(400, "SerializationException", "The request is not JSON.");
            return Optional.empty();
        }
    }

    void answerHeader(String name, String value) {
        exchange.getResponseHeaders().set(name, value);
    }

    void answer(JsonNode answer) throws IOException {
        answer(200, JSON_1_1, JSON.writeValueAsBytes(answer));
    }

    void answerXml(int status, String answer) throws IOException {
        answer(status, "text/xml", answer.getBytes(StandardCharsets.UTF_8));
    }

    void answer(int status, String type, byte[] answer) throws IOException {
        Loopback.reply(exchange, status, type, answer);
    }

    void error(int status, String type, String message) throws IOException {
        answerHeader("x-amzn-ErrorType", type);
        ObjectNode error = JSON.createObjectNode().put("__type", type).put("message", message);
        answer(status, JSON_1_1, JSON.writeValueAsBytes(error));
    }
}
