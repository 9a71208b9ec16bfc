package dataactions.sandbox.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JavaHomeTest {
    @TempDir
    private Path folder;

    private Path running;

    @BeforeEach
    void install() throws IOException {
        running = jdk("jvm/jdk-17", "17.0.15");
    }

    @Test
    void a_jdk_25_beside_the_running_one_is_used() throws IOException {
        jdk("jvm/jdk-21", "21.0.2");
        Path expected = jdk("jvm/jdk-25", "25");

        assertThat(JavaHome.find(Map.of(), running, 17)).isEqualTo(new JavaHome.Jdk(expected, 25));
    }

    @Test
    void a_variable_names_one_elsewhere() throws IOException {
        Path expected = jdk("elsewhere", "25.0.1+8");

        assertThat(JavaHome.find(Map.of("JAVA_HOME_25_X64", expected.toString()), running, 17)
                        .home())
                .isEqualTo(expected);
    }

    @Test
    void otherwise_the_running_one_serves() throws IOException {
        Files.createDirectories(folder.resolve("jvm/not-a-jdk"));
        jdk("jvm/jdk-21", "21.0.2");

        assertThat(JavaHome.find(Map.of("JAVA_HOME_25", folder.resolve("gone").toString()), running, 17))
                .isEqualTo(new JavaHome.Jdk(running, 17));
    }

    @Test
    void a_variable_that_holds_no_path_is_skipped() throws IOException {
        Path expected = jdk("jvm/jdk-25", "25");

        // No path on any system. On Windows a path in quotes is none, either.
        assertThat(JavaHome.find(Map.of("JAVA_HOME_25", "\0"), running, 17).home())
                .isEqualTo(expected);
    }

    private Path jdk(String name, String version) throws IOException {
        Path home = Files.createDirectories(folder.resolve(name));
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"X\"\nJAVA_VERSION=\"" + version + "\"\n");
        Path java = new JavaHome.Jdk(home, 0).java();
        Files.createDirectories(java.getParent());
        Files.writeString(java, "");
        assertThat(java.toFile().setExecutable(true)).isTrue();
        return home;
    }
}
