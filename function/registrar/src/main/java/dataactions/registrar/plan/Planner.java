package dataactions.registrar.plan;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.registrar.Deadline;
import dataactions.registrar.Failure;
import dataactions.registrar.Http;
import dataactions.registrar.Log;
import dataactions.registrar.Redactor;
import dataactions.registrar.Settings;
import dataactions.registrar.cloudformation.Properties;
import dataactions.registrar.cloudformation.ResourceEvent;
import dataactions.registrar.genesys.Genesys;
import dataactions.registrar.genesys.Genesys.Action;
import dataactions.registrar.genesys.GenesysCalls;
import dataactions.registrar.genesys.ReadOnlyCalls;
import dataactions.registrar.genesys.RetryingCalls;
import dataactions.registrar.genesys.SdkCalls;
import dataactions.registrar.resources.ActionResource;
import dataactions.registrar.resources.Consumers;
import dataactions.registrar.resources.CredentialResource;
import dataactions.registrar.resources.GenesysResource;
import dataactions.registrar.resources.IntegrationResource;
import dataactions.registrar.resources.Mark;
import dataactions.registrar.resources.Occasion;
import dataactions.registrar.resources.Plan;
import dataactions.registrar.resources.Progress;
import dataactions.registrar.resources.Reconciler;
import dataactions.registrar.resources.Usage;
import dataactions.secrets.retry.Sleeper;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
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
 * Plans the resources of one stack against the live org, and writes nothing: the org is wrapped so that it cannot.
 *
 * <p>Use: {@link #connect} (or {@link #over} with any {@link GenesysCalls}); {@link #organization} to refuse the wrong org;
 * then {@link #plan} for each {@code Custom::Genesys…} resource of the template <em>in the template's order</em>
 * (credential, integration, actions), and {@link #removals} with all logical ids of the template. Properties are as in
 * the template after resolving: every value a text, as CloudFormation passes them. References are resolved by the
 * caller: to {@link Planned#id} of the resource referred to; to {@link Plan#CREATED} where that one is yet to be created
 * (different from every id, so that an action in a new integration is a replacement); to {@link Plan#UNKNOWN} where
 * nobody can know without AWS (a secret's ARN): such a field is not compared. For a {@code RequestUrl} that is unknown
 * the planner takes the URL that most of the stack's actions have, so that one edited by hand is seen.
 *
 * <p>Calls to Genesys: lists once, whole; two for an integration; three for each action (the action and its two
 * templates); none for a credential. Where the listing of actions shows no headers, one more for each action of the org
 * that is not Genesys's own. A secret that differs cannot be seen: Genesys never gives it back.
 *
 * <p>Every method throws {@link Failure}; {@link Failure#reason} is the line for a person. Not thread-safe.
 */
public final class Planner {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final Genesys genesys;
    private final RetryingCalls calls;
    private final Stack stack;
    private final Deadline deadline;
    private final Log log;
    private final Redactor redactor;
    private final Consumers consumers;
    /** Looked for once: where the listing shows no headers, each action is read. */
    private List<Action> actionsOfStack;

    /**
     * A stack, by what its ownership marks begin with.
     *
     * @param account the AWS account's 12 digits
     * @param region such as {@code eu-west-1}
     * @param name such as {@code dev-DataActions}
     */
    public record Stack(String account, String region, String name) {
        String id() {
            return "arn:aws:cloudformation:" + region + ":" + account + ":stack/" + name + "/plan";
        }

        Mark mark(String logicalId) {
            return Mark.of(id(), logicalId);
        }
    }

    /**
     * A resource as the template has it.
     *
     * @param type {@code Custom::GenesysCredential}, {@code Custom::GenesysIntegration} or {@code Custom::GenesysDataAction}
     * @param properties texts, resolved as described above
     */
    public record Resource(String type, String logicalId, Map<String, String> properties) {}

    /**
     * What would become of a resource.
     *
     * @param id the object's id in Genesys; empty where it is yet to be created
     * @param name what a person calls it, as it is in Genesys, or as it will be
     * @param secure whether it is an action for sensitive data; what {@link #usage} wants
     */
    public record Planned(String type, String logicalId, Optional<String> id, String name, boolean secure, Plan plan) {}

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
        this.deadline = new Deadline(clock, sleeper, PATIENCE);
        this.calls = new RetryingCalls(calls, deadline, log);
        this.genesys = new Genesys(new ReadOnlyCalls(this.calls));
        this.consumers = new Consumers(this.genesys);
    }

    /** A planner over an org that is reached in any way; retries are put around it here. */
    public static Planner over(
            GenesysCalls calls, Stack stack, InstantSource clock, Sleeper sleeper, Consumer<String> log) {
        return new Planner(calls, stack, clock, sleeper, new Redactor(), log);
    }

    /**
     * A planner over the live org, for a client of the shell's variables.
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
     * @param source where the client was found: the name of a variable or of a secret, for messages
     * @param log where the lines about retries go, one JSON object each
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
        Settings settings = Settings.from(Map.of(
                "GENESYS_API_URL", apiUrl,
                "GENESYS_LOGIN_URL", loginUrl,
                "GENESYS_CREDENTIALS_SECRET", source));
        InstantSource clock = InstantSource.system();
        GenesysCalls calls = new SdkCalls(settings, id -> client, new Http(), clock, redactor);
        return new Planner(calls, stack, clock, Sleeper.REAL, redactor, log);
    }

    /** The org that is looked at: one call. */
    public Genesys.Organization organization() {
        return genesys.organization();
    }

    /** How often Genesys was called, repeated calls included, token requests not. */
    public int calls() {
        return calls.count();
    }

    /**
     * Plans one resource.
     *
     * @return never {@link Plan.Remove}; {@link Plan.Refuse} where a deployment would refuse it, as it does a changed
     *     contract without a new number
     */
    public Planned plan(Resource resource) {
        return switch (resource.type()) {
            case "Custom::GenesysCredential" ->
                plan(
                        resource,
                        new CredentialResource(genesys, deadline, id -> refused(), redactor),
                        Genesys.Credential::name,
                        resource.logicalId());
            case "Custom::GenesysIntegration" ->
                plan(
                        resource,
                        new IntegrationResource(genesys, deadline, log),
                        it -> it.configuration().name(),
                        resource.properties().getOrDefault("Name", resource.logicalId()));
            case "Custom::GenesysDataAction" ->
                plan(
                        withKnownUrl(resource),
                        new ActionResource(genesys, deadline),
                        it -> it.action().name(),
                        resource.properties().getOrDefault("Name", resource.logicalId()));
            default ->
                throw new IllegalArgumentException(
                        "The planner knows the objects in Genesys, and not " + resource.type());
        };
    }

    private static String refused() {
        throw new IllegalStateException("A plan reads no secret.");
    }

    private <W, O> Planned plan(
            Resource resource, GenesysResource<W, O> kind, Function<O, String> name, String nameToBe) {
        ResourceEvent event = event(resource);
        Reconciler<W, O> reconciler = new Reconciler<>(kind, deadline, log, new Progress(), () -> Occasion.UNKNOWN);
        Reconciler.Outlook<O> outlook = reconciler.look(event, kind.wanted(event));
        return new Planned(
                resource.type(),
                resource.logicalId(),
                outlook.target().map(kind::id),
                outlook.target().map(name).orElse(nameToBe),
                Boolean.parseBoolean(resource.properties().get("Secure")),
                outlook.plan());
    }

    private ResourceEvent event(Resource resource) {
        ObjectNode properties = JSON.createObjectNode();
        resource.properties().forEach(properties::put);
        return new ResourceEvent(
                ResourceEvent.Type.Create,
                new ResourceEvent.Envelope("", stack.id(), "plan", resource.logicalId(), null),
                resource.type(),
                resource.logicalId(),
                null,
                new Properties(resource.type(), properties),
                new Properties(resource.type(), null));
    }

    private Resource withKnownUrl(Resource resource) {
        if (!Plan.UNKNOWN.equals(resource.properties().get("RequestUrl"))) {
            return resource;
        }
        Map<String, Integer> urls = new HashMap<>();
        for (Action it : actionsOfStack()) {
            urls.merge(it.configuration().requestUrl(), 1, Integer::sum);
        }
        Optional<Map.Entry<String, Integer>> most = urls.entrySet().stream().max(Map.Entry.comparingByValue());
        boolean clear = most.isPresent()
                && urls.values().stream().filter(most.get().getValue()::equals).count() == 1;
        if (!clear) {
            return resource;
        }
        Map<String, String> known = new HashMap<>(resource.properties());
        known.put("RequestUrl", most.get().getKey());
        return new Resource(resource.type(), resource.logicalId(), known);
    }

    private List<Action> actionsOfStack() {
        if (actionsOfStack == null) {
            actionsOfStack = new ActionResource(genesys, deadline).ofStack(stack.mark("x"));
        }
        return actionsOfStack;
    }

    private Optional<String> logicalId(Action action) {
        return ActionResource.owner(action).flatMap(stack.mark("x")::logicalIdIn);
    }

    /**
     * What carries the stack's mark and is none of its resources any more: a deployment removes it, an action only if no
     * flow uses it ({@link #usage}).
     *
     * @param logicalIds those of the template
     * @param planned ids of what was planned: another action under the mark of one of these was kept for flows
     */
    public List<Planned> removals(Collection<String> logicalIds, Collection<String> planned) {
        Mark any = stack.mark("x");
        List<Planned> gone = new ArrayList<>();
        for (Action it : actionsOfStack()) {
            logicalId(it)
                    .filter(id -> !logicalIds.contains(id)
                            || ActionResource.isRetired(it.name()) && !planned.contains(it.id()))
                    .ifPresent(
                            id -> gone.add(removal("Custom::GenesysDataAction", id, it.id(), it.name(), it.secure())));
        }
        for (Genesys.Integration it : genesys.integrations().all()) {
            Optional.ofNullable(it.notes())
                    .flatMap(IntegrationResource::owner)
                    .flatMap(any::logicalIdIn)
                    .filter(id -> !logicalIds.contains(id))
                    .ifPresent(id -> gone.add(removal("Custom::GenesysIntegration", id, it.id(), it.name(), false)));
        }
        for (Genesys.Credential it : genesys.credentials().all()) {
            any.logicalIdIn(it.name())
                    .filter(id -> !logicalIds.contains(id))
                    .ifPresent(id -> gone.add(removal("Custom::GenesysCredential", id, it.id(), it.name(), false)));
        }
        return gone;
    }

    private static Planned removal(String type, String logicalId, String id, String name, boolean secure) {
        return new Planned(type, logicalId, Optional.of(id), name, secure, new Plan.Remove());
    }

    /** Which flows use an action: two calls and one for the index's state, which is asked once. */
    public Usage usage(String actionId, boolean secure) {
        return consumers.of(actionId, secure);
    }

    /**
     * The stacks of this name that have objects in the org, by their marks: for a caller who does not know the account.
     * The credential's name is its mark, and every stack has one.
     */
    public List<Stack> stacksNamed(String name) {
        Set<Stack> stacks = new TreeSet<>(Comparator.comparing(Stack::account).thenComparing(Stack::region));
        for (Genesys.Credential it : genesys.credentials().all()) {
            String[] parts = it.name().split("/");
            if (parts.length == 4 && parts[0].matches("\\d{12}") && parts[2].equals(name)) {
                stacks.add(new Stack(parts[0], parts[1], parts[2]));
            }
        }
        return List.copyOf(stacks);
    }
}
