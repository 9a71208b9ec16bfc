package dataactions.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real bash loads the script that {@code completion bash} prints, and completes words with it. */
class CompletionIT {
    /** What bash does when Tab is pressed: it calls the registered function with the words of the line. */
    private static final String TAB = """
            source "$1" || exit
            shift
            registered=$(complete -p data-actions) || exit
            registered=${registered#*-F }
            COMP_WORDS=(./data-actions "$@")
            COMP_CWORD=$#
            "${registered%% *}" || exit
            printf '%s\\n' "${COMPREPLY[@]}"
            """;

    @TempDir
    private static Path folder;

    @BeforeAll
    static void print_the_script() throws Exception {
        assumeTrue(hasBash(), "skipped: there is no bash on the PATH");
        Run script = Run.offline(Map.of(), folder, "completion", "bash");
        assertThat(script.status()).isEqualTo(ExitStatus.DONE);
        Files.writeString(folder.resolve("script"), script.out());
        Files.writeString(folder.resolve("tab"), TAB);
    }

    private static boolean hasBash() throws InterruptedException {
        try {
            return new ProcessBuilder("bash", "-c", "true").start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** What bash offers for the last of these words. */
    private static List<String> completed(String... words) throws Exception {
        List<String> command = new ArrayList<>(List.of("bash", "--norc", "./tab", "./script"));
        command.addAll(List.of(words));
        Path out = folder.resolve("out");
        // Bash says on standard error that no Tab was pressed.
        Process bash = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(bash.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(bash.exitValue()).isZero();
        return Files.readAllLines(out);
    }

    @Test
    void a_command() throws Exception {
        assertThat(completed("lo")).containsExactly("local");
        assertThat(completed("con")).containsExactlyInAnyOrder("console", "contract");
    }

    @Test
    void a_command_of_a_group() throws Exception {
        assertThat(completed("local", "de")).containsExactlyInAnyOrder("deploy", "destroy");
        assertThat(completed("live", "")).containsExactlyInAnyOrder("doctor", "plan", "destroy", "accept-front-door");
    }

    @Test
    void an_option() throws Exception {
        assertThat(completed("local", "deploy", "--as")).containsExactly("--assembly");
        assertThat(completed("live", "accept-front-door", "--js")).containsExactly("--json");
    }

    @Test
    void an_argument_with_a_list_of_values() throws Exception {
        assertThat(completed("completion", "")).containsExactlyInAnyOrder("bash", "zsh");
    }

    @Test
    void no_hidden_option() throws Exception {
        assertThat(completed("console", "--p")).containsExactly("--port");
    }
}
