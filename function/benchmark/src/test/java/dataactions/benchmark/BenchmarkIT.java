package dataactions.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import dataactions.definition.value.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The benchmark still works: the driver's own tests, and a smoke run of the Java parts. No figure matters here. */
class BenchmarkIT {
    private static final Path PROJECT = Path.of("..", "..").toAbsolutePath().normalize();

    @TempDir
    Path folder;

    private record Ended(int status, String output) {}

    private static Ended node(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("node"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), output);
    }

    @Test
    void the_tests_of_the_driver_pass() throws Exception {
        Ended tests = node("--test", "driver/driver.test.mjs");

        assertThat(tests.status()).as(tests.output()).isZero();
        assertThat(tests.output()).contains("pass 15");
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "the runtime interface client runs on Linux only")
    void a_smoke_run_of_the_java_parts_measures_all_of_them_and_says_that_it_is_no_measurement() throws Exception {
        Path output = folder.resolve("samples.json");
        Path page = folder.resolve("page.md");

        Ended run = node(
                "driver/main.mjs",
                "--quick",
                "--project",
                PROJECT.toString(),
                "--output",
                output.toString(),
                "--page",
                page.toString(),
                "--java-options",
                "-XX:+UseSerialGC -XX:TieredStopAtLevel=1",
                "warm",
                "primed",
                "size",
                "pending",
                "mapping");

        assertThat(run.status()).as(run.output()).isZero();
        assertThat(run.output()).contains("SMOKE RUN: NOT A MEASUREMENT");
        Map<?, ?> report = read(output);
        List<?> figures = (List<?>) report.get("figures");
        assertThat(report.get("measurement")).isEqualTo(false);
        assertThat(figures)
                .<Object>extracting(figure -> ((Map<?, ?>) figure).get("part"))
                .contains("warm", "primed", "size", "pending", "mapping");
        assertThat(figures)
                .allSatisfy(figure ->
                        assertThat(((Map<?, ?>) figure).get("verdict")).isEqualTo("smoke run"));
        assertThat(page)
                .content()
                .contains("**This was a smoke run", "| size | handler.jar |")
                .doesNotContain("| met |");
        // Neither depends on speed.
        assertThat(measured(figures, "the hook ran, share of starts")).isEqualTo(1L);
        assertThat(measured(figures, "calls out before the checkpoint")).isEqualTo(0L);
        Map<?, ?> samples = (Map<?, ?>) report.get("samples");
        assertThat((Map<?, ?>) samples.get("warm"))
                .hasSize(3)
                .allSatisfy((name, entry) ->
                        assertThat((List<?>) ((Map<?, ?>) entry).get("values")).isNotEmpty());
    }

    @Test
    void an_unknown_part_is_refused_with_the_names_of_those_there_are() throws Exception {
        Ended run = node("driver/main.mjs", "--quick", "warn");

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.output()).contains("There is no part warn; there are warm, node, python, start,");
    }

    @Test
    void without_a_built_handler_it_says_what_to_build() throws Exception {
        Ended run = node("driver/main.mjs", "--project", folder.toString(), "size");

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.output()).contains("handler.jar: no such file", "mvn -DskipTests -pl function/benchmark -am");
    }

    private static Map<?, ?> read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return (Map<?, ?>) Json.parse(in, Json.Limits.DEFAULT);
        }
    }

    private static Object measured(List<?> figures, String name) {
        Object value = figures.stream()
                .map(figure -> (Map<?, ?>) figure)
                .filter(figure -> figure.get("name").equals(name))
                .findFirst()
                .orElseThrow()
                .get("measured");
        return ((Number) value).longValue();
    }
}
