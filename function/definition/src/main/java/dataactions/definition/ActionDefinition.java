package dataactions.definition;

import dataactions.definition.envelope.AnswerForm;
import dataactions.definition.expression.Expression;
import dataactions.definition.value.Tree;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One contract of one action: everything that the function needs to serve it, and nothing of an environment.
 *
 * @param name the action's name in Genesys and in the envelope
 * @param contract the number of the contract, from 1
 * @param newest whether a call that names no contract means this one
 * @param category the category under which Architect lists it, or null for the environment's default
 * @param description for people, or null
 * @param secure whether it handles sensitive data
 * @param timeout how long Genesys waits for the answer: whole seconds, 1 to 60
 * @param answer the form of its answers
 * @param inputs by name, in order
 * @param steps its calls. Each reads only results of earlier ones. If the definition has {@code request}, there is one
 *     call, with the name {@link Step#ONLY}
 * @param outputs by name, in order
 * @param async how it answers when its upstreams are slow; null: it waits for them
 * @param resultOf for the action that {@link ResultAction} derives: the name of its slow action; null for every other.
 *     Such an action makes no calls
 */
public record ActionDefinition(
        String name,
        int contract,
        boolean newest,
        String category,
        String description,
        boolean secure,
        Duration timeout,
        AnswerForm answer,
        Map<String, Input> inputs,
        List<Step> steps,
        Map<String, Output> outputs,
        Async async,
        String resultOf) {

    public ActionDefinition {
        inputs = Tree.frozen(inputs);
        outputs = Tree.frozen(outputs);
        steps = List.copyOf(steps);
        if (steps.isEmpty() != (resultOf != null)) {
            throw new IllegalArgumentException(
                    "action " + name + ": expected at least one call, and none of a result action");
        }
    }

    /** The same definition under another number. */
    public ActionDefinition as(int number, boolean isNewest) {
        return new ActionDefinition(
                name,
                number,
                isNewest,
                category,
                description,
                secure,
                timeout,
                answer,
                inputs,
                steps,
                outputs,
                async,
                resultOf);
    }

    /** The same definition with other outputs. */
    public ActionDefinition with(Map<String, Output> others) {
        return new ActionDefinition(
                name,
                contract,
                newest,
                category,
                description,
                secure,
                timeout,
                answer,
                inputs,
                steps,
                others,
                async,
                resultOf);
    }

    /** The same definition with another timeout. In the worker a slow action's timeout is its limit. */
    public ActionDefinition within(Duration otherTimeout) {
        return new ActionDefinition(
                name,
                contract,
                newest,
                category,
                description,
                secure,
                otherTimeout,
                answer,
                inputs,
                steps,
                outputs,
                async,
                resultOf);
    }

    /** Whether it answers {@code pending} when its upstreams are slow. */
    public boolean isSlow() {
        return async != null;
    }

    /** Whether it is the derived action that returns the result of a slow action. */
    public boolean isResultAction() {
        return resultOf != null;
    }

    /** Whether running it twice does no more than running it once: the methods of all its calls are idempotent. */
    public boolean isIdempotent() {
        for (Step step : steps) {
            if (!step.request().isIdempotent()) {
                return false;
            }
        }
        return true;
    }

    /** Whether it makes a single call. Then that call's answer is the context of the outputs' expressions. */
    public boolean isSingleCall() {
        return steps.size() == 1 && steps.get(0).name().equals(Step.ONLY);
    }

    /** Every expression of its calls and outputs, without {@link Async#key}, which reads inputs only. */
    public List<Expression> expressions() {
        List<Expression> all = new ArrayList<>();
        for (Step step : steps) {
            all.addAll(step.expressions());
        }
        collect(outputs, all);
        return all;
    }

    /**
     * Whether an output reads a variable such as {@code $errorCode}. The property of an object does not count, because an
     * outcome has no object to evaluate it on.
     */
    public boolean hasOutputOf(String variable) {
        for (Output output : outputs.values()) {
            if (output.from() != null && output.from().uses(variable)) {
                return true;
            }
        }
        return false;
    }

    private static void collect(Map<String, Output> outputs, List<Expression> all) {
        for (Output output : outputs.values()) {
            if (output.from() != null) {
                all.add(output.from());
            }
            collect(output.properties(), all);
            if (output.items() != null) {
                collect(output.items().properties(), all);
            }
        }
    }

    /** As a JSON tree. The keys have a fixed order; keys without a value are left out. */
    public Map<String, Object> toTree() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("name", name);
        tree.put("contract", (long) contract);
        tree.put("newest", newest);
        Tree.put(tree, "category", category);
        Tree.put(tree, "description", description);
        Tree.put(tree, "secure", secure ? Boolean.TRUE : null);
        tree.put("timeoutMillis", timeout.toMillis());
        Tree.put(tree, "answer", answer == AnswerForm.ENVELOPE ? null : answer.word());
        Map<String, Object> inputTrees = new LinkedHashMap<>();
        inputs.forEach((input, value) -> inputTrees.put(input, value.toTree()));
        tree.put("inputs", inputTrees);
        if (isSingleCall()) {
            tree.put("request", steps.get(0).request().toTree());
        } else {
            Map<String, Object> stepTrees = new LinkedHashMap<>();
            steps.forEach(step -> stepTrees.put(step.name(), step.toTree()));
            tree.put("steps", stepTrees);
        }
        tree.put("outputs", Output.toTree(outputs));
        Tree.put(tree, "async", async == null ? null : async.toTree());
        if (isSingleCall()) {
            Tree.put(tree, "errors", ErrorRule.toTree(steps.get(0).errors()));
        }
        return tree;
    }

    /**
     * Reads a tree that {@link #toTree} made.
     *
     * @throws IllegalArgumentException naming the place, when the tree is invalid
     */
    public static ActionDefinition fromTree(Object value) {
        Tree tree = Tree.of(value, "action");
        Map<String, Input> inputs = new LinkedHashMap<>();
        Tree inputTrees = tree.tree("inputs");
        for (String input : inputTrees.members().keySet()) {
            inputs.put(input, Input.fromTree(inputTrees.tree(input)));
        }
        String answer = tree.optionalString("answer");
        return new ActionDefinition(
                tree.string("name"),
                tree.smallInteger("contract"),
                tree.flag("newest"),
                tree.optionalString("category"),
                tree.optionalString("description"),
                tree.flag("secure"),
                tree.millis("timeoutMillis"),
                answer == null ? AnswerForm.ENVELOPE : answerForm(answer),
                inputs,
                steps(tree),
                Output.fromTrees(tree.tree("outputs")),
                tree.get("async") == null ? null : Async.fromTree(tree.tree("async")),
                null);
    }

    private static AnswerForm answerForm(String word) {
        Optional<AnswerForm> form = AnswerForm.of(word);
        if (form.isEmpty()) {
            throw new IllegalArgumentException("action.answer: unknown form");
        }
        return form.get();
    }

    private static List<Step> steps(Tree tree) {
        if (tree.get("steps") == null) {
            return List.of(new Step(
                    Step.ONLY,
                    Request.fromTree(tree.tree("request")),
                    null,
                    ErrorRule.fromTree(tree.optionalTree("errors"))));
        }
        List<Step> steps = new ArrayList<>();
        Tree stepTrees = tree.tree("steps");
        for (String step : stepTrees.members().keySet()) {
            steps.add(Step.fromTree(step, stepTrees.tree(step)));
        }
        return steps;
    }
}
