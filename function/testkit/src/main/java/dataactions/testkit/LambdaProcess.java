package dataactions.testkit;

import com.sun.net.httpserver.HttpExchange;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A function in a JVM of its own under AWS's runtime interface client, and the Runtime API that the client calls.
 * Source: AWS Lambda developer guide, "Using the Lambda runtime API". The client must be on the test's class path.
 */
public final class LambdaProcess implements AutoCloseable {
    private static final String CLIENT = "com.amazonaws.services.lambda.runtime.api.client.AWSLambda";
    private static final String RUNTIME = "/2018-06-01/runtime/";

    private final Path code;
    private final Path output;
    private final Map<String, String> invocationHeaders;
    private final BlockingQueue<byte[]> events = new ArrayBlockingQueue<>(1);
    private final BlockingQueue<String> answers = new ArrayBlockingQueue<>(10);
    private final CountDownLatch atCheckpoint = new CountDownLatch(1);
    private final CountDownLatch restore = new CountDownLatch(1);
    private final StubServer runtime = new StubServer(this::serve);
    private Process process;

    /**
     * Prepares a process; {@link #start} starts it.
     *
     * @param folder receives the code in {@code code} and what the process prints in {@code output}
     * @param jar the function's jar, as the asset has it in {@code lib}
     * @param invocationHeaders headers that each invocation has besides the required ones
     */
    public LambdaProcess(Path folder, Path jar, Map<String, String> invocationHeaders) throws IOException {
        this.code = Files.createDirectories(folder.resolve("code"));
        this.output = folder.resolve("output");
        this.invocationHeaders = invocationHeaders;
        Files.createDirectories(code.resolve("lib"));
        Files.copy(jar, code.resolve("lib").resolve(jar.getFileName().toString()));
    }

    /** The function's root, where the handler finds its files. */
    public Path code() {
        return code;
    }

    /**
     * Starts the JVM.
     *
     * @param handler the handler's class
     * @param environment variables besides those that every function has
     */
    public void start(String handler, List<String> jvmOptions, Map<String, String> environment) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmOptions);
        command.addAll(List.of("-cp", clientClassPath(), CLIENT, handler));
        ProcessBuilder builder = new ProcessBuilder(command).directory(code.toFile());
        Map<String, String> env = builder.environment();
        env.keySet()
                .removeIf(name -> name.startsWith("AWS_") || name.startsWith("JAVA_TOOL") || name.startsWith("JDK_"));
        env.put("AWS_LAMBDA_RUNTIME_API", "127.0.0.1:" + runtime.port());
        env.put("AWS_LAMBDA_FUNCTION_NAME", "f");
        env.put("AWS_LAMBDA_FUNCTION_VERSION", "1");
        env.put("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/f");
        env.put("AWS_LAMBDA_LOG_STREAM_NAME", "it");
        env.put("LAMBDA_TASK_ROOT", code.toString());
        env.put("AWS_REGION", "eu-west-1");
        env.put("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE");
        env.put("AWS_SECRET_ACCESS_KEY", "secret-key");
        env.putAll(environment);
        process = builder.redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        process.onExit().thenRun(atCheckpoint::countDown);
    }

    /** The jars that the client needs, found by one class of each. */
    private static String clientClassPath() throws Exception {
        Set<String> jars = new LinkedHashSet<>();
        for (String name : List.of(
                CLIENT,
                "com.amazonaws.services.lambda.runtime.RequestStreamHandler",
                "com.amazonaws.services.lambda.runtime.serialization.PojoSerializer",
                "software.amazon.awssdk.utilslite.SdkInternalThreadLocal")) {
            jars.add(Path.of(Class.forName(name, false, LambdaProcess.class.getClassLoader())
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString());
        }
        return String.join(File.pathSeparator, jars);
    }

    /** Waits until a process in the mode of SnapStart has run its hooks; false where it ended or took too long. */
    public boolean reachesCheckpoint() throws InterruptedException {
        return atCheckpoint.await(120, TimeUnit.SECONDS) && process.isAlive();
    }

    /** Lets a process that waits at its checkpoint go on. */
    public void restore() {
        restore.countDown();
    }

    /** Sends an event; {@link #answer} receives the answer to it. */
    public void invoke(byte[] event) {
        events.add(event);
    }

    /** The next answer, as {@code /response BODY} or {@code /error BODY}; null where none comes in time. */
    public String answer(int seconds) throws InterruptedException {
        return answers.poll(seconds, TimeUnit.SECONDS);
    }

    /** The port of the Runtime API that the process calls. */
    public int runtimePort() {
        return runtime.port();
    }

    public Process process() {
        return process;
    }

    /** What the process has printed so far. */
    public String printed() throws IOException {
        return Files.readString(output);
    }

    private void serve(HttpExchange exchange, StubServer.Received request) throws IOException, InterruptedException {
        String path = request.target();
        // The client's native code ends the process where an answer has no content type.
        Map<String, String> headers = new HashMap<>(Map.of("Content-Type", "application/json"));
        if (path.equals(RUNTIME + "restore/next")) {
            atCheckpoint.countDown();
            restore.await();
            StubServer.reply(exchange, 200, headers, new byte[0]);
        } else if (path.equals(RUNTIME + "invocation/next")) {
            byte[] event = events.take();
            headers.put("Lambda-Runtime-Aws-Request-Id", "8f1a2f0e-0000-4000-8000-000000000001");
            headers.put("Lambda-Runtime-Deadline-Ms", Long.toString(System.currentTimeMillis() + 60_000));
            headers.put("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:eu-west-1:000000000000:function:f");
            headers.putAll(invocationHeaders);
            StubServer.reply(exchange, 200, headers, event);
        } else {
            answers.add(path.substring(path.lastIndexOf('/')) + " " + request.text());
            StubServer.reply(exchange, 202, headers, "{\"status\":\"OK\"}");
        }
    }

    @Override
    public void close() throws InterruptedException {
        if (process != null) {
            process.destroyForcibly().waitFor();
        }
        runtime.close();
    }
}
