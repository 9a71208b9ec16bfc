package dataactions.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The script behind the commands of {@code package.json}, with the programs on its path that a test puts there. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the programs on the path are shell scripts here")
class ScriptsIT {
    private static final Path ORIGINAL = Path.of("../..").toAbsolutePath().normalize();
    private static String node;

    @TempDir
    private Path folder;

    private Path project;
    private Path path;

    @BeforeAll
    static void find_node() throws IOException {
        Process process = new ProcessBuilder("node", "-p", "process.execPath").start();
        node = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }

    @BeforeEach
    void a_project() throws IOException {
        project = Files.createDirectories(folder.resolve("project/scripts")).getParent();
        path = Files.createDirectories(folder.resolve("bin"));
        Files.copy(ORIGINAL.resolve("scripts/run.mjs"), project.resolve("scripts/run.mjs"));
        Files.copy(
                ORIGINAL.resolve("data-actions"), project.resolve("data-actions"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.writeString(project.resolve("cdk.json"), "{}");
    }

    private record Said(int status, String out, String err) {}

    private Said run(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(node, "scripts/run.mjs"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(project.toFile());
        // The tools of the system, without a JDK and Maven.
        builder.environment().put("PATH", path + ":" + tools());
        builder.environment().remove("JAVA_HOME");
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        Process process =
                builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return new Said(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    /** A folder with the programs that the launcher calls: /usr/bin may have a Java as well. */
    private String tools() throws IOException {
        Path tools = Files.createDirectories(folder.resolve("tools"));
        for (String name : List.of("dirname", "readlink", "find", "head", "sed")) {
            Path file = Files.writeString(tools.resolve(name), "#!/bin/sh\nexec /usr/bin/" + name + " \"$@\"\n");
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        return tools.toString();
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
    void without_maven_a_line_says_what_to_install() throws Exception {
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
    void a_failing_build_printed_hundreds_of_lines_and_prints_mavens_errors_only() throws Exception {
        java("17.0.2");
        cdk();
        onThePath("mvn", "[ \"$1\" = -v ] && exit 0; echo \"[ERROR] Broken.java:[3,5] ';' expected\"; exit 1");

        Said said = run("start");

        assertThat(said.status).isEqualTo(1);
        assertThat(said.out).isEqualTo("Building … failed\n");
        assertThat(said.err)
                .startsWith("[ERROR] Broken.java:[3,5] ';' expected\nError: The build failed after ")
                .endsWith(" s. Maven's output is above.\n");
    }

    @Test
    void a_build_is_one_line_with_its_time_then_what_was_asked_for() throws Exception {
        java("17.0.2");
        cdk();
        onThePath("mvn", "echo 'WARNING: a thing that Maven says'; exit 0");
        Path jar = project.resolve("infra/cli/target/cli.jar");
        Files.createDirectories(jar.getParent());
        Files.writeString(jar, "");
        onThePath("java", "case \"$1\" in -version) echo 'version \"17\"' >&2;; *) echo \"java $*\"; exit 2;; esac");

        Said said = run("start", "--environment", "test");

        assertThat(said.status).isEqualTo(2);
        assertThat(said.out)
                .startsWith("Building … ")
                .contains("-XX:TieredStopAtLevel=1", "cli.jar local deploy --invoke-example --environment test\n");
        assertThat(said.err).isEmpty();
    }

    /** What the script builds the console's page from, and an npm that says what it was called with. */
    private void page(String npm) throws IOException {
        Path console = Files.createDirectories(project.resolve("infra/console"));
        Files.writeString(console.resolve("package-lock.json"), "{}");
        Files.writeString(console.resolve("index.html"), "");
        Path jar = project.resolve("infra/cli/target/cli.jar");
        Files.createDirectories(jar.getParent());
        Files.writeString(jar, "");
        java("17.0.2");
        onThePath("java", "case \"$1\" in -version) echo 'version \"17\"' >&2;; *) echo commands;; esac");
        onThePath("mvn", "[ \"$1\" = -v ] || echo maven >> ../called; exit 0");
        onThePath("npm", "echo \"npm $*\" >> \"" + project.resolve("../called") + "\"; " + npm);
    }

    private List<String> called() throws IOException {
        Path file = project.resolve("../called");
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    @Test
    void a_build_makes_the_page_before_the_jar_that_contains_it_and_a_second_build_does_not_make_it_again()
            throws Exception {
        page("[ \"$1\" = run ] && /bin/mkdir -p dist && : > dist/index.html; exit 0");

        Said first = run("build");

        assertThat(first.status).as(first.err).isZero();
        assertThat(first.out).startsWith("Building the console's page … ").contains("\nBuilding … ");
        assertThat(called()).containsExactly("npm ci --no-audit --no-fund", "npm run build", "maven");

        Said second = run("build");

        assertThat(second.status).isZero();
        assertThat(second.out).startsWith("Building … nothing has changed\n");
        assertThat(called()).hasSize(3);
    }

    @Test
    void a_start_calls_maven_only_if_a_source_or_a_jar_has_changed_and_does_not_wait_for_the_page() throws Exception {
        page("exit 0");
        cdk();
        for (String file : List.of(
                "pom.xml",
                "function/handler/src/main/java/Handler.java",
                "function/handler/src/test/java/HandlerTest.java",
                "function/handler/target/handler.jar",
                "function/actions/fetch-user.yaml")) {
            write(file, "one");
        }
        assertThat(started()).doesNotContain("nothing has changed");
        assertThat(called()).containsExactly("maven");

        write("function/handler/src/test/java/HandlerTest.java", "another");
        write("function/actions/fetch-user.yaml", "another");
        write("cdk.json", "{\"app\": \"another\"}");
        assertThat(started()).startsWith("Building … nothing has changed\n");
        assertThat(called()).hasSize(1);

        write("function/handler/src/main/java/Handler.java", "another");
        started();
        assertThat(called()).hasSize(2);
        Files.delete(project.resolve("function/handler/src/main/java/Handler.java"));
        started();
        assertThat(called()).hasSize(3);

        write("function/handler/target/handler.jar", "another");
        started();
        assertThat(called()).hasSize(4);
        Files.delete(project.resolve("function/handler/target/handler.jar"));
        started();
        assertThat(called()).hasSize(5);
        started();
        assertThat(called()).hasSize(5).containsOnly("maven");
    }

    /** What a start that succeeds prints. */
    private String started() throws Exception {
        Said said = run("start");
        assertThat(said.status).as(said.err).isZero();
        return said.out;
    }

    @Test
    void a_build_that_failed_is_tried_again() throws Exception {
        page("exit 0");
        cdk();
        run("start");
        write("pom.xml", "another");
        onThePath("mvn", "[ \"$1\" = -v ] || { echo maven >> ../called; exit 1; }");

        assertThat(run("start").status).isEqualTo(1);
        assertThat(run("start").status).isEqualTo(1);
        assertThat(called()).hasSize(3);
    }

    private void write(String file, String text) throws IOException {
        Path path = project.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    @Test
    void a_page_that_cannot_be_built_is_a_line_with_what_works_without_it() throws Exception {
        page("echo 'npm error network' >&2; exit 1");

        Said said = run("build");

        assertThat(said.status).isEqualTo(1);
        assertThat(said.err)
                .isEqualTo(
                        "npm error network\nError: The console's page was not built: `npm ci` failed in infra/console"
                                + " (its output is above). It needs the network once. Nothing but `./data-actions console`"
                                + " needs the page: `npm start` works without it.\n");
        assertThat(called()).containsExactly("npm ci --no-audit --no-fund");
    }

    @Test
    void a_launcher_that_may_not_be_run_is_a_line_and_not_silence() throws Exception {
        page("exit 0");
        cdk();
        Files.setPosixFilePermissions(project.resolve("data-actions"), PosixFilePermissions.fromString("rw-r--r--"));

        Said said = run("start");

        assertThat(said.status).isEqualTo(1);
        assertThat(said.err)
                .isEqualTo("Error: ./data-actions cannot be run (EACCES). The file must exist and be executable: run"
                        + " `chmod +x data-actions`, and this again.\n");
    }
}
