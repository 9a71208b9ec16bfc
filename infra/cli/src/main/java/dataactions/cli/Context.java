package dataactions.cli;

import dataactions.cli.aws.Aws;
import dataactions.cli.genesys.Network;
import java.io.Console;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The machine that a command runs on.
 *
 * @param shell environment variables
 * @param root the project's folder, which holds {@code cdk.json}
 * @param aws connects to the AWS account, in the region that an environment names; where it names none, in the
 *     workstation's
 * @param network calls the hosts that the environment names
 * @param colours whether the output is a terminal that shows colours
 * @param typed reads a line that a person types; empty where nobody can
 */
public record Context(
        Map<String, String> shell,
        Path root,
        Function<Optional<String>, Aws> aws,
        Network network,
        boolean colours,
        Supplier<Optional<String>> typed) {
    /** The property by which the launcher names the project's folder. */
    private static final String ROOT = "dataactions.root";

    /** This machine. */
    static Context ofWorkstation() {
        Map<String, String> shell = System.getenv();
        return new Context(
                shell,
                projectFolder(),
                region -> Aws.ofWorkstation(shell, region),
                new Network(),
                Terminal.hasColours(shell, System.console() != null),
                () -> Optional.ofNullable(System.console()).map(Console::readLine));
    }

    /** Relative to the working directory, so that messages name files as the caller can open them. */
    private static Path projectFolder() {
        Path here = Path.of("").toAbsolutePath();
        Path root = Path.of(System.getProperty(ROOT, "")).toAbsolutePath().normalize();
        try {
            return here.relativize(root);
        } catch (IllegalArgumentException e) {
            // Two drives of Windows.
            return root;
        }
    }

    /** Whether this is a run in CI, where no lock file is written: {@code CI} is set, and not to {@code false} or 0. */
    public boolean isCi() {
        String value = shell.getOrDefault("CI", "").strip();
        return !value.isEmpty() && !value.equalsIgnoreCase("false") && !value.equals("0");
    }
}
