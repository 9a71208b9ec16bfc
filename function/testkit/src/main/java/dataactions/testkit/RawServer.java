package dataactions.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server on loopback that answers in bytes of the test's choice, right or wrong. */
public final class RawServer implements AutoCloseable {
    /** What is done with a connection, of which the first request's head has been read. */
    public interface Behaviour {
        void serve(Socket socket, int connection) throws IOException, InterruptedException;
    }

    private final ServerSocket server;
    private final List<String> heads = new CopyOnWriteArrayList<>();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private volatile int connections;

    public RawServer(Behaviour behaviour) throws IOException {
        this("127.0.0.1", 0, behaviour);
    }

    /** @param port 0 for any that is free */
    public RawServer(String address, int port, Behaviour behaviour) throws IOException {
        server = new ServerSocket(port, 50, InetAddress.getByName(address));
        Thread acceptor = new Thread(() -> accept(behaviour), "raw-server");
        acceptor.setDaemon(true);
        acceptor.start();
    }

    /** Answers every request of every connection with the same bytes. */
    public static RawServer answering(String answer) throws IOException {
        return answering(answer.getBytes(StandardCharsets.UTF_8));
    }

    public static RawServer answering(byte[] answer) throws IOException {
        return new RawServer((socket, connection) -> socket.getOutputStream().write(answer));
    }

    public static String ok(String body) {
        return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
                + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body;
    }

    /** A head that announces {@code length} bytes, and the bytes. */
    public static byte[] ok(byte[] body, int length, String... headers) {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        answer.writeBytes(("HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n" + String.join("", headers) + "\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        answer.writeBytes(body);
        return answer.toByteArray();
    }

    private void accept(Behaviour behaviour) {
        while (true) {
            try {
                Socket socket = server.accept();
                sockets.add(socket);
                int number = ++connections;
                Thread thread = new Thread(() -> serve(behaviour, socket, number), "raw-connection");
                thread.setDaemon(true);
                thread.start();
            } catch (IOException e) {
                return; // closed: the test is over
            }
        }
    }

    private void serve(Behaviour behaviour, Socket socket, int number) {
        try (socket) {
            while (readHead(socket)) {
                behaviour.serve(socket, number);
            }
        } catch (IOException | InterruptedException e) {
            return; // the client has gone, which is what many of the tests are about
        }
    }

    public boolean readHead(Socket socket) throws IOException {
        if (socket.isClosed()) {
            return false;
        }
        InputStream in = socket.getInputStream();
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int b = in.read();
            if (b < 0) {
                return false;
            }
            head.append((char) b);
        }
        heads.add(head.toString());
        return true;
    }

    /** The requests' heads, in the order of their arrival. */
    public List<String> heads() {
        return heads;
    }

    public int connections() {
        return connections;
    }

    public String url() {
        return "http://127.0.0.1:" + server.getLocalPort();
    }

    public static void write(Socket socket, String text) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    public int port() {
        return server.getLocalPort();
    }

    /** Closes the connections and goes on accepting others. */
    public void closeConnections() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
