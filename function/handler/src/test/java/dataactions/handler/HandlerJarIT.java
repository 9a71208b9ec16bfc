package dataactions.handler;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dataactions.definition.value.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The jar that Lambda gets, in a JVM of its own with nothing else on its class path but {@code actions.json}: whatever
 * shrinking took away by mistake is missed here.
 */
class HandlerJarIT {
    private static final Path JAR = Path.of("target", "handler.jar").toAbsolutePath();
    private static final String TUTORIAL =
            "{\"actionName\":\"FetchUser\",\"requestId\":\"req-123456\",\"data\":{\"userId\":1}}";
    private static final String LEANNE = "{\"id\":1,\"name\":\"Leanne Graham\",\"email\":\"Sincere@april.biz\","
            + "\"company\":{\"name\":\"Romaguera-Crona\"},\"website\":\"hildegard.org\"}";
    private static final String SUCCESS = "{\"status\":\"success\",\"data\":{\"name\":\"Leanne Graham\","
            + "\"email\":\"Sincere@april.biz\",\"companyName\":\"Romaguera-Crona\",\"website\":\"hildegard.org\","
            + "\"isValidUser\":true},\"requestId\":\"req-123456\"}";

    /** So that a busy machine is not taken for a broken jar. */
    private static final String UNHURRIED =
            Fixtures.FETCH_USER.replace("\"timeoutMillis\":10000", "\"timeoutMillis\":60000");

    @TempDir
    Path folder;

    private final List<String> targets = new CopyOnWriteArrayList<>();
    private HttpServer users;
    private HttpServer aws;

    @BeforeEach
    void start() throws Exception {
        Path code = Files.createDirectories(folder.resolve("code/dataactions/handler"));
        Path classes = Path.of(JarDriver.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        try (Stream<Path> files = Files.list(classes.resolve("dataactions/handler"))) {
            for (Path file : files.filter(path -> path.getFileName().toString().startsWith("JarDriver"))
                    .toList()) {
                Files.copy(file, code.resolve(file.getFileName()));
            }
        }
        Files.writeString(folder.resolve("code/actions.json"), Fixtures.compiled(UNHURRIED));
        users = server(HandlerJarIT::answerPacked);
        aws = server(exchange -> {
            targets.add(exchange.getRequestHeaders().getFirst("X-Amz-Target") + " "
                    + exchange.getRequestHeaders().getFirst("Authorization"));
            answer(exchange, "{\"SecretString\":\"{\\\"token\\\":\\\"right\\\"}\"}".getBytes(StandardCharsets.UTF_8));
        });
    }

    @AfterEach
    void stop() {
        users.stop(0);
        aws.stop(0);
    }

    private interface Answer {
        void to(HttpExchange exchange) throws IOException;
    }

    private static InetSocketAddress loopback() throws IOException {
        return new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0);
    }

    private static HttpServer server(Answer answer) throws IOException {
        HttpServer server = HttpServer.create(loopback(), 0);
        server.createContext("/", exchange -> answer.to(exchange));
        server.start();
        return server;
    }

    private static void answer(HttpExchange exchange, byte[] body) throws IOException {
        exchange.getRequestBody().readAllBytes();
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static void answerPacked(HttpExchange exchange) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(LEANNE.getBytes(StandardCharsets.UTF_8));
        }
        exchange.getResponseHeaders().set("Content-Encoding", "gzip");
        answer(exchange, packed.toByteArray());
    }

    private static String url(String scheme, HttpServer server) {
        return scheme + "://127.0.0.1:" + server.getAddress().getPort();
    }

    private record Run(List<String> out, String err) {
        /** Without the log, which is JSON lines. */
        List<String> answers() {
            return out.stream().filter(line -> !line.startsWith("{")).toList();
        }
    }

    private Run run(String usersUrl, List<String> options, String... events) throws Exception {
        return run(usersUrl, url("http", aws), options, events);
    }

    /** @param awsUrl null for AWS itself */
    private Run run(String usersUrl, String awsUrl, List<String> options, String... events) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.add("-cp");
        command.add(folder.resolve("code") + System.getProperty("path.separator") + JAR);
        command.add(JarDriver.class.getName());
        ProcessBuilder builder = new ProcessBuilder(command);
        Map<String, String> env = builder.environment();
        env.keySet()
                .removeIf(name -> name.startsWith("AWS_") || name.startsWith("JAVA_TOOL") || name.startsWith("JDK_"));
        env.put("UPSTREAMS", "{\"users\":{\"url\":\"" + usersUrl + "\"}}");
        env.put("CALLER_SECRET_ARN", "arn:aws:secretsmanager:eu-west-1:000000000000:secret:caller");
        env.put("AWS_REGION", "eu-west-1");
        env.put("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand");
        if (awsUrl != null) {
            env.put("AWS_ENDPOINT_URL", awsUrl);
        }
        env.put("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE");
        env.put("AWS_SECRET_ACCESS_KEY", "secret-key");
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        Process process =
                builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
        try {
            try (OutputStream in = process.getOutputStream()) {
                in.write((String.join("\n", events) + "\n").getBytes(StandardCharsets.UTF_8));
            }
            assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        return new Run(Files.readAllLines(out), Files.readString(err));
    }

    private static String urlEvent(String token) {
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("version", "2.0");
        event.put("headers", Map.of("data-action-token", token));
        event.put("requestContext", Map.of("http", Map.of("method", "POST")));
        event.put("body", TUTORIAL);
        event.put("isBase64Encoded", false);
        return Json.writeString(event);
    }

    @Test
    void both_doors_work_from_the_jar_alone_and_http_alone_sets_up_no_tls() throws Exception {
        Path loaded = folder.resolve("loaded");

        Run run = run(
                url("http", users),
                List.of("-Xlog:class+load:file=" + loaded),
                TUTORIAL,
                urlEvent("right"),
                urlEvent("wrong"),
                "{\"actionName\":\"Nope\",\"requestId\":\"r\",\"data\":{}}");

        assertThat(run.err()).as("nothing unbound, nothing missing").isEmpty();
        assertThat(run.answers()).hasSize(4);
        assertThat(run.answers().get(0)).isEqualTo("=" + SUCCESS);
        assertThat(run.answers().get(1))
                .isEqualTo("=" + "{\"statusCode\":200,\"headers\":{\"Content-Type\":\"application/json\"},\"body\":"
                        + Json.writeString(SUCCESS) + ",\"isBase64Encoded\":false}");
        assertThat(run.answers().get(2)).startsWith("={\"statusCode\":401,");
        assertThat(run.answers().get(3))
                .startsWith("!dataactions.handler.DataActionFault {\"status\":\"error\"")
                .contains("\"errorCode\":\"UNKNOWN_ACTION\"");
        // One for the caller who is known; for the one who is not, the other stages as well.
        assertThat(targets)
                .hasSize(3)
                .allSatisfy(target -> assertThat(target)
                        .startsWith("secretsmanager.GetSecretValue AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/"));
        String classes = Files.readString(loaded);
        assertThat(classes)
                .contains("org.apache.hc.core5")
                .doesNotContain("sun.security.ssl.SSLContextImpl", "sun.security.ssl.TrustStoreManager")
                .as("plain paths need neither JSONata nor the counters of the JVM")
                .doesNotContain("com.dashjoin.jsonata.Jsonata ", "com.sun.management", "sun.management");
    }

    /** Each would be a class that the JVM writes while the caller waits. */
    @Test
    void a_first_call_runs_no_lambda_of_ours_and_registers_no_hook_of_a_snapshot() throws Exception {
        Path loaded = folder.resolve("loaded");

        Run run = run(url("http", users), List.of("-Xlog:class+load:file=" + loaded), urlEvent("right"));

        assertThat(run.answers()).hasSize(1);
        assertThat(run.answers().get(0)).startsWith("={\"statusCode\":200,");
        assertThat(Files.readAllLines(loaded))
                .filteredOn(line -> line.contains("dataactions.") && line.contains("$$Lambda"))
                .as("only the driver of this test has a lambda, which shows how one is named")
                .isNotEmpty()
                .allMatch(line -> line.contains("JarDriver$$Lambda"));
        assertThat(Files.readString(loaded)).doesNotContain("org.crac.");
    }

    /** The table of host names leads to this machine, where nobody listens. */
    @Test
    void the_host_name_of_secrets_manager_is_made_without_a_lambda() throws Exception {
        Path loaded = folder.resolve("loaded");
        Path hosts = Files.writeString(folder.resolve("hosts"), "127.0.0.1 secretsmanager.eu-west-1.amazonaws.com\n");

        Run run = run(
                url("http", users),
                null,
                List.of("-Djdk.net.hosts.file=" + hosts, "-Xlog:class+load:file=" + loaded),
                urlEvent("right"));

        assertThat(run.answers()).hasSize(1);
        assertThat(run.answers().get(0)).contains("INTERNAL");
        assertThat(run.out().get(0)).contains("secretsmanager.eu-west-1.amazonaws.com");
        assertThat(Files.readString(loaded))
                .contains("dataactions.aws.UrlSuffix ", "JarDriver$$Lambda")
                .doesNotContain("dataactions.aws.UrlSuffix$$Lambda");
    }

    @Test
    void https_works_where_the_certificate_is_trusted_and_names_the_host() throws Exception {
        HttpsServer server = https();
        try {
            Run good = run(url("https", server), trusting(), TUTORIAL);
            assertThat(good.answers()).as(good.err()).containsExactly("=" + SUCCESS);

            Run stranger = run(url("https", server), List.of(), TUTORIAL);
            assertThat(stranger.answers()).hasSize(1);
            assertThat(stranger.answers().get(0))
                    .contains("UPSTREAM_UNAVAILABLE", "the TLS handshake failed")
                    .doesNotContain("PKIX");

            // The same server by another name, which its certificate does not hold.
            Run otherName = run(url("https", server).replace("127.0.0.1", "localhost"), trusting(), TUTORIAL);
            assertThat(otherName.answers()).hasSize(1);
            assertThat(otherName.answers().get(0)).contains("UPSTREAM_UNAVAILABLE", "the TLS handshake failed");
        } finally {
            server.stop(0);
        }
    }

    private Path keyStore() {
        return folder.resolve("keys.p12");
    }

    private List<String> trusting() {
        return List.of(
                "-Djavax.net.ssl.trustStore=" + keyStore(),
                "-Djavax.net.ssl.trustStorePassword=changeit",
                "-Djavax.net.ssl.trustStoreType=PKCS12");
    }

    private HttpsServer https() throws Exception {
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-alias",
                        "it",
                        "-dname",
                        "CN=127.0.0.1",
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-validity",
                        "2",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        "changeit",
                        "-keystore",
                        keyStore().toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.waitFor()).as(said).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keyStore())) {
            keys.load(in, "changeit".toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, "changeit".toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        HttpsServer server = HttpsServer.create(loopback(), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        server.createContext("/", exchange -> answerPacked(exchange));
        server.start();
        return server;
    }

    @Test
    void without_compiled_actions_every_call_is_internal_and_the_log_says_what_is_missing() throws Exception {
        Files.delete(folder.resolve("code/actions.json"));

        Run run = run(url("http", users), List.of(), TUTORIAL);

        assertThat(run.out().get(0)).contains("actions.json is not on the class path");
        assertThat(run.answers()).hasSize(1);
        assertThat(run.answers().get(0)).contains("\"errorCode\":\"INTERNAL\"");
    }

    @Test
    void the_jar_is_small_and_holds_nothing_that_is_not_needed() throws Exception {
        assertThat(Files.size(JAR)).isLessThan(1_800_000);
        try (JarFile jar = new JarFile(JAR.toFile())) {
            assertThat(jar.stream().map(entry -> entry.getName()))
                    .doesNotContain("actions.json", "module-info.class")
                    .contains("dataactions/handler/DataActionHandler.class")
                    .noneMatch(name -> name.startsWith("com/fasterxml/jackson/databind/"))
                    .noneMatch(name -> name.startsWith("software/amazon/awscdk/"))
                    .noneMatch(name -> name.startsWith("org/publicsuffix/"));
        }
    }
}
