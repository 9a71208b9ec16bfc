package dataactions.sandbox.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Real processes, under AWS's runtime interface client and under the stand-in: both behave alike. */
class ProcessRuntimeIT {
    private static final JsonMapper JSON = new JsonMapper();

    /** SIGHUP is signal 1, SIGINT is signal 2. */
    private static final long HUP_AND_INT = 0b11;

    @TempDir
    private Path folder;

    static Stream<Boolean> clients() {
        return ProcessRuntime.needsStandIn() ? Stream.of(true) : Stream.of(false, true);
    }

    @ParameterizedTest(name = "stand-in: {0}")
    @MethodSource("clients")
    void a_process_answers_stays_warm_and_sees_its_environment_only(boolean standIn) throws Exception {
        try (ProcessRuntime runtime = runtime(standIn)) {
            FunctionVersion function = function("1", Map.of("GREETING", "hello"), 20);

            JsonNode first = success(runtime, function, "env");
            JsonNode second = success(runtime, function, "env");

            assertThat(first.path("greeting").asText()).isEqualTo("hello");
            assertThat(first.path("function").asText()).isEqualTo("fn");
            assertThat(first.path("version").asText()).isEqualTo("1");
            assertThat(first.path("region").asText()).isEqualTo("eu-west-1");
            assertThat(first.path("arn").asText()).isEqualTo(function.arn() + ":live");
            assertThat(first.path("remaining").asInt()).isBetween(1, 20_000);
            assertThat(first.path("home").isNull())
                    .as("this process's variables")
                    .isTrue();
            assertThat(first.path("maxMb").asLong()).isLessThanOrEqualTo(256);
            assertThat(second.path("pid").asLong()).isEqualTo(first.path("pid").asLong());
            assertThat(folder.resolve("logs/fn.log")).content().contains("handled env");
        }
    }

    @ParameterizedTest(name = "stand-in: {0}")
    @MethodSource("clients")
    void a_prepared_process_takes_the_first_invocation(boolean standIn) throws Exception {
        try (ProcessRuntime runtime = runtime(standIn)) {
            FunctionVersion function = function("1", Map.of("GREETING", "hello"), 20);
            Set<Long> others = children();

            runtime.prepare(function);
            runtime.prepare(function);
            Set<Long> prepared = children();
            prepared.removeAll(others);
            long pid = success(runtime, function, "env").path("pid").asLong();

            assertThat(prepared).containsExactly(pid);
        }
    }

    private static Set<Long> children() {
        return ProcessHandle.current()
                .children()
                .map(ProcessHandle::pid)
                .collect(Collectors.toCollection(HashSet::new));
    }

    @ParameterizedTest(name = "stand-in: {0}")
    @MethodSource("clients")
    void another_environment_or_version_gets_another_process(boolean standIn) throws Exception {
        try (ProcessRuntime runtime = runtime(standIn)) {
            long one = success(runtime, function("1", Map.of("GREETING", "a"), 20), "env")
                    .path("pid")
                    .asLong();
            long two = success(runtime, function("2", Map.of("GREETING", "a"), 20), "env")
                    .path("pid")
                    .asLong();
            long changed = success(runtime, function("1", Map.of("GREETING", "b"), 20), "env")
                    .path("pid")
                    .asLong();

            assertThat(two).isNotEqualTo(one);
            assertThat(changed).isNotEqualTo(one);
            assertThat(ProcessHandle.of(one).filter(ProcessHandle::isAlive)).isEmpty();
        }
    }

    @ParameterizedTest(name = "stand-in: {0}")
    @MethodSource("clients")
    void a_thrown_error_is_a_function_error_and_the_process_goes_on(boolean standIn) throws Exception {
        try (ProcessRuntime runtime = runtime(standIn)) {
            FunctionVersion function = function("1", Map.of(), 20);

            Invocation failed = invoke(runtime, function, "throw");

            assertThat(failed.functionError()).isEqualTo("Unhandled");
            assertThat(JSON.readTree(failed.payload()).path("errorMessage").asText())
                    .isEqualTo("thrown on purpose");
            assertThat(success(runtime, function, "env").path("pid").asLong()).isPositive();
        }
    }

    @ParameterizedTest(name = "stand-in: {0}")
    @MethodSource("clients")
    void a_process_that_takes_too_long_is_killed_and_the_next_call_gets_a_fresh_one(boolean standIn) throws Exception {
        try (ProcessRuntime runtime = runtime(standIn)) {
            FunctionVersion function = function("1", Map.of(), 3);
            long pid = success(runtime, function, "env").path("pid").asLong();

            Invocation late = invoke(runtime, function, "hang");

            assertThat(new String(late.payload(), StandardCharsets.UTF_8))
                    .contains("Sandbox.Timedout")
                    .contains("Task timed out after 3.00 seconds");
            ProcessHandle.of(pid).map(ProcessHandle::onExit).ifPresent(CompletableFuture::join);
            assertThat(success(runtime, function, "env").path("pid").asLong()).isNotEqualTo(pid);
        }
    }

    @ParameterizedTest(name = "stand-in: {0}")
    @MethodSource("clients")
    void a_process_that_exits_says_with_which_status(boolean standIn) throws Exception {
        try (ProcessRuntime runtime = runtime(standIn)) {
            Invocation exited = invoke(runtime, function("1", Map.of(), 20), "exit");

            assertThat(new String(exited.payload(), StandardCharsets.UTF_8))
                    .contains("Runtime.ExitError")
                    .contains("exit status 7");
        }
    }

    @ParameterizedTest(name = "stand-in: {0}")
    @MethodSource("clients")
    void a_handler_that_cannot_be_made_is_reported(boolean standIn) throws Exception {
        try (ProcessRuntime runtime = runtime(standIn)) {
            FunctionVersion good = function("1", Map.of(), 20);
            FunctionVersion missing = new FunctionVersion(
                    "fn", "1", good.arn(), "no.such.Handler", good.code(), 256, Duration.ofSeconds(20), Map.of());

            Invocation failed = invoke(runtime, missing, "env");

            assertThat(failed.functionError()).isEqualTo("Unhandled");
            assertThat(new String(failed.payload(), StandardCharsets.UTF_8)).contains("no.such.Handler");
        }
    }

    @ParameterizedTest(name = "stand-in: {0}")
    @MethodSource("clients")
    void processes_that_start_at_once_do_not_crash_over_the_clients_native_code(boolean standIn) throws Exception {
        try (ProcessRuntime runtime = runtime(standIn)) {
            FunctionVersion function = function("1", Map.of(), 20);
            List<CompletableFuture<Invocation>> calls = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                calls.add(CompletableFuture.supplyAsync(
                        () -> invoke(runtime, function, "env"), task -> new Thread(task).start()));
            }

            for (CompletableFuture<Invocation> call : calls) {
                Invocation result = call.get();
                assertThat(result.functionError())
                        .as(new String(result.payload(), StandardCharsets.UTF_8))
                        .isNull();
            }
        }
    }

    @ParameterizedTest(name = "stand-in: {0}")
    @MethodSource("clients")
    void closing_ends_every_process(boolean standIn) throws Exception {
        long pid;
        try (ProcessRuntime runtime = runtime(standIn)) {
            pid = success(runtime, function("1", Map.of(), 20), "env")
                    .path("pid")
                    .asLong();
        }
        ProcessHandle.of(pid).map(ProcessHandle::onExit).ifPresent(CompletableFuture::join);
        assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
    }

    /** After Ctrl-C, the deployment went on without processes, and saved the failure of each step. */
    @ParameterizedTest(name = "stand-in: {0}")
    @MethodSource("clients")
    void an_invocation_that_the_end_of_this_jvm_interrupts_does_not_return(boolean standIn) throws Exception {
        try (ProcessRuntime runtime = runtime(standIn)) {
            FunctionVersion function = function("1", Map.of(), 20);
            long pid = success(runtime, function, "env").path("pid").asLong();
            Thread deploying = new Thread(() -> invoke(runtime, function, "hang"));
            deploying.setDaemon(true);
            deploying.start();

            runtime.endWithJvm();

            ProcessHandle.of(pid).map(ProcessHandle::onExit).ifPresent(CompletableFuture::join);
            while (!Set.of(Thread.State.WAITING, Thread.State.TERMINATED).contains(deploying.getState())) {
                Thread.onSpinWait();
            }
            assertThat(deploying.getState()).isEqualTo(Thread.State.WAITING);
        }
    }

    /** A killed command left a file in the temporary folder, which may not allow native code. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void the_clients_native_code_is_one_file_beside_the_logs() throws Exception {
        for (int i = 0; i < 2; i++) {
            try (ProcessRuntime runtime = runtime(false)) {
                success(runtime, function("1", Map.of(), 20), "env");
            }
        }
        try (Stream<Path> files = Files.list(folder.resolve("logs"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("fn.log", "lambda-runtime.so");
        }
    }

    @ParameterizedTest(name = "stand-in: {0}")
    @MethodSource("clients")
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there is no kill command")
    void the_signals_of_a_terminal_do_not_end_a_process(boolean standIn) throws Exception {
        try (ProcessRuntime runtime = runtime(standIn)) {
            FunctionVersion function = function("1", Map.of(), 20);
            long pid = success(runtime, function, "env").path("pid").asLong();

            for (String signal : List.of("-INT", "-HUP")) {
                assertThat(new ProcessBuilder("kill", signal, Long.toString(pid))
                                .inheritIO()
                                .start()
                                .waitFor())
                        .isZero();
            }

            Path status = Path.of("/proc", Long.toString(pid), "status");
            if (Files.exists(status)) {
                assertThat(ignoredSignals(status) & HUP_AND_INT).isEqualTo(HUP_AND_INT);
            } else {
                // Without /proc, a process that does not ignore them has ended by then.
                Thread.sleep(500);
            }
            assertThat(success(runtime, function, "env").path("pid").asLong()).isEqualTo(pid);
        }
    }

    /** A bit for each signal that the process ignores. The first is signal 1. */
    private static long ignoredSignals(Path status) throws IOException {
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .mapToLong(line -> Long.parseUnsignedLong(line.replaceAll("SigIgn:\\s*", ""), 16))
                .findFirst()
                .orElseThrow();
    }

    private ProcessRuntime runtime(boolean standIn) {
        JavaHome.Jdk jdk = JavaHome.find(
                System.getenv(),
                Path.of(System.getProperty("java.home")),
                Runtime.version().feature());
        return new ProcessRuntime(folder.resolve("logs"), jdk, standIn);
    }

    /** The function's code: this test's own handler, copied into a folder of its own. */
    private FunctionVersion function(String version, Map<String, String> environment, int timeoutSeconds)
            throws IOException {
        Path code = folder.resolve("code");
        String file = Handler.class.getName().replace('.', '/') + ".class";
        Path target = code.resolve(file);
        if (!Files.exists(target)) {
            Files.createDirectories(target.getParent());
            try (InputStream in = Handler.class.getClassLoader().getResourceAsStream(file)) {
                Files.copy(in, target);
            }
        }
        return new FunctionVersion(
                "fn",
                version,
                "arn:aws:lambda:eu-west-1:000000000000:function:fn",
                Handler.class.getName() + "::handleRequest",
                code,
                256,
                Duration.ofSeconds(timeoutSeconds),
                environment);
    }

    private static Invocation invoke(LambdaRuntime runtime, FunctionVersion function, String event) {
        return runtime.invoke(function, function.arn() + ":live", "request-1", event.getBytes(StandardCharsets.UTF_8));
    }

    private static JsonNode success(LambdaRuntime runtime, FunctionVersion function, String event) throws IOException {
        Invocation result = invoke(runtime, function, event);
        assertThat(result.functionError())
                .as(new String(result.payload(), StandardCharsets.UTF_8))
                .isNull();
        return JSON.readTree(result.payload());
    }

    /** What runs in the process. It needs nothing but the JDK and Lambda's own interfaces. */
    public static final class Handler implements RequestStreamHandler {
        @Override
        public void handleRequest(InputStream in, OutputStream out, Context context) throws IOException {
            String event = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            System.out.println("handled " + event);
            switch (event) {
                case "throw" -> throw new IllegalStateException("thrown on purpose");
                case "hang" -> hang();
                case "exit" -> System.exit(7);
                default -> {
                    String home = System.getenv("HOME") == null ? "null" : "\"set\"";
                    String json = "{\"pid\":" + ProcessHandle.current().pid()
                            + ",\"greeting\":\"" + System.getenv("GREETING")
                            + "\",\"function\":\"" + System.getenv("AWS_LAMBDA_FUNCTION_NAME")
                            + "\",\"version\":\"" + context.getFunctionVersion()
                            + "\",\"region\":\"" + System.getenv("AWS_REGION")
                            + "\",\"arn\":\"" + context.getInvokedFunctionArn()
                            + "\",\"remaining\":" + context.getRemainingTimeInMillis()
                            + ",\"maxMb\":" + Runtime.getRuntime().maxMemory() / 1024 / 1024
                            + ",\"home\":" + home + "}";
                    out.write(json.getBytes(StandardCharsets.UTF_8));
                }
            }
        }

        private static void hang() {
            try {
                new java.util.concurrent.CountDownLatch(1).await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
