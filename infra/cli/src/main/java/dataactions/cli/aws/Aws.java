package dataactions.cli.aws;

import dataactions.cli.CommandException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
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
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.GetAccountSettingsResponse;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.Credentials;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityResponse;

/**
 * The AWS account, called from a workstation or a pipeline: credentials by the SDK's default chain (variables, profile,
 * IAM Identity Center, container, instance), endpoints by {@code AWS_ENDPOINT_URL_<SERVICE>} and
 * {@code AWS_ENDPOINT_URL}. No method here changes anything. Only {@link CloudFormation} has methods that do. Every
 * method throws {@link AwsFailure}.
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
     * @param environment the variables with endpoints
     * @param region the region of the calls; if empty, only {@link #identity} works
     */
    public Aws(Map<String, String> environment, AwsCredentialsProvider credentials, Optional<String> region) {
        this.environment = environment;
        this.credentials = credentials;
        this.region = region;
    }

    /**
     * Connects with the environment and profile of this process.
     *
     * @param region the region that the environment of {@code cdk.json} names; if empty, the region of the workstation
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

    /** The same account in another region. Closing this object also closes the new one. */
    public Aws in(String otherRegion) {
        return new Aws(environment, credentials, Optional.of(otherRegion));
    }

    /**
     * The same region with another role. Closing this object also closes the new one.
     *
     * @param role the role's ARN
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

    /** The region of the calls, if there is one. */
    public Optional<String> region() {
        return region;
    }

    /**
     * The identity of the credentials.
     *
     * @param account 12 digits
     * @param arn the ARN of the user or of the assumed role
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

    /** The current value of a secret. Never print it. */
    public String secret(String id) {
        return secrets("GetSecretValue", id, secrets -> {
            String text =
                    secrets.getSecretValue(request -> request.secretId(id)).secretString();
            return text == null ? "" : text;
        });
    }

    /**
     * A secret's attributes, without its value.
     *
     * @param deleted whether its deletion is scheduled, so that nobody can read it
     */
    public record SecretDescription(String arn, boolean deleted) {}

    /** The attributes of a secret. The caller needs no permission to read the value. */
    public SecretDescription describeSecret(String id) {
        return secrets("DescribeSecret", id, secrets -> {
            var answer = secrets.describeSecret(request -> request.secretId(id));
            return new SecretDescription(answer.arn(), answer.deletedDate() != null);
        });
    }

    private <T> T secrets(String operation, String id, Function<SecretsManagerClient, T> call) {
        return call("secretsmanager:" + operation, () -> {
            String where = regionOf(id).orElseGet(this::required);
            try (SecretsManagerClient secrets = configured(SecretsManagerClient.builder(), "SECRETS_MANAGER", where)) {
                return call.apply(secrets);
            }
        });
    }

    /** An ARN contains the region of its secret. */
    private static Optional<String> regionOf(String id) {
        return id.startsWith("arn:") ? Optional.of(id.split(":", 5)[3]) : Optional.empty();
    }

    /**
     * The concurrency limits of an account.
     *
     * @param concurrent invocations the maximum of simultaneous invocations, for all functions in the region
     * @param unreserved the part of it that no function has reserved
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

    /** The stacks of the account in this region. */
    public CloudFormation stacks() {
        return new CloudFormation(this);
    }

    String required() {
        return region.orElseThrow(
                () -> new CommandException(
                        "No AWS region: set \"region\" of the environment in cdk.json, or AWS_REGION, or one in your profile."));
    }

    <B extends AwsSyncClientBuilder<B, C> & AwsClientBuilder<B, C>, C> C configured(
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

    static <T> T call(String operation, Supplier<T> call) {
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
