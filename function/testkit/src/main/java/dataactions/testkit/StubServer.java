package dataactions.testkit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An HTTP server on loopback. It remembers each request and answers as the test tells it to. */
public final class StubServer implements AutoCloseable {
    /**
     * A request.
     *
     * @param target the path and query as they were sent
     * @param headers by lower-case name; of a repeated header, the first value
     */
    public record Received(String method, String target, Map<String, String> headers, byte[] body) {
        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    /** Answers a request, for example with {@link #reply}. The server closes the exchange afterwards. */
    @FunctionalInterface
    public interface Behaviour {
        void answer(HttpExchange exchange, Received request) throws IOException, InterruptedException;
    }

    static {
        // Without TCP_NODELAY, the JDK's server waits 40 ms for the client's delayed acknowledgement on kept
        // connections.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "stub-server");
        thread.setDaemon(true);
        return thread;
    });
    private final List<Received> received = new CopyOnWriteArrayList<>();

    public StubServer(Behaviour behaviour) {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            try (exchange) {
                Received request = request(exchange);
                received.add(request);
                if ("close".equalsIgnoreCase(request.headers().get("connection"))) {
                    // The JDK's server closes the connection without announcing it, so a client could use the
                    // connection again.
                    exchange.getResponseHeaders().set("Connection", "close");
                }
                behaviour.answer(exchange, request);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // the test is over
            }
        });
        server.start();
    }

    /** Answers one status and body after the other; the last pair repeats. */
    public static StubServer answering(Object... statusesAndBodies) {
        List<Object> script = new ArrayList<>(List.of(statusesAndBodies));
        return new StubServer((exchange, request) -> {
            int status;
            String body;
            synchronized (script) {
                status = (int) script.get(0);
                body = (String) script.get(1);
                if (script.size() > 2) {
                    script.subList(0, 2).clear();
                }
            }
            reply(exchange, status, Map.of(), body);
        });
    }

    private static Received request(HttpExchange exchange) throws IOException {
        Map<String, String> headers = new TreeMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.get(0)));
        return new Received(
                exchange.getRequestMethod(),
                exchange.getRequestURI().toString(),
                headers,
                exchange.getRequestBody().readAllBytes());
    }

    /** Sends a whole answer with these headers and no others. */
    public static void reply(HttpExchange exchange, int status, Map<String, String> headers, String body)
            throws IOException {
        reply(exchange, status, headers, body.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends a whole answer with these headers and no others. */
    public static void reply(HttpExchange exchange, int status, Map<String, String> headers, byte[] body)
            throws IOException {
        headers.forEach(exchange.getResponseHeaders()::set);
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    /** Sends a whole JSON answer. */
    public static void replyJson(HttpExchange exchange, int status, String json) throws IOException {
        reply(exchange, status, Map.of("Content-Type", "application/json"), json);
    }

    public int port() {
        return server.getAddress().getPort();
    }

    /** The origin, without a slash at its end. */
    public String url() {
        return "http://127.0.0.1:" + port();
    }

    /** The requests in the order of their arrival. */
    public List<Received> received() {
        return received;
    }

    /** Environment variables that send a client of AWS here. */
    public Map<String, String> awsEnvironment() {
        Map<String, String> env = new LinkedHashMap<>();
        env.put("AWS_REGION", "eu-west-1");
        env.put("AWS_ENDPOINT_URL", url());
        env.put("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE");
        env.put("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
        return env;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
