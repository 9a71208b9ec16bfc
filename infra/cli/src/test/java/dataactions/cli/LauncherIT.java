package dataactions.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./data-actions} in a project with a blank in its path, with a JDK that the test puts there. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the launcher under test is the one for POSIX shells")
class LauncherIT {
    private static final Path ORIGINAL = Path.of("../..").toAbsolutePath().normalize();

    @TempDir
    private Path folder;

    private Path project;
    private Path jdk;
    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void a_built_project_and_a_jdk() throws IOException {
        // Without the links of the temporary folder itself, if there are any.
        folder = folder.toRealPath();
        project = Files.createDirectories(folder.resolve("my project"));
        Files.copy(
                ORIGINAL.resolve("data-actions"), project.resolve("data-actions"), StandardCopyOption.COPY_ATTRIBUTES);
        write("infra/cli/src/main/java/Main.java");
        write("infra/cli/pom.xml");
        write("function/actions/fetch-user.yaml");
        write("infra/cli/target/cli.jar");
        jdk = folder.resolve("a jdk");
        jdk("17.0.15", "pwd; for each; do echo \"<$each>\"; done");
        environment.put("JAVA_HOME", jdk.toString());
    }

    private Path write(String file) throws IOException {
        Path path = project.resolve(file);
        Files.createDirectories(path.getParent());
        return Files.writeString(path, "");
    }

    private void jdk(String version, String script) throws IOException {
        Files.createDirectories(jdk.resolve("bin"));
        Files.writeString(jdk.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
        Path java = jdk.resolve("bin/java");
        Files.writeString(java, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private record Said(int status, String out, String err) {}

    private Said run(Path directory, String... command) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.environment().keySet().removeAll(List.of("CI", "JAVA_HOME"));
        builder.environment().putAll(environment);
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        Process process =
                builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return new Said(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    private Said launch(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("./data-actions"));
        command.addAll(List.of(arguments));
        return run(project, command.toArray(String[]::new));
    }

    private void age(String file, Instant time) throws IOException {
        Files.setLastModifiedTime(project.resolve(file), FileTime.from(time));
    }

    @Test
    void arguments_directory_and_exit_status_pass_through() throws Exception {
        jdk("17.0.15", "pwd; for each; do echo \"<$each>\"; done; exit 2");

        Said said = launch("local", "invoke", "Fetch a User", "--inputs", "{\"a\": \"*\"}", "");

        assertThat(said.status).isEqualTo(2);
        assertThat(said.err).isEmpty();
        assertThat(said.out.lines())
                .startsWith(project.toString())
                .contains("<-XX:TieredStopAtLevel=1>", "<-XX:+UseSerialGC>", "<-Ddataactions.root=" + project + ">")
                .endsWith("<local>", "<invoke>", "<Fetch a User>", "<--inputs>", "<{\"a\": \"*\"}>", "<>");
    }

    @Test
    void it_works_by_path_and_through_links_from_any_directory() throws Exception {
        Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
        Files.createSymbolicLink(elsewhere.resolve("direct"), Path.of("../my project/data-actions"));
        Files.createSymbolicLink(elsewhere.resolve("second"), Path.of("direct"));

        for (String command : List.of(project.resolve("data-actions").toString(), "./direct", "./second")) {
            Said said = run(elsewhere, command, "list");
            assertThat(said.status).as(said.err).isZero();
            assertThat(said.out.lines())
                    .startsWith(elsewhere.toString())
                    .contains("<-Ddataactions.root=" + project + ">", "<list>");
        }
    }

    @Test
    void the_loaded_classes_of_each_command_are_kept_in_a_file() throws Exception {
        String archive = project + "/infra/cli/target/cli-17-list.jsa";
        assertThat(launch("list").out).contains("<-XX:ArchiveClassesAtExit=" + archive + ">");
        write("infra/cli/target/cli-17-list.jsa");
        assertThat(launch("list").out)
                .contains("<-XX:SharedArchiveFile=" + archive + ">")
                .doesNotContain("ArchiveClassesAtExit");
        age("infra/cli/target/cli-17-list.jsa", Instant.EPOCH);
        assertThat(launch("list").out).as("of another build").contains("<-XX:ArchiveClassesAtExit=" + archive + ">");
        assertThat(launch("--version").out).contains("/cli-17.jsa>");

        jdk("21.0.2", "for each; do echo \"<$each>\"; done");
        assertThat(launch("list").out)
                .contains("<-XX:+AutoCreateSharedArchive>")
                .contains("<-XX:SharedArchiveFile=" + project + "/infra/cli/target/cli-21-list.jsa>");
    }

    @Test
    void without_a_jdk_or_with_an_old_one_a_line_says_what_to_install() throws Exception {
        jdk("1.8.0_412", "exit 0");
        assertThat(launch("list"))
                .isEqualTo(new Said(
                        1,
                        "",
                        "Error: " + jdk + "/bin/java is Java 8. Install a JDK 17 or newer, and set JAVA_HOME.\n"));

        environment.put("JAVA_HOME", "/nowhere");
        assertThat(launch("list").err)
                .isEqualTo("Error: JAVA_HOME is /nowhere, which has no bin/java. Set it to a JDK 17 or newer.\n");

        environment.remove("JAVA_HOME");
        Path tools = Files.createDirectories(folder.resolve("tools"));
        Path dirname = Files.writeString(tools.resolve("dirname"), "#!/bin/sh\nexec /usr/bin/dirname \"$@\"\n");
        Files.setPosixFilePermissions(dirname, PosixFilePermissions.fromString("rwxr-xr-x"));
        environment.put("PATH", tools.toString());
        assertThat(launch("list").err)
                .isEqualTo("Error: No JDK was found: there is no java on the PATH. Install a JDK 17 or newer, such as"
                        + " https://adoptium.net.\n");
    }

    @Test
    void a_java_on_the_path_without_a_release_file_is_asked_for_its_version() throws Exception {
        environment.remove("JAVA_HOME");
        jdk("17", "case \"$1\" in -version) echo 'openjdk version \"11.0.2\" 2019-01-15' >&2;; esac");
        Files.delete(jdk.resolve("release"));
        environment.put("PATH", jdk.resolve("bin") + ":" + System.getenv("PATH"));

        assertThat(launch("list").err).contains("/bin/java is Java 11. Install a JDK 17 or newer");
    }

    @Test
    void what_is_not_built_or_older_than_the_sources_is_told_with_the_command_to_run() throws Exception {
        Instant built = Instant.now().minusSeconds(60);
        age("infra/cli/src/main/java/Main.java", built.minusSeconds(60));
        age("infra/cli/pom.xml", built.minusSeconds(60));
        age("infra/cli/target/cli.jar", built);
        assertThat(launch("list").status).isZero();

        // A definition is no part of the program.
        age("function/actions/fetch-user.yaml", Instant.now());
        assertThat(launch("list").status).isZero();

        // Nor is the benchmark: `npm run build` would not build it.
        for (String file : List.of("target/benchmark-1.0.0.jar", "pom.xml", "src/main/java/Benchmark.java")) {
            Path path = project.resolve("function/benchmark").resolve(file);
            Files.createDirectories(path.getParent());
            Files.createFile(path);
        }
        age("function/benchmark/target/benchmark-1.0.0.jar", built);
        age("function/benchmark/pom.xml", built.minusSeconds(60));
        age("function/benchmark/src/main/java/Benchmark.java", Instant.now());
        assertThat(launch("list").status).isZero();

        age("infra/cli/src/main/java/Main.java", Instant.now());
        assertThat(launch("list"))
                .isEqualTo(
                        new Said(
                                1,
                                "",
                                "Error: infra/cli/src/main/java/Main.java is newer than the built commands. Run: npm run build\n"));
        environment.put("CI", "true");
        assertThat(launch("list").status).isZero();

        Files.delete(project.resolve("infra/cli/target/cli.jar"));
        assertThat(launch("list"))
                .isEqualTo(new Said(1, "", "Error: The commands are not built. Run: npm run build\n"));
    }

    @Test
    void a_source_newer_than_its_jar_was_refused_for_ever_if_its_change_left_the_jar_as_it_was() throws Exception {
        Instant built = Instant.now().minusSeconds(60);
        age("infra/cli/target/cli.jar", built.minusSeconds(60));
        age("infra/cli/pom.xml", built.minusSeconds(90));
        age("infra/cli/src/main/java/Main.java", built.minusSeconds(30));
        assertThat(launch("list").status).isEqualTo(ExitStatus.FAILED);

        Files.createFile(project.resolve("infra/cli/target/built"));
        age("infra/cli/target/built", built);
        assertThat(launch("list").status).isZero();

        age("infra/cli/src/main/java/Main.java", Instant.now());
        assertThat(launch("list").status).isEqualTo(ExitStatus.FAILED);
    }
}
