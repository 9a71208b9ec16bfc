package dataactions.sandbox.aws.resources;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.sandbox.aws.FunctionUrls;
import dataactions.sandbox.aws.account.Account;
import dataactions.sandbox.aws.account.LambdaFunction;
import dataactions.sandbox.cloudformation.provider.ResourceFailure;
import dataactions.sandbox.cloudformation.provider.ResourceProvider;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;

/** {@code AWS::Lambda::Url}: a loopback port in place of {@code https://<id>.lambda-url.<region>.on.aws/}. */
record UrlProvider(Account account, FunctionUrls urls, Map<String, Integer> ports) implements ResourceProvider {
    @Override
    public boolean replaces(ObjectNode oldProperties, ObjectNode newProperties) {
        return ResourceProperties.differs(oldProperties, newProperties, "TargetFunctionArn", "Qualifier");
    }

    @Override
    public Made create(Order order) throws ResourceFailure {
        String target = ResourceProperties.text(order.properties(), "TargetFunctionArn", "");
        String qualifier = qualifier(order.properties());
        String authType = ResourceProperties.text(order.properties(), "AuthType", "");
        LambdaFunction function = account.function(target).orElseThrow(() -> ResourceProperties.noFunction(target));
        if (!qualifier.isEmpty() && !function.aliases().containsKey(qualifier)) {
            throw new ResourceFailure(
                    "A Function URL needs an alias; " + function.name() + " has none named '" + qualifier + "'.");
        }
        if (function.urls().containsKey(qualifier)) {
            throw new ResourceFailure("FunctionUrlConfig exists for this Lambda function (409).");
        }
        String id = UUID.nameUUIDFromBytes((function.arn() + ":" + qualifier).getBytes(StandardCharsets.UTF_8))
                .toString()
                .replace("-", "");
        try {
            int port = open(function.name(), qualifier, id, ports.getOrDefault(order.logicalId(), 0));
            ports.put(order.logicalId(), port);
            account.change(
                    function.name(), each -> each.withUrl(qualifier, new LambdaFunction.Url(id, authType, port)));
            return made(function, qualifier, port);
        } catch (IOException e) {
            throw new ResourceFailure(e.getMessage());
        }
    }

    /** Opens it at the port of the last URL, or at another one: nothing calls a new URL yet. */
    private int open(String function, String qualifier, String id, int lastPort) throws IOException {
        try {
            return urls.open(function, qualifier, id, lastPort);
        } catch (IOException e) {
            return urls.open(function, qualifier, id, 0);
        }
    }

    @Override
    public Made update(Order order) throws ResourceFailure {
        String target = ResourceProperties.text(order.properties(), "TargetFunctionArn", "");
        String qualifier = qualifier(order.properties());
        LambdaFunction function = account.function(target).orElseThrow(() -> ResourceProperties.noFunction(target));
        LambdaFunction.Url url = function.urls().get(qualifier);
        if (url == null) {
            throw new ResourceFailure("The function has no URL (404).");
        }
        String authType = ResourceProperties.text(order.properties(), "AuthType", "");
        account.change(
                function.name(),
                each -> each.withUrl(qualifier, new LambdaFunction.Url(url.id(), authType, url.port())));
        return made(function, qualifier, url.port());
    }

    @Override
    public void delete(Order order) {
        String target = ResourceProperties.text(order.properties(), "TargetFunctionArn", "");
        String qualifier = qualifier(order.properties());
        account.function(target).map(function -> function.urls().get(qualifier)).ifPresent(url -> urls.close(url.id()));
        account.change(target, function -> function.withoutUrl(qualifier));
    }

    private static String qualifier(ObjectNode properties) {
        String target = ResourceProperties.text(properties, "TargetFunctionArn", "");
        return ResourceProperties.text(properties, "Qualifier", LambdaFunction.qualifierOf(target));
    }

    private static Made made(LambdaFunction function, String qualifier, int port) {
        String arn = qualifier.isEmpty() ? function.arn() : function.arn() + ":" + qualifier;
        return new Made(
                arn,
                ResourceProperties.attributes("FunctionUrl", "http://127.0.0.1:" + port + "/", "FunctionArn", arn));
    }
}
