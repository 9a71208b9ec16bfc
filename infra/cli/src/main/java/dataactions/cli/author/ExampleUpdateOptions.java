package dataactions.cli.author;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.authoring.DefinitionFolder;
import dataactions.authoring.ExampleUpdate;
import dataactions.authoring.ExampleUpdate.Result;
import dataactions.authoring.writer.LineDiff;
import dataactions.cli.CommandException;
import dataactions.cli.Context;
import dataactions.cli.ExitStatus;
import dataactions.cli.Questions;
import dataactions.cli.Terminal;
import dataactions.cli.Terminal.Colour;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** {@code try --update}: writes what the mapping gives now into the examples. */
final class ExampleUpdateOptions {
    @Option(
            names = "--update",
            description = "Write the result of the changed mapping into the example that --example names, or into every"
                    + " example. Calls nothing. Shows the difference, and asks.")
    private boolean on;

    @Option(
            names = {"--yes", "-y"},
            description = "With --update: do not ask.")
    private boolean yes;

    boolean isOn() {
        return on;
    }

    void check() {
        if (yes && !on) {
            throw new CommandException("--yes is for --update: leave it out, because nothing is asked.");
        }
    }

    /** @param example its name; empty for all */
    int run(Context context, Terminal terminal, DefinitionFolder.Saved saved, Optional<String> example)
            throws IOException {
        String file = saved.file().file();
        if (saved.file().examples().isEmpty()) {
            throw new CommandException(
                    file + " has no example. Add one with --record, which takes the answer of the upstream.");
        }
        ExampleUpdate update =
                ExampleUpdate.of(saved, name -> example.map(name::equals).orElse(true));
        List<String> diff = saved.file().definition().secure()
                ? List.of()
                : LineDiff.unified(
                        file,
                        new String(saved.bytes(), StandardCharsets.UTF_8),
                        new String(update.text(), StandardCharsets.UTF_8));
        update.results().forEach(each -> show(terminal, each));
        if (!diff.isEmpty()) {
            terminal.blank();
            diff.forEach(terminal::diffLine);
        }
        boolean isWritten = !update.changed().isEmpty() && isAllowed(context, terminal, file);
        if (isWritten && !update.write()) {
            throw new CommandException(file + " changed meanwhile, so it is left as it is: run the command again.");
        }
        end(terminal, file, update, isWritten);
        terminal.result(tree(saved, update, diff, isWritten));
        boolean isRefused = update.results().stream().anyMatch(Result.Refused.class::isInstance);
        return isRefused || !update.changed().isEmpty() && !isWritten ? ExitStatus.FAILED : ExitStatus.DONE;
    }

    private static void show(Terminal terminal, Result result) {
        if (result instanceof Result.Same) {
            terminal.line("ok    " + result.example());
        } else if (result instanceof Result.Changed changed) {
            terminal.line(Colour.YELLOW, "new   " + result.example());
            changed.differences().forEach(each -> terminal.wrapped("      ", each));
        } else {
            terminal.line(Colour.RED, "FAIL  " + result.example());
            terminal.bad("      ", ((Result.Refused) result).why() + ".");
        }
    }

    private boolean isAllowed(Context context, Terminal terminal, String file) {
        Questions questions = new Questions(context, terminal);
        if (!yes && !questions.isSomebodyThere()) {
            throw new CommandException(
                    "Nothing is written, because there is no terminal to ask at. Give --yes to change " + file
                            + " as shown.");
        }
        return yes || questions.confirm("Write this into " + file + "?");
    }

    private static void end(Terminal terminal, String file, ExampleUpdate update, boolean isWritten) {
        terminal.blank();
        if (isWritten) {
            terminal.good("Updated in " + file + ": " + String.join(", ", update.changed())
                    + ". Read the difference before you commit it.");
        } else if (!update.changed().isEmpty()) {
            terminal.line(Colour.YELLOW, file + " is as it was.");
        } else {
            terminal.line("Nothing to update: " + file + " is as it was.");
        }
    }

    private static ObjectNode tree(
            DefinitionFolder.Saved saved, ExampleUpdate update, List<String> diff, boolean isWritten) {
        ObjectNode tree = new JsonMapper()
                .createObjectNode()
                .put("action", saved.file().definition().name())
                .put("file", saved.file().file());
        ArrayNode updated = tree.putArray("changed");
        ArrayNode refused = tree.putArray("refused");
        for (Result each : update.results()) {
            if (each instanceof Result.Changed changed) {
                changed.differences()
                        .forEach(updated.addObject()
                                .put("example", each.example())
                                .putArray("differences")::add);
            } else if (each instanceof Result.Refused failed) {
                refused.addObject().put("example", each.example()).put("why", failed.why());
            }
        }
        tree.put("written", isWritten);
        diff.forEach(tree.putArray("diff")::add);
        return tree;
    }
}
