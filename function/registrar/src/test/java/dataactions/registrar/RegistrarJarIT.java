package dataactions.registrar;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.registrar.Rig.Resource;
import dataactions.testkit.LambdaContext;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The jar as it goes to Lambda: what minimizeJar took out of it by mistake shows only when it runs. */
class RegistrarJarIT {
    private static final Path JAR = Path.of("target", "registrar.jar").toAbsolutePath();

    private TinyCloud cloud;

    @BeforeEach
    void start() throws IOException {
        cloud = new TinyCloud();
    }

    @AfterEach
    void stop() {
        cloud.close();
    }

    /** The running JDK, and a JDK 25 where there is one. */
    static Stream<Path> javas() throws IOException {
        List<Path> homes = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"))));
        String named = System.getenv("JAVA_HOME_25");
        if (named != null) {
            homes.add(Path.of(named));
        }
        Path installed = Path.of("/usr/lib/jvm");
        if (Files.isDirectory(installed)) {
            try (Stream<Path> found = Files.list(installed)) {
                found.filter(it -> it.getFileName().toString().contains("25"))
                        .limit(1)
                        .forEach(homes::add);
            }
        }
        return homes.stream().map(it -> it.resolve("bin").resolve("java")).filter(Files::isExecutable);
    }

    @ParameterizedTest
    @MethodSource("javas")
    void a_whole_life_in_a_fresh_jvm_leaves_nothing_behind(Path java) throws Exception {
        Process process = start(java);
        String log;
        try (OutputStream events = process.getOutputStream()) {
            String credential = id(send(events, "Create", Rig.credential(), null));
            String integration = id(send(events, "Create", Rig.integration(credential), null));
            String action = id(send(events, "Create", action(integration), null));
            String checks = "[{\"name\":\"FetchUser\",\"action\":\"FetchUser\",\"input\":{\"userId\":1},"
                    + "\"expect\":[\"$count($keys(data)) >= 0\"]}]";
            id(send(events, "Create", Rig.actionCheck(action, "aa11", checks), null));
            id(send(events, "Create", Rig.functionCheck("aa11", checks), null));
            assertThat(cloud.requests)
                    .as("calls of a first deployment of one action, tokens and polls apart: at most 8 + 4")
                    .filteredOn(it -> it.contains("/api/v2/"))
                    .hasSizeLessThanOrEqualTo(8 + 4 + 1);

            id(send(events, "Update", action(integration).with("TimeoutSeconds", "20"), action));
            assertThat(cloud.action(action).at("/config/timeoutSeconds").asInt())
                    .isEqualTo(20);
            id(send(events, "Delete", action(integration), action));
            id(send(events, "Delete", Rig.integration(credential), integration));
            id(send(events, "Delete", Rig.credential(), credential));
        }
        log = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(log).isZero();
        assertThat(cloud.isEmpty()).isTrue();
        assertThat(cloud.tokens()).isEqualTo(1);
        assertThat(cloud.answerContentTypes)
                .as("the URL's signature covers an empty one")
                .containsOnlyNulls();
        assertThat(log).doesNotContain(Rig.CANARY).doesNotContain(TinyCloud.CLIENT_SECRET);
        assertThat(log.lines())
                .as("nothing but our own lines, standard error included")
                .allMatch(line -> line.startsWith("{\"level\""));
    }

    private Resource action(String integration) {
        return Rig.action(integration).with("RequestUrl", cloud.url() + "/function");
    }

    private Process start(Path java) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                java.toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                String.join(
                        File.pathSeparator,
                        JAR.toString(),
                        Path.of("target", "test-classes").toAbsolutePath().toString(),
                        Path.of(LambdaContext.class
                                        .getProtectionDomain()
                                        .getCodeSource()
                                        .getLocation()
                                        .getPath())
                                .toString()),
                JarDriver.class.getName());
        builder.environment().putAll(cloud.environment());
        return builder.redirectErrorStream(true).start();
    }

    private JsonNode send(OutputStream events, String type, Resource resource, String physicalId) throws Exception {
        ObjectNode event = Rig.event(type, resource, physicalId, null);
        event.put("ResponseURL", cloud.url() + "/answer?Signature=x");
        events.write((event + "\n").getBytes(StandardCharsets.UTF_8));
        events.flush();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        JsonNode answer = cloud.answers.poll();
        while (answer == null && System.nanoTime() < end) {
            Thread.sleep(20);
            answer = cloud.answers.poll();
        }
        return answer;
    }

    private static String id(JsonNode answer) {
        assertThat(answer).isNotNull();
        assertThat(answer.path("Status").asText())
                .as(answer.path("Reason").asText())
                .isEqualTo("SUCCESS");
        return answer.path("PhysicalResourceId").asText();
    }

    @Test
    void it_holds_the_handler_and_no_more_than_eight_megabytes() throws IOException {
        assertThat(Files.size(JAR)).isLessThanOrEqualTo(8_000_000);
        try (JarFile jar = new JarFile(JAR.toFile())) {
            assertThat(jar.getEntry("dataactions/registrar/RegistrarHandler.class"))
                    .isNotNull();
            assertThat(jar.stream()).noneMatch(it -> it.getName().startsWith("software/amazon/awscdk"));
        }
    }
}
