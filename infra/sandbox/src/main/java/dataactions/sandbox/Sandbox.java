package dataactions.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.assembly.CloudAssembly;
import dataactions.assembly.template.Template;
import dataactions.definition.upstream.Upstream;
import dataactions.genesys.CallCounts;
import dataactions.genesys.api.OrgSettings;
import dataactions.genesys.objects.GenesysState;
import dataactions.sandbox.aws.EventFaults;
import dataactions.sandbox.aws.Rotations;
import dataactions.sandbox.aws.account.Account;
import dataactions.sandbox.aws.account.Secret;
import dataactions.sandbox.cloudformation.DeploymentTarget;
import dataactions.sandbox.cloudformation.OnFailure;
import dataactions.sandbox.cloudformation.ReplacementUndo;
import dataactions.sandbox.cloudformation.StackListener;
import dataactions.sandbox.cloudformation.StackResult;
import dataactions.sandbox.cloudformation.state.ResourceState;
import dataactions.sandbox.cloudformation.state.StackState;
import dataactions.sandbox.lambda.LambdaRuntime;
import dataactions.sandbox.upstream.Examples;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * A local deployment: a Genesys org, a server that answers for the upstreams, the AWS endpoints, the Function URLs and
 * the engine. All of them use one state folder. {@code close} ends every server and process and keeps the folder.
 */
public final class Sandbox implements AutoCloseable {
    /** A real version of the CDK bootstrap is a number. The rule of a local assembly requires this word. */
    public static final String BOOTSTRAP_VERSION = "sandbox";

    /** The account of every sandbox. */
    public static final String ACCOUNT = "000000000000";

    private static final String DEFAULT_REGION = "eu-west-1";

    /**
     * The configuration of a sandbox.
     *
     * @param folder the state folder
     * @param upstreams base URLs by upstream name. The sandbox saves them. An empty URL restores the default
     * @param secretFiles files with the upstreams' secrets, by the secret's name or ARN. The sandbox saves the paths.
     *     An empty path removes the entry
     * @param runtime makes the Lambda runtime; its argument is the folder of the functions' logs
     * @param clock the time of the engine, the org and the events
     * @param undo how a rollback undoes a replacement: CloudFormation does it in two ways
     * @param genesys changes the org's settings, for tests
     * @param progress gets a line if {@link Sandbox#close} takes longer than two seconds, or loses something, if the
     *     saved examples cannot be read, or if an action of the stack was deleted in the org
     */
    public record Settings(
            Path folder,
            Map<String, String> upstreams,
            Map<String, String> secretFiles,
            Function<Path, LambdaRuntime> runtime,
            InstantSource clock,
            ReplacementUndo undo,
            UnaryOperator<OrgSettings> genesys,
            Consumer<String> progress) {
        /** Settings with progress on the standard error stream. */
        public Settings(
                Path folder,
                Map<String, String> upstreams,
                Map<String, String> secretFiles,
                Function<Path, LambdaRuntime> runtime,
                InstantSource clock,
                ReplacementUndo undo,
                UnaryOperator<OrgSettings> genesys) {
            this(folder, upstreams, secretFiles, runtime, clock, undo, genesys, System.err::println);
        }
    }

    /** How long {@link #close} waits for asynchronous invocations. */
    private static final Duration MAX_EVENT_WAIT = Duration.ofSeconds(60);

    private final OpenResources open = new OpenResources();
    /** The ids that {@link #actions} has named. */
    private final Set<String> deletedActions = new HashSet<>();

    private final Consumer<String> progress;
    private final StateFolder folder;
    private final Ports ports;
    private final SandboxOrg org;
    private final LocalUpstreams upstreams;
    private final SandboxStack stack;
    private final LocalAws aws;
    private String environment;

    private Sandbox(Settings settings) {
        progress = settings.progress();
        try {
            folder = open.add(StateFolder.open(settings.folder()));
            Optional<SandboxState> saved = folder.load();
            environment = saved.map(SandboxState::environment).orElse("");
            ports = new Ports(saved.map(SandboxState::ports).orElse(Map.of()));
            Account account =
                    new Account(saved.map(SandboxState::account).orElse(Account.Content.EMPTY), settings.clock());
            org = new SandboxOrg(saved, settings.genesys(), settings.clock(), ports, open);
            upstreams = new LocalUpstreams(
                    saved, settings.upstreams(), settings.secretFiles(), folder, ports, open, progress);
            stack = new SandboxStack(
                    saved.map(SandboxState::stack).orElse(null),
                    account,
                    settings.clock(),
                    settings.undo(),
                    this::saveAll);
            aws = new LocalAws(
                    account,
                    folder,
                    settings.runtime(),
                    settings.clock(),
                    this::secretOfOtherOwner,
                    stack,
                    ports,
                    open);
            org.connect(aws.origin(), aws.variables("GENESYS_API_URL").anyMatch(SandboxOrg::isFedRamp));
            aws.start(new LocalEnvironment(aws.origin(), org.origin(), upstreams.origin(), upstreams.urls()));
            stack.use(
                    aws.types(Map.of(), stack.load().map(SandboxStack::regionOf).orElse(DEFAULT_REGION)));
        } catch (IOException e) {
            open.close();
            throw new SandboxException(e.getMessage(), e);
        } catch (RuntimeException e) {
            open.close();
            throw e;
        }
    }

    /**
     * Opens a sandbox.
     *
     * @throws SandboxException when the folder is in use or damaged, or when a required port is not free
     */
    public static Sandbox open(Settings settings) {
        return new Sandbox(settings);
    }

    /** The value of a secret that the stack does not own: the secret of an upstream or of the Genesys OAuth client. */
    private Optional<String> secretOfOtherOwner(String id) {
        boolean ofRegistrar = aws.variables("GENESYS_CREDENTIALS_SECRET").anyMatch(id::equals);
        return ofRegistrar ? Optional.of(org.registrarCredentials()) : upstreams.secret(id);
    }

    /** Starts the registrar's process of the deployed stack, if there is one. The caller synthesises meanwhile. */
    public void prepare() {
        stack.standing().ifPresent(aws::prepareRegistrar);
    }

    /**
     * Deploys an assembly: creates or updates the stack. If that fails, rolls back.
     *
     * @throws dataactions.assembly.template.TemplateException when the template cannot be deployed here
     */
    public StackResult deploy(CloudAssembly assembly, StackListener listener) {
        return deploy(assembly, OnFailure.ROLL_BACK, listener);
    }

    /**
     * Deploys an assembly: creates or updates the stack. If that fails, rolls back, or leaves everything as it is.
     *
     * @throws dataactions.assembly.template.TemplateException when the template cannot be deployed here
     */
    public StackResult deploy(CloudAssembly assembly, OnFailure onFailure, StackListener listener) {
        String region = region(assembly);
        upstreams.checkSecrets(assembly.upstreams());
        stack.use(aws.types(assembly.assets(), region));
        String environmentBefore = environment;
        Examples examplesBefore = upstreams.examples();
        boolean stands = false;
        try {
            org.become(assembly.template());
            environment = assembly.environment();
            upstreams.use(assembly.examples());
            org.calls().reset();
            Template template = Template.parse(assembly.template());
            StackResult result = stack.engine(aws.preparing(stack, listener))
                    .deploy(
                            new DeploymentTarget(
                                    ACCOUNT,
                                    region,
                                    assembly.stackName(),
                                    template,
                                    assembly.parameters(),
                                    assembly.terminationProtection()),
                            onFailure);
            stands = result.ending() != StackResult.Ending.REFUSED && result.ending() != StackResult.Ending.ROLLED_BACK;
            if (stands) {
                upstreams.keep(assembly.examples());
            }
            prune(result);
            return result;
        } finally {
            if (!stands) {
                environment = environmentBefore;
                upstreams.use(examplesBefore);
                stack.standing().ifPresent(it -> org.become(it.template()));
            }
            if (stack.state() != null) {
                saveAll();
            }
        }
    }

    /** The region that an assembly is deployed to. If a stack exists, the region of the stack. */
    public String region(CloudAssembly assembly) {
        return stack.region().or(() -> Optional.ofNullable(assembly.region())).orElse(DEFAULT_REGION);
    }

    /** Deletes code that no function version uses, except while an unfinished rollback may need it. */
    private void prune(StackResult result) {
        if (result.ending() != StackResult.Ending.STUCK && result.ending() != StackResult.Ending.REFUSED) {
            aws.prune();
        }
    }

    /** Turns the stack's termination protection on or off. */
    public void protect(boolean on) {
        stack.engine(event -> {}).protect(stack.state().id(), on);
    }

    /** Deletes the stack, unless it has termination protection. */
    public StackResult destroy(StackListener listener) {
        org.calls().reset();
        StackResult result = stack.engine(listener).destroy();
        prune(result);
        return result;
    }

    /**
     * Rotates every secret of the stack that has a schedule. In AWS, Secrets Manager rotates a secret when the rotation
     * is due.
     *
     * @return the outcome of each rotation, by the secret's name
     * @throws SandboxException when no secret has a schedule
     */
    public Map<String, Rotations.Outcome> rotate(Rotations.Listener listener) {
        StackState rotating = stack.standing()
                .orElseThrow(() ->
                        new SandboxException("Nothing is deployed here. Run `./data-actions local deploy` first."));
        Map<String, Secret> rotated = aws.account().rotated();
        if (rotated.isEmpty()) {
            throw new SandboxException(
                    "No secret of the stack " + rotating.name() + " is rotated. Set \"rotation\": \"30d\""
                            + " for the environment " + environment
                            + " in cdk.json (with the front door \"url\": behind \"iam\""
                            + " there is no caller secret), and deploy.");
        }
        Map<String, Rotations.Outcome> outcomes = new LinkedHashMap<>();
        rotated.forEach((arn, secret) -> {
            outcomes.put(secret.name(), aws.rotations().rotate(arn, listener));
            saveAll();
        });
        return outcomes;
    }

    /** The current stack; empty before the first deployment. */
    public Optional<StackState> stack() {
        return stack.load();
    }

    /** The environment that was deployed last; empty before the first deployment. */
    public String environment() {
        return environment;
    }

    /** Whether the sandbox only lists resources of this type and does nothing else for them. */
    public boolean inert(String type) {
        return stack.inert(type);
    }

    /** How often the last deployment or deletion of this object called Genesys. */
    public CallCounts calls() {
        return org.calls();
    }

    /** The org's origin, in place of both {@code https://api.…} and {@code https://login.…}. */
    public URI genesysOrigin() {
        return org.origin();
    }

    /** The upstreams that the deployed functions call. */
    public LocalUpstreams upstreams() {
        return upstreams;
    }

    /** The upstreams that the deployed functions know, by name. */
    public Map<String, Upstream> deployedUpstreams() {
        Map<String, Upstream> known = new LinkedHashMap<>();
        aws.variables("UPSTREAMS").forEach(variable -> known.putAll(CloudAssembly.upstreams(variable)));
        return known;
    }

    /** The registered actions of the stack, read from the org, by name. A note names one that was deleted there. */
    public List<RegisteredAction> actions() {
        Architect architect = architect();
        return stack().map(StackState::resources).orElse(Map.of()).values().stream()
                .filter(each -> each.type().equals("Custom::GenesysDataAction")
                        && each.status().settled())
                .flatMap(each -> {
                    Optional<RegisteredAction> action = architect.action(each.physicalId());
                    if (action.isEmpty() && deletedActions.add(each.physicalId())) {
                        progress.accept(
                                "The action of " + each.logicalId()
                                        + " was deleted in the local Genesys org. To create it again, set \"reconcile\" to a new"
                                        + " text, such as \"1\", in the \"context\" of cdk.json, and run `./data-actions local deploy`.");
                    }
                    return action.stream();
                })
                .sorted(Comparator.comparing(RegisteredAction::name))
                .toList();
    }

    /** The caller secret, as Genesys shows it at the Function URL; empty behind the front door {@code iam}. */
    public Optional<String> callerSecret() {
        return aws.callerSecret();
    }

    /** A client of the org's API for the work of Architect, with its own credentials. */
    public Architect architect() {
        return org.architect();
    }

    /**
     * Calls the function directly, without Genesys, and requests a report of where each output came from.
     *
     * @param traces whether the report also has the requests and responses of upstreams
     * @return the envelope with {@code report} and {@code steps}, also for a fault
     */
    public JsonNode explain(RegisteredAction action, ObjectNode inputs, boolean traces) {
        String function = stack().map(it -> it.resources().get("Function"))
                .map(ResourceState::physicalId)
                .orElseThrow(() ->
                        new SandboxException("The stack has no function. Run `./data-actions local deploy` first."));
        return new DirectInvocation(aws.lambda(), function, logs()).explain(action.name(), inputs, traces);
    }

    /** The org's content, for tests. */
    public GenesysState genesys() {
        return org.state();
    }

    /** What goes wrong with asynchronous invocations, for tests. */
    public EventFaults eventFaults() {
        return aws.lambda().faults();
    }

    /** The folder of the functions' logs. */
    public Path logs() {
        return folder.path("logs");
    }

    private void saveAll() {
        folder.save(new SandboxState(
                SandboxState.FORMAT,
                environment,
                org.organizationId(),
                org.clientSecret(),
                upstreams.keptUrls(),
                upstreams.keptSecretFiles(),
                ports.byName(),
                stack.state(),
                aws.account().content(),
                org.state().toJson()));
    }

    /**
     * Waits up to {@link #MAX_EVENT_WAIT} for asynchronous invocations that functions have requested, ends every server
     * and process, and keeps the state. Events that have not ended are lost. A second call does nothing.
     */
    @Override
    public void close() {
        if (open.isEmpty()) {
            return;
        }
        try {
            awaitEvents();
            if (stack.state() != null) {
                saveAll();
            }
        } finally {
            open.close();
        }
    }

    /** Lets {@link #close} wait no longer for asynchronous invocations. Another thread may call this. */
    public void stopWaiting() {
        aws.lambda().stopWaiting();
    }

    private void awaitEvents() {
        int lost = aws.lambda().awaitEvents(MAX_EVENT_WAIT, progress);
        if (lost > 0) {
            progress.accept(lost + " asynchronous invocations did not end and are lost. A job of such an invocation"
                    + " ends as JOB_LOST. For longer jobs, leave `./data-actions local serve` running.");
        }
    }
}
