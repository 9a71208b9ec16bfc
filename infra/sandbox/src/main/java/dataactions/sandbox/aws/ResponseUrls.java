package dataactions.sandbox.aws;

import com.sun.net.httpserver.HttpExchange;
import dataactions.genesys.http.Loopback;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The pre-signed URLs that custom resources answer to. As with S3, any PUT with a length is accepted; only the first
 * one to an open URL counts, so late and duplicate answers change nothing.
 */
public final class ResponseUrls implements AutoCloseable {
    /** One open URL. */
    public final class Pending implements AutoCloseable {
        private final String id = UUID.randomUUID().toString();
        private final CompletableFuture<byte[]> body = new CompletableFuture<>();

        private Pending() {
            open.put(id, this);
        }

        public URI url() {
            return server.origin().resolve("/cloudformation-custom-resource-response/" + id + "?signature=sandbox");
        }

        /** Completes with the body of the first answer. */
        public CompletableFuture<byte[]> body() {
            return body;
        }

        /** Closes the URL: any answer from now on is late. */
        @Override
        public void close() {
            open.remove(id);
        }
    }

    private final Map<String, Pending> open = new ConcurrentHashMap<>();
    private final Loopback server;

    public ResponseUrls() throws IOException {
        server = Loopback.start(0, "response-url", this::serve);
    }

    public Pending open() {
        return new Pending();
    }

    private void serve(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        if (!exchange.getRequestMethod().equals("PUT")) {
            Loopback.reply(exchange, 405, "application/xml", new byte[0]);
        } else if (exchange.getRequestHeaders().getFirst("Content-Length") == null) {
            // S3 does not accept a chunked upload to a pre-signed URL.
            Loopback.reply(
                    exchange,
                    411,
                    "application/xml",
                    "<Error><Code>MissingContentLength</Code></Error>"
                            .getBytes(java.nio.charset.StandardCharsets.UTF_8));
        } else {
            String path = exchange.getRequestURI().getPath();
            Pending pending = open.get(path.substring(path.lastIndexOf('/') + 1));
            if (pending != null) {
                pending.body.complete(body);
            }
            Loopback.reply(exchange, 200, "application/xml", new byte[0]);
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
