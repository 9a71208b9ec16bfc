package dataactions.registrar;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dataactions.genesys.GenesysOrg;
import dataactions.genesys.api.ApiRequest;
import dataactions.genesys.api.ApiResponse;
import dataactions.genesys.api.OrgClient;
import dataactions.genesys.api.OrgSettings;
import dataactions.genesys.objects.GenesysState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;

/**
 * The emulated Genesys org, and as little of Secrets Manager, Lambda's Invoke, a Function URL and CloudFormation's answer
 * URL as shows that the real adapters speak to them properly; all on one loopback port.
 */
final class TinyCloud implements AutoCloseable {
    static final ObjectMapper JSON = new ObjectMapper();
    static final String CLIENT_SECRET = "client-secret-canary";

    private static final String ENVELOPE = "{\"status\":\"success\",\"data\":{\"name\":\"Leanne Graham\"}}";

    private final HttpServer server;
    private final GenesysOrg org;
    private final Map<String, Deque<ApiResponse>> ordered = new HashMap<>();
    private int tokens;
    final GenesysState state = GenesysState.empty();
    final List<String> requests = new ArrayList<>();
    /** What Genesys was sent, tokens apart. */
    final List<JsonNode> bodies = new ArrayList<>();
    /** The queries of the calls that ask which flows use an action. */
    final List<Map<String, String>> flowQueries = new ArrayList<>();

    final ConcurrentLinkedQueue<JsonNode> answers = new ConcurrentLinkedQueue<>();
    final List<String> answerContentTypes = new ArrayList<>();

    static {
        // Without it, the JDK's server waits for the client's delayed acknowledgement: 40 ms on kept-alive connections.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    TinyCloud() throws IOException {
        org = new GenesysOrg(
                OrgSettings.standard()
                        .withOrganization("org-1", "Org")
                        .withClient(OrgClient.withMinimumPermissions("client", CLIENT_SECRET))
                        .withVersionMismatchAsBadRequest(true)
                        .withNotesOfFreshIntegrations(true),
                state,
                InstantSource.system());
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        // The org calls back: it runs an action while the test call waits.
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/", this::handle);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    Map<String, String> environment() {
        Map<String, String> env = new HashMap<>();
        env.put("GENESYS_API_URL", url());
        env.put("GENESYS_LOGIN_URL", url());
        env.put("GENESYS_CREDENTIALS_SECRET", "genesys/oauth");
        env.put("GENESYS_ORGANIZATION_ID", "org-1");
        env.put("AWS_ENDPOINT_URL", url());
        env.put("AWS_REGION", "eu-west-1");
        env.put("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE");
        env.put("AWS_SECRET_ACCESS_KEY", "example");
        return env;
    }

    /** Orders an answer for the next request of a kind, as {@code "POST /api/v2/integrations/actions"}. */
    synchronized void answerNext(String request, int status, Map<String, String> headers, String body) {
        ordered.computeIfAbsent(request, key -> new ArrayDeque<>()).add(new ApiResponse(status, headers, body));
    }

    synchronized int tokens() {
        return tokens;
    }

    boolean isEmpty() {
        JsonNode all = state.toJson();
        return all.path("credentials").isEmpty()
                && all.path("integrations").isEmpty()
                && all.path("actions").isEmpty();
    }

    /** The published form of an action, as the org stores it. */
    JsonNode action(String id) {
        for (JsonNode action : state.toJson().path("actions")) {
            if (action.path("id").asText().equals(id)) {
                return action.path("published");
            }
        }
        throw new AssertionError("no action " + id);
    }

    void revokeToken() {
        org.revokeTokens();
    }

    private void handle(HttpExchange exchange) {
        try (exchange) {
            if ("close".equalsIgnoreCase(exchange.getRequestHeaders().getFirst("Connection"))) {
                // The JDK's server closes, and does not say so: its client could use the connection again.
                exchange.getResponseHeaders().set("Connection", "close");
            }
            byte[] bytes = exchange.getRequestBody().readAllBytes();
            String body = new String(bytes, StandardCharsets.UTF_8);
            String path = exchange.getRequestURI().getPath();
            String request = exchange.getRequestMethod() + " " + path;
            ApiResponse response = noted(request, path, body)
                    .orElseGet(() -> path.startsWith("/api/v2/") || path.equals("/oauth/token")
                            ? genesys(exchange, path, body)
                            : aws(exchange, request, body));
            reply(exchange, response);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Notes a request. Answers what was ordered for it. */
    private synchronized Optional<ApiResponse> noted(String request, String path, String body) {
        requests.add(request);
        if (path.startsWith("/api/v2/")) {
            bodies.add(read(body.isEmpty() ? "{}" : body));
        }
        Optional<ApiResponse> answer = Optional.ofNullable(ordered.get(request)).map(Deque::poll);
        if (path.equals("/oauth/token") && answer.isEmpty()) {
            tokens++;
        }
        return answer;
    }

    private ApiResponse genesys(HttpExchange exchange, String path, String body) {
        Map<String, String> headers = new TreeMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), String.join(", ", values)));
        Map<String, String> query = query(exchange);
        if (path.endsWith("/consumingresources")) {
            flowQueries.add(query);
        }
        Map<String, List<String>> parameters = new TreeMap<>();
        query.forEach((name, value) ->
                // Two to a page, so that a caller that reads only the first page fails a test.
                parameters.put(name, List.of(name.equals("pageSize") ? "2" : value)));
        return org.handle(new ApiRequest(exchange.getRequestMethod(), path, parameters, headers, body));
    }

    private ApiResponse aws(HttpExchange exchange, String request, String body) {
        if (request.equals("PUT /answer")) {
            answerContentTypes.add(exchange.getRequestHeaders().getFirst("Content-Type"));
            answers.add(read(body));
            return new ApiResponse(200, Map.of(), "");
        }
        if (!request.equals("POST /")) {
            // Lambda's Invoke, or the Function URL.
            return ApiResponse.json(200, read(ENVELOPE));
        }
        if (body.startsWith("Action=")) {
            return new ApiResponse(
                    200,
                    Map.of(),
                    "<DescribeStacksResponse><DescribeStacksResult><Stacks><member><StackStatusSource>DELETE_IN_PROGRESS"
                            + "</StackStatusSource></member></Stacks></DescribeStacksResult></DescribeStacksResponse>");
        }
        String value = read(body).path("SecretId").asText().equals("genesys/oauth")
                ? "{\"clientId\":\"client\",\"clientSecret\":\"" + CLIENT_SECRET + "\"}"
                : "{\"token\":\"" + Rig.CANARY + "\"}";
        return ApiResponse.json(200, JSON.createObjectNode().put("Name", "s").put("SecretString", value));
    }

    private static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, String> query(HttpExchange exchange) {
        Map<String, String> query = new TreeMap<>();
        String raw = exchange.getRequestURI().getRawQuery();
        for (String pair : raw == null ? new String[0] : raw.split("&")) {
            int equals = pair.indexOf('=');
            query.put(pair.substring(0, equals), URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
        }
        return query;
    }

    private static void reply(HttpExchange exchange, ApiResponse response) throws IOException {
        byte[] bytes = response.body().getBytes(StandardCharsets.UTF_8);
        response.headers().forEach(exchange.getResponseHeaders()::set);
        exchange.getResponseHeaders().putIfAbsent("Content-Type", List.of("application/json"));
        exchange.sendResponseHeaders(response.status(), bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
