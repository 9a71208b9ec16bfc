package dataactions.definition;

import dataactions.definition.expression.Expression;
import dataactions.definition.value.Tree;
import dataactions.definition.value.ValueType;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One output, or the items of an array, or a property of an object.
 *
 * @param type its type in the Genesys contract
 * @param title shown in Architect, or null
 * @param description shown in Architect, or null
 * @param from JSONata on the upstream's answer, or inside an object on that object; null: the member with the output's
 *     own name
 * @param constant the value itself, or null
 * @param defaultValue used when there is no value, or null
 * @param defaultWhenEmpty whether an empty string counts as no value
 * @param required whether having no value fails the mapping
 * @param items of an array: a scalar or an object; else null
 * @param properties of an object, in order; else empty
 */
public record Output(
        ValueType type,
        String title,
        String description,
        Expression from,
        Object constant,
        Object defaultValue,
        boolean defaultWhenEmpty,
        boolean required,
        Output items,
        Map<String, Output> properties) {

    public Output {
        properties = Tree.frozen(properties);
    }

    /** The same output, but not required. */
    public Output optional() {
        return new Output(
                type, title, description, from, constant, defaultValue, defaultWhenEmpty, false, items, properties);
    }

    Map<String, Object> toTree() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("type", type.word());
        Tree.put(tree, "title", title);
        Tree.put(tree, "description", description);
        Tree.put(tree, "from", from == null ? null : from.text());
        Tree.put(tree, "const", constant);
        Tree.put(tree, "default", defaultValue);
        Tree.put(tree, "defaultWhenEmpty", defaultWhenEmpty ? Boolean.TRUE : null);
        Tree.put(tree, "required", required ? Boolean.TRUE : null);
        Tree.put(tree, "items", items == null ? null : items.toTree());
        Tree.put(tree, "properties", properties.isEmpty() ? null : toTree(properties));
        return tree;
    }

    static Map<String, Object> toTree(Map<String, Output> outputs) {
        Map<String, Object> tree = new LinkedHashMap<>();
        outputs.forEach((name, output) -> tree.put(name, output.toTree()));
        return tree;
    }

    static Output fromTree(Tree tree) {
        ValueType type = ValueType.of(tree);
        String from = tree.optionalString("from");
        return new Output(
                type,
                tree.optionalString("title"),
                tree.optionalString("description"),
                from == null ? null : Expression.of(from),
                tree.get("const"),
                tree.get("default"),
                tree.flag("defaultWhenEmpty"),
                tree.flag("required"),
                tree.get("items") == null ? null : fromTree(tree.tree("items")),
                fromTrees(tree.optionalTree("properties")));
    }

    static Map<String, Output> fromTrees(Tree tree) {
        Map<String, Output> outputs = new LinkedHashMap<>();
        for (String name : tree.members().keySet()) {
            outputs.put(name, fromTree(tree.tree(name)));
        }
        return outputs;
    }
}
