package dataactions.registrar.plan;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.aws.retry.Sleeper;
import dataactions.definition.deployment.CustomResourceType;
import dataactions.registrar.cloudformation.OwnershipTag;
import dataactions.registrar.cloudformation.Properties;
import dataactions.registrar.cloudformation.ResourceEvent;
import dataactions.registrar.genesys.Genesys;
import dataactions.registrar.genesys.calls.GenesysCalls;
import dataactions.registrar.genesys.calls.GenesysSettings;
import dataactions.registrar.genesys.calls.ReadOnlyCalls;
import dataactions.registrar.genesys.calls.RetryingCalls;
import dataactions.registrar.genesys.calls.SdkCalls;
import dataactions.registrar.http.LazyHttpClient;
import dataactions.registrar.invocation.EventDeadline;
import dataactions.registrar.invocation.Failure;
import dataactions.registrar.invocation.Log;
import dataactions.registrar.invocation.Redactor;
import dataactions.registrar.resources.action.ActionResource;
import dataactions.registrar.resources.credential.CredentialResource;
import dataactions.registrar.resources.deletion.FlowUsage;
import dataactions.registrar.resources.deletion.FlowUsages;
import dataactions.registrar.resources.integration.IntegrationResource;
import dataactions.registrar.resources.reconcile.Candidate;
import dataactions.registrar.resources.reconcile.EventProgress;
import dataactions.registrar.resources.reconcile.GenesysResource;
import dataactions.registrar.resources.reconcile.Placeholder;
import dataactions.registrar.resources.reconcile.Reconciler;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Plans the resources of one stack against the live org. It cannot write: every write through its Genesys throws.
 *
 * <p>Use: {@link #connect} (or {@link #over} with any {@link GenesysCalls}); {@link #organization} to refuse the wrong
 * org; then {@link #plan} for each {@code Custom::Genesys…} resource of the template <em>in the template's order</em>
 * (credential, integration, actions), and {@link #removals} with all logical ids of the template. Properties are texts,
 * as CloudFormation passes them. The caller replaces each reference by a value. For another resource, the value is its
 * {@link Planned#id}. If that object does not exist yet, the value is {@link Placeholder#CREATED}, so that an action in
 * a new integration is planned as a replacement. If only AWS knows the value, such as a secret's ARN, the value is
 * {@link Placeholder#UNKNOWN}, and the planner does not compare the field. If the {@code RequestUrl} is unknown, the
 * planner uses the URL that most of the stack's actions have, so that a plan shows an action with an edited URL.
 *
 * <p>Calls to Genesys: each list once; two for an integration; three for each action (the action and its two
 * templates); one for a credential that is deployed. If the list of actions shows no headers: one more for each action of the org that
 * is not Genesys's own. A plan does not show a secret that differs, because Genesys never shows secrets.
 *
 * <p>Every method may throw {@link Failure}; {@link Failure#reason} is the line for a person. Not thread-safe.
 */
public final class Planner {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LONGEST = Duration.ofMinutes(10);

    private final Genesys genesys;
    private final RetryingCalls calls;
    private final Stack stack;
    private final EventDeadline deadline;
    private final Log log;
    private final Redactor redactor;
    private final FlowUsages flowUsages;
    private final StackObjects objects;

    /**
     * A stack, identified by the first three parts of its ownership tags.
     *
     * @param account the AWS account's 12 digits
     * @param region such as {@code eu-west-1}
     * @param name such as {@code dev-DataActions}
     */
    public record Stack(String account, String region, String name) {
        String id() {
            return "arn:aws:cloudformation:" + region + ":" + account + ":stack/" + name + "/plan";
        }

        /** An ownership tag with an arbitrary logical id. It is used to recognize the tags of the stack's resources. */
        OwnershipTag tag() {
            return OwnershipTag.of(id(), "any");
        }
    }

    /**
     * A resource as the template has it.
     *
     * @param type of an object in Genesys
     * @param properties texts, resolved as described above
     * @param physicalId the id that CloudFormation knows; empty if the resource is not deployed, or if that is unknown.
     *     Then the object is found by its ownership tag
     * @param oldProperties the deployed properties, as far as they are literal texts
     */
    public record Resource(
            CustomResourceType type,
            String logicalId,
            Map<String, String> properties,
            Optional<String> physicalId,
            Map<String, String> oldProperties) {
        /** A resource that is not deployed, or of which nothing is known. */
        public Resource(CustomResourceType type, String logicalId, Map<String, String> properties) {
            this(type, logicalId, properties, Optional.empty(), Map.of());
        }
    }

    /**
     * What a deployment would do to a resource.
     *
     * @param id the object's id in Genesys; empty where it is yet to be created
     * @param name its name in Genesys, or the name that it will have
     * @param secure whether it is an action for sensitive data; for {@link #usage}
     */
    public record Planned(
            CustomResourceType type, String logicalId, Optional<String> id, String name, boolean secure, Plan plan) {}

    private Planner(
            GenesysCalls calls,
            Stack stack,
            InstantSource clock,
            Sleeper sleeper,
            Redactor redactor,
            Consumer<String> out) {
        this.stack = stack;
        this.redactor = redactor;
        this.log = new Log(out, redactor);
        this.deadline = new EventDeadline(clock, sleeper, LONGEST);
        this.calls = new RetryingCalls(calls, deadline, log);
        this.genesys = new Genesys(new ReadOnlyCalls(this.calls));
        this.flowUsages = new FlowUsages(this.genesys);
        this.objects = new StackObjects(this.genesys, new ActionResource(this.genesys, deadline), stack);
    }

    /** A planner over any implementation of {@link GenesysCalls}. The planner adds retries. */
    public static Planner over(
            GenesysCalls calls, Stack stack, InstantSource clock, Sleeper sleeper, Consumer<String> log) {
        return new Planner(calls, stack, clock, sleeper, new Redactor(), log);
    }

    /**
     * A planner over the live org. The OAuth client comes from variables of the shell.
     *
     * @see #connect(String, String, String, String, String, Stack, Consumer)
     */
    public static Planner connect(
            String apiUrl, String loginUrl, String clientId, String clientSecret, Stack stack, Consumer<String> log) {
        return connect(apiUrl, loginUrl, clientId, clientSecret, "GENESYSCLOUD_OAUTHCLIENT_SECRET", stack, log);
    }

    /**
     * A planner over the live org.
     *
     * @param apiUrl {@code https://api.<domain>}
     * @param loginUrl {@code https://login.<domain>}
     * @param source name of the variable or of the secret that holds the OAuth client; used in messages
     * @param log receives the lines about retries, one JSON object each
     */
    public static Planner connect(
            String apiUrl,
            String loginUrl,
            String clientId,
            String clientSecret,
            String source,
            Stack stack,
            Consumer<String> log) {
        Redactor redactor = new Redactor();
        redactor.learn(clientSecret);
        String client = JSON.createObjectNode()
                .put("clientId", clientId)
                .put("clientSecret", clientSecret)
                .toString();
        GenesysSettings settings = GenesysSettings.from(Map.of(
                "GENESYS_API_URL", apiUrl,
                "GENESYS_LOGIN_URL", loginUrl,
                "GENESYS_CREDENTIALS_SECRET", source));
        InstantSource clock = InstantSource.system();
        GenesysCalls calls = new SdkCalls(settings, id -> client, new LazyHttpClient(), clock, redactor);
        return new Planner(calls, stack, clock, Sleeper.REAL, redactor, log);
    }

    /** The org: one call. */
    public Genesys.Organization organization() {
        return genesys.organization();
    }

    /** The number of calls to Genesys, including repeated calls, without token requests. */
    public int calls() {
        return calls.count();
    }

    /**
     * Plans one resource.
     *
     * @return never {@link Plan.Remove}. {@link Plan.Refuse} if a deployment would refuse the resource, for example a
     *     changed contract without a new number
     */
    public Planned plan(Resource resource) {
        return switch (resource.type()) {
            case CREDENTIAL ->
                plan(
                        resource,
                        new CredentialResource(genesys, deadline, id -> refused(), redactor),
                        Genesys.Credential::name,
                        resource.logicalId());
            case INTEGRATION ->
                plan(
                        resource,
                        new IntegrationResource(genesys, deadline, log),
                        it -> it.configuration().name(),
                        resource.properties().getOrDefault("Name", resource.logicalId()));
            case ACTION ->
                plan(
                        withKnownUrl(resource),
                        new ActionResource(genesys, deadline),
                        it -> it.action().name(),
                        resource.properties().getOrDefault("Name", resource.logicalId()));
            // No default: the compiler asks for each new type.
            case FUNCTION_CHECK, ACTION_CHECK, DESTROY_GUARD ->
                throw new IllegalArgumentException("The planner plans objects in Genesys, and not "
                        + resource.type().typeName() + ".");
        };
    }

    private static String refused() {
        throw new IllegalStateException("A plan reads no secret.");
    }

    private <D, O, C> Planned plan(
            Resource resource, GenesysResource<D, O, C> kind, Function<O, String> name, String newName) {
        ResourceEvent event = event(resource);
        D desired = kind.desired(event);
        Optional<Candidate<O, C>> candidate;
        try {
            candidate = new Reconciler<>(kind, deadline, log, new EventProgress()).preview(event, desired);
        } catch (Failure e) {
            if (e.kind() != Failure.Kind.REFUSED) {
                throw e;
            }
            return new Planned(
                    resource.type(), resource.logicalId(), resource.physicalId(), newName, false, new Plan.Refuse(e));
        }
        Optional<O> observed = candidate.map(Candidate::observed);
        return new Planned(
                resource.type(),
                resource.logicalId(),
                observed.map(kind::id),
                observed.map(name).orElse(newName),
                Boolean.parseBoolean(resource.properties().get("Secure")),
                Plan.of(candidate));
    }

    private ResourceEvent event(Resource resource) {
        boolean isDeployed = resource.physicalId().isPresent();
        String physicalId = resource.physicalId().orElse(null);
        String type = resource.type().typeName();
        return new ResourceEvent(
                isDeployed ? ResourceEvent.Type.Update : ResourceEvent.Type.Create,
                new ResourceEvent.Envelope("", stack.id(), "plan", resource.logicalId(), physicalId),
                type,
                resource.logicalId(),
                physicalId,
                new Properties(type, tree(resource.properties())),
                new Properties(type, isDeployed ? tree(resource.oldProperties()) : null));
    }

    private static ObjectNode tree(Map<String, String> properties) {
        ObjectNode tree = JSON.createObjectNode();
        properties.forEach(tree::put);
        return tree;
    }

    private Resource withKnownUrl(Resource resource) {
        if (!Placeholder.UNKNOWN.equals(resource.properties().get("RequestUrl"))) {
            return resource;
        }
        Optional<String> usual = objects.usualUrl();
        if (usual.isEmpty()) {
            return resource;
        }
        Map<String, String> known = new HashMap<>(resource.properties());
        known.put("RequestUrl", usual.get());
        return new Resource(
                resource.type(), resource.logicalId(), known, resource.physicalId(), resource.oldProperties());
    }

    /**
     * The objects of the stack that are not in the template. A deployment deletes them, but an action only if no flow
     * uses it ({@link #usage}).
     *
     * @param logicalIds those of the template
     * @param planned ids of the planned objects. If a resource of the template has another action with its tag, that
     *     action was retired
     */
    public List<Planned> removals(Collection<String> logicalIds, Collection<String> planned) {
        return objects.removals(logicalIds, planned);
    }

    /** Which flows use an action. Makes two calls for each action, and one call in all for the state of the index. */
    public FlowUsage usage(String actionId, boolean secure) {
        return flowUsages.of(actionId, secure);
    }

    /**
     * The stacks of this name that have objects in the org. For a caller who does not know the AWS account. Every stack
     * has a credential, whose name is its ownership tag. If there is none, somebody may have deleted it, so the actions
     * are read: one call for each action if the list shows no headers.
     */
    public List<Stack> stacksNamed(String name) {
        Set<Stack> stacks = new TreeSet<>(Comparator.comparing(Stack::account).thenComparing(Stack::region));
        genesys.credentials().all().forEach(it -> stackOf(it.name(), name).ifPresent(stacks::add));
        if (stacks.isEmpty()) {
            objects.owners().forEach(tag -> stackOf(tag, name).ifPresent(stacks::add));
        }
        return List.copyOf(stacks);
    }

    private static Optional<Stack> stackOf(String tag, String name) {
        String[] parts = tag.split("/");
        return parts.length == 4 && parts[0].matches("\\d{12}") && parts[2].equals(name)
                ? Optional.of(new Stack(parts[0], parts[1], parts[2]))
                : Optional.empty();
    }
}
