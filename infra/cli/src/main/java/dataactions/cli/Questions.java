package dataactions.cli;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Asks a person, if there is one. The questions go to standard error: they are no part of the result. */
public final class Questions {
    /** The bytes of a line at which a terminal cuts it: macOS, then Linux. */
    private static final Set<Integer> LONGEST = Set.of(1023, 1024, 4095);

    private final Context context;
    private final Terminal terminal;
    private final boolean isSomebodyThere;

    public Questions(Context context, Terminal terminal) {
        this.context = context;
        this.terminal = terminal;
        this.isSomebodyThere = context.typed() != Context.NOBODY && !context.isCi();
    }

    public boolean isSomebodyThere() {
        return isSomebodyThere;
    }

    /**
     * The typed line without blanks around it; empty if nobody is there, or if only Enter was pressed.
     *
     * @throws CommandException when the input ends (Ctrl-D)
     */
    public Optional<String> ask(String question) {
        Optional<String> line = line(question);
        if (isSomebodyThere && line.isEmpty()) {
            throw new CommandException("The input ended (Ctrl-D) at the question \"" + question
                    + "\": nothing is written. Run the command again.");
        }
        return line.map(String::strip).filter(text -> !text.isEmpty());
    }

    /** The typed line, or the default, which the question shows: also for "yes". */
    public String ask(String question, String byDefault) {
        return ask(question + " [" + byDefault + "]:")
                .filter(text -> !isYes(text))
                .orElse(byDefault);
    }

    /**
     * Whether the answer is yes; no if nobody is there.
     *
     * @throws CommandException when the input ends (Ctrl-D)
     */
    public boolean confirm(String question) {
        return ask(question + " [y/N]").filter(Questions::isYes).isPresent();
    }

    private static boolean isYes(String text) {
        return text.matches("(?i)y|yes");
    }

    /**
     * All lines up to an empty one, or up to two in an open quote.
     *
     * @param isOpen whether a text goes on after an empty line, because a quote is open
     * @throws CommandException when the terminal cut a line
     */
    public Optional<String> lines(String question, Predicate<String> isOpen) {
        List<String> all = new ArrayList<>();
        Optional<String> line = line(question);
        boolean wasBlank = false;
        while (line.isPresent()) {
            boolean isBlank = line.get().isBlank();
            if (isBlank && (wasBlank || !isOpen.test(String.join("\n", all)))) {
                break;
            }
            if (isBlank) {
                terminal.note("A quote is open. Paste the rest; or press Enter once more to stop.");
            }
            wasBlank = isBlank;
            checkLength(line.get());
            all.add(line.get());
            line = context.typed().get();
        }
        return all.isEmpty() ? Optional.empty() : Optional.of(String.join("\n", all));
    }

    private static void checkLength(String line) {
        int bytes = line.getBytes(StandardCharsets.UTF_8).length;
        if (LONGEST.contains(bytes)) {
            throw new CommandException(
                    "A pasted line has " + bytes + " bytes, the most that a terminal takes: its end is"
                            + " probably missing. Pipe it: pbpaste | " + Main.NAME + " new NAME");
        }
    }

    private Optional<String> line(String question) {
        if (!isSomebodyThere) {
            return Optional.empty();
        }
        terminal.question(question);
        return context.typed().get();
    }
}
