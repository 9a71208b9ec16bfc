package dataactions.benchmark;

import dataactions.definition.CompiledActions;
import dataactions.definition.Json;
import dataactions.definition.PrimingExamples;
import dataactions.definition.PrimingExamples.PrimingExample;
import dataactions.definition.Step;
import dataactions.definition.UpstreamResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

/**
 * The definitions, events and function folders that are measured: FetchUser in the compiled form that a lock file holds
 * (the resource {@code fetch-user.json}), and variants of it.
 */
public final class Fixtures {
    /** The caller's secret. Not a secret: it opens nothing but the stub of Secrets Manager. */
    public static final String TOKEN = "benchmark-token-benchmark-token-benchmark-token";

    private static final String BODY = "{\"actionName\":\"FetchUser\",\"contract\":1,\"data\":{\"userId\":1}}";
    private static final int MEGABYTE = 1_000_000;

    private final Path handlerJar;
    private final Map<String, Object> fetchUser;

    /**
     * Reads the definition of FetchUser.
     *
     * @throws BenchmarkException when the handler's jar has not been built
     */
    public Fixtures(Path project) throws IOException {
        handlerJar = project.resolve("function/handler/target/handler.jar");
        if (!Files.isRegularFile(handlerJar)) {
            throw new BenchmarkException(handlerJar + ": no such file. Build it with: mvn -DskipTests -pl"
                    + " function/benchmark -am package");
        }
        try (InputStream in = Fixtures.class.getResourceAsStream("fetch-user.json")) {
            fetchUser = copy((Map<?, ?>) Json.parse(in, Json.Limits.DEFAULT));
        }
    }

    public Path handlerJar() {
        return handlerJar;
    }

    private static Map<String, Object> copy(Map<?, ?> tree) {
        Map<String, Object> copy = new LinkedHashMap<>();
        tree.forEach((key, value) -> copy.put((String) key, value));
        return copy;
    }

    private static byte[] actions(List<?> definitions) {
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("formatVersion", 1L);
        root.put("actions", definitions);
        return Json.write(root);
    }

    /**
     * FetchUser and so many variants of it that there are {@code count}: other names, paths, outputs and expressions, so
     * that nothing is saved by their being alike.
     */
    public byte[] actions(int count) {
        List<Object> definitions = new ArrayList<>();
        definitions.add(fetchUser);
        for (int i = 2; i <= count; i++) {
            Map<String, Object> variant = copy(fetchUser);
            variant.put("name", "FetchUser" + i);
            Map<String, Object> request = copy((Map<?, ?>) fetchUser.get("request"));
            request.put("path", "/directories/" + i + "/users/{userId}");
            variant.put("request", request);
            Map<String, Object> outputs = new LinkedHashMap<>();
            for (Map.Entry<?, ?> output : ((Map<?, ?>) fetchUser.get("outputs")).entrySet()) {
                Map<String, Object> changed = copy((Map<?, ?>) output.getValue());
                changed.computeIfPresent("from", (key, from) -> "directory" + variant.get("name") + "." + from);
                outputs.put(output.getKey() + String.valueOf(i), changed);
            }
            variant.put("outputs", outputs);
            definitions.add(variant);
        }
        return actions(definitions);
    }

    /** FetchUser with five plain paths as outputs, the last of them into a list of {@link #largeResponse()}. */
    public byte[] actionForLargeResponse() {
        Map<String, Object> outputs = new LinkedHashMap<>();
        for (String path : List.of("name", "email", "company.name", "website", "orders[1].id")) {
            outputs.put("output" + outputs.size(), Map.of("type", "string", "from", path));
        }
        Map<String, Object> action = copy(fetchUser);
        action.put("outputs", outputs);
        return actions(List.of(action));
    }

    /** A user with so many orders that it is 1 MB of JSON, as {@link #actionForLargeResponse()} reads it. */
    public byte[] largeResponse() {
        StringBuilder json = new StringBuilder(MEGABYTE + 1000)
                .append("{\"name\":\"Leanne Graham\",\"email\":\"Sincere@april.biz\",\"company\":{\"name\":"
                        + "\"Romaguera-Crona\"},\"website\":\"hildegard.org\",\"orders\":[");
        for (int i = 0; json.length() < MEGABYTE - 300; i++) {
            json.append(i == 0 ? "" : ",")
                    .append("{\"id\":\"order-")
                    .append(i)
                    .append("\",\"placed\":\"2026-03-")
                    .append(10 + i % 20)
                    .append("T08:15:00Z\",\"total\":")
                    .append(i % 997)
                    .append('.')
                    .append(10 + i % 89)
                    .append(",\"paid\":")
                    .append(i % 3 != 0)
                    .append(",\"lines\":[{\"article\":\"A-")
                    .append(i * 7919L % 100_000)
                    .append("\",\"text\":\"Kaffeemühle, ohne Deckel\",\"count\":")
                    .append(i % 9)
                    .append("}]}");
        }
        return json.append("]}").toString().getBytes(StandardCharsets.UTF_8);
    }

    /** The first two examples of {@code fetch-user.yaml}, as the app puts them into the function. */
    private static byte[] priming() {
        return PrimingExamples.write(List.of(
                example(
                        1,
                        "{\"id\":1,\"name\":\"Leanne Graham\",\"email\":\"Sincere@april.biz\",\"company\":{\"name\":"
                                + "\"Romaguera-Crona\"},\"website\":\"hildegard.org\"}"),
                example(7, "{\"id\":7,\"name\":\"Kurtis Weissnat\"}")));
    }

    private static PrimingExample example(long userId, String body) {
        Object tree = Json.parse(body.getBytes(StandardCharsets.UTF_8), Json.Limits.DEFAULT);
        return new PrimingExample(
                "FetchUser", 1, Map.of("userId", userId), Map.of(Step.ONLY, new UpstreamResponse(200, Map.of(), tree)));
    }

    /** A function's folder as the CDK app stages it: {@code lib/handler.jar}, and the definitions beside it. */
    public Path function(Path folder, byte[] actions) throws IOException {
        Files.createDirectories(folder.resolve("lib"));
        Files.copy(handlerJar, folder.resolve("lib/handler.jar"));
        Files.write(folder.resolve(CompiledActions.FILE_NAME), actions);
        Files.write(folder.resolve(PrimingExamples.FILE_NAME), priming());
        return folder;
    }

    /** A function's folder with nothing but one small class, in a jar as well. */
    public Path trivialFunction(Path folder, Class<?> handler) throws IOException {
        Files.createDirectories(folder.resolve("lib"));
        String entry = handler.getName().replace('.', '/') + ".class";
        try (InputStream in = handler.getResourceAsStream("/" + entry);
                OutputStream out = Files.newOutputStream(folder.resolve("lib/handler.jar"));
                JarOutputStream jar = new JarOutputStream(out)) {
            jar.putNextEntry(new JarEntry(entry));
            in.transferTo(jar);
        }
        return folder;
    }

    /**
     * What a Function URL hands on when Genesys calls it: payload format 2.0. Source: AWS Lambda developer guide,
     * "Invoking Lambda function URLs".
     */
    public static byte[] urlEvent() {
        Map<String, Object> headers = new LinkedHashMap<>();
        headers.put("content-length", Integer.toString(BODY.length()));
        headers.put("x-amzn-tls-version", "TLSv1.3");
        headers.put("x-forwarded-proto", "https");
        headers.put("x-forwarded-port", "443");
        headers.put("x-forwarded-for", "203.0.113.7");
        headers.put("accept", "application/json");
        headers.put("data-action-token", TOKEN);
        headers.put("inin-correlation-id", "0a1b2c3d-0000-4000-8000-00000000beef");
        headers.put("x-amzn-tls-cipher-suite", "TLS_AES_128_GCM_SHA256");
        headers.put("x-amzn-trace-id", "Root=1-00000000-000000000000000000000000");
        headers.put("host", "abcdefghijklmnopqrstuvwxyz012345.lambda-url.eu-west-1.on.aws");
        headers.put("content-type", "application/json");
        headers.put("user-agent", "PureCloud");
        Map<String, Object> http = new LinkedHashMap<>();
        http.put("method", "POST");
        http.put("path", "/");
        http.put("protocol", "HTTP/1.1");
        http.put("sourceIp", "203.0.113.7");
        http.put("userAgent", "PureCloud");
        Map<String, Object> context = new LinkedHashMap<>();
        context.put("accountId", "anonymous");
        context.put("apiId", "abcdefghijklmnopqrstuvwxyz012345");
        context.put("domainName", headers.get("host"));
        context.put("domainPrefix", "abcdefghijklmnopqrstuvwxyz012345");
        context.put("http", http);
        context.put("requestId", "8f1a2f0e-0000-4000-8000-000000000001");
        context.put("routeKey", "$default");
        context.put("stage", "$default");
        context.put("time", "12/Mar/2026:19:03:58 +0000");
        // The function counts a call's time from here: a fixed one would be long ago.
        context.put("timeEpoch", System.currentTimeMillis());
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("version", "2.0");
        event.put("routeKey", "$default");
        event.put("rawPath", "/");
        event.put("rawQueryString", "");
        event.put("headers", headers);
        event.put("requestContext", context);
        event.put("body", BODY);
        event.put("isBase64Encoded", false);
        return Json.write(event);
    }

    /** What an AWS Lambda data action sends. */
    public static byte[] bareEvent() {
        return BODY.getBytes(StandardCharsets.UTF_8);
    }
}
