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
 * @param aws connects to the AWS account, in the region of an environment, or else in the region of the workstation
 * @param network calls the hosts that the environment names
 * @param colours whether the output is a terminal that shows colours
 * @param typed reads a line that a person types; empty if there is no terminal
 */
public record Context(
        Map<String, String> shell,
        Path root,
        Function<Optional<String>, Aws> aws,
        Network network,
        boolean colours,
        Supplier<Optional<String>> typed) {
    /** The system property with the project's folder, which the launcher sets. */
    private static final String ROOT = "dataactions.root";

    /** Nobody can type. */
    public static final Supplier<Optional<String>> NOBODY = Optional::empty;

    /** This machine. */
    static Context ofWorkstation() {
        Map<String, String> shell = System.getenv();
        return new Context(
                shell,
                projectFolder(),
                region -> Aws.ofWorkstation(shell, region),
                new Network(),
                Terminal.hasColours(shell, isTerminal(System.console())),
                isTerminal(System.console())
                        ? () -> Optional.of(System.console()).map(Console::readLine)
                        : NOBODY);
    }

    /**
     * Whether standard input and output are a terminal. Since Java 22 there is a console without a terminal, too. The
     * method that tells the difference is newer than the Java that compiles this class.
     */
    static boolean isTerminal(Console console) {
        if (console == null) {
            return false;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }

    /** Whether the commands run in a shell of Windows. */
    public boolean isWindows() {
        return shell.getOrDefault("OS", "").equals("Windows_NT");
    }

    /** Relative to the working directory, so that the caller can open the files that messages name. */
    private static Path projectFolder() {
        Path here = Path.of("").toAbsolutePath();
        Path root = Path.of(System.getProperty(ROOT, "")).toAbsolutePath().normalize();
        try {
            return here.relativize(root);
        } catch (IllegalArgumentException e) {
            // The paths are on two drives of Windows.
            return root;
        }
    }

    /** Whether this is a run in CI, which writes no lock file: {@code CI} is set, and not to {@code false} or 0. */
    public boolean isCi() {
        String value = shell.getOrDefault("CI", "").strip();
        return !value.isEmpty() && !value.equalsIgnoreCase("false") && !value.equals("0");
    }
}
