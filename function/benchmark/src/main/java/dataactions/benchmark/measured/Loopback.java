package dataactions.benchmark.measured;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A keep-alive HTTP/1.1 server on loopback that costs as little as one can: a blocking thread for each connection and one
 * write for each answer. Serves requests with {@code Content-Length} or without a body; nothing else comes here.
 */
public final class Loopback implements AutoCloseable {
    /** @param path with its query, as it came */
    public record Request(String method, String path, byte[] body) {}

    /** Makes the bytes of a whole response; may block until there is one. */
    public interface Responder {
        byte[] respond(Request request) throws IOException, InterruptedException;
    }

    private final ServerSocket server;
    private final Responder responder;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

    /** Listens on 127.0.0.1, on a port that the system chooses. */
    public Loopback(Responder responder) throws IOException {
        this.responder = responder;
        this.server = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        start(this::accept);
    }

    public int port() {
        return server.getLocalPort();
    }

    /** The base URL, without a slash at its end. */
    public String url() {
        return "http://127.0.0.1:" + port();
    }

    /** A response with a body, also an empty one. */
    public static byte[] message(int status, Map<String, String> headers, byte[] body) {
        StringBuilder head = new StringBuilder("HTTP/1.1 ").append(status).append(" Status\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        head.append("Content-Type: application/json\r\nContent-Length: ")
                .append(body.length)
                .append("\r\n\r\n");
        byte[] first = head.toString().getBytes(StandardCharsets.ISO_8859_1);
        byte[] all = new byte[first.length + body.length];
        System.arraycopy(first, 0, all, 0, first.length);
        System.arraycopy(body, 0, all, first.length, body.length);
        return all;
    }

    private void start(Runnable work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } finally {
                        threads.remove(Thread.currentThread());
                    }
                },
                "loopback-" + port());
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                sockets.add(socket);
                start(() -> serve(socket));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            for (Request request = read(in); request != null; request = read(in)) {
                socket.getOutputStream().write(responder.respond(request));
            }
        } catch (IOException e) {
            // The client has gone: that is how a connection ends.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed
        } finally {
            sockets.remove(socket);
        }
    }

    /** null at the connection's end. */
    private static Request read(InputStream in) throws IOException {
        String first = line(in);
        if (first == null) {
            return null;
        }
        int length = 0;
        for (String line = line(in); line != null && !line.isEmpty(); line = line(in)) {
            if (line.regionMatches(true, 0, "content-length:", 0, 15)) {
                length = Integer.parseInt(line.substring(15).strip());
            } else if (line.toLowerCase(Locale.ROOT).startsWith("transfer-encoding:")) {
                throw new IOException("a chunked request, which is not served here");
            }
        }
        int method = first.indexOf(' ');
        return new Request(
                first.substring(0, method),
                first.substring(method + 1, first.indexOf(' ', method + 1)),
                in.readNBytes(length));
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder(64);
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                return null;
            }
            if (b != '\r') {
                line.append((char) b);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
        threads.forEach(Thread::interrupt);
    }
}
