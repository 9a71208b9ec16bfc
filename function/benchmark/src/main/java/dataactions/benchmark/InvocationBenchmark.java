package dataactions.benchmark;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Whole invocations of the handler at both front doors, event bytes in and answer bytes out, and bare GETs of the resource
 * that the handler fetches. Runs with the class path and the environment variables that the function has in Lambda.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class InvocationBenchmark {
    private static final byte[] GET = "GET /users/1 HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/json\r\n\r\n"
            .getBytes(StandardCharsets.US_ASCII);

    private RequestStreamHandler handler;
    private Context context;
    private byte[] urlEvent;
    private byte[] bareEvent;
    private byte[] slowEvent;
    private Socket socket;
    private byte[] answer;

    /** The handler as Lambda makes it. Its log lines are really written, to a device that drops them. */
    @Setup
    public void create() throws ReflectiveOperationException, IOException {
        System.setOut(new PrintStream(new FileOutputStream("/dev/null"), true, StandardCharsets.UTF_8));
        handler = (RequestStreamHandler) Class.forName("dataactions.handler.DataActionHandler")
                .getConstructor()
                .newInstance();
        context = (Context) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {Context.class},
                (proxy, method, ignored) -> switch (method.getName()) {
                    case "getRemainingTimeInMillis" -> 30_000;
                    case "getAwsRequestId" -> "8f1a2f0e-0000-4000-8000-000000000001";
                    default -> null;
                });
        int port = Integer.parseInt(System.getenv("BENCHMARK_UPSTREAM_PORT"));
        socket = new Socket(InetAddress.getByName("127.0.0.1"), port);
        socket.setTcpNoDelay(true);
    }

    /** The event holds the time at which it was sent, and the handler's deadline depends on it. */
    @Setup(Level.Iteration)
    public void readEvents() throws IOException {
        String event = Files.readString(Path.of(System.getenv("BENCHMARK_URL_EVENT")));
        urlEvent = event.replaceFirst("\"timeEpoch\":\\d+", "\"timeEpoch\":" + System.currentTimeMillis())
                .getBytes(StandardCharsets.UTF_8);
        bareEvent = Files.readAllBytes(Path.of(System.getenv("BENCHMARK_BARE_EVENT")));
        slowEvent = new String(bareEvent, StandardCharsets.UTF_8)
                .replace("\"FetchUser\"", "\"FetchUserSlowly\"")
                .getBytes(StandardCharsets.UTF_8);
    }

    /** Checks every answer, outside the measured time. Only a success has the user's name; the slow action is pending. */
    @TearDown(Level.Invocation)
    public void check() {
        String text = new String(answer, StandardCharsets.UTF_8);
        if (!text.contains("Leanne Graham") && !text.contains("\"status\":\"pending\"")) {
            throw new IllegalStateException("not a success: " + text);
        }
    }

    /** The fewest steps in which a Java program can GET a resource: a kept connection, one write, a known length. */
    @Benchmark
    public byte[] raw() throws IOException {
        socket.getOutputStream().write(GET);
        answer = socket.getInputStream().readNBytes(LoopbackUpstream.ANSWER.length);
        return answer;
    }

    @Benchmark
    public byte[] url() throws IOException {
        return invoke(urlEvent);
    }

    @Benchmark
    public byte[] bare() throws IOException {
        return invoke(bareEvent);
    }

    /** A slow action that does not wait: one write into the table, and one event for the worker. */
    @Benchmark
    public byte[] pending() throws IOException {
        return invoke(slowEvent);
    }

    private byte[] invoke(byte[] event) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        handler.handleRequest(new ByteArrayInputStream(event), out, context);
        answer = out.toByteArray();
        return answer;
    }
}
