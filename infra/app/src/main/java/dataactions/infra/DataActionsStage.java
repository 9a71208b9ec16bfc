package dataactions.infra;

import software.amazon.awscdk.Stage;
import software.amazon.awscdk.StageProps;
import software.amazon.awscdk.Tags;
import software.constructs.Construct;

/**
 * One environment: its stack is called {@code <environment>-DataActions} and is deployed with
 * {@code cdk deploy '<environment>/*'}.
 */
public final class DataActionsStage extends Stage {
    private final DataActionStack stack;

    /** @throws ConfigurationException when environment and definitions do not go together, or a jar is missing */
    public DataActionsStage(Construct scope, DataActionStackProps props) {
        super(scope, props.environment().name(), stageProps(props.environment()));
        stack = new DataActionStack(this, "DataActions", props);
        // Here and not on the App: tags and aspects of an App do not enter its stages.
        Tags.of(this).add("data-actions:environment", props.environment().name());
    }

    public DataActionStack stack() {
        return stack;
    }

    private static StageProps stageProps(Environment environment) {
        software.amazon.awscdk.Environment.Builder where = software.amazon.awscdk.Environment.builder();
        environment.account().ifPresent(where::account);
        environment.region().ifPresent(where::region);
        return StageProps.builder().env(where.build()).build();
    }
}
