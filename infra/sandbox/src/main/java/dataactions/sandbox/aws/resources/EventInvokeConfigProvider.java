package dataactions.sandbox.aws.resources;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.sandbox.aws.account.Account;
import dataactions.sandbox.aws.account.LambdaFunction;
import dataactions.sandbox.cloudformation.provider.ResourceFailure;
import dataactions.sandbox.cloudformation.provider.ResourceProvider;
import java.util.Map;

/**
 * {@code AWS::Lambda::EventInvokeConfig}: how asynchronous invocations of one version or alias are treated. Source:
 * Lambda API reference, PutFunctionEventInvokeConfig.
 */
record EventInvokeConfigProvider(Account account) implements ResourceProvider {
    @Override
    public boolean replaces(ObjectNode oldProperties, ObjectNode newProperties) {
        return ResourceProperties.differs(oldProperties, newProperties, "FunctionName", "Qualifier");
    }

    @Override
    public Made create(Order order) throws ResourceFailure {
        ObjectNode properties = order.properties();
        String function = ResourceProperties.text(properties, "FunctionName", "");
        String qualifier = ResourceProperties.text(properties, "Qualifier", "$LATEST");
        LambdaFunction.EventInvokeConfig config = new LambdaFunction.EventInvokeConfig(
                number(properties, "MaximumRetryAttempts", LambdaFunction.EventInvokeConfig.DEFAULT.retries(), 0, 2),
                number(
                        properties,
                        "MaximumEventAgeInSeconds",
                        LambdaFunction.EventInvokeConfig.DEFAULT.maximumAgeSeconds(),
                        60,
                        21_600),
                destination(properties.path("DestinationConfig")));
        LambdaFunction found = account.function(function).orElseThrow(() -> ResourceProperties.noFunction(function));
        boolean isThere = qualifier.equals("$LATEST")
                || found.versions().containsKey(qualifier)
                || found.aliases().containsKey(qualifier);
        if (!isThere) {
            throw ResourceProperties.noFunction(found.arn() + ":" + qualifier);
        }
        account.change(function, each -> each.withEvents(qualifier, config));
        return new Made(order.physicalId(), Map.of());
    }

    private static int number(ObjectNode properties, String name, int otherwise, int least, int most)
            throws ResourceFailure {
        return properties.hasNonNull(name)
                ? ResourceProperties.number(name, properties.get(name), least, most)
                : otherwise;
    }

    private String destination(JsonNode config) throws ResourceFailure {
        if (config.has("OnSuccess")) {
            throw new ResourceFailure("The sandbox has no DestinationConfig.OnSuccess, only OnFailure.");
        }
        if (!config.has("OnFailure")) {
            return "";
        }
        String arn = config.path("OnFailure").path("Destination").asText("");
        if (!arn.startsWith("arn:") || !arn.contains(":lambda:")) {
            throw new ResourceFailure("The sandbox sends records of failures to a Lambda function only."
                    + " DestinationConfig.OnFailure.Destination must be its ARN, but is '" + arn + "'.");
        }
        if (account.function(arn).isEmpty()) {
            throw ResourceProperties.noFunction(arn);
        }
        return arn;
    }

    @Override
    public Made update(Order order) throws ResourceFailure {
        return create(order);
    }

    @Override
    public void delete(Order order) {
        String qualifier = ResourceProperties.text(order.properties(), "Qualifier", "$LATEST");
        account.change(
                ResourceProperties.text(order.properties(), "FunctionName", ""),
                found -> found.withoutEvents(qualifier));
    }
}
