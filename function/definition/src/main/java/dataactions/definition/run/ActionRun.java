package dataactions.definition.run;

import dataactions.definition.ActionDefinition;
import dataactions.definition.ErrorRule;
import dataactions.definition.Output;
import dataactions.definition.Step;
import dataactions.definition.envelope.AnswerForm;
import dataactions.definition.envelope.Envelope;
import dataactions.definition.envelope.ErrorCode;
import dataactions.definition.expression.Budget;
import dataactions.definition.expression.Expression;
import dataactions.definition.template.Scope;
import dataactions.definition.template.UnrenderableException;
import dataactions.definition.template.UpstreamResponse;
import dataactions.definition.value.Text;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One run of an action, from a caller's data to the answer. It makes no calls itself. For each step, {@link #next}
 * returns the request to send, and {@link #accept} takes the answer; {@link #finish} maps all answers. The same code
 * runs live calls and the definitions' examples. No input of a caller and no answer of an upstream makes it throw. Not
 * thread-safe.
 */
public final class ActionRun {
    /** The most characters of an upstream's message: enough for a sentence or two. */
    private static final int MAX_MESSAGE = 500;

    private final ActionDefinition action;
    private final String requestId;
    private final Map<String, Object> inputs;
    private final Scope scope;
    private final Outcome refusal;
    private final boolean explains;
    private UpstreamResponse onlyAnswer;
    private Integer lastStatus;
    private List<FieldReport> report = List.of();

    /** What the caller of {@link #next} does next for a step. */
    public sealed interface Next {}

    /** Send the request. */
    public record Send(UpstreamRequest request) implements Next {}

    /** Skip the step: its condition does not hold, or a step that its path reads has no result. */
    public record Skip() implements Next {}

    /** End the run with this outcome. */
    public record End(Outcome outcome) implements Next {}

    /**
     * Binds the inputs that a caller sent.
     *
     * @param data the inputs by name, as they came
     * @param explains whether {@link #report} says where each value came from
     */
    public ActionRun(
            ActionDefinition action, Map<String, Object> data, String requestId, Budget budget, boolean explains) {
        this.action = action;
        this.requestId = requestId;
        this.explains = explains;
        Binding.Result binding = Binding.bind(action, data);
        if (binding instanceof Binding.Bound bound) {
            this.inputs = bound.inputs();
            this.refusal = null;
        } else {
            this.inputs = Map.of();
            this.refusal = new Outcome.Failed(ErrorCode.INVALID_INPUT, ((Binding.Invalid) binding).message());
        }
        this.scope = new Scope(inputs, requestId, budget);
    }

    /** The inputs in the form of {@link Binding.Bound}; empty if they are invalid. */
    public Map<String, Object> inputs() {
        return inputs;
    }

    /** The outcome if the inputs are invalid, so that no request may be sent; else empty. */
    public Optional<Outcome> refusal() {
        return Optional.ofNullable(refusal);
    }

    /** Returns what to do with a step. All steps that it depends on must have been answered or skipped. */
    public Next next(Step step) {
        scope.budget().start();
        try {
            if (!isDue(step)) {
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

    /** Whether the step's condition holds, and every step that its path reads has a result. */
    private boolean isDue(Step step) {
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
     * Takes the answer of a step's upstream.
     *
     * @return the outcome if the answer ends the run
     */
    public Optional<Outcome> accept(Step step, UpstreamResponse response) {
        lastStatus = response.status();
        scope.ended(step.name(), response.status());
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

    /**
     * The message of a rule: the rule's own, or the upstream's, or the catalogue's if the upstream's answer has none.
     */
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
            // The error code matters more than its message. So if the expression fails, the message counts as absent.
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
            onlyAnswer = response;
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

    /** Maps the steps' answers to the outputs. */
    public Outcome finish() {
        Mapping mapping = new Mapping(
                action.isSingleCall() ? scope.bindingsFor(onlyAnswer) : scope.bindingsForSteps(),
                scope.budget(),
                explains);
        Object context = action.isSingleCall() ? onlyAnswer == null ? null : onlyAnswer.body() : scope.stepsContext();
        Map<String, Object> data = mapping.map(action.outputs(), context);
        report = mapping.report();
        return mapping.problems().isEmpty()
                ? new Outcome.Mapped(data)
                : new Outcome.Failed(ErrorCode.MAPPING_FAILED, String.join(" ", mapping.problems()));
    }

    /** Where each output came from; empty until {@link #finish} or {@link #answer} has mapped the outputs. */
    public List<FieldReport> report() {
        return report;
    }

    /** The caller's answer for an outcome. */
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
     * A flat answer has no field for an outcome. If it holds an output that reads {@code $errorCode} or {@code $status},
     * the answer is the outputs. Otherwise the HTTP status shows the outcome.
     */
    private Envelope flattened(Envelope envelope, int otherwise) {
        if (action.answer() != AnswerForm.FLAT) {
            return envelope;
        }
        Map<String, Object> bindings = new HashMap<>(scope.bindingsForSteps());
        // With steps, $status holds one status for each step. A result action has no step.
        if (action.isSingleCall() || action.steps().isEmpty()) {
            bindings.put("status", lastStatus == null ? null : (long) lastStatus);
        }
        bindings.put("errorCode", envelope.errorCode());
        bindings.put("error", envelope.error());
        Map<String, Output> outputs = new LinkedHashMap<>();
        action.outputs().forEach((name, output) -> outputs.put(name, output.optional()));
        Mapping mapping = new Mapping(bindings, scope.budget(), false);
        Map<String, Object> data = mapping.map(outputs, null);
        boolean isUpstreamsAnswer = lastStatus != null && (lastStatus < 200 || lastStatus >= 300);
        boolean isShown = holds(data, outputs, "$errorCode") || isUpstreamsAnswer && holds(data, outputs, "$status");
        if (!isShown || !mapping.problems().isEmpty()) {
            return envelope.at(otherwise);
        }
        report = mapping.report();
        return envelope.flat(data);
    }

    /** Whether an output reads the variable. A property of an object counts only if the object is there. */
    private static boolean holds(Map<?, ?> data, Map<String, Output> outputs, String variable) {
        for (Map.Entry<String, Output> each : outputs.entrySet()) {
            Output output = each.getValue();
            if (output.from() != null && output.from().uses(variable)
                    || data.get(each.getKey()) instanceof Map<?, ?> object
                            && holds(object, output.properties(), variable)) {
                return true;
            }
        }
        return false;
    }
}
