package dataactions.registrar;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dataactions.genesys.GenesysOrg;
import dataactions.genesys.api.ApiRequest;
import dataactions.genesys.api.ApiResponse;
import dataactions.registrar.genesys.calls.ErrorAnswer;
import dataactions.registrar.genesys.calls.GenesysCalls;
import dataactions.registrar.genesys.calls.GenesysRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Calls the emulated org in the same process: no socket, no SDK, no retry. Asks for a token for every call. */
final class OrgCalls implements GenesysCalls {
    private final GenesysOrg org;
    private final String client;
    private final String secret;

    OrgCalls(GenesysOrg org, String client, String secret) {
        this.org = org;
        this.client = client;
        this.secret = secret;
    }

    @Override
    public JsonNode send(GenesysRequest request) {
        Map<String, List<String>> query = new TreeMap<>();
        // Two to a page, so that a caller that reads only the first page fails a test.
        request.query().forEach((name, value) -> query.put(name, List.of(name.equals("pageSize") ? "2" : value)));
        ApiResponse answer = org.handle(new ApiRequest(
                request.method(),
                request.path(),
                query,
                Map.of("authorization", "Bearer " + token(), "content-type", "application/json"),
                request.body() == null ? "" : request.body().toString()));
        String body = answer.body();
        if (answer.status() / 100 != 2) {
            throw ErrorAnswer.of(
                    request.operation(), request.permission(), answer.status(), answer.headers(), body, null);
        }
        if (body.isEmpty()) {
            return MissingNode.getInstance();
        }
        return request.kind() == GenesysRequest.Kind.READ_TEXT ? TextNode.valueOf(body) : read(body);
    }

    private String token() {
        String basic = Base64.getEncoder().encodeToString((client + ":" + secret).getBytes(StandardCharsets.UTF_8));
        ApiResponse answer = org.handle(new ApiRequest(
                "POST",
                "/oauth/token",
                Map.of(),
                Map.of("authorization", "Basic " + basic, "content-type", "application/x-www-form-urlencoded"),
                "grant_type=client_credentials"));
        return read(answer.body()).path("access_token").asText();
    }

    private static JsonNode read(String json) {
        try {
            return TestOrg.JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
