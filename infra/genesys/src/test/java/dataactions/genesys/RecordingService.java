package dataactions.genesys;

import dataactions.testkit.StubServer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** The service that a data action calls in these tests. It answers as told and remembers the requests. */
final class RecordingService implements AutoCloseable {

    record Seen(String method, String path, Map<String, String> headers, String body) {}

    final List<Seen> seen = new CopyOnWriteArrayList<>();
    private final CountDownLatch silence = new CountDownLatch(1);
    private volatile int status = 200;
    private volatile String answer = "{\"status\":\"success\",\"data\":{\"name\":\"Leanne Graham\"}}";
    private volatile boolean silent;
    private final StubServer server = new StubServer((exchange, request) -> {
        seen.add(new Seen(request.method(), request.target(), request.headers(), request.text()));
        if (silent) {
            silence.await();
        }
        StubServer.reply(exchange, status, Map.of(), answer);
    });

    String url() {
        return server.url();
    }

    void answers(int newStatus, String body) {
        status = newStatus;
        answer = body;
    }

    /** From now on it takes requests and answers none. */
    void fallsSilent() {
        silent = true;
    }

    @Override
    public void close() {
        silence.countDown();
        server.close();
    }
}
