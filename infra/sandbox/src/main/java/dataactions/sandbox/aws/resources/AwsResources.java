package dataactions.sandbox.aws.resources;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dataactions.sandbox.aws.FunctionUrls;
import dataactions.sandbox.aws.Rotations;
import dataactions.sandbox.aws.account.Account;
import dataactions.sandbox.aws.account.LambdaFunction;
import dataactions.sandbox.cloudformation.provider.ResourceFailure;
import dataactions.sandbox.cloudformation.provider.ResourceProvider;
import dataactions.sandbox.cloudformation.provider.ResourceTypes;
import dataactions.sandbox.lambda.AssetFolder;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The resource types that can be deployed here: types with behaviour, custom resources, and inert types. Inert
 * resources are accepted and listed, and nothing else happens. The engine refuses every other type by name.
 */
public final class AwsResources implements ResourceTypes {
    /** Inert types: their resources have no effect in a deployment on one machine. */
    private static final Set<String> INERT = Set.of(
            "AWS::CDK::Metadata",
            "AWS::ApplicationInsights::Application",
            "AWS::CloudWatch::Alarm",
            "AWS::CloudWatch::CompositeAlarm",
            "AWS::CloudWatch::Dashboard",
            "AWS::Events::Rule",
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
     * @param assets the file assets of the cloud assembly, by S3 object key
     * @param kept the folder that keeps code while a version uses it
     * @param ports the fixed port of a Function URL, by the URL's logical id
     * @param clock the clock for the dates of secret versions
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
        providers.put("AWS::DynamoDB::Table", new TableProvider(account.tables(), accountId, region));
    }

    @Override
    public Optional<ResourceProvider> find(String type) {
        if (type.startsWith("Custom::") || type.equals("AWS::CloudFormation::CustomResource")) {
            return Optional.of(custom);
        }
        return Optional.ofNullable(providers.get(type));
    }

    /** A resource that has only a name and invented attributes. */
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
                    ResourceProperties.attributes(
                            "Arn", "arn:aws:" + service + "::" + account + ":" + kind + "/" + order.physicalId()));
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
            String function = ResourceProperties.text(properties, "FunctionName", "");
            LambdaFunction.Permission permission = new LambdaFunction.Permission(
                    LambdaFunction.qualifierOf(function),
                    ResourceProperties.text(properties, "Action", ""),
                    ResourceProperties.text(properties, "Principal", ""),
                    properties.path("InvokedViaFunctionUrl").asBoolean(false));
            if (!account.change(function, found -> found.withPermission(order.physicalId(), permission))) {
                throw ResourceProperties.noFunction(function);
            }
            return new Made(order.physicalId(), ResourceProperties.attributes("Id", order.physicalId()));
        }

        @Override
        public Made update(Order order) throws ResourceFailure {
            return create(order);
        }

        @Override
        public void delete(Order order) {
            account.change(
                    ResourceProperties.text(order.properties(), "FunctionName", ""),
                    found -> found.withoutPermission(order.physicalId()));
        }
    }

    /**
     * {@code AWS::Lambda::Alias}: a fixed name for a version. Callers use the name while the version behind it changes.
     */
    private record AliasProvider(Account account) implements ResourceProvider {
        @Override
        public boolean replaces(ObjectNode oldProperties, ObjectNode newProperties) {
            return ResourceProperties.differs(oldProperties, newProperties, "FunctionName", "Name");
        }

        @Override
        public Made create(Order order) throws ResourceFailure {
            String function = ResourceProperties.text(order.properties(), "FunctionName", "");
            String name = ResourceProperties.text(order.properties(), "Name", "");
            String version = ResourceProperties.text(order.properties(), "FunctionVersion", "");
            LambdaFunction found =
                    account.function(function).orElseThrow(() -> ResourceProperties.noFunction(function));
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
            String name = ResourceProperties.text(order.properties(), "Name", "");
            account.change(
                    ResourceProperties.text(order.properties(), "FunctionName", ""), found -> found.withoutAlias(name));
        }
    }

    /** {@code AWS::Lambda::Version}: a copy of the current {@code $LATEST} that never changes. */
    private record VersionProvider(Account account) implements ResourceProvider {
        @Override
        public boolean replaces(ObjectNode oldProperties, ObjectNode newProperties) {
            return ResourceProperties.differs(
                    oldProperties, newProperties, "FunctionName", "Description", "CodeSha256");
        }

        @Override
        public Made create(Order order) throws ResourceFailure {
            String function = ResourceProperties.text(order.properties(), "FunctionName", "");
            LambdaFunction found =
                    account.function(function).orElseThrow(() -> ResourceProperties.noFunction(function));
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
            return new Made(
                    arn, ResourceProperties.attributes("Version", LambdaFunction.qualifierOf(arn), "FunctionArn", arn));
        }

        @Override
        public void delete(Order order) throws ResourceFailure {
            String number = LambdaFunction.qualifierOf(order.physicalId());
            Optional<LambdaFunction> found =
                    account.function(ResourceProperties.text(order.properties(), "FunctionName", ""));
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
