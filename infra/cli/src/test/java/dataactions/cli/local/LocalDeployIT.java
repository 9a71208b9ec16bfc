package dataactions.cli.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dataactions.cli.EndSignal;
import dataactions.cli.ExitStatus;
import dataactions.cli.TestProject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code local deploy} as it is delivered: its jar, in a process of its own, where the only tool is Node.js. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the test hides the CDK CLI behind a link to node")
class LocalDeployIT {
    private static final Path JAR = Path.of("target/cli.jar").toAbsolutePath();

    @TempDir
    private Path folder;

    private TestProject project;

    @BeforeEach
    void copy() throws Exception {
        project = new TestProject(folder.resolve("project"));
        Path tools = Files.createDirectories(folder.resolve("tools"));
        Files.createSymbolicLink(tools.resolve("node"), node());
    }

    /** Not left to JUnit, which warns of a link that leads out of its folder. */
    @AfterEach
    void the_link_to_node_is_removed() throws IOException {
        Files.deleteIfExists(folder.resolve("tools/node"));
    }

    private static Path node() {
        return Stream.of(System.getenv("PATH").split(":"))
                .map(place -> Path.of(place, "node"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow();
    }

    private record Said(int status, String text) {}

    private Said run(String... arguments) throws IOException, InterruptedException {
        Process process = start(arguments);
        assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
        return new Said(process.exitValue(), output());
    }

    private String output() throws IOException {
        return Files.readString(folder.resolve("output"));
    }

    private Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Ddataactions.root=" + project.root(),
                "-jar",
                JAR.toString(),
                "local",
                "deploy"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile());
        builder.environment().keySet().removeAll(List.of("DEBUG", "CDK_OUTDIR", "CDK_CONTEXT_JSON"));
        builder.environment().put("PATH", folder.resolve("tools").toString());
        builder.environment().put("CDK_VALIDATION", "false");
        Process process = builder.start();
        process.getOutputStream().close();
        return process;
    }

    @Test
    void it_needs_no_cdk_cli_and_a_second_one_deploys_what_was_edited() throws Exception {
        Said first = run("--invoke", "FetchUser", "--input", "userId=1");
        assertThat(first.status).as(first.text).isEqualTo(ExitStatus.DONE);
        assertThat(first.text)
                .contains("Synthesising … ", "\"name\": \"Leanne Graham\"")
                .doesNotContain("This cloud assembly", "error-annotation", "jsii");

        project.edit("fetch-user.yaml", "Unknown Corp", "Nobody Ltd");
        Said second = run("--invoke", "FetchUser", "--input", "userId=999");
        assertThat(second.text).contains("UPDATE_COMPLETE     Function (AWS::Lambda::Function)", "USER_NOT_FOUND");
        // The code of the first deployment stayed there for ever.
        try (Stream<Path> files = Files.list(project.root().resolve(".sandbox/cdk.out"))) {
            assertThat(files.map(file -> file.getFileName().toString()).filter(name -> name.startsWith("asset.")))
                    .hasSize(2);
        }
    }

    @Test
    void the_app_says_what_is_wrong_and_nothing_is_deployed() throws Exception {
        Files.writeString(project.actions().resolve("broken.yaml"), "name: Broken\ninput:\n  a: {type: strin}\n");

        Said said = run();

        assertThat(said.status).isEqualTo(ExitStatus.FAILED);
        assertThat(said.text)
                .contains("  error: broken.yaml:3: ")
                .contains("Error: The synthesis failed: nothing was deployed. The messages above give the reason.");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 300, 1_000, 2_000})
    void ctrl_c_during_the_synthesis_prints_one_plain_line(long millis) throws Exception {
        Process process = start();
        Instant latest = Instant.now().plusSeconds(60);
        while (!output().contains("Synthesising")) {
            assertThat(process.isAlive() && Instant.now().isBefore(latest))
                    .as("The synthesis did not start: %s", output())
                    .isTrue();
            Thread.sleep(10);
        }
        Thread.sleep(millis);

        // A terminal sends the signal to every process. The CDK's is the first that ends.
        List<String> kill = new ArrayList<>(List.of("kill", "-" + EndSignal.name()));
        process.descendants().forEach(each -> kill.add(String.valueOf(each.pid())));
        kill.add(String.valueOf(process.pid()));
        new ProcessBuilder(kill).start().waitFor();

        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        // True of a deployment that is interrupted later, too. If the signal has no effect, the test is not skipped.
        assertThat(process.exitValue()).as(output()).isGreaterThan(128);
        assertThat(output()).doesNotContainIgnoringCase("exception", "stack trace");
        // The time ends the line of a synthesis that is complete.
        boolean hadEnded =
                Pattern.compile("Synthesising … \\d").matcher(output()).find();
        assumeFalse(hadEnded, "skipped: the synthesis had ended before the signal");
        assertThat(output())
                .endsWith("Interrupted during the synthesis: nothing was deployed." + System.lineSeparator())
                .doesNotContainIgnoringCase("error", "jsii");
    }

    @Test
    void without_node_one_line_says_what_to_install() throws Exception {
        Files.delete(folder.resolve("tools/node"));

        Said said = run();

        assertThat(said.status).isEqualTo(ExitStatus.FAILED);
        assertThat(said.text)
                .contains("  error: Node.js is not on the PATH, and the CDK needs it: install version 20 or newer");
    }
}
