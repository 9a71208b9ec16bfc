package dataactions.genesys.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A small HTTP server on 127.0.0.1, with daemon threads, that ends with {@link #close()}. */
public final class Loopback implements AutoCloseable {
    static {
        // Without TCP_NODELAY, the JDK's server waits 40 ms for the client's delayed acknowledgement on kept
        // connections.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final HttpServer server;
    private final ExecutorService threads;

    private Loopback(HttpServer server, ExecutorService threads) {
        this.server = server;
        this.threads = threads;
    }

    /**
     * Starts a server that passes every request to {@code handler} and then closes the exchange.
     *
     * @param port 0 for any free one
     * @throws IOException when the port is not free
     */
    public static Loopback start(int port, String threadName, HttpHandler handler) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        ExecutorService threads = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, threadName);
            thread.setDaemon(true);
            return thread;
        });
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            try (exchange) {
                if ("close".equalsIgnoreCase(exchange.getRequestHeaders().getFirst("Connection"))) {
                    // The JDK's server closes the connection without announcing it, so a client could use the
                    // connection again.
                    exchange.getResponseHeaders().set("Connection", "close");
                }
                handler.handle(exchange);
            }
        });
        server.start();
        return new Loopback(server, threads);
    }

    public int port() {
        return server.getAddress().getPort();
    }

    /** The origin, without a slash at its end. */
    public URI origin() {
        return URI.create("http://127.0.0.1:" + port());
    }

    /** Sends a complete answer. */
    public static void reply(HttpExchange exchange, int status, String contentType, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", contentType);
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
    }

    /** Sends a complete JSON answer. */
    public static void reply(HttpExchange exchange, int status, String json) throws IOException {
        reply(exchange, status, "application/json", json.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
