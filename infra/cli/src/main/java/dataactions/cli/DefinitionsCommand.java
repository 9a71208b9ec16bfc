package dataactions.cli;

import dataactions.authoring.Contracts;
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
