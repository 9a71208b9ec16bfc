package dataactions.cli.snapshots;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.cli.Context;
import dataactions.cli.ExitStatus;
import dataactions.cli.Group;
import dataactions.cli.Main;
import dataactions.cli.Terminal;
import dataactions.infra.snapshot.Snapshots;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code snapshots check|accept}: compares each environment's template with the accepted one. */
public final class SnapshotsCommands {
    private SnapshotsCommands() {}

    public static CommandLine group(Context context, Terminal terminal) {
        return new CommandLine(new SnapshotsGroup())
                .addSubcommand(new Check(context, terminal))
                .addSubcommand(new Accept(context, terminal));
    }

    @Command(
            name = "snapshots",
            header = "Compares the templates of the environments with those last accepted in snapshots/.",
            mixinStandardHelpOptions = true,
            synopsisSubcommandLabel = "COMMAND",
            footer = {"", "Example: " + Main.NAME + " snapshots check"})
    static final class SnapshotsGroup extends Group {}

    @Command(
            name = "check",
            header = "Shows how the templates of the environments differ from snapshots/; writes missing snapshots.",
            description = "With CI set in the environment it writes nothing, and reports a missing snapshot.",
            mixinStandardHelpOptions = true,
            footer = {"", "Example: " + Main.NAME + " snapshots check"})
    static final class Check implements Callable<Integer> {
        private final Context context;
        private final Terminal terminal;

        Check(Context context, Terminal terminal) {
            this.context = context;
            this.terminal = terminal;
        }

        @Override
        public Integer call() throws IOException {
            Snapshots.Check check = Snapshots.of(context.root()).check(!context.isCi());
            check.written()
                    .forEach(each -> terminal.line("new: " + Snapshots.FOLDER + "/" + each + ".json; commit it."));
            check.problems().forEach(terminal::line);
            if (check.written().isEmpty() && check.problems().isEmpty()) {
                terminal.line("No changes: every environment deploys what its snapshot says.");
            }
            ObjectNode tree = new JsonMapper().createObjectNode();
            check.written().forEach(tree.putArray("written")::add);
            check.problems().forEach(tree.putArray("differences")::add);
            terminal.result(tree);
            return check.problems().isEmpty() ? ExitStatus.DONE : ExitStatus.LOOK;
        }
    }

    @Command(
            name = "accept",
            header = "Writes the current templates of the environments to snapshots/.",
            description = "Deletes the snapshots of environments that are no longer in cdk.json.",
            mixinStandardHelpOptions = true,
            footer = {"", "Example: " + Main.NAME + " snapshots accept"})
    static final class Accept implements Callable<Integer> {
        private final Context context;
        private final Terminal terminal;

        Accept(Context context, Terminal terminal) {
            this.context = context;
            this.terminal = terminal;
        }

        @Override
        public Integer call() throws IOException {
            List<String> changes = Snapshots.of(context.root()).accept();
            changes.forEach(terminal::line);
            terminal.line(
                    changes.isEmpty()
                            ? "Nothing to accept: every environment deploys what its snapshot says."
                            : "Look at the changes in " + Snapshots.FOLDER + "/ and commit them.");
            return ExitStatus.DONE;
        }
    }
}
