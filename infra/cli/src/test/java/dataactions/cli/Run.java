package dataactions.cli;

import dataactions.cli.aws.Aws;
import dataactions.cli.genesys.Network;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** One command, run in this process: its exit status and what it printed. */
public record Run(int status, String out, String err) {
    /** A command that calls neither AWS nor Genesys Cloud. */
    public static Run offline(Map<String, String> shell, Path root, String... arguments) {
        return of(
                shell,
                root,
                region -> {
                    throw new AssertionError("This command does not call AWS.");
                },
                arguments);
    }

    public static Run of(
            Map<String, String> shell, Path root, Function<Optional<String>, Aws> aws, String... arguments) {
        return of(shell, root, aws, new Network(), arguments);
    }

    public static Run of(
            Map<String, String> shell,
            Path root,
            Function<Optional<String>, Aws> aws,
            Network network,
            String... arguments) {
        return run(Optional.empty(), shell, root, aws, network, arguments);
    }

    /** The same, with somebody who types a line when asked; empty: nobody can. */
    public static Run typing(
            Optional<String> typed,
            Map<String, String> shell,
            Path root,
            Function<Optional<String>, Aws> aws,
            String... arguments) {
        return run(typed, shell, root, aws, new Network(), arguments);
    }

    /** The same, with somebody who types these lines one after the other. */
    public static Run typing(List<String> lines, Path root, String... arguments) {
        return typing(lines, root, region -> null, arguments);
    }

    /** The same, with AWS. After the last line the input ends. */
    public static Run typing(List<String> lines, Path root, Function<Optional<String>, Aws> aws, String... arguments) {
        Deque<String> left = new ArrayDeque<>(lines);
        return run(() -> Optional.ofNullable(left.poll()), Map.of(), root, aws, new Network(), arguments);
    }

    private static Run run(
            Optional<String> typed,
            Map<String, String> shell,
            Path root,
            Function<Optional<String>, Aws> aws,
            Network network,
            String... arguments) {
        return run(typed.isEmpty() ? Context.NOBODY : () -> typed, shell, root, aws, network, arguments);
    }

    private static Run run(
            Supplier<Optional<String>> typed,
            Map<String, String> shell,
            Path root,
            Function<Optional<String>, Aws> aws,
            Network network,
            String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status = Main.run(
                new Context(shell, root, aws, network, false, typed),
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                arguments);
        return new Run(status, out.toString(), err.toString());
    }

    /** Both streams; a blank for each run of blanks. */
    public String all() {
        return (out + err).replaceAll("\\s+", " ");
    }

    /** The printed text with every run of blanks made one: where a line is broken is of no interest. */
    public String words() {
        return out.replaceAll("\\s+", " ");
    }
}
