package dataactions.genesys;

import com.sun.net.httpserver.HttpExchange;
import dataactions.genesys.api.ApiRequest;
import dataactions.genesys.api.ApiResponse;
import dataactions.genesys.api.OrgSettings;
import dataactions.genesys.http.Loopback;
import dataactions.genesys.objects.GenesysState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * A Genesys Cloud org on one machine: it has state, refuses what Genesys Cloud refuses, and really runs data actions.
 *
 * <p>The login host ({@code POST /oauth/token}) and the API ({@code /api/v2/…}) share one loopback origin. The org
 * follows Genesys's public API description and shares no code with its callers: so a mistake in a caller is not
 * repeated here. {@link OrgSettings} has a switch for each point that the public sources leave open.
 *
 * <p>Token expiry, rate limits and delays follow the injected clock. Nothing here sleeps.
 */
public final class GenesysOrg implements AutoCloseable {

    private static final int LARGEST_REQUEST_BYTES = 5_000_000;

    private final CallCounts calls = new CallCounts();
    private final Router router;
    private volatile OrgSettings settings;
    private Loopback server;

    /**
     * Creates an org. Call it in the same process with {@link #handle}, or over HTTP after {@link #start}.
     *
     * @param settings the org's clients and its behaviour
     * @param state the objects of the org; calls change it
     * @param clock the only clock that the org uses
     */
    public GenesysOrg(OrgSettings settings, GenesysState state, InstantSource clock) {
        this.settings = settings;
        this.router = new Router(() -> this.settings, state, clock);
    }

    /**
     * Starts listening on 127.0.0.1.
     *
     * @param port 0 for any free one
     * @return the origin, for example {@code http://127.0.0.1:4711}, which replaces both hosts
     * @throws UncheckedIOException when the port is not free
     */
    public synchronized URI start(int port) {
        if (server != null) {
            throw new IllegalStateException("This Genesys org is already listening.");
        }
        try {
            server = Loopback.start(port, "genesys-org", this::serve);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "The Genesys org cannot listen on 127.0.0.1:" + port + ": " + e.getMessage()
                            + ". Is another sandbox running? Stop it, or choose another port.",
                    e);
        }
        return server.origin();
    }

    /** How often the org was called. */
    public CallCounts calls() {
        return calls;
    }

    /** Changes the org's behaviour from the next call on. The org keeps its objects. */
    public void reconfigure(OrgSettings changed) {
        settings = changed;
    }

    /** Makes all existing tokens invalid, like deleting the OAuth client. */
    public void revokeTokens() {
        router.revokeTokens();
    }

    /** Stops listening. The state can still be used. */
    @Override
    public synchronized void close() {
        if (server != null) {
            server.close();
            server = null;
        }
    }

    /**
     * The org's response to a request, without a socket. It is equal to the response over HTTP.
     *
     * @param request for example {@code GET /api/v2/integrations} with an {@code authorization} header
     */
    public ApiResponse handle(ApiRequest request) {
        OrgSettings now = settings;
        boolean tooLarge = request.body().getBytes(StandardCharsets.UTF_8).length > LARGEST_REQUEST_BYTES;
        ApiResponse response = tooLarge
                ? ApiResponse.error(413, "request.entity.too.large", "A request body may have 5000000 bytes.")
                : now.interceptor()
                        .apply(request)
                        .orElseGet(() -> now.aftermath().apply(request, router.handle(request)));
        calls.add(request, response.status());
        return response;
    }

    private void serve(HttpExchange exchange) throws IOException {
        ApiResponse response = handle(request(exchange));
        if (response.status() == ApiResponse.HANG_UP) {
            return; // the server closes the exchange; the caller sees a lost connection
        }
        response.headers().forEach(exchange.getResponseHeaders()::set);
        byte[] bytes = response.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(response.status(), bytes.length == 0 ? -1 : bytes.length);
        if (bytes.length > 0) {
            exchange.getResponseBody().write(bytes);
        }
    }

    private static ApiRequest request(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readNBytes(LARGEST_REQUEST_BYTES + 1);
        Map<String, String> headers = new TreeMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), String.join(", ", values)));
        Map<String, List<String>> query = new LinkedHashMap<>();
        String raw = exchange.getRequestURI().getRawQuery();
        if (raw != null) {
            for (String pair : raw.split("&")) {
                int equals = pair.indexOf('=');
                String name = URLDecoder.decode(equals < 0 ? pair : pair.substring(0, equals), StandardCharsets.UTF_8);
                String value = equals < 0 ? "" : URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8);
                query.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
            }
        }
        return new ApiRequest(
                exchange.getRequestMethod(),
                exchange.getRequestURI().getPath(),
                query,
                headers,
                new String(body, StandardCharsets.UTF_8));
    }
}
