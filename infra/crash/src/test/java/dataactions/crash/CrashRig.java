package dataactions.crash;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dataactions.assembly.template.Template;
import dataactions.aws.retry.Sleeper;
import dataactions.genesys.GenesysOrg;
import dataactions.genesys.api.ApiRequest;
import dataactions.genesys.api.ApiResponse;
import dataactions.genesys.api.OrgClient;
import dataactions.genesys.api.OrgSettings;
import dataactions.genesys.objects.GenesysState;
import dataactions.registrar.RegistrarHandler;
import dataactions.sandbox.cloudformation.DeploymentTarget;
import dataactions.sandbox.cloudformation.Engine;
import dataactions.sandbox.cloudformation.OnFailure;
import dataactions.sandbox.cloudformation.ReplacementUndo;
import dataactions.sandbox.cloudformation.StackEvent;
import dataactions.sandbox.cloudformation.StackResult;
import dataactions.sandbox.cloudformation.provider.ResourceFailure;
import dataactions.sandbox.cloudformation.provider.ResourceProvider;
import dataactions.sandbox.cloudformation.state.StackState;
import dataactions.sandbox.cloudformation.state.StackStore;
import dataactions.testkit.LambdaContext;
import dataactions.testkit.TestTime;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Everything around the registrar behind one loopback port: CloudFormation's ResponseURLs, Secrets Manager, the
 * function under check, and the door of a Genesys org, at which any one call can be made to fail in any way. The
 * registrar is the real one, made as Lambda makes it, from environment variables; the engine and the org are the
 * sandbox's. Time stands still until somebody waits.
 */
final class CrashRig implements AutoCloseable {
    static final String STACK = "dev-DataActions";
    static final String ACCOUNT = "000000000000";
    static final String REGION = "eu-west-1";

    /** How each secret begins. It must never be seen outside of a request to Genesys or an answer of Secrets Manager. */
    static final String SECRET = "canary-";

    static final String CALLERS_SECRET = SECRET + "callers-secret-5d21c0";
    static final String CLIENT_SECRET = SECRET + "client-secret-9ab3f7";
    static final String STRANGERS_SECRET = SECRET + "strangers-secret-77e0";

    /** As the registrar's function is declared in the template; {@link CrashMatrixIT} compares. */
    static final Duration LAMBDA_TIMEOUT = Duration.ofSeconds(300);

    /** What a Lambda that will hang is told to have left: real time, since the watchdog's is. */
    private static final Duration LEFT_WHEN_HANGING = Duration.ofMillis(100);

    private static final Duration ENOUGH_TO_END = Duration.ofSeconds(2);
    static final Duration SERVICE_TIMEOUT = Duration.ofSeconds(420);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    static final String CLIENT = "the-registrar";
    private static final JsonMapper JSON = new JsonMapper();
    private static final String ENVELOPE =
            "{\"status\":\"success\",\"data\":{\"name\":\"Leanne Graham\"},\"requestId\":\"r\"}";

    private final LoopbackServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "lambda");
        thread.setDaemon(true);
        return thread;
    });
    private final Map<String, Lambda> lambdas = new ConcurrentHashMap<>();
    private final Map<String, Request> requests = new ConcurrentHashMap<>();
    private final AtomicInteger names = new AtomicInteger();
    /** What the function under check answers. */
    private volatile String function = ENVELOPE;

    private volatile Run current;
    /** The one execution environment: warm from run to run, unless it dies. */
    private volatile Lambda warm;
    /** Those that died, until their last thread has ended. */
    private final List<Lambda> dead = new CopyOnWriteArrayList<>();

    CrashRig() throws IOException {
        server = new LoopbackServer(this::serve);
    }

    /** A stack and an org at rest. */
    record Snapshot(JsonNode org, StackState stack, Instant at) {
        /** Before anybody came. */
        static final Snapshot NOTHING = new Snapshot(null, null, TestTime.START);
    }

    /** One call to Genesys as it was seen: what it asked, and in which invocation. */
    record Seen(String method, String path, int invocation, String request) {
        /** Without ids: the same call in another run. */
        String shape() {
            return method + " " + path.replaceAll("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "*");
        }
    }

    /** Which call goes wrong, and how; null for none. */
    record Planted(int call, int invocation, Fault fault) {}

    /** How a run differs from the ordinary. */
    static final class Conditions {
        UnaryOperator<OrgSettings> org = UnaryOperator.identity();
        ReplacementUndo undo = ReplacementUndo.UPDATE_THEN_DELETE;
        Planted planted;
        /** What a failed step leads to. */
        OnFailure onFailure = OnFailure.ROLL_BACK;
        /** Every event is delivered this often. */
        int deliveries = 1;
        /** Whether the Lambda starts anew, and so asks for a token. */
        boolean cold;
        /** How long reads answer 404 after a creation. */
        Duration readsLag = Duration.ZERO;
        /** Sees every answer of Genesys: for planted bugs. */
        UnaryOperator<ApiResponse> filter = UnaryOperator.identity();
        /** What the function answers to checks. */
        String function = ENVELOPE;

        Conditions undo(ReplacementUndo how) {
            undo = how;
            return this;
        }

        Conditions planted(Planted what) {
            planted = what;
            return this;
        }
    }

    /** A run that begins where a snapshot stands; one at a time. */
    Run open(Snapshot before, Conditions conditions) {
        function = conditions.function;
        Run run = new Run(before, conditions);
        current = run;
        return run;
    }

    /** One that is warm, or else another: what it has learnt of Genesys's classes is dear, so the dead are used again. */
    private Lambda lambda() {
        if (warm == null || warm.dead) {
            warm = dead.stream().filter(Lambda::isOver).findFirst().orElse(null);
            if (warm == null) {
                warm = new Lambda();
            } else {
                dead.remove(warm);
                warm.dead = false;
            }
        }
        return warm;
    }

    @Override
    public void close() {
        server.close();
        threads.shutdownNow();
    }

    // ------------------------------------------------------------------------------------------------ one run

    /** One stack in one org, with its own time. */
    final class Run implements AutoCloseable {
        final TestTime time;
        final GenesysState org;
        final List<Seen> calls = new ArrayList<>();
        final List<String> log = new CopyOnWriteArrayList<>();
        final List<StackEvent> events = new ArrayList<>();
        /** What must never happen and did. */
        final List<String> violations = new CopyOnWriteArrayList<>();

        final List<String> answers = new CopyOnWriteArrayList<>();
        boolean faultMet;
        volatile StackState stack;
        private volatile Engine engine;

        private final Conditions conditions;
        private final Function<ApiRequest, ApiResponse> genesys;
        private final Map<String, Instant> madeAt = new ConcurrentHashMap<>();
        private final List<String> asked = new ArrayList<>();
        private final OrgSettings settings;
        private int invocations;
        private String bearer;
        private volatile CountDownLatch thaw = new CountDownLatch(1);

        private Run(Snapshot before, Conditions conditions) {
            this.conditions = conditions;
            time = new TestTime(before.at());
            org = before.org() == null ? GenesysState.empty() : GenesysState.fromJson(before.org());
            stack = before.stack();
            settings = conditions.org.apply(OrgSettings.standard()
                    .withClient(OrgClient.withMinimumPermissions(CLIENT, CLIENT_SECRET))
                    .withClient(OrgClient.withMinimumPermissions("stranger", STRANGERS_SECRET))
                    .withRequestsPerMinute(1_000_000));
            genesys = new GenesysOrg(settings, org, time)::handle;
            if (conditions.cold) {
                warm = new Lambda();
            }
        }

        StackResult deploy(ObjectNode template) {
            return engine().deploy(
                            new DeploymentTarget(
                                    ACCOUNT, REGION, STACK, Template.parse(template), Map.of(), isProtected(template)),
                            conditions.onFailure);
        }

        /** What the CDK CLI reads from the assembly is what the guard's property says. */
        private static boolean isProtected(ObjectNode template) {
            return template.at("/Resources/DestroyGuard/Properties/TerminationProtection")
                    .asText()
                    .equals("true");
        }

        /** As the command {@code destroy} does it: past the protection. */
        StackResult destroy() {
            Engine deleting = engine();
            if (stack != null && !stack.status().gone()) {
                deleting.protect(stack.id(), false);
            }
            return deleting.destroy();
        }

        /** Where the org is to be reached, in place of both of its hosts: what comes is recorded. */
        String door() {
            return server.origin() + "/" + warm.name;
        }

        /** Where it stands now. */
        Snapshot snapshot() {
            return new Snapshot(org.toJson(), stack, time.instant());
        }

        private Engine engine() {
            engine = new Engine(
                    type -> Optional.of(type.startsWith("Custom::") ? new CloudFormation() : new Paper(type)),
                    new StackStore() {
                        @Override
                        public Optional<StackState> load() {
                            return Optional.ofNullable(stack);
                        }

                        @Override
                        public void save(StackState state) {
                            stack = state;
                        }
                    },
                    time,
                    () -> UUID.randomUUID().toString(),
                    name -> "999",
                    conditions.undo,
                    events::add);
            return engine;
        }

        /** Somebody else's request to the same org, unseen by the recorder. */
        JsonNode stranger(String method, String path, String body) throws IOException {
            ApiResponse answer = genesys.apply(new ApiRequest(
                    method,
                    path,
                    Map.of(),
                    Map.of(
                            "authorization",
                            "Bearer " + token("stranger", STRANGERS_SECRET),
                            "content-type",
                            "application/json"),
                    body));
            if (answer.status() / 100 != 2) {
                throw new AssertionError(answer.body());
            }
            return JSON.readTree(answer.body().isEmpty() ? "{}" : answer.body());
        }

        @Override
        public void close() {
            Planted planted = conditions.planted;
            if (planted != null && planted.fault().hangs() && warm != null) {
                // What was cut off may still be ending.
                warm.die();
                warm.notBefore = System.nanoTime() + ENOUGH_TO_END.toNanos();
            }
            thaw.countDown();
            asked.forEach(requests::remove);
            current = null;
        }

        // -------------------------------------------------------------------------------------------- its Genesys

        private ApiResponse genesys(Lambda lambda, ApiRequest request) {
            if (request.path().equals("/oauth/token") && !conditions.cold) {
                // Whether the Lambda is warm depends on the run before this one: not a call of the life cycle.
                return answer(request);
            }
            Fault fault;
            Request during;
            synchronized (calls) {
                if (lambda.dead || lambda.current == null || lambda.current.run != this) {
                    return ApiResponse.hangUp();
                }
                during = lambda.current;
                Planted planted = conditions.planted;
                fault = planted != null && planted.call() == calls.size() ? planted.fault() : null;
                if (fault != null && fault.hangs() && planted.invocation() != during.invocation) {
                    // On a busy machine the watchdog came before the call did: cut off all the same.
                    fault = null;
                }
                calls.add(new Seen(request.method(), request.path(), during.invocation, during.label));
                faultMet |= fault != null;
            }
            if (fault == null) {
                return answer(request);
            }
            if (fault.happens) {
                answer(request);
            }
            return switch (fault) {
                case FAILS, LOST -> ApiResponse.hangUp();
                case THROTTLED -> throttled(request);
                case BROKEN, BROKEN_AFTER -> ApiResponse.error(500, "internal.server.error", "Something went wrong.");
                case HANGS, HANGS_AFTER -> {
                    // Until the Lambda is thawed for its next event; nothing that comes then may have an effect.
                    await(thaw);
                    yield ApiResponse.hangUp();
                }
                case DIES, DIES_AFTER -> {
                    lambda.die();
                    during.died.complete(null);
                    yield ApiResponse.hangUp();
                }
            };
        }

        private ApiResponse answer(ApiRequest request) {
            if (request.method().equals("GET") && !conditions.readsLag.isZero()) {
                for (Map.Entry<String, Instant> made : madeAt.entrySet()) {
                    if (request.path().contains("/" + made.getKey())
                            && time.instant().isBefore(made.getValue().plus(conditions.readsLag))) {
                        return ApiResponse.error(404, "not.found", "Not found yet.");
                    }
                }
            }
            ApiResponse answer = genesys.apply(asOwnClient(request));
            if (request.method().equals("POST") && answer.status() / 100 == 2) {
                String id = parsed(answer.body()).path("id").asText("");
                if (!id.isEmpty()) {
                    madeAt.put(id, time.instant());
                }
            }
            return conditions.filter.apply(answer);
        }

        /** A Lambda that is warm from another run has a token of that one's org: this door takes it for its own. */
        private ApiRequest asOwnClient(ApiRequest request) throws IllegalStateException {
            if (request.path().equals("/oauth/token")) {
                return request;
            }
            synchronized (this) {
                if (bearer == null) {
                    bearer = token(CLIENT, CLIENT_SECRET);
                }
            }
            Map<String, String> headers = new TreeMap<>(request.headers());
            headers.computeIfPresent("authorization", (name, value) -> "Bearer " + bearer);
            return new ApiRequest(request.method(), request.path(), request.query(), headers, request.body());
        }

        private String token(String id, String secret) {
            String basic = Base64.getEncoder().encodeToString((id + ":" + secret).getBytes(StandardCharsets.UTF_8));
            ApiResponse answer = genesys.apply(new ApiRequest(
                    "POST",
                    "/oauth/token",
                    Map.of(),
                    Map.of("authorization", "Basic " + basic, "content-type", "application/x-www-form-urlencoded"),
                    "grant_type=client_credentials"));
            return parsed(answer.body()).path("access_token").asText();
        }

        private ApiResponse throttled(ApiRequest request) {
            if (request.path().equals("/oauth/token")) {
                return new ApiResponse(
                        400,
                        Map.of("Content-Type", "application/json"),
                        "{\"error\":\"invalid_request\",\"error_description\":\"rate limit exceeded\"}");
            }
            ApiResponse plain = ApiResponse.error(429, "too.many.requests", "Slow down.");
            Map<String, String> headers = new TreeMap<>(plain.headers());
            headers.put("Retry-After", "3");
            return new ApiResponse(429, headers, plain.body());
        }

        private void await(CountDownLatch latch) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        // -------------------------------------------------------------------------------------------- its Lambda

        /** Delivers an event once; returns when the handler has ended or the Lambda has died. */
        private void invoke(Request request, ObjectNode event) {
            Lambda lambda = lambda();
            CountDownLatch before = thaw;
            thaw = new CountDownLatch(1);
            before.countDown();
            request.begin(invocations++);
            lambda.current = request;
            Planted planted = conditions.planted;
            boolean hanging = planted != null
                    && planted.fault().hangs()
                    && planted.invocation() == request.invocation
                    && !faultMet;
            Duration left = hanging ? LEFT_WHEN_HANGING : LAMBDA_TIMEOUT;
            Instant end = time.instant().plus(left);
            CompletableFuture<Void> ended = CompletableFuture.runAsync(
                    () -> {
                        try {
                            lambda.handler.handleRequest(
                                    new ByteArrayInputStream(event.toString().getBytes(StandardCharsets.UTF_8)),
                                    new ByteArrayOutputStream(),
                                    new LambdaContext(
                                            request.id,
                                            "registrar",
                                            "$LATEST",
                                            "arn:aws:lambda:" + REGION + ":" + ACCOUNT + ":function:registrar",
                                            512,
                                            () -> (int) Duration.between(time.instant(), end)
                                                    .toMillis()));
                        } catch (IOException e) {
                            throw new IllegalStateException(e);
                        }
                    },
                    threads);
            lambda.ended = ended;
            try {
                CompletableFuture.anyOf(ended, request.died).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                violations.add(request.label + ": the handler threw " + e.getCause());
            } catch (TimeoutException e) {
                violations.add(request.label + ": the handler did not end");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
            if (!lambda.dead && time.instant().isAfter(end) && !hanging) {
                violations.add(request.label + ": answered after the Lambda's time was over");
            }
        }

        /** CloudFormation's talk with custom resources. */
        private final class CloudFormation implements ResourceProvider {
            @Override
            public boolean replacesByPhysicalId() {
                return true;
            }

            @Override
            public Made create(Order order) throws ResourceFailure {
                return made(send("Create", order));
            }

            @Override
            public Made update(Order order) throws ResourceFailure {
                return made(send("Update", order));
            }

            @Override
            public void delete(Order order) throws ResourceFailure {
                send("Delete", order);
            }

            private Made made(JsonNode answer) {
                Map<String, JsonNode> attributes = new LinkedHashMap<>();
                answer.path("Data").properties().forEach(each -> attributes.put(each.getKey(), each.getValue()));
                return new Made(answer.path("PhysicalResourceId").asText(), attributes);
            }

            private JsonNode send(String type, Order order) throws ResourceFailure {
                Request request = new Request(Run.this, type + " " + order.logicalId());
                asked.add(request.id);
                ObjectNode event = JSON.createObjectNode();
                event.put("RequestType", type);
                event.put(
                        "ServiceToken", order.properties().path("ServiceToken").asText());
                event.put("ResponseURL", server.origin() + "/answers/" + request.id + "?X-Amz-Signature=pre-signed");
                event.put("StackId", order.stackId());
                event.put("RequestId", request.id);
                event.put("LogicalResourceId", order.logicalId());
                event.put("ResourceType", order.type());
                if (!type.equals("Create")) {
                    event.put("PhysicalResourceId", order.physicalId());
                }
                event.set("ResourceProperties", order.properties());
                if (type.equals("Update")) {
                    event.set("OldResourceProperties", order.oldProperties());
                }
                for (int delivery = 0; delivery < conditions.deliveries; delivery++) {
                    invoke(request, event);
                }
                return settle(request, event);
            }

            private JsonNode settle(Request request, ObjectNode event) throws ResourceFailure {
                if (request.bodies.isEmpty()) {
                    if (!request.died.isDone()) {
                        violations.add(request.label + ": never answered, although the Lambda lived");
                    }
                    time.sleep(SERVICE_TIMEOUT);
                    throw new ResourceFailure("CloudFormation did not receive a response from your Custom Resource.");
                }
                JsonNode first = tree(request.bodies.get(0));
                for (String body : request.bodies) {
                    JsonNode other = tree(body);
                    boolean same = other.path("Status").equals(first.path("Status"))
                            && other.path("PhysicalResourceId").equals(first.path("PhysicalResourceId"))
                            && other.path("Data").equals(first.path("Data"));
                    if (!same) {
                        violations.add(request.label + ": two answers to one request: " + first + " and " + other);
                    }
                    if (body.getBytes(StandardCharsets.UTF_8).length >= 4096) {
                        violations.add(request.label + ": an answer of 4096 bytes or more");
                    }
                    for (String field : List.of("StackId", "RequestId", "LogicalResourceId")) {
                        if (!other.path(field).equals(event.path(field))) {
                            violations.add(request.label + ": an answer with another " + field);
                        }
                    }
                }
                if (first.path("Status").asText().equals("SUCCESS")) {
                    return first;
                }
                String id = first.path("PhysicalResourceId").asText("");
                throw new ResourceFailure(first.path("Reason").asText(), id.isEmpty() ? null : id);
            }

            private JsonNode tree(String body) {
                try {
                    return JSON.readTree(body);
                } catch (IOException e) {
                    violations.add("an answer that is not JSON");
                    return JSON.createObjectNode();
                }
            }
        }
    }

    /** One request of CloudFormation, with all the answers that came. */
    private final class Request {
        final String id = UUID.randomUUID().toString();
        final Run run;
        final String label;
        final List<String> bodies = new CopyOnWriteArrayList<>();
        final CompletableFuture<Void> died = new CompletableFuture<>();
        volatile int invocation;

        Request(Run run, String label) {
            this.run = run;
            this.label = label;
            requests.put(id, this);
        }

        void begin(int number) {
            invocation = number;
        }
    }

    /** One execution environment: a handler as Lambda makes it, known to the outside by a path of its own. */
    private final class Lambda {
        final String name = "p" + names.incrementAndGet();
        final RegistrarHandler handler;
        volatile boolean dead;
        volatile Request current;
        volatile long notBefore = System.nanoTime();
        volatile CompletableFuture<Void> ended = CompletableFuture.completedFuture(null);

        Lambda() {
            String own = server.origin() + "/" + name;
            Map<String, String> environment = Map.of(
                    "GENESYS_API_URL",
                    own,
                    "GENESYS_LOGIN_URL",
                    own,
                    "GENESYS_CREDENTIALS_SECRET",
                    "genesys-cloud/dev/oauth-client",
                    "AWS_REGION",
                    REGION,
                    "AWS_ACCESS_KEY_ID",
                    "ASIASANDBOX",
                    "AWS_SECRET_ACCESS_KEY",
                    "sandbox",
                    "AWS_ENDPOINT_URL",
                    server.origin(),
                    "MANAGES_TERMINATION_PROTECTION",
                    "true");
            Sleeper sleeper = pause -> {
                if (dead) {
                    throw new InterruptedException("This Lambda is dead.");
                }
                Run run = CrashRig.this.current;
                if (run == null) {
                    throw new InterruptedException("Nothing runs.");
                }
                run.time.sleep(pause);
            };
            handler = new RegistrarHandler(environment, this::now, sleeper, this::note);
            lambdas.put(name, this);
        }

        private Instant now() {
            Run run = CrashRig.this.current;
            return run == null ? TestTime.START : run.time.instant();
        }

        private void note(String line) {
            Run run = CrashRig.this.current;
            if (run != null) {
                run.log.add(line);
            }
        }

        void die() {
            dead = true;
            CrashRig.this.dead.add(this);
        }

        boolean isOver() {
            return ended.isDone() && System.nanoTime() - notBefore >= 0;
        }
    }

    // ------------------------------------------------------------------------------------------------ the server

    private ApiResponse serve(ApiRequest request) {
        String path = request.path();
        if (path.startsWith("/answers/")) {
            return answered(path.substring("/answers/".length()), request.body());
        }
        if (path.equals("/function") || path.startsWith("/2015-03-31/functions/")) {
            return answer(200, "application/json", function);
        }
        if (path.equals("/")) {
            return aws(request.body());
        }
        int second = path.indexOf('/', 1);
        Lambda lambda = second < 0 ? null : lambdas.get(path.substring(1, second));
        Run run = current;
        return lambda == null || run == null
                ? ApiResponse.hangUp()
                : run.genesys(
                        lambda,
                        new ApiRequest(
                                request.method(),
                                path.substring(second),
                                request.query(),
                                request.headers(),
                                request.body()));
    }

    private ApiResponse answered(String id, String body) {
        Request request = requests.get(id);
        Lambda lambda = warm;
        // Else it is late, or from a dead one: S3 takes it, and CloudFormation does not look.
        if (request != null && lambda != null && lambda.current == request && !lambda.dead) {
            request.bodies.add(body);
            request.run.answers.add(body);
        }
        return answer(200, "application/xml", "");
    }

    private ApiResponse aws(String body) {
        Run run = current;
        if (body.startsWith("Action=DescribeStacks") && run != null && run.stack != null) {
            return answer(
                    200,
                    "text/xml",
                    "<DescribeStacksResponse><StackStatus>" + run.stack.status()
                            + "</StackStatus></DescribeStacksResponse>");
        }
        if (body.startsWith("Action=UpdateTerminationProtection") && run != null && run.stack != null) {
            run.engine.protect(run.stack.id(), body.endsWith("EnableTerminationProtection=true"));
            return answer(200, "text/xml", "<Response/>");
        }
        return body.startsWith("{")
                ? secret(parsed(body).path("SecretId").asText())
                : answer(400, "text/xml", "<Error/>");
    }

    private static ApiResponse secret(String id) {
        ObjectNode answer = JSON.createObjectNode().put("ARN", id).put("Name", id);
        answer.put("VersionId", "1");
        answer.put(
                "SecretString",
                id.startsWith("genesys-cloud/")
                        ? "{\"clientId\":\"" + CLIENT + "\",\"clientSecret\":\"" + CLIENT_SECRET + "\"}"
                        : "{\"token\":\"" + CALLERS_SECRET + "\"}");
        answer.putArray("VersionStages").add("AWSCURRENT");
        return answer(200, "application/x-amz-json-1.1", answer.toString());
    }

    private static ApiResponse answer(int status, String contentType, String body) {
        return new ApiResponse(status, Map.of("Content-Type", contentType), body);
    }

    private static JsonNode parsed(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The AWS side of the template: names on paper, of which only the function's URL leads anywhere. */
    private final class Paper implements ResourceProvider {
        private final String type;

        Paper(String type) {
            this.type = type;
        }

        @Override
        public boolean inert() {
            return !type.equals("AWS::Lambda::Url");
        }

        @Override
        public Made create(Order order) {
            return new Made(
                    order.physicalId(),
                    type.equals("AWS::Lambda::Url")
                            ? Map.of("FunctionUrl", TextNode.valueOf(server.origin() + "/function"))
                            : Map.of());
        }

        @Override
        public Made update(Order order) {
            return create(order);
        }

        @Override
        public void delete(Order order) {
            // There is nothing to delete.
        }
    }
}
