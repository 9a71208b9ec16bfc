package dataactions.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The signal with which a test ends a command. */
public final class EndSignal {
    private static final long INT = 1L << 1;

    private EndSignal() {}

    /**
     * INT, as Ctrl-C sends it. TERM, which the commands handle in the same way, if this process ignores INT: a shell
     * without job control starts its background processes so, and every process below inherits it.
     */
    public static String name() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.isReadable(status)) {
            return "INT";
        }
        String ignored = Files.readString(status)
                .lines()
                .filter(line -> line.startsWith("SigIgn:"))
                .map(line -> line.substring("SigIgn:".length()).strip())
                .findFirst()
                .orElse("0");
        return (Long.parseUnsignedLong(ignored, 16) & INT) == 0 ? "INT" : "TERM";
    }
}
