package dataactions.infra;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

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
 * @param onDestroy what becomes of the actions that flows use when the stack is destroyed; default: it is refused
 * @param rotationDays how often the caller's secret is renewed; default: never
 */
public record Environment(
        String name,
        Optional<String> account,
        Optional<String> region,
        Genesys genesys,
        String integrationName,
        String category,
        String categorySuffix,
        Map<String, Upstream> upstreams,
        Map<String, Check> checks,
        OnUpstreamFault onUpstreamFault,
        FunctionSettings function,
        int logRetentionDays,
        OnDestroy onDestroy,
        Optional<Integer> rotationDays) {

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
            boolean adopt) {}

    /**
     * An API that definitions call.
     *
     * @param url where it is: {@code https} (plain {@code http} to loopback only), with a path prefix or none
     * @param timeout the most that one call may take; default: what is left of the action's own timeout
     * @param auth how it knows us; default: it does not
     * @param forwardHeaders names of Genesys's headers that are passed on; default: none
     */
    public record Upstream(
            String url, Optional<Duration> timeout, Optional<UpstreamAuth> auth, List<String> forwardHeaders) {
        /** One that knows us by nothing. */
        public Upstream(String url, Optional<Duration> timeout) {
            this(url, timeout, Optional.empty(), List.of());
        }
    }

    /**
     * How an upstream knows us, by a secret in Secrets Manager.
     *
     * @param secret name or ARN of the secret; never a value
     * @param settings all of it as the function reads it, the secret included: {@code type} is {@code apiKey} (with
     *     {@code in} and {@code name}), {@code basic}, {@code bearer} or {@code oauth2} (with {@code tokenUrl} and perhaps
     *     {@code scope}, {@code audience}, {@code clientAuthentication})
     */
    public record UpstreamAuth(String secret, Map<String, String> settings) {}

    /**
     * One call that shows whether an action works here.
     *
     * @param action the action's name; its newest contract is called
     * @param input the inputs, which must exist in this environment
     * @param expect JSONata over the answer, each true when it is right; none: the contract must be fulfilled
     * @param sideEffectsAccepted whether a method other than GET may be called
     */
    public record Check(String action, Map<String, Object> input, List<String> expect, boolean sideEffectsAccepted) {}

    /**
     * How the function runs.
     *
     * @param memory MiB; default 512
     * @param reservedConcurrency the most invocations at a time; default: unset, since a new account has none to give
     */
    public record FunctionSettings(int memory, Optional<Integer> reservedConcurrency) {
        public static final FunctionSettings DEFAULT = new FunctionSettings(512, Optional.empty());
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

    /** What becomes of the actions that Architect flows use when the stack is destroyed. */
    public enum OnDestroy {
        /** Nothing is removed, and the flows are named. The default. */
        REFUSE,
        /** They are deleted, and the flows take Failure. */
        DELETE,
        /** Actions, integration and credential stay in Genesys; a stack of the same name takes them over again. */
        RETAIN;

        /** As written in {@code cdk.json} and in the resources' properties. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
