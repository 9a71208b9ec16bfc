package dataactions.sandbox.lambda;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.CodeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/**
 * Runs functions as Lambda does: each function has its own Java process with AWS's runtime interface client, which gets
 * events from a Runtime API. The process has the function's environment and Lambda's variables, but no variable of this
 * process. Further invocations of the same version use the same process. The process ends when this object is closed or
 * this JVM ends.
 *
 * <p>The runtime interface client has native code for Linux only. On other systems {@link RuntimeLoop} replaces it. The
 * client unpacks its native code to one fixed file in {@code /tmp}. Two processes that start at the same time would
 * damage that file, so this class unpacks the code once, to a file in the folder of the logs.
 */
public final class ProcessRuntime implements LambdaRuntime {
    private static final String CLIENT = "com.amazonaws.services.lambda.runtime.api.client.AWSLambda";
    /** The client reads the path of its native code from this variable. */
    private static final String NATIVE_CODE =
            "com.amazonaws.services.lambda.runtime.api.client.runtimeapi.NativeClient.JNI";
    /** One class of each jar that the client needs at run time. */
    private static final List<String> CLIENT_JARS = List.of(
            CLIENT,
            "com.amazonaws.services.lambda.runtime.RequestStreamHandler",
            "com.amazonaws.services.lambda.runtime.serialization.PojoSerializer",
            "software.amazon.awssdk.utilslite.SdkInternalThreadLocal");
    /** Starts a program that ignores the two signals of a terminal: Ctrl-C and the end of the terminal. */
    private static final List<String> IGNORING_THE_TERMINAL =
            List.of("/bin/sh", "-c", "trap '' INT HUP; exec \"$0\" \"$@\"");
    /** A JVM starts in about 0.4 s, but needs longer while a build uses the machine. Lambda itself allows 10 s. */
    private static final Duration INIT = Duration.ofSeconds(60);

    private final Path logs;
    private final JavaHome.Jdk jdk;
    private final boolean standIn;
    private final Map<String, List<Environment>> idle = new LinkedHashMap<>();
    private final Set<Environment> all = new LinkedHashSet<>();
    private final Thread atExit = new Thread(this::endWithJvm, "lambda-at-exit");
    private Path nativeCode;
    private boolean closed;
    private volatile boolean isJvmEnding;

    /**
     * A runtime that writes what functions print to {@code logs/<function>.log}.
     *
     * @param standIn whether to use the stand-in for the runtime interface client, see {@link #needsStandIn()}
     */
    public ProcessRuntime(Path logs, JavaHome.Jdk jdk, boolean standIn) {
        this.logs = logs;
        this.jdk = jdk;
        this.standIn = standIn;
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /** Whether the official runtime interface client cannot run on this operating system. */
    public static boolean needsStandIn() {
        return !System.getProperty("os.name").equals("Linux");
    }

    /** Does not return any more when this JVM ends: a deployment would save an interruption as the failure of a step. */
    @Override
    public Invocation invoke(FunctionVersion function, String invokedArn, String requestId, byte[] event) {
        Invocation result = run(function, invokedArn, requestId, event);
        while (isJvmEnding) {
            LockSupport.park(this);
        }
        return result;
    }

    private Invocation run(FunctionVersion function, String invokedArn, String requestId, byte[] event) {
        Environment environment;
        try {
            environment = take(function);
        } catch (IOException e) {
            return new Invocation(
                    requestId,
                    Errors.error("Sandbox.StartFailed", "The process cannot be started: " + e.getMessage()),
                    "Unhandled");
        }
        boolean reusable = false;
        try {
            Invocation result = environment.invoke(invokedArn, requestId, event);
            reusable = environment.process.isAlive() && !environment.spent;
            return result;
        } finally {
            giveBack(environment, reusable);
        }
    }

    @Override
    public synchronized void prepare(FunctionVersion function) {
        List<Environment> warm = idle.computeIfAbsent(function.environmentKey(), key -> new ArrayList<>());
        if (closed || !warm.isEmpty()) {
            return;
        }
        try {
            Environment fresh = new Environment(function);
            all.add(fresh);
            warm.add(fresh);
        } catch (IOException e) {
            // The invocation tries again, and reports a failure.
            return;
        }
    }

    private synchronized Environment take(FunctionVersion function) throws IOException {
        if (closed) {
            throw new IOException("the runtime is closed");
        }
        List<Environment> warm = idle.getOrDefault(function.environmentKey(), new ArrayList<>());
        while (!warm.isEmpty()) {
            Environment candidate = warm.remove(warm.size() - 1);
            if (candidate.process.isAlive()) {
                return candidate;
            }
            all.remove(candidate);
            candidate.kill();
        }
        retireOthers(function);
        Environment fresh = new Environment(function);
        all.add(fresh);
        return fresh;
    }

    /** Ends the idle processes of a version whose code or configuration has changed: they run the old code. */
    private void retireOthers(FunctionVersion function) {
        idle.values()
                .forEach(list -> list.removeIf(each -> {
                    boolean outdated = each.function.name().equals(function.name())
                            && each.function.version().equals(function.version())
                            && !each.function.environmentKey().equals(function.environmentKey());
                    if (outdated) {
                        all.remove(each);
                        each.kill();
                    }
                    return outdated;
                }));
    }

    private synchronized void giveBack(Environment environment, boolean reusable) {
        if (reusable && !closed) {
            idle.computeIfAbsent(environment.function.environmentKey(), key -> new ArrayList<>())
                    .add(environment);
        } else {
            all.remove(environment);
            environment.kill();
        }
    }

    @Override
    public void close() {
        killAll();
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            // The JVM is shutting down and runs the hook itself. The hook has nothing left to do then.
            return;
        }
    }

    /** Ends every process, because this JVM ends. */
    void endWithJvm() {
        isJvmEnding = true;
        killAll();
    }

    private synchronized void killAll() {
        closed = true;
        all.forEach(Environment::kill);
        all.clear();
        idle.clear();
    }

    private synchronized Path nativeCode() throws IOException {
        if (nativeCode == null) {
            // Not in the temporary folder, where a killed command would leave it, and which may allow no native code.
            Path file = logs.resolve("lambda-runtime.so");
            Path unfinished = logs.resolve("lambda-runtime.so.new");
            try (InputStream in = ProcessRuntime.class.getResourceAsStream("/jni/" + nativeName())) {
                if (in == null) {
                    throw new IOException("the runtime interface client has no native code for this machine: "
                            + nativeName() + " is not on the class path");
                }
                Files.copy(in, unfinished, StandardCopyOption.REPLACE_EXISTING);
            }
            // A process of a killed command may still use the old file.
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            nativeCode = file;
        }
        return nativeCode;
    }

    private static String nativeName() throws IOException {
        String processor = System.getProperty("os.arch").equals("aarch64") ? "aarch_64" : "x86_64";
        // The libraries of this JVM show which C library the system has.
        boolean isMusl = Files.readString(Path.of("/proc/self/maps")).contains("/ld-musl-");
        return "libaws-lambda-jni.linux" + (isMusl ? "_musl" : "") + "-" + processor + ".so";
    }

    /** One process and its Runtime API. */
    private final class Environment {
        private final FunctionVersion function;
        private final RuntimeApi api = new RuntimeApi();
        private final Process process;
        private boolean spent;

        private Environment(FunctionVersion function) throws IOException {
            this.function = function;
            Files.createDirectories(logs);
            ProcessBuilder builder = new ProcessBuilder(command());
            builder.directory(function.code().toFile());
            builder.environment().clear();
            builder.environment().putAll(variables());
            builder.redirectErrorStream(true);
            builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
            try {
                process = builder.start();
                process.getOutputStream().close();
            } catch (IOException e) {
                api.close();
                throw e;
            }
        }

        private Path log() {
            return logs.resolve(function.name() + ".log");
        }

        private List<String> command() throws IOException {
            List<String> command = new ArrayList<>();
            // A terminal sends its signals to this JVM and to the functions. This JVM decides when the functions end.
            if (!System.getProperty("os.name").startsWith("Windows")) {
                command.addAll(IGNORING_THE_TERMINAL);
            }
            command.add(jdk.java().toString());
            // As in Lambda, most of the memory is for the heap. C1 and the serial collector suit short processes.
            command.add("-Xmx" + Math.max(32, function.memoryMb() * 85 / 100) + "m");
            command.add("-XX:+UseSerialGC");
            command.add("-XX:TieredStopAtLevel=1");
            command.add("-Xshare:auto");
            if (jdk.release() >= 24) {
                command.add("--enable-native-access=ALL-UNNAMED");
                command.add("--sun-misc-unsafe-memory-access=allow");
            }
            if (!standIn) {
                command.add("-D" + NATIVE_CODE + "=" + nativeCode());
            }
            command.add("-cp");
            if (standIn) {
                command.add(classPath(List.of(
                        RuntimeLoop.class.getName(), "com.amazonaws.services.lambda.runtime.RequestStreamHandler")));
                command.add(RuntimeLoop.class.getName());
            } else {
                command.add(classPath(CLIENT_JARS));
                command.add(CLIENT);
            }
            command.add(function.handler());
            return command;
        }

        private Map<String, String> variables() {
            Map<String, String> variables = new LinkedHashMap<>();
            for (String name : List.of("PATH", "LANG", "LC_ALL", "SystemRoot", "TMPDIR", "TEMP", "TMP")) {
                String value = System.getenv(name);
                if (value != null) {
                    variables.put(name, value);
                }
            }
            variables.put("TZ", "UTC");
            variables.putAll(function.environment());
            variables.put("_HANDLER", function.handler());
            variables.put("LAMBDA_TASK_ROOT", function.code().toString());
            variables.put("LAMBDA_RUNTIME_DIR", function.code().toString());
            variables.put("AWS_EXECUTION_ENV", "AWS_Lambda_java" + jdk.release());
            variables.put("AWS_LAMBDA_RUNTIME_API", api.address());
            variables.put("AWS_LAMBDA_FUNCTION_NAME", function.name());
            variables.put("AWS_LAMBDA_FUNCTION_VERSION", function.version());
            variables.put("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", Integer.toString(function.memoryMb()));
            variables.put("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand");
            variables.put("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/" + function.name());
            variables.put("AWS_LAMBDA_LOG_STREAM_NAME", "sandbox/[" + function.version() + "]");
            variables.put("AWS_REGION", function.region());
            variables.put("AWS_DEFAULT_REGION", function.region());
            // These keys are not valid in AWS. The loopback endpoints do not verify signatures.
            variables.put("AWS_ACCESS_KEY_ID", "ASIASANDBOX");
            variables.put("AWS_SECRET_ACCESS_KEY", "sandbox");
            variables.put("AWS_SESSION_TOKEN", "sandbox");
            return variables;
        }

        private Invocation invoke(String invokedArn, String requestId, byte[] event) {
            CompletableFuture<Object> exited = process.onExit().thenApply(ended -> ended);
            try {
                Object first = CompletableFuture.anyOf(api.ready(), exited).get(INIT.toMillis(), TimeUnit.MILLISECONDS);
                if (first instanceof Process ended) {
                    return failed(requestId, Errors.exited(requestId, ended.exitValue()));
                }
                Instant deadline = Instant.now().plus(function.timeout());
                CompletableFuture<RuntimeApi.Answer> answer = api.hand(requestId, invokedArn, deadline, event);
                Object second = CompletableFuture.anyOf(answer, exited)
                        .get(function.timeout().toMillis(), TimeUnit.MILLISECONDS);
                if (second instanceof RuntimeApi.Answer given) {
                    return new Invocation(requestId, given.payload(), given.error() ? "Unhandled" : null);
                }
                return failed(requestId, Errors.exited(requestId, process.exitValue()));
            } catch (TimeoutException e) {
                return failed(
                        requestId,
                        api.ready().isDone()
                                ? Errors.timedOut(requestId, function.timeout().toMillis() / 1000.0)
                                : Errors.error(
                                        "Sandbox.InitTimedout",
                                        "RequestId: " + requestId + " Error: The function did not start within "
                                                + INIT.toSeconds() + " seconds"));
            } catch (ExecutionException e) {
                if (e.getCause() instanceof RuntimeApi.InitFailure failure) {
                    return failed(requestId, failure.document());
                }
                throw new IllegalStateException("The environment failed: " + e.getCause(), e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return failed(requestId, Errors.error("Sandbox.Interrupted", "The invocation was interrupted."));
            }
        }

        private Invocation failed(String requestId, byte[] document) {
            spent = true;
            note(new String(document, StandardCharsets.UTF_8));
            return new Invocation(requestId, document, "Unhandled");
        }

        /** Writes a message of the service into the function's log. */
        private void note(String line) {
            try {
                Files.writeString(
                        log(), line + System.lineSeparator(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            } catch (IOException e) {
                throw new UncheckedIOException("The log " + log() + " cannot be written.", e);
            }
        }

        private void kill() {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            api.close();
        }
    }

    /** The jars or folders that hold these classes. */
    private static String classPath(List<String> classes) {
        Set<String> places = new LinkedHashSet<>();
        for (String name : classes) {
            try {
                CodeSource source = Class.forName(name, false, ProcessRuntime.class.getClassLoader())
                        .getProtectionDomain()
                        .getCodeSource();
                places.add(Path.of(source.getLocation().toURI()).toString());
            } catch (ClassNotFoundException | URISyntaxException e) {
                throw new IllegalStateException(
                        "The Lambda runtime is incomplete: " + name + " is not on the class path.", e);
            }
        }
        return String.join(File.pathSeparator, places);
    }
}
