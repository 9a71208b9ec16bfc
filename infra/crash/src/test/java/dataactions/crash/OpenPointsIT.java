package dataactions.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.crash.CrashRig.Conditions;
import dataactions.genesys.api.OrgSettings;
import dataactions.sandbox.cloudformation.ReplacementUndo;
import dataactions.sandbox.cloudformation.StackResult;
import dataactions.sandbox.cloudformation.StackResult.Ending;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every life cycle in every kind of org that Genesys's documentation leaves possible, and in one whose reads and
 * listings lag; and events that CloudFormation's documentation leaves possible.
 */
class OpenPointsIT {
    private static final Duration TWO_SECONDS = Duration.ofSeconds(2);
    private static final String UPSTREAM_DOWN =
            "{\"status\":\"error\",\"data\":{},\"error\":\"The upstream did not answer\",\"errorCode\":\"UPSTREAM_UNAVAILABLE\"}";

    private static Synthesised templates;
    private static final int WORKERS = 3;
    private static final BlockingQueue<CrashRig> RIGS = new LinkedBlockingQueue<>();
    private static CrashRig rig;
    private static ExecutorService workers;

    @TempDir
    private static Path folder;

    @BeforeAll
    static void synthesise() throws Exception {
        templates = Synthesised.in(folder);
        rig = new CrashRig();
        workers = Executors.newFixedThreadPool(WORKERS);
        for (int worker = 0; worker < WORKERS; worker++) {
            RIGS.add(new CrashRig());
        }
    }

    @AfterAll
    static void close() {
        workers.shutdownNow();
        RIGS.forEach(CrashRig::close);
        rig.close();
    }

    /** The org's switches, all ways, and how late it shows what was done. */
    private static Map<String, Supplier<Conditions>> orgs() {
        Map<String, Supplier<Conditions>> orgs = new LinkedHashMap<>();
        for (boolean unique : List.of(false, true)) {
            for (boolean refusing : List.of(false, true)) {
                for (OrgSettings.UnsetInputs unset : OrgSettings.UnsetInputs.values()) {
                    for (boolean badRequest : List.of(false, true)) {
                        String name = (unique ? "unique names" : "names twice")
                                + (refusing ? ", used ones stay" : ", used ones go")
                                + (unset == OrgSettings.UnsetInputs.NULL ? ", unset null" : ", unset absent")
                                + (badRequest ? ", conflict 400" : ", conflict 409");
                        orgs.put(name, () -> {
                            Conditions conditions = new Conditions();
                            conditions.org = settings -> settings.withUniqueActionNames(unique)
                                    .withDeletingUsedActionsRefused(refusing)
                                    .withUnsetInputs(unset)
                                    .withVersionMismatchAsBadRequest(badRequest);
                            return conditions;
                        });
                    }
                }
            }
        }
        for (boolean unique : List.of(false, true)) {
            orgs.put("reads and lists two seconds late" + (unique ? ", unique names" : ""), () -> {
                Conditions conditions = new Conditions();
                conditions.readsLag = TWO_SECONDS;
                conditions.org = settings -> late(settings).withUniqueActionNames(unique);
                return conditions;
            });
        }
        // In all others a fresh integration has none.
        orgs.put("a fresh integration has notes", () -> {
            Conditions conditions = new Conditions();
            conditions.org = settings -> settings.withNotesOfFreshIntegrations(true);
            return conditions;
        });
        orgs.put("a fresh integration has notes, two seconds late", () -> {
            Conditions conditions = new Conditions();
            conditions.readsLag = TWO_SECONDS;
            conditions.org = settings -> late(settings).withNotesOfFreshIntegrations(true);
            return conditions;
        });
        orgs.put("every event delivered twice", () -> {
            Conditions conditions = new Conditions();
            conditions.deliveries = 2;
            return conditions;
        });
        return orgs;
    }

    private static OrgSettings late(OrgSettings settings) {
        return settings.withDelays(new OrgSettings.Delays(TWO_SECONDS, TWO_SECONDS, TWO_SECONDS, TWO_SECONDS));
    }

    @TestFactory
    Stream<DynamicTest> every_life_cycle_in_every_org() {
        List<DynamicTest> tests = new ArrayList<>();
        orgs().forEach((name, conditions) -> {
            Future<Void> all = workers.submit(() -> {
                CrashRig own = RIGS.take();
                try {
                    Matrix matrix = new Matrix(own, conditions);
                    for (LifeCycle cycle : LifeCycle.of(1, templates.one())) {
                        matrix.record(cycle);
                    }
                } finally {
                    RIGS.add(own);
                }
                return null;
            });
            tests.add(DynamicTest.dynamicTest(name, all::get));
        });
        return tests.stream();
    }

    @Test
    void creations_that_are_lost_in_a_late_org_are_found_all_the_same() throws IOException {
        Matrix matrix = new Matrix(rig, () -> {
            Conditions conditions = new Conditions();
            conditions.readsLag = TWO_SECONDS;
            conditions.org = OpenPointsIT::late;
            return conditions;
        });
        Matrix.Recorded recorded =
                matrix.record(LifeCycle.of(1, templates.one()).get(0));

        List<String> failures = matrix.run(
                recorded,
                (call, fault) -> recorded.calls().get(call).method().equals("POST")
                        && (fault == Fault.LOST || fault == Fault.DIES_AFTER || fault == Fault.BROKEN_AFTER));

        assertThat(failures).isEmpty();
        assertThat(matrix.cases()).isGreaterThanOrEqualTo(12);
    }

    /** The check fails for a fault of the upstream, which goes on; the way back must not depend on it. */
    @Test
    void an_upstream_that_stays_down_does_not_hinder_the_rollback() throws IOException {
        ObjectNode base = strict(templates.one());
        CrashRig.Snapshot before;
        try (CrashRig.Run run = rig.open(CrashRig.Snapshot.NOTHING, new Conditions())) {
            Strangers.moveIn(run::stranger);
            assertThat(run.deploy(base).ending()).isEqualTo(Ending.DEPLOYED);
            before = run.snapshot();
        }
        for (ReplacementUndo undo : ReplacementUndo.values()) {
            for (ObjectNode desired :
                    List.of(Templates.edited(base), Templates.secondContract(base), Templates.otherIntegration(base))) {
                Conditions conditions = new Conditions().undo(undo);
                conditions.function = UPSTREAM_DOWN;
                try (CrashRig.Run run = rig.open(before, conditions)) {
                    StackResult result = run.deploy(desired);
                    assertThat(result.ending()).as(result.reason()).isEqualTo(Ending.ROLLED_BACK);
                    assertThat(result.failedResource()).isEqualTo("ActionCheck");
                    assertThat(result.reason()).contains("UPSTREAM_UNAVAILABLE");
                    run.time.sleep(Duration.ofMinutes(1));
                    JsonNode org = run.org.toJson();
                    assertThat(Orgs.lines(org, Orgs.ids(before.org())))
                            .isEqualTo(Orgs.lines(before.org(), Orgs.ids(before.org())));
                }
            }
        }
    }

    private static ObjectNode strict(ObjectNode template) {
        ObjectNode copy = template.deepCopy();
        Templates.properties(copy, "ActionCheck").put("OnUpstreamFault", "fail");
        return copy;
    }
}
