package dataactions.cli.author.create;

import dataactions.cli.Context;
import dataactions.cli.Terminal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Asks a person, if there is one. The questions go to standard error: they are no part of the result. */
final class Questions {
    private final Context context;
    private final Terminal terminal;
    private boolean isSomebodyThere;

    Questions(Context context, Terminal terminal) {
        this.context = context;
        this.terminal = terminal;
        this.isSomebodyThere = context.typed() != Context.NOBODY && !context.isCi();
    }

    boolean isSomebodyThere() {
        return isSomebodyThere;
    }

    /** The typed line without blanks around it; empty if nobody is there, or if only Enter was pressed. */
    Optional<String> ask(String question) {
        return line(question).map(String::strip).filter(text -> !text.isEmpty());
    }

    /** Whether the answer is yes; no if nobody is there. */
    boolean confirm(String question) {
        return ask(question + " [y/N]")
                .filter(text -> text.matches("(?i)y|yes"))
                .isPresent();
    }

    /** All lines up to an empty one. */
    Optional<String> lines(String question) {
        List<String> all = new ArrayList<>();
        Optional<String> line = line(question);
        while (line.isPresent() && !line.get().isBlank()) {
            all.add(line.get());
            line = context.typed().get();
        }
        return all.isEmpty() ? Optional.empty() : Optional.of(String.join("\n", all));
    }

    private Optional<String> line(String question) {
        if (!isSomebodyThere) {
            return Optional.empty();
        }
        terminal.note(question);
        Optional<String> line = context.typed().get();
        isSomebodyThere = line.isPresent();
        return line;
    }
}
