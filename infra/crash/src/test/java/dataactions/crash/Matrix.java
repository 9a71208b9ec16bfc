package dataactions.crash;

import com.fasterxml.jackson.databind.JsonNode;
import dataactions.crash.CrashRig.Conditions;
import dataactions.crash.CrashRig.Planted;
import dataactions.crash.CrashRig.Seen;
import dataactions.crash.CrashRig.Snapshot;
import dataactions.genesys.api.ApiResponse;
import dataactions.genesys.objects.ConsumingFlow;
import dataactions.sandbox.cloudformation.StackResult;
import dataactions.sandbox.cloudformation.state.StackState;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.function.Supplier;

/**
 * Runs a life cycle once without a fault and records its calls to Genesys; then once more for each of these calls and
 * each way in which it can fail. After each: the org is as it was before or as it was desired, as CloudFormation says it
 * is; nobody else's object was so much as written; every request of CloudFormation had one answer, and in time.
 */
final class Matrix {
    private static final Duration A_WHILE = Duration.ofMinutes(1);
    private static final int MOST_CALLS = 400;
    /** What the registrar says where it could not sweep. */
    private static final String LEFT = "left in Genesys with this stack's ownership tag";
    /** What every ownership mark of the stack begins with. */
    private static final String OURS = CrashRig.ACCOUNT + "/" + CrashRig.REGION + "/" + CrashRig.STACK + "/";

    private final CrashRig rig;
    private final Supplier<Conditions> conditions;
    private final Map<StackResult.Ending, Integer> endings = new EnumMap<>(StackResult.Ending.class);
    /** What stands after each history so far: life cycles begin alike. */
    private final Map<List<LifeCycle.Step>, Snapshot> standing = new HashMap<>();

    private int cases;

    Matrix(CrashRig rig, Supplier<Conditions> conditions) {
        this.rig = rig;
        this.conditions = conditions;
    }

    int cases() {
        return cases;
    }

    Map<StackResult.Ending, Integer> endings() {
        return endings;
    }

    /**
     * A life cycle, ready to be run as often as one likes.
     *
     * @param known the ids of the objects before
     * @param was the org before, as lines
     * @param desired the org afterwards, as lines
     */
    record Recorded(
            LifeCycle cycle,
            Snapshot before,
            List<Seen> calls,
            Set<String> known,
            List<String> was,
            List<String> desired,
            StackResult.Ending ending,
            Set<String> strangers) {}

    /** Deploys what stands before, and runs the life cycle without a fault. */
    Recorded record(LifeCycle cycle) throws IOException {
        Snapshot before = before(cycle);
        Set<String> strangers = strangers(before.org());
        try (CrashRig.Run run = rig.open(before, conditions(cycle))) {
            StackResult result = carryOut(cycle, run);
            run.time.sleep(A_WHILE);
            List<String> problems = new ArrayList<>(run.violations);
            if (result.ending() != cycle.ending()) {
                problems.add("ended " + result.ending() + ": " + result.reason());
            }
            if (cycle.leavesNothing()) {
                Orgs.objects(run.org.toJson()).values().stream()
                        .filter(object -> object.toString().contains(OURS))
                        .forEach(object -> problems.add("left: " + object));
            }
            if (!problems.isEmpty()) {
                throw new AssertionError(cycle + " fails without any fault: " + problems);
            }
            Set<String> known = Orgs.ids(before.org());
            Recorded recorded = new Recorded(
                    cycle,
                    before,
                    List.copyOf(run.calls),
                    known,
                    Orgs.lines(before.org(), known),
                    Orgs.lines(run.org.toJson(), known),
                    result.ending(),
                    strangers);
            List<String> trouble = judge(recorded, run, result);
            if (!trouble.isEmpty()) {
                throw new AssertionError(cycle + " fails without any fault: " + trouble);
            }
            return recorded;
        }
    }

    /** Every case of a recorded life cycle that {@code chosen} takes; answers one line for each that went wrong. */
    List<String> run(Recorded recorded, BiPredicate<Integer, Fault> chosen) {
        List<String> failures = new ArrayList<>();
        for (int call = 0; call < recorded.calls().size(); call++) {
            Seen seen = recorded.calls().get(call);
            for (Fault fault : Fault.values()) {
                if (fault.appliesTo(seen.method()) && chosen.test(call, fault)) {
                    cases++;
                    String trouble = trouble(recorded, call, fault);
                    if (!trouble.isEmpty()) {
                        failures.add(recorded.cycle() + " | call " + call + " " + seen.shape() + " (" + seen.request()
                                + ") " + fault + " | " + trouble);
                    }
                }
            }
        }
        return failures;
    }

    private Conditions conditions(LifeCycle cycle) {
        Conditions with = conditions.get().undo(cycle.undo());
        // Here the token is asked for, and its call can fail too; elsewhere the Lambda is warm.
        with.cold = cycle.name().equals("create") && cycle.actions() == 1;
        return with;
    }

    private String trouble(Recorded recorded, int call, Fault fault) {
        Seen seen = recorded.calls().get(call);
        Conditions with = conditions(recorded.cycle()).planted(new Planted(call, seen.invocation(), fault));
        List<String> problems = new ArrayList<>();
        Paused paused = null;
        try (CrashRig.Run run = rig.open(recorded.before(), with)) {
            StackResult result = carryOut(recorded.cycle(), run);
            if (!run.faultMet) {
                // A watchdog that comes before the call does, on a busy machine, is a case of its own.
                if (!fault.hangs()) {
                    problems.add("the run did not come to the call");
                }
            } else if (!run.calls.get(call).shape().equals(seen.shape())) {
                problems.add("met " + run.calls.get(call).shape() + " instead");
            }
            endings.merge(result.ending(), 1, Integer::sum);
            if (result.ending() == StackResult.Ending.STUCK && recorded.cycle().ending() != StackResult.Ending.STUCK) {
                result = goOn(recorded.cycle(), run);
            }
            if (result.ending() == StackResult.Ending.PAUSED) {
                paused = new Paused(run.snapshot(), List.copyOf(run.answers));
                result = run.deploy(recorded.cycle().desired());
            }
            run.time.sleep(A_WHILE);
            problems.addAll(judge(recorded, run, result));
        } catch (RuntimeException | AssertionError e) {
            return e.toString();
        }
        if (paused != null && recorded.cycle().before() != null) {
            problems.addAll(reverted(recorded, paused));
        }
        return String.join("; ", problems);
    }

    /** A stack in CREATE_FAILED or UPDATE_FAILED, and what the registrar has answered until then. */
    private record Paused(Snapshot at, List<String> answers) {}

    /** The same failure again, after which a person deploys what stood before. */
    private List<String> reverted(Recorded recorded, Paused paused) {
        try (CrashRig.Run run = rig.open(paused.at(), conditions(recorded.cycle()))) {
            run.answers.addAll(paused.answers());
            StackResult result = run.deploy(recorded.cycle().before());
            run.time.sleep(A_WHILE);
            return judge(
                            recorded,
                            run,
                            result.succeeded() ? withEnding(result, StackResult.Ending.ROLLED_BACK) : result)
                    .stream()
                    .map(problem -> "deployed what stood before: " + problem)
                    .toList();
        } catch (RuntimeException | AssertionError e) {
            return List.of("deployed what stood before: " + e);
        }
    }

    private static StackResult carryOut(LifeCycle cycle, CrashRig.Run run) {
        return cycle.desired() == null ? run.destroy() : run.deploy(cycle.desired());
    }

    /** What a person does about a stack in ROLLBACK_FAILED, UPDATE_ROLLBACK_FAILED or DELETE_FAILED. */
    private static StackResult goOn(LifeCycle cycle, CrashRig.Run run) {
        if (cycle.before() == null || cycle.desired() == null) {
            return run.destroy();
        }
        StackResult result = run.deploy(cycle.before());
        return result.ending() == StackResult.Ending.UNCHANGED
                ? withEnding(result, StackResult.Ending.ROLLED_BACK)
                : result;
    }

    private static StackResult withEnding(StackResult result, StackResult.Ending ending) {
        return new StackResult(
                ending,
                result.status(),
                result.reason(),
                result.failedResource(),
                result.outputs(),
                result.created(),
                result.updated(),
                result.deleted());
    }

    private List<String> judge(Recorded recorded, CrashRig.Run run, StackResult result) {
        List<String> problems = new ArrayList<>(run.violations);
        JsonNode org = run.org.toJson();
        Set<String> known = recorded.known();
        List<String> now = Orgs.lines(org, known);
        List<String> was = recorded.was();
        List<String> expected =
                switch (result.ending()) {
                    case DEPLOYED, DESTROYED ->
                        recorded.ending() == StackResult.Ending.ROLLED_BACK ? was : recorded.desired();
                    default -> was;
                };
        if (recorded.cycle().sweeps() && result.ending() == StackResult.Ending.ROLLED_BACK) {
            // What was kept and is used no more may be gone already: no rollback brings a deleted action back.
            now = withoutRetired(now);
            expected = withoutRetired(expected);
        }
        if (!recorded.cycle().restores() && result.ending() != StackResult.Ending.DEPLOYED) {
            // Nothing may be gone and nothing be added; what it was changed to, nobody remembers.
            now = List.copyOf(Orgs.ids(org));
            expected = List.copyOf(known);
        }
        if (run.answers.stream().anyMatch(answer -> answer.contains(LEFT))) {
            // A sweep was cut off: a warning, and what it did not come to is as it was.
            List<String> desired = expected;
            now = now.stream()
                    .filter(line -> desired.contains(line) || !was.contains(line))
                    .toList();
        }
        boolean settled = result.ending() == recorded.cycle().ending()
                || Set.of(StackResult.Ending.DEPLOYED, StackResult.Ending.DESTROYED, StackResult.Ending.ROLLED_BACK)
                        .contains(result.ending());
        if (!settled) {
            problems.add("ended " + result.ending() + ": " + result.reason());
        } else if (!now.equals(expected)) {
            problems.add(result.ending() + " but " + Orgs.difference(now, expected));
        }
        Map<String, JsonNode> before = Orgs.objects(recorded.before().org());
        Map<String, JsonNode> after = Orgs.objects(org);
        for (String stranger : recorded.strangers()) {
            if (!before.get(stranger).equals(after.get(stranger))) {
                problems.add("somebody else's object was touched: " + before.get(stranger));
            }
        }
        List<Object> texts = new ArrayList<>(run.log);
        texts.addAll(run.answers);
        texts.addAll(run.events);
        texts.addAll(savedByCloudFormation(run.stack));
        if (texts.stream().anyMatch(text -> text.toString().contains(CrashRig.SECRET))) {
            problems.add("a secret was said");
        }
        if (run.log.stream().anyMatch(line -> line.contains("X-Amz-Signature"))) {
            problems.add("the pre-signed URL was said");
        }
        if (run.calls.size() > MOST_CALLS) {
            problems.add(run.calls.size() + " calls to Genesys");
        }
        return problems;
    }

    /** All but the templates: they are this test's own, and as large as all the rest. */
    private static List<Object> savedByCloudFormation(StackState stack) {
        if (stack == null) {
            return List.of();
        }
        List<Object> saved = new ArrayList<>(
                List.of(stack.reason(), stack.parameters(), stack.resources(), stack.outputs(), stack.leftovers()));
        if (stack.before() != null) {
            saved.addAll(List.of(
                    stack.before().resources(),
                    stack.before().parameters(),
                    stack.before().outputs()));
        }
        return saved;
    }

    private static List<String> withoutRetired(List<String> lines) {
        return lines.stream()
                .filter(line -> !line.contains("(retired, contract"))
                .toList();
    }

    /** The org with strangers in it, and the stack that stands when the life cycle begins. */
    private Snapshot before(LifeCycle cycle) throws IOException {
        List<LifeCycle.Step> history = cycle.history();
        for (int steps = 0; steps <= history.size(); steps++) {
            List<LifeCycle.Step> soFar = history.subList(0, steps);
            if (!standing.containsKey(soFar)) {
                standing.put(
                        List.copyOf(soFar),
                        steps == 0
                                ? strangersAlone()
                                : after(history.get(steps - 1), standing.get(history.subList(0, steps - 1)), cycle));
            }
        }
        return standing.get(history);
    }

    private Snapshot strangersAlone() throws IOException {
        try (CrashRig.Run run = rig.open(Snapshot.NOTHING, conditions.get())) {
            Strangers.moveIn((method, path, body) -> {
                // They came long ago: a late org shows all of it.
                run.time.sleep(A_WHILE);
                return run.stranger(method, path, body);
            });
            run.time.sleep(A_WHILE);
            return run.snapshot();
        }
    }

    private Snapshot after(LifeCycle.Step step, Snapshot before, LifeCycle cycle) throws IOException {
        try (CrashRig.Run run = rig.open(before, conditions.get())) {
            take(step, run, cycle);
            run.time.sleep(A_WHILE);
            return run.snapshot();
        }
    }

    private static void take(LifeCycle.Step step, CrashRig.Run run, LifeCycle cycle) throws IOException {
        StackResult result = null;
        if (step instanceof LifeCycle.Deployed deployed) {
            result = run.deploy(deployed.template());
        } else if (step instanceof LifeCycle.Destroyed) {
            result = run.destroy();
        } else if (step instanceof LifeCycle.Used used) {
            String action = run.stack.resources().get(used.logicalId()).physicalId();
            run.org.addFlow(ConsumingFlow.published(action, "a-flow", "Main IVR"));
        } else if (step instanceof LifeCycle.Unused) {
            run.org.removeFlow("a-flow");
        } else if (step instanceof LifeCycle.Adoptable adoptable) {
            Strangers.makeAdoptable(
                    (method, path, body) -> {
                        run.time.sleep(A_WHILE);
                        return run.stranger(method, path, body);
                    },
                    adoptable.name());
        }
        if (result != null && !result.succeeded()) {
            throw new AssertionError("What stands before " + cycle + " cannot be deployed: " + result.reason());
        }
    }

    private static Set<String> strangers(JsonNode org) {
        Set<String> strangers = new TreeSet<>();
        Orgs.objects(org).forEach((id, object) -> {
            boolean ours = object.toString().contains(OURS);
            if (!ours && !object.toString().contains(Strangers.ADOPTABLE)) {
                strangers.add(id);
            }
        });
        return strangers;
    }

    /** An answer of Genesys from which our marks are gone: to the registrar, its own objects are not there to be found. */
    static ApiResponse withoutOwnershipTags(ApiResponse answer) {
        boolean listing = answer.body().contains("\"entities\"");
        return listing
                ? new ApiResponse(
                        answer.status(), answer.headers(), answer.body().replace(OURS, "nobody/"))
                : answer;
    }
}
