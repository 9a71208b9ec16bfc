package dataactions.definition;

import dataactions.definition.expression.Expression;
import dataactions.definition.value.Tree;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One call of an action, with the meanings of its answers.
 *
 * @param name by which later steps and outputs refer to the result ({@code steps.customer.id}); {@value #ONLY} if
 *     the action makes a single call
 * @param request the call
 * @param when a condition on inputs and earlier steps; the step is skipped if it does not hold; or null
 * @param errors the meanings of answers, by status or by condition, in order. An answer that has none is a success if its status
 *     is 2xx
 */
public record Step(String name, Request request, Expression when, List<ErrorRule> errors) {
    /** The name of the only call of an action without {@code steps}. */
    public static final String ONLY = "";

    public Step {
        errors = List.copyOf(errors);
    }

    /** The names of the steps whose results it reads. */
    public Set<String> dependencies() {
        Set<String> names = new LinkedHashSet<>();
        for (Expression expression : beforeTheCall()) {
            names.addAll(expression.steps());
            names.addAll(expression.members("status"));
            names.addAll(expression.members("headers"));
        }
        for (Expression expression : onTheAnswer()) {
            // Also "steps.NAME", which the build refuses here: a recorded definition may have it, and waited for the
            // step.
            names.addAll(name.equals(ONLY) ? expression.members("steps") : expression.steps());
        }
        return names;
    }

    /** Every expression of the step. */
    public List<Expression> expressions() {
        List<Expression> all = beforeTheCall();
        all.addAll(onTheAnswer());
        return all;
    }

    /** The expressions in which {@code steps}, {@code $status} and {@code $headers} hold the earlier steps by name. */
    private List<Expression> beforeTheCall() {
        List<Expression> all = new ArrayList<>(request.expressions());
        if (when != null) {
            all.add(when);
        }
        return all;
    }

    /**
     * The expressions on the step's own answer, of which {@code $status} and {@code $headers} are. They read earlier steps
     * as {@code $steps}.
     */
    private List<Expression> onTheAnswer() {
        List<Expression> all = new ArrayList<>();
        for (ErrorRule rule : errors) {
            if (rule.condition() != null) {
                all.add(rule.condition());
            }
            if (rule.messageFrom() != null) {
                all.add(rule.messageFrom());
            }
        }
        return all;
    }

    /** Whether the step reads the body of an answer that is not a success. */
    public boolean readsErrorBody() {
        for (ErrorRule rule : errors) {
            if (rule.condition() != null || rule.messageFrom() != null) {
                return true;
            }
        }
        return false;
    }

    /** The retry policy, without the statuses that the definition's {@code errors} name. */
    public Retry effectiveRetry() {
        Retry retry = request.effectiveRetry();
        Set<Integer> statuses = new LinkedHashSet<>(retry.statuses());
        for (ErrorRule rule : errors) {
            statuses.remove(rule.status());
        }
        return new Retry(retry.attempts(), retry.backoff(), statuses);
    }

    Map<String, Object> toTree() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("request", request.toTree());
        Tree.put(tree, "when", when == null ? null : when.text());
        Tree.put(tree, "errors", ErrorRule.toTree(errors));
        return tree;
    }

    static Step fromTree(String name, Tree tree) {
        String when = tree.optionalString("when");
        return new Step(
                name,
                Request.fromTree(tree.tree("request")),
                when == null ? null : Expression.of(when),
                ErrorRule.fromTree(tree.optionalTree("errors")));
    }
}
