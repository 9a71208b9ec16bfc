package dataactions.cli.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dataactions.cli.CommandException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The console's HTTP server on loopback. It checks each request before anything else sees it: host, origin and token,
 * so that no other page and no other user of this machine can use it; and the size of the body.
 */
final class ConsoleServer implements AutoCloseable {
    private static final String TOKEN_HEADER = "X-Console-Token";
    private static final String API = "/api/";
    private static final int HTTP_PORT = 80;
    private static final int MAX_THREADS = 64;
    /** More requests than that are not accepted while all threads work. */
    private static final int MAX_WAITING = 1_000;

    private static final int IDLE_SECONDS = 30;
    /** How long a client may send one request. */
    private static final int REQUEST_SECONDS = 10;
    /** How much of a body that is too large is read, so that the client gets the answer. */
    private static final long MAX_DRAINED = 64L * 1024 * 1024;

    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline';"
            + " img-src 'self' data:; font-src 'self'; connect-src 'self'; frame-ancestors 'none'; base-uri 'none';"
            + " form-action 'none'";

    static {
        // Without TCP_NODELAY a small answer waits 40 ms for the client's acknowledgement of its headers.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        // Without this limit a client that sends only a part of a request would hold a thread for ever. The limit is
        // for requests only, so a stream of events may take longer.
        System.setProperty("sun.net.httpserver.maxReqTime", String.valueOf(REQUEST_SECONDS));
    }

    private final HttpServer server;
    private final ThreadPoolExecutor threads;
    private final String token;
    private final Set<String> hosts;
    private final PageFiles page;
    private final Api api;

    private ConsoleServer(HttpServer server, PageFiles page, Api api) {
        this.server = server;
        this.page = page;
        this.api = api;
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        this.token = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        this.hosts = hosts(server.getAddress().getPort());
        AtomicInteger number = new AtomicInteger();
        this.threads = new ThreadPoolExecutor(
                MAX_THREADS,
                MAX_THREADS,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(MAX_WAITING),
                task -> {
                    Thread thread = new Thread(task, "console-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
    }

    /**
     * Starts a server.
     *
     * @param port 0 for one that is free
     * @throws CommandException when the port is in use
     */
    static ConsoleServer start(int port, PageFiles page, Api api) throws IOException {
        HttpServer server;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port), 0);
        } catch (BindException e) {
            throw new CommandException("Port " + port + " of this machine is in use, or not allowed. Choose another one"
                    + " with --port, or leave --port out to get a free one.");
        }
        ConsoleServer started = new ConsoleServer(server, page, api);
        server.setExecutor(started.threads);
        server.createContext("/", started::answer);
        server.start();
        return started;
    }

    /** The values of the header Host that name this server. A browser leaves out the port of HTTP. */
    static Set<String> hosts(int port) {
        return port == HTTP_PORT
                ? Set.of("127.0.0.1:80", "localhost:80", "127.0.0.1", "localhost")
                : Set.of("127.0.0.1:" + port, "localhost:" + port);
    }

    /** The page with its token, which stands in the fragment: a browser never sends it, and no log has it. */
    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/#token=" + token;
    }

    /** Writes an answer that is ready. An exception means that the browser went away. */
    @FunctionalInterface
    private interface Response {
        void write(HttpExchange exchange) throws IOException;
    }

    private void answer(HttpExchange exchange) {
        try (exchange) {
            response(exchange).write(exchange);
        } catch (IOException e) {
            // The browser went away. Nobody waits for the answer.
            return;
        }
    }

    /** Writes nothing, so an exception here is a failure of the request's work. The page is told. */
    private Response response(HttpExchange exchange) {
        try {
            headers(exchange.getResponseHeaders());
            checkPlace(exchange.getRequestHeaders());
            String path = exchange.getRequestURI().getPath();
            if (path.startsWith(API)) {
                checkToken(exchange.getRequestHeaders());
                return call(exchange, path.substring(API.length()));
            }
            return file(exchange, path);
        } catch (Exception | StackOverflowError e) {
            Refusal refusal = api.refusal(e);
            return json(refusal.status(), refusal.body());
        }
    }

    private static void headers(Headers headers) {
        headers.set("Content-Security-Policy", POLICY);
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("Referrer-Policy", "no-referrer");
        headers.set("Cross-Origin-Opener-Policy", "same-origin");
        headers.set("Cross-Origin-Resource-Policy", "same-origin");
        headers.set("Cache-Control", "no-store");
    }

    /** A page of another site may have a name that resolves to this machine (DNS rebinding): its Host differs. */
    private void checkPlace(Headers headers) {
        String host = only(headers, "Host");
        List<String> origins = headers.getOrDefault("Origin", List.of());
        if (host == null
                || !hosts.contains(host)
                || origins.stream().anyMatch(each -> !each.equals("http://" + host))) {
            throw new Refusal(
                    Refusal.FORBIDDEN, "This address answers to the console's own page only: open the printed URL.");
        }
    }

    private void checkToken(Headers headers) {
        String given = only(headers, TOKEN_HEADER);
        boolean isRight = given != null
                && MessageDigest.isEqual(
                        given.getBytes(StandardCharsets.UTF_8), token.getBytes(StandardCharsets.UTF_8));
        if (!isRight) {
            throw new Refusal(
                    Refusal.FORBIDDEN,
                    "The token is missing or of another console: open the URL that the command printed.");
        }
    }

    private static String only(Headers headers, String name) {
        List<String> values = headers.getOrDefault(name, List.of());
        return values.size() == 1 ? values.get(0) : null;
    }

    private Response file(HttpExchange exchange, String path) {
        PageFiles.Content content = page.find(path)
                .orElseThrow(() -> new Refusal(
                        Refusal.NOT_FOUND, "There is no such page: open the URL that the command printed."));
        String method = exchange.getRequestMethod();
        if (!method.equals("GET") && !method.equals("HEAD")) {
            throw new Refusal(Refusal.WRONG_METHOD, "A file of the page can only be read.");
        }
        boolean isRead = method.equals("GET");
        return to -> {
            to.getResponseHeaders().set("Content-Type", content.type());
            to.sendResponseHeaders(200, isRead ? content.bytes().length : -1);
            if (isRead) {
                to.getResponseBody().write(content.bytes());
            }
        };
    }

    private Response call(HttpExchange exchange, String path) throws Exception {
        Api.Answer answer = api.answer(
                exchange.getRequestMethod(),
                path,
                exchange.getRequestURI().getRawQuery(),
                () -> RequestFields.parse(body(exchange)));
        if (answer instanceof Api.Answer.Stream stream) {
            return to -> {
                to.getResponseHeaders().set("Content-Type", "application/x-ndjson; charset=utf-8");
                to.sendResponseHeaders(200, 0);
                try (OutputStream out = to.getResponseBody()) {
                    stream.writer().write(out);
                }
            };
        }
        Api.Answer.Json json = (Api.Answer.Json) answer;
        return json(json.status(), json.tree());
    }

    private static byte[] body(HttpExchange exchange) throws IOException {
        InputStream in = exchange.getRequestBody();
        byte[] body = in.readNBytes(RequestFields.MAX_BYTES + 1);
        if (body.length <= RequestFields.MAX_BYTES) {
            return body;
        }
        byte[] ignored = new byte[64 * 1024];
        long drained = 0;
        for (int n = 0; n >= 0 && drained < MAX_DRAINED; n = in.read(ignored)) {
            drained += n;
        }
        throw new Refusal(
                Refusal.TOO_LARGE,
                "The request is larger than " + RequestFields.MAX_BYTES / 1024 / 1024 + " MB: shorten it.");
    }

    private static Response json(int status, JsonNode tree) {
        byte[] bytes = tree.toString().getBytes(StandardCharsets.UTF_8);
        return to -> {
            to.getResponseHeaders().set("Content-Type", "application/json; charset=utf-8");
            to.sendResponseHeaders(status, bytes.length);
            to.getResponseBody().write(bytes);
        };
    }

    /** A second call does nothing. */
    @Override
    public void close() {
        if (!threads.isShutdown()) {
            server.stop(0);
            threads.shutdownNow();
        }
    }
}
