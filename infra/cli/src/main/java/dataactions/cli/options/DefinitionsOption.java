package dataactions.cli.options;

import dataactions.authoring.Contracts;
import dataactions.cli.Context;
import dataactions.cli.Terminal;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The folder of definitions that a command reads. */
public final class DefinitionsOption {
    @Option(
            names = "--definitions",
            paramLabel = "DIR",
            description = "Folder of the definitions (default: function/actions of the project).")
    private Path folder;

    public Contracts contracts(Context context, Terminal terminal) {
        return new Contracts(folder(context), terminal::line);
    }

    public Path folder(Context context) {
        return folder != null ? folder : context.root().resolve("function/actions");
    }

    /** Whether it is the project's own folder. */
    public boolean isProject() {
        return folder == null;
    }
}
