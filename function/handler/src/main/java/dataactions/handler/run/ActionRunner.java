package dataactions.handler.run;

import dataactions.definition.ActionDefinition;
import dataactions.definition.CompiledActions;
import dataactions.definition.Step;
import dataactions.definition.envelope.Envelope;
import dataactions.definition.envelope.ErrorCode;
import dataactions.definition.expression.Budget;
import dataactions.definition.run.ActionRun;
import dataactions.definition.run.Outcome;
import dataactions.definition.run.UpstreamRequest;
import dataactions.definition.upstream.Upstream;
import dataactions.definition.value.Allowance;
import dataactions.handler.run.PreparedAction.PreparedStep;
import dataactions.handler.upstream.Abort;
import dataactions.handler.upstream.InvalidConfigurationException;
import dataactions.handler.upstream.Trace;
import dataactions.handler.upstream.UpstreamClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Finds actions and runs them: binds the inputs, calls the upstreams, maps their answers. Does not depend on the front
 * door.
 */
public final class ActionRunner {
    /** Length to which an unknown action name is cut in the answer: long enough to recognise a misspelling. */
    private static final int MAX_QUOTED = 80;

    private static final int MAX_LISTED = 20;
    /** The time that all expressions of one invocation may take together. */
    private static final Duration FOR_EXPRESSIONS = Duration.ofSeconds(2);
    /** The runner waits for a call until this time after the call's own timeout. */
    private static final Duration GRACE = Duration.ofMillis(150);

    private final CompiledActions actions;
    private final Map<ActionDefinition, PreparedAction> prepared = new IdentityHashMap<>();
    private final Map<String, Upstream> upstreams;
    private final UpstreamClient client;
    private final int maxTracedBody;
    private final Duration shortestTimeout;

    /** Created for the first steps that run side by side. */
    private static final class Threads {
        static final ExecutorService POOL = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "step");
            thread.setDaemon(true);
            return thread;
        });
    }

    public ActionRunner(CompiledActions actions, Map<String, Upstream> upstreams, UpstreamClient client) {
        this(actions, upstreams, client, Trace.MAX_BODY);
    }

    /** @param maxTracedBody the most bytes of a body that a trace shows */
    public ActionRunner(
            CompiledActions actions, Map<String, Upstream> upstreams, UpstreamClient client, int maxTracedBody) {
        this.actions = actions;
        this.maxTracedBody = maxTracedBody;
        this.client = client;
        this.upstreams = upstreams;
        Duration shortest = actions.shortestTimeout();
        this.shortestTimeout = shortest == null ? Duration.ofSeconds(1) : shortest;
    }

    /**
     * The action of a name, with one of its contracts; empty if it is not in service.
     *
     * @param contract null for the newest
     * @throws InvalidConfigurationException when the contract cannot be read
     */
    public Optional<PreparedAction> find(String name, Integer contract) {
        Optional<ActionDefinition> found;
        try {
            found = actions.find(name, contract);
        } catch (IllegalArgumentException e) {
            throw new InvalidConfigurationException(CompiledActions.FILE_NAME + " cannot be read: " + e.getMessage());
        }
        return found.isEmpty() ? Optional.empty() : Optional.of(prepared(found.get()));
    }

    private PreparedAction prepared(ActionDefinition action) {
        synchronized (prepared) {
            PreparedAction known = prepared.get(action);
            if (known == null) {
                known = PreparedAction.of(action, upstreams);
                prepared.put(action, known);
            }
            return known;
        }
    }

    /** The message if {@link #find} found nothing. It lists the contracts or actions in service. */
    public String whyUnknown(String name, Integer contract) {
        List<Integer> contracts = actions.contracts(name);
        if (!contracts.isEmpty()) {
            return name
                    + (contract == null ? " has no newest contract here" : " has no contract " + contract + " here")
                    + "; in service: "
                    + String.join(", ", contracts.stream().map(String::valueOf).toList());
        }
        List<String> names = actions.names().stream().limit(MAX_LISTED).toList();
        return "There is no action " + (name.length() <= MAX_QUOTED ? name : name.substring(0, MAX_QUOTED) + "…")
                + " here; in service: " + (names.isEmpty() ? "none" : String.join(", ", names));
    }

    /** The shortest timeout of all actions: every caller waits at least that long. */
    public Duration shortestTimeout() {
        return shortestTimeout;
    }

    /** The time and memory that the expressions of one call may take. */
    public static Budget budget(ActionDefinition action, InvocationDeadline deadline) {
        return new Budget(
                deadline.clock(),
                FOR_EXPRESSIONS.toNanos(),
                deadline.end(action.timeout()),
                Memory.EXPRESSION,
                Memory.ALLOCATED);
    }

    /**
     * Runs an action.
     *
     * @param allowance the memory that is left for JSON trees in this invocation
     * @throws InvalidConfigurationException when the environment lacks an upstream of the action
     */
    public Result run(ActionCall call, InvocationDeadline deadline, Allowance allowance) {
        return new CallRun(call, deadline, allowance).result();
    }

    /**
     * The result of a run.
     *
     * @param traced the exchanges with upstreams, as JSON trees; null if the caller did not ask for them, or if the action
     *     is secure
     */
    public record Result(Envelope envelope, RunStatistics statistics, List<Object> traced) {}

    /** The run of one call. */
    private final class CallRun {
        private final ActionCall call;
        private final ActionDefinition action;
        private final InvocationDeadline deadline;
        private final Allowance allowance;
        private final ActionRun actionRun;
        private final RunStatistics statistics;
        /** By the step's name; null if nothing is traced. */
        private final Map<String, Trace> traces;

        CallRun(ActionCall call, InvocationDeadline deadline, Allowance allowance) {
            this.call = call;
            this.action = call.action().definition();
            this.deadline = deadline;
            this.allowance = allowance;
            this.statistics = new RunStatistics(action);
            this.traces =
                    call.isTraced() && !action.secure() ? Collections.synchronizedMap(new LinkedHashMap<>()) : null;
            this.actionRun =
                    new ActionRun(action, call.data(), call.requestId(), budget(action, deadline), call.isExplained());
        }

        Result result() {
            for (PreparedStep step : call.action().steps()) {
                if (step.upstream() == null) {
                    throw new InvalidConfigurationException(
                            "UPSTREAMS has no " + step.step().request().upstream() + ", which " + action.name()
                                    + " calls; it has " + upstreams.keySet());
                }
            }
            Envelope answer = actionRun.answer(outcome());
            statistics.report(actionRun.report());
            return new Result(answer, statistics, traces == null ? null : exchanges());
        }

        private Outcome outcome() {
            Optional<Outcome> refusal = actionRun.refusal();
            Optional<Outcome> early = refusal.isPresent() ? refusal : steps();
            return early.isPresent() ? early.get() : actionRun.finish();
        }

        /** Runs each step as soon as all steps that it reads have ended. Returns the outcome if a step ends the run. */
        private Optional<Outcome> steps() {
            List<PreparedStep> waiting = new ArrayList<>(call.action().steps());
            Set<String> done = new HashSet<>();
            BlockingQueue<StepEnd> ends = new LinkedBlockingQueue<>();
            Abort abort = new Abort();
            int inFlight = 0;
            try {
                while (true) {
                    List<ReadyStep> ready = new ArrayList<>();
                    for (Iterator<PreparedStep> each = waiting.iterator(); each.hasNext(); ) {
                        PreparedStep step = each.next();
                        if (!done.containsAll(step.dependencies())) {
                            continue;
                        }
                        each.remove();
                        ActionRun.Next next = actionRun.next(step.step());
                        if (next instanceof ActionRun.End end) {
                            return Optional.of(end.outcome());
                        } else if (next instanceof ActionRun.Send send) {
                            ready.add(new ReadyStep(step, send.request()));
                        } else {
                            done.add(step.step().name());
                            statistics.skipped(step.step());
                        }
                    }
                    if (ready.isEmpty() && inFlight == 0) {
                        return Optional.empty();
                    }
                    StepEnd first;
                    long before = deadline.now();
                    if (inFlight == 0 && ready.size() == 1) {
                        first = send(ready.get(0), abort); // needs no other thread
                    } else {
                        ready.forEach(each -> Threads.POOL.execute(() -> ends.add(sendOrFail(each, abort))));
                        inFlight += ready.size();
                        first = firstEnd(ends);
                        inFlight--;
                    }
                    statistics.waitedForUpstreams(deadline.now() - before);
                    Optional<Outcome> outcome = take(first);
                    if (outcome.isPresent()) {
                        return outcome;
                    }
                    done.add(first.step().name());
                }
            } finally {
                abort.abort();
            }
        }

        private StepEnd firstEnd(BlockingQueue<StepEnd> ends) {
            try {
                // Each call ends at its own timeout. This wait is a safeguard: a thread without memory may not report
                // its end.
                Duration left = deadline.left(action.timeout()).plus(GRACE);
                StepEnd first = ends.poll(Math.max(0, left.toNanos()), TimeUnit.NANOSECONDS);
                if (first == null) {
                    throw new IllegalStateException("a call of an upstream has not ended in time");
                }
                return first;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while waiting for an upstream", e);
            }
        }

        private StepEnd sendOrFail(ReadyStep ready, Abort abort) {
            try {
                return send(ready, abort);
            } catch (Throwable e) {
                return new StepEnd(ready.prepared().step(), null, e);
            }
        }

        private StepEnd send(ReadyStep ready, Abort abort) {
            PreparedStep prepared = ready.prepared();
            Step step = prepared.step();
            Upstream upstream = prepared.upstream();
            Duration timeout = InvocationDeadline.shorter(
                    InvocationDeadline.shorter(
                            deadline.left(action.timeout()), upstream.timeout().orElse(null)),
                    step.request().timeout());
            if (timeout.isNegative() || timeout.isZero()) {
                return new StepEnd(
                        step,
                        new UpstreamClient.Failed(
                                ErrorCode.UPSTREAM_TIMEOUT,
                                "The action's time was over before the upstream " + upstream.name()
                                        + " could be called.",
                                new UpstreamClient.Traffic(0, 0, 0)),
                        null);
            }
            return new StepEnd(
                    step,
                    client.send(new UpstreamClient.Call(
                            upstream,
                            ready.request(),
                            prepared.retry(),
                            prepared.readsErrorBody(),
                            prepared.declares401(),
                            forwarded(upstream),
                            timeout,
                            allowance,
                            abort,
                            trace(step))),
                    null);
        }

        private Trace trace(Step step) {
            return traces == null ? null : traces.computeIfAbsent(step.name(), name -> new Trace(maxTracedBody));
        }

        private Map<String, String> forwarded(Upstream upstream) {
            if (upstream.forwardHeaders().isEmpty()) {
                return Map.of();
            }
            Map<String, String> forwarded = new LinkedHashMap<>();
            for (String name : upstream.forwardHeaders()) {
                String value = call.headers().apply(name);
                if (value != null) {
                    forwarded.put(name, value);
                }
            }
            return forwarded;
        }

        private Optional<Outcome> take(StepEnd end) {
            if (end.failure() instanceof Error error) {
                throw error;
            }
            if (end.failure() != null) {
                throw end.failure() instanceof RuntimeException e ? e : new IllegalStateException(end.failure());
            }
            statistics.called(end.step(), end.result().traffic());
            if (end.result() instanceof UpstreamClient.Failed failed) {
                return Optional.of(new Outcome.Failed(failed.code(), failed.message()));
            }
            return actionRun.accept(end.step(), ((UpstreamClient.Answered) end.result()).response());
        }

        private List<Object> exchanges() {
            List<Object> all = new ArrayList<>();
            synchronized (traces) {
                traces.forEach((step, trace) -> {
                    for (Object exchange : trace.exchanges()) {
                        Map<String, Object> tree = new LinkedHashMap<>();
                        tree.put("step", step);
                        ((Map<?, ?>) exchange).forEach((key, value) -> tree.put((String) key, value));
                        all.add(tree);
                    }
                });
            }
            return all;
        }
    }

    /** A step whose request can be sent. */
    private record ReadyStep(PreparedStep prepared, UpstreamRequest request) {}

    /** The result of a step: an exchange, or a failure in our own code. */
    private record StepEnd(Step step, UpstreamClient.CallResult result, Throwable failure) {}
}
