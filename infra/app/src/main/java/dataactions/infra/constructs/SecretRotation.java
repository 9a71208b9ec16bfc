package dataactions.infra.constructs;

import dataactions.infra.constructs.lambda.LambdaIdentity;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.lambda.Permission;
import software.amazon.awscdk.services.secretsmanager.CfnRotationSchedule;
import software.constructs.Construct;

/**
 * Rotates the caller secret on a schedule of Secrets Manager, with a function from the registrar's jar that has its own
 * role. The registrar's function cannot rotate, because its environment would have to name the credential, and the
 * credential depends on the registrar.
 */
public final class SecretRotation extends Construct {
    /** The handler's class; a test compares it with the class itself. */
    public static final String HANDLER = "dataactions.registrar.RotationHandler";

    /** A step waits 65 seconds until the function has the new value, then writes the value to Genesys. */
    private static final Duration TIMEOUT = Duration.seconds(180);

    private final Function function;

    /**
     * Rotates {@code secret}.
     *
     * @param days the days between two rotations
     * @param credentialId the id of the Genesys credential with the secret, a token during synthesis
     * @param functionUrl the URL that tests the new value before it becomes current
     */
    public SecretRotation(
            Construct scope,
            String id,
            RegistrarFunction.Props props,
            GeneratedCallerSecret secret,
            int days,
            String credentialId,
            String functionUrl) {
        super(scope, id);
        LambdaIdentity identity = new LambdaIdentity(
                this, "the rotation", props.logRetentionDays(), props.kmsKey(), RemovalPolicy.DESTROY);
        identity.role()
                .addToPolicy(PolicyStatement.Builder.create()
                        .actions(List.of("secretsmanager:GetSecretValue"))
                        .resources(RegistrarFunction.secretArns(
                                Stack.of(this), props.genesys().credentialsSecret()))
                        .build());
        identity.role()
                .addToPolicy(PolicyStatement.Builder.create()
                        .actions(List.of(
                                "secretsmanager:DescribeSecret",
                                "secretsmanager:GetSecretValue",
                                "secretsmanager:PutSecretValue",
                                "secretsmanager:UpdateSecretVersionStage"))
                        .resources(List.of(secret.arn()))
                        .build());
        props.kmsKey()
                .ifPresent(key -> identity.role()
                        .addToPolicy(PolicyStatement.Builder.create()
                                .actions(List.of("kms:GenerateDataKey"))
                                .resources(List.of(key))
                                .build()));
        Map<String, String> variables = new LinkedHashMap<>(RegistrarFunction.variables(props.genesys()));
        variables.put("GENESYS_CREDENTIAL_ID", credentialId);
        variables.put("FUNCTION_URL", functionUrl);
        function = new RegistrarCode(
                        "Rotation",
                        HANDLER,
                        "Renews what Genesys Cloud shows at the Function URL; called by Secrets Manager",
                        TIMEOUT)
                .function(this, props, identity, variables);
        function.addPermission(
                "Secret",
                Permission.builder()
                        .principal(new ServicePrincipal("secretsmanager.amazonaws.com"))
                        .sourceAccount(Aws.ACCOUNT_ID)
                        .sourceArn(secret.arn())
                        .build());
        // The L1: the L2 grants GetRandomPassword on everything, which this function does not need. The rotation must
        // not start immediately, because the secret would rotate during the deployment that creates or changes the
        // schedule.
        CfnRotationSchedule schedule = CfnRotationSchedule.Builder.create(this, "Schedule")
                .secretId(secret.arn())
                .rotationLambdaArn(function.getFunctionArn())
                .rotationRules(CfnRotationSchedule.RotationRulesProperty.builder()
                        .automaticallyAfterDays(days)
                        .build())
                .rotateImmediatelyOnUpdate(false)
                .build();
        schedule.overrideLogicalId(props.prefix() + "RotationSchedule");
        schedule.getNode().addDependency(function.getNode().findChild("Secret"));
    }

    /** The function, for metrics and alarms. */
    public Function function() {
        return function;
    }
}
