package dataactions.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code completion}: prints the script that completes our commands in a shell. */
@Command(
        name = "completion",
        header = "Prints a script that completes commands and options in bash or zsh.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Example (bash): source <(" + Main.NAME + " completion bash)",
            "Example (zsh):  source <(" + Main.NAME + " completion zsh)"
        })
final class CompletionCommand implements Callable<Integer> {
    /** The shells that picocli's script completes for. */
    enum Shell {
        bash,
        zsh
    }

    private final Terminal terminal;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "SHELL", description = "One of: ${COMPLETION-CANDIDATES}.")
    private Shell shell;

    CompletionCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        if (shell == Shell.zsh) {
            terminal.line("autoload -Uz compinit bashcompinit && compinit && bashcompinit");
        }
        terminal.line(AutoComplete.bash("data-actions", spec.commandLine().getParent()));
        return ExitStatus.DONE;
    }
}
