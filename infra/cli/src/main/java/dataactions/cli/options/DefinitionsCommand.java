package dataactions.cli.options;

import dataactions.authoring.Contracts;
import dataactions.cli.Context;
import dataactions.cli.Terminal;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;

/** A command that reads the definitions and their contracts. */
public abstract class DefinitionsCommand implements Callable<Integer> {
    protected final Context context;
    protected final Terminal terminal;

    @Mixin
    protected DefinitionsOption definitions;

    protected DefinitionsCommand(Context context, Terminal terminal) {
        this.context = context;
        this.terminal = terminal;
    }

    protected Contracts contracts() {
        return definitions.contracts(context, terminal);
    }
}
