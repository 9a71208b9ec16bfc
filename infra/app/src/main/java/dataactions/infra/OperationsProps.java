package dataactions.infra;

import java.util.Optional;
import software.amazon.awscdk.services.lambda.IFunction;

/**
 * What {@link Operations} needs.
 *
 * @param environment its name and the topic that alarms go to
 * @param function the function that Genesys calls
 * @param registrar the function that CloudFormation calls
 * @param rotation the function that Secrets Manager calls, where the caller's secret is rotated
 */
public record OperationsProps(
        Environment environment, DataActionFunction function, Registrar registrar, Optional<IFunction> rotation) {}
