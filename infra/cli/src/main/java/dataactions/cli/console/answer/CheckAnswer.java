package dataactions.cli.console.answer;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.authoring.DefinitionFolder;
import dataactions.authoring.reader.DefinitionFile;
import dataactions.authoring.reader.yaml.DefinitionProblem;
import dataactions.definition.ActionDefinition;
import dataactions.definition.Input;
import dataactions.definition.Output;
import dataactions.definition.Step;
import dataactions.definition.envelope.AnswerForm;
import java.util.List;
import java.util.Map;

/** What a check found, in the form of the page. */
public final class CheckAnswer {
    private static final JsonNodeFactory JSON = JsonNodeFactory.withExactBigDecimals(true);

    private CheckAnswer() {}

    public static ObjectNode tree(DefinitionFolder.Checked checked, Places places) {
        ObjectNode tree = JSON.objectNode();
        ArrayNode problems = tree.putArray("problems");
        add(problems, checked.problems(), "error", places);
        add(problems, checked.warnings(), "warning", places);
        tree.set(
                "definition",
                checked.file()
                        .<com.fasterxml.jackson.databind.JsonNode>map(file -> definition(file, places))
                        .orElse(NullNode.getInstance()));
        return tree;
    }

    private static void add(ArrayNode array, List<DefinitionProblem> problems, String severity, Places places) {
        problems.forEach(each -> {
            Places.Place place = places.of(each);
            array.addObject()
                    .put("line", place.line())
                    .put("column", place.column())
                    .put("endLine", place.line())
                    .put("endColumn", place.endColumn())
                    .put("path", each.path())
                    .put("message", each.message())
                    .put("severity", severity);
        });
    }

    public static ArrayNode problems(DefinitionFolder.Checked checked, Places places) {
        ArrayNode problems = JSON.arrayNode();
        add(problems, checked.problems(), "error", places);
        return problems;
    }

    private static ObjectNode definition(DefinitionFile file, Places places) {
        ActionDefinition definition = file.definition();
        ObjectNode tree = JSON.objectNode()
                .put("name", definition.name())
                .put("description", definition.description())
                .put("secure", definition.secure())
                .put("slow", definition.isSlow())
                .put("flat", definition.answer() == AnswerForm.FLAT);
        ArrayNode upstreams = tree.putArray("upstreams");
        definition.steps().stream()
                .map(step -> step.request().upstream())
                .distinct()
                .forEach(upstreams::add);
        ArrayNode steps = tree.putArray("steps");
        if (!definition.isSingleCall()) {
            definition.steps().stream().map(Step::name).forEach(steps::add);
        }
        ArrayNode inputs = tree.putArray("inputs");
        definition.inputs().forEach((name, input) -> inputs.add(input(name, input)));
        ArrayNode outputs = tree.putArray("outputs");
        outputs("", definition.outputs(), "output", places, outputs);
        ArrayNode examples = tree.putArray("examples");
        file.examples().forEach(example -> {
            ObjectNode each = examples.addObject().put("name", example.name());
            each.set("input", JsonNodes.node(example.input()));
        });
        return tree;
    }

    private static ObjectNode input(String name, Input input) {
        ObjectNode tree = JSON.objectNode()
                .put("name", name)
                .put("type", input.type().word())
                .put("required", input.required());
        put(tree, "title", input.title());
        put(tree, "description", input.description());
        put(tree, "minimum", input.minimum());
        put(tree, "maximum", input.maximum());
        put(tree, "minLength", input.minLength());
        put(tree, "maxLength", input.maxLength());
        put(tree, "pattern", input.pattern() == null ? null : input.pattern().text());
        put(tree, "enum", input.allowed().isEmpty() ? null : input.allowed());
        put(tree, "default", input.defaultValue());
        return tree;
    }

    private static void put(ObjectNode tree, String key, Object value) {
        if (value != null) {
            tree.set(key, JsonNodes.node(value));
        }
    }

    /**
     * @param prefix of the outputs' paths, as the mapping's report names them: {@code todos[].}
     * @param place of the outputs in the text: {@code output.todos.items.properties}
     */
    private static void outputs(
            String prefix, Map<String, Output> outputs, String place, Places places, ArrayNode array) {
        outputs.forEach((name, output) -> {
            String path = prefix + name;
            String own = place + "." + name;
            ObjectNode tree = array.addObject()
                    .put("path", path)
                    .put("type", output.type().word())
                    .put("from", output.from() == null ? null : output.from().text())
                    .put("required", output.required())
                    .put("line", places.lineOf(own));
            put(tree, "default", output.defaultValue());
            put(tree, "const", output.constant());
            put(tree, "description", output.description());
            if (output.items() != null) {
                tree.put("items", output.items().type().word());
                outputs(path + "[].", output.items().properties(), own + ".items.properties", places, array);
            }
            outputs(path + ".", output.properties(), own + ".properties", places, array);
        });
    }
}
