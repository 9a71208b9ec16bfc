package dataactions.infra;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dataactions.definition.value.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The app as cdk.json starts it: its jar, in a process of its own, in a project's root. */
class AppProcessIT {
    private static final Path JAR = Fixture.PROJECT.resolve("infra/app/target/app.jar");

    @TempDir
    private Path project;

    @BeforeEach
    void a_project() throws IOException {
        Files.writeString(project.resolve("cdk.json"), Json.writePretty(Map.of("context", Fixture.sampleContext())));
        Path actions = Files.createDirectories(project.resolve("function/actions"));
        try (Stream<Path> files = Files.list(Fixture.SAMPLE.resolve("function/actions"))) {
            for (Path file : files.toList()) {
                Files.copy(file, actions.resolve(file.getFileName()));
            }
        }
        for (String module : List.of("handler", "registrar")) {
            Fixture.jar(Files.createDirectories(project.resolve("function/" + module + "/target")), module + ".jar");
        }
    }

    @Test
    void two_runs_give_the_same_bytes() throws Exception {
        for (String folder : List.of("first", "second")) {
            Run run = app(Map.of("CDK_OUTDIR", folder));
            assertThat(run.code).as(run.output).isZero();
            assertThat(run.output).doesNotContainIgnoringCase("warning").doesNotContainIgnoringCase("error");
        }

        Map<String, String> first = content(project.resolve("first"));
        assertThat(first.keySet()).contains("assembly-dev/manifest.json", "assembly-prod/manifest.json");
        assertThat(content(project.resolve("second"))).isEqualTo(first);
    }

    /** The CDK puts the modes into the zip, and Lambda runs the code as another user. */
    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there is no umask")
    void lambda_can_read_every_file_of_an_asset_whatever_the_builders_umask_and_the_jars_mode_are() throws Exception {
        Files.setPosixFilePermissions(
                project.resolve("function/handler/target/handler.jar"), PosixFilePermissions.fromString("rwx------"));
        List<String> command = new ArrayList<>(List.of("sh", "-c", "umask 077; exec \"$0\" \"$@\""));
        command.addAll(app());

        Run run = run(command, project, Map.of("CDK_OUTDIR", "out"));

        assertThat(run.code).as(run.output).isZero();
        Map<String, String> modes = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(project.resolve("out"))) {
            for (Path file : paths.filter(Files::isRegularFile)
                    .filter(file -> file.toString().contains("/asset."))
                    .toList()) {
                modes.put(
                        file.getFileName().toString(),
                        PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
            }
        }
        assertThat(modes)
                .containsKeys("handler.jar", "actions.json", "registrar.jar")
                .allSatisfy((file, mode) -> assertThat(mode).as(file).isEqualTo("rw-r--r--"));
    }

    @Test
    void every_template_fulfils_cloudformations_schemas_and_one_that_does_not_is_refused() throws Exception {
        Path everyKind = Files.createDirectory(project.resolve("every-kind"));
        List<String> command = List.of(
                java(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Validated.class.getName(),
                project.toString(),
                everyKind.toString());

        Run run = run(command, Fixture.PROJECT, Map.of("CDK_VALIDATION", "true"));

        String[] parts = run.output.split(Validated.SECOND, 2);
        assertThat(parts[0]).doesNotContainIgnoringCase("warning").doesNotContainIgnoringCase("error");
        assertThat(violators(project)).isEmpty();
        assertThat(run.code).as(run.output).isEqualTo(1);
        assertThat(parts[1]).contains("Valeu").doesNotContainIgnoringCase("warning");
        assertThat(violators(everyKind)).containsOnly("plain/DataActions/Planted");
    }

    /** The constructs that the CDK's report names, once for each of their mistakes. */
    private static List<String> violators(Path folder) throws IOException {
        List<String> paths = new ArrayList<>();
        JsonNode report = new JsonMapper()
                .readTree(folder.resolve("cdk.out/validation-report.json").toFile());
        for (JsonNode plugin : report.required("pluginReports")) {
            for (JsonNode violation : plugin.required("violations")) {
                for (JsonNode construct : violation.required("violatingConstructs")) {
                    paths.add(construct.required("constructPath").asText());
                }
            }
        }
        return paths;
    }

    @Test
    void a_mistake_ends_with_one_line_and_exit_code_1() throws Exception {
        Path file = project.resolve("cdk.json");
        Files.writeString(file, Files.readString(file).replaceFirst("\"domain\"", "\"domian\""));

        Run run = app(Map.of());

        assertThat(run.code).isEqualTo(1);
        assertThat(run.output)
                .isEqualToNormalizingNewlines("error: cdk.json: environments.dev.genesys.domian: unknown key; did you"
                        + " mean \"domain\"?\n");
    }

    private Run app(Map<String, String> variables) throws Exception {
        return run(app(), project, variables);
    }

    private static List<String> app() {
        return List.of(
                java(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                JAR.toString(),
                DataActionsApp.class.getName());
    }

    private Run run(List<String> command, Path where, Map<String, String> variables) throws Exception {
        Path output = Files.createTempFile(project, "output", ".txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(where.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().keySet().removeAll(List.of("DEBUG", "CDK_DEBUG", "CDK_OUTDIR", "CDK_CONTEXT_JSON"));
        builder.environment().putAll(variables);
        Process process = builder.start();
        if (!process.waitFor(2, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new AssertionError("The app did not end: " + Files.readString(output));
        }
        return new Run(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
    }

    private record Run(int code, String output) {}

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private static Map<String, String> content(Path folder) throws IOException {
        Map<String, String> content = new TreeMap<>();
        List<Path> files = new ArrayList<>();
        try (Stream<Path> paths = Files.walk(folder)) {
            paths.filter(Files::isRegularFile).forEach(files::add);
        }
        for (Path file : files) {
            content.put(
                    folder.relativize(file).toString().replace('\\', '/'),
                    Files.readString(file, StandardCharsets.ISO_8859_1));
        }
        return content;
    }
}
