package dataactions.registrar;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Genesys, Secrets Manager, Lambda's Invoke and CloudFormation's answer URL on one loopback port: as little of each as
 * shows whether the real adapters speak to them properly.
 */
final class TinyCloud implements AutoCloseable {
    static final ObjectMapper JSON = new ObjectMapper();
    static final String CLIENT_SECRET = "client-secret-canary";

    /** An answer ordered for the next request of a kind, as {@code "POST /api/v2/integrations/actions"}. */
    record Canned(int status, Map<String, String> headers, String body) {}

    private final HttpServer server;
    private final Map<String, ObjectNode> credentials = new LinkedHashMap<>();
    private final Map<String, ObjectNode> integrations = new LinkedHashMap<>();
    private final Map<String, ObjectNode> configurations = new HashMap<>();
    private final Map<String, Deque<Canned>> canned = new HashMap<>();
    private int tokens;
    final Map<String, ObjectNode> actions = new LinkedHashMap<>();
    final List<String> requests = new ArrayList<>();
    final List<JsonNode> bodies = new ArrayList<>();
    final ConcurrentLinkedQueue<JsonNode> answers = new ConcurrentLinkedQueue<>();
    final List<String> answerContentTypes = new ArrayList<>();

    TinyCloud() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
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

    /** Flows by the action that they use, whichever version of them is asked about. */
    final Map<String, List<ObjectNode>> flows = new HashMap<>();

    final List<Map<String, String>> flowQueries = new ArrayList<>();

    synchronized void answerNext(String request, int status, Map<String, String> headers, String body) {
        canned.computeIfAbsent(request, key -> new ArrayDeque<>()).add(new Canned(status, headers, body));
    }

    synchronized int tokens() {
        return tokens;
    }

    synchronized boolean isEmpty() {
        return credentials.isEmpty() && integrations.isEmpty() && actions.isEmpty();
    }

    /** The current token is no longer good. */
    synchronized void revokeToken() {
        revoked = true;
    }

    private boolean revoked;

    private synchronized void handle(HttpExchange exchange) {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            String path = exchange.getRequestURI().getPath();
            String request = exchange.getRequestMethod() + " " + path;
            requests.add(request);
            Deque<Canned> ordered = canned.get(request);
            if (ordered != null && !ordered.isEmpty()) {
                Canned next = ordered.poll();
                next.headers().forEach(exchange.getResponseHeaders()::set);
                reply(exchange, next.status(), next.body());
                return;
            }
            route(exchange, request, path, body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void route(HttpExchange exchange, String request, String path, byte[] body) throws IOException {
        if (request.equals("PUT /answer")) {
            answerContentTypes.add(exchange.getRequestHeaders().getFirst("Content-Type"));
            answers.add(JSON.readTree(body));
            reply(exchange, 200, "");
        } else if (request.equals("POST /") && new String(body, StandardCharsets.UTF_8).startsWith("Action=")) {
            reply(
                    exchange,
                    200,
                    "<DescribeStacksResponse><DescribeStacksResult><Stacks><member><StackStatus>DELETE_IN_PROGRESS"
                            + "</StackStatus></member></Stacks></DescribeStacksResult></DescribeStacksResponse>");
        } else if (request.equals("POST /")) {
            JsonNode wanted = JSON.readTree(body);
            String value = wanted.path("SecretId").asText().equals("genesys/oauth")
                    ? "{\"clientId\":\"client\",\"clientSecret\":\"" + CLIENT_SECRET + "\"}"
                    : "{\"token\":\"" + Rig.CANARY + "\"}";
            reply(
                    exchange,
                    200,
                    JSON.createObjectNode()
                            .put("Name", "s")
                            .put("SecretString", value)
                            .toString());
        } else if (path.startsWith("/2015-03-31/functions/")) {
            reply(exchange, 200, "{\"status\":\"success\",\"data\":{\"name\":\"Leanne Graham\"}}");
        } else if (request.equals("POST /oauth/token")) {
            token(exchange, new String(body, StandardCharsets.UTF_8));
        } else if (!("Bearer token-" + tokens)
                        .equals(exchange.getRequestHeaders().getFirst("Authorization"))
                || revoked) {
            error(exchange, 401, "The token is not valid");
        } else {
            JsonNode json = body.length == 0 ? JSON.createObjectNode() : JSON.readTree(body);
            bodies.add(json);
            genesys(exchange, request, path, json);
        }
    }

    private void token(HttpExchange exchange, String form) throws IOException {
        String basic = "Basic "
                + java.util.Base64.getEncoder()
                        .encodeToString(("client:" + CLIENT_SECRET).getBytes(StandardCharsets.UTF_8));
        if (!form.equals("grant_type=client_credentials")
                || !basic.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            reply(exchange, 400, "{\"error\":\"invalid_client\"}");
            return;
        }
        tokens++;
        revoked = false;
        reply(
                exchange,
                200,
                "{\"access_token\":\"token-" + tokens + "\",\"token_type\":\"bearer\",\"expires_in\":86400}");
    }

    private void genesys(HttpExchange exchange, String request, String path, JsonNode body) throws IOException {
        String last = path.substring(path.lastIndexOf('/') + 1);
        if (request.equals("GET /api/v2/organizations/me")) {
            reply(exchange, 200, "{\"id\":\"org-1\",\"name\":\"Org\"}");
        } else if (path.equals("/api/v2/architect/dependencytracking/build")) {
            reply(exchange, 200, "{\"status\":\"OPERATIONAL\"}");
        } else if (path.equals("/api/v2/architect/dependencytracking/consumingresources")) {
            Map<String, String> query = query(exchange);
            flowQueries.add(new TreeMap<>(query));
            list(exchange, flows.getOrDefault(query.get("id"), List.of()), false);
        } else if (path.startsWith("/api/v2/integrations/credentials")) {
            credentials(exchange, path, last, body);
        } else if (path.startsWith("/api/v2/integrations/actions")) {
            actions(exchange, path, last, body);
        } else {
            integrations(exchange, path, last, body);
        }
    }

    private void credentials(HttpExchange exchange, String path, String last, JsonNode body) throws IOException {
        switch (exchange.getRequestMethod()) {
            case "POST" -> {
                ObjectNode it = body.deepCopy();
                it.put("id", UUID.randomUUID().toString()).remove("credentialFields");
                credentials.put(it.path("id").asText(), it);
                reply(exchange, 200, it.toString());
            }
            case "PUT" -> found(exchange, credentials.get(last));
            case "DELETE" -> {
                ObjectNode removed = credentials.remove(last);
                if (removed == null) {
                    error(exchange, 404, "No such credential");
                } else {
                    exchange.sendResponseHeaders(204, -1);
                }
            }
            default -> {
                if (path.endsWith("/credentials")) {
                    list(exchange, new ArrayList<>(credentials.values()), false);
                } else {
                    found(exchange, credentials.get(last));
                }
            }
        }
    }

    private void integrations(HttpExchange exchange, String path, String last, JsonNode body) throws IOException {
        String[] parts = path.split("/");
        String id = parts.length > 4 ? parts[4] : "";
        String method = exchange.getRequestMethod();
        if (method.equals("POST")) {
            ObjectNode it = body.deepCopy();
            it.put("id", UUID.randomUUID().toString()).put("intendedState", "DISABLED");
            it.putObject("reportedState").put("code", "INACTIVE");
            integrations.put(it.path("id").asText(), it);
            ObjectNode configuration = JSON.createObjectNode()
                    .put("version", 1)
                    .put("name", it.path("name").asText())
                    .put("notes", "node_dynamodb_empty_string");
            configuration.putObject("properties");
            configuration.putObject("advanced");
            configuration.putObject("credentials");
            configurations.put(it.path("id").asText(), configuration);
            reply(exchange, 200, it.toString());
        } else if (id.isEmpty()) {
            list(exchange, new ArrayList<>(integrations.values()), false);
        } else if (!integrations.containsKey(id)) {
            error(exchange, 404, "No such integration");
        } else if (last.equals("current")) {
            ObjectNode now = configurations.get(id);
            if (method.equals("PUT")) {
                if (body.path("version").asInt() != now.path("version").asInt()) {
                    error(exchange, 400, "The version does not match the current version");
                    return;
                }
                ObjectNode next = body.deepCopy();
                next.put("version", now.path("version").asInt() + 1);
                configurations.put(id, next);
                integrations.get(id).put("name", next.path("name").asText());
                reply(exchange, 200, next.toString());
            } else {
                reply(exchange, 200, now.toString());
            }
        } else if (method.equals("PATCH")) {
            ObjectNode it = integrations.get(id);
            it.put("intendedState", body.path("intendedState").asText());
            it.putObject("reportedState").put("code", "ACTIVE");
            reply(exchange, 200, it.toString());
        } else if (method.equals("DELETE")) {
            reply(exchange, 200, integrations.remove(id).toString());
        } else {
            reply(exchange, 200, integrations.get(id).toString());
        }
    }

    private void actions(HttpExchange exchange, String path, String last, JsonNode body) throws IOException {
        String method = exchange.getRequestMethod();
        String[] parts = path.split("/");
        String id = parts.length > 5 ? parts[5] : "";
        if (method.equals("POST") && id.isEmpty()) {
            ObjectNode it = body.deepCopy();
            it.put("id", "custom_-_" + UUID.randomUUID()).put("version", 1);
            actions.put(it.path("id").asText(), it);
            reply(exchange, 201, it.toString());
        } else if (id.isEmpty()) {
            String name = query(exchange).getOrDefault("name", "");
            boolean withConfiguration = "true".equals(query(exchange).get("includeConfig"));
            List<ObjectNode> matching = actions.values().stream()
                    .filter(it -> it.path("name").asText().contains(name))
                    .map(ObjectNode::deepCopy)
                    .peek(it -> it.remove("contract"))
                    .peek(it -> {
                        if (!withConfiguration) {
                            it.remove("config");
                        }
                    })
                    .toList();
            list(exchange, matching, true);
        } else if (!actions.containsKey(id)) {
            error(exchange, 404, "No such action");
        } else if (last.equals("requesttemplate.vm")) {
            reply(
                    exchange,
                    200,
                    actions.get(id).at("/config/request/requestTemplate").asText());
        } else if (last.equals("successtemplate.vm")) {
            reply(
                    exchange,
                    200,
                    actions.get(id).at("/config/response/successTemplate").asText());
        } else if (last.equals("test")) {
            reply(
                    exchange,
                    200,
                    "{\"success\":true,\"operations\":[],\"finalResult\":{\"status\":\"success\",\"data\":{}}}");
        } else if (method.equals("PATCH")) {
            ObjectNode it = actions.get(id);
            if (it.path("version").asInt() != body.path("version").asInt()) {
                error(exchange, 409, "Version conflict");
                return;
            }
            it.setAll((ObjectNode) body.deepCopy());
            it.put("version", it.path("version").asInt() + 1);
            reply(exchange, 200, it.toString());
        } else if (method.equals("DELETE")) {
            actions.remove(id);
            exchange.sendResponseHeaders(204, -1);
        } else {
            reply(exchange, 200, actions.get(id).toString());
        }
    }

    /** Pages of two; by token where Genesys does so. */
    private void list(HttpExchange exchange, List<ObjectNode> all, boolean byToken) throws IOException {
        Map<String, String> query = query(exchange);
        int page = byToken && query.containsKey("nextPage")
                ? Integer.parseInt(query.get("nextPage").substring(1))
                : Integer.parseInt(query.getOrDefault("pageNumber", "1"));
        int from = Math.min(all.size(), (page - 1) * 2);
        int to = Math.min(all.size(), from + 2);
        ObjectNode listing = JSON.createObjectNode().put("pageNumber", page).put("pageSize", 2);
        ArrayNode entities = listing.putArray("entities");
        all.subList(from, to).forEach(entities::add);
        if (to < all.size()) {
            listing.put(
                    "nextUri",
                    byToken
                            ? exchange.getRequestURI().getPath() + "?nextPage=t" + (page + 1)
                            : exchange.getRequestURI().getPath() + "?pageSize=2&pageNumber=" + (page + 1));
        }
        reply(exchange, 200, listing.toString());
    }

    private void found(HttpExchange exchange, ObjectNode node) throws IOException {
        if (node == null) {
            error(exchange, 404, "Not there");
        } else {
            reply(exchange, 200, node.toString());
        }
    }

    private void error(HttpExchange exchange, int status, String message) throws IOException {
        exchange.getResponseHeaders().set("ININ-Correlation-Id", "corr-" + status);
        reply(
                exchange,
                status,
                JSON.createObjectNode()
                        .put("message", message)
                        .put("code", "x")
                        .put("status", status)
                        .toString());
    }

    private static Map<String, String> query(HttpExchange exchange) {
        Map<String, String> query = new HashMap<>();
        String raw = exchange.getRequestURI().getRawQuery();
        for (String pair : raw == null ? new String[0] : raw.split("&")) {
            int equals = pair.indexOf('=');
            query.put(pair.substring(0, equals), URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
        }
        return query;
    }

    private static void reply(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().putIfAbsent("Content-Type", List.of("application/json"));
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
