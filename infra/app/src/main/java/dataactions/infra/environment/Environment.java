package dataactions.infra.environment;

import com.fasterxml.jackson.annotation.JacksonInject;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.databind.JsonNode;
import dataactions.definition.upstream.Upstream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One target of a deployment: one AWS account and region, and one Genesys Cloud organization. {@link Environments}
 * reads it from {@code cdk.json} and checks every value.
 *
 * @param name the environment's name, which is its stage's id and begins its stack's name
 * @param account the AWS account's 12 digits; default: the account of the credentials that deploy
 * @param region the AWS region; default: the region of the workstation
 * @param genesys the Genesys Cloud organization
 * @param integrationName the integration's name in Genesys; default {@code Data actions (<name>)}
 * @param category the category of definitions without one; default {@code Data Actions}. Flows refer to an action by
 *     category and name: keep it the same in every organization
 * @param categorySuffix a text after every category, for two environments in one organization; default: empty
 * @param upstreams the APIs that the definitions call, by the names in the definitions
 * @param checks the checks by action: each is called before callers use a new version, and again through Genesys
 * @param onUpstreamFault whether a check that ends in the upstream's own fault fails the deployment
 * @param function how the function runs
 * @param logRetentionDays how long CloudWatch keeps the logs; default 30 days
 * @param frontDoor how Genesys reaches the function; default the Function URL
 * @param alarmsTopic ARN of the SNS topic that alarms are sent to; default: nobody is notified
 * @param kmsKey ARN of the key that encrypts logs, the functions' variables, the caller secret and the jobs of slow
 *     actions; default: the keys that AWS owns. A secure slow action needs one
 * @param tags tags of every resource that can have tags, in addition to {@code data-actions:environment}; default none
 * @param permissionsBoundary name or ARN of the managed policy that limits every role; default none
 * @param bootstrapQualifier the qualifier of the CDK bootstrap stack that the deployment uses; default: the CDK's
 *     default
 * @param onDestroy what happens when somebody destroys the stack while flows use its actions; default: CloudFormation
 *     refuses
 * @param rotation how often the caller secret is rotated, such as {@code 30d}; default: never
 */
public record Environment(
        @JacksonInject("name") String name,
        Optional<String> account,
        Optional<String> region,
        Genesys genesys,
        String integrationName,
        String category,
        String categorySuffix,
        @JacksonInject("upstreams") Map<String, Upstream> upstreams,
        Map<String, Check> checks,
        OnUpstreamFault onUpstreamFault,
        FunctionSettings function,
        int logRetentionDays,
        FrontDoor frontDoor,
        Optional<String> alarmsTopic,
        Optional<String> kmsKey,
        Map<String, String> tags,
        Optional<String> permissionsBoundary,
        Optional<String> bootstrapQualifier,
        OnDestroy onDestroy,
        Optional<String> rotation) {
    public Environment {
        integrationName = integrationName == null ? "Data actions (" + name + ")" : integrationName;
        tags = new TreeMap<>(tags);
    }

    /**
     * Reads one environment from settings in the form of {@code cdk.json}, with the same checks. For projects that use
     * {@code DataActions} in their own stack.
     *
     * @param settings the keys that docs/environments.md lists
     * @throws ConfigurationException naming everything that is wrong
     */
    public static Environment of(String name, Map<String, ?> settings) {
        try {
            return Environments.read(Map.of(name, settings)).all().get(0);
        } catch (ConfigurationException e) {
            throw new ConfigurationException(
                    e.problems().stream().map(problem -> inCode(name, problem)).toList());
        }
    }

    /** The message for an environment that is defined in code and not in {@code cdk.json}. */
    public static String inCode(String name, String problem) {
        String path = Environments.ROOT + "." + name;
        return problem.startsWith(path)
                ? "environment " + name + problem.substring(path.length()).replaceFirst("^\\.", ": ")
                : problem;
    }

    /** The days from one rotation of the caller secret to the next; empty: it is never rotated. */
    public Optional<Integer> rotationDays() {
        return rotation.map(text -> Integer.parseInt(text.substring(0, text.length() - 1)));
    }

    /** The category in Genesys for an action whose definition has the category {@code declared}; null means none. */
    public String categoryOf(String declared) {
        return (declared == null ? category : declared) + categorySuffix;
    }

    /**
     * A Genesys Cloud organization.
     *
     * @param domain the region's domain, such as {@code mypurecloud.ie}
     * @param credentialsSecret name or ARN of the Secrets Manager secret {@code {"clientId","clientSecret"}} of the
     *     OAuth client; never the secret itself
     * @param organizationId the organization's id in lower case, as Genesys sends it to IAM; if given, the registrar
     *     refuses any other organization before the first write
     * @param apiUrl the base URL of the API; default {@code https://api.<domain>}
     * @param loginUrl the base URL of the token service; default {@code https://login.<domain>}
     * @param adopt whether the deployment uses an existing integration of that name, and never deletes it; default no
     */
    public record Genesys(
            String domain,
            String credentialsSecret,
            Optional<String> organizationId,
            String apiUrl,
            String loginUrl,
            boolean adopt) {
        public Genesys {
            organizationId = organizationId.map(id -> id.toLowerCase(Locale.ROOT));
            apiUrl = apiUrl == null ? "https://api." + domain : apiUrl;
            loginUrl = loginUrl == null ? "https://login." + domain : loginUrl;
        }

        /** Whether both may be the same organization. Compares the ids if both are known, otherwise the domains. */
        boolean perhapsSameAs(Genesys other) {
            return organizationId.isPresent() && other.organizationId.isPresent()
                    ? organizationId.equals(other.organizationId)
                    : domain.equals(other.domain);
        }
    }

    /**
     * One call that shows whether an action works here.
     *
     * @param action the action's name; its newest contract is called
     * @param input the inputs; their values must exist in this environment's upstream
     * @param expect JSONata expressions over the answer; each must be true. Without one, the answer must only fulfil
     *     the contract
     * @param sideEffects {@code accepted} if the check may call a method other than GET
     */
    public record Check(String action, Map<String, Object> input, List<String> expect, Optional<String> sideEffects) {
        /** Whether the check may call a method other than GET. */
        public boolean sideEffectsAccepted() {
            return sideEffects.isPresent();
        }
    }

    /**
     * How the function runs.
     *
     * @param memory MiB; default 512
     * @param timeout Lambda's timeout, which no action's timeout may exceed; default: the longest action timeout plus
     *     two seconds, at most 60 s
     * @param reservedConcurrency the maximum of simultaneous invocations; default: unset, because a new account cannot
     *     reserve any
     * @param workerConcurrency the maximum of jobs of slow actions that run at the same time; default 10. Reserved, so
     *     that slow jobs leave invocations to all other calls. Without a slow action it has no effect
     * @param snapStart whether Lambda publishes versions with a snapshot of the started function; default no, because
     *     publishing then takes minutes, and a version without calls for 14 days becomes inactive
     * @param keepAwake whether a schedule invokes the version that callers reach, so that it does not become inactive;
     *     default no. Only with {@code snapStart}
     * @param vpc the VPC of the function and of the worker of slow actions; default: none. The registrar never runs in a VPC, because it must reach
     *     CloudFormation's response URL
     */
    public record FunctionSettings(
            int memory,
            Optional<Duration> timeout,
            Optional<Integer> reservedConcurrency,
            Optional<Integer> workerConcurrency,
            boolean snapStart,
            boolean keepAwake,
            Optional<Vpc> vpc) {
        private static final int DEFAULT_WORKER_CONCURRENCY = 10;

        /** How many jobs of slow actions run at the same time. */
        public int concurrencyOfWorker() {
            return workerConcurrency.orElse(DEFAULT_WORKER_CONCURRENCY);
        }
    }

    /**
     * Subnets and security groups in a VPC. They are ids, because a look-up would make the synthesis depend on an
     * account.
     *
     * @param subnetIds private subnets with a route to the upstreams and to Secrets Manager; with slow actions, to
     *     DynamoDB and Lambda, too
     * @param securityGroupIds security groups of the function's network interfaces
     */
    public record Vpc(List<String> subnetIds, List<String> securityGroupIds) {}

    /** How Genesys reaches the function. A change needs a new integration, and so replaces every action. */
    public sealed interface FrontDoor {
        /** Reads {@code "iam"} or {@code {"type": "iam", "qualifier": "none"}}. */
        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        static FrontDoor of(JsonNode settings) {
            String type = settings.path("type").asText(settings.asText());
            return type.equals("iam")
                    ? new Iam(!settings.path("qualifier").asText().equals("none"))
                    : new Url();
        }

        /** The word in {@code cdk.json} and in {@code environments.lock.json}. */
        String word();

        /**
         * Web Services Data Actions call a Function URL and send a secret. This is the default, because it needs only
         * the stack.
         */
        record Url() implements FrontDoor {
            @Override
            public String word() {
                return "url";
            }
        }

        /**
         * AWS Lambda Data Actions invoke the function with a role. The role trusts Genesys's AWS account, but only for
         * the organization of the environment. There is no public endpoint and no secret.
         *
         * @param aliasQualified whether Genesys gets the ARN of the alias (the default) or of the function. Use the
         *     function's ARN only if Genesys refuses a qualified ARN: Genesys then calls new code before the checks
         */
        record Iam(boolean aliasQualified) implements FrontDoor {
            @Override
            public String word() {
                return "iam";
            }
        }
    }

    /** What a check does when the upstream itself is at fault (5xx, timeout, throttled). */
    public enum OnUpstreamFault {
        /** The deployment continues with a warning. The default. */
        WARN,
        /** The deployment is rolled back. */
        FAIL;

        /** The word in {@code cdk.json} and in the resource's property. */
        public String word() {
            return this == WARN ? "warn" : "fail";
        }
    }

    /** What happens to the stack, and to actions that Architect flows use, when somebody destroys the stack. */
    public enum OnDestroy {
        /** CloudFormation refuses to delete the stack: it has termination protection. The default. */
        REFUSE,
        /** The actions are deleted, and the flows take the Failure path. */
        DELETE,
        /** Actions, integration and credential stay in Genesys; a new stack of the same name uses them again. */
        RETAIN;

        /** The word in {@code cdk.json} and in the resources' properties. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Whether the stack has termination protection. */
        public boolean protects() {
            return this == REFUSE;
        }
    }
}
