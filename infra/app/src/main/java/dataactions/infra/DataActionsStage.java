package dataactions.infra;

import dataactions.infra.assembly.LocalAssembly;
import dataactions.infra.environment.Environment;
import io.github.cdklabs.cdknag.AwsSolutionsChecks;
import software.amazon.awscdk.Aspects;
import software.amazon.awscdk.PermissionsBoundary;
import software.amazon.awscdk.Stage;
import software.amazon.awscdk.StageProps;
import software.amazon.awscdk.Tags;
import software.constructs.Construct;

/**
 * One environment: its stack is called {@code <environment>-DataActions} and is deployed with
 * {@code cdk deploy '<environment>/*'}.
 */
public final class DataActionsStage extends Stage {
    /** The tag of every resource for cost allocation. Its value is the environment's name. */
    static final String TAG = "data-actions:environment";

    private final DataActionStack stack;

    /** @throws ConfigurationException when environment and definitions do not fit together, or a jar is missing */
    public DataActionsStage(Construct scope, DataActionsProps props) {
        super(scope, props.environment().name(), stageProps(props.environment()));
        stack = new DataActionStack(this, "DataActions", props);
        // Added to the stage, because tags and aspects of an app do not apply inside stages.
        props.environment().tags().forEach(Tags.of(this)::add);
        Tags.of(this).add(TAG, props.environment().name());
        // Not for a local deployment: cdk-nag finds mistakes in constructs, and no mistakes in definitions or in
        // cdk.json.
        if (!LocalAssembly.isIn(this)) {
            Aspects.of(this).add(new AwsSolutionsChecks());
        }
    }

    public DataActionStack stack() {
        return stack;
    }

    private static StageProps stageProps(Environment environment) {
        software.amazon.awscdk.Environment.Builder where = software.amazon.awscdk.Environment.builder();
        environment.account().ifPresent(where::account);
        environment.region().ifPresent(where::region);
        StageProps.Builder props = StageProps.builder().env(where.build());
        environment
                .permissionsBoundary()
                .map(policy -> policy.startsWith("arn:")
                        ? PermissionsBoundary.fromArn(policy)
                        : PermissionsBoundary.fromName(policy))
                .ifPresent(props::permissionsBoundary);
        return props.build();
    }
}
