package dataactions.benchmark.measured;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The upstream of all handlers, in a process of its own: {@code GET /users/{n}} answers one user of about 500 bytes,
 * {@code GET /count} how often that was asked for. Prints its port and lives until its standard input ends.
 */
public final class Upstream {
    /** What {@code /users/{n}} answers, whatever n. */
    public static final String USER = "{\"id\":1,\"name\":\"Leanne Graham\",\"username\":\"Bret\","
            + "\"email\":\"Sincere@april.biz\",\"address\":{\"street\":\"Kulas Light\",\"suite\":\"Apt. 556\","
            + "\"city\":\"Gwenborough\",\"zipcode\":\"92998-3874\",\"geo\":{\"lat\":\"-37.3159\",\"lng\":\"81.1496\"}},"
            + "\"phone\":\"1-770-736-8031 x56442\",\"website\":\"hildegard.org\",\"company\":{"
            + "\"name\":\"Romaguera-Crona\",\"catchPhrase\":\"Multi-layered client-server neural-net\","
            + "\"bs\":\"harness real-time e-markets\"},\"tags\":[\"customer\",\"newsletter\",\"since-2019\"],"
            + "\"note\":\"prefers to be called in the afternoon\"}";

    private Upstream() {}

    public static void main(String[] arguments) throws IOException {
        byte[] user = Loopback.message(200, Map.of(), USER.getBytes(StandardCharsets.UTF_8));
        byte[] nothing = Loopback.message(404, Map.of(), "{}".getBytes(StandardCharsets.UTF_8));
        AtomicLong count = new AtomicLong();
        Loopback server = new Loopback(request -> {
            if (request.path().startsWith("/users/")) {
                count.incrementAndGet();
                return user;
            }
            return request.path().equals("/count")
                    ? Loopback.message(200, Map.of(), Long.toString(count.get()).getBytes(StandardCharsets.UTF_8))
                    : nothing;
        });
        System.out.println(server.port());
        while (System.in.read() >= 0) {
            // Until whoever started this process closes its end, or dies.
        }
        System.exit(0);
    }
}
