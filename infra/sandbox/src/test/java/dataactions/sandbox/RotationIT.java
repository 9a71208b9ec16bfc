package dataactions.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.assembly.CloudAssembly;
import dataactions.aws.retry.Sleeper;
import dataactions.genesys.api.ApiResponse;
import dataactions.genesys.api.OrgSettings;
import dataactions.handler.DataActionHandler;
import dataactions.registrar.RegistrarHandler;
import dataactions.registrar.RotationHandler;
import dataactions.sandbox.aws.Rotations;
import dataactions.sandbox.cloudformation.ReplacementUndo;
import dataactions.sandbox.cloudformation.StackResult;
import dataactions.sandbox.lambda.FunctionVersion;
import dataactions.sandbox.lambda.InProcessRuntime;
import dataactions.sandbox.lambda.JavaHome;
import dataactions.sandbox.lambda.LambdaRuntime;
import dataactions.sandbox.lambda.ProcessRuntime;
import dataactions.testkit.TestTime;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The caller secret is rotated by the four steps of Secrets Manager while callers call through Genesys's executor.
 * Three instances of the function, of which each knows only what it has read itself, and strangers who make them read at
 * the worst of times; on a clock by which every second of waiting is a call. At the end the same with real processes.
 */
class RotationIT {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int INSTANCES = 3;
    /** What somebody who is let in is told about an empty object, and what anybody else is told. */
    private static final int LET_IN = 400;

    private static final int REFUSED = 401;

    private static CloudAssembly assembly;

    @TempDir
    private static Path shared;

    @TempDir
    private Path folder;

    private final TestTime time = new TestTime();
    private final List<String> log = new CopyOnWriteArrayList<>();
    private final HttpClient http = HttpClient.newHttpClient();
    /** Which instance of the function is next. */
    private final AtomicInteger turn = new AtomicInteger();

    private final List<String> failures = new ArrayList<>();
    private int calls;
    /** What one more second of waiting brings. */
    private Runnable everySecond = () -> {};

    private Death death = Death.NONE;

    /** When the process of the rotation dies: at which step, and before or after it has done its work. */
    private record Death(String step, boolean after) {
        static final Death NONE = new Death("", false);

        @Override
        public String toString() {
            return (after ? "after " : "before ") + step;
        }
    }

    @BeforeAll
    static void synthesise() throws Exception {
        Project project = new Project(shared.resolve("project"));
        project.configure(dev -> dev.put("rotation", "30d"));
        assembly = project.assembled();
    }

    @Test
    void no_call_fails_while_the_secret_rotates_and_rotates_again() throws Exception {
        try (Sandbox sandbox = open(UnaryOperator.identity())) {
            deployed(sandbox);
            callersAndStrangers(sandbox);
            String first = shown(sandbox);

            assertThat(rotated(sandbox, 1)).isEmpty();
            String second = shown(sandbox);
            assertThat(second).isNotEqualTo(first).hasSize(48);
            // Each step twice, as an invocation may be delivered, and right after the rotation before.
            assertThat(rotated(sandbox, 2)).isEmpty();
            assertThat(shown(sandbox)).isNotIn(first, second);
            pass(Duration.ofMinutes(20), Duration.ofSeconds(20));

            assertThat(failures).isEmpty();
            assertThat(calls).isGreaterThan(180);
            assertThat(log).isNotEmpty().noneMatch(line -> line.contains(first) || line.contains(second));
            assertThat(sandbox.stack().orElseThrow().toString()).doesNotContain(first, second, shown(sandbox));
            sandbox.protect(false);
            assertThat(sandbox.destroy(event -> {}).ending()).isEqualTo(StackResult.Ending.DESTROYED);
        }
    }

    @Test
    void the_former_secret_is_good_for_a_quarter_of_an_hour_and_no_longer() throws Exception {
        try (Sandbox sandbox = open(UnaryOperator.identity())) {
            deployed(sandbox);
            callersAndStrangers(sandbox);
            String former = shown(sandbox);
            assertThat(rotated(sandbox, 1)).isEmpty();

            pass(Duration.ofMinutes(10), Duration.ofSeconds(10));
            assertThat(door(sandbox, former)).containsOnly(LET_IN);
            // An instance that last read before the change reckons from when it learns of it: five minutes at the most.
            pass(Duration.ofMinutes(12), Duration.ofSeconds(10));
            assertThat(door(sandbox, former)).containsOnly(REFUSED);
            assertThat(door(sandbox, shown(sandbox))).containsOnly(LET_IN);
            assertThat(failures).isEmpty();
        }
    }

    static Stream<Death> deaths() {
        return Rotations.STEPS.stream().flatMap(step -> Stream.of(new Death(step, false), new Death(step, true)));
    }

    @ParameterizedTest
    @MethodSource("deaths")
    void a_rotation_that_dies_disturbs_nobody_and_is_taken_up_again(Death when) throws Exception {
        try (Sandbox sandbox = open(UnaryOperator.identity())) {
            deployed(sandbox);
            callersAndStrangers(sandbox);
            String before = shown(sandbox);

            death = when;
            assertThat(rotated(sandbox, 1)).contains(when.step());
            // What the function takes for the current one is good for as long as nobody goes on.
            pass(Duration.ofMinutes(30), Duration.ofSeconds(60));
            assertThat(failures).isEmpty();
            if (Set.of("createSecret", "setSecret", "testSecret").contains(when.step())) {
                assertThat(door(sandbox, before)).containsOnly(LET_IN);
            }

            death = Death.NONE;
            assertThat(rotated(sandbox, 1)).isEmpty();
            pass(Duration.ofMinutes(30), Duration.ofSeconds(60));
            assertThat(failures).isEmpty();
            assertThat(shown(sandbox)).isNotEqualTo(before);
            assertThat(door(sandbox, before)).containsOnly(REFUSED);
        }
    }

    @Test
    void what_genesys_refuses_is_said_and_the_old_value_stays_in_force() throws Exception {
        AtomicBoolean forbidden = new AtomicBoolean();
        try (Sandbox sandbox = open(org -> org.withInterceptor(request -> forbidden.get()
                        && request.method().equals("PUT")
                        && request.path().contains("/credentials/")
                ? Optional.of(ApiResponse.error(403, "missing.permissions", "You are missing a permission."))
                : Optional.empty()))) {
            deployed(sandbox);
            callersAndStrangers(sandbox);
            String before = shown(sandbox);

            forbidden.set(true);
            Rotations.Outcome refused = sandbox.rotate(new Rotations.Listener() {})
                    .values()
                    .iterator()
                    .next();
            assertThat(refused.failedStep()).isEqualTo("setSecret");
            assertThat(refused.reason())
                    .contains("HTTP 403", "integrations:integration:edit", "ININ-Correlation-Id")
                    .hasSizeLessThanOrEqualTo(400);
            assertThat(shown(sandbox)).isEqualTo(before);
            pass(Duration.ofMinutes(20), Duration.ofSeconds(20));

            // Secrets Manager refuses to set a rotation up anew while one is unfinished.
            ObjectNode other = assembly.template().deepCopy();
            ((ObjectNode) other.at("/Resources/RotationSchedule/Properties/RotationRules"))
                    .put("AutomaticallyAfterDays", 31);
            StackResult changed = sandbox.deploy(with(other), event -> {});
            assertThat(changed.ending())
                    .as(sandbox.stack().orElseThrow().reason()
                            + sandbox.stack().orElseThrow().resources().get("RotationSchedule"))
                    .isEqualTo(StackResult.Ending.ROLLED_BACK);
            assertThat(changed.reason()).contains("A previous rotation isn't complete");

            forbidden.set(false);
            assertThat(rotated(sandbox, 1)).isEmpty();
            assertThat(sandbox.deploy(with(other), event -> {}).ending()).isEqualTo(StackResult.Ending.DEPLOYED);
            assertThat(failures).isEmpty();
        }
    }

    @Test
    void a_deployment_amid_the_steps_does_not_bring_the_old_value_back_for_good() throws Exception {
        try (Sandbox sandbox = open(UnaryOperator.identity())) {
            deployed(sandbox);
            callersAndStrangers(sandbox);
            String before = shown(sandbox);
            ObjectNode edited = assembly.template().deepCopy();
            ((ObjectNode) edited.at("/Resources/Credential/Properties")).put("SecretGeneration", "2");

            sandbox.rotate(new Rotations.Listener() {
                @Override
                public void stepBegins(String step) {
                    if (step.equals("finishSecret")) {
                        assertThat(sandbox.deploy(with(edited), event -> {}).ending())
                                .isEqualTo(StackResult.Ending.DEPLOYED);
                        assertThat(shown(sandbox)).isEqualTo(before);
                    }
                }
            });

            pass(Duration.ofMinutes(30), Duration.ofSeconds(60));
            assertThat(shown(sandbox)).isNotEqualTo(before);
            assertThat(failures).isEmpty();
        }
    }

    /** The clock of Secrets Manager is a minute late here, so that the step that waits for it has little to wait for. */
    @Test
    void real_processes_rotate_without_a_failed_call_and_take_up_what_failed() throws Exception {
        AtomicBoolean broken = new AtomicBoolean(true);
        try (Sandbox sandbox = openProcesses(org -> org.withInterceptor(request ->
                broken.get() && request.method().equals("PUT") && request.path().contains("/credentials/")
                        ? Optional.of(ApiResponse.error(403, "missing.permissions", "You are missing a permission."))
                        : Optional.empty()))) {
            broken.set(false);
            deployed(sandbox);
            String first = shown(sandbox);
            AtomicBoolean enough = new AtomicBoolean();
            ExecutorService callers = Executors.newFixedThreadPool(2);
            List<Future<Integer>> called = new ArrayList<>();
            for (int caller = 0; caller < 2; caller++) {
                called.add(callers.submit(() -> callUntil(sandbox, enough)));
            }
            try {
                assertThat(rotated(sandbox, 2)).isEmpty();
                broken.set(true);
                assertThat(rotated(sandbox, 1)).contains("setSecret");
            } finally {
                enough.set(true);
                callers.shutdown();
            }
            for (Future<Integer> each : called) {
                assertThat(each.get()).isGreaterThan(10);
            }
            assertThat(failures).isEmpty();
            assertThat(shown(sandbox)).isNotEqualTo(first);
        }

        // The pending version is old enough by now: the next rotation continues with it.
        try (Sandbox sandbox = openProcesses(UnaryOperator.identity())) {
            List<String> steps = new ArrayList<>();
            Map<String, Rotations.Outcome> rotated = sandbox.rotate(new Rotations.Listener() {
                @Override
                public void begins(String secret, boolean resumed) {
                    steps.add(resumed ? "resumed" : "begun");
                }

                @Override
                public void stepBegins(String step) {
                    steps.add(step);
                }
            });
            assertThat(steps).startsWith("resumed").contains("setSecret", "finishSecret");
            assertThat(rotated.values()).allMatch(Rotations.Outcome::succeeded);
            RegisteredAction action = sandbox.actions().get(0);
            assertThat(sandbox.architect()
                            .execute(action.id(), JSON.createObjectNode().put("userId", 1))
                            .success())
                    .isTrue();
        }
        assertThat(Files.readString(folder.resolve("state/logs").resolve(rotationLog())))
                .contains("Rotation step done")
                .doesNotContain("\"token\"");
    }

    @Test
    void without_a_schedule_it_says_which_key_to_set() throws Exception {
        ObjectNode without = assembly.template().deepCopy();
        ((ObjectNode) without.path("Resources")).remove("RotationSchedule");
        ((ObjectNode) without.at("/Resources/DestroyGuard")).remove("DependsOn");
        try (Sandbox sandbox = open(UnaryOperator.identity())) {
            assertThat(sandbox.deploy(with(without), event -> {}).ending()).isEqualTo(StackResult.Ending.DEPLOYED);
            assertThatThrownBy(() -> sandbox.rotate(new Rotations.Listener() {}))
                    .isInstanceOf(SandboxException.class)
                    .hasMessageContaining("Set \"rotation\": \"30d\" for the environment dev in cdk.json");
        }
    }

    @Test
    void a_schedule_that_secrets_manager_could_not_follow_fails_the_deployment() throws Exception {
        ObjectNode template = assembly.template().deepCopy();
        template.path("Resources").properties().forEach(each -> {
            if (each.getValue().at("/Properties/Principal").asText().equals("secretsmanager.amazonaws.com")) {
                ((ObjectNode) each.getValue().path("Properties")).put("Principal", "events.amazonaws.com");
            }
        });
        try (Sandbox sandbox = open(UnaryOperator.identity())) {
            StackResult result = sandbox.deploy(with(template), event -> {});
            assertThat(result.ending()).isEqualTo(StackResult.Ending.ROLLED_BACK);
            assertThat(result.failedResource()).isEqualTo("RotationSchedule");
            assertThat(result.reason()).contains("principal secretsmanager.amazonaws.com");
        }
    }

    // ------------------------------------------------------------------------------------------------ callers

    private void callersAndStrangers(Sandbox sandbox) {
        Architect architect = sandbox.architect();
        String action = action(sandbox);
        AtomicInteger second = new AtomicInteger();
        everySecond = () -> {
            calls++;
            Architect.Execution execution =
                    architect.execute(action, JSON.createObjectNode().put("userId", 1));
            if (!execution.success()
                    || !execution.body().path("status").asText().equals("success")) {
                failures.add(time.instant() + ": " + execution.body());
            }
            if (second.incrementAndGet() % 7 == 0) {
                // Somebody else, who makes an instance look, and so unable to look again for a minute.
                door(sandbox, "nobody-knows-this");
            }
        };
        for (int each = 0; each < INSTANCES; each++) {
            everySecond.run();
        }
    }

    private void pass(Duration duration, Duration step) {
        for (Duration gone = Duration.ZERO; gone.compareTo(duration) < 0; gone = gone.plus(step)) {
            time.sleep(step);
            everySecond.run();
        }
    }

    private int callUntil(Sandbox sandbox, AtomicBoolean enough) {
        Architect architect = sandbox.architect();
        String action = action(sandbox);
        int count = 0;
        while (!enough.get()) {
            Architect.Execution execution =
                    architect.execute(action, JSON.createObjectNode().put("userId", 1));
            count++;
            if (!execution.success()
                    || !execution.body().path("status").asText().equals("success")) {
                synchronized (failures) {
                    failures.add(execution.body().toString());
                }
            }
        }
        return count;
    }

    /** What every instance answers to a token. */
    private Set<Integer> door(Sandbox sandbox, String token) {
        URI url = URI.create(sandbox.stack().orElseThrow().outputs().get("FunctionUrl"));
        Set<Integer> answers = new TreeSet<>();
        for (int each = 0; each < INSTANCES; each++) {
            try {
                answers.add(http.send(
                                HttpRequest.newBuilder(url)
                                        .header("Content-Type", "application/json")
                                        .header("Data-Action-Token", token)
                                        .POST(HttpRequest.BodyPublishers.ofString("{}"))
                                        .build(),
                                HttpResponse.BodyHandlers.discarding())
                        .statusCode());
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
        return answers;
    }

    private static String shown(Sandbox sandbox) {
        List<String> tokens = sandbox.genesys().toJson().path("credentials").findValuesAsText("token");
        assertThat(tokens).hasSize(1);
        return tokens.get(0);
    }

    private static String action(Sandbox sandbox) {
        return sandbox.actions().stream()
                .filter(each -> each.name().equals("FetchUser"))
                .findFirst()
                .orElseThrow()
                .id();
    }

    // ------------------------------------------------------------------------------------------------ the sandbox

    private void deployed(Sandbox sandbox) {
        StackResult result = sandbox.deploy(assembly, event -> {});
        assertThat(result.ending()).as(result.reason()).isEqualTo(StackResult.Ending.DEPLOYED);
        assertThat(sandbox.inert("AWS::SecretsManager::RotationSchedule")).isFalse();
    }

    /** The step that failed, if one did. */
    private static Optional<String> rotated(Sandbox sandbox, int deliveries) {
        Map<String, Rotations.Outcome> outcomes = sandbox.rotate(new Rotations.Listener() {
            @Override
            public int deliveries(String step) {
                return deliveries;
            }
        });
        assertThat(outcomes).hasSize(1);
        return outcomes.values().stream()
                .map(Rotations.Outcome::failedStep)
                .filter(step -> !step.isEmpty())
                .findFirst();
    }

    private static CloudAssembly with(ObjectNode template) {
        return assembly.withTemplate(template);
    }

    private Sandbox open(UnaryOperator<OrgSettings> org) {
        return open(logs -> inProcess(), time, org);
    }

    private Sandbox openProcesses(UnaryOperator<OrgSettings> org) {
        JavaHome.Jdk jdk = JavaHome.find(
                System.getenv(),
                Path.of(System.getProperty("java.home")),
                Runtime.version().feature());
        return open(
                logs -> new ProcessRuntime(logs, jdk, ProcessRuntime.needsStandIn()),
                Clock.offset(Clock.systemUTC(), Duration.ofSeconds(-64)),
                org);
    }

    private Sandbox open(Function<Path, LambdaRuntime> runtime, InstantSource clock, UnaryOperator<OrgSettings> org) {
        return Sandbox.open(new Sandbox.Settings(
                folder.resolve("state"),
                Map.of(),
                Map.of(),
                runtime,
                clock,
                ReplacementUndo.UPDATE_THEN_DELETE,
                settings -> org.apply(settings.withRequestsPerMinute(1_000_000))));
    }

    private LambdaRuntime inProcess() {
        // A wait of some length is lived through second by second.
        Sleeper sleeper = pause -> {
            Duration left = pause;
            for (; left.compareTo(Duration.ofSeconds(1)) >= 0; left = left.minusSeconds(1)) {
                time.sleep(Duration.ofSeconds(1));
                everySecond.run();
            }
            time.sleep(left);
        };
        return new InProcessRuntime(
                Map.of(
                        "dataactions.registrar.RegistrarHandler",
                        version -> new RegistrarHandler(LifeCycleIT.lambda(version), time, time::sleep, log::add),
                        "dataactions.registrar.RotationHandler",
                        version -> mortal(new RotationHandler(LifeCycleIT.lambda(version), time, sleeper, log::add)),
                        "dataactions.handler.DataActionHandler",
                        this::instances),
                time);
    }

    private RequestStreamHandler instances(FunctionVersion version) {
        List<DataActionHandler> instances = new ArrayList<>();
        for (int each = 0; each < INSTANCES; each++) {
            instances.add(new DataActionHandler(
                    LifeCycleIT.lambda(version), () -> LifeCycleIT.actions(version), time, log::add));
        }
        return (in, out, context) ->
                instances.get(turn.getAndIncrement() % INSTANCES).handleRequest(in, out, context);
    }

    private RequestStreamHandler mortal(RotationHandler handler) {
        return (in, out, context) -> {
            byte[] event = in.readAllBytes();
            boolean dies = JSON.readTree(event).path("Step").asText().equals(death.step());
            if (dies && !death.after()) {
                throw new IllegalStateException("The process died.");
            }
            handler.handleRequest(new java.io.ByteArrayInputStream(event), out, context);
            if (dies) {
                throw new IllegalStateException("The process died.");
            }
        };
    }

    private String rotationLog() throws Exception {
        try (Stream<Path> files = Files.list(folder.resolve("state/logs"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.contains("Rotation"))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
