package dataactions.sandbox.aws.resources;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.sandbox.aws.account.Account;
import dataactions.sandbox.aws.account.LambdaFunction;
import dataactions.sandbox.cloudformation.provider.ResourceFailure;
import dataactions.sandbox.cloudformation.provider.ResourceProvider;
import dataactions.sandbox.lambda.AssetFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** {@code AWS::Lambda::Function}: {@code $LATEST} of a Java function whose code is a file asset of the assembly. */
record FunctionProvider(Account account, Map<String, Path> assets, AssetFolder kept, String accountId, String region)
        implements ResourceProvider {
    private static final int MAX_ENVIRONMENT = 4096;

    /**
     * Properties that have an effect here, and those that do not belong to a version: a change of one of the latter
     * publishes none.
     */
    private static final Set<String> NOT_INERT = Set.of(
            "Code",
            "Environment",
            "FunctionName",
            "Handler",
            "MemorySize",
            "ReservedConcurrentExecutions",
            "Tags",
            "Timeout");

    @Override
    public boolean replaces(ObjectNode oldProperties, ObjectNode newProperties) {
        return ResourceProperties.differs(oldProperties, newProperties, "FunctionName", "PackageType");
    }

    @Override
    public Made create(Order order) throws ResourceFailure {
        String name = ResourceProperties.text(order.properties(), "FunctionName", order.physicalId());
        if (account.function(name).isPresent()) {
            throw new ResourceFailure("Function already exist: " + name + " (Lambda, 409).");
        }
        String arn = "arn:aws:lambda:" + region + ":" + accountId + ":function:" + name;
        account.put(LambdaFunction.of(name, arn, configuration(order)).withReservedConcurrency(reserved(order)));
        return new Made(name, ResourceProperties.attributes("Arn", arn));
    }

    @Override
    public Made update(Order order) throws ResourceFailure {
        LambdaFunction.Configuration configuration = configuration(order);
        Integer reserved = reserved(order);
        if (!account.change(
                order.physicalId(),
                function -> function.withLatest(configuration).withReservedConcurrency(reserved))) {
            throw ResourceProperties.noFunction(order.physicalId());
        }
        String arn = "arn:aws:lambda:" + region + ":" + accountId + ":function:" + order.physicalId();
        return new Made(order.physicalId(), ResourceProperties.attributes("Arn", arn));
    }

    @Override
    public void delete(Order order) {
        account.removeFunction(order.physicalId());
    }

    private static Integer reserved(Order order) throws ResourceFailure {
        JsonNode limit = order.properties().path("ReservedConcurrentExecutions");
        if (limit.isMissingNode()) {
            return null;
        }
        return ResourceProperties.number("ReservedConcurrentExecutions", limit, 0, 1_000);
    }

    private LambdaFunction.Configuration configuration(Order order) throws ResourceFailure {
        ObjectNode properties = order.properties();
        String runtime = ResourceProperties.text(properties, "Runtime", "");
        if (!runtime.startsWith("java")) {
            throw new ResourceFailure("Runtime '" + runtime + "' is not supported by the sandbox: it runs Java only.");
        }
        String key = properties.path("Code").path("S3Key").asText("");
        Path source = assets.get(key);
        if (source == null && !kept.has(key)) {
            throw new ResourceFailure("The code of the function (S3Key '" + key
                    + "') is not an asset of the cloud assembly; the sandbox runs file assets only.");
        }
        Map<String, String> environment = new LinkedHashMap<>();
        int size = 0;
        for (Map.Entry<String, JsonNode> each :
                properties.path("Environment").path("Variables").properties()) {
            environment.put(each.getKey(), each.getValue().asText());
            size += each.getKey().length() + each.getValue().asText().length();
        }
        if (size > MAX_ENVIRONMENT) {
            throw new ResourceFailure("Lambda was unable to configure your environment variables because they exceed "
                    + "the 4 KB limit (" + size + " bytes).");
        }
        try {
            return new LambdaFunction.Configuration(
                    ResourceProperties.text(properties, "Handler", ""),
                    source == null ? kept.name(key) : kept.keep(key, source),
                    properties.path("MemorySize").asInt(128),
                    properties.path("Timeout").asInt(3),
                    environment,
                    properties.deepCopy().without(NOT_INERT).toString());
        } catch (IOException e) {
            throw new ResourceFailure("The function's code cannot be copied from " + source + ": " + e.getMessage());
        }
    }
}
