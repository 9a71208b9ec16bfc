package dataactions.benchmark;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * The driver's side of a process that times its own operations: the driver only says which, and how often. So several
 * processes can take turns, and what the machine does meanwhile hits all of them.
 */
public final class Worker implements AutoCloseable {
    private static final int START_MILLIS = 60_000;

    private final ChildProcess process;
    private final Socket socket;
    private final BufferedReader answers;

    private Worker(ChildProcess process, Socket socket) throws IOException {
        this.process = process;
        this.socket = socket;
        this.answers = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    /**
     * Starts one and waits until it is ready.
     *
     * @param command makes the command line, given the port to which the process has to connect
     */
    public static Worker start(IntFunction<List<String>> command, Path folder, Map<String, String> variables, Path log)
            throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            server.setSoTimeout(START_MILLIS / 60);
            ChildProcess process = ChildProcess.start(
                    command.apply(server.getLocalPort()), folder, variables, ChildProcess.Output.DISCARDED, log);
            for (int second = 0; second < 60 && process.isAlive(); second++) {
                try {
                    Socket socket = server.accept();
                    socket.setTcpNoDelay(true);
                    return new Worker(process, socket);
                } catch (SocketTimeoutException e) {
                    continue; // a slow start, or a dead process: the loop tells
                }
            }
            process.close();
            throw new BenchmarkException("A worker process did not start: " + process.lastWords());
        }
    }

    /**
     * Runs an operation.
     *
     * @return nanoseconds, one value for each time
     * @throws BenchmarkException when it failed, once is enough
     */
    public List<Long> run(String operation, int count) throws IOException {
        OutputStream commands = socket.getOutputStream();
        commands.write((operation + " " + count + "\n").getBytes(StandardCharsets.UTF_8));
        commands.flush();
        String line = answers.readLine();
        if (line == null) {
            throw new BenchmarkException(
                    "A worker process ended while it ran " + operation + ": " + process.lastWords());
        }
        if (line.startsWith("!")) {
            throw new BenchmarkException("A worker process failed in " + operation + ": " + line.substring(1));
        }
        List<Long> nanos = new ArrayList<>(count);
        for (String each : line.split(" ")) {
            nanos.add(Long.parseLong(each));
        }
        return nanos;
    }

    @Override
    public void close() throws IOException {
        socket.close();
        process.close();
    }
}
