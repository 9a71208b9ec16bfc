package dataactions.cli.author;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.authoring.Contracts;
import dataactions.authoring.reader.DefinitionException;
import dataactions.authoring.reader.yaml.DefinitionProblem;
import dataactions.cli.Context;
import dataactions.cli.ExitStatus;
import dataactions.cli.Main;
import dataactions.cli.Terminal;
import dataactions.cli.options.DefinitionsCommand;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code check}: validates the definitions and runs their examples. */
@Command(
        name = "check",
        header = "Checks every definition, runs every example and names the drafts; writes nothing.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example: " + Main.NAME + " check"})
public final class CheckCommand extends DefinitionsCommand {
    public CheckCommand(Context context, Terminal terminal) {
        super(context, terminal);
    }

    @Override
    public Integer call() {
        Contracts.Checked checked = contracts().check();
        ObjectNode tree = new JsonMapper().createObjectNode();
        ArrayNode examples = tree.putArray("examples");
        checked.examples().forEach(each -> {
            terminal.line((each.passed() ? "ok    " : "FAIL  ") + each.action() + ": " + each.example());
            examples.addObject()
                    .put("action", each.action())
                    .put("example", each.example())
                    .put("passed", each.passed());
        });
        ArrayNode drafts = tree.putArray("drafts");
        checked.drafts().forEach(each -> {
            terminal.line(each.toString());
            drafts.addObject()
                    .put("action", each.action())
                    .put("contract", each.number())
                    .put("change", each.change());
        });
        checked.warnings().forEach(warning -> terminal.note("warning: " + warning));
        add(tree.putArray("warnings"), checked.warnings());
        add(tree.putArray("problems"), checked.problems());
        terminal.result(tree);
        if (!checked.problems().isEmpty()) {
            throw new DefinitionException(checked.problems());
        }
        return ExitStatus.DONE;
    }

    private static void add(ArrayNode array, List<DefinitionProblem> problems) {
        problems.forEach(each -> array.addObject()
                .put("file", each.file())
                .put("line", each.line())
                .put("path", each.path())
                .put("message", each.message()));
    }
}
