package dataactions.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.assembly.CloudAssembly;
import dataactions.genesys.api.ApiRequest;
import dataactions.genesys.api.ApiResponse;
import dataactions.genesys.api.OrgClient;
import dataactions.sandbox.Project;
import dataactions.sandbox.Sandbox;
import dataactions.sandbox.cloudformation.ReplacementUndo;
import dataactions.sandbox.cloudformation.StackResult;
import dataactions.sandbox.cloudformation.StackResult.Ending;
import dataactions.sandbox.lambda.JavaHome;
import dataactions.sandbox.lambda.ProcessRuntime;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * A named part of the crash matrix through the whole chain: the unmodified assembly, the real jars in Lambda processes
 * under the runtime interface client, which really die.
 */
class CrashProcessIT {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String ID = "[^/]+";
    private static final String CREDENTIALS = "/api/v2/integrations/credentials";
    private static final String INTEGRATIONS = "/api/v2/integrations";
    private static final String ACTIONS = "/api/v2/integrations/actions";
    private static final String ACTION = ACTIONS + "/" + ID;
    private static final String CONFIG = INTEGRATIONS + "/" + ID + "/config/current";

    /** What CloudFormation is asked for. */
    private enum Step {
        CREATE,
        EDIT,
        SECOND_CONTRACT,
        REFUSED_CONTRACT,
        DELETE
    }

    /** One case: during this step the first such call goes wrong. */
    private record Case(Step step, String method, String path, Fault fault) {
        @Override
        public String toString() {
            return step + ": " + method + " " + path.replace(ID, "*") + " " + fault;
        }
    }

    private static final List<Case> CASES = List.of(
            new Case(Step.CREATE, "POST", "/oauth/token", Fault.THROTTLED),
            new Case(Step.CREATE, "POST", CREDENTIALS, Fault.DIES_AFTER),
            new Case(Step.CREATE, "POST", INTEGRATIONS, Fault.DIES_AFTER),
            new Case(Step.CREATE, "POST", ACTIONS, Fault.DIES_AFTER),
            new Case(Step.CREATE, "POST", ACTIONS, Fault.HANGS_AFTER),
            new Case(Step.EDIT, "PUT", CREDENTIALS + "/" + ID, Fault.LOST),
            new Case(Step.EDIT, "PUT", CREDENTIALS + "/" + ID, Fault.DIES_AFTER),
            new Case(Step.EDIT, "PUT", CONFIG, Fault.THROTTLED),
            new Case(Step.EDIT, "PUT", CONFIG, Fault.DIES),
            new Case(Step.EDIT, "PATCH", ACTION, Fault.LOST),
            new Case(Step.EDIT, "PATCH", ACTION, Fault.DIES_AFTER),
            new Case(Step.EDIT, "GET", ACTION, Fault.BROKEN),
            new Case(Step.SECOND_CONTRACT, "PATCH", ACTION, Fault.DIES_AFTER),
            new Case(Step.SECOND_CONTRACT, "POST", ACTIONS, Fault.LOST),
            new Case(Step.SECOND_CONTRACT, "POST", ACTIONS, Fault.DIES_AFTER),
            new Case(Step.REFUSED_CONTRACT, "POST", ACTIONS, Fault.LOST),
            new Case(Step.REFUSED_CONTRACT, "DELETE", ACTION, Fault.LOST),
            new Case(Step.DELETE, "DELETE", ACTION, Fault.LOST),
            new Case(Step.DELETE, "DELETE", ACTION, Fault.DIES),
            new Case(Step.DELETE, "DELETE", INTEGRATIONS + "/" + ID, Fault.DIES_AFTER),
            new Case(Step.DELETE, "DELETE", CREDENTIALS + "/" + ID, Fault.BROKEN_AFTER));

    private static final Saboteur SABOTEUR = new Saboteur();
    private static Sandbox sandbox;
    private static CloudAssembly base;
    private static Set<String> strangers;
    private static JsonNode seed;
    private static int ran;

    @TempDir
    private static Path folder;

    @BeforeAll
    static void open() throws Exception {
        CloudAssembly assembly = new Project(folder.resolve("project")).assembled();
        ObjectNode template = Templates.only((ObjectNode) assembly.template(), Set.of("FetchUser"));
        base = with(assembly, template);
        JavaHome.Jdk jdk = JavaHome.find(
                System.getenv(),
                Path.of(System.getProperty("java.home")),
                Runtime.version().feature());
        sandbox = Sandbox.open(new Sandbox.Settings(
                folder.resolve("state"),
                Map.of(),
                Map.of(),
                logs -> new ProcessRuntime(logs, jdk, ProcessRuntime.needsStandIn()),
                InstantSource.system(),
                ReplacementUndo.UPDATE_THEN_DELETE,
                settings -> settings.withClient(OrgClient.withMinimumPermissions("stranger", CrashRig.STRANGERS_SECRET))
                        .withRequestsPerMinute(1_000_000)
                        .withInterceptor(SABOTEUR::before)
                        .withAftermath(SABOTEUR::after)));
        Strangers.moveIn(new Stranger(sandbox.genesysOrigin())::send);
        seed = sandbox.genesys().toJson();
        strangers = new TreeSet<>(Orgs.ids(seed));
    }

    @AfterAll
    static void close() {
        System.out.println("Crash matrix, in Lambda processes: " + ran + " cases");
        sandbox.close();
        assertThat(ran).isGreaterThanOrEqualTo(20);
    }

    @TestFactory
    Stream<DynamicTest> a_lambda_process_may_die_at_any_call() {
        return CASES.stream().map(each -> DynamicTest.dynamicTest(each.toString(), () -> run(each)));
    }

    private static void run(Case each) throws Exception {
        ran++;
        bringTo(each.step() == Step.CREATE ? null : (ObjectNode) base.template());
        JsonNode before = sandbox.genesys().toJson();
        Set<String> known = Orgs.ids(before);

        SABOTEUR.plant(each);
        StackResult result;
        try {
            result = each.fault().hangs() ? sandbox.deploy(hasty(), event -> {}) : carryOut(each.step());
        } finally {
            assertThat(SABOTEUR.remove()).as("the call was met").isTrue();
        }
        if (result.ending() == Ending.STUCK) {
            // What a person does then.
            result = each.step() == Step.CREATE || each.step() == Step.DELETE
                    ? destroy()
                    : sandbox.deploy(base, event -> {});
        }

        List<String> now = Orgs.lines(sandbox.genesys().toJson(), known);
        List<String> was = Orgs.lines(before, known);
        List<String> nothing = Orgs.lines(seed, known);
        switch (result.ending()) {
            case ROLLED_BACK, UNCHANGED -> assertThat(now).isEqualTo(was);
            case DESTROYED, ABSENT -> assertThat(now).isEqualTo(nothing);
            case DEPLOYED -> {
                assertThat(each.step()).isNotEqualTo(Step.REFUSED_CONTRACT);
                int added = each.step() == Step.CREATE ? 3 : each.step() == Step.SECOND_CONTRACT ? 1 : 0;
                assertThat(now).hasSize(was.size() + added);
                assertThat(now).isNotEqualTo(was);
            }
            default -> throw new AssertionError(result.ending() + ": " + result.reason());
        }
        Map<String, JsonNode> objects = Orgs.objects(sandbox.genesys().toJson());
        Map<String, JsonNode> seeded = Orgs.objects(seed);
        strangers.forEach(id -> assertThat(objects.get(id)).isEqualTo(seeded.get(id)));
    }

    /** A hang is waited for in real time: here the registrar has 20 s, of which it keeps 10 for its answer. */
    private static CloudAssembly hasty() {
        ObjectNode template = base.template().deepCopy();
        Templates.properties(template, "Registrar").put("Timeout", 20);
        return with(base, template);
    }

    private static StackResult carryOut(Step step) {
        ObjectNode template = (ObjectNode) base.template();
        return switch (step) {
            case CREATE -> sandbox.deploy(base, event -> {});
            case EDIT -> sandbox.deploy(with(base, Templates.edited(template)), event -> {});
            case SECOND_CONTRACT -> sandbox.deploy(with(base, Templates.secondContract(template)), event -> {});
            case REFUSED_CONTRACT ->
                sandbox.deploy(with(base, Templates.refused(Templates.secondContract(template))), event -> {});
            case DELETE -> destroy();
        };
    }

    /** Past the protection: what is tested is the deletion. */
    private static StackResult destroy() {
        sandbox.stack().filter(stack -> stack.terminationProtection()).ifPresent(stack -> sandbox.protect(false));
        return sandbox.destroy(event -> {});
    }

    /** Deploys or destroys without a fault. */
    private static void bringTo(ObjectNode template) {
        StackResult result = template == null ? destroy() : sandbox.deploy(base, event -> {});
        assertThat(result.succeeded()).as(result.reason()).isTrue();
    }

    private static CloudAssembly with(CloudAssembly assembly, ObjectNode template) {
        return assembly.withTemplate(template);
    }

    /** Stands at the org's door. */
    private static final class Saboteur {
        private Case planted;
        private boolean met;
        private Fault during;

        synchronized void plant(Case what) {
            planted = what;
            met = false;
        }

        synchronized boolean remove() {
            planted = null;
            return met;
        }

        /** Ours by their client: the strangers' and Architect's calls are left alone. */
        private synchronized Optional<Fault> meets(ApiRequest request) {
            if (planted == null
                    || met
                    || !request.method().equals(planted.method())
                    || !Pattern.matches(planted.path(), request.path())) {
                return Optional.empty();
            }
            met = true;
            return Optional.of(planted.fault());
        }

        Optional<ApiResponse> before(ApiRequest request) {
            Optional<Fault> fault = meets(request);
            if (fault.isPresent() && fault.get().happens) {
                synchronized (this) {
                    during = fault.get();
                }
                return Optional.empty();
            }
            return fault.map(it -> carryOut(it, request));
        }

        ApiResponse after(ApiRequest request, ApiResponse answer) {
            Fault fault;
            synchronized (this) {
                fault = during;
                during = null;
            }
            return fault == null ? answer : carryOut(fault, request);
        }

        private static ApiResponse carryOut(Fault fault, ApiRequest request) {
            return switch (fault) {
                case FAILS, LOST -> ApiResponse.hangUp();
                case THROTTLED ->
                    request.path().equals("/oauth/token")
                            ? new ApiResponse(400, Map.of(), "{\"error_description\":\"rate limit exceeded\"}")
                            : new ApiResponse(429, Map.of("Retry-After", "1"), "{}");
                case BROKEN, BROKEN_AFTER -> ApiResponse.error(500, "internal", "Something went wrong.");
                case HANGS, HANGS_AFTER -> {
                    try {
                        TimeUnit.SECONDS.sleep(25);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    yield ApiResponse.hangUp();
                }
                case DIES, DIES_AFTER -> {
                    long killed = ProcessHandle.current()
                            .children()
                            .filter(child -> child.info()
                                    .arguments()
                                    .map(arguments ->
                                            String.join(" ", arguments).contains("RegistrarHandler"))
                                    .orElse(false))
                            .filter(ProcessHandle::destroyForcibly)
                            .count();
                    assertThat(killed).as("Lambda processes of the registrar").isPositive();
                    yield ApiResponse.hangUp();
                }
            };
        }
    }

    /** Somebody else, by plain HTTP with a client of their own. */
    private static final class Stranger {
        private final HttpClient http = HttpClient.newHttpClient();
        private final URI origin;
        private final String token;

        Stranger(URI origin) throws IOException {
            this.origin = origin;
            String basic = Base64.getEncoder()
                    .encodeToString(("stranger:" + CrashRig.STRANGERS_SECRET).getBytes(StandardCharsets.UTF_8));
            token = exchange(HttpRequest.newBuilder(origin.resolve("/oauth/token"))
                            .header("Authorization", "Basic " + basic)
                            .header("Content-Type", "application/x-www-form-urlencoded")
                            .POST(HttpRequest.BodyPublishers.ofString("grant_type=client_credentials")))
                    .path("access_token")
                    .asText();
        }

        JsonNode send(String method, String path, String body) throws IOException {
            return exchange(HttpRequest.newBuilder(origin.resolve(path))
                    .header("Authorization", "Bearer " + token)
                    .header("Content-Type", "application/json")
                    .method(method, HttpRequest.BodyPublishers.ofString(body)));
        }

        private JsonNode exchange(HttpRequest.Builder request) throws IOException {
            try {
                HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
                assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
                return JSON.readTree(answer.body());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException(e);
            }
        }
    }
}
