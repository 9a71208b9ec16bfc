package dataactions.sandbox.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dataactions.sandbox.aws.account.Account;
import dataactions.sandbox.aws.account.LambdaFunction;
import dataactions.sandbox.lambda.AssetFolder;
import dataactions.sandbox.lambda.JavaHome;
import dataactions.sandbox.lambda.ProcessRuntime;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real processes that end badly: the function for failures gets a record of each. */
class AsynchronousInvocationIT {
    private static final String ARN = "arn:aws:lambda:eu-west-1:000000000000:function:";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "exit, 20, Runtime exited with error: exit status 7",
        "hang, 2, Task timed out after 2.00 seconds",
        "memory, 20, Java heap space"
    })
    void a_process_that_dies_or_runs_out_of_time_or_memory_is_a_failure_of_the_function(
            String event, int timeout, String message) throws Exception {
        Path written = folder.resolve("record.json");
        Account account = new Account(Account.Content.EMPTY, InstantSource.system());
        account.put(function("failures", 20, Map.of("WRITTEN", written.toString())));
        account.put(function("worker", timeout, Map.of())
                .withEvents("$LATEST", new LambdaFunction.EventInvokeConfig(0, 60, ARN + "failures")));
        JavaHome.Jdk jdk = JavaHome.find(
                System.getenv(),
                Path.of(System.getProperty("java.home")),
                Runtime.version().feature());
        try (ProcessRuntime runtime = new ProcessRuntime(folder.resolve("logs"), jdk, ProcessRuntime.needsStandIn())) {
            Lambda lambda = new Lambda(
                    account,
                    new AssetFolder(folder),
                    runtime,
                    environment -> environment,
                    InstantSource.system(),
                    task -> new Thread(task).start());

            lambda.accept("worker", "", ("\"" + event + "\"").getBytes(StandardCharsets.UTF_8));
            assertThat(lambda.awaitEvents(Duration.ofSeconds(60), line -> {})).isZero();

            JsonNode failure = new JsonMapper().readTree(written.toFile());
            assertThat(failure.path("requestContext").path("condition").asText())
                    .isEqualTo("RetriesExhausted");
            assertThat(failure.path("requestPayload").asText()).isEqualTo(event);
            assertThat(failure.path("responseContext"))
                    .hasToString(
                            "{\"statusCode\":200,\"executedVersion\":\"$LATEST\",\"functionError\":\"Unhandled\"}");
            assertThat(failure.path("responsePayload").path("errorMessage").asText())
                    .contains(message);
        }
    }

    private LambdaFunction function(String name, int timeout, Map<String, String> environment) throws IOException {
        String file = Handler.class.getName().replace('.', '/') + ".class";
        Path target = folder.resolve("code").resolve(file);
        if (!Files.exists(target)) {
            Files.createDirectories(target.getParent());
            try (InputStream in = Handler.class.getClassLoader().getResourceAsStream(file)) {
                Files.copy(in, target);
            }
        }
        return LambdaFunction.of(
                name,
                ARN + name,
                new LambdaFunction.Configuration(
                        Handler.class.getName() + "::handleRequest", "code", 128, timeout, environment));
    }

    /** Runs in the process. It needs nothing but the JDK and Lambda's own interfaces. */
    public static final class Handler implements RequestStreamHandler {
        @Override
        public void handleRequest(InputStream in, OutputStream out, Context context) throws IOException {
            byte[] event = in.readAllBytes();
            if (System.getenv("WRITTEN") != null) {
                Files.write(Path.of(System.getenv("WRITTEN")), event);
                return;
            }
            switch (new String(event, StandardCharsets.UTF_8)) {
                case "\"exit\"" -> System.exit(7);
                case "\"memory\"" -> {
                    List<byte[]> all = new ArrayList<>();
                    while (true) {
                        all.add(new byte[1 << 20]);
                    }
                }
                default -> {
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                }
            }
        }
    }
}
