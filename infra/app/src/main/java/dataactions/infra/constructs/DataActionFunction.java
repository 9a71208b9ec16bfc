package dataactions.infra.constructs;

import dataactions.authoring.DefinitionSet;
import dataactions.authoring.contract.Contract;
import dataactions.definition.deployment.CustomResourceType;
import dataactions.definition.upstream.Upstreams;
import dataactions.definition.value.Json;
import dataactions.infra.constructs.lambda.LambdaIdentity;
import dataactions.infra.environment.ConfigurationException;
import dataactions.infra.environment.Environment;
import dataactions.infra.environment.Environment.FrontDoor;
import dataactions.infra.environment.Environment.FunctionSettings;
import dataactions.infra.environment.GenesysDomains;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awscdk.Annotations;
import software.amazon.awscdk.CustomResource;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.Token;
import software.amazon.awscdk.services.iam.AccountPrincipal;
import software.amazon.awscdk.services.iam.CfnRole;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.lambda.Alias;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.lambda.FunctionUrl;
import software.amazon.awscdk.services.lambda.FunctionUrlAuthType;
import software.amazon.awscdk.services.lambda.FunctionUrlOptions;
import software.amazon.awscdk.services.lambda.SnapStartConf;
import software.amazon.awscdk.services.lambda.Version;
import software.amazon.awscdk.services.logs.LogGroup;
import software.amazon.awscdk.services.s3.assets.Asset;
import software.constructs.Construct;

/**
 * The function that Genesys Cloud calls, its published version, the alias {@code live} and the Function URL on the
 * alias. A new version is called with the environment's checks before the alias moves to it.
 */
public final class DataActionFunction extends Construct {
    /**
     * What {@link DataActionFunction} needs.
     *
     * @param environment the upstreams, the checks and how the function runs
     * @param definitions the actions of the function
     * @param jar the handler's self-contained jar
     * @param callerSecret the secret that callers of the Function URL must send; empty if there is no Function URL
     * @param registrar calls a new version with the environment's checks before the alias points to it
     * @param jobs where the slow actions' calls are run; empty if no action is slow
     */
    public record Props(
            Environment environment,
            DefinitionSet definitions,
            Path jar,
            Optional<GeneratedCallerSecret> callerSecret,
            RegistrarFunction registrar,
            Optional<SlowActionJobs> jobs) {}

    /** The handler's class; a test compares it with the class itself. */
    public static final String HANDLER = "dataactions.handler.DataActionHandler";

    /** Lambda's limit for all variables of a function together. */
    static final int MAX_ENVIRONMENT_BYTES = 4096;

    /** Genesys waits at most this long, so no action has a longer timeout. */
    public static final int MAX_TIMEOUT_SECONDS = 60;

    private static final int TIMEOUT_MARGIN_SECONDS = 2;

    private final Function function;
    private final Version version;
    private final Alias alias;
    private final GenesysEntry door;
    private final LogGroup logGroup;
    private final String codeDigest;
    private final String digest;

    /** @throws ConfigurationException when the jar is missing or the upstreams do not fit into the environment */
    public DataActionFunction(Construct scope, String id, Props props) {
        super(scope, id);
        Environment environment = props.environment();
        DefinitionSet definitions = props.definitions();
        FunctionSettings settings = environment.function();
        HandlerCode code = new HandlerCode(environment, definitions, props.jar());
        LambdaIdentity identity = code.identity(this, "the data action function");
        logGroup = identity.logGroup();
        props.callerSecret().map(GeneratedCallerSecret::readable).ifPresent(identity.role()::addToPolicy);
        List<PolicyStatement> permissions =
                new ArrayList<>(code.mayReadSecretsOf(environment.upstreams().values(), this));
        props.jobs().map(SlowActionJobs::mayQueue).ifPresent(permissions::addAll);
        VersionPolicy.add(this, "function", environment.name(), identity, permissions)
                .ifPresent(policy -> props.jobs().ifPresent(jobs -> jobs.acceptWildcard(policy)));
        String upstreams = Json.writeString(Upstreams.toTree(environment.upstreams()));
        int timeoutSeconds = settings.timeout()
                .map(timeout -> (int) timeout.toSeconds())
                .orElseGet(() -> timeoutSeconds(definitions.contracts()));
        function = code.function(
                this,
                new HandlerCode.Kind(
                        props.registrar().logicalId("Function"),
                        HANDLER,
                        "Serves the data actions of Genesys Cloud",
                        timeoutSeconds),
                identity,
                variables(props, upstreams),
                builder -> {
                    settings.reservedConcurrency().ifPresent(builder::reservedConcurrentExecutions);
                    if (settings.snapStart()) {
                        builder.snapStart(SnapStartConf.ON_PUBLISHED_VERSIONS);
                    }
                });
        if (settings.snapStart()) {
            Annotations.of(function)
                    .acknowledgeWarning(
                            "@aws-cdk/aws-lambda:snapStartRequirePublish", "Callers reach a published version only");
        }
        code.joinVpc(function, identity);
        props.jobs().ifPresent(jobs -> jobs.completeBefore(function));
        codeDigest = ((Asset) function.getNode().findChild("Code")).getAssetHash();
        digest = Digest.of(parts(props, upstreams, timeoutSeconds));
        version = function.getCurrentVersion();
        alias = Alias.Builder.create(this, "Alias")
                .aliasName("live")
                .version(version)
                .build();
        if (settings.keepAwake()) {
            new KeepAwakeSchedule(this, "KeepAwake", alias);
        }
        props.registrar().mayInvokeVersionsOf(function);
        check(props);
        door = environment.frontDoor() instanceof FrontDoor.Iam iam
                ? iamDoor(environment, iam, props.registrar().logicalId("GenesysRole"))
                : urlDoor(props.callerSecret().orElseThrow());
        code.acceptWildcards(identity, true);
    }

    /** Everything that a new version's answers depend on: its code, its configuration and its network. */
    private List<String> parts(Props props, String upstreams, int timeoutSeconds) {
        Environment environment = props.environment();
        FunctionSettings settings = environment.function();
        List<String> parts = new ArrayList<>(
                List.of(codeDigest, upstreams, String.valueOf(timeoutSeconds), String.valueOf(settings.memory())));
        parts.add("snapStart " + settings.snapStart());
        settings.vpc()
                .ifPresent(
                        vpc -> parts.add("vpc " + Json.writeString(List.of(vpc.subnetIds(), vpc.securityGroupIds()))));
        // The text of a token depends on the tokens made before it. The resolved value does not.
        environment
                .kmsKey()
                .ifPresent(key ->
                        parts.add("kmsKey " + Json.writeString(Stack.of(this).resolve(key))));
        if (environment.frontDoor() instanceof FrontDoor.Iam iam) {
            parts.add("iam " + iam.aliasQualified());
        }
        props.jobs().ifPresent(jobs -> parts.add(jobs.configuration()));
        return parts;
    }

    private GenesysEntry urlDoor(GeneratedCallerSecret secret) {
        // NONE: IAM does not authenticate callers, because Genesys does not sign its requests. The handler
        // authenticates them by the caller secret.
        FunctionUrl url = alias.addFunctionUrl(
                FunctionUrlOptions.builder().authType(FunctionUrlAuthType.NONE).build());
        Map<String, Object> credential = new LinkedHashMap<>();
        credential.put("CredentialType", "userDefined");
        credential.put("SecretArn", secret.arn());
        // A rotated value changes no property. A higher number here makes CloudFormation send an Update.
        credential.put("SecretGeneration", "1");
        Map<String, Object> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "application/json");
        headers.put("Data-Action-Token", "${credentials.token}");
        return new GenesysEntry(
                "custom-rest-actions", "basicAuth", credential, url.getUrl(), headers, "FunctionUrl", alias);
    }

    /**
     * Genesys's AWS account assumes a role that may only invoke this function. The external id is the id of the
     * organization. Without it, any customer of Genesys could use this role.
     */
    private GenesysEntry iamDoor(Environment environment, FrontDoor.Iam iam, String logicalId) {
        String arn = iam.aliasQualified() ? alias.getFunctionArn() : function.getFunctionArn();
        Role role = Role.Builder.create(this, "GenesysRole")
                .description("Lets Genesys Cloud invoke the data actions of one organization")
                .assumedBy(new AccountPrincipal(
                        GenesysDomains.awsAccount(environment.genesys().domain())))
                .externalIds(List.of(environment.genesys().organizationId().orElseThrow()))
                .build();
        ((CfnRole) role.getNode().getDefaultChild()).overrideLogicalId(logicalId);
        // Both ARNs: after a change of the qualifier an action calls the former one until its own update.
        role.addToPolicy(PolicyStatement.Builder.create()
                .actions(List.of("lambda:InvokeFunction"))
                .resources(List.of(alias.getFunctionArn(), function.getFunctionArn()))
                .build());
        Map<String, Object> credential = new LinkedHashMap<>();
        credential.put("CredentialType", "amazonWebServicesARN");
        credential.put("RoleArn", role.getRoleArn());
        return new GenesysEntry(
                "aws-lambda-data-actions", "AmazonWebServicesARN", credential, arn, Map.of(), "FunctionArn", role);
    }

    private void check(Props props) {
        DeploymentChecks checks = DeploymentChecks.of(props.environment());
        if (checks.isEmpty()) {
            return;
        }
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("FunctionVersionArn", version.getFunctionArn());
        properties.put("Checks", checks.json(props.definitions().contracts()));
        properties.put("OnUpstreamFault", checks.onUpstreamFault().word());
        properties.put("Digest", checks.digest(props.definitions().contracts(), digest));
        CustomResource check =
                props.registrar().resource(this, "FunctionCheck", CustomResourceType.FUNCTION_CHECK, properties);
        alias.getNode().addDependency(check);
    }

    /** The function, for metrics and alarms. */
    public Function function() {
        return function;
    }

    /** The published version that the alias points to. */
    public Version version() {
        return version;
    }

    /** The alias that callers use. A dependency on the alias includes its URL and permissions. */
    public Alias alias() {
        return alias;
    }

    /** How Genesys Cloud reaches the function. */
    public GenesysEntry door() {
        return door;
    }

    public LogGroup logGroup() {
        return logGroup;
    }

    /**
     * The hash of the asset, which holds the jar and the definitions. It is the same in every environment of one cloud
     * assembly.
     */
    public String codeDigest() {
        return codeDigest;
    }

    /** The digest of code and configuration. */
    String digest() {
        return digest;
    }

    private static Map<String, String> variables(Props props, String upstreams) {
        Environment environment = props.environment();
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("UPSTREAMS", upstreams);
        props.callerSecret().map(GeneratedCallerSecret::arn).ifPresent(arn -> variables.put("CALLER_SECRET_ARN", arn));
        variables.put("METRICS_NAMESPACE", METRICS_NAMESPACE);
        props.jobs().map(SlowActionJobs::variables).ifPresent(variables::putAll);
        // Lambda measures the variables as JSON, with a backslash before each quote in UPSTREAMS.
        Map<String, String> longest = new LinkedHashMap<>(variables);
        longest.replaceAll((name, value) -> Token.isUnresolved(value) ? LONGEST_UNKNOWN : value);
        longest.put("UPSTREAMS", upstreams);
        int bytes = Json.writeString(longest).getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MAX_ENVIRONMENT_BYTES) {
            throw new ConfigurationException("cdk.json: environments." + environment.name() + ".upstreams: "
                    + environment.upstreams().size() + " upstreams need " + bytes
                    + " bytes of the function's environment, and Lambda allows " + MAX_ENVIRONMENT_BYTES
                    + "; remove the ones that no action calls or shorten their URLs");
        }
        return variables;
    }

    /** The namespace of the metrics that the function writes into its log. */
    public static final String METRICS_NAMESPACE = "DataActions";

    /** Space for an ARN, or for a table's name, which is known only at deployment. */
    private static final String LONGEST_UNKNOWN = "x".repeat(256);

    /** One function serves all actions, so its timeout is the longest action timeout plus a margin for the answer. */
    static int timeoutSeconds(List<Contract> contracts) {
        long longest = contracts.stream()
                .mapToLong(contract -> seconds(contract.definition().timeout()))
                .max()
                .orElse(MAX_TIMEOUT_SECONDS);
        return (int) Math.min(MAX_TIMEOUT_SECONDS, longest + TIMEOUT_MARGIN_SECONDS);
    }

    /** Whole seconds, rounded up. */
    static long seconds(java.time.Duration duration) {
        return duration.plusMillis(999).toSeconds();
    }
}
