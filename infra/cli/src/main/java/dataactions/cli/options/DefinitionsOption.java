package dataactions.cli.options;

import dataactions.authoring.Contracts;
import dataactions.cli.Context;
import dataactions.cli.Terminal;
import dataactions.infra.environment.AppContext;
import dataactions.infra.environment.ConfigurationException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Option;

/** The folder of definitions that a command reads. */
public final class DefinitionsOption {
    private static final String DEFAULT = "function/actions";

    @Option(
            names = "--definitions",
            paramLabel = "DIR",
            description =
                    "Folder of the definitions (default: the key \"definitions\" of cdk.json, else function/actions).")
    private Path folder;

    public Contracts contracts(Context context, Terminal terminal) {
        return new Contracts(folder(context), terminal::line);
    }

    public Path folder(Context context) {
        return folder != null ? folder : ofProject(context.root());
    }

    /**
     * The folder that the context of {@code cdk.json} names.
     *
     * @throws ConfigurationException when the key has a wrong value
     */
    public static Path ofProject(Path root) {
        if (!Files.isRegularFile(root.resolve("cdk.json"))) {
            return root.resolve(DEFAULT);
        }
        AppContext context;
        try {
            context = AppContext.read(Map.of(), root);
        } catch (ConfigurationException e) {
            // The commands that need the file report its mistakes.
            return root.resolve(DEFAULT);
        }
        return root.resolve(context.path("definitions", DEFAULT));
    }

    /** Whether it is the project's own folder. */
    public boolean isProject() {
        return folder == null;
    }
}
