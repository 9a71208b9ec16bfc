package dataactions.handler.run;

import dataactions.definition.ActionDefinition;
import dataactions.definition.Retry;
import dataactions.definition.Step;
import dataactions.definition.upstream.Upstream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** An action with everything that is the same for each of its calls, computed once. */
public record PreparedAction(ActionDefinition definition, List<PreparedStep> steps) {
    /** @param upstream null if the environment has no upstream of that name */
    record PreparedStep(Step step, Upstream upstream, Set<String> dependencies, Retry retry, boolean readsErrorBody) {}

    static PreparedAction of(ActionDefinition definition, Map<String, Upstream> upstreams) {
        List<PreparedStep> steps = new ArrayList<>();
        for (Step step : definition.steps()) {
            Upstream upstream = upstreams.get(step.request().upstream());
            steps.add(new PreparedStep(
                    step, upstream, step.dependencies(), step.effectiveRetry(), step.readsErrorBody()));
        }
        return new PreparedAction(definition, steps);
    }
}
