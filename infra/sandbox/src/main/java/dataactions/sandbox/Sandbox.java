package dataactions.sandbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.assembly.CloudAssembly;
import dataactions.assembly.template.Template;
import dataactions.definition.SecretForm;
import dataactions.definition.deployment.CustomResourceType;
import dataactions.definition.upstream.Auth;
import dataactions.definition.upstream.Upstream;
import dataactions.genesys.CallCounts;
import dataactions.genesys.GenesysOrg;
import dataactions.genesys.api.OrgClient;
import dataactions.genesys.api.OrgSettings;
import dataactions.genesys.objects.GenesysState;
import dataactions.sandbox.aws.Account;
import dataactions.sandbox.aws.AwsEndpoints;
import dataactions.sandbox.aws.CustomResources;
import dataactions.sandbox.aws.EventFaults;
import dataactions.sandbox.aws.FunctionUrls;
import dataactions.sandbox.aws.Lambda;
import dataactions.sandbox.aws.ResponseUrls;
import dataactions.sandbox.aws.Rotations;
import dataactions.sandbox.aws.SecretsManager;
import dataactions.sandbox.aws.Throttled;
import dataactions.sandbox.aws.dynamodb.Faults;
import dataactions.sandbox.aws.resources.AwsResources;
import dataactions.sandbox.cloudformation.DeploymentTarget;
import dataactions.sandbox.cloudformation.Engine;
import dataactions.sandbox.cloudformation.ResourceProvider;
import dataactions.sandbox.cloudformation.ResourceState;
import dataactions.sandbox.cloudformation.Result;
import dataactions.sandbox.cloudformation.StackListener;
import dataactions.sandbox.cloudformation.StackState;
import dataactions.sandbox.cloudformation.StackStore;
import dataactions.sandbox.lambda.AssetFolder;
import dataactions.sandbox.lambda.Invocation;
import dataactions.sandbox.lambda.LambdaRuntime;
import dataactions.sandbox.upstream.ExampleUpstreams;
import dataactions.sandbox.upstream.Examples;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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
    private static final String EXAMPLES = "examples.json";
    private static final String REGISTRAR_CLIENT = "sandbox-registrar";
    private static final String OWN_CLIENT = "sandbox-architect";

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
     * @param progress gets a line if {@link Sandbox#close} takes longer than two seconds, or loses something
     */
    public record Settings(
            Path folder,
            Map<String, String> upstreams,
            Map<String, String> secretFiles,
            Function<Path, LambdaRuntime> runtime,
            InstantSource clock,
            Engine.Undo undo,
            UnaryOperator<OrgSettings> genesys,
            Consumer<String> progress) {
        /** Settings with progress on the standard error stream. */
        public Settings(
                Path folder,
                Map<String, String> upstreams,
                Map<String, String> secretFiles,
                Function<Path, LambdaRuntime> runtime,
                InstantSource clock,
                Engine.Undo undo,
                UnaryOperator<OrgSettings> genesys) {
            this(folder, upstreams, secretFiles, runtime, clock, undo, genesys, System.err::println);
        }
    }

    /** How long {@link #close} waits for asynchronous invocations. */
    private static final Duration MAX_EVENT_WAIT = Duration.ofSeconds(60);

    private static final JsonMapper JSON = new JsonMapper();

    /** The property of a custom resource with the function that CloudFormation calls. */
    private static final String SERVICE = "ServiceToken";

    /** The property of a function check with the version that the registrar calls. */
    private static final String CHECKED_VERSION = "FunctionVersionArn";

    private static final Pattern OLDER_CONTRACT = Pattern.compile("(.*) \\(contract (\\d+)\\)");

    private final Deque<AutoCloseable> closing = new ArrayDeque<>();
    private final Settings settings;
    private final StateFolder folder;
    private final Map<String, String> upstreams;
    /** Saved in the state. A deployment that is refused before it begins does not change this value. */
    private Map<String, String> keptUpstreams;

    private final SecretFiles secretFiles;
    private Map<String, String> keptSecretFiles;
    private final Map<String, Integer> ports;
    private final String clientSecret;
    private final String ownSecret;
    private final Account account;
    private final AssetFolder assets;
    private final GenesysState genesysState;
    private final GenesysOrg org;
    private final URI orgOrigin;
    private final ExampleUpstreams standIn;
    private final URI standInOrigin;
    /** Null until the AWS endpoints listen. */
    private URI awsOrigin;

    /** Null until all addresses are known. No function runs before that. */
    private LocalEnvironment localEnvironment;

    private final Lambda lambda;
    private final AwsEndpoints endpoints;
    private final Rotations rotations;
    private final FunctionUrls functionUrls;
    private final CustomResources customResources;
    private String environment;
    private String organizationId;
    /** In FedRAMP, Genesys calls from another AWS account. */
    private boolean isFedRamp;

    /** Written by the engine, read by the endpoints' threads. */
    private volatile StackState stack;

    private AwsResources types;

    /** The engine of the current or last deployment or deletion; the endpoints' threads use it. */
    private volatile Engine engine;

    private Sandbox(Settings settings) {
        this.settings = settings;
        try {
            folder = closeLater(StateFolder.open(settings.folder()));
            Optional<SandboxState> kept = folder.load();
            environment = kept.map(SandboxState::environment).orElse("");
            organizationId = kept.map(SandboxState::organizationId).orElse("");
            clientSecret = kept.map(SandboxState::clientSecret).orElseGet(Sandbox::randomSecret);
            ownSecret = randomSecret();
            ports = new LinkedHashMap<>(kept.map(SandboxState::ports).orElse(Map.of()));
            keptUpstreams = kept.map(SandboxState::upstreams).orElse(Map.of());
            upstreams = new LinkedHashMap<>(keptUpstreams);
            settings.upstreams().forEach((name, url) -> {
                if (url.isEmpty()) {
                    upstreams.remove(name);
                } else {
                    upstreams.put(name, url);
                }
            });
            keptSecretFiles = kept.map(SandboxState::secretFiles).orElse(Map.of());
            secretFiles = new SecretFiles(keptSecretFiles, settings.secretFiles());
            stack = kept.map(SandboxState::stack).orElse(null);
            account = new Account(kept.map(SandboxState::account).orElse(Account.Content.EMPTY), settings.clock());
            genesysState = kept.map(SandboxState::genesys)
                    .filter(tree -> !tree.isNull())
                    .map(GenesysState::fromJson)
                    .orElseGet(GenesysState::empty);
            assets = new AssetFolder(folder.path("functions"));

            org = closeLater(new GenesysOrg(orgSettings(), genesysState, settings.clock()));
            orgOrigin = listen("genesys", org::start);
            standIn = closeLater(new ExampleUpstreams());
            standIn.use(examples(folder.read(EXAMPLES)));
            standInOrigin = listen("upstream", standIn::start);
            LambdaRuntime runtime = closeLater(settings.runtime().apply(folder.path("logs")));
            ExecutorService background = Executors.newCachedThreadPool(task -> {
                Thread thread = new Thread(task, "lambda-async");
                thread.setDaemon(true);
                return thread;
            });
            closeLater(background::shutdownNow);
            // The AWS endpoints need Lambda, and the functions need the address of the endpoints, which is known only
            // below.
            lambda = new Lambda(
                    account, assets, runtime, given -> localEnvironment.apply(given), settings.clock(), background);
            SecretsManager secrets = new SecretsManager(account, settings.clock());
            rotations = new Rotations(account, lambda);
            endpoints = closeLater(new AwsEndpoints(account, secrets, lambda, this::secretOfOtherOwner, stacks()));
            awsOrigin = endpoints.origin();
            isFedRamp = account.functions().stream()
                    .anyMatch(function ->
                            isFedRamp(function.latest().environment().getOrDefault("GENESYS_API_URL", "")));
            org.reconfigure(orgSettings());
            localEnvironment = new LocalEnvironment(endpoints.origin(), orgOrigin, standInOrigin, upstreams);
            functionUrls = closeLater(new FunctionUrls(account, lambda, settings.clock()));
            functionUrls.openAll();
            customResources = new CustomResources(lambda, closeLater(new ResponseUrls()));
            types = types(Map.of(), stack == null ? DEFAULT_REGION : stack.id().split(":")[3]);
        } catch (IOException e) {
            close();
            throw new SandboxException(e.getMessage(), e);
        } catch (RuntimeException e) {
            close();
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

    private <T extends AutoCloseable> T closeLater(T resource) {
        closing.push(resource);
        return resource;
    }

    /**
     * Uses the last port again if it is free, else another one. So callers must read these two addresses after each
     * start.
     */
    private URI listen(String name, Function<Integer, URI> start) {
        URI origin;
        try {
            origin = start.apply(ports.getOrDefault(name, 0));
        } catch (UncheckedIOException e) {
            origin = start.apply(0);
        }
        ports.put(name, origin.getPort());
        return origin;
    }

    private OrgSettings orgSettings() {
        OrgSettings standard = OrgSettings.standard()
                .withClient(OrgClient.withMinimumPermissions(REGISTRAR_CLIENT, clientSecret))
                .withClient(OrgClient.withMinimumPermissions(OWN_CLIENT, ownSecret));
        if (awsOrigin != null) {
            standard = standard.withAws(awsOrigin, isFedRamp ? "325654371633" : "765628985471");
        }
        if (!organizationId.isEmpty()) {
            standard = standard.withOrganization(organizationId, "Sandbox");
        }
        return settings.genesys().apply(standard);
    }

    private AwsResources types(Map<String, Path> offered, String region) {
        return new AwsResources(
                account,
                offered,
                assets,
                functionUrls,
                ports,
                customResources,
                rotations,
                settings.clock(),
                ACCOUNT,
                region);
    }

    private AwsEndpoints.Stacks stacks() {
        return new AwsEndpoints.Stacks() {
            @Override
            public Optional<String> status(String id) {
                return Optional.ofNullable(stack)
                        .filter(it -> it.id().equals(id))
                        .map(it -> it.status().name());
            }

            @Override
            public void protect(String id, boolean on) {
                Engine running = engine;
                (running == null ? engine(event -> {}) : running).protect(id, on);
            }
        };
    }

    /** The value of a secret that the stack does not own: the secret of an upstream or of the Genesys OAuth client. */
    private Optional<String> secretOfOtherOwner(String id) {
        boolean named = account.functions().stream()
                .anyMatch(function -> id.equals(function.latest().environment().get("GENESYS_CREDENTIALS_SECRET")));
        return named
                ? Optional.of("{\"clientId\":\"" + REGISTRAR_CLIENT + "\",\"clientSecret\":\"" + clientSecret + "\"}")
                : secretFiles.value(id);
    }

    /**
     * Starts the registrar's process of the deployed stack, if there is one. It takes a second to start, and the caller
     * synthesises meanwhile.
     */
    public void prepare() {
        if (stack != null && !stack.status().gone()) {
            stack.resources().values().stream()
                    .map(resource -> resource.properties().path(SERVICE).asText())
                    .filter(service -> !service.isEmpty())
                    .findFirst()
                    .ifPresent(lambda::prepare);
        }
    }

    /** Starts the process of the version that the registrar will call, while the registrar itself starts. */
    private StackListener preparing(StackListener listener) {
        return event -> {
            if (CustomResourceType.FUNCTION_CHECK.is(event.type())
                    && event.status().matches("(CREATE|UPDATE)_IN_PROGRESS")) {
                ResourceState check = stack.resources().get(event.logicalId());
                if (check != null) {
                    lambda.prepare(check.properties().path(CHECKED_VERSION).asText());
                }
            }
            listener.on(event);
        };
    }

    /**
     * Deploys an assembly: creates or updates the stack. If that fails, rolls back.
     *
     * @throws dataactions.assembly.template.TemplateException when the template cannot be deployed here
     */
    public Result deploy(CloudAssembly assembly, StackListener listener) {
        return deploy(assembly, Engine.OnFailure.ROLL_BACK, listener);
    }

    /**
     * Deploys an assembly: creates or updates the stack. If that fails, rolls back, or leaves everything as it is.
     *
     * @throws dataactions.assembly.template.TemplateException when the template cannot be deployed here
     */
    public Result deploy(CloudAssembly assembly, Engine.OnFailure onFailure, StackListener listener) {
        String region = region(assembly);
        checkSecrets(assembly.upstreams());
        types = types(assembly.assets(), region);
        String expectedOrganization = variableIn(assembly.template(), "GENESYS_ORGANIZATION_ID");
        boolean expectedFedRamp = isFedRamp(variableIn(assembly.template(), "GENESYS_API_URL"));
        // CloudFormation refuses to update a stack that is being deleted, so the state must not change here.
        boolean taken = stack == null
                || !stack.status().deleting() && (!stack.status().paused() || onFailure == Engine.OnFailure.PAUSE);
        if (taken && (!expectedOrganization.equals(organizationId) || expectedFedRamp != isFedRamp)) {
            organizationId = expectedOrganization;
            isFedRamp = expectedFedRamp;
            org.reconfigure(orgSettings());
        }
        if (taken) {
            environment = assembly.environment();
            keptUpstreams = Map.copyOf(upstreams);
            keptSecretFiles = secretFiles.paths();
            folder.write(EXAMPLES, assembly.examples());
            standIn.use(examples(assembly.examples()));
        }
        org.calls().reset();
        Template template = Template.parse(assembly.template());
        Result result = engine(preparing(listener))
                .deploy(
                        new DeploymentTarget(
                                ACCOUNT,
                                region,
                                assembly.stackName(),
                                template,
                                assembly.parameters(),
                                assembly.terminationProtection()),
                        onFailure);
        prune(result);
        return result;
    }

    /** The region that an assembly is deployed to. If a stack exists, the region of the stack. */
    public String region(CloudAssembly assembly) {
        return stack != null && !stack.status().gone()
                ? stack.id().split(":")[3]
                : Optional.ofNullable(assembly.region()).orElse(DEFAULT_REGION);
    }

    private static Examples examples(String json) {
        try {
            return Examples.of(json);
        } catch (IllegalArgumentException e) {
            throw new SandboxException(e.getMessage() + ". Synthesise and deploy again.", e);
        }
    }

    /**
     * Checks the secrets of the upstreams that the sandbox really calls.
     *
     * @throws SandboxException naming every secret that was not given, and every key that a secret lacks
     */
    public void checkSecrets(Map<String, Upstream> known) {
        List<String> problems = new ArrayList<>();
        known.forEach((name, upstream) -> {
            Optional<String> url = LocalEnvironment.called(name, upstream.url().toString(), upstreams);
            if (!(upstream.auth() instanceof Auth.WithSecret auth) || url.isEmpty()) {
                return;
            }
            SecretForm form = auth.form();
            Optional<String> value = secretFiles.value(auth.secret());
            if (value.isEmpty()) {
                problems.add("The upstream " + name + " (" + url.get() + ") needs the secret " + auth.secret()
                        + ", which the sandbox does not have. Write a file with " + form.shape() + " and give it:"
                        + " --secret " + auth.secret() + "=FILE"
                        + (upstreams.containsKey(name)
                                ? "; or let the definitions' examples answer for it: --upstream " + name + "="
                                : "")
                        + ".");
            } else {
                form.problem(value.get())
                        .ifPresent(problem -> problems.add("--secret " + auth.secret() + ": "
                                + secretFiles.paths().get(auth.secret()) + " does not hold what the upstream "
                                + name
                                + " needs (auth " + auth.type() + "): " + problem + ". Expected " + form.shape()
                                + "."));
            }
        });
        if (!problems.isEmpty()) {
            throw new SandboxException(String.join("\n", problems));
        }
    }

    /** Deletes code that no function version uses, except while an unfinished rollback may need it. */
    private void prune(Result result) {
        if (result.ending() != Result.Ending.STUCK && result.ending() != Result.Ending.REFUSED) {
            assets.prune(account.codeInUse());
        }
    }

    /** Turns the stack's termination protection on or off. */
    public void protect(boolean on) {
        engine(event -> {}).protect(stack.id(), on);
    }

    /** Deletes the stack, unless it has termination protection. */
    public Result destroy(StackListener listener) {
        org.calls().reset();
        Result result = engine(listener).destroy();
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
        if (stack == null || stack.status().gone()) {
            throw new SandboxException("Nothing is deployed here. Run `./data-actions local deploy` first.");
        }
        Map<String, Account.Secret> rotated = account.rotated();
        if (rotated.isEmpty()) {
            throw new SandboxException(
                    "No secret of the stack " + stack.name() + " is rotated. Set \"rotation\": \"30d\""
                            + " for the environment " + environment
                            + " in cdk.json (with the front door \"url\": behind \"iam\""
                            + " there is no caller secret), and deploy.");
        }
        Map<String, Rotations.Outcome> outcomes = new LinkedHashMap<>();
        rotated.forEach((arn, secret) -> {
            outcomes.put(secret.name(), rotations.rotate(arn, listener));
            saveAll();
        });
        return outcomes;
    }

    private Engine engine(StackListener listener) {
        engine = new Engine(
                types,
                new Store(),
                settings.clock(),
                () -> UUID.randomUUID().toString(),
                // The version of the CDK bootstrap in this account.
                name -> name.startsWith("/cdk-bootstrap/")
                        ? BOOTSTRAP_VERSION
                        : account.parameter(name).orElse(null),
                settings.undo(),
                listener);
        return engine;
    }

    private static boolean isFedRamp(String apiUrl) {
        return apiUrl.endsWith(".us-gov-pure.cloud");
    }

    /** The value of a variable in the first function that has it as plain text; empty if no function has it. */
    private static String variableIn(JsonNode template, String name) {
        return template.path("Resources").properties().stream()
                .map(each ->
                        each.getValue().path("Properties").path("Environment").path("Variables"))
                .map(variables -> variables.path(name))
                .filter(JsonNode::isTextual)
                .map(JsonNode::asText)
                .findFirst()
                .orElse("");
    }

    /** The current stack; empty before the first deployment. */
    public Optional<StackState> stack() {
        return Optional.ofNullable(stack);
    }

    /** The environment that was deployed last; empty before the first deployment. */
    public String environment() {
        return environment;
    }

    /** Whether the sandbox only lists resources of this type and does nothing else for them. */
    public boolean inert(String type) {
        return types.find(type).map(ResourceProvider::inert).orElse(false);
    }

    /** How often the last deployment or deletion of this object called Genesys. */
    public CallCounts calls() {
        return org.calls();
    }

    /** The org's origin, in place of both {@code https://api.…} and {@code https://login.…}. */
    public URI genesysOrigin() {
        return orgOrigin;
    }

    /**
     * The base URLs at which functions call the upstreams.
     *
     * @param known the upstreams of the template
     * @return the base URL by upstream name; empty if the definitions' examples answer for the upstream
     */
    public Map<String, Optional<String>> upstreams(Map<String, Upstream> known) {
        Map<String, Optional<String>> called = new LinkedHashMap<>();
        known.forEach((name, upstream) ->
                called.put(name, LocalEnvironment.called(name, upstream.url().toString(), upstreams)));
        return called;
    }

    /** The upstreams that the deployed functions know, by name. */
    public Map<String, Upstream> deployedUpstreams() {
        Map<String, Upstream> known = new LinkedHashMap<>();
        account.functions()
                .forEach(function -> Optional.ofNullable(
                                function.latest().environment().get("UPSTREAMS"))
                        .ifPresent(variable -> known.putAll(CloudAssembly.upstreams(variable))));
        return known;
    }

    /** The definitions' examples from the last deployment. */
    public Examples examples() {
        return standIn.examples();
    }

    /**
     * The calls since the last use of this method that no example answers. One sentence for each call, with what to do.
     */
    public List<String> takeUnanswered() {
        return standIn.takeRefusals();
    }

    /** The registered actions of the stack, read from the org, by name. */
    public List<RegisteredAction> actions() {
        Architect architect = architect();
        return stack().map(StackState::resources).orElse(Map.of()).values().stream()
                .filter(each -> each.type().equals("Custom::GenesysDataAction")
                        && each.status().settled())
                .map(each -> architect.action(each.physicalId()))
                .sorted(Comparator.comparing(RegisteredAction::name))
                .toList();
    }

    /** The caller secret, as Genesys shows it at the Function URL; empty behind the front door {@code iam}. */
    public Optional<String> callerSecret() {
        return account.functions().stream()
                .map(function -> function.latest().environment().get("CALLER_SECRET_ARN"))
                .filter(Objects::nonNull)
                .findFirst()
                .flatMap(account::secret)
                .map(secret -> secret.getValue()
                        .versions()
                        .get(secret.getValue().stages().get("AWSCURRENT"))
                        .value())
                .map(value -> {
                    try {
                        return JSON.readTree(value).path("token").asText();
                    } catch (JsonProcessingException e) {
                        throw new SandboxException("The caller secret is not JSON. Deploy again.");
                    }
                });
    }

    /** A URL that a GET can call and an example answers; empty if no example has a GET. */
    public Optional<String> exampleRequest() {
        return standIn.examples().requests().stream()
                .filter(request -> request.method().equals("GET"))
                .findFirst()
                .map(request -> standInOrigin + "/" + request.upstream() + request.path());
    }

    /** A client of the org's API for the work of Architect, with its own credentials. */
    public Architect architect() {
        return new Architect(orgOrigin, OWN_CLIENT, ownSecret);
    }

    /**
     * Calls the function directly, without Genesys, and requests a report of where each output came from.
     *
     * @param traces whether the report also has the requests and responses of upstreams
     * @return the envelope with {@code report} and {@code steps}, also for a fault
     */
    public JsonNode explain(RegisteredAction action, ObjectNode inputs, boolean traces) {
        ResourceState function = stack == null ? null : stack.resources().get("Function");
        if (function == null) {
            throw new SandboxException("The stack has no function. Run `./data-actions local deploy` first.");
        }
        Matcher older = OLDER_CONTRACT.matcher(action.name());
        boolean isOlder = older.matches();
        ObjectNode event = JSON.createObjectNode();
        event.put("actionName", isOlder ? older.group(1) : action.name());
        if (isOlder) {
            event.put("contract", Integer.parseInt(older.group(2)));
        }
        event.put("explain", true);
        event.put("trace", traces);
        event.set("data", inputs);
        try {
            Invocation invocation = lambda.invoke(
                            function.physicalId(), "live", event.toString().getBytes(StandardCharsets.UTF_8))
                    .orElseThrow(() -> new SandboxException("The function has no alias live: deploy again."));
            JsonNode answer = JSON.readTree(invocation.payload());
            return invocation.failed()
                    ? JSON.readTree(answer.path("errorMessage").asText("{}"))
                    : answer;
        } catch (Throttled e) {
            throw new SandboxException(e.getMessage() + " Wait for one to end, and try again.", e);
        } catch (IOException e) {
            throw new SandboxException(
                    "The function did not answer with an envelope; see its log in " + logs() + ".", e);
        }
    }

    /** The org's content, for tests. */
    public GenesysState genesys() {
        return genesysState;
    }

    /** What fails in DynamoDB, for tests. */
    public Faults dynamoDbFaults() {
        return endpoints.dynamoDbFaults();
    }

    /** What goes wrong with asynchronous invocations, for tests. */
    public EventFaults eventFaults() {
        return lambda.faults();
    }

    /** Deletes the expired items of all tables now, for tests. Returns how many there were. */
    public int sweepExpiredItems() {
        return account.tables().sweep();
    }

    /** The folder of the functions' logs. */
    public Path logs() {
        return folder.path("logs");
    }

    private static String randomSecret() {
        byte[] bytes = new byte[24];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** Saves the stack together with the state of its resources. */
    private final class Store implements StackStore {
        @Override
        public Optional<StackState> load() {
            return Optional.ofNullable(stack);
        }

        @Override
        public void save(StackState state) {
            stack = state;
            saveAll();
        }
    }

    private void saveAll() {
        folder.save(new SandboxState(
                SandboxState.FORMAT,
                environment,
                organizationId,
                clientSecret,
                keptUpstreams,
                keptSecretFiles,
                ports,
                stack,
                account.content(),
                genesysState.toJson()));
    }

    /**
     * Waits up to {@link #MAX_EVENT_WAIT} for asynchronous invocations that functions have requested, ends every server
     * and process, and keeps the state. Events that have not ended are lost. A second call does nothing.
     */
    @Override
    public void close() {
        if (closing.isEmpty()) {
            return;
        }
        try {
            if (lambda != null) {
                awaitEvents();
            }
            if (genesysState != null && stack != null) {
                saveAll();
            }
        } finally {
            closeAll();
        }
    }

    /** Lets {@link #close} wait no longer for asynchronous invocations. Another thread may call this. */
    public void stopWaiting() {
        lambda.stopWaiting();
    }

    private void awaitEvents() {
        int lost = lambda.awaitEvents(MAX_EVENT_WAIT, settings.progress());
        if (lost > 0) {
            settings.progress()
                    .accept(lost + " asynchronous invocations did not end and are lost. A job of such an invocation"
                            + " ends as JOB_LOST. For longer jobs, leave `./data-actions local serve` running.");
        }
    }

    private void closeAll() {
        while (!closing.isEmpty()) {
            try {
                closing.pop().close();
            } catch (Exception e) {
                throw new SandboxException("The sandbox could not be closed: " + e.getMessage(), e);
            }
        }
    }
}
