package dataactions.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Scanner;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Pages that do not read, and pages that went away. */
class EventStreamsTest {
    private final EventStreams events = new EventStreams(Duration.ofMillis(50), Duration.ofMinutes(1));

    private Thread stream(OutputStream out) {
        Thread thread = new Thread(() -> {
            try {
                events.stream(out);
            } catch (IOException e) {
                // The page went away.
                return;
            }
        });
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    @Test
    @Timeout(60)
    void a_page_that_never_reads_holds_up_neither_the_sender_nor_another_page() throws Exception {
        CountDownLatch stuck = new CountDownLatch(1);
        stream(new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                try {
                    stuck.countDown();
                    Thread.sleep(Long.MAX_VALUE);
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            }
        });
        stuck.await();
        for (int i = 0; i < 10_000; i++) {
            events.send(EventStreams.event("line").put("text", "early " + i));
        }
        PipedOutputStream out = new PipedOutputStream();
        Scanner page = new Scanner(new PipedInputStream(out, 1 << 20), StandardCharsets.UTF_8);
        stream(out);
        assertThat(page.nextLine()).isEqualTo("{\"kind\":\"alive\"}");

        events.send(EventStreams.event("file").put("file", "a.yaml"));
        String line = page.nextLine();
        while (line.contains("alive")) {
            line = page.nextLine();
        }
        assertThat(line).isEqualTo("{\"kind\":\"file\",\"file\":\"a.yaml\"}");
    }

    @Test
    @Timeout(60)
    void a_page_that_never_reads_gives_its_thread_back() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        ExecutorService threads = Executors.newCachedThreadPool();
        try (EventStreams impatient = new EventStreams(Duration.ofMillis(50), Duration.ofMillis(200));
                Socket page = new Socket()) {
            server.setExecutor(threads);
            server.createContext("/", exchange -> {
                try (exchange) {
                    exchange.sendResponseHeaders(200, 0);
                    impatient.stream(exchange.getResponseBody());
                } finally {
                    ended.countDown();
                }
            });
            server.start();
            page.connect(server.getAddress());
            page.getOutputStream().write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            // From the first event on, the page gets what is sent. It reads no more than that.
            StringBuilder read = new StringBuilder();
            while (read.indexOf("alive") < 0) {
                read.append((char) page.getInputStream().read());
            }
            String large = "x".repeat(1 << 20);
            for (int i = 0; i < 64; i++) {
                impatient.send(EventStreams.event("line").put("text", large));
            }

            assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();
        } finally {
            server.stop(0);
            threads.shutdownNow();
        }
    }

    @Test
    @Timeout(60)
    void the_end_of_a_deployment_is_kept_after_more_events_than_are_kept() throws Exception {
        for (int i = 0; i < 5_000; i++) {
            events.sendAndKeep(EventStreams.event("line").put("text", "line " + i));
        }
        events.sendAndKeep(EventStreams.event("local").put("state", "idle"));
        PipedOutputStream out = new PipedOutputStream();
        Scanner page = new Scanner(new PipedInputStream(out, 1 << 20), StandardCharsets.UTF_8);
        stream(out);

        assertThat(page.nextLine()).contains("alive");
        String last = page.nextLine();
        for (String next = last; !next.contains("alive"); next = page.nextLine()) {
            last = next;
        }
        assertThat(last).isEqualTo("{\"kind\":\"local\",\"state\":\"idle\"}");
    }

    @Test
    @Timeout(60)
    void the_heartbeat_finds_a_page_that_went_away() throws Exception {
        PipedOutputStream out = new PipedOutputStream();
        PipedInputStream page = new PipedInputStream(out);
        Thread stream = stream(out);
        page.read();
        page.close();

        stream.join();
        assertThat(stream.isAlive()).isFalse();
    }

    @Test
    @Timeout(60)
    void a_page_that_is_opened_later_gets_the_events_of_the_last_deployment_only() throws Exception {
        events.sendAndKeep(EventStreams.event("stack").put("logicalId", "Old"));
        events.forget();
        events.sendAndKeep(EventStreams.event("stack").put("logicalId", "New"));
        events.send(EventStreams.event("file"));
        PipedOutputStream out = new PipedOutputStream();
        Scanner page = new Scanner(new PipedInputStream(out, 1 << 16), StandardCharsets.UTF_8);
        stream(out);

        assertThat(page.nextLine()).contains("alive");
        assertThat(page.nextLine()).contains("New");
        assertThat(page.nextLine()).contains("alive");
    }
}
