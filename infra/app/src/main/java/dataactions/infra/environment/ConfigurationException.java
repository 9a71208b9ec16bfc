package dataactions.infra.environment;

import java.util.List;

/** The environments or the build's products cannot be used; the message holds one line for each problem. */
public final class ConfigurationException extends RuntimeException {
    private final transient List<String> problems;

    public ConfigurationException(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = List.copyOf(problems);
    }

    public ConfigurationException(String problem) {
        this(List.of(problem));
    }

    /** All that is wrong; each one line: where, what, what was expected, and what to do next. */
    public List<String> problems() {
        return problems;
    }
}
