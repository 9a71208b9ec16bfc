package dataactions.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import dataactions.definition.Json;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The benchmark still works: a smoke run of what needs nothing but Java. What it takes, and how long, is of no matter here. */
class BenchmarkIT {
    private static final Path PROJECT = Path.of("..", "..").toAbsolutePath().normalize();

    @TempDir
    Path folder;

    private final StringWriter said = new StringWriter();

    private int run(String... arguments) {
        CommandLine command = Benchmark.command();
        command.setErr(new PrintWriter(said));
        return command.execute(arguments);
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "the runtime interface client runs on Linux only")
    void a_smoke_run_of_the_java_parts_measures_all_of_them_and_says_that_it_is_no_measurement() throws Exception {
        Path output = folder.resolve("samples.json");

        int exit = run(
                "--quick",
                "--project",
                PROJECT.toString(),
                "--output",
                output.toString(),
                "--java-options",
                "-XX:+UseSerialGC -XX:TieredStopAtLevel=1",
                "warm",
                "primed",
                "size",
                "mapping");

        Map<?, ?> report = read(output);
        List<?> figures = (List<?>) report.get("figures");
        assertThat(exit).as("%s %s", figures, said).isZero();
        assertThat(report.get("measurement")).isEqualTo(false);
        assertThat(parts(figures)).containsExactlyInAnyOrder("warm", "primed", "size", "mapping");
        assertThat(figures)
                .allSatisfy(figure ->
                        assertThat(((Map<?, ?>) figure).get("verdict")).isEqualTo("smoke run"));
        // Neither is a matter of speed.
        assertThat(measured(figures, "the hook ran, share of starts")).isEqualTo(1L);
        assertThat(measured(figures, "calls out before the checkpoint")).isEqualTo(0L);
        Map<?, ?> samples = (Map<?, ?>) report.get("samples");
        assertThat((Map<?, ?>) samples.get("warm"))
                .hasSize(4)
                .allSatisfy((name, entry) -> assertThat((List<?>) ((Map<?, ?>) entry).get("values"))
                        .hasSize(Counts.SMOKE.blocks() * Counts.SMOKE.blockSize()));
    }

    @Test
    void an_unknown_part_is_refused_with_the_names_of_those_there_are() {
        assertThat(run("--quick", "warn")).isEqualTo(2);

        assertThat(said.toString()).contains("There is no part warn; there are warm, node, python, start,");
    }

    @Test
    void without_a_built_handler_it_says_what_to_build() throws Exception {
        assertThat(run("--project", folder.toString(), "size")).isEqualTo(1);

        assertThat(said.toString()).contains("handler.jar: no such file", "mvn -DskipTests -pl function/benchmark -am");
    }

    private static Map<?, ?> read(Path file) throws Exception {
        try (InputStream in = Files.newInputStream(file)) {
            return (Map<?, ?>) Json.parse(in, Json.Limits.DEFAULT);
        }
    }

    private static List<String> parts(List<?> figures) {
        return figures.stream()
                .map(figure -> (String) ((Map<?, ?>) figure).get("part"))
                .distinct()
                .collect(Collectors.toList());
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
