package dataactions.infra.constructs;

import dataactions.infra.constructs.lambda.LambdaIdentity;
import dataactions.infra.constructs.lambda.StagedCode;
import java.util.Map;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.lambda.Architecture;
import software.amazon.awscdk.services.lambda.CfnFunction;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.lambda.LoggingFormat;
import software.amazon.awscdk.services.lambda.Runtime;
import software.constructs.Construct;

/**
 * A function that runs the registrar's jar: {@link RegistrarFunction} and {@link SecretRotation}.
 *
 * @param name the function's name; with the prefix it is the logical id
 * @param handler the class in the jar
 * @param description shown in the console
 * @param timeout how long it may take
 */
record RegistrarCode(String name, String handler, String description, Duration timeout) {

    Function function(
            Construct scope, RegistrarFunction.Props props, LambdaIdentity identity, Map<String, String> variables) {
        try (StagedCode staged = StagedCode.of(props.jar(), "registrar.jar")) {
            Function function = Function.Builder.create(scope, "Function")
                    .description(description)
                    .runtime(Runtime.JAVA_25)
                    .architecture(Architecture.ARM_64)
                    .handler(handler)
                    .code(staged.code())
                    .memorySize(1024)
                    .timeout(timeout)
                    .role(identity.role())
                    .logGroup(identity.logGroup())
                    .loggingFormat(LoggingFormat.JSON)
                    .environment(variables)
                    .build();
            CfnFunction resource = (CfnFunction) function.getNode().getDefaultChild();
            resource.overrideLogicalId(props.prefix() + name);
            props.kmsKey().ifPresent(resource::setKmsKeyArn);
            return function;
        }
    }
}
