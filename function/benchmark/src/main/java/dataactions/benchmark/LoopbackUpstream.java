package dataactions.benchmark;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The upstream of all handlers, in a process of its own: {@code GET /users/1} answers one user of about 500 bytes, {@code
 * GET /count} how many users were asked for. It also takes what a slow action sends to AWS: DynamoDB's PutItem gets an
 * empty object, Lambda's asynchronous Invoke a 202. Prints its port and runs until its standard input ends.
 */
public final class LoopbackUpstream {
    private static final String USER = "{\"id\":1,\"name\":\"Leanne Graham\",\"username\":\"Bret\","
            + "\"email\":\"Sincere@april.biz\",\"address\":{\"street\":\"Kulas Light\",\"suite\":\"Apt. 556\","
            + "\"city\":\"Gwenborough\",\"zipcode\":\"92998-3874\",\"geo\":{\"lat\":\"-37.3159\",\"lng\":\"81.1496\"}},"
            + "\"phone\":\"1-770-736-8031 x56442\",\"website\":\"hildegard.org\",\"company\":{"
            + "\"name\":\"Romaguera-Crona\",\"catchPhrase\":\"Multi-layered client-server neural-net\","
            + "\"bs\":\"harness real-time e-markets\"},\"tags\":[\"customer\",\"newsletter\",\"since-2019\"],"
            + "\"note\":\"prefers to be called in the afternoon\"}";

    /** The whole response to a request for a user. */
    static final byte[] ANSWER = response(USER);

    private static final String LENGTH = "content-length:";
    private static final byte[] EMPTY = response("{}");
    private static final byte[] ACCEPTED =
            "HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private LoopbackUpstream() {}

    private static byte[] response(String body) {
        String head =
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n";
        return (head + body).getBytes(StandardCharsets.US_ASCII);
    }

    public static void main(String[] arguments) throws IOException {
        ServerSocket server = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        AtomicLong users = new AtomicLong();
        daemon(() -> {
            while (true) {
                Socket socket = server.accept();
                daemon(() -> serve(socket, users));
            }
        });
        System.out.println(server.getLocalPort());
        while (System.in.read() >= 0) {
            // Standard input ends when the driver closes it or dies.
        }
    }

    private static void daemon(Callable<Void> work) {
        Thread thread = new Thread(new FutureTask<>(work));
        thread.setDaemon(true);
        thread.start();
    }

    /** Answers each request with one write. A body is read and ignored. */
    private static Void serve(Socket socket, AtomicLong users) throws IOException {
        try (socket) {
            socket.setTcpNoDelay(true);
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            for (String first = in.readLine(); first != null; first = in.readLine()) {
                long body = 0;
                for (String header = in.readLine(); !header.isEmpty(); header = in.readLine()) {
                    if (header.regionMatches(true, 0, LENGTH, 0, LENGTH.length())) {
                        body = Long.parseLong(header.substring(LENGTH.length()).strip());
                    }
                }
                while (body > 0) { // JSON of ASCII characters, one byte each
                    body -= in.skip(body);
                }
                if (first.startsWith("POST ")) {
                    socket.getOutputStream().write(first.contains("/invocations ") ? ACCEPTED : EMPTY);
                } else if (first.contains("/count ")) {
                    socket.getOutputStream().write(response(users.toString()));
                } else {
                    users.incrementAndGet();
                    socket.getOutputStream().write(ANSWER);
                }
            }
        }
        return null;
    }
}
