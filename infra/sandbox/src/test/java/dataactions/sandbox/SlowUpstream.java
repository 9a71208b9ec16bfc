package dataactions.sandbox;

import dataactions.testkit.StubServer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/** An upstream that counts its calls. It answers a path that a test holds when the test releases it. */
final class SlowUpstream implements AutoCloseable {
    private static final String ANSWER = "{\"pages\":12}";

    private final Map<String, CountDownLatch> held = new ConcurrentHashMap<>();
    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private final StubServer server = new StubServer((exchange, request) -> {
        for (Map.Entry<String, CountDownLatch> each : held.entrySet()) {
            if (request.target().startsWith(each.getKey())) {
                each.getValue().await();
            }
        }
        StubServer.replyJson(exchange, 200, answers.getOrDefault(request.target(), ANSWER));
    });

    String url() {
        return server.url();
    }

    /** Does not answer the paths that begin so, until {@link #release}. */
    void hold(String beginning) {
        held.put(beginning, new CountDownLatch(1));
    }

    void release(String beginning) {
        held.remove(beginning).countDown();
    }

    /** The answer of this path from now on. */
    void answers(String path, String json) {
        answers.put(path, json);
    }

    long calls(String path) {
        return server.received().stream()
                .filter(each -> each.target().equals(path))
                .count();
    }

    @Override
    public void close() {
        held.values().forEach(CountDownLatch::countDown);
        server.close();
    }
}
