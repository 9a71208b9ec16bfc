package dataactions.sandbox.aws;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dataactions.sandbox.cloudformation.ResourceFailure;
import dataactions.sandbox.cloudformation.ResourceProvider;
import dataactions.sandbox.cloudformation.ResourceTypes;
import dataactions.sandbox.lambda.AssetFolder;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The resource types that can be deployed here: those with a behaviour of their own, custom resources, and the inert
 * ones, which are accepted and listed. Everything else is refused by the engine, by name.
 */
public final class AwsResources implements ResourceTypes {
    /** Types whose resources do nothing that a deployment on one machine could show. */
    private static final Set<String> INERT = Set.of(
            "AWS::CDK::Metadata",
            "AWS::ApplicationInsights::Application",
            "AWS::CloudWatch::Alarm",
            "AWS::CloudWatch::CompositeAlarm",
            "AWS::CloudWatch::Dashboard",
            "AWS::IAM::ManagedPolicy",
            "AWS::KMS::Alias",
            "AWS::KMS::Key",
            "AWS::Logs::LogGroup",
            "AWS::Logs::MetricFilter",
            "AWS::Logs::QueryDefinition",
            "AWS::Logs::SubscriptionFilter",
            "AWS::SNS::Subscription",
            "AWS::SNS::Topic",
            "AWS::SNS::TopicPolicy",
            "AWS::SQS::Queue",
            "AWS::SQS::QueuePolicy",
            "AWS::SecretsManager::ResourcePolicy");

    private final Map<String, ResourceProvider> providers = new HashMap<>();
    private final ResourceProvider custom;

    /**
     * All types over one account.
     *
     * @param assets what the cloud assembly offers, by S3 object key
     * @param kept where code is kept for as long as a version runs it
     * @param ports the port that a Function URL keeps, by the URL's logical id
     * @param clock what secrets' versions are dated by
     */
    public AwsResources(
            Account account,
            Map<String, Path> assets,
            AssetFolder kept,
            FunctionUrls urls,
            Map<String, Integer> ports,
            ResourceProvider custom,
            Rotations rotations,
            InstantSource clock,
            String accountId,
            String region) {
        this.custom = custom;
        for (String type : INERT) {
            providers.put(type, new Inert(accountId));
        }
        providers.put("AWS::Lambda::Function", new FunctionProvider(account, assets, kept, accountId, region));
        providers.put("AWS::Lambda::Version", new VersionProvider(account));
        providers.put("AWS::Lambda::Alias", new AliasProvider(account));
        providers.put("AWS::Lambda::Url", new UrlProvider(account, urls, ports));
        providers.put("AWS::Lambda::Permission", new PermissionProvider(account));
        providers.put("AWS::Lambda::EventInvokeConfig", new EventInvokeConfigProvider(account));
        providers.put("AWS::SecretsManager::Secret", new SecretProvider(account, accountId, region, clock));
        providers.put("AWS::SecretsManager::RotationSchedule", new RotationScheduleProvider(account, rotations));
        providers.put("AWS::IAM::Role", new RoleProvider(account, accountId));
        providers.put("AWS::IAM::Policy", new RolePolicyProvider(account));
        providers.put("AWS::SSM::Parameter", new ParameterProvider(account));
    }

    @Override
    public Optional<ResourceProvider> find(String type) {
        if (type.startsWith("Custom::") || type.equals("AWS::CloudFormation::CustomResource")) {
            return Optional.of(custom);
        }
        return Optional.ofNullable(providers.get(type));
    }

    static String text(ObjectNode properties, String name, String otherwise) {
        return properties.hasNonNull(name) ? properties.get(name).asText() : otherwise;
    }

    /** Whether one of these properties differs: those that CloudFormation documents as "Update requires: Replacement". */
    static boolean differs(ObjectNode one, ObjectNode other, String... names) {
        for (String name : names) {
            if (!one.path(name).equals(other.path(name))) {
                return true;
            }
        }
        return false;
    }

    static Map<String, JsonNode> attributes(String... namesAndValues) {
        Map<String, JsonNode> attributes = new HashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            attributes.put(namesAndValues[i], TextNode.valueOf(namesAndValues[i + 1]));
        }
        return attributes;
    }

    static ResourceFailure noFunction(String name) {
        return new ResourceFailure("Function not found: " + name + " (Lambda, 404).");
    }

    /** Nothing but a name and made-up attributes. */
    private record Inert(String account) implements ResourceProvider {
        @Override
        public boolean inert() {
            return true;
        }

        @Override
        public Made create(Order order) {
            String service = order.type().split("::")[1].toLowerCase(java.util.Locale.ROOT);
            String kind = order.type().split("::")[2].toLowerCase(java.util.Locale.ROOT);
            return new Made(
                    order.physicalId(),
                    attributes("Arn", "arn:aws:" + service + "::" + account + ":" + kind + "/" + order.physicalId()));
        }

        @Override
        public Made update(Order order) {
            return create(order);
        }

        @Override
        public void delete(Order order) {
            // There is nothing to delete.
        }
    }

    /** {@code AWS::Lambda::Permission}: a statement of the function's resource policy. */
    private record PermissionProvider(Account account) implements ResourceProvider {
        @Override
        public boolean replaces(ObjectNode oldProperties, ObjectNode newProperties) {
            return true;
        }

        @Override
        public Made create(Order order) throws ResourceFailure {
            ObjectNode properties = order.properties();
            String function = text(properties, "FunctionName", "");
            Account.Permission permission = new Account.Permission(
                    Account.qualifierOf(function),
                    text(properties, "Action", ""),
                    text(properties, "Principal", ""),
                    properties.path("InvokedViaFunctionUrl").asBoolean(false));
            if (!account.change(function, found -> found.withPermission(order.physicalId(), permission))) {
                throw noFunction(function);
            }
            return new Made(order.physicalId(), attributes("Id", order.physicalId()));
        }

        @Override
        public Made update(Order order) throws ResourceFailure {
            return create(order);
        }

        @Override
        public void delete(Order order) {
            account.change(
                    text(order.properties(), "FunctionName", ""), found -> found.withoutPermission(order.physicalId()));
        }
    }

    /** {@code AWS::Lambda::EventInvokeConfig}: how often a failed asynchronous invocation is tried again. */
    private record EventInvokeConfigProvider(Account account) implements ResourceProvider {
        @Override
        public boolean replaces(ObjectNode oldProperties, ObjectNode newProperties) {
            return differs(oldProperties, newProperties, "FunctionName", "Qualifier");
        }

        @Override
        public Made create(Order order) throws ResourceFailure {
            String function = text(order.properties(), "FunctionName", "");
            int retries = order.properties().path("MaximumRetryAttempts").asInt(2);
            String qualifier = text(order.properties(), "Qualifier", "$LATEST");
            if (!account.change(function, found -> found.withRetries(qualifier, retries))) {
                throw noFunction(function);
            }
            return new Made(order.physicalId(), Map.of());
        }

        @Override
        public Made update(Order order) throws ResourceFailure {
            return create(order);
        }

        @Override
        public void delete(Order order) {
            String qualifier = text(order.properties(), "Qualifier", "$LATEST");
            account.change(text(order.properties(), "FunctionName", ""), found -> found.withoutRetries(qualifier));
        }
    }

    /** {@code AWS::Lambda::Alias}: a name for a version, which callers keep while the version changes. */
    private record AliasProvider(Account account) implements ResourceProvider {
        @Override
        public boolean replaces(ObjectNode oldProperties, ObjectNode newProperties) {
            return differs(oldProperties, newProperties, "FunctionName", "Name");
        }

        @Override
        public Made create(Order order) throws ResourceFailure {
            String function = text(order.properties(), "FunctionName", "");
            String name = text(order.properties(), "Name", "");
            String version = text(order.properties(), "FunctionVersion", "");
            Account.Function found = account.function(function).orElseThrow(() -> noFunction(function));
            if (!found.versions().containsKey(version)) {
                throw new ResourceFailure("Function version " + version + " of " + found.name()
                        + " does not exist: an alias needs a published one.");
            }
            account.change(function, each -> each.withAlias(name, version));
            return new Made(found.arn() + ":" + name, Map.of("AliasArn", TextNode.valueOf(found.arn() + ":" + name)));
        }

        @Override
        public Made update(Order order) throws ResourceFailure {
            return create(order);
        }

        @Override
        public void delete(Order order) {
            String name = text(order.properties(), "Name", "");
            account.change(text(order.properties(), "FunctionName", ""), found -> found.withoutAlias(name));
        }
    }

    /** {@code AWS::Lambda::Version}: freezes what {@code $LATEST} is now. */
    private record VersionProvider(Account account) implements ResourceProvider {
        @Override
        public boolean replaces(ObjectNode oldProperties, ObjectNode newProperties) {
            return differs(oldProperties, newProperties, "FunctionName", "Description", "CodeSha256");
        }

        @Override
        public Made create(Order order) throws ResourceFailure {
            String function = text(order.properties(), "FunctionName", "");
            Account.Function found = account.function(function).orElseThrow(() -> noFunction(function));
            String last = Integer.toString(found.lastVersion());
            if (found.latest().equals(found.versions().get(last))) {
                throw new ResourceFailure("A version for this Lambda function exists ( " + last
                        + " ). Modify the function to create a new version.");
            }
            String number = Integer.toString(found.lastVersion() + 1);
            account.change(function, each -> each.withVersion(number, each.latest()));
            String arn = found.arn() + ":" + number;
            return new Made(arn, Map.of("Version", TextNode.valueOf(number), "FunctionArn", TextNode.valueOf(arn)));
        }

        @Override
        public Made update(Order order) {
            String arn = order.physicalId();
            return new Made(arn, attributes("Version", Account.qualifierOf(arn), "FunctionArn", arn));
        }

        @Override
        public void delete(Order order) throws ResourceFailure {
            String number = Account.qualifierOf(order.physicalId());
            Optional<Account.Function> found = account.function(text(order.properties(), "FunctionName", ""));
            if (number.isEmpty() || found.isEmpty()) {
                return;
            }
            if (found.get().aliases().containsValue(number)) {
                throw new ResourceFailure("Version " + number + " of "
                        + found.get().name() + " cannot be deleted: an alias points to it.");
            }
            account.change(found.get().name(), each -> each.withoutVersion(number));
        }
    }
}
