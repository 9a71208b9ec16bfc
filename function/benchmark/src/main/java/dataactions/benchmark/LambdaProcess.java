package dataactions.benchmark;

import dataactions.benchmark.measured.Loopback;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A function's process under a runtime that asks the Lambda Runtime API for events, and that API. Source: AWS Lambda
 * developer guide, "Using the Lambda runtime API" (2018-06-01); {@code restore/next} is what the runtime interface
 * client asks, when initialised for SnapStart, between its hooks before the snapshot and those after it.
 */
public final class LambdaProcess implements AutoCloseable {
    private static final String CLIENT = "com.amazonaws.services.lambda.runtime.api.client.AWSLambda";
    private static final String PREFIX = "/2018-06-01/runtime/";
    private static final long PATIENCE_SECONDS = 60;

    /**
     * One invocation.
     *
     * @param deliveredNanos when the event was handed over, by {@link System#nanoTime()}
     * @param answeredNanos when the answer had come
     */
    public record Invocation(long deliveredNanos, long answeredNanos, String answer) {}

    private record Answer(long nanos, boolean isError, byte[] body) {}

    private final BlockingQueue<byte[]> events = new LinkedBlockingQueue<>();
    private final BlockingQueue<Long> deliveries = new LinkedBlockingQueue<>();
    private final BlockingQueue<Answer> answers = new LinkedBlockingQueue<>();
    private final BlockingQueue<Long> restores = new LinkedBlockingQueue<>();
    private final BlockingQueue<Boolean> restored = new LinkedBlockingQueue<>();
    private final Loopback api;
    private final ChildProcess process;
    private int count;

    private LambdaProcess(List<String> command, Path folder, Map<String, String> variables, String type, Path log)
            throws IOException {
        api = new Loopback(this::respond);
        Map<String, String> all = new LinkedHashMap<>(variables);
        all.put("LAMBDA_TASK_ROOT", folder.toString());
        all.put("LAMBDA_RUNTIME_DIR", folder.toString());
        all.put("AWS_LAMBDA_RUNTIME_API", "127.0.0.1:" + api.port());
        all.put("AWS_LAMBDA_INITIALIZATION_TYPE", type);
        process = ChildProcess.start(command, folder, all, ChildProcess.Output.LOGGED, log);
    }

    /**
     * A Java function under the official runtime interface client.
     *
     * @param handler the class
     * @param folder the function's code: the folder and {@code lib/*} are its class path
     * @param snapStart whether it is initialised for a snapshot: it then waits at {@link #checkpoint}
     */
    public static LambdaProcess java(
            Jdk jdk,
            JavaOptions options,
            String handler,
            Path folder,
            Map<String, String> variables,
            boolean snapStart,
            Path log)
            throws IOException {
        List<String> command = new java.util.ArrayList<>();
        command.add(jdk.java().toString());
        command.addAll(options.options());
        command.add("-cp");
        // One class of each jar that the client needs.
        command.add(ClassPath.of(
                CLIENT,
                "com.amazonaws.services.lambda.runtime.RequestStreamHandler",
                "com.amazonaws.services.lambda.runtime.serialization.PojoSerializer",
                "software.amazon.awssdk.utilslite.SdkInternalThreadLocal"));
        command.add(CLIENT);
        command.add(handler);
        Map<String, String> all = new LinkedHashMap<>(variables);
        all.put("_HANDLER", handler);
        all.put("AWS_EXECUTION_ENV", "AWS_Lambda_java" + jdk.feature());
        return new LambdaProcess(command, folder, all, snapStart ? "snap-start" : "on-demand", log);
    }

    /** Any other program that speaks to the Runtime API. */
    public static LambdaProcess of(List<String> command, Path folder, Map<String, String> variables, Path log)
            throws IOException {
        return new LambdaProcess(command, folder, variables, "on-demand", log);
    }

    private byte[] respond(Loopback.Request request) throws InterruptedException {
        String path = request.path();
        if (path.equals(PREFIX + "invocation/next")) {
            byte[] event = events.take();
            Map<String, String> headers = new LinkedHashMap<>();
            headers.put("Lambda-Runtime-Aws-Request-Id", "8f1a2f0e-0000-4000-8000-" + String.format("%012d", ++count));
            headers.put("Lambda-Runtime-Deadline-Ms", Long.toString(System.currentTimeMillis() + 30_000));
            headers.put(
                    "Lambda-Runtime-Invoked-Function-Arn",
                    "arn:aws:lambda:eu-west-1:000000000000:function:benchmark:live");
            headers.put("Lambda-Runtime-Trace-Id", "Root=1-00000000-000000000000000000000000;Sampled=0");
            byte[] message = Loopback.message(200, headers, event);
            deliveries.add(System.nanoTime());
            return message;
        }
        long now = System.nanoTime();
        if (path.equals(PREFIX + "restore/next")) {
            restores.add(now);
            restored.take();
            return Loopback.message(200, Map.of(), new byte[0]);
        }
        answers.add(new Answer(now, !path.endsWith("/response"), request.body()));
        return Loopback.message(202, Map.of(), "{\"status\":\"OK\"}".getBytes(StandardCharsets.UTF_8));
    }

    public ChildProcess process() {
        return process;
    }

    /**
     * Waits until the process stands where its snapshot would be taken.
     *
     * @return milliseconds from its start
     */
    public double checkpoint() throws IOException {
        return (await(restores, "did not come to its checkpoint") - process.startedNanos()) / 1e6;
    }

    /** Lets it go on, as if restored from its snapshot. */
    public void restore() {
        restored.add(true);
    }

    /**
     * Hands over an event, at once or as soon as the process asks for one, and waits for the answer.
     *
     * @throws BenchmarkException when the function failed, or answered without {@code expected} in it
     */
    public Invocation invoke(byte[] event, String expected) throws IOException {
        events.add(event);
        Answer answer = await(answers, "did not answer");
        String text = new String(answer.body(), StandardCharsets.UTF_8);
        if (answer.isError() || !text.contains(expected)) {
            throw new BenchmarkException("A function did not answer with success: " + text + " " + process.lastWords());
        }
        return new Invocation(await(deliveries, "was given no event"), answer.nanos(), text);
    }

    private <T> T await(BlockingQueue<T> queue, String what) throws IOException {
        try {
            for (long second = 0; second < PATIENCE_SECONDS; second++) {
                T next = queue.poll(1, TimeUnit.SECONDS);
                if (next != null) {
                    return next;
                }
                if (!process.isAlive()) {
                    break;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new BenchmarkException("A function's process " + what + ": " + process.lastWords());
    }

    @Override
    public void close() throws IOException {
        process.close();
        api.close();
    }
}
