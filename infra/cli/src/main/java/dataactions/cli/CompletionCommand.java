package dataactions.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
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

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "SHELL", description = "One of: ${COMPLETION-CANDIDATES}.")
    private Shell shell;

    @Override
    public Integer call() {
        CommandLine line = spec.commandLine();
        if (shell == Shell.zsh) {
            line.getOut().println("autoload -Uz compinit bashcompinit && compinit && bashcompinit");
        }
        line.getOut().println(AutoComplete.bash("data-actions", line.getParent()));
        return ExitStatus.DONE;
    }
}
