package dataactions.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.assembly.CloudAssembly;
import dataactions.crash.CrashRig.Conditions;
import dataactions.crash.CrashRig.Snapshot;
import dataactions.definition.deployment.CustomResourceType;
import dataactions.registrar.plan.Plan;
import dataactions.registrar.plan.Planner;
import dataactions.sandbox.Project;
import dataactions.sandbox.Sandbox;
import dataactions.sandbox.cloudformation.ReplacementUndo;
import dataactions.sandbox.cloudformation.StackResult.Ending;
import dataactions.sandbox.cloudformation.state.ResourceState;
import dataactions.sandbox.lambda.JavaHome;
import dataactions.sandbox.lambda.ProcessRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The registrar in figures; prints them as a table and holds them to their bounds. */
class FiguresIT {
    private static final List<Integer> SIZES = List.of(1, 10, 200);
    /** Up to this size, life cycles whose calls have no bound are counted too. */
    private static final int SMALL = 10;

    private static final int PER_MINUTE = 300;
    private static final int ACTIONS_IN_A_PROCESS = 30;
    private static final List<String> TABLE = new ArrayList<>();

    private static CloudAssembly assembly;
    private static ObjectNode one;
    private static CrashRig rig;

    @TempDir
    private static Path folder;

    @BeforeAll
    static void synthesise() throws Exception {
        assembly = new Project(folder.resolve("project")).assembled();
        one = Templates.only((ObjectNode) assembly.template(), Set.of("FetchUser"));
        rig = new CrashRig();
    }

    @AfterAll
    static void print() {
        rig.close();
        System.out.println("\n" + String.join("\n", TABLE) + "\n");
    }

    private static void row(String what, Object value, String bound) {
        TABLE.add(String.format("| %-62s | %14s | %-28s |", what, value, bound));
    }

    /** Calls to Genesys, tokens left out; the org answers at once, so that there are neither polls nor retries. */
    @Test
    void calls_to_genesys_by_life_cycle() {
        for (int size : SIZES) {
            ObjectNode template = Templates.many(one, size);
            Snapshot deployed;
            try (CrashRig.Run run = rig.open(Snapshot.NOTHING, new Conditions())) {
                assertThat(run.deploy(template).ending()).isEqualTo(Ending.DEPLOYED);
                row("calls to create, " + size + " actions", run.calls.size(), "8 + 4N = " + (8 + 4 * size));
                assertThat(run.calls.size()).isLessThanOrEqualTo(8 + 4 * size);
                planned(run, size);
                deployed = run.snapshot();
            }
            // Of the four calls for an action one is its check, which each environment chooses. The others look for its
            // ownership tag (so that no action is created twice), create the action, and read it back.
            ObjectNode unchecked = template.deepCopy();
            Templates.properties(unchecked, "ActionCheck").put("Checks", "[]");
            try (CrashRig.Run run = rig.open(Snapshot.NOTHING, new Conditions())) {
                assertThat(run.deploy(unchecked).ending()).isEqualTo(Ending.DEPLOYED);
                row(
                        "calls to create without checks, " + size + " actions",
                        run.calls.size(),
                        "7 + 3N = " + (7 + 3 * size));
                assertThat(run.calls.size()).isLessThanOrEqualTo(7 + 3 * size);
            }
            try (CrashRig.Run run = rig.open(deployed, new Conditions())) {
                assertThat(run.deploy(template).ending()).isEqualTo(Ending.UNCHANGED);
                row("calls to change nothing, " + size + " actions", run.calls.size(), "0");
                assertThat(run.calls).isEmpty();
            }
            if (size > SMALL) {
                continue;
            }
            try (CrashRig.Run run = rig.open(deployed, new Conditions())) {
                assertThat(run.deploy(Templates.edited(template)).ending()).isEqualTo(Ending.DEPLOYED);
                row("calls to edit everything, " + size + " actions", run.calls.size(), "");
            }
            try (CrashRig.Run run = rig.open(deployed, new Conditions())) {
                assertThat(run.deploy(Templates.secondContract(template)).ending())
                        .isEqualTo(Ending.DEPLOYED);
                row("calls for one new contract, " + size + " actions", run.calls.size(), "");
            }
            try (CrashRig.Run run = rig.open(deployed, new Conditions())) {
                assertThat(run.destroy().ending()).isEqualTo(Ending.DESTROYED);
                row("calls to destroy, " + size + " actions", run.calls.size(), "");
            }
        }
    }

    /** The plan of what was just deployed: listing pages, and who uses an action, are not counted. */
    private static void planned(CrashRig.Run run, int size) {
        run.calls.clear();
        Planner planner = Planner.connect(
                run.door(),
                run.door(),
                CrashRig.CLIENT,
                CrashRig.CLIENT_SECRET,
                new Planner.Stack(CrashRig.ACCOUNT, CrashRig.REGION, CrashRig.STACK),
                line -> {});
        planner.organization();
        List<String> ids = new ArrayList<>();
        for (ResourceState each : run.stack.resources().values()) {
            Optional<CustomResourceType> type = CustomResourceType.named(each.type())
                    .filter(it -> it.kind() == CustomResourceType.Kind.GENESYS_OBJECT);
            if (type.isPresent()) {
                Map<String, String> properties = new TreeMap<>();
                each.properties()
                        .properties()
                        .forEach(property -> properties.put(
                                property.getKey(), property.getValue().asText()));
                Planner.Planned planned = planner.plan(new Planner.Resource(type.get(), each.logicalId(), properties));
                assertThat(planned.plan()).as(each.logicalId()).isInstanceOf(Plan.Nothing.class);
                ids.add(planned.id().orElseThrow());
            }
        }
        assertThat(planner.removals(run.stack.resources().keySet(), ids)).isEmpty();
        long counted = run.calls.stream()
                .filter(call -> !call.path().matches("/api/v2/integrations(/actions|/credentials)?")
                        && !call.path().contains("/dependencytracking/"))
                .count();
        row("calls to plan, " + size + " actions, listing pages left out", counted, "4 + 3N = " + (4 + 3 * size));
        assertThat(counted).isLessThanOrEqualTo(4 + 3L * size);
        assertThat(run.calls).allMatch(call -> call.method().equals("GET"));
    }

    /** On the virtual clock, on which a call takes no time: what is measured is the waiting for the limit alone. */
    @Test
    void two_hundred_actions_in_an_org_that_enforces_its_limit() {
        int size = 200;
        Conditions conditions = new Conditions();
        conditions.org = settings -> settings.withRequestsPerMinute(PER_MINUTE);
        try (CrashRig.Run run = rig.open(Snapshot.NOTHING, conditions)) {
            Instant start = run.time.instant();
            assertThat(run.deploy(Templates.many(one, size)).ending()).isEqualTo(Ending.DEPLOYED);
            Duration took = Duration.between(start, run.time.instant());

            Set<String> names = new TreeSet<>();
            int[] actions = {0};
            run.org.toJson().path("actions").forEach(action -> {
                actions[0]++;
                names.add(action.path("published").path("name").asText());
            });
            assertThat(actions[0]).isEqualTo(size);
            assertThat(names).hasSize(size);
            // Windows of a minute, each full but the last.
            Duration alone = Duration.ofMinutes((8 + 4L * size - 1) / PER_MINUTE);
            double times = (double) took.toMillis() / alone.toMillis();
            row("200 actions at 300 calls/min: calls, refused ones included", run.calls.size(), "");
            row("200 actions at 300 calls/min: virtual seconds", took.toSeconds(), "limit alone: " + alone.toSeconds());
            row("200 actions at 300 calls/min: times the limit alone", String.format("%.2f", times), "1.2");
            assertThat(times).isLessThanOrEqualTo(1.2);
        }
    }

    @Test
    void size_and_memory() throws Exception {
        long bytes = Files.size(Path.of("../../function/registrar/target/registrar.jar"));
        row("registrar.jar, bytes", bytes, "8 MB, see RegistrarJarIT");

        ObjectNode template = Templates.many(one, ACTIONS_IN_A_PROCESS);
        Templates.properties(template, "Registrar").put("MemorySize", 256);
        JavaHome.Jdk jdk = JavaHome.find(
                System.getenv(),
                Path.of(System.getProperty("java.home")),
                Runtime.version().feature());
        try (Sandbox sandbox = Sandbox.open(new Sandbox.Settings(
                folder.resolve("state"),
                Map.of(),
                Map.of(),
                logs -> new ProcessRuntime(logs, jdk, ProcessRuntime.needsStandIn()),
                Clock.systemUTC(),
                ReplacementUndo.UPDATE_THEN_DELETE,
                UnaryOperator.identity()))) {
            assertThat(sandbox.deploy(assembly.withTemplate(template), event -> {})
                            .ending())
                    .isEqualTo(Ending.DEPLOYED);
            long kilobytes = peak();
            row(
                    "peak resident memory of a process (-Xmx217m), " + ACTIONS_IN_A_PROCESS + " actions, kB",
                    kilobytes < 0 ? "not Linux" : kilobytes,
                    "256 MB");
            assertThat(kilobytes).isLessThanOrEqualTo(256 * 1024L);
        }
    }

    /** VmHWM of the registrar's process; -1 where there is no /proc. */
    private static long peak() throws IOException {
        List<ProcessHandle> processes = ProcessHandle.current()
                .children()
                .filter(child -> child.info()
                        .arguments()
                        .map(arguments -> String.join(" ", arguments).contains("RegistrarHandler"))
                        .orElse(false))
                .toList();
        assertThat(processes).isNotEmpty();
        long most = -1;
        for (ProcessHandle process : processes) {
            Path status = Path.of("/proc", String.valueOf(process.pid()), "status");
            if (Files.exists(status)) {
                for (String line : Files.readAllLines(status)) {
                    if (line.startsWith("VmHWM:")) {
                        most = Math.max(most, Long.parseLong(line.replaceAll("\\D", "")));
                    }
                }
            }
        }
        return most;
    }
}
