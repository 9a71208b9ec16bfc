package dataactions.authoring.proposal;

import dataactions.definition.value.ValueType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An output of the definition.
 *
 * @param name unique among its siblings; empty for the items of an array
 * @param from JSONata on the upstream's answer, or on the enclosing item; empty for the items of an array
 * @param items of an array, or null
 * @param properties of an object; empty for any other type
 * @param description on one line; empty for none
 * @param remark what a person should decide about it, for a comment; empty for none
 */
public record ProposedOutput(
        String name,
        ValueType type,
        String from,
        ProposedOutput items,
        List<ProposedOutput> properties,
        String description,
        String remark) {
    public ProposedOutput {
        properties = List.copyOf(properties);
    }

    public static ProposedOutput scalar(String name, ValueType type, String from) {
        return new ProposedOutput(name, type, from, null, List.of(), "", "");
    }

    /** @param items an output without a name: see {@link #item} */
    public static ProposedOutput array(String name, String from, ProposedOutput items) {
        return new ProposedOutput(name, ValueType.ARRAY, from, items, List.of(), "", "");
    }

    public static ProposedOutput object(String name, String from, List<ProposedOutput> properties) {
        return new ProposedOutput(name, ValueType.OBJECT, from, null, properties, "", "");
    }

    /** What an array of scalars holds. */
    public static ProposedOutput item(ValueType type) {
        return scalar("", type, "");
    }

    /** What an array of objects holds. */
    public static ProposedOutput item(List<ProposedOutput> properties) {
        return object("", "", properties);
    }

    public ProposedOutput described(String text) {
        return new ProposedOutput(name, type, from, items, properties, text, remark);
    }

    public ProposedOutput remarked(String text) {
        return new ProposedOutput(name, type, from, items, properties, description, text);
    }

    public ProposedOutput named(String text) {
        return new ProposedOutput(text, type, from, items, properties, description, remark);
    }

    /** The keys and values of a definition's output. */
    public Map<String, Object> toTree() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("type", type.word());
        // An output without from takes the member with its own name.
        if (!from.isEmpty()) {
            tree.put("from", from);
        }
        if (!description.isEmpty()) {
            tree.put("description", description);
        }
        if (items != null) {
            tree.put("items", items.toTree());
        }
        if (!properties.isEmpty()) {
            Map<String, Object> members = new LinkedHashMap<>();
            properties.forEach(each -> members.put(each.name(), each.toTree()));
            tree.put("properties", members);
        }
        return tree;
    }
}
