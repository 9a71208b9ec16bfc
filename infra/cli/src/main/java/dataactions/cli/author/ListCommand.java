package dataactions.cli.author;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.authoring.Contracts;
import dataactions.cli.Context;
import dataactions.cli.ExitStatus;
import dataactions.cli.Main;
import dataactions.cli.Terminal;
import dataactions.cli.options.DefinitionsCommand;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code list}: the actions that the definitions describe. */
@Command(
        name = "list",
        header = "Lists the actions with their contract number, category, upstreams and file.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example: " + Main.NAME + " list --json"})
public final class ListCommand extends DefinitionsCommand {
    public ListCommand(Context context, Terminal terminal) {
        super(context, terminal);
    }

    @Override
    public Integer call() {
        ObjectNode tree = new JsonMapper().createObjectNode();
        ArrayNode actions = tree.putArray("actions");
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("Action", "Contract", "Category", "Upstreams", "File"));
        for (Contracts.Action each : contracts().actions()) {
            boolean isDraft = each.draft().isPresent();
            rows.add(List.of(
                    each.name(),
                    each.contract() + (isDraft ? " (draft)" : ""),
                    each.category() == null ? "" : each.category(),
                    String.join(", ", each.upstreams()),
                    each.file()));
            ObjectNode action = actions.addObject()
                    .put("name", each.name())
                    .put("contract", each.contract())
                    .put("draft", isDraft)
                    .put("category", each.category())
                    .put("description", each.description())
                    .put("file", each.file());
            each.upstreams().forEach(action.putArray("upstreams")::add);
        }
        terminal.table("", rows);
        terminal.result(tree);
        return ExitStatus.DONE;
    }
}
