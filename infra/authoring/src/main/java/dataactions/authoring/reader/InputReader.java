package dataactions.authoring.reader;

import dataactions.authoring.reader.yaml.Fields;
import dataactions.authoring.reader.yaml.Section;
import dataactions.authoring.reader.yaml.YamlNode;
import dataactions.authoring.reader.yaml.YamlNode.Sequence;
import dataactions.definition.Input;
import dataactions.definition.expression.Regex;
import dataactions.definition.run.Binding;
import dataactions.definition.template.PlaceholderText;
import dataactions.definition.value.Numbers;
import dataactions.definition.value.ValueType;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads {@code input}. Inputs of a Genesys data action are flat; some of their names are reserved. Source: the Genesys
 * Cloud SDK and help pages.
 */
final class InputReader {
    /** Genesys reserves these input names. The envelope uses requestId. */
    private static final Set<String> RESERVED_INPUTS = Set.of("orgId", "integrationId", "rawRequest");

    private static final Set<ValueType> SCALARS =
            EnumSet.of(ValueType.STRING, ValueType.INTEGER, ValueType.NUMBER, ValueType.BOOLEAN);

    private InputReader() {}

    static Map<String, Input> inputs(Section root) {
        Map<String, Input> inputs = new LinkedHashMap<>();
        root.sections("input", "{type: string, required: true}").forEach((name, section) -> {
            Fields.checkMemberName(section, name, "input");
            if (RESERVED_INPUTS.contains(name)) {
                section.problem("the name " + name + " is reserved by Genesys; choose another.");
            } else if (PlaceholderText.REQUEST_ID.equals(name)) {
                section.problem("the name requestId is taken: {requestId} stands for the invocation's own id in every"
                        + " template; choose another, or use {requestId} without declaring it.");
            }
            // A wrong input is added as null. It is declared, so a template that uses it is not reported as well.
            inputs.put(name, input(section));
        });
        return inputs;
    }

    private static Input input(Section section) {
        section.only(
                "type",
                "required",
                "title",
                "description",
                "default",
                "enum",
                "pattern",
                "minimum",
                "maximum",
                "minLength",
                "maxLength",
                "allowEmpty");
        ValueType type = Fields.type(section, "an input", SCALARS);
        if (type == null) {
            return null;
        }
        if (!type.isScalar()) {
            section.problem(
                    "type",
                    "found " + type.word() + ", expected string, integer, number or boolean: the inputs of a Genesys"
                            + " data action are flat. Use one input for each part.");
            return null;
        }
        boolean isText = type == ValueType.STRING;
        boolean isNumber = type == ValueType.INTEGER || type == ValueType.NUMBER;
        Fields.refuseUnless(isText, section, type, "pattern", "minLength", "maxLength", "allowEmpty");
        Fields.refuseUnless(isNumber, section, type, "minimum", "maximum");
        boolean required = section.flag("required");
        if (required && section.has("default")) {
            section.problem("default", "a required input is never absent: remove either required or default.");
        }
        Input input = new Input(
                type,
                required,
                section.text("title", "User id"),
                section.text("description", "The user's id"),
                section.has("default") ? Fields.exactly(section, "default", type) : null,
                allowed(section, type),
                pattern(section),
                section.number("minimum"),
                section.number("maximum"),
                section.count("minLength"),
                section.count("maxLength"),
                section.flag("allowEmpty"));
        if (input.minimum() != null
                && input.maximum() != null
                && Numbers.compare(input.minimum(), input.maximum()) > 0) {
            section.problem("minimum", "greater than maximum: no value could fulfil both.");
        }
        if (input.minLength() != null && input.maxLength() != null && input.minLength() > input.maxLength()) {
            section.problem("minLength", "greater than maxLength: no value could fulfil both.");
        }
        if (input.defaultValue() != null) {
            String violation = Binding.violation(input, input.defaultValue());
            if (violation != null) {
                section.problem("default", "the default " + violation + ": choose one that the input itself accepts.");
            }
        }
        return input;
    }

    private static Regex pattern(Section section) {
        String text = section.text("pattern", "[A-Z]{3}[0-9]+");
        if (text == null) {
            return null;
        }
        try {
            Regex pattern = Regex.of(text);
            if (pattern.refusal() != null) {
                section.problem("pattern", pattern.refusal() + ".");
            }
            return pattern;
        } catch (IllegalArgumentException e) {
            section.problem("pattern", e.getMessage() + ".");
            return null;
        }
    }

    private static List<Object> allowed(Section section, ValueType type) {
        YamlNode node = section.node("enum");
        if (node == null) {
            return List.of();
        }
        if (!(node instanceof Sequence sequence) || sequence.items().isEmpty()) {
            section.problem("enum", "found " + node.describe() + ", expected a list of values such as [a, b].");
            return List.of();
        }
        List<Object> allowed = new ArrayList<>();
        for (YamlNode item : sequence.items()) {
            Object value = Binding.exactly(type, item.toTree());
            if (value == null) {
                section.problem("enum", "found " + item.describe() + ", expected values of type " + type.word() + ".");
            } else {
                allowed.add(value);
            }
        }
        return allowed;
    }
}
