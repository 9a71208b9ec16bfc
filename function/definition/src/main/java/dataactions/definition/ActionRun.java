package dataactions.definition;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One run of an action, from a caller's data to the answer. The calls themselves are its user's: for each step, {@link
 * #next} says what to send and {@link #accept} takes what came back; {@link #finish} maps it all. The same code runs
 * live calls and the definitions' examples. Never throws for anything a caller or an upstream can send. Not for several
 * threads at once.
 */
public final class ActionRun {
    /** Of a message that an upstream gives: enough for a sentence or two, too little for a page. */
    private static final int MAX_MESSAGE = 500;

    private final ActionDefinition action;
    private final String requestId;
    private final Scope scope;
    private final Outcome refusal;
    private final boolean explains;
    private UpstreamResponse only;
    private Integer lastStatus;
    private List<FieldReport> report = List.of();

    /** What to do about a step. */
    public sealed interface Next {}

    /** Send this. */
    public record Send(UpstreamRequest request) implements Next {}

    /** Nothing: its condition does not hold, or what its path needs has no value. */
    public record Skip() implements Next {}

    /** The run is over. */
    public record End(Outcome outcome) implements Next {}

    /**
     * Binds what a caller sent.
     *
     * @param data the inputs by name, as they came
     * @param explains whether {@link #report} is to tell everything
     */
    public ActionRun(
            ActionDefinition action, Map<String, Object> data, String requestId, Budget budget, boolean explains) {
        this.action = action;
        this.requestId = requestId;
        this.explains = explains;
        Binding.Result binding = Binding.bind(action, data);
        if (binding instanceof Binding.Bound bound) {
            this.scope = new Scope(bound.inputs(), requestId, budget);
            this.refusal = null;
        } else {
            this.scope = new Scope(Map.of(), requestId, budget);
            this.refusal = new Outcome.Failed(ErrorCode.INVALID_INPUT, ((Binding.Invalid) binding).message());
        }
    }

    /** The outcome of a call whose inputs are wrong: nothing is to be sent. */
    public Optional<Outcome> refusal() {
        return Optional.ofNullable(refusal);
    }

    /** What to do about a step whose dependencies have all been answered or skipped. */
    public Next next(Step step) {
        scope.budget().start();
        try {
            if (!isWanted(step)) {
                scope.withoutResult(step.name(), null);
                return new Skip();
            }
            return new Send(RequestRenderer.render(step, scope));
        } catch (UnrenderableException e) {
            return new End(new Outcome.Failed(e.code(), e.getMessage()));
        } catch (Expression.EvaluationException e) {
            return new End(new Outcome.Failed(
                    ErrorCode.MAPPING_FAILED,
                    "Step " + step.name() + ": its condition (when) failed (" + e.getMessage() + ")."));
        } finally {
            scope.budget().stop();
        }
    }

    /** Its condition holds, and no step without a result stands in its path. */
    private boolean isWanted(Step step) {
        for (Expression expression : step.request().path().expressions()) {
            for (String name : expression.steps()) {
                if (!scope.hasResult(name)) {
                    return false;
                }
            }
        }
        return step.when() == null || step.when().holds(scope.stepsContext(), scope.bindingsForSteps(), scope.budget());
    }

    /**
     * Takes what a step's upstream answered.
     *
     * @return the outcome, if that ends the run
     */
    public Optional<Outcome> accept(Step step, UpstreamResponse response) {
        lastStatus = response.status();
        scope.budget().start();
        try {
            for (ErrorRule rule : step.errors()) {
                if (applies(rule, response)) {
                    if (!rule.isDefaults()) {
                        return Optional.of(
                                new Outcome.Declared(rule.code(), message(step, rule, response), response.status()));
                    }
                    keep(step, new UpstreamResponse(response.status(), response.headers(), null));
                    return Optional.empty();
                }
            }
        } catch (Expression.EvaluationException e) {
            return Optional.of(new Outcome.Failed(
                    ErrorCode.MAPPING_FAILED,
                    "A condition of errors failed on the upstream's answer (" + e.getMessage() + ")."));
        } finally {
            scope.budget().stop();
        }
        if (response.status() < 200 || response.status() >= 300) {
            return Optional.of(failure(step, response.status()));
        }
        keep(step, response);
        return Optional.empty();
    }

    private boolean applies(ErrorRule rule, UpstreamResponse response) {
        if (rule.status() != null) {
            return rule.status() == response.status();
        }
        return rule.condition().holds(response.body(), scope.bindingsFor(response), scope.budget());
    }

    /** What a rule says: its own words, the upstream's, or where the upstream has none the catalogue's. */
    private String message(Step step, ErrorRule rule, UpstreamResponse response) {
        if (rule.messageFrom() == null) {
            return rule.message();
        }
        String said = null;
        try {
            said = Text.oneLine(
                    rule.messageFrom().evaluate(response.body(), scope.bindingsFor(response), scope.budget()),
                    MAX_MESSAGE);
        } catch (Expression.EvaluationException e) {
            // The code counts for more than its sentence: what cannot be read is as good as absent.
            said = null;
        }
        if (said != null) {
            return said;
        }
        boolean isSuccess = response.status() >= 200 && response.status() < 300;
        return isSuccess
                ? "The upstream " + step.request().upstream() + " answered " + response.status() + ", which means "
                        + rule.code() + "."
                : failure(step, response.status()).message();
    }

    private void keep(Step step, UpstreamResponse response) {
        if (action.isSingleCall()) {
            only = response;
        }
        scope.answered(step.name(), response);
    }

    private Outcome.Failed failure(Step step, int status) {
        String upstream = "The upstream " + step.request().upstream();
        String answered = upstream + " answered " + status;
        if (status == 404) {
            return new Outcome.Failed(ErrorCode.NOT_FOUND, upstream + " has no such resource (404).");
        }
        if (status == 401 || status == 403) {
            return new Outcome.Failed(
                    ErrorCode.UPSTREAM_UNAUTHORIZED, answered + ": it does not accept this system's credentials.");
        }
        if (status == 429) {
            return new Outcome.Failed(ErrorCode.UPSTREAM_THROTTLED, answered + ": too many requests.");
        }
        if (status >= 500) {
            return new Outcome.Failed(ErrorCode.UPSTREAM_UNAVAILABLE, answered + ".");
        }
        if (status >= 400) {
            return new Outcome.Failed(ErrorCode.UPSTREAM_REJECTED, answered + ": it rejected the request.");
        }
        return new Outcome.Failed(ErrorCode.UPSTREAM_INVALID, answered + ", where 2xx or an error was expected.");
    }

    /** Maps what the steps have answered. */
    public Outcome finish() {
        Mapping mapping = new Mapping(
                action.isSingleCall() ? scope.bindingsFor(only) : scope.bindingsForSteps(), scope.budget(), explains);
        Object context = action.isSingleCall() ? only == null ? null : only.body() : scope.stepsContext();
        Map<String, Object> data = mapping.map(action.outputs(), context);
        report = mapping.report();
        return mapping.problems().isEmpty()
                ? new Outcome.Mapped(data)
                : new Outcome.Failed(ErrorCode.MAPPING_FAILED, String.join(" ", mapping.problems()));
    }

    /** Where each output came from; empty before {@link #finish}, or of an outcome before its {@link #answer}. */
    public List<FieldReport> report() {
        return report;
    }

    /** What the caller gets for an outcome. */
    public Envelope answer(Outcome outcome) {
        if (outcome instanceof Outcome.Mapped mapped) {
            return Envelope.success(action.answer(), mapped.data(), requestId);
        }
        if (outcome instanceof Outcome.Declared declared) {
            Envelope envelope = Envelope.outcome(200, declared.code(), declared.message(), requestId);
            boolean isClientError = declared.status() >= 400 && declared.status() < 500;
            return flattened(envelope, isClientError ? declared.status() : ErrorCode.OTHER_OUTCOME);
        }
        Outcome.Failed failed = (Outcome.Failed) outcome;
        Envelope envelope = Envelope.error(failed.code(), failed.message(), requestId);
        return failed.code().isFault()
                ? envelope
                : flattened(envelope, failed.code().flatStatus());
    }

    /**
     * A flat answer has no place for an outcome: outputs that name it are the answer, else a status of its own is.
     */
    private Envelope flattened(Envelope envelope, int otherwise) {
        if (action.answer() != AnswerForm.FLAT) {
            return envelope;
        }
        boolean namesCode = action.expressions().stream().anyMatch(each -> each.uses("$errorCode"));
        boolean namesStatus = action.expressions().stream().anyMatch(each -> each.uses("$status"));
        boolean isUpstreamsAnswer = lastStatus != null && (lastStatus < 200 || lastStatus >= 300);
        if (!namesCode && !(namesStatus && isUpstreamsAnswer)) {
            return envelope.at(otherwise);
        }
        Map<String, Object> bindings = new HashMap<>(scope.bindingsForSteps());
        bindings.put("status", lastStatus == null ? null : (long) lastStatus);
        bindings.put("errorCode", envelope.errorCode());
        bindings.put("error", envelope.error());
        Map<String, Output> outputs = new LinkedHashMap<>();
        action.outputs().forEach((name, output) -> outputs.put(name, output.optional()));
        Mapping mapping = new Mapping(bindings, scope.budget(), false);
        Map<String, Object> data = mapping.map(outputs, null);
        if (!mapping.problems().isEmpty()) {
            return envelope.at(otherwise);
        }
        report = mapping.report();
        return envelope.flat(data);
    }
}
