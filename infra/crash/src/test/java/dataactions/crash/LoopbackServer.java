package dataactions.crash;

import dataactions.genesys.api.ApiRequest;
import dataactions.genesys.api.ApiResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/**
 * HTTP on loopback with one thread for each connection. With the JDK's server the matrix takes a sixth more time: it
 * hands each request from thread to thread. It also closes every connection after the first 200 idle ones, without
 * telling the client.
 *
 * <p>Each request has a body of a stated length, or none.
 */
final class LoopbackServer implements AutoCloseable {
    private final ServerSocket server;
    private final Function<ApiRequest, ApiResponse> answers;
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "crash-rig");
        thread.setDaemon(true);
        return thread;
    });

    /** @param answers answers a request, by {@link ApiResponse#HANG_UP} without a response; called by many threads */
    LoopbackServer(Function<ApiRequest, ApiResponse> answers) throws IOException {
        this.answers = answers;
        server = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        threads.execute(this::accept);
    }

    String origin() {
        return "http://127.0.0.1:" + server.getLocalPort();
    }

    @Override
    public void close() {
        try {
            server.close();
            for (Socket connection : connections) {
                connection.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            threads.shutdownNow();
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket connection = server.accept();
                connections.add(connection);
                threads.execute(() -> serve(connection));
            }
        } catch (IOException e) {
            // The server is closed.
            return;
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            connection.setTcpNoDelay(true);
            Input in = new Input(connection.getInputStream());
            OutputStream out = connection.getOutputStream();
            boolean isLast = false;
            while (!isLast) {
                ApiRequest request = in.request();
                ApiResponse answer = request == null ? ApiResponse.hangUp() : answers.apply(request);
                if (answer.status() == ApiResponse.HANG_UP) {
                    return;
                }
                isLast = "close".equalsIgnoreCase(request.headers().get("connection"));
                out.write(bytes(answer, isLast));
            }
        } catch (IOException e) {
            // The client has gone, or the server is closed.
            return;
        } finally {
            connections.remove(connection);
        }
    }

    private static byte[] bytes(ApiResponse answer, boolean isLast) {
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        StringBuilder head =
                new StringBuilder("HTTP/1.1 ").append(answer.status()).append(" -\r\n");
        answer.headers()
                .forEach((name, value) ->
                        head.append(name).append(": ").append(value).append("\r\n"));
        if (answer.status() != 204) {
            head.append("Content-Length: ").append(body.length).append("\r\n");
        }
        if (isLast) {
            head.append("Connection: close\r\n");
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(head.length() + 2 + body.length);
        bytes.writeBytes(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        bytes.writeBytes(body);
        return bytes.toByteArray();
    }

    /** The requests of one connection. */
    private static final class Input {
        private final InputStream in;
        private final byte[] buffer = new byte[8192];
        private int from;
        private int to;

        Input(InputStream in) {
            this.in = in;
        }

        /** The next one; null where the client has closed the connection. */
        ApiRequest request() throws IOException {
            String first = line();
            if (first == null) {
                return null;
            }
            Map<String, String> headers = new TreeMap<>();
            for (String line = line(); line != null && !line.isEmpty(); line = line()) {
                int colon = line.indexOf(':');
                headers.merge(
                        line.substring(0, colon).toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).trim(),
                        (one, other) -> one + ", " + other);
            }
            String body = body(Integer.parseInt(headers.getOrDefault("content-length", "0")));
            String[] parts = first.split(" ");
            String target = parts[1];
            int mark = target.indexOf('?');
            return new ApiRequest(
                    parts[0],
                    URLDecoder.decode(
                            (mark < 0 ? target : target.substring(0, mark)).replace("+", "%2B"),
                            StandardCharsets.UTF_8),
                    query(mark < 0 ? "" : target.substring(mark + 1)),
                    headers,
                    body);
        }

        private static Map<String, List<String>> query(String raw) {
            Map<String, List<String>> query = new LinkedHashMap<>();
            for (String pair : raw.isEmpty() ? new String[0] : raw.split("&")) {
                int equals = pair.indexOf('=');
                String name = URLDecoder.decode(equals < 0 ? pair : pair.substring(0, equals), StandardCharsets.UTF_8);
                String value = equals < 0 ? "" : URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8);
                query.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
            }
            return query;
        }

        private String line() throws IOException {
            StringBuilder line = new StringBuilder(80);
            while (true) {
                if (from == to && !fill()) {
                    return null;
                }
                byte next = buffer[from++];
                if (next == '\n') {
                    return line.toString();
                }
                if (next != '\r') {
                    line.append((char) (next & 0xff));
                }
            }
        }

        private String body(int length) throws IOException {
            byte[] body = new byte[length];
            for (int read = 0; read < length; ) {
                if (from == to && !fill()) {
                    throw new IOException("The client has closed the connection before the end of its request.");
                }
                int some = Math.min(length - read, to - from);
                System.arraycopy(buffer, from, body, read, some);
                from += some;
                read += some;
            }
            return new String(body, StandardCharsets.UTF_8);
        }

        /** Waits for bytes; whether there are any. */
        private boolean fill() throws IOException {
            from = 0;
            to = Math.max(0, in.read(buffer));
            return to > 0;
        }
    }
}
