package dataactions.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ContextIT {
    /** Java 22 and later have a console for a pipe. Nobody can type there. */
    @Test
    void a_pipe_is_no_terminal() throws Exception {
        Process java = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        // The console of Java 22 to 24, which Java 25 has too.
                        "-Djdk.console=jdk.internal.le",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ContextIT.class.getName())
                .redirectErrorStream(true)
                .start();
        java.getOutputStream().close();
        assertThat(java.waitFor(60, TimeUnit.SECONDS)).isTrue();

        assertThat(new String(java.getInputStream().readAllBytes())).isEqualTo("false");
    }

    public static void main(String[] arguments) {
        System.out.print(Context.isTerminal(System.console()));
    }
}
