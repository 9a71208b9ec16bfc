package dataactions.benchmark.measured;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * The measured side of a worker process: connects to the driver and serves its commands, each a line {@code OPERATION
 * COUNT}, answered by a line with one duration in nanoseconds for each time it ran; or by {@code !} and what went wrong.
 * The workers in other languages speak the same. Standard output stays the handler's, for its log.
 */
final class Operations {
    /** One thing to be timed. It times itself, so that it can prepare before and check after. */
    interface Operation {
        /** @return how long it took, in nanoseconds */
        long run() throws Exception;
    }

    private Operations() {}

    /** Serves until the driver closes the connection. */
    static void serve(int driverPort, Map<String, Operation> operations) throws IOException {
        try (Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), driverPort);
                BufferedReader commands =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
                Writer answers =
                        new BufferedWriter(new OutputStreamWriter(socket.getOutputStream(), StandardCharsets.UTF_8))) {
            for (String line = commands.readLine(); line != null; line = commands.readLine()) {
                String[] command = line.split(" ");
                answers.write(answer(operations.get(command[0]), Integer.parseInt(command[1])));
                answers.write('\n');
                answers.flush();
            }
        }
    }

    private static String answer(Operation operation, int count) {
        long[] nanos = new long[count];
        try {
            for (int i = 0; i < count; i++) {
                nanos[i] = operation.run();
            }
        } catch (Exception e) {
            return "!" + String.valueOf(e).replace('\n', ' ');
        }
        StringBuilder line = new StringBuilder(count * 7);
        for (long each : nanos) {
            line.append(each).append(' ');
        }
        return line.toString().strip();
    }
}
