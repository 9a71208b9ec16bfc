package dataactions.genesys;

import com.sun.net.httpserver.HttpExchange;
import dataactions.genesys.http.Loopback;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** What stands behind a data action in these tests: answers as told, and remembers what it was asked. */
final class RecordingService implements AutoCloseable {

    record Seen(String method, String path, Map<String, String> headers, String body) {}

    final List<Seen> seen = new CopyOnWriteArrayList<>();
    private final Loopback server;
    private final CountDownLatch silence = new CountDownLatch(1);
    private volatile int status = 200;
    private volatile String answer = "{\"status\":\"success\",\"data\":{\"name\":\"Leanne Graham\"}}";
    private volatile boolean silent;

    RecordingService() {
        try {
            server = Loopback.start(0, "recording-service", this::handle);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String url() {
        return server.origin().toString();
    }

    void answers(int newStatus, String body) {
        status = newStatus;
        answer = body;
    }

    /** From now on it takes requests and says nothing. */
    void fallsSilent() {
        silent = true;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try {
            Map<String, String> headers = new TreeMap<>();
            exchange.getRequestHeaders()
                    .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.get(0)));
            seen.add(new Seen(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().toString(),
                    headers,
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
            if (silent) {
                silence.await();
            }
            byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        silence.countDown();
        server.close();
    }
}
