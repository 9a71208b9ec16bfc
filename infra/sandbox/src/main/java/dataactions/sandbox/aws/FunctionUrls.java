package dataactions.sandbox.aws;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import dataactions.genesys.http.Loopback;
import dataactions.sandbox.aws.account.Account;
import dataactions.sandbox.aws.account.LambdaFunction;
import dataactions.sandbox.lambda.Invocation;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Serves function URLs on loopback. Each URL has a port, which stays the same while the URL exists. Builds events of
 * payload format 2.0 and maps what the function returns. Source: AWS Lambda developer guide, "Invoking Lambda function
 * URLs" and "Control access to Lambda function URLs".
 */
public final class FunctionUrls implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int MAX_PAYLOAD = 6 * 1024 * 1024;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private final Account account;
    private final Lambda lambda;
    private final InstantSource clock;
    private final Map<String, Loopback> servers = new LinkedHashMap<>();

    public FunctionUrls(Account account, Lambda lambda, InstantSource clock) {
        this.account = account;
        this.lambda = lambda;
        this.clock = clock;
    }

    /** Serves every URL that the account already has. */
    public void openAll() throws IOException {
        for (LambdaFunction function : account.functions()) {
            for (Map.Entry<String, LambdaFunction.Url> url : function.urls().entrySet()) {
                open(
                        function.name(),
                        url.getKey(),
                        url.getValue().id(),
                        url.getValue().port());
            }
        }
    }

    /**
     * Serves one URL.
     *
     * @param port 0 to choose one
     * @return the port
     */
    public synchronized int open(String function, String qualifier, String urlId, int port) throws IOException {
        Loopback server;
        try {
            server = Loopback.start(port, "function-url", exchange -> serve(exchange, function, qualifier, urlId));
        } catch (IOException e) {
            throw new IOException(
                    "Port " + port + " of the Function URL is not free (" + e.getMessage()
                            + "). The actions in the local Genesys org call this port. Stop the program that uses it;"
                            + " or discard the local deployment with `./data-actions local destroy --reset` (and the same"
                            + " --state), and deploy again.",
                    e);
        }
        servers.put(urlId, server);
        return server.port();
    }

    public synchronized void close(String urlId) {
        Loopback server = servers.remove(urlId);
        if (server != null) {
            server.close();
        }
    }

    @Override
    public synchronized void close() {
        servers.values().forEach(Loopback::close);
        servers.clear();
    }

    private void serve(HttpExchange exchange, String functionName, String qualifier, String urlId) throws IOException {
        Instant arrived = clock.instant(); // Taken before the body is read: the function's time limit starts here.
        byte[] body = exchange.getRequestBody().readNBytes(MAX_PAYLOAD + 1);
        if (body.length > MAX_PAYLOAD) {
            Loopback.reply(exchange, 413, "{\"Message\":\"Request Entity Too Large\"}");
            return;
        }
        Optional<LambdaFunction> function = account.function(functionName);
        if (function.isEmpty() || !allowed(function.get(), qualifier)) {
            Loopback.reply(exchange, 403, "{\"Message\":\"Forbidden\"}");
            return;
        }
        byte[] event = JSON.writeValueAsBytes(event(exchange, body, urlId, arrived));
        Optional<Invocation> invocation;
        try {
            invocation = lambda.invoke(functionName, qualifier, event);
        } catch (Throttled e) {
            Loopback.reply(exchange, 429, "{\"Message\":\"Rate Exceeded.\"}");
            return;
        }
        if (invocation.isEmpty() || invocation.get().failed()) {
            badGateway(exchange);
            return;
        }
        answer(exchange, invocation.get().payload());
    }

    /**
     * Since October 2025 a public URL needs two actions that are allowed to everyone. A URL that requires a signature
     * cannot be called here.
     */
    private static boolean allowed(LambdaFunction function, String qualifier) {
        LambdaFunction.Url url = function.urls().get(qualifier);
        boolean mayUseUrl = false;
        boolean mayInvoke = false;
        for (LambdaFunction.Permission each : function.permissions().values()) {
            boolean everyone = each.principal().equals("*") && each.qualifier().equals(qualifier);
            mayUseUrl |= everyone && each.action().equals("lambda:InvokeFunctionUrl");
            mayInvoke |= everyone && each.action().equals("lambda:InvokeFunction") && each.viaFunctionUrl();
        }
        return url != null && url.authType().equals("NONE") && mayUseUrl && mayInvoke;
    }

    private ObjectNode event(HttpExchange exchange, byte[] body, String urlId, Instant arrived) {
        String rawPath = exchange.getRequestURI().getRawPath();
        String rawQuery =
                Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse("");
        ObjectNode event = JSON.createObjectNode();
        event.put("version", "2.0");
        event.put("routeKey", "$default");
        event.put("rawPath", rawPath.isEmpty() ? "/" : rawPath);
        event.put("rawQueryString", rawQuery);
        ObjectNode headers = event.putObject("headers");
        exchange.getRequestHeaders().forEach((name, values) -> {
            if (name.equalsIgnoreCase("Cookie")) {
                values.forEach(each -> {
                    for (String cookie : each.split(";\\s*")) {
                        event.withArray("/cookies").add(cookie);
                    }
                });
            } else {
                headers.put(name.toLowerCase(Locale.ROOT), String.join(",", values));
            }
        });
        if (!rawQuery.isEmpty()) {
            ObjectNode query = event.putObject("queryStringParameters");
            for (String pair : rawQuery.split("&")) {
                String[] sides = pair.split("=", 2);
                String name = decode(sides[0]);
                String value = sides.length == 2 ? decode(sides[1]) : "";
                query.put(name, query.has(name) ? query.get(name).asText() + "," + value : value);
            }
        }
        String host = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Host"))
                .orElse("127.0.0.1");
        ObjectNode context = event.putObject("requestContext");
        context.put("accountId", "anonymous");
        context.put("apiId", urlId);
        context.put("domainName", host);
        context.put("domainPrefix", urlId);
        context.put("requestId", UUID.randomUUID().toString());
        context.put("routeKey", "$default");
        context.put("stage", "$default");
        context.put("time", TIME.format(arrived));
        context.put("timeEpoch", arrived.toEpochMilli());
        ObjectNode http = context.putObject("http");
        http.put("method", exchange.getRequestMethod());
        http.put("path", rawPath.isEmpty() ? "/" : rawPath);
        http.put("protocol", exchange.getProtocol());
        http.put("sourceIp", exchange.getRemoteAddress().getAddress().getHostAddress());
        http.put(
                "userAgent",
                Optional.ofNullable(exchange.getRequestHeaders().getFirst("User-Agent"))
                        .orElse(""));
        boolean text = text(Optional.ofNullable(exchange.getRequestHeaders().getFirst("Content-Type"))
                        .orElse(""))
                && utf8(body);
        if (body.length > 0) {
            event.put(
                    "body",
                    text
                            ? new String(body, StandardCharsets.UTF_8)
                            : Base64.getEncoder().encodeToString(body));
        }
        event.put("isBase64Encoded", body.length > 0 && !text);
        return event;
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            // A percent sign that starts no escape is a plain percent sign.
            return text;
        }
    }

    private static boolean text(String contentType) {
        String type = contentType.toLowerCase(Locale.ROOT).split(";")[0].trim();
        return type.startsWith("text/")
                || type.equals("application/json")
                || type.equals("application/xml")
                || type.equals("application/javascript")
                || type.endsWith("+json")
                || type.endsWith("+xml");
    }

    private static boolean utf8(byte[] body) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(java.nio.ByteBuffer.wrap(body));
            return true;
        } catch (CharacterCodingException e) {
            // Bytes that are not text are sent as Base64.
            return false;
        }
    }

    private static void answer(HttpExchange exchange, byte[] payload) throws IOException {
        JsonNode result;
        try {
            result = JSON.readTree(payload);
        } catch (JsonProcessingException e) {
            badGateway(exchange);
            return;
        }
        JsonNode status = result.path("statusCode");
        if (!result.isObject() || status.isMissingNode()) {
            // If the result has no statusCode, Lambda answers 200 with the result as the body.
            byte[] body = result.isTextual() ? result.asText().getBytes(StandardCharsets.UTF_8) : payload;
            Loopback.reply(exchange, 200, "application/json", body);
            return;
        }
        byte[] body;
        try {
            String written = result.path("body").isTextual()
                    ? result.path("body").asText()
                    : result.hasNonNull("body") ? result.get("body").toString() : "";
            body = result.path("isBase64Encoded").asBoolean(false)
                    ? Base64.getDecoder().decode(written)
                    : written.getBytes(StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            badGateway(exchange);
            return;
        }
        if (!status.canConvertToInt() || status.asInt() < 200 || status.asInt() > 599) {
            badGateway(exchange);
            return;
        }
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        result.path("headers").properties().forEach(each -> {
            if (!each.getKey().equalsIgnoreCase("Content-Length")) {
                exchange.getResponseHeaders().set(each.getKey(), each.getValue().asText());
            }
        });
        result.path("cookies").forEach(each -> exchange.getResponseHeaders().add("Set-Cookie", each.asText()));
        String type = exchange.getResponseHeaders().getFirst("Content-Type");
        Loopback.reply(exchange, status.asInt(), type, body);
    }

    private static void badGateway(HttpExchange exchange) throws IOException {
        Loopback.reply(exchange, 502, "application/json", "Internal Server Error".getBytes(StandardCharsets.UTF_8));
    }
}
