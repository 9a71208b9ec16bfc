package dataactions.cli.console;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.authoring.DefinitionFolder;
import dataactions.authoring.reader.DefinitionFile;
import dataactions.cli.author.Trying;
import dataactions.cli.console.answer.CheckAnswer;
import dataactions.cli.console.answer.FlowBranches;
import dataactions.cli.console.answer.MappedPlaces;
import dataactions.cli.console.answer.Places;
import dataactions.definition.ActionDefinition;
import dataactions.definition.Suggestion;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Runs the definition in the editor, saved or not. */
final class Runs {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Trying trying;

    Runs(Trying trying) {
        this.trying = trying;
    }

    ObjectNode run(RequestFields request, Definitions definitions) {
        String name = request.text("file");
        byte[] text = Definitions.text(request);
        DefinitionFolder.Checked checked = definitions.checked(name, text);
        if (checked.file().isEmpty()) {
            ObjectNode tree = JSON.objectNode();
            tree.set("problems", CheckAnswer.problems(checked, new Places(text)));
            return tree;
        }
        DefinitionFile file = checked.file().get();
        Map<String, Object> inputs = inputs(request, file.definition());
        Trying.Shown shown = trying.run(file, inputs, source(request.fields("source"), file.definition(), definitions));
        ObjectNode tree = shown.tree();
        MappedPlaces.add(tree, file.definition());
        tree.set("flow", FlowBranches.of(file.definition(), inputs, shown));
        shown.missing().forEach(tree.putArray("missing")::add);
        tree.putArray("problems");
        FlowBranches.hint(tree, shown).ifPresent(hint -> tree.put("hint", hint));
        return tree;
    }

    private static Map<String, Object> inputs(RequestFields request, ActionDefinition definition) {
        Map<String, Object> inputs = request.object("inputs");
        checkNames(
                "The input ", inputs.keySet(), definition.inputs().keySet(), definition.name() + " has no such input");
        return inputs;
    }

    private static void checkNames(String what, Set<String> given, Set<String> known, String problem) {
        given.stream().filter(name -> !known.contains(name)).findFirst().ifPresent(name -> {
            throw new Refusal(
                    Refusal.UNUSABLE,
                    what + name + ": " + problem + Suggestion.didYouMean(name, known) + " It has: "
                            + (known.isEmpty() ? "none" : String.join(", ", known)) + ".");
        });
    }

    private static Trying.Source source(RequestFields source, ActionDefinition definition, Definitions definitions) {
        String kind = source.optionalText("kind");
        return switch (kind == null ? "upstream" : kind) {
            case "upstream" ->
                new Trying.Source.Upstreams(
                        definitions.environment(source.optionalText("environment")), urls(source, definition));
            case "example" -> new Trying.Source.OfExample(source.text("name"));
            case "response" -> new Trying.Source.Given(source.text("body"));
            default ->
                throw new Refusal(
                        Refusal.BAD_REQUEST, "The request: source.kind: expected upstream, example or response.");
        };
    }

    private static Map<String, String> urls(RequestFields source, ActionDefinition definition) {
        Map<String, String> urls = new LinkedHashMap<>();
        RequestFields given = source.fields("urls");
        given.members().keySet().forEach(upstream -> {
            String url = given.text(upstream).strip();
            if (!url.isEmpty()) {
                urls.put(upstream, url);
            }
        });
        Set<String> called = new TreeSet<>();
        definition.steps().forEach(step -> called.add(step.request().upstream()));
        checkNames("The URL of the upstream ", urls.keySet(), called, definition.name() + " does not call it");
        return urls;
    }
}
