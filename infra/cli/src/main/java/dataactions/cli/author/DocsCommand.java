package dataactions.cli.author;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.authoring.DefinitionSet;
import dataactions.cli.CommandException;
import dataactions.cli.Context;
import dataactions.cli.ExitStatus;
import dataactions.cli.Main;
import dataactions.cli.ProjectEnvironments;
import dataactions.cli.Terminal;
import dataactions.cli.options.DefinitionsCommand;
import dataactions.infra.environment.ConfigurationException;
import dataactions.infra.environment.Environment;
import dataactions.infra.environment.Environments;
import dataactions.infra.handbook.Handbook;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code docs}: the handbook of each environment, for the person who draws a flow. */
@Command(
        name = "docs",
        header = "Writes a page about the actions of each environment, for the person who draws a flow.",
        description = {
            "Each environment gets an HTML file, which loads no other file, and a Markdown file for a wiki. They show inputs,"
                    + " outputs as Architect shows them, outcomes, examples, which systems the data passes, and lines for Archy. The files"
                    + " hold no secret. The same definitions give the same files. A contract that is not recorded is a draft."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Example: " + Main.NAME + " docs",
            "Example: " + Main.NAME + " docs --environment test --output pages"
        })
public final class DocsCommand extends DefinitionsCommand {
    @Option(
            names = {"--environment", "-e"},
            paramLabel = "NAME",
            description = "Environment of cdk.json. Repeatable (default: all).")
    private List<String> environments = List.of();

    @Option(
            names = {"--output", "-o"},
            paramLabel = "DIR",
            description = "Folder of the files, made if it does not exist (default: target/docs of the project).")
    private Path output;

    public DocsCommand(Context context, Terminal terminal) {
        super(context, terminal);
    }

    @Override
    public Integer call() throws IOException {
        Environments known = Environments.ofProjectAnywhere(context.root());
        List<Environment> chosen = environments.isEmpty()
                ? known.all()
                : environments.stream()
                        .distinct()
                        .map(name -> ProjectEnvironments.named(known, name))
                        .toList();
        DefinitionSet set = DefinitionSet.loadWithDrafts(definitions.folder(context));
        // All are made before the first is written: after a mistake the folder is as it was.
        Map<Environment, Handbook> handbooks = new LinkedHashMap<>();
        List<String> problems = new ArrayList<>();
        for (Environment environment : chosen) {
            try {
                handbooks.put(environment, Handbook.of(environment, set));
            } catch (ConfigurationException e) {
                problems.addAll(e.problems());
            }
        }
        if (!problems.isEmpty()) {
            throw new ConfigurationException(problems);
        }
        Path folder = output != null ? output : context.root().resolve("target/docs");
        if (output != null) {
            checkOverwritesNothing(handbooks.keySet());
        }
        ObjectNode tree = new JsonMapper().createObjectNode();
        ArrayNode pages = tree.putArray("environments");
        for (Map.Entry<Environment, Handbook> each : handbooks.entrySet()) {
            String name = each.getKey().name();
            Handbook.Written written = each.getValue().write(folder, name);
            terminal.line(written.html().toString());
            terminal.line(written.markdown().toString());
            pages.addObject()
                    .put("environment", name)
                    .put("actions", each.getValue().actions())
                    .put("html", written.html().toString())
                    .put("markdown", written.markdown().toString());
        }
        set.drafts().forEach(draft -> terminal.note(draft.toString()));
        terminal.result(tree);
        return ExitStatus.DONE;
    }

    /** The user's folder may have files of the same names, such as dev.md. The build's own folder has none. */
    private void checkOverwritesNothing(Collection<Environment> written) throws IOException {
        List<String> foreign = new ArrayList<>();
        for (Environment environment : written) {
            Handbook.foreign(output, environment.name()).forEach(file -> foreign.add(file.toString()));
        }
        if (!foreign.isEmpty()) {
            throw new CommandException("Nothing is written: " + String.join(", ", foreign)
                    + (foreign.size() == 1 ? " is" : " are")
                    + " there already, and not written by this command. Choose another folder with --output, or delete"
                    + " " + (foreign.size() == 1 ? "the file" : "the files") + ".");
        }
    }
}
