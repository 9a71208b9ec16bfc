package dataactions.handler;

import dataactions.definition.ActionDefinition;
import dataactions.definition.ActionRequest;
import dataactions.definition.ActionRun;
import dataactions.definition.Allowance;
import dataactions.definition.Budget;
import dataactions.definition.CompiledActions;
import dataactions.definition.Envelope;
import dataactions.definition.ErrorCode;
import dataactions.definition.Outcome;
import dataactions.definition.Retry;
import dataactions.definition.Step;
import dataactions.definition.UpstreamRequest;
import dataactions.definition.upstream.Upstream;
import dataactions.handler.upstream.Abort;
import dataactions.handler.upstream.ConfigurationException;
import dataactions.handler.upstream.Trace;
import dataactions.handler.upstream.UpstreamClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
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
import java.util.function.UnaryOperator;

/** Find the contract, bind the inputs, call the upstreams, map their answers: the same behind both doors. */
final class ActionRunner {
    /** An unknown name in an answer is the caller's own text: enough of it to recognise a misspelling. */
    private static final int MAX_QUOTED = 80;

    private static final int MAX_LISTED = 20;
    /** What the expressions of one invocation may take, all together. */
    private static final Duration FOR_EXPRESSIONS = Duration.ofSeconds(2);
    /** How long after its end a call is waited for that should have ended itself. */
    private static final Duration GRACE = Duration.ofMillis(150);

    private final CompiledActions actions;
    private final Map<String, Upstream> upstreams;
    private final UpstreamClient client;
    private final Duration shortestTimeout;
    private final Map<ActionDefinition, Prepared> prepared = new IdentityHashMap<>();

    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "step");
        thread.setDaemon(true);
        return thread;
    });

    ActionRunner(CompiledActions actions, Map<String, Upstream> upstreams, UpstreamClient client) {
        this.actions = actions;
        this.upstreams = upstreams;
        this.client = client;
        this.shortestTimeout = actions.all().stream()
                .map(ActionDefinition::timeout)
                .min(Comparator.naturalOrder())
                .orElse(Duration.ofSeconds(1));
        for (ActionDefinition action : actions.all()) {
            List<PreparedCall> calls = new ArrayList<>();
            for (Step step : action.steps()) {
                Upstream upstream = upstreams.get(step.request().upstream());
                calls.add(new PreparedCall(
                        step, upstream, step.dependencies(), step.effectiveRetry(), step.readsErrorBody()));
            }
            prepared.put(action, new Prepared(action, calls));
        }
    }

    /** An action with what need not be found out anew for every call of it. */
    private record Prepared(ActionDefinition action, List<PreparedCall> calls) {}

    /** @param upstream null where the environment has none of that name */
    private record PreparedCall(
            Step step, Upstream upstream, Set<String> dependencies, Retry retry, boolean readsErrorBody) {}

    /**
     * Runs an action.
     *
     * @param headers what the caller sent, by a name in any case; null for one that is absent
     * @param allowance the memory that the upstreams' answers may take
     * @param explains whether the tally is to tell where each output came from
     * @param traces whether it is to tell what was sent and received; of a secure action it never does
     */
    Result run(
            ActionRequest request,
            String requestId,
            UnaryOperator<String> headers,
            Deadline deadline,
            Allowance allowance,
            boolean explains,
            boolean traces) {
        Optional<ActionDefinition> found = actions.find(request.actionName(), request.contract());
        if (found.isEmpty()) {
            return new Result(Envelope.error(ErrorCode.UNKNOWN_ACTION, unknown(request), requestId), new Tally(null));
        }
        return new Invocation(
                        prepared.get(found.get()), request, requestId, headers, deadline, allowance, explains, traces)
                .result();
    }

    /** How long the caller of a request waits: where nobody can tell, as long as that of the least patient action. */
    Duration timeout(ActionRequest request) {
        return actions.find(request.actionName(), request.contract())
                .map(ActionDefinition::timeout)
                .orElse(shortestTimeout);
    }

    /** What the least patient action's caller waits. */
    Duration shortestTimeout() {
        return shortestTimeout;
    }

    /**
     * What came of it.
     *
     * @param tally what is known about how
     */
    record Result(Envelope envelope, Tally tally) {}

    private static RuntimeException rethrown(Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        throw failure instanceof RuntimeException e ? e : new IllegalStateException(failure);
    }

    /** One run of one action. */
    private final class Invocation {
        private final ActionDefinition action;
        private final List<PreparedCall> calls;
        private final String requestId;
        private final UnaryOperator<String> headers;
        private final Deadline deadline;
        private final Allowance allowance;
        private final ActionRun run;
        private final Tally tally;
        /** By the step's name; null where nothing is traced. */
        private final Map<String, Trace> traces;

        Invocation(
                Prepared prepared,
                ActionRequest request,
                String requestId,
                UnaryOperator<String> headers,
                Deadline deadline,
                Allowance allowance,
                boolean explains,
                boolean traces) {
            this.action = prepared.action();
            this.traces = traces && !action.secure() ? Collections.synchronizedMap(new LinkedHashMap<>()) : null;
            this.calls = prepared.calls();
            this.requestId = requestId;
            this.headers = headers;
            this.deadline = deadline;
            this.allowance = allowance;
            this.tally = new Tally(action);
            Budget budget = new Budget(
                    deadline::now,
                    FOR_EXPRESSIONS.toNanos(),
                    deadline.end(action.timeout()),
                    Memory.EXPRESSION,
                    Memory::allocated);
            this.run = new ActionRun(action, request.data(), requestId, budget, explains);
        }

        Result result() {
            for (PreparedCall call : calls) {
                if (call.upstream() == null) {
                    throw new ConfigurationException(
                            "UPSTREAMS has no " + call.step().request().upstream() + ", which " + action.name()
                                    + " calls; it has " + upstreams.keySet());
                }
            }
            Optional<Outcome> early = run.refusal().or(this::call);
            Outcome outcome = early.orElseGet(run::finish);
            Envelope answer = run.answer(outcome);
            tally.report(run.report());
            if (traces != null) {
                tally.trace(traces);
            }
            return new Result(answer, tally);
        }

        /** All steps, each as soon as those it reads from have ended. */
        private Optional<Outcome> call() {
            List<PreparedCall> waiting = new ArrayList<>(calls);
            Set<String> ended = new HashSet<>();
            BlockingQueue<Landed> landed = new LinkedBlockingQueue<>();
            Abort abort = new Abort();
            int inFlight = 0;
            try {
                while (true) {
                    List<Ready> ready = new ArrayList<>();
                    for (Iterator<PreparedCall> each = waiting.iterator(); each.hasNext(); ) {
                        PreparedCall call = each.next();
                        if (!ended.containsAll(call.dependencies())) {
                            continue;
                        }
                        each.remove();
                        ActionRun.Next next = run.next(call.step());
                        if (next instanceof ActionRun.End end) {
                            return Optional.of(end.outcome());
                        } else if (next instanceof ActionRun.Send send) {
                            ready.add(new Ready(call, send.request()));
                        } else {
                            ended.add(call.step().name());
                            tally.skipped(call.step());
                        }
                    }
                    if (ready.isEmpty() && inFlight == 0) {
                        return Optional.empty();
                    }
                    Landed first;
                    long before = deadline.now();
                    if (inFlight == 0 && ready.size() == 1) {
                        first = send(ready.get(0), abort);
                    } else {
                        ready.forEach(each -> threads.execute(() -> landed.add(sent(each, abort))));
                        inFlight += ready.size() - 1;
                        first = next(landed);
                    }
                    tally.waited(deadline.now() - before);
                    Optional<Outcome> outcome = took(first);
                    if (outcome.isPresent()) {
                        return outcome;
                    }
                    ended.add(first.step().name());
                }
            } finally {
                abort.abort();
            }
        }

        private Landed next(BlockingQueue<Landed> landed) {
            try {
                // Each call ends by its own timeout; but a thread without memory may not even tell of it.
                Duration left = deadline.left(action.timeout()).plus(GRACE);
                Landed first = landed.poll(Math.max(0, left.toNanos()), TimeUnit.NANOSECONDS);
                if (first == null) {
                    throw new IllegalStateException("a call of an upstream has not ended in time");
                }
                return first;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while waiting for an upstream", e);
            }
        }

        private Landed sent(Ready ready, Abort abort) {
            try {
                return send(ready, abort);
            } catch (Throwable e) {
                return new Landed(ready.call().step(), null, e);
            }
        }

        private Landed send(Ready ready, Abort abort) {
            PreparedCall call = ready.call();
            Step step = call.step();
            Duration timeout = Deadline.shorter(
                    Deadline.shorter(
                            deadline.left(action.timeout()),
                            call.upstream().timeout().orElse(null)),
                    step.request().timeout());
            if (timeout.isNegative() || timeout.isZero()) {
                return new Landed(
                        step,
                        new UpstreamClient.Failed(
                                ErrorCode.UPSTREAM_TIMEOUT,
                                "The action's time was over before the upstream "
                                        + call.upstream().name() + " could be called.",
                                new UpstreamClient.Traffic(0, 0, 0)),
                        null);
            }
            return new Landed(
                    step,
                    client.send(new UpstreamClient.Call(
                            call.upstream(),
                            ready.request(),
                            call.retry(),
                            call.readsErrorBody(),
                            forwarded(call.upstream()),
                            timeout,
                            allowance,
                            abort,
                            traces == null ? null : traces.computeIfAbsent(step.name(), name -> new Trace()))),
                    null);
        }

        private Map<String, String> forwarded(Upstream upstream) {
            if (upstream.forwardHeaders().isEmpty()) {
                return Map.of();
            }
            Map<String, String> forwarded = new LinkedHashMap<>();
            for (String name : upstream.forwardHeaders()) {
                String value = headers.apply(name);
                if (value != null) {
                    forwarded.put(name, value);
                }
            }
            return forwarded;
        }

        private Optional<Outcome> took(Landed landed) {
            if (landed.failure() != null) {
                throw rethrown(landed.failure());
            }
            tally.called(landed.step(), landed.exchange().traffic());
            if (landed.exchange() instanceof UpstreamClient.Failed failed) {
                return Optional.of(new Outcome.Failed(failed.code(), failed.message()));
            }
            return run.accept(landed.step(), ((UpstreamClient.Answered) landed.exchange()).response());
        }
    }

    /** A call whose time has come. */
    private record Ready(PreparedCall call, UpstreamRequest request) {}

    /** A call that has ended: with an exchange, or in our own code with a failure. */
    private record Landed(Step step, UpstreamClient.Exchange exchange, Throwable failure) {}

    private String unknown(ActionRequest request) {
        List<ActionDefinition> sameName = actions.all().stream()
                .filter(action -> action.name().equals(request.actionName()))
                .toList();
        if (!sameName.isEmpty()) {
            return request.actionName()
                    + (request.contract() == null
                            ? " has no newest contract here"
                            : " has no contract " + request.contract() + " here")
                    + "; in service: "
                    + String.join(
                            ", ",
                            sameName.stream()
                                    .map(action -> String.valueOf(action.contract()))
                                    .toList());
        }
        String name = request.actionName();
        List<String> names = actions.all().stream()
                .map(ActionDefinition::name)
                .distinct()
                .limit(MAX_LISTED)
                .toList();
        return "There is no action " + (name.length() <= MAX_QUOTED ? name : name.substring(0, MAX_QUOTED) + "…")
                + " here; in service: " + (names.isEmpty() ? "none" : String.join(", ", names));
    }
}
