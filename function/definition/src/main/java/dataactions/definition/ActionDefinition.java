package dataactions.definition;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * One contract of one action: all that the function needs in order to serve it, and nothing of an environment.
 *
 * @param name the action's name in Genesys and in the envelope
 * @param contract the number of the contract, from 1
 * @param newest whether a call that names no contract means this one
 * @param category where Architect files it, or null for the environment's default
 * @param description for people, or null
 * @param secure whether it handles sensitive data
 * @param timeout whole seconds, 1 to 60: what Genesys waits for the answer
 * @param inputs by name, in order
 * @param request the call it makes
 * @param outputs by name, in order
 * @param errors upstream statuses that are business outcomes of their own
 */
public record ActionDefinition(
        String name,
        int contract,
        boolean newest,
        String category,
        String description,
        boolean secure,
        Duration timeout,
        Map<String, Input> inputs,
        Request request,
        Map<String, Output> outputs,
        Map<Integer, DeclaredError> errors) {

    public ActionDefinition {
        inputs = Tree.frozen(inputs);
        outputs = Tree.frozen(outputs);
        errors = Collections.unmodifiableMap(new TreeMap<>(errors));
    }

    /** The same definition under another number. */
    public ActionDefinition as(int number, boolean isNewest) {
        return new ActionDefinition(
                name, number, isNewest, category, description, secure, timeout, inputs, request, outputs, errors);
    }

    /** As a JSON tree with a fixed order of keys; what is absent is left out. */
    public Map<String, Object> toTree() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("name", name);
        tree.put("contract", (long) contract);
        tree.put("newest", newest);
        Input.put(tree, "category", category);
        Input.put(tree, "description", description);
        Input.put(tree, "secure", secure ? Boolean.TRUE : null);
        tree.put("timeoutMillis", timeout.toMillis());
        Map<String, Object> inputTrees = new LinkedHashMap<>();
        inputs.forEach((input, value) -> inputTrees.put(input, value.toTree()));
        tree.put("inputs", inputTrees);
        tree.put("request", request.toTree());
        tree.put("outputs", Output.toTree(outputs));
        Map<String, Object> errorTrees = new LinkedHashMap<>();
        for (Map.Entry<Integer, DeclaredError> error : errors.entrySet()) {
            Map<String, Object> errorTree = new LinkedHashMap<>();
            errorTree.put("code", error.getValue().code());
            errorTree.put("message", error.getValue().message());
            errorTrees.put(String.valueOf(error.getKey()), errorTree);
        }
        Input.put(tree, "errors", errorTrees.isEmpty() ? null : errorTrees);
        return tree;
    }

    /**
     * Reads back what {@link #toTree} made.
     *
     * @throws IllegalArgumentException naming the place, when it is something else
     */
    public static ActionDefinition fromTree(Object value) {
        Tree tree = Tree.of(value, "action");
        Map<String, Input> inputs = new LinkedHashMap<>();
        Tree inputTrees = tree.tree("inputs");
        for (String input : inputTrees.members().keySet()) {
            inputs.put(input, Input.fromTree(inputTrees.tree(input)));
        }
        Map<Integer, DeclaredError> errors = new TreeMap<>();
        Tree errorTrees = tree.optionalTree("errors");
        for (String status : errorTrees.members().keySet()) {
            Tree error = errorTrees.tree(status);
            errors.put(Integer.valueOf(status), new DeclaredError(error.string("code"), error.string("message")));
        }
        return new ActionDefinition(
                tree.string("name"),
                Math.toIntExact(tree.integer("contract")),
                tree.flag("newest"),
                tree.optionalString("category"),
                tree.optionalString("description"),
                tree.flag("secure"),
                Duration.ofMillis(tree.integer("timeoutMillis")),
                inputs,
                Request.fromTree(tree.tree("request")),
                Output.fromTrees(tree.tree("outputs")),
                errors);
    }
}
