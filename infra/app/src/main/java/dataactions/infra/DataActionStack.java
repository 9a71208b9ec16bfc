package dataactions.infra;

import dataactions.infra.constructs.DataActionFunction;
import dataactions.infra.environment.Environment;
import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.DefaultStackSynthesizer;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.constructs.Construct;

/**
 * The {@link DataActions} of one environment in one stack. The number of outputs does not depend on the number of
 * actions: the actions' ids are in SSM parameters.
 */
public final class DataActionStack extends Stack {

    /**
     * @throws ConfigurationException when environment and definitions do not fit together, or a jar is missing
     */
    public DataActionStack(Construct scope, String id, DataActionsProps props) {
        super(scope, id, stackProps(props.environment()));
        DataActions actions = new DataActions(this, DataActions.ONLY, props);
        DataActionFunction function = actions.function();
        output(
                function.door().outputName(),
                "What Genesys Cloud calls",
                function.door().requestUrl());
        output("FunctionName", "The function's name", function.function().getFunctionName());
        output(
                "FunctionVersion",
                "The version that callers reach",
                function.version().getVersion());
        output("FunctionDigest", "The digest of the function's code and definitions", function.codeDigest());
        output(
                "IntegrationId",
                "The integration's id in Genesys Cloud",
                actions.registration().integrationId());
    }

    private void output(String id, String description, String value) {
        CfnOutput.Builder.create(this, id).description(description).value(value).build();
    }

    private static StackProps stackProps(Environment environment) {
        StackProps.Builder props = StackProps.builder()
                .description("Genesys Cloud data actions (" + environment.name() + ")")
                .terminationProtection(environment.onDestroy().protects());
        environment
                .bootstrapQualifier()
                .ifPresent(qualifier -> props.synthesizer(DefaultStackSynthesizer.Builder.create()
                        .qualifier(qualifier)
                        .build()));
        return props.build();
    }
}
