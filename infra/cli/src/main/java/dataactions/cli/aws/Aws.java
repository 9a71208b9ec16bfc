package dataactions.cli.aws;

import dataactions.cli.CommandException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.CloudFormationException;
import software.amazon.awssdk.services.cloudformation.model.TemplateStage;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.GetAccountSettingsResponse;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.Credentials;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityResponse;

/**
 * The AWS account as a person at a workstation, or a pipeline, reaches it: credentials by the SDK's default chain
 * (variables, profile, IAM Identity Center, container, instance), endpoints by {@code AWS_ENDPOINT_URL_<SERVICE>} and
 * {@code AWS_ENDPOINT_URL}. Reads only, but for {@link #protect} and {@link #delete}. Every method throws {@link
 * AwsFailure}.
 */
public final class Aws implements AutoCloseable {
    private static final Duration ATTEMPT = Duration.ofSeconds(10);
    private static final Duration CALL = Duration.ofSeconds(25);

    private final Map<String, String> environment;
    private final AwsCredentialsProvider credentials;
    private final Optional<String> region;
    private final SdkHttpClient http = UrlConnectionHttpClient.builder()
            .connectionTimeout(Duration.ofSeconds(4))
            .socketTimeout(ATTEMPT)
            .build();

    /**
     * @param environment where endpoints are looked up
     * @param region the region to ask; empty: nothing but who we are can be asked
     */
    public Aws(Map<String, String> environment, AwsCredentialsProvider credentials, Optional<String> region) {
        this.environment = environment;
        this.credentials = credentials;
        this.region = region;
    }

    /**
     * As this process's own environment and profile say.
     *
     * @param region the region that the environment of {@code cdk.json} names; empty: the workstation's
     */
    public static Aws ofWorkstation(Map<String, String> environment, Optional<String> region) {
        return new Aws(environment, DefaultCredentialsProvider.builder().build(), region.or(Aws::workstationRegion));
    }

    private static Optional<String> workstationRegion() {
        try {
            return Optional.of(new DefaultAwsRegionProviderChain().getRegion().id());
        } catch (SdkClientException e) {
            return Optional.empty();
        }
    }

    /** The same account in another region; to be closed with this one. */
    public Aws in(String otherRegion) {
        return new Aws(environment, credentials, Optional.of(otherRegion));
    }

    /**
     * The same region, as another role; to be closed with this one.
     *
     * @param role its ARN
     */
    public Aws as(String role) {
        Credentials session = call("sts:AssumeRole", () -> {
            try (StsClient sts = configured(StsClient.builder(), "STS", required())) {
                return sts.assumeRole(request -> request.roleArn(role).roleSessionName("data-actions-destroy"))
                        .credentials();
            }
        });
        return new Aws(
                environment,
                StaticCredentialsProvider.create(AwsSessionCredentials.create(
                        session.accessKeyId(), session.secretAccessKey(), session.sessionToken())),
                region);
    }

    /** The region that is asked, if there is one. */
    public Optional<String> region() {
        return region;
    }

    /**
     * Who the credentials are.
     *
     * @param account 12 digits
     * @param arn of the user or the assumed role
     */
    public record Identity(String account, String arn) {}

    /** STS GetCallerIdentity; needs no permission. */
    public Identity identity() {
        return call("sts:GetCallerIdentity", () -> {
            try (StsClient sts = configured(StsClient.builder(), "STS", region.orElse("us-east-1"))) {
                GetCallerIdentityResponse answer = sts.getCallerIdentity();
                return new Identity(answer.account(), answer.arn());
            }
        });
    }

    /** The value of an SSM parameter. */
    public String parameter(String name) {
        return call("ssm:GetParameter", () -> {
            try (SsmClient ssm = configured(SsmClient.builder(), "SSM", required())) {
                return ssm.getParameter(request -> request.name(name))
                        .parameter()
                        .value();
            }
        });
    }

    /** The current value of a secret. Never to be printed. */
    public String secret(String id) {
        return call("secretsmanager:GetSecretValue", () -> {
            try (SecretsManagerClient secrets = configured(
                    SecretsManagerClient.builder(),
                    "SECRETS_MANAGER",
                    regionOf(id).orElseGet(this::required))) {
                String text =
                        secrets.getSecretValue(request -> request.secretId(id)).secretString();
                return text == null ? "" : text;
            }
        });
    }

    /**
     * What is known of a secret without its value.
     *
     * @param deleted whether its deletion is scheduled, so that it can be read no more
     */
    public record SecretDescription(String arn, boolean deleted) {}

    /** What can be told of a secret by one who may not read it. */
    public SecretDescription describeSecret(String id) {
        return call("secretsmanager:DescribeSecret", () -> {
            try (SecretsManagerClient secrets = configured(
                    SecretsManagerClient.builder(),
                    "SECRETS_MANAGER",
                    regionOf(id).orElseGet(this::required))) {
                var answer = secrets.describeSecret(request -> request.secretId(id));
                return new SecretDescription(answer.arn(), answer.deletedDate() != null);
            }
        });
    }

    /** An ARN says where its secret is. */
    private static Optional<String> regionOf(String id) {
        return id.startsWith("arn:") ? Optional.of(id.split(":", 5)[3]) : Optional.empty();
    }

    /**
     * What an account may run.
     *
     * @param concurrent invocations at a time, of all functions in the region
     * @param unreserved of these, what no function has reserved
     */
    public record LambdaLimits(int concurrent, int unreserved) {}

    public LambdaLimits lambdaLimits() {
        return call("lambda:GetAccountSettings", () -> {
            try (LambdaClient lambda = configured(LambdaClient.builder(), "LAMBDA", required())) {
                GetAccountSettingsResponse answer = lambda.getAccountSettings();
                return new LambdaLimits(
                        answer.accountLimit().concurrentExecutions(),
                        answer.accountLimit().unreservedConcurrentExecutions());
            }
        });
    }

    /**
     * A stack as CloudFormation shows it.
     *
     * @param id its ARN
     * @param status such as {@code UPDATE_COMPLETE}
     * @param terminationProtection whether its deletion is refused
     * @param outputs by name
     */
    public record StackDescription(
            String id, String status, boolean terminationProtection, Map<String, String> outputs) {}

    /** DescribeStacks alone; empty where there is no stack of that name. */
    public Optional<StackDescription> describeStack(String name) {
        return formation("DescribeStacks", formation -> {
            try {
                return formation.describeStacks(request -> request.stackName(name)).stacks().stream()
                        .findFirst()
                        .map(described -> {
                            Map<String, String> outputs = new LinkedHashMap<>();
                            described
                                    .outputs()
                                    .forEach(output -> outputs.put(output.outputKey(), output.outputValue()));
                            return new StackDescription(
                                    described.stackId(),
                                    described.stackStatusAsString(),
                                    Boolean.TRUE.equals(described.enableTerminationProtection()),
                                    outputs);
                        });
            } catch (CloudFormationException e) {
                if (e.statusCode() == 400
                        && e.awsErrorDetails() != null
                        && String.valueOf(e.awsErrorDetails().errorMessage()).contains("does not exist")) {
                    return Optional.empty();
                }
                throw e;
            }
        });
    }

    /**
     * A stack with its resources.
     *
     * @param physicalIds by logical id
     */
    public record Stack(StackDescription description, Map<String, String> physicalIds) {
        /** By name. */
        public Map<String, String> outputs() {
            return description.outputs();
        }
    }

    /** The stack of that name; empty where there is none. */
    public Optional<Stack> stack(String name) {
        return describeStack(name)
                .map(described -> formation("ListStackResources", formation -> {
                    Map<String, String> ids = new LinkedHashMap<>();
                    // Pages: DescribeStackResources stops at a hundred.
                    formation
                            .listStackResourcesPaginator(request -> request.stackName(name))
                            .stackResourceSummaries()
                            .forEach(resource -> {
                                if (resource.physicalResourceId() != null
                                        && !"DELETE_COMPLETE".equals(resource.resourceStatusAsString())) {
                                    ids.put(resource.logicalResourceId(), resource.physicalResourceId());
                                }
                            });
                    return new Stack(described, ids);
                }));
    }

    /** The template that a stack was deployed with, as JSON text. */
    public String template(String stackName) {
        return formation(
                "GetTemplate",
                formation -> formation
                        .getTemplate(request -> request.stackName(stackName).templateStage(TemplateStage.ORIGINAL))
                        .templateBody());
    }

    /** Turns a stack's termination protection on or off. */
    public void protect(String stackId, boolean on) {
        formation(
                "UpdateTerminationProtection",
                formation -> formation.updateTerminationProtection(
                        request -> request.stackName(stackId).enableTerminationProtection(on)));
    }

    /** Has a stack deleted by the role that it was deployed with; returns when CloudFormation has accepted it. */
    public void delete(String stackId) {
        formation("DeleteStack", formation -> formation.deleteStack(request -> request.stackName(stackId)));
    }

    /**
     * What happened to a resource of a stack, or to the stack itself.
     *
     * @param type such as {@code AWS::Lambda::Function}; of the stack itself {@code AWS::CloudFormation::Stack}
     * @param reason empty where there is none
     */
    public record StackEvent(
            String id, Instant at, String logicalId, String physicalId, String type, String status, String reason) {}

    /**
     * The events of a stack after one of them, oldest first.
     *
     * @param stackId its ARN: a stack that is deleted has no name any more
     * @param after the id of an event; empty for the newest event alone
     */
    public List<StackEvent> eventsAfter(String stackId, String after) {
        return formation("DescribeStackEvents", formation -> {
            LinkedList<StackEvent> events = new LinkedList<>();
            for (var it : formation
                    .describeStackEventsPaginator(request -> request.stackName(stackId))
                    .stackEvents()) {
                if (it.eventId().equals(after)) {
                    break;
                }
                events.addFirst(new StackEvent(
                        it.eventId(),
                        it.timestamp(),
                        it.logicalResourceId(),
                        Objects.toString(it.physicalResourceId(), ""),
                        it.resourceType(),
                        it.resourceStatusAsString(),
                        Objects.toString(it.resourceStatusReason(), "")));
                if (after.isEmpty()) {
                    break;
                }
            }
            return List.copyOf(events);
        });
    }

    private <T> T formation(String operation, Function<CloudFormationClient, T> call) {
        return call("cloudformation:" + operation, () -> {
            try (CloudFormationClient formation =
                    configured(CloudFormationClient.builder(), "CLOUDFORMATION", required())) {
                return call.apply(formation);
            }
        });
    }

    private String required() {
        return region.orElseThrow(
                () -> new CommandException(
                        "No AWS region: set \"region\" of the environment in cdk.json, or AWS_REGION, or one in your profile."));
    }

    private <B extends AwsSyncClientBuilder<B, C> & AwsClientBuilder<B, C>, C> C configured(
            B builder, String service, String where) {
        builder.httpClient(http)
                .region(Region.of(where))
                .credentialsProvider(credentials)
                .overrideConfiguration(
                        settings -> settings.apiCallAttemptTimeout(ATTEMPT).apiCallTimeout(CALL));
        Optional.ofNullable(environment.get("AWS_ENDPOINT_URL_" + service))
                .or(() -> Optional.ofNullable(environment.get("AWS_ENDPOINT_URL")))
                .filter(url -> !url.isBlank())
                .ifPresent(url -> builder.endpointOverride(URI.create(url)));
        return builder.build();
    }

    private static <T> T call(String operation, Supplier<T> call) {
        try {
            return call.get();
        } catch (SdkException e) {
            throw AwsFailure.of(operation, e);
        }
    }

    @Override
    public void close() {
        http.close();
        if (credentials instanceof DefaultCredentialsProvider chain) {
            chain.close();
        }
    }
}
