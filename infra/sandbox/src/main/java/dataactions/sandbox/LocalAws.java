package dataactions.sandbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dataactions.definition.deployment.CustomResourceType;
import dataactions.sandbox.aws.CustomResources;
import dataactions.sandbox.aws.FunctionUrls;
import dataactions.sandbox.aws.Lambda;
import dataactions.sandbox.aws.ResponseUrls;
import dataactions.sandbox.aws.Rotations;
import dataactions.sandbox.aws.SecretsManager;
import dataactions.sandbox.aws.account.Account;
import dataactions.sandbox.aws.endpoints.AwsEndpoints;
import dataactions.sandbox.aws.endpoints.Stacks;
import dataactions.sandbox.aws.resources.AwsResources;
import dataactions.sandbox.cloudformation.StackListener;
import dataactions.sandbox.cloudformation.state.ResourceState;
import dataactions.sandbox.cloudformation.state.StackState;
import dataactions.sandbox.lambda.AssetFolder;
import dataactions.sandbox.lambda.LambdaRuntime;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.Stream;

/** The AWS account of the sandbox: Lambda, its Function URLs, the endpoints of the other services. */
final class LocalAws {
    private static final JsonMapper JSON = new JsonMapper();

    /** The property of a custom resource with the function that CloudFormation calls. */
    private static final String SERVICE = "ServiceToken";

    /** The property of a function check with the version that the registrar calls. */
    private static final String CHECKED_VERSION = "FunctionVersionArn";

    private final Account account;
    private final AssetFolder assets;
    private final Lambda lambda;
    private final AwsEndpoints endpoints;
    private final Rotations rotations;
    private final FunctionUrls functionUrls;
    private final CustomResources customResources;
    private final Ports ports;
    private final InstantSource clock;
    /** Null until {@link #start}: no function runs before that. */
    private LocalEnvironment environment;

    /**
     * @param runtime makes the Lambda runtime; its argument is the folder of the functions' logs
     * @param otherSecrets the values of the secrets that the stack does not own
     */
    LocalAws(
            Account account,
            StateFolder folder,
            Function<Path, LambdaRuntime> runtime,
            InstantSource clock,
            Function<String, Optional<String>> otherSecrets,
            Stacks stacks,
            Ports ports,
            OpenResources open)
            throws IOException {
        this.account = account;
        this.ports = ports;
        this.clock = clock;
        assets = new AssetFolder(folder.path("functions"));
        LambdaRuntime processes = open.add(runtime.apply(folder.path("logs")));
        ExecutorService background = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "lambda-async");
            thread.setDaemon(true);
            return thread;
        });
        open.add(background::shutdownNow);
        // The AWS endpoints need Lambda, and the functions need the address of the endpoints: see start.
        lambda = new Lambda(account, assets, processes, given -> environment.apply(given), clock, background);
        rotations = new Rotations(account, lambda);
        endpoints =
                open.add(new AwsEndpoints(account, new SecretsManager(account, clock), lambda, otherSecrets, stacks));
        functionUrls = open.add(new FunctionUrls(account, lambda, clock));
        customResources = new CustomResources(lambda, open.add(new ResponseUrls()));
    }

    /** Opens the Function URLs. From now on, functions run with this environment. */
    void start(LocalEnvironment given) throws IOException {
        environment = given;
        functionUrls.openAll();
    }

    /**
     * Starts the registrar's process of a deployed stack. It takes a second to start, and the caller synthesises
     * meanwhile.
     */
    void prepareRegistrar(StackState stack) {
        stack.resources().values().stream()
                .map(resource -> resource.properties().path(SERVICE).asText())
                .filter(service -> !service.isEmpty())
                .findFirst()
                .ifPresent(lambda::prepare);
    }

    /** Starts the process of the version that the registrar will call, while the registrar itself starts. */
    StackListener preparing(SandboxStack stack, StackListener listener) {
        return event -> {
            if (CustomResourceType.FUNCTION_CHECK.is(event.type())
                    && event.status().matches("(CREATE|UPDATE)_IN_PROGRESS")) {
                ResourceState check = stack.state().resources().get(event.logicalId());
                if (check != null) {
                    lambda.prepare(check.properties().path(CHECKED_VERSION).asText());
                }
            }
            listener.on(event);
        };
    }

    URI origin() {
        return endpoints.origin();
    }

    Account account() {
        return account;
    }

    Lambda lambda() {
        return lambda;
    }

    Rotations rotations() {
        return rotations;
    }

    /** The types of resources that a stack can have here. */
    AwsResources types(Map<String, Path> offeredAssets, String region) {
        return new AwsResources(
                account,
                offeredAssets,
                assets,
                functionUrls,
                ports.byName(),
                customResources,
                rotations,
                clock,
                Sandbox.ACCOUNT,
                region);
    }

    /** Deletes code that no function version uses. */
    void prune() {
        assets.prune(account.codeInUse());
    }

    /** The values of an environment variable in the functions that have it. */
    Stream<String> variables(String name) {
        return account.functions().stream()
                .map(function -> function.latest().environment().get(name))
                .filter(Objects::nonNull);
    }

    /** The caller secret, as Genesys shows it at the Function URL; empty behind the front door {@code iam}. */
    Optional<String> callerSecret() {
        return variables("CALLER_SECRET_ARN")
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
}
