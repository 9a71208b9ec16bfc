package dataactions.cli.options;

import dataactions.infra.environment.Environment;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The qualifier of the CDK bootstrap in an account. */
public final class QualifierOption {
    public static final String DEFAULT = "hnb659fds";

    @Option(
            names = "--qualifier",
            paramLabel = "TEXT",
            description =
                    "Qualifier that the account was bootstrapped with; default: the environment's bootstrapQualifier,"
                            + " or else the CDK's " + DEFAULT + ".")
    private String qualifier;

    public String of(Optional<Environment> environment) {
        return Optional.ofNullable(qualifier)
                .or(() -> environment.flatMap(Environment::bootstrapQualifier))
                .orElse(DEFAULT);
    }
}
