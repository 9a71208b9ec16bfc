package dataactions.handler.run;

import dataactions.definition.ActionDefinition;
import dataactions.definition.ErrorRule;
import dataactions.definition.Retry;
import dataactions.definition.Step;
import dataactions.definition.upstream.Upstream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** An action with everything that is the same for each of its calls, computed once. */
public record PreparedAction(ActionDefinition definition, List<PreparedStep> steps) {
    /** @param upstream null if the environment has no upstream of that name */
    record PreparedStep(
            Step step,
            Upstream upstream,
            Set<String> dependencies,
            Retry retry,
            boolean readsErrorBody,
            boolean declares401) {}

    /** The lower-case names of the caller's headers that its upstreams get. */
    public Set<String> forwardedHeaders() {
        Set<String> names = new LinkedHashSet<>();
        for (PreparedStep step : steps) {
            if (step.upstream() != null) {
                step.upstream().forwardHeaders().forEach(name -> names.add(name.toLowerCase(Locale.ROOT)));
            }
        }
        return names;
    }

    static PreparedAction of(ActionDefinition definition, Map<String, Upstream> upstreams) {
        List<PreparedStep> steps = new ArrayList<>();
        Set<String> above = new HashSet<>();
        for (Step step : definition.steps()) {
            Upstream upstream = upstreams.get(step.request().upstream());
            // The recorded definition of an older contract may read a step that does not exist.
            Set<String> dependencies = step.dependencies();
            dependencies.retainAll(above);
            above.add(step.name());
            steps.add(new PreparedStep(
                    step, upstream, dependencies, step.effectiveRetry(), step.readsErrorBody(), declares(step, 401)));
        }
        return new PreparedAction(definition, steps);
    }

    /** Whether an entry of the step's {@code errors} is this status. */
    private static boolean declares(Step step, int status) {
        for (ErrorRule rule : step.errors()) {
            if (rule.status() != null && rule.status() == status) {
                return true;
            }
        }
        return false;
    }
}
