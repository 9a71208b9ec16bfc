package dataactions.cli.aws;

import dataactions.cli.CommandException;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.TemplateStage;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.GetAccountSettingsResponse;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityResponse;

/**
 * The AWS account as a person at a workstation, or a pipeline, reaches it: credentials by the SDK's default chain
 * (variables, profile, IAM Identity Center, container, instance), endpoints by {@code AWS_ENDPOINT_URL_<SERVICE>} and
 * {@code AWS_ENDPOINT_URL}. Reads only. Every method throws {@link AwsFailure}.
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
     * @param status such as {@code UPDATE_COMPLETE}
     * @param outputs by name
     * @param physicalIds by logical id
     */
    public record Stack(String status, Map<String, String> outputs, Map<String, String> physicalIds) {}

    /** The stack of that name; empty where there is none. */
    public Optional<Stack> stack(String name) {
        return call("cloudformation:DescribeStacks", () -> {
            try (CloudFormationClient formation =
                    configured(CloudFormationClient.builder(), "CLOUDFORMATION", required())) {
                var described = formation
                        .describeStacks(request -> request.stackName(name))
                        .stacks();
                if (described.isEmpty()) {
                    return Optional.empty();
                }
                Map<String, String> outputs = new LinkedHashMap<>();
                described.get(0).outputs().forEach(output -> outputs.put(output.outputKey(), output.outputValue()));
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
                return Optional.of(new Stack(described.get(0).stackStatusAsString(), outputs, ids));
            } catch (software.amazon.awssdk.services.cloudformation.model.CloudFormationException e) {
                if (e.statusCode() == 400
                        && e.awsErrorDetails() != null
                        && String.valueOf(e.awsErrorDetails().errorMessage()).contains("does not exist")) {
                    return Optional.empty();
                }
                throw e;
            }
        });
    }

    /** The template that a stack was deployed with, as JSON text. */
    public String template(String stackName) {
        return call("cloudformation:GetTemplate", () -> {
            try (CloudFormationClient formation =
                    configured(CloudFormationClient.builder(), "CLOUDFORMATION", required())) {
                return formation
                        .getTemplate(request -> request.stackName(stackName).templateStage(TemplateStage.ORIGINAL))
                        .templateBody();
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
