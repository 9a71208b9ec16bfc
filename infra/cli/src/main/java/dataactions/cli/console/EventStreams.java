package dataactions.cli.console;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** Events for the pages that are open. A page that does not read loses its stream, and holds up nobody. */
final class EventStreams {
    static final Duration HEARTBEAT = Duration.ofSeconds(15);
    private static final int MOST_STREAMS = 16;
    private static final int MOST_WAITING = 4_000;
    /** A deployment has some hundred events. */
    private static final int MOST_KEPT = 2_000;

    private record Reader(BlockingQueue<ObjectNode> waiting) {}

    private final Duration heartbeat;
    private final List<Reader> readers = new ArrayList<>();
    /** The events of the last local deployment: a page that is opened or reloaded shows them. */
    private final List<ObjectNode> kept = new ArrayList<>();

    EventStreams(Duration heartbeat) {
        this.heartbeat = heartbeat;
    }

    static ObjectNode event(String kind) {
        return JsonNodeFactory.instance.objectNode().put("kind", kind);
    }

    synchronized void send(ObjectNode event) {
        readers.removeIf(reader -> !reader.waiting().offer(event));
    }

    /** Sends an event of the local deployment, and keeps it for pages that are opened later. */
    synchronized void sendAndKeep(ObjectNode event) {
        if (kept.size() < MOST_KEPT) {
            kept.add(event);
        }
        send(event);
    }

    /** Forgets the events of the former deployment. */
    synchronized void forget() {
        kept.clear();
    }

    /**
     * Writes events until the page goes away, or the thread is interrupted.
     *
     * @throws IOException when the page went away
     */
    void stream(OutputStream out) throws IOException {
        Reader reader = new Reader(new ArrayBlockingQueue<>(MOST_WAITING));
        List<ObjectNode> first;
        synchronized (this) {
            if (readers.size() == MOST_STREAMS) {
                write(out, event("full"));
                return;
            }
            readers.add(reader);
            first = List.copyOf(kept);
        }
        try {
            write(out, event("alive"));
            for (ObjectNode event : first) {
                write(out, event);
            }
            while (isOpen(reader)) {
                ObjectNode next = reader.waiting().poll(heartbeat.toMillis(), TimeUnit.MILLISECONDS);
                write(out, next == null ? event("alive") : next);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            synchronized (this) {
                readers.remove(reader);
            }
        }
    }

    private synchronized boolean isOpen(Reader reader) {
        return readers.stream().anyMatch(each -> each == reader)
                || !reader.waiting().isEmpty();
    }

    private static void write(OutputStream out, ObjectNode event) throws IOException {
        out.write((event + "\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
