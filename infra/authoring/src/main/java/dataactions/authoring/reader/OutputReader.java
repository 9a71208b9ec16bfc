package dataactions.authoring.reader;

import dataactions.authoring.reader.yaml.Fields;
import dataactions.authoring.reader.yaml.Section;
import dataactions.authoring.reader.yaml.YamlNode;
import dataactions.authoring.reader.yaml.YamlNode.Mapping;
import dataactions.authoring.reader.yaml.YamlNode.Sequence;
import dataactions.definition.Output;
import dataactions.definition.envelope.AnswerForm;
import dataactions.definition.run.Binding;
import dataactions.definition.value.ValueType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads {@code output}. Outputs of a Genesys data action hold no arrays in arrays. Source: the Genesys Cloud SDK and
 * help pages.
 */
final class OutputReader {
    private static final int MAX_DEPTH = 50;

    private OutputReader() {}

    static Map<String, Output> outputs(Section root, AnswerForm answer) {
        // In the envelope the outputs are a level deeper, in data.
        Map<String, Output> outputs = outputs(root, "output", answer == AnswerForm.FLAT ? 1 : 2, false);
        if (outputs.isEmpty()
                && (!root.has("output")
                        || root.node("output") instanceof Mapping m
                                && m.entries().isEmpty())) {
            root.problem("output", "missing: expected at least one output, such as name: {type: string, from: name}.");
        }
        return outputs;
    }

    static Map<String, Output> outputs(Section parent, String key, int depth, boolean inArray) {
        Map<String, Output> outputs = new LinkedHashMap<>();
        parent.sections(key, "{type: string, from: name}").forEach((name, section) -> {
            Fields.checkMemberName(section, name, "output");
            section.only(
                    "type",
                    "title",
                    "description",
                    "from",
                    "const",
                    "default",
                    "defaultWhenEmpty",
                    "required",
                    "items",
                    "properties");
            Output output = output(section, depth, inArray);
            if (output != null) {
                outputs.put(name, output);
            }
        });
        return outputs;
    }

    private static Output output(Section section, int depth, boolean inArray) {
        ValueType type = Fields.type(section, "an output", Set.of(ValueType.values()));
        if (type == null) {
            return null;
        }
        if (inArray && type == ValueType.ARRAY) {
            section.problem(
                    "type",
                    "an array inside an array: Genesys contracts have none. Flatten it with from, or join the inner"
                            + " values to a string ($join).");
            return null;
        }
        if (depth > MAX_DEPTH) {
            section.problem("nested deeper than " + MAX_DEPTH
                    + " levels, which is Genesys's limit. The data of the envelope" + " is a level, too.");
            return null;
        }
        Fields.refuseUnless(type == ValueType.ARRAY, section, type, "items");
        Fields.refuseUnless(type == ValueType.OBJECT, section, type, "properties");
        Fields.refuseUnless(type == ValueType.STRING, section, type, "defaultWhenEmpty");
        Fields.refuseUnless(type != ValueType.OBJECT, section, type, "const", "default");
        Output items = type == ValueType.ARRAY ? items(section, depth) : null;
        Map<String, Output> properties = type == ValueType.OBJECT ? properties(section, depth, inArray) : Map.of();
        if (type == ValueType.ARRAY && items == null) {
            return null;
        }
        Object constant = type == ValueType.OBJECT ? null : given(section, "const", type, items);
        Object defaultValue = type == ValueType.OBJECT ? null : given(section, "default", type, items);
        boolean required = section.flag("required");
        boolean defaultWhenEmpty = section.flag("defaultWhenEmpty");
        if (section.has("const")) {
            for (String other : List.of("from", "default", "defaultWhenEmpty", "required")) {
                if (section.has(other)) {
                    section.problem(other, "a constant output always has its value: remove either const or this.");
                }
            }
        }
        if (required && section.has("default")) {
            section.problem("default", "a required output has no default: remove either required or default.");
        }
        if (defaultWhenEmpty && !section.has("default") && !required) {
            section.problem("defaultWhenEmpty", "there is no default to take: add one, or remove this.");
        }
        return new Output(
                type,
                section.text("title", "Name"),
                section.text("description", "The user's name"),
                Fields.expression(section),
                constant,
                defaultValue,
                defaultWhenEmpty,
                required,
                items,
                properties);
    }

    private static Output items(Section section, int depth) {
        if (!section.has("items")) {
            section.problem("items", "missing: expected what the array holds, such as items: {type: string}.");
            return null;
        }
        Section items = section.section("items", "{type: string}");
        if (items == null) {
            return null;
        }
        items.only("type", "title", "description", "properties", "items");
        return output(items, depth + 1, true);
    }

    private static Map<String, Output> properties(Section section, int depth, boolean inArray) {
        Map<String, Output> properties = outputs(section, "properties", depth + 1, inArray);
        if (!section.has("properties")
                || section.node("properties") instanceof Mapping m
                        && m.entries().isEmpty()) {
            section.problem(
                    "properties",
                    "missing: expected what the object holds, such as properties: {id: {type: integer}}.");
        }
        return properties;
    }

    private static Object given(Section section, String key, ValueType type, Output items) {
        if (!section.has(key)) {
            return null;
        }
        if (type != ValueType.ARRAY) {
            return Fields.exactly(section, key, type);
        }
        YamlNode node = section.node(key);
        if (!(node instanceof Sequence sequence)) {
            section.problem(key, "found " + node.describe() + ", expected a list.");
            return null;
        }
        List<Object> values = new ArrayList<>();
        for (YamlNode item : sequence.items()) {
            Object value = items.type().isScalar() ? Binding.exactly(items.type(), item.toTree()) : null;
            if (value == null) {
                section.problem(
                        key,
                        items.type().isScalar()
                                ? "found " + item.describe() + ", expected values of type "
                                        + items.type().word() + "."
                                : "only an empty list can be given for an array of objects.");
                return null;
            }
            values.add(value);
        }
        return List.copyOf(values);
    }
}
