package dataactions.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dataactions.crash.CrashRig.Conditions;
import dataactions.sandbox.cloudformation.StackResult;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * A crash at every call to Genesys, in every life cycle, in every way: {@link Matrix} says what must hold afterwards.
 * The cases are generated from the calls that a life cycle really makes, so they grow with it.
 */
class CrashMatrixIT {
    /** More than there are cores: a case waits for sockets, and for watchdogs in real time. */
    private static final int WORKERS = 4;
    /** {@code -Dcrash.matrix=all} */
    private static final boolean ALL = "all".equals(System.getProperty("crash.matrix"));
    /** {@code -Dcrash.cycles='kept.*'}: these life cycles only. */
    private static final String CYCLES = System.getProperty("crash.cycles", ".*");

    private static final Map<StackResult.Ending, Integer> ENDINGS = new EnumMap<>(StackResult.Ending.class);

    private static Synthesised templates;
    private static BlockingQueue<CrashRig> rigs;
    private static ExecutorService workers;
    private static int cases;
    private static int calls;

    @TempDir
    private static Path folder;

    @BeforeAll
    static void synthesise() throws Exception {
        templates = Synthesised.in(folder);
        rigs = new LinkedBlockingQueue<>();
        for (int worker = 0; worker < WORKERS; worker++) {
            rigs.add(new CrashRig());
        }
        workers = Executors.newFixedThreadPool(WORKERS);
    }

    @AfterAll
    static void say() {
        System.out.println("Crash matrix, in process: " + cases + " cases over " + calls
                + " calls to Genesys; CloudFormation first reported " + ENDINGS);
        workers.shutdownNow();
        rigs.forEach(CrashRig::close);
        if (CYCLES.equals(".*")) {
            assertThat(cases).isGreaterThan(500);
        }
    }

    @TestFactory
    Stream<DynamicTest> whatever_call_fails_the_org_is_as_before_or_as_desired() {
        List<LifeCycle> five = ALL ? LifeCycle.of(5, templates.five()) : LifeCycle.ofMany(5, templates.five());
        Map<LifeCycle, Future<List<String>>> cycles = new LinkedHashMap<>();
        // The largest first, so that the workers end together.
        Stream.concat(five.stream(), LifeCycle.of(1, templates.one()).stream())
                .filter(cycle -> cycle.toString().matches(CYCLES))
                .forEach(cycle -> cycles.put(cycle, workers.submit(() -> everyCase(cycle))));
        return cycles.entrySet().stream()
                .map(cycle -> DynamicTest.dynamicTest(cycle.getKey().toString(), () -> {
                    List<String> failures = cycle.getValue().get();
                    assertThat(failures)
                            .as(failures.size() + " cases of " + cycle.getKey())
                            .isEmpty();
                }));
    }

    private static List<String> everyCase(LifeCycle cycle) throws Exception {
        CrashRig rig = rigs.take();
        try {
            Matrix matrix = new Matrix(rig, Conditions::new);
            Matrix.Recorded recorded = matrix.record(cycle);
            List<String> failures = matrix.run(recorded, (call, fault) -> chosen(cycle, call, fault));
            // On a busy machine a recording can have one look at the org more than its repetitions: record again.
            for (int again = 0; again < 3 && isAboutTheOrderOnly(failures); again++) {
                matrix = new Matrix(rig, Conditions::new);
                recorded = matrix.record(cycle);
                failures = matrix.run(recorded, (call, fault) -> chosen(cycle, call, fault));
            }
            synchronized (ENDINGS) {
                cases += matrix.cases();
                calls += recorded.calls().size();
                matrix.endings().forEach((ending, count) -> ENDINGS.merge(ending, count, Integer::sum));
            }
            return failures;
        } finally {
            rigs.add(rig);
        }
    }

    private static boolean isAboutTheOrderOnly(List<String> failures) {
        return !failures.isEmpty() && failures.stream().allMatch(each -> each.matches("(?s).*\\| met [^|;]* instead"));
    }

    /**
     * With one action everything. With five, every call and, unless all are asked for, every eighth way in which it can
     * fail, another one at each call: what differs there is the order of things, and the whole takes minutes.
     */
    private static boolean chosen(LifeCycle cycle, int call, Fault fault) {
        return ALL || cycle.actions() == 1 || (call / 4 + fault.ordinal()) % 8 == 0;
    }

    @Test
    void time_is_as_the_template_gives_it() {
        assertThat(Templates.properties(templates.one(), "Registrar")
                        .path("Timeout")
                        .asLong())
                .isEqualTo(CrashRig.LAMBDA_TIMEOUT.toSeconds());
        assertThat(Templates.properties(templates.one(), "Integration")
                        .path("ServiceTimeout")
                        .asLong())
                .isEqualTo(CrashRig.SERVICE_TIMEOUT.toSeconds());
    }

    @Test
    void a_registrar_that_never_looked_for_its_ownership_tag_would_fail_here() throws Exception {
        CrashRig rig = rigs.take();
        rigs.add(rig);
        Matrix matrix = new Matrix(rig, () -> {
            Conditions conditions = new Conditions();
            conditions.filter = Matrix::withoutOwnershipTags;
            return conditions;
        });
        Matrix.Recorded recorded =
                matrix.record(LifeCycle.of(1, templates.one()).get(0));

        List<String> failures = matrix.run(
                recorded,
                (call, fault) -> recorded.calls().get(call).method().equals("POST")
                        && (fault == Fault.LOST || fault == Fault.DIES_AFTER));

        assertThat(failures)
                .anyMatch(line -> line.contains("actions") && line.contains("LOST"))
                .anyMatch(line -> line.contains("actions") && line.contains("DIES_AFTER"))
                .anyMatch(line -> line.contains("credentials"))
                .anyMatch(line -> line.contains("too much"));
    }
}
