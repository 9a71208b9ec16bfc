package dataactions.sandbox.upstream;

import com.fasterxml.jackson.databind.node.TextNode;
import com.sun.net.httpserver.HttpExchange;
import dataactions.genesys.http.Loopback;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Answers for the upstreams that the sandbox does not really call. Each upstream has its own path, {@code /<name>}. The
 * example that sends the same request supplies the answer.
 *
 * <p>If no example sends the request, the answer is 501 with a JSON body that says what to do. A 404 would be wrong,
 * because a definition may map it: {@code 404: defaults} would turn it into a success. A 501 is a fault of the
 * upstream. The function does not retry it, and an environment's check only warns of it unless {@code onUpstreamFault}
 * is {@code fail}.
 *
 * <p>Listens on loopback only.
 */
public final class ExampleUpstreams implements AutoCloseable {
    static final int NO_EXAMPLE = 501;
    private static final Set<String> SET_BY_THE_SERVER =
            Set.of("content-length", "transfer-encoding", "connection", "date");

    private final Set<String> refusals = new LinkedHashSet<>();
    private Examples examples = Examples.NONE;
    private Loopback server;

    /**
     * Starts listening on 127.0.0.1.
     *
     * @param port 0 for any free one
     * @throws UncheckedIOException when the port is not free
     */
    public synchronized URI start(int port) {
        try {
            server = Loopback.start(port, "example-upstreams", this::handle);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "The server that answers for the upstreams cannot listen on 127.0.0.1:" + port + ": "
                            + e.getMessage() + ". Is another sandbox running? Stop it, or choose another port.",
                    e);
        }
        return server.origin();
    }

    /** Uses these examples from now on. */
    public synchronized void use(Examples examples) {
        this.examples = examples;
    }

    public synchronized Examples examples() {
        return examples;
    }

    /** The requests since the last use of this method that had no answer, and what to do. Each request once. */
    public synchronized List<String> takeRefusals() {
        List<String> taken = new ArrayList<>(refusals);
        refusals.clear();
        return taken;
    }

    private void handle(HttpExchange exchange) throws IOException {
        Examples.Request request = request(exchange);
        Optional<Examples.Answer> answer = examples().answer(request);
        if (answer.isEmpty()) {
            String refusal = examples().refusal(request);
            synchronized (this) {
                refusals.add(refusal);
            }
            Loopback.reply(exchange, NO_EXAMPLE, "{\"error\":" + quoted(refusal) + "}");
            return;
        }
        answer.get().headers().forEach((name, value) -> {
            if (!SET_BY_THE_SERVER.contains(name)) {
                exchange.getResponseHeaders().set(name, value);
            }
        });
        String type = answer.get().headers().getOrDefault("content-type", "application/json");
        boolean isEmpty =
                answer.get().body().isMissingNode() || answer.get().body().isNull();
        byte[] body = isEmpty ? new byte[0] : answer.get().body().toString().getBytes(StandardCharsets.UTF_8);
        Loopback.reply(exchange, answer.get().status(), type, body);
    }

    private static Examples.Request request(HttpExchange exchange) throws IOException {
        URI uri = exchange.getRequestURI();
        String path = uri.getRawPath();
        int end = path.indexOf('/', 1);
        String upstream = path.substring(1, end < 0 ? path.length() : end);
        String rest = end < 0 ? "/" : path.substring(end);
        Map<String, String> headers = new LinkedHashMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), String.join(", ", values)));
        return new Examples.Request(
                upstream,
                exchange.getRequestMethod(),
                rest + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery()),
                headers,
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    }

    private static String quoted(String text) {
        return TextNode.valueOf(text).toString();
    }

    @Override
    public synchronized void close() {
        if (server != null) {
            server.close();
            server = null;
        }
    }
}
