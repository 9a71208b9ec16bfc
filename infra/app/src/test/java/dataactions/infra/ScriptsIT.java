package dataactions.infra;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The script behind the commands of {@code package.json}, in a project of which nothing is built, with the programs on
 * its path that a test puts there.
 */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the programs on the path are shell scripts here")
class ScriptsIT {
    @TempDir
    private Path folder;

    private Path project;
    private Path path;

    @BeforeEach
    void a_project() throws IOException {
        project = Files.createDirectories(folder.resolve("project/scripts")).getParent();
        path = Files.createDirectories(folder.resolve("bin"));
        Files.copy(Fixture.PROJECT.resolve("scripts/run.mjs"), project.resolve("scripts/run.mjs"));
        Files.writeString(project.resolve("cdk.json"), "{}");
    }

    private record Said(int status, String out, String err) {}

    private Said run(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(node(), "scripts/run.mjs"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(project.toFile());
        builder.environment().put("PATH", path.toString());
        builder.environment().remove("JAVA_HOME");
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        Process process =
                builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return new Said(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    private static String node() throws Exception {
        Process process = new ProcessBuilder("node", "-p", "process.execPath").start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }

    private void onThePath(String name, String script) throws IOException {
        Path file = Files.writeString(path.resolve(name), "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private void java(String version) throws IOException {
        onThePath("java", "echo 'openjdk version \"" + version + "\" 2025-01-01' >&2");
    }

    private void cdk() throws IOException {
        Files.createDirectories(project.resolve("node_modules/aws-cdk"));
    }

    @Test
    void without_a_jdk_or_without_maven_a_line_says_what_to_install() throws Exception {
        for (String command : List.of("build", "build-app", "snapshots")) {
            Said said = run(command);
            assertThat(said.status).isEqualTo(1);
            assertThat(said.err)
                    .isEqualTo("Error: No JDK was found (there is no java on the PATH). Install a JDK 17 or newer, for"
                            + " example from https://adoptium.net.\n");
        }
        java("21");
        assertThat(run("build").err)
                .isEqualTo("Error: Maven was not found (there is no mvn on the PATH). Install Maven 3.8.1 or newer, for"
                        + " example from https://maven.apache.org.\n");
    }

    @Test
    void a_broken_cdk_json_is_told_with_line_and_column_before_anything_is_built() throws Exception {
        Files.writeString(project.resolve("cdk.json"), "{\n  \"app\": \"java\",,\n}");

        Said said = run("build");

        assertThat(said.status).isEqualTo(1);
        assertThat(said.err)
                .startsWith("Error: cdk.json: not JSON at line 2, column 17: ")
                .endsWith(" Correct it, and run this again.\n");
    }

    @Test
    void an_old_java_is_told_with_its_version() throws Exception {
        java("1.8.0_412");

        Said said = run("build");

        assertThat(said.status).isEqualTo(1);
        assertThat(said.err)
                .isEqualTo("Error: java is Java 8; a JDK 17 or newer is needed. Install one and put it first on the"
                        + " PATH.\n");
    }

    @Test
    void a_missing_maven_and_a_missing_cdk_cli_are_a_line_each() throws Exception {
        java("21.0.1");
        onThePath("mvn", "echo 'The JAVA_HOME environment variable is not defined correctly' >&2; exit 1");
        assertThat(run("build").err)
                .isEqualTo("Error: Maven does not start: The JAVA_HOME environment variable is not defined"
                        + " correctly\n");

        onThePath("mvn", "exit 0");
        Said said = run("start");
        assertThat(said.err)
                .isEqualTo(
                        "Error: The CDK CLI is not installed (there is no node_modules/aws-cdk). Run `npm ci` first.\n");
        assertThat(said.out).isEmpty();
    }

    @Test
    void where_nothing_is_built_a_command_says_what_to_run() throws Exception {
        java("17");

        for (String command : List.of("sandbox", "actions", "environments", "snapshots")) {
            Said said = run(command, "--help");
            assertThat(said.status).isEqualTo(1);
            assertThat(said.err)
                    .matches("Error: infra/\\w+/target/\\w+\\.jar is not built\\. Run `npm run build` first\\.\n");
        }
    }

    @Test
    void a_failing_build_printed_hundreds_of_lines_and_prints_mavens_errors_only() throws Exception {
        java("17.0.2");
        cdk();
        onThePath("mvn", "[ \"$1\" = -v ] && exit 0; echo \"[ERROR] Broken.java:[3,5] ';' expected\"; exit 1");

        Said said = run("start");

        assertThat(said.status).isEqualTo(1);
        assertThat(said.out).isEqualTo("Building … failed\n");
        assertThat(said.err)
                .startsWith("[ERROR] Broken.java:[3,5] ';' expected\nError: The build failed after ")
                .endsWith(" s. What Maven said is above.\n");
    }

    @Test
    void a_build_is_one_line_with_its_time_then_what_was_asked_for() throws Exception {
        java("17.0.2");
        cdk();
        onThePath("mvn", "echo 'WARNING: a thing that Maven says'; exit 0");
        Path jar = project.resolve("infra/sandbox/target/sandbox.jar");
        Files.createDirectories(jar.getParent());
        Files.writeString(jar, "");
        onThePath("java", "case \"$1\" in -version) echo 'version \"17\"' >&2;; *) echo \"java $*\"; exit 3;; esac");

        Said said = run("start", "--environment", "test");

        assertThat(said.status).isEqualTo(3);
        assertThat(said.out)
                .matches("Building … \\d+ s\njava -jar infra/sandbox/target/sandbox.jar deploy --invoke-example"
                        + " --environment test\n");
        assertThat(said.err).isEmpty();
    }
}
