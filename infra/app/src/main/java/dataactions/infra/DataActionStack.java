package dataactions.infra;

import java.util.List;
import software.amazon.awscdk.Annotations;
import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.constructs.Construct;

/**
 * Everything that one environment has: the function, the secret its callers show, and the Genesys Cloud side, deployed,
 * rolled back and destroyed as one thing. The number of outputs does not depend on the number of actions; their ids are
 * in SSM parameters.
 */
public final class DataActionStack extends Stack {

    /**
     * @throws ConfigurationException when environment and definitions do not go together, or a jar is missing
     */
    public DataActionStack(Construct scope, String id, DataActionStackProps props) {
        super(scope, id, stackProps(props.environment()));
        Environment environment = props.environment();
        List<String> problems = DeploymentRules.problems(environment, props.definitions());
        if (!problems.isEmpty()) {
            throw new ConfigurationException(problems);
        }
        List<String> warnings = DeploymentRules.warnings(environment, props.definitions());
        for (int i = 0; i < warnings.size(); i++) {
            Annotations.of(this).addWarningV2("data-actions:" + (i + 1), warnings.get(i));
        }
        CallerSecret callerSecret = new CallerSecret(this, "CallerSecret");
        RegistrarProps registrarProps =
                new RegistrarProps(environment.genesys(), props.registrarJar(), environment.logRetentionDays());
        Registrar registrar = new Registrar(this, "Registrar", registrarProps);
        DataActionFunction function = new DataActionFunction(
                this,
                "Function",
                new DataActionFunctionProps(
                        environment, props.definitions(), props.handlerJar(), callerSecret, registrar));
        GenesysRegistration genesys = new GenesysRegistration(
                this,
                "Genesys",
                new GenesysRegistrationProps(environment, props.definitions(), registrar, function, callerSecret));
        environment
                .rotationDays()
                .ifPresent(days -> new SecretRotation(
                        this, "Rotation", registrarProps, callerSecret, days, genesys.credentialId(), function.url()));
        DestroyGuard.after(this, environment, registrar, genesys);
        output("FunctionUrl", "Where Genesys Cloud calls the data actions", function.url());
        output("FunctionName", "The function's name", function.function().getFunctionName());
        output(
                "FunctionVersion",
                "The version that callers reach",
                function.version().getVersion());
        output("FunctionDigest", "The digest of the function's code and definitions", function.codeDigest());
        output("IntegrationId", "The integration's id in Genesys Cloud", genesys.integrationId());
    }

    private void output(String id, String description, String value) {
        CfnOutput.Builder.create(this, id).description(description).value(value).build();
    }

    private static StackProps stackProps(Environment environment) {
        return StackProps.builder()
                .description("Genesys Cloud data actions (" + environment.name() + ")")
                .build();
    }
}
