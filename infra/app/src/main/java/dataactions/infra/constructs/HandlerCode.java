package dataactions.infra.constructs;

import dataactions.authoring.DefinitionSet;
import dataactions.definition.CompiledActions;
import dataactions.definition.PrimingExamples;
import dataactions.definition.upstream.Auth;
import dataactions.definition.upstream.Upstream;
import dataactions.infra.constructs.lambda.LambdaIdentity;
import dataactions.infra.constructs.lambda.StagedCode;
import dataactions.infra.environment.Environment;
import dataactions.infra.environment.Environment.Vpc;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.lambda.Architecture;
import software.amazon.awscdk.services.lambda.CfnFunction;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.lambda.LoggingFormat;
import software.amazon.awscdk.services.lambda.Runtime;
import software.amazon.awscdk.services.lambda.Tracing;
import software.constructs.Construct;

/**
 * A function that runs the handler's jar with the definitions: {@link DataActionFunction}, and the two of
 * {@link SlowActionJobs}. All of them have the same asset.
 *
 * @param environment how the function runs, and the key that encrypts its variables
 * @param definitions the actions in the asset
 * @param jar the handler's self-contained jar
 */
record HandlerCode(Environment environment, DefinitionSet definitions, Path jar) {
    /**
     * What differs between the functions.
     *
     * @param logicalId never depends on the construct's path
     * @param handler the class in the jar
     * @param description shown in the console
     * @param timeoutSeconds how long one invocation may take
     */
    record Kind(String logicalId, String handler, String description, int timeoutSeconds) {}

    /** The identity of a function. Its logs are deleted with the stack. */
    LambdaIdentity identity(Construct scope, String whose) {
        return new LambdaIdentity(
                scope, whose, environment.logRetentionDays(), environment.kmsKey(), RemovalPolicy.DESTROY);
    }

    /**
     * The function, outside a VPC.
     *
     * @param more sets what only this function has
     */
    Function function(
            Construct scope,
            Kind kind,
            LambdaIdentity identity,
            Map<String, String> variables,
            Consumer<Function.Builder> more) {
        try (StagedCode staged = StagedCode.of(jar, "handler.jar")
                .with(CompiledActions.FILE_NAME, definitions.compiled().write())
                .with(PrimingExamples.FILE_NAME, PrimingExamples.write(definitions.priming()))) {
            Function.Builder builder = Function.Builder.create(scope, "Function")
                    .description(kind.description())
                    .runtime(Runtime.JAVA_25)
                    .architecture(Architecture.ARM_64)
                    .handler(kind.handler())
                    .code(staged.code())
                    .memorySize(environment.function().memory())
                    .timeout(Duration.seconds(kind.timeoutSeconds()))
                    .role(identity.role())
                    .logGroup(identity.logGroup())
                    .loggingFormat(LoggingFormat.JSON)
                    .tracing(Tracing.ACTIVE)
                    .environment(variables);
            more.accept(builder);
            Function function = builder.build();
            CfnFunction resource = resource(function);
            resource.overrideLogicalId(kind.logicalId());
            environment.kmsKey().ifPresent(resource::setKmsKeyArn);
            return function;
        }
    }

    /** Puts the function into the environment's VPC, if there is one. */
    void joinVpc(Function function, LambdaIdentity identity) {
        environment.function().vpc().ifPresent(vpc -> {
            mayJoinNetworks(identity);
            resource(function).setVpcConfig(config(vpc));
        });
    }

    /** The L1 property, because the L2 needs the VPC's zones, and synthesis would have to look them up. */
    private static CfnFunction.VpcConfigProperty config(Vpc vpc) {
        return CfnFunction.VpcConfigProperty.builder()
                .subnetIds(vpc.subnetIds())
                .securityGroupIds(vpc.securityGroupIds())
                .build();
    }

    /**
     * Lambda makes these calls for a function in a VPC. IAM accepts no resource for the two Describe actions. The other
     * actions need the id of a network interface, and the id exists only after Lambda creates the interface.
     */
    private static void mayJoinNetworks(LambdaIdentity identity) {
        identity.role()
                .addToPolicy(PolicyStatement.Builder.create()
                        .actions(List.of(
                                "ec2:AssignPrivateIpAddresses",
                                "ec2:CreateNetworkInterface",
                                "ec2:DeleteNetworkInterface",
                                "ec2:DescribeNetworkInterfaces",
                                "ec2:DescribeSubnets",
                                "ec2:UnassignPrivateIpAddresses"))
                        .resources(List.of("*"))
                        .build());
    }

    /** Accepts the wildcard that X-Ray and, in a VPC, the network interfaces need. */
    void acceptWildcards(LambdaIdentity identity, boolean isInVpc) {
        NagFindings.acceptWildcard(
                identity.role(),
                "*",
                isInVpc && environment.function().vpc().isPresent()
                        ? "X-Ray has no resources to name, and EC2 knows those of a network interface only when it exists."
                        : "X-Ray has no resources to name.");
    }

    /**
     * What allows reading the upstreams' secrets, and only these: {@link GeneratedCallerSecret} grants access to the
     * caller secret. Includes the key: the former version needs the former key, and the default policy has the new one only.
     */
    List<PolicyStatement> mayReadSecretsOf(Collection<Upstream> upstreams, Construct scope) {
        Set<String> arns = new TreeSet<>();
        upstreams.forEach(upstream -> {
            if (upstream.auth() instanceof Auth.WithSecret auth) {
                arns.addAll(RegistrarFunction.secretArns(Stack.of(scope), auth.secret()));
            }
        });
        List<PolicyStatement> statements = new ArrayList<>();
        if (!arns.isEmpty()) {
            statements.add(PolicyStatement.Builder.create()
                    .actions(List.of("secretsmanager:GetSecretValue"))
                    .resources(List.copyOf(arns))
                    .build());
            environment.kmsKey().map(LambdaIdentity::decrypts).ifPresent(statements::add);
        }
        return statements;
    }

    static CfnFunction resource(Function function) {
        return (CfnFunction) function.getNode().getDefaultChild();
    }
}
