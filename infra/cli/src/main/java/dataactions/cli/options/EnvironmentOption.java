package dataactions.cli.options;

import dataactions.cli.CommandException;
import dataactions.cli.Context;
import dataactions.cli.ProjectEnvironments;
import dataactions.infra.environment.Environment;
import picocli.CommandLine.Option;

/** The environment of {@code cdk.json} that a command works on. */
public final class EnvironmentOption {
    @Option(
            names = {"--environment", "-e"},
            paramLabel = "NAME",
            defaultValue = "dev",
            description = "Environment of cdk.json (default: ${DEFAULT-VALUE}).")
    private String name;

    public String name() {
        return name;
    }

    /** @throws CommandException when no environment has that name */
    public Environment of(Context context) {
        return ProjectEnvironments.environment(context.root(), name);
    }
}
