package dataactions.infra;

/**
 * What {@link Operations} needs.
 *
 * @param environment its name and the topic that alarms go to
 * @param function the function that Genesys calls
 * @param registrar the function that CloudFormation calls
 */
public record OperationsProps(Environment environment, DataActionFunction function, Registrar registrar) {}
