package dataactions.handler;

import dataactions.definition.ActionDefinition;
import dataactions.definition.ActionRequest;
import dataactions.definition.Binding;
import dataactions.definition.CompiledActions;
import dataactions.definition.Envelope;
import dataactions.definition.ErrorCode;
import dataactions.definition.Interpreter;
import dataactions.definition.RequestRenderer;
import dataactions.definition.UnrenderableInputException;
import dataactions.definition.UpstreamRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Find the contract, bind the inputs, call the upstream, map its answer: the same behind both doors. */
final class ActionRunner {
    /** An unknown name in an answer is the caller's own text: enough of it to recognise a misspelling. */
    private static final int MAX_QUOTED = 80;

    private static final int MAX_LISTED = 20;

    private final CompiledActions actions;
    private final Map<String, Upstream> upstreams;
    private final UpstreamClient client;

    ActionRunner(CompiledActions actions, Map<String, Upstream> upstreams, UpstreamClient client) {
        this.actions = actions;
        this.upstreams = upstreams;
        this.client = client;
    }

    Envelope run(ActionRequest request, String requestId, Deadline deadline, InvocationLog log) {
        Optional<ActionDefinition> found = actions.find(request.actionName(), request.contract());
        if (found.isEmpty()) {
            return Envelope.error(ErrorCode.UNKNOWN_ACTION, unknown(request), requestId);
        }
        ActionDefinition action = found.get();
        log.action(action.name(), action.contract());
        Upstream upstream = upstreams.get(action.request().upstream());
        if (upstream == null) {
            throw new ConfigurationException(
                    "UPSTREAMS has no " + action.request().upstream() + ", which " + action.name() + " calls; it has "
                            + upstreams.keySet());
        }

        Binding.Result binding = Binding.bind(action, request.data());
        if (binding instanceof Binding.Invalid invalid) {
            return Envelope.error(ErrorCode.INVALID_INPUT, invalid.message(), requestId);
        }
        Map<String, Object> inputs = ((Binding.Bound) binding).inputs();
        UpstreamRequest upstreamRequest;
        try {
            upstreamRequest = RequestRenderer.render(action, inputs, requestId);
        } catch (UnrenderableInputException e) {
            return Envelope.error(ErrorCode.INVALID_INPUT, e.getMessage(), requestId);
        }

        Duration timeout = Deadline.shorter(
                Deadline.shorter(deadline.left(action.timeout()), upstream.timeout()),
                action.request().timeout());
        if (timeout.isNegative() || timeout.isZero()) {
            return Envelope.error(
                    ErrorCode.UPSTREAM_TIMEOUT,
                    "The action's time was over before the upstream " + upstream.name() + " could be called.",
                    requestId);
        }
        long before = deadline.elapsedMillis();
        UpstreamClient.Exchange exchange = client.send(upstream, upstreamRequest, timeout);
        long upstreamMillis = deadline.elapsedMillis() - before;
        if (exchange instanceof UpstreamClient.Failed failed) {
            log.upstream(failed.status(), upstreamMillis, 0);
            return Envelope.error(failed.code(), failed.message(), requestId);
        }
        UpstreamClient.Answered answered = (UpstreamClient.Answered) exchange;
        log.upstream(answered.response().status(), upstreamMillis, answered.bytes());
        return Envelope.of(Interpreter.interpret(action, inputs, answered.response()), requestId);
    }

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
