package dataactions.cli;

import dataactions.cli.ActionsCommand.World;
import dataactions.cli.aws.Aws;
import dataactions.cli.genesys.Network;
import dataactions.infra.Environment;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;

/** One command, run in this process: its exit status and what it printed. */
public record Run(int status, String out, String err) {
    public static Run of(Map<String, String> shell, Path root, Function<Environment, Aws> aws, String... arguments) {
        return of(shell, root, aws, new Network(), arguments);
    }

    public static Run of(
            Map<String, String> shell,
            Path root,
            Function<Environment, Aws> aws,
            Network network,
            String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status = ActionsCommand.run(
                new World(shell, root, aws, network, false),
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                arguments);
        return new Run(status, out.toString(), err.toString());
    }

    /** The printed text with every run of blanks made one: where a line is broken is of no interest. */
    public String words() {
        return out.replaceAll("\\s+", " ");
    }
}
