package dataactions.cli.author;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.authoring.Contracts;
import dataactions.authoring.contract.Draft;
import dataactions.authoring.reader.DefinitionException;
import dataactions.authoring.reader.yaml.DefinitionProblem;
import dataactions.cli.Context;
import dataactions.cli.ExitStatus;
import dataactions.cli.Main;
import dataactions.cli.Terminal;
import dataactions.cli.options.DefinitionsCommand;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/** {@code check}: validates the definitions and runs their examples. */
@Command(
        name = "check",
        header = "Checks every definition, runs every example and names the drafts; writes nothing.",
        description = {
            "An upstream that no environment of cdk.json has is a mistake. With --definitions, cdk.json is not read.",
            "The exit status is 2 if a build refuses a draft, or if cdk.json cannot be read. A warning does not change it."
        },
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
                    .put("change", each.change())
                    .put("refused", each.isRefused());
        });
        UpstreamCheck upstreams =
                UpstreamCheck.of(context.root(), definitions.isProject() ? checked.calls() : List.of());
        List<DefinitionProblem> warnings = joined(checked.warnings(), upstreams.warnings());
        List<DefinitionProblem> problems = joined(checked.problems(), upstreams.problems());
        warnings.forEach(warning -> terminal.note("warning: " + warning));
        upstreams.unread().ifPresent(why -> terminal.note("Not checked whether the upstreams exist: " + why));
        add(tree.putArray("warnings"), warnings);
        add(tree.putArray("problems"), problems);
        terminal.result(tree);
        DefinitionException.throwIfAny(problems);
        boolean isRefused = checked.drafts().stream().anyMatch(Draft::isRefused);
        return isRefused || upstreams.unread().isPresent() ? ExitStatus.LOOK : ExitStatus.DONE;
    }

    private static List<DefinitionProblem> joined(List<DefinitionProblem> some, List<DefinitionProblem> more) {
        return Stream.concat(some.stream(), more.stream()).toList();
    }

    private static void add(ArrayNode array, List<DefinitionProblem> problems) {
        problems.forEach(each -> array.addObject()
                .put("file", each.file())
                .put("line", each.line())
                .put("path", each.path())
                .put("message", each.message()));
    }
}
