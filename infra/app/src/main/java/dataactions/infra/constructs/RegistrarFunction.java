package dataactions.infra.constructs;

import dataactions.definition.deployment.CustomResourceType;
import dataactions.definition.deployment.Reconcile;
import dataactions.infra.constructs.lambda.LambdaIdentity;
import dataactions.infra.environment.AppContext;
import dataactions.infra.environment.Environment;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awscdk.ArnComponents;
import software.amazon.awscdk.ArnFormat;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.CfnResource;
import software.amazon.awscdk.CustomResource;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.lambda.EventInvokeConfig;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.lambda.IFunction;
import software.amazon.awscdk.services.logs.LogGroup;
import software.constructs.Construct;

/**
 * The Lambda function behind every {@code Custom::…} resource of the stack: it reconciles the objects in Genesys with
 * the resources' properties, and checks a new version of the function before callers reach it.
 */
public final class RegistrarFunction extends Construct {
    /**
     * What {@link RegistrarFunction} needs.
     *
     * @param genesys the organization that it writes to
     * @param jar the registrar's self-contained jar
     * @param logRetentionDays how long its logs are kept; one of the periods that CloudWatch offers
     * @param kmsKey ARN of the key that encrypts its logs and variables; default: AWS's own
     * @param prefix the prefix of the logical ids of this function's resources and of its custom resources; empty if
     *     the stack has only one {@code DataActions}
     */
    public record Props(
            Environment.Genesys genesys, Path jar, int logRetentionDays, Optional<String> kmsKey, String prefix) {}

    /** The handler's class; a test compares it with the class itself. */
    public static final String HANDLER = "dataactions.registrar.RegistrarHandler";

    /** The variable that passes {@link #pace} to the handler; a test compares it with the name in the handler. */
    public static final String CALLS_PER_MINUTE = "GENESYS_CALLS_PER_MINUTE";

    /**
     * The variable that passes {@link #mayProtectStack} to the handler; a test compares it with the name in the
     * handler.
     */
    public static final String MANAGES_TERMINATION_PROTECTION = "MANAGES_TERMINATION_PROTECTION";

    /** The format of the properties. Rollbacks and deletions send properties in older formats. */
    static final String SCHEMA_VERSION = "1";

    /** The search for the flows that use 200 actions needs 400 calls, and Genesys allows 300 a minute. */
    private static final Duration TIMEOUT = Duration.seconds(300);

    private static final Duration MAX_EVENT_AGE = Duration.seconds(60);

    /** How long CloudFormation waits: at least the event's age, the function's timeout and 30 s together. */
    private static final Duration SERVICE_TIMEOUT = Duration.seconds(420);

    private final Function function;
    private final EventInvokeConfig invokeConfig;
    private final LambdaIdentity identity;
    private final String prefix;
    private final Optional<String> reconcile;

    public RegistrarFunction(Construct scope, String id, Props props) {
        super(scope, id);
        prefix = props.prefix();
        reconcile = AppContext.reconcile(getNode().tryGetContext(Reconcile.CONTEXT));
        // The logs are kept when the stack is deleted: after a failed first deployment they are the only evidence.
        identity = new LambdaIdentity(
                this, "the registrar", props.logRetentionDays(), props.kmsKey(), RemovalPolicy.RETAIN);
        Environment.Genesys genesys = props.genesys();
        identity.role()
                .addToPolicy(PolicyStatement.Builder.create()
                        .actions(List.of("secretsmanager:GetSecretValue"))
                        .resources(secretArns(Stack.of(this), genesys.credentialsSecret()))
                        .build());
        // The registrar learns the deletion cause from the stack's status: the stack is destroyed, a deployment retires
        // the object, or a rollback removes it.
        identity.role()
                .addToPolicy(PolicyStatement.Builder.create()
                        .actions(List.of("cloudformation:DescribeStacks"))
                        .resources(List.of(Aws.STACK_ID))
                        .build());
        // CloudFormation calls this ARN for as long as a resource lives ("Modifying service token is not allowed"), so
        // the logical id must not depend on the construct's path.
        function = new RegistrarCode(
                        "Registrar",
                        HANDLER,
                        "Registers the data actions in Genesys Cloud; called by CloudFormation",
                        TIMEOUT)
                .function(this, props, identity, variables(genesys));
        // CloudFormation invokes asynchronously: by default Lambda would repeat a failed event twice, and a
        // throttled one for six hours.
        invokeConfig = EventInvokeConfig.Builder.create(this, "Async")
                .function(function)
                .retryAttempts(0)
                .maxEventAge(MAX_EVENT_AGE)
                .build();
    }

    /** The logical id of a resource of the same {@code DataActions}. */
    public String logicalId(String name) {
        return prefix + name;
    }

    /** The function, for metrics and alarms. */
    public Function function() {
        return function;
    }

    public LogGroup logGroup() {
        return identity.logGroup();
    }

    /** The variables that tell a function its organization. */
    static Map<String, String> variables(Environment.Genesys genesys) {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("GENESYS_API_URL", genesys.apiUrl());
        variables.put("GENESYS_LOGIN_URL", genesys.loginUrl());
        variables.put("GENESYS_CREDENTIALS_SECRET", genesys.credentialsSecret());
        genesys.organizationId().ifPresent(organization -> variables.put("GENESYS_ORGANIZATION_ID", organization));
        return variables;
    }

    /**
     * Limits how often one event of an action calls Genesys. Several events run at once and share the client's limit.
     */
    void pace(int callsPerMinute) {
        function.addEnvironment(CALLS_PER_MINUTE, String.valueOf(callsPerMinute));
    }

    /**
     * Lets the registrar turn the termination protection of its own stack on and off. CDK Pipelines does not turn it on
     * (aws-cdk#17871, #30405). After a first deployment that failed, the protection must be off, because the next
     * deployment must delete that stack.
     */
    void mayProtectStack() {
        identity.role()
                .addToPolicy(PolicyStatement.Builder.create()
                        .actions(List.of("cloudformation:UpdateTerminationProtection"))
                        .resources(List.of(Aws.STACK_ID))
                        .build());
        function.addEnvironment(MANAGES_TERMINATION_PROTECTION, "true");
    }

    /** Lets the registrar read the caller secret, from which it makes the Genesys credential. */
    void mayRead(GeneratedCallerSecret secret) {
        identity.role().addToPolicy(secret.readable());
    }

    /** Lets the registrar call the published versions of a function, but not its unpublished code. */
    void mayInvokeVersionsOf(IFunction checked) {
        identity.role()
                .addToPolicy(PolicyStatement.Builder.create()
                        .actions(List.of("lambda:InvokeFunction"))
                        .resources(List.of(checked.getFunctionArn() + ":*"))
                        .build());
        NagFindings.acceptWildcard(
                identity.role(),
                "<" + logicalId("Function") + ".Arn>:*",
                "A version's number is known only once it is published; all of them are versions of the one function.");
    }

    /**
     * A custom resource of the registrar.
     *
     * @param id of the resource in its scope, and its logical id: with the prefix, part of the ownership tag in
     *     Genesys, which must never change while the object exists
     * @param type {@code Custom::…}
     * @param properties strings, or maps of strings; a structured value is a JSON string, because the CDK would read a
     *     key {@code Ref} as an intrinsic function and would drop empty objects
     */
    CustomResource resource(Construct scope, String id, CustomResourceType type, Map<String, Object> properties) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("SchemaVersion", SCHEMA_VERSION);
        all.putAll(properties);
        // The checks do not get it: they run again if the objects that they call have other ids.
        if (type.kind() != CustomResourceType.Kind.CHECK) {
            reconcile.ifPresent(text -> all.put(Reconcile.PROPERTY, text));
        }
        CustomResource resource = CustomResource.Builder.create(scope, id)
                .serviceToken(function.getFunctionArn())
                .serviceTimeout(SERVICE_TIMEOUT)
                .resourceType(type.typeName())
                .properties(all)
                .build();
        ((CfnResource) resource.getNode().getDefaultChild()).overrideLogicalId(logicalId(id));
        resource.getNode().addDependency(invokeConfig);
        return resource;
    }

    /**
     * The ARNs of a policy that allows reading one secret. Secrets Manager appends a hyphen and six characters to a
     * name, which an ARN may lack. A wildcard of any length would match other secrets as well.
     */
    public static List<String> secretArns(Stack stack, String nameOrArn) {
        return secretArns(stack, Optional.empty(), nameOrArn);
    }

    /**
     * As {@link #secretArns(Stack, String)}, for a secret in another region. A name always means a secret in the account
     * of the caller, so the account is the stack's.
     *
     * @param region the region of the secret; default: the stack's
     */
    public static List<String> secretArns(Stack stack, Optional<String> region, String nameOrArn) {
        if (nameOrArn.startsWith("arn:")) {
            return List.of(nameOrArn, nameOrArn + "-??????");
        }
        ArnComponents.Builder arn = ArnComponents.builder()
                .service("secretsmanager")
                .resource("secret")
                .resourceName(nameOrArn + "-??????")
                .arnFormat(ArnFormat.COLON_RESOURCE_NAME);
        region.ifPresent(arn::region);
        return List.of(stack.formatArn(arn.build()));
    }
}
