package dataactions.benchmark.measured;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** The least that a Java program can do to GET a resource: one kept connection, one write, and reading to the body's end. */
final class RawGet implements AutoCloseable {
    private static final byte[] LENGTH = "content-length:".getBytes(StandardCharsets.ISO_8859_1);

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final byte[] request;
    private final byte[] buffer = new byte[8192];
    private int filled;

    RawGet(int port, String path) throws IOException {
        socket = new Socket(InetAddress.getByName("127.0.0.1"), port);
        socket.setTcpNoDelay(true);
        in = socket.getInputStream();
        out = socket.getOutputStream();
        request = ("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\nAccept: application/json\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    /**
     * Asks once.
     *
     * @return the body's length in bytes
     * @throws IOException also for any status but 200
     */
    int get() throws IOException {
        out.write(request);
        filled = 0;
        int body = -1;
        while (body < 0) {
            more();
            body = endOfHead();
        }
        int length = contentLength(body);
        while (filled < body + length) {
            more();
        }
        if (buffer[9] != '2' || buffer[10] != '0' || buffer[11] != '0') {
            throw new IOException("the upstream did not answer 200");
        }
        return length;
    }

    private void more() throws IOException {
        int n = in.read(buffer, filled, buffer.length - filled);
        if (n <= 0) {
            throw new EOFException("the upstream closed the connection, or its answer is larger than the buffer");
        }
        filled += n;
    }

    private int endOfHead() {
        for (int i = 3; i < filled; i++) {
            if (buffer[i] == '\n' && buffer[i - 2] == '\n') {
                return i + 1;
            }
        }
        return -1;
    }

    private int contentLength(int end) throws IOException {
        for (int line = 0; line < end; line++) {
            if (isLength(line)) {
                int length = 0;
                for (int i = line + LENGTH.length; buffer[i] != '\r'; i++) {
                    length = buffer[i] == ' ' ? length : length * 10 + buffer[i] - '0';
                }
                return length;
            }
            while (buffer[line] != '\n') {
                line++;
            }
        }
        throw new IOException("the upstream's answer has no Content-Length");
    }

    private boolean isLength(int at) {
        for (int i = 0; i < LENGTH.length; i++) {
            if ((buffer[at + i] | 0x20) != (LENGTH[i] | 0x20)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
