package dataactions.benchmark;

import dataactions.benchmark.measured.Loopback;
import dataactions.benchmark.measured.Upstream;
import dataactions.definition.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** What a function finds around it: the upstream, in a process of its own, and Secrets Manager, in this one. */
public final class Surroundings implements AutoCloseable {
    private static final String REGION = "eu-west-1";

    private final ChildProcess upstream;
    private final int upstreamPort;
    private final Loopback secretsManager;
    private final AtomicLong secretReads = new AtomicLong();

    public Surroundings(Jdk jdk, WorkFolder work) throws IOException {
        // All compilers and a small heap: it must never be what one waits for.
        upstream = ChildProcess.start(
                List.of(
                        jdk.java().toString(),
                        "-Xmx64m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        ClassPath.of(Upstream.class.getName()),
                        Upstream.class.getName()),
                work.path(),
                Map.of(),
                ChildProcess.Output.PIPED,
                work.file("upstream.log"));
        String port =
                new BufferedReader(new InputStreamReader(upstream.standardOutput(), StandardCharsets.UTF_8)).readLine();
        if (port == null) {
            throw new BenchmarkException("The upstream's process did not start: " + upstream.lastWords());
        }
        upstreamPort = Integer.parseInt(port);
        byte[] secret = Json.write(Map.of(
                "Name",
                "caller",
                "SecretString",
                Json.writeString(Map.of("token", Fixtures.TOKEN)),
                "CreatedDate",
                1_770_000_000L));
        secretsManager = new Loopback(request -> {
            secretReads.incrementAndGet();
            return Loopback.message(200, Map.of(), secret);
        });
    }

    public int upstreamPort() {
        return upstreamPort;
    }

    /** How often the upstream was asked for a user so far. */
    public long upstreamCalls() throws IOException {
        try (InputStream in = URI.create("http://127.0.0.1:" + upstreamPort + "/count")
                .toURL()
                .openStream()) {
            return Long.parseLong(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    /** How often Secrets Manager was called so far. */
    public long secretReads() {
        return secretReads.get();
    }

    /** The function's environment variables, and those that Lambda sets; the same for every language. */
    public Map<String, String> variables() {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("UPSTREAMS", "{\"users\":{\"url\":\"http://127.0.0.1:" + upstreamPort + "\"}}");
        variables.put("CALLER_SECRET_ARN", "arn:aws:secretsmanager:" + REGION + ":000000000000:secret:caller");
        variables.put("METRICS_NAMESPACE", "DataActions");
        variables.put("AWS_ENDPOINT_URL_SECRETS_MANAGER", secretsManager.url());
        variables.put("AWS_REGION", REGION);
        variables.put("AWS_DEFAULT_REGION", REGION);
        // Not keys to anything: the stub does not verify signatures.
        variables.put("AWS_ACCESS_KEY_ID", "ASIABENCHMARK");
        variables.put("AWS_SECRET_ACCESS_KEY", "benchmark");
        variables.put("AWS_SESSION_TOKEN", "benchmark");
        variables.put("AWS_LAMBDA_FUNCTION_NAME", "benchmark");
        variables.put("AWS_LAMBDA_FUNCTION_VERSION", "1");
        variables.put("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "512");
        variables.put("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/benchmark");
        variables.put("AWS_LAMBDA_LOG_STREAM_NAME", "benchmark/[1]");
        variables.put("TZ", "UTC");
        return variables;
    }

    @Override
    public void close() throws IOException {
        upstream.close();
        secretsManager.close();
    }
}
