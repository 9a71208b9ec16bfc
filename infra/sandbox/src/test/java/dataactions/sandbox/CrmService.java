package dataactions.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import dataactions.genesys.http.Loopback;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;

/**
 * A customer's own API as the patterns call it: an OAuth 2 token endpoint, and resources that want its token. Each token
 * is good until {@link #revoke}.
 */
final class CrmService implements AutoCloseable {
    static final String CLIENT_ID = "flow";
    static final String CLIENT_SECRET = "crm-canary-secret";
    private static final JsonMapper JSON = new JsonMapper();

    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
    private final Loopback server;
    private volatile int issued;

    CrmService() throws IOException {
        server = Loopback.start(0, "crm", this::handle);
    }

    URI origin() {
        return server.origin();
    }

    /** What was asked, as method, path and query, and body. */
    List<String> requests() {
        return List.copyOf(requests);
    }

    void revoke() {
        issued++;
    }

    private String token() {
        return "crm-canary-token-" + issued;
    }

    private void handle(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String asked = exchange.getRequestMethod() + " " + exchange.getRequestURI();
        requests.add(body.isEmpty() ? asked : asked + " " + body);
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        if (asked.equals("POST /token")) {
            String basic = Base64.getEncoder()
                    .encodeToString((CLIENT_ID + ":" + CLIENT_SECRET).getBytes(StandardCharsets.UTF_8));
            boolean isKnown = ("Basic " + basic).equals(authorization);
            reply(
                    exchange,
                    isKnown ? 200 : 401,
                    isKnown
                            ? "{\"access_token\":\"" + token() + "\",\"token_type\":\"Bearer\",\"expires_in\":3600}"
                            : "{\"error\":\"invalid_client\"}");
        } else if (!("Bearer " + token()).equals(authorization)) {
            reply(exchange, 401, "{}");
        } else if (asked.equals("GET /customers?phone=%2B4930123456")) {
            reply(
                    exchange,
                    200,
                    "{\"items\":[{\"id\":\"c/7\",\"name\":\"Ann\",\"tier\":\"business\",\"accountId\":\"a-1\"}]}");
        } else if (asked.equals("GET /customers/c%2F7/orders?status=open&status=shipped")) {
            reply(exchange, 200, "{\"items\":[{\"number\":\"4711\",\"status\":\"open\"}]}");
        } else if (asked.equals("GET /accounts/a-1/balance")) {
            reply(exchange, 200, "{\"amount\":12.50}");
        } else if (asked.startsWith("GET /customers?")) {
            reply(exchange, 200, "{\"items\":[]}");
        } else if (asked.equals("POST /customers/c8/tickets")) {
            JsonNode ticket = JSON.readTree(body);
            reply(exchange, 200, ticket.path("urgent").asBoolean() ? "{\"error\":{}}" : "{\"id\":\"t-1\"}");
        } else {
            reply(exchange, 404, "{}");
        }
    }

    private static void reply(HttpExchange exchange, int status, String json) throws IOException {
        Loopback.reply(exchange, status, json);
    }

    @Override
    public void close() {
        server.close();
    }
}
