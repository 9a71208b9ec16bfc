package dataactions.infra.constructs;

import dataactions.authoring.DefinitionSet;
import dataactions.definition.ActionDefinition;
import dataactions.definition.upstream.Upstream;
import dataactions.definition.upstream.Upstreams;
import dataactions.definition.value.Json;
import dataactions.infra.constructs.lambda.LambdaIdentity;
import dataactions.infra.environment.Environment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.CfnElement;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.dynamodb.CfnTable;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.lambda.CfnEventInvokeConfig;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.lambda.Version;
import software.amazon.awscdk.services.lambda.VersionOptions;
import software.amazon.awscdk.services.logs.LogGroup;
import software.constructs.Construct;
import software.constructs.IConstruct;

/**
 * Where the calls of slow actions are run: a table of jobs, the worker that runs a job, and the function that ends a
 * lost job. Exists only if an action in service is slow.
 *
 * <p>The function that Genesys calls names a published version of the worker. So a new version of that function and a
 * new version of the worker are checked together, and jobs that wait for an older version of the worker still find it.
 */
public final class SlowActionJobs extends Construct {
    /**
     * What {@link SlowActionJobs} needs.
     *
     * @param environment how the functions run, and the upstreams
     * @param definitions the actions, of which at least one is slow
     * @param jar the handler's self-contained jar
     * @param registrar knows the logical ids
     */
    public record Props(Environment environment, DefinitionSet definitions, Path jar, RegistrarFunction registrar) {}

    /** The worker's class; a test compares it with the class itself. */
    public static final String WORKER_HANDLER = "dataactions.handler.WorkerHandler";

    /** The class that ends lost jobs; a test compares it with the class itself. */
    public static final String LOST_JOB_HANDLER = "dataactions.handler.LostJobHandler";

    /** Lambda's limit. */
    private static final int MAX_WORKER_SECONDS = 900;

    /** The worker starts, and writes the result, in addition to its calls. */
    private static final int WORKER_MARGIN_SECONDS = 30;

    /** Lambda accepts no shorter age of a queued event. */
    private static final int MIN_EVENT_AGE_SECONDS = 60;

    /** The function for lost jobs makes one call, and repeats it while the table throttles. */
    private static final int LOST_JOB_SECONDS = 60;

    /**
     * What DynamoDB's documentation ("Key policy for a customer managed key") asks of those who use the table. Its sixth
     * action, CreateGrant, is for those who create the table.
     */
    private static final List<String> KEY_ACTIONS = List.of(
            "kms:Decrypt",
            "kms:DescribeKey",
            "kms:Encrypt",
            "kms:GenerateDataKey",
            "kms:GenerateDataKeyWithoutPlaintext",
            "kms:ReEncryptFrom",
            "kms:ReEncryptTo");

    private final Environment environment;
    private final RegistrarFunction registrar;
    private final CfnTable table;
    private final Function lostJobs;
    private final Function worker;
    private final LogGroup workerLog;
    private final Version workerVersion;
    private final CfnEventInvokeConfig delivery;
    private final String configuration;

    /** Whether the definitions need this construct. */
    public static boolean isNeededFor(DefinitionSet definitions) {
        return !definitions.compiled().slow().isEmpty();
    }

    /** @throws dataactions.infra.environment.ConfigurationException when the jar is missing */
    public SlowActionJobs(Construct scope, String id, Props props) {
        super(scope, id);
        environment = props.environment();
        registrar = props.registrar();
        HandlerCode code = new HandlerCode(environment, props.definitions(), props.jar());
        long longest = longestLimitSeconds(props.definitions());
        int workerSeconds = (int) Math.min(MAX_WORKER_SECONDS, longest + WORKER_MARGIN_SECONDS);
        int eventAge = (int) Math.max(MIN_EVENT_AGE_SECONDS, longest);
        table = table();

        Construct lost = new Construct(this, "Lost");
        LambdaIdentity lostIdentity = code.identity(lost, "the function for lost jobs");
        mayUseTable("dynamodb:UpdateItem").forEach(lostIdentity.role()::addToPolicy);
        lostJobs = code.function(
                lost,
                new HandlerCode.Kind(
                        registrar.logicalId("LostJobs"),
                        LOST_JOB_HANDLER,
                        "Ends the jobs of slow actions that the worker lost; called by Lambda",
                        LOST_JOB_SECONDS),
                lostIdentity,
                Map.of("JOBS_TABLE", table.getRef(), "METRICS_NAMESPACE", DataActionFunction.METRICS_NAMESPACE),
                builder -> {});
        code.acceptWildcards(lostIdentity, false);

        Map<String, Upstream> upstreams = upstreams(props.definitions());
        Construct work = new Construct(this, "Work");
        LambdaIdentity identity = code.identity(work, "the worker");
        workerLog = identity.logGroup();
        List<PolicyStatement> permissions = new ArrayList<>(code.mayReadSecretsOf(upstreams.values(), work));
        permissions.addAll(mayUseTable("dynamodb:UpdateItem"));
        VersionPolicy.add(work, "worker", environment.name(), identity, permissions);
        identity.role()
                .addToPolicy(PolicyStatement.Builder.create()
                        .actions(List.of("lambda:InvokeFunction"))
                        .resources(List.of(lostJobs.getFunctionArn()))
                        .build());
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("UPSTREAMS", Json.writeString(Upstreams.toTree(upstreams)));
        variables.put("METRICS_NAMESPACE", DataActionFunction.METRICS_NAMESPACE);
        variables.put("JOBS_TABLE", table.getRef());
        worker = code.function(
                work,
                new HandlerCode.Kind(
                        registrar.logicalId("Worker"),
                        WORKER_HANDLER,
                        "Runs the jobs of slow actions; called by the function that Genesys Cloud calls",
                        workerSeconds),
                identity,
                variables,
                builder -> builder.reservedConcurrentExecutions(
                                environment.function().concurrencyOfWorker())
                        .currentVersionOptions(VersionOptions.builder()
                                .removalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE)
                                .build()));
        code.joinVpc(worker, identity);
        code.acceptWildcards(identity, true);
        workerVersion = worker.getCurrentVersion();
        delivery = delivery(work, eventAge);
        configuration = "worker " + workerSeconds + " " + eventAge;
    }

    private static long longestLimitSeconds(DefinitionSet definitions) {
        return definitions.compiled().slow().stream()
                .mapToLong(action -> DataActionFunction.seconds(action.async().limit()))
                .max()
                .orElseThrow(() -> new IllegalArgumentException("no action is slow"));
    }

    /** The upstreams that slow actions call. The worker calls no other. */
    private Map<String, Upstream> upstreams(DefinitionSet definitions) {
        Map<String, Upstream> called = new TreeMap<>();
        for (ActionDefinition action : definitions.compiled().slow()) {
            action.steps().forEach(step -> {
                String name = step.request().upstream();
                called.put(name, environment.upstreams().get(name));
            });
        }
        return called;
    }

    /** Encrypted by a key of DynamoDB's own, if the environment has none. */
    private CfnTable table() {
        CfnTable.Builder builder = CfnTable.Builder.create(this, "Table")
                .billingMode("PAY_PER_REQUEST")
                .attributeDefinitions(List.of(CfnTable.AttributeDefinitionProperty.builder()
                        .attributeName("pk")
                        .attributeType("S")
                        .build()))
                .keySchema(List.of(CfnTable.KeySchemaProperty.builder()
                        .attributeName("pk")
                        .keyType("HASH")
                        .build()))
                .timeToLiveSpecification(CfnTable.TimeToLiveSpecificationProperty.builder()
                        .attributeName("expiresAt")
                        .enabled(true)
                        .build());
        environment
                .kmsKey()
                .ifPresent(key -> builder.sseSpecification(CfnTable.SSESpecificationProperty.builder()
                        .sseEnabled(true)
                        .sseType("KMS")
                        .kmsMasterKeyId(key)
                        .build()));
        CfnTable made = builder.build();
        made.overrideLogicalId(registrar.logicalId("Jobs"));
        made.applyRemovalPolicy(RemovalPolicy.DESTROY);
        NagFindings.accept(
                made,
                "AwsSolutions-DDB3",
                "A job is of use for hours. A restored one would be older than the flow that waits for it.");
        return made;
    }

    private List<PolicyStatement> mayUseTable(String... actions) {
        List<PolicyStatement> statements = new ArrayList<>();
        statements.add(PolicyStatement.Builder.create()
                .actions(List.of(actions))
                .resources(List.of(table.getAttrArn()))
                .build());
        environment
                .kmsKey()
                .ifPresent(key -> statements.add(PolicyStatement.Builder.create()
                        .actions(KEY_ACTIONS)
                        .resources(List.of(key))
                        .conditions(Map.of(
                                "StringEquals", Map.of("kms:ViaService", "dynamodb." + Aws.REGION + ".amazonaws.com")))
                        .build()));
        return statements;
    }

    /**
     * How Lambda delivers events to this version of the worker. An event that the worker has taken is never repeated,
     * because its job may have called the upstream.
     *
     * <p>Jobs may still wait for the version when the next deployment replaces it. So the version and its settings are
     * kept, each under a logical id of its own. They are not kept if their own deployment is rolled back: the next one
     * could not publish the same version again ("A version for this Lambda function exists").
     */
    private CfnEventInvokeConfig delivery(Construct scope, int eventAge) {
        CfnEventInvokeConfig config = CfnEventInvokeConfig.Builder.create(scope, "Delivery")
                .functionName(worker.getFunctionName())
                .qualifier(workerVersion.getVersion())
                .maximumRetryAttempts(0)
                .maximumEventAgeInSeconds(eventAge)
                .destinationConfig(CfnEventInvokeConfig.DestinationConfigProperty.builder()
                        .onFailure(CfnEventInvokeConfig.OnFailureProperty.builder()
                                .destination(lostJobs.getFunctionArn())
                                .build())
                        .build())
                .build();
        String version = ((CfnElement) workerVersion.getNode().getDefaultChild()).getLogicalId();
        config.overrideLogicalId(version + "Delivery");
        config.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
        return config;
    }

    /** What allows a function to queue jobs, and to read their results. */
    List<PolicyStatement> mayQueue() {
        List<PolicyStatement> statements =
                new ArrayList<>(mayUseTable("dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"));
        statements.add(PolicyStatement.Builder.create()
                .actions(List.of("lambda:InvokeFunction"))
                .resources(List.of(worker.getFunctionArn() + ":*"))
                .build());
        return statements;
    }

    /** Accepts the wildcard of {@link #mayQueue}. */
    void acceptWildcard(IConstruct policy) {
        NagFindings.acceptWildcard(
                policy,
                "<" + registrar.logicalId("Worker") + ".Arn>:*",
                "Each version of the function calls its own version of the worker, and all of them have one role.");
    }

    /** The variables of the function that queues jobs. */
    Map<String, String> variables() {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("JOBS_TABLE", table.getRef());
        variables.put("WORKER_ARN", workerVersion.getFunctionArn());
        return variables;
    }

    /** Makes the function wait for the worker's settings: without them Lambda would repeat a failed job. */
    void completeBefore(Function function) {
        HandlerCode.resource(function).addResourceDependency(delivery);
    }

    /** What decides how a job runs, apart from the code. */
    String configuration() {
        return configuration;
    }

    /** The function that runs jobs, for metrics and alarms. */
    public Function worker() {
        return worker;
    }

    /** The function that ends lost jobs, for metrics and alarms. */
    public Function lostJobs() {
        return lostJobs;
    }

    public LogGroup workerLog() {
        return workerLog;
    }
}
