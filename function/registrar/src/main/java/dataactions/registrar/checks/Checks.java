package dataactions.registrar.checks;

import dataactions.definition.ResultAction;
import dataactions.registrar.cloudformation.Properties;
import dataactions.registrar.cloudformation.ResourceAnswer;
import dataactions.registrar.cloudformation.ResourceEvent;
import dataactions.registrar.invocation.EventDeadline;
import dataactions.registrar.invocation.Failure;
import dataactions.registrar.invocation.Failure.Kind;
import dataactions.registrar.invocation.Log;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The life cycle of {@code Custom::GenesysActionCheck} and {@code Custom::FunctionCheck}. */
public final class Checks {
    /** The time for an answer of the result action, in addition to its wait. */
    private static final Duration ANSWER_IN = Duration.ofSeconds(5);
    /** The time that all checks of one resource share. */
    public static final Duration SHARED_TIME = Duration.ofMinutes(2);
    /** Between two questions, so that they stay few if the result action does not wait. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final CheckRunner runner;
    private final EventDeadline deadline;
    private final Log log;

    /** @param deadline the end of the time that all checks share; the runner has the same deadline */
    public Checks(CheckRunner runner, EventDeadline deadline, Log log) {
        this.runner = runner;
        this.deadline = deadline;
        this.log = log;
    }

    /** The physical id for the answer to a failure. It still names the digests that have passed before. */
    public static String physicalId(ResourceEvent event, String prefix) {
        return event.physicalId() != null
                ? event.physicalId()
                : PassedDigests.of(prefix, null).physicalId();
    }

    /** Create and Update. */
    public ResourceAnswer converge(ResourceEvent event) {
        Properties properties = event.properties();
        String digest = properties.text("Digest");
        if (!digest.matches("[0-9A-Za-z_-]{1,128}")) {
            throw properties.wrong("Digest", "up to 128 letters and digits", null);
        }
        List<DeploymentCheck> checks = DeploymentCheck.read(properties);
        boolean tolerant = "warn".equals(properties.oneOf("OnUpstreamFault", "warn", "fail"));
        CheckRunner.Prepared prepared = runner.prepare(properties);
        String subject = prepared.subject(digest);

        PassedDigests passed = PassedDigests.of(runner.prefix(), event.physicalId());
        if (passed.contains(subject)) {
            log.info("These checks have passed before, and are skipped")
                    .with(Log.Key.logicalId, event.logicalId())
                    .write();
            return ResourceAnswer.success(passed.with(subject).physicalId(), Map.of("Warnings", ""));
        }
        List<String> warnings = new ArrayList<>();
        Deque<UnfinishedCheck> waiting = new ArrayDeque<>();
        for (DeploymentCheck check : checks) {
            Duration before = deadline.remaining();
            CheckResult result = call(prepared, check);
            if (result instanceof CheckResult.Pending pending) {
                waiting.add(waiting(check, pending, before));
            } else {
                conclude(event, check, result, tolerant).ifPresent(warnings::add);
            }
        }
        while (!waiting.isEmpty()) {
            UnfinishedCheck next = waiting.remove();
            CheckResult result = ask(prepared, next, waiting.size() + 1);
            if (result instanceof CheckResult.Pending) {
                waiting.add(next);
            } else {
                conclude(event, next.check(), result, tolerant).ifPresent(warnings::add);
            }
        }
        return ResourceAnswer.success(
                passed.with(subject).physicalId(), Map.of("Warnings", String.join(" ", warnings)));
    }

    /**
     * Calls an action once. If the shared time is used up, the check counts as a failure of the upstream.
     *
     * @throws Failure DEADLINE if the time of the event is over
     */
    private CheckResult call(CheckRunner.Prepared prepared, DeploymentCheck check) {
        Duration left = deadline.remaining();
        if (left.toSeconds() == 0 && deadline.isBeforeTheEvents()) {
            return outOfTime(check, "not called, because the two minutes that all checks share were used up.");
        }
        try {
            return prepared.run(check);
        } catch (Failure e) {
            if (e.kind() == Kind.DEADLINE && deadline.isBeforeTheEvents()) {
                return outOfTime(
                        check,
                        "no answer within " + left.toSeconds()
                                + " s, which were left of the two minutes that all checks share.");
            }
            throw e;
        }
    }

    private static CheckResult outOfTime(DeploymentCheck check, String what) {
        return new CheckResult.UpstreamFault(
                "Check " + check.name() + ": " + what,
                "Use inputs with faster answers, take actions out of checks, or set onUpstreamFault: warn; then deploy"
                        + " again.");
    }

    /**
     * A slow action without a final result.
     *
     * @param before the time that was left before its first call
     */
    private record UnfinishedCheck(DeploymentCheck check, String requestId, Duration before) {}

    private UnfinishedCheck waiting(DeploymentCheck check, CheckResult.Pending pending, Duration before) {
        if (check.slow() == null) {
            throw Failure.of(
                    Kind.CHECK,
                    "Check " + check.name()
                            + " failed: the answer is pending, but property Checks has no async for it.",
                    "The CDK construct writes it: synthesise and deploy again.");
        }
        log.info("The result is not there yet: the check asks for it again")
                .with(Log.Key.check, check.name())
                .write();
        return new UnfinishedCheck(check, pending.requestId(), before);
    }

    /**
     * Asks for a result. The results take turns, and the other checks have run before: a slow action takes no time from
     * them.
     *
     * @param turns how many results are still to be asked for
     */
    private CheckResult ask(CheckRunner.Prepared prepared, UnfinishedCheck next, int turns) {
        long left = deadline.remaining().minus(ANSWER_IN).toSeconds();
        if (left < 0) {
            return late(next);
        }
        int wait = (int) Math.min(ResultAction.MAX_WAIT, left / turns);
        try {
            CheckResult result = prepared.run(next.check().result(next.requestId(), wait));
            if (result instanceof CheckResult.Pending) {
                if (wait == 0) {
                    return late(next);
                }
                deadline.pause(PAUSE, "check " + next.check().name());
            }
            return result;
        } catch (Failure e) {
            if (e.kind() == Kind.DEADLINE) {
                return late(next);
            }
            throw e;
        }
    }

    private CheckResult late(UnfinishedCheck it) {
        return new CheckResult.UpstreamFault(
                "Check " + it.check().name() + ": the action had no result after "
                        + it.before().minus(deadline.remaining()).toSeconds() + " s (its limit: "
                        + it.check().slow().limit().toSeconds()
                        + " s). All checks share two minutes: use an input with a faster answer.",
                "Or take the action out of checks, or set onUpstreamFault: warn; then deploy again.");
    }

    /**
     * @return the warning about an upstream's fault
     * @throws Failure CHECK
     */
    private Optional<String> conclude(
            ResourceEvent event, DeploymentCheck check, CheckResult result, boolean tolerant) {
        log.info("Checked")
                .with(Log.Key.logicalId, event.logicalId())
                .with(Log.Key.check, check.name())
                .with(Log.Key.outcome, result.getClass().getSimpleName())
                .write();
        if (result instanceof CheckResult.Failed failed) {
            throw Failure.of(Kind.CHECK, failed.message(), failed.remedy());
        }
        if (!(result instanceof CheckResult.UpstreamFault fault)) {
            return Optional.empty();
        }
        if (!tolerant) {
            throw Failure.of(Kind.CHECK, fault.message(), fault.remedy());
        }
        log.warn("An upstream's fault does not fail the deployment: " + fault.message())
                .with(Log.Key.check, check.name())
                .write();
        return Optional.of(fault.message());
    }

    /** Delete. A check creates no object, so there is nothing to delete. */
    public ResourceAnswer delete(ResourceEvent event) {
        return ResourceAnswer.success(physicalId(event, runner.prefix()), Map.of());
    }
}
