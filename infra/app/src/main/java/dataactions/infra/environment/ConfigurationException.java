package dataactions.infra.environment;

import java.util.List;

/** The environments or the built jars are invalid. The message has one line for each problem. */
public final class ConfigurationException extends RuntimeException {
    private final transient List<String> problems;

    public ConfigurationException(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = List.copyOf(problems);
    }

    public ConfigurationException(String problem) {
        this(List.of(problem));
    }

    /** Everything that is wrong. Each line says where, what, what was expected, and what to do next. */
    public List<String> problems() {
        return problems;
    }
}
