package dataactions.authoring;

import java.util.List;
import java.util.stream.Collectors;

/** The definitions cannot be used; the message holds one line for each {@link Problem}. */
public final class DefinitionException extends RuntimeException {
    private final transient List<Problem> problems;

    public DefinitionException(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    /** All that is wrong, in file order. */
    public List<Problem> problems() {
        return problems;
    }
}
