package dataactions.authoring.reader;

import dataactions.authoring.reader.yaml.DefinitionProblem;
import java.util.List;
import java.util.stream.Collectors;

/** The definitions are invalid. The message has one line for each {@link DefinitionProblem}. */
public final class DefinitionException extends RuntimeException {
    private final transient List<DefinitionProblem> problems;

    public DefinitionException(List<DefinitionProblem> problems) {
        super(problems.stream().map(DefinitionProblem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    /** Throws if there are problems. */
    public static void throwIfAny(List<DefinitionProblem> problems) {
        if (!problems.isEmpty()) {
            throw new DefinitionException(problems);
        }
    }

    /** All problems, in the order of the files. */
    public List<DefinitionProblem> problems() {
        return problems;
    }
}
