package dataactions.cli;

import dataactions.definition.Suggestion;
import dataactions.infra.environment.Environment;
import dataactions.infra.environment.Environments;
import java.nio.file.Path;
import java.util.List;

/** Reads the project's environments from {@code cdk.json}. */
public final class ProjectEnvironments {
    private ProjectEnvironments() {}

    /**
     * The names of all environments.
     *
     * @throws dataactions.infra.environment.ConfigurationException when cdk.json is wrong
     */
    public static List<String> environments(Path root) {
        return Environments.ofProjectAnywhere(root).names();
    }

    /**
     * @throws dataactions.infra.environment.ConfigurationException when cdk.json is wrong
     * @throws CommandException when it has no such environment
     */
    public static Environment environment(Path root, String name) {
        return named(Environments.ofProject(root), name);
    }

    /** The environment of this name. */
    public static Environment named(Environments environments, String name) {
        return environments.find(name).orElseThrow(() -> {
            List<String> names = environments.names();
            return new CommandException("cdk.json has no environment " + name + Suggestion.didYouMean(name, names)
                    + " It has: " + String.join(", ", names) + ".");
        });
    }
}
