package dataactions.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.AWTError;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class ConsoleCommandTest {
    private static final String URL = "http://127.0.0.1:1/#token=t";

    @Test
    void a_desktop_that_fails_in_any_way_does_not_end_the_command() {
        assertThat(ConsoleCommand.opened(URL, url -> {
                    throw new AWTError("There is no display.");
                }))
                .isFalse();
        assertThat(ConsoleCommand.opened(URL, url -> {
                    throw new NoClassDefFoundError("java.awt.Desktop");
                }))
                .isFalse();
        assertThat(ConsoleCommand.opened(URL, url -> {
                    throw new IOException("There is no browser.");
                }))
                .isFalse();
        assertThat(ConsoleCommand.opened(URL, url -> url.toString().equals(URL)))
                .isTrue();
    }
}
