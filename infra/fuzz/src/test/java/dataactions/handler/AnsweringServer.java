package dataactions.handler;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An upstream on loopback that answers any request with the same bytes. */
final class AnsweringServer {
    private final ServerSocket server;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "answering");
        thread.setDaemon(true);
        return thread;
    });
    private volatile byte[] answer = new byte[0];
    private volatile boolean closes;

    AnsweringServer() {
        try {
            server = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.execute(this::accept);
    }

    /** @param closes whether the connection ends after the answer, as HTTP allows at any time */
    void answers(byte[] answer, boolean closes) {
        this.answer = answer;
        this.closes = closes;
    }

    int port() {
        return server.getLocalPort();
    }

    String url() {
        return "http://127.0.0.1:" + port();
    }

    private void accept() {
        while (true) {
            try {
                Socket socket = server.accept();
                threads.execute(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            InputStream in = socket.getInputStream();
            byte[] buffer = new byte[16 * 1024];
            int length = 0;
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer, length, buffer.length - length)) {
                length += n;
                if (endsHead(buffer, length)) {
                    length = 0;
                    socket.getOutputStream().write(answer);
                    if (closes) {
                        return;
                    }
                }
            }
        } catch (IOException e) {
            return; // the client has gone
        }
    }

    private static boolean endsHead(byte[] buffer, int length) {
        return length >= 4
                && buffer[length - 4] == '\r'
                && buffer[length - 3] == '\n'
                && buffer[length - 2] == '\r'
                && buffer[length - 1] == '\n';
    }
}
