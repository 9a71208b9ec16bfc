package dataactions.cli.console;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 *  Events for the pages that are open. A page that does not read loses its stream, so that it does not delay the other
 *  pages.
 */
final class EventStreams implements AutoCloseable {
    static final Duration HEARTBEAT = Duration.ofSeconds(15);
    /** A page on this machine reads an event within milliseconds, unless it is suspended. */
    static final Duration LONGEST_WRITE = Duration.ofSeconds(30);

    private static final int MOST_STREAMS = 16;
    private static final int MOST_WAITING = 4_000;
    /** A deployment has some hundred events. */
    private static final int MOST_KEPT = 2_000;

    /** An open page, and the thread that writes to it. */
    private static final class Reader {
        private final BlockingQueue<ObjectNode> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
        private final OutputStream out;
        private final Thread thread = Thread.currentThread();
        /** When the write began that is going on; null if none is. */
        private Instant writes;

        Reader(OutputStream out) {
            this.out = out;
        }

        void write(ObjectNode event) throws IOException {
            writes(Instant.now());
            try {
                out.write((event + "\n").getBytes(StandardCharsets.UTF_8));
                out.flush();
            } finally {
                writes(null);
            }
        }

        private synchronized void writes(Instant since) {
            writes = since;
        }

        /** An interrupt closes the connection, and the write fails. */
        synchronized void interruptIfStuck(Duration longest) {
            if (writes != null && writes.plus(longest).isBefore(Instant.now())) {
                thread.interrupt();
            }
        }
    }

    private final Duration heartbeat;
    private final Duration longestWrite;
    private final Thread guard = new Thread(this::guard, "console-streams");
    /**
     *  The pages that get events. A page that does not read them is removed from this list, although its thread may
     *  still be writing.
     */
    private final List<Reader> readers = new ArrayList<>();
    /** The pages that have a thread. */
    private final List<Reader> writers = new ArrayList<>();
    /** The events of the last local deployment: a page that is opened or reloaded shows them. */
    private final List<ObjectNode> kept = new ArrayList<>();

    /** @param longestWrite a page that takes longer for one event loses its stream */
    EventStreams(Duration heartbeat, Duration longestWrite) {
        this.heartbeat = heartbeat;
        this.longestWrite = longestWrite;
        guard.setDaemon(true);
        guard.start();
    }

    private void guard() {
        try {
            while (true) {
                Thread.sleep(Math.max(1, longestWrite.toMillis() / 4));
                List<Reader> all;
                synchronized (this) {
                    all = List.copyOf(writers);
                }
                all.forEach(reader -> reader.interruptIfStuck(longestWrite));
            }
        } catch (InterruptedException e) {
            // The console ends.
            return;
        }
    }

    static ObjectNode event(String kind) {
        return JsonNodeFactory.instance.objectNode().put("kind", kind);
    }

    synchronized void send(ObjectNode event) {
        readers.removeIf(reader -> !reader.waiting.offer(event));
    }

    /** Sends an event of the local deployment, and keeps it for pages that are opened later. */
    synchronized void sendAndKeep(ObjectNode event) {
        // The end of a deployment is always kept. Without it, a page would show the deployment as running for ever.
        boolean isState = event.path("kind").asText().equals("local");
        if (isState || kept.size() < MOST_KEPT) {
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
        Reader reader = new Reader(out);
        List<ObjectNode> first;
        boolean isFull;
        synchronized (this) {
            isFull = writers.size() >= MOST_STREAMS;
            if (!isFull) {
                readers.add(reader);
                writers.add(reader);
            }
            first = List.copyOf(kept);
        }
        if (isFull) {
            reader.write(event("full"));
            return;
        }
        try {
            reader.write(event("alive"));
            for (ObjectNode event : first) {
                reader.write(event);
            }
            while (isOpen(reader)) {
                ObjectNode next = reader.waiting.poll(heartbeat.toMillis(), TimeUnit.MILLISECONDS);
                reader.write(next == null ? event("alive") : next);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            synchronized (this) {
                readers.remove(reader);
                writers.remove(reader);
            }
        }
    }

    private synchronized boolean isOpen(Reader reader) {
        return readers.stream().anyMatch(each -> each == reader) || !reader.waiting.isEmpty();
    }

    @Override
    public void close() {
        guard.interrupt();
    }
}
