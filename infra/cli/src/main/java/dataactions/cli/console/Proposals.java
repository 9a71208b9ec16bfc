package dataactions.cli.console;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.authoring.DefinitionFolder;
import dataactions.authoring.proposal.OutputProposal;
import dataactions.authoring.proposal.ProposedOutput;
import dataactions.authoring.reader.yaml.YamlNode;
import dataactions.authoring.reader.yaml.YamlNode.Mapping;
import dataactions.authoring.reader.yaml.YamlParser;
import dataactions.authoring.writer.OutputInsertion;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Proposes an output for a node of an upstream's answer, and puts it into the text of the definition. */
final class Proposals {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    ObjectNode propose(RequestFields request, Definitions definitions) {
        String file = request.text("file");
        byte[] text = Definitions.text(request);
        Object answer = request.members().get("answer");
        List<Object> place = new ArrayList<>(request.list("path"));
        String step = request.optionalText("step");
        if (step != null && !step.isEmpty()) {
            answer = Map.of("steps", Map.of(step, answer == null ? Map.of() : answer));
            place.addAll(0, List.of("steps", step));
        }
        Set<String> taken = outputs(text);
        OutputProposal.whyNot(answer, place).ifPresent(why -> {
            throw new Refusal(Refusal.UNUSABLE, "No output can take this value: " + why);
        });
        OutputProposal.AtNode found = OutputProposal.atNode(answer, place, taken)
                .orElseThrow(() -> new Refusal(Refusal.UNUSABLE, "No output can take this value."));
        boolean isEach = found.each().isPresent() && request.flag("each", true);
        ProposedOutput chosen = isEach ? found.each().get() : found.exact();
        OutputInsertion.Inserted inserted = OutputInsertion.of(text, chosen.name(), chosen.toTree())
                .orElseThrow(() -> new Refusal(
                        Refusal.UNUSABLE,
                        "The output cannot be added to this text: it is not valid YAML, or its output section holds"
                                + " something else than outputs. Correct it first."));
        checkValid(file, text, inserted.text(), definitions);
        ObjectNode tree = proposal(chosen)
                .put("each", isEach)
                .put("text", new String(inserted.text(), StandardCharsets.UTF_8))
                .put("line", inserted.line());
        if (found.each().isPresent()) {
            tree.set("other", proposal(isEach ? found.exact() : found.each().get()));
        }
        return tree;
    }

    private static ObjectNode proposal(ProposedOutput output) {
        ObjectNode tree = JSON.objectNode()
                .put("name", output.name())
                .put("type", output.type().word())
                .put("from", output.from().isEmpty() ? output.name() : output.from());
        if (!output.remark().isEmpty()) {
            tree.put("remark", output.remark());
        }
        return tree;
    }

    /** The names that the definition has, even if it is not valid. */
    private static Set<String> outputs(byte[] text) {
        YamlNode root = YamlParser.parse("", text, new ArrayList<>());
        boolean hasOutputs = root instanceof Mapping map
                && map.entries().get("output") != null
                && map.entries().get("output").value() instanceof Mapping;
        return hasOutputs
                ? ((Mapping) ((Mapping) root).entries().get("output").value())
                        .entries()
                        .keySet()
                : Set.of();
    }

    /** A text that was valid stays valid. */
    private static void checkValid(String file, byte[] before, byte[] after, Definitions definitions) {
        DefinitionFolder.Checked now = definitions.checked(file, after);
        if (now.file().isEmpty() && definitions.checked(file, before).file().isPresent()) {
            throw new Refusal(
                    Refusal.UNUSABLE,
                    "The proposed output is not allowed: "
                            + now.problems().get(0).message());
        }
    }
}
