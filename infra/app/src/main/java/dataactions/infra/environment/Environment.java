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
 * One place that the data actions are deployed to: one AWS account and region, one Genesys Cloud organization. Read
 * from {@code cdk.json} by {@link Environments}, which has checked every value.
 *
 * @param name the environment's name, which is its stage's id and begins its stack's name
 * @param account the AWS account's 12 digits; default: that of the credentials that deploy
 * @param region the AWS region; default: that of the workstation
 * @param genesys the Genesys Cloud organization
 * @param integrationName the integration's name in Genesys; default {@code Data actions (<name>)}
 * @param category the category of the definitions that name none; default {@code Data Actions}. Flows refer to an
 *     action by category and name: keep it the same in every organization
 * @param categorySuffix what follows every category, for two environments in one organization; default nothing
 * @param upstreams the APIs that the definitions call, by the name they use
 * @param checks what is called, by action, before callers see a new version and once more through Genesys
 * @param onUpstreamFault whether a check that ends in the upstream's own fault fails the deployment
 * @param function how the function runs
 * @param logRetentionDays how long CloudWatch keeps the logs; default 30 days
 * @param frontDoor how Genesys reaches the function; default the Function URL
 * @param alarmsTopic ARN of the SNS topic that alarms are sent to; default: they change their state and tell nobody
 * @param kmsKey ARN of the key that encrypts logs, the function's variables and the caller's secret; default: the
 *     keys that AWS owns
 * @param tags put on everything that can carry tags, besides {@code data-actions:environment}; default none
 * @param permissionsBoundary name or ARN of the managed policy that bounds every role; default none
 * @param bootstrapQualifier of the CDK bootstrap stack to deploy through; default the CDK's own
 * @param onDestroy what becomes of the actions that flows use when the stack is destroyed; default: it is refused
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
     * One environment from settings such as {@code cdk.json} has them, checked in the same way: for those who use
     * {@code DataActions} in a stack of their own.
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

    /** The message for an environment that is written in code and not in {@code cdk.json}. */
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

    /** The category that {@code declared} is registered under here; null stands for none. */
    public String categoryOf(String declared) {
        return (declared == null ? category : declared) + categorySuffix;
    }

    /**
     * A Genesys Cloud organization.
     *
     * @param domain the region's domain, such as {@code mypurecloud.ie}
     * @param credentialsSecret name or ARN of the Secrets Manager secret {@code {"clientId","clientSecret"}} of the
     *     OAuth client; never a value
     * @param organizationId the organization's id; if given, any other organization is refused before the first write
     * @param apiUrl the API's origin; default {@code https://api.<domain>}
     * @param loginUrl the token service's origin; default {@code https://login.<domain>}
     * @param adopt whether the integration of that name is there already and is taken over, never to be deleted; default
     *     no
     */
    public record Genesys(
            String domain,
            String credentialsSecret,
            Optional<String> organizationId,
            String apiUrl,
            String loginUrl,
            boolean adopt) {
        public Genesys {
            apiUrl = apiUrl == null ? "https://api." + domain : apiUrl;
            loginUrl = loginUrl == null ? "https://login." + domain : loginUrl;
        }

        /** Whether both may be one organization: by their ids where both are known, else by the domain. */
        boolean perhapsSameAs(Genesys other) {
            return organizationId.isPresent() && other.organizationId.isPresent()
                    ? organizationId.get().equalsIgnoreCase(other.organizationId.get())
                    : domain.equals(other.domain);
        }
    }

    /**
     * One call that shows whether an action works here.
     *
     * @param action the action's name; its newest contract is called
     * @param input the inputs, which must exist in this environment
     * @param expect JSONata over the answer, each true when it is right; none: the contract must be fulfilled
     * @param sideEffects {@code accepted} if a method other than GET may be called
     */
    public record Check(String action, Map<String, Object> input, List<String> expect, Optional<String> sideEffects) {
        /** Whether a method other than GET may be called. */
        public boolean sideEffectsAccepted() {
            return sideEffects.isPresent();
        }
    }

    /**
     * How the function runs.
     *
     * @param memory MiB; default 512
     * @param timeout Lambda's own, which no action's timeout may exceed; default: the longest action's and two seconds,
     *     60 s at most
     * @param reservedConcurrency the most invocations at a time; default: unset, since a new account has none to give
     * @param snapStart whether versions are published with a snapshot of the started function; default no: publishing
     *     then takes minutes, and a version not called for 14 days goes inactive
     * @param vpc where it runs; default: outside of any VPC. The registrar never runs in one: it has to reach
     *     CloudFormation's response URL
     */
    public record FunctionSettings(
            int memory,
            Optional<Duration> timeout,
            Optional<Integer> reservedConcurrency,
            boolean snapStart,
            Optional<Vpc> vpc) {}

    /**
     * A place in a VPC, by ids: a look-up would make the synthesis depend on an account.
     *
     * @param subnetIds private ones with a way to the upstreams, and to Secrets Manager
     * @param securityGroupIds of the function's network interfaces
     */
    public record Vpc(List<String> subnetIds, List<String> securityGroupIds) {}

    /** How Genesys reaches the function. Another front door needs another integration, which replaces every action. */
    public sealed interface FrontDoor {
        /** Reads {@code "iam"} or {@code {"type": "iam", "qualifier": "none"}}. */
        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        static FrontDoor of(JsonNode settings) {
            String type = settings.path("type").asText(settings.asText());
            return type.equals("iam")
                    ? new Iam(!settings.path("qualifier").asText().equals("none"))
                    : new Url();
        }

        /** As written in {@code cdk.json} and in {@code environments.lock.json}. */
        String word();

        /**
         * Web Services Data Actions call a Function URL and show a secret. The default: it needs nothing but the stack.
         */
        record Url() implements FrontDoor {
            @Override
            public String word() {
                return "url";
            }
        }

        /**
         * AWS Lambda Data Actions invoke the function by a role that trusts Genesys's AWS account, for the organization
         * of the environment only. There is no public endpoint and no secret.
         *
         * @param aliasQualified whether Genesys is given the ARN of the alias (the default), or the function's own,
         *     should it not take a qualified one; that one reaches new code before it is checked
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
        /** The deployment goes on, with a warning. The default. */
        WARN,
        /** The deployment is rolled back. */
        FAIL;

        /** As written in {@code cdk.json} and in the resource's property. */
        public String word() {
            return this == WARN ? "warn" : "fail";
        }
    }

    /** What happens to the stack, and to actions that Architect flows use, when somebody destroys the stack. */
    public enum OnDestroy {
        /** CloudFormation refuses to delete the stack: it has termination protection. The default. */
        REFUSE,
        /** They are deleted, and the flows take Failure. */
        DELETE,
        /** Actions, integration and credential stay in Genesys; a stack of the same name takes them over again. */
        RETAIN;

        /** As written in {@code cdk.json} and in the resources' properties. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Whether the stack has termination protection. */
        public boolean protects() {
            return this == REFUSE;
        }
    }
}
