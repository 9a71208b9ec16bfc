package dataactions.authoring;

import dataactions.authoring.contract.ContractSchema;
import dataactions.authoring.reader.ActionConsumer;
import dataactions.authoring.reader.DefinitionFile;
import dataactions.authoring.reader.yaml.DefinitionProblem;
import dataactions.definition.ActionDefinition;
import dataactions.definition.Input;
import dataactions.definition.Output;
import dataactions.definition.envelope.AnswerForm;
import dataactions.definition.value.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The limits of the consumers that use a language model. Genesys reports none of them: it hides the action. A limit that
 * Genesys's documentation states is a problem, and every other one a warning. Sources: docs/ai-consumers.md.
 *
 * <p>Some limits need no rule here. The contract has no {@code const}, {@code $ref} or {@code oneOf}, because
 * {@link ContractSchema} writes none. The reader refuses nested arrays and empty objects in every definition.
 */
final class ConsumerRules {
    /** Source: "Connect guides to external services with data actions" in Genesys's Resource Center. */
    private static final int MAX_INPUTS = 4;

    private static final String DOT = "Genesys may hide an action with a dot in an output's name from ";

    private ConsumerRules() {}

    /** The limits that Genesys documents, and that a definition exceeds. */
    static List<DefinitionProblem> problems(DefinitionFile file) {
        List<DefinitionProblem> problems = new ArrayList<>();
        if (!file.consumers().contains(ActionConsumer.GUIDE)) {
            return problems;
        }
        ActionDefinition action = file.definition();
        if (action.secure()) {
            problems.add(file.problem(
                    "secure", "a guide cannot use a secure action: remove secure, or take guide out of consumers."));
        }
        long required = required(action);
        if (required > MAX_INPUTS) {
            problems.add(file.problem(
                    "input",
                    "found " + required + " required inputs, and a guide can use at most " + MAX_INPUTS
                            + " inputs of an action: make the others optional, split the action, or take guide out of"
                            + " consumers."));
        }
        return problems;
    }

    /** The other limits that a definition exceeds, and texts from which a model learns too little. */
    static List<DefinitionProblem> warnings(DefinitionFile file) {
        List<DefinitionProblem> warnings = new ArrayList<>();
        String consumers = file.consumers().stream()
                .filter(consumer -> consumer != ActionConsumer.ARCHITECT)
                .map(ActionConsumer::word)
                .collect(Collectors.joining(" and "));
        if (consumers.isEmpty()) {
            return warnings;
        }
        ActionDefinition action = file.definition();
        boolean isForGuides = file.consumers().contains(ActionConsumer.GUIDE);
        if (action.secure() && !isForGuides) {
            warnings.add(file.problem(
                    "secure",
                    "Genesys may hide a secure action from virtualAgent: remove secure, or take virtualAgent out of"
                            + " consumers."));
        }
        int inputs = action.inputs().size();
        if (inputs > MAX_INPUTS && !(isForGuides && required(action) > MAX_INPUTS)) {
            warnings.add(file.problem(
                    "input",
                    "found " + inputs + " inputs, expected at most " + MAX_INPUTS + " for " + consumers
                            + ": remove inputs, or split the action."));
        }
        if (action.answer() == AnswerForm.ENVELOPE) {
            warnings.add(file.problem(
                    "answer",
                    "the envelope names the outputs data.NAME, and " + DOT + consumers + ": write answer: flat."));
        }
        action.inputs()
                .forEach((name, input) -> description(input.title(), input.description(), name)
                        .ifPresent(doubt -> warnings.add(file.problem(
                                "input." + name + ".description", doubt + " Describe what to pass in this input."))));
        action.outputs().forEach((name, output) -> {
            description(output.title(), output.description(), name)
                    .ifPresent(doubt -> warnings.add(file.problem(
                            "output." + name + ".description", doubt + " Describe what this output means.")));
            nested(name, output, consumers).ifPresent(message -> warnings.add(file.problem("output." + name, message)));
        });
        return warnings;
    }

    private static long required(ActionDefinition action) {
        return action.inputs().values().stream().filter(Input::required).count();
    }

    /** Genesys flattens an object: each of its parts is an output with a dot in its name. */
    private static Optional<String> nested(String name, Output output, String consumers) {
        boolean isArray = output.type() == ValueType.ARRAY;
        Map<String, Output> parts = isArray ? output.items().properties() : output.properties();
        return parts.keySet().stream().findFirst().map(part -> {
            String flat = name + part.substring(0, 1).toUpperCase(Locale.ROOT) + part.substring(1);
            return "Architect shows it as " + name + "." + part + ", and " + DOT + consumers
                    + ": write one output for each part, such as " + flat + (isArray ? ", an array." : ".");
        });
    }

    private static Optional<String> description(String title, String description, String name) {
        if (description == null || description.isBlank()) {
            return Optional.of("missing: a model knows a value by its name and description.");
        }
        String said = letters(description);
        return said.equals(letters(name)) || title != null && said.equals(letters(title))
                ? Optional.of("found \"" + description + "\", which says no more than the name.")
                : Optional.empty();
    }

    private static String letters(String text) {
        return text.replaceAll("[^\\p{L}\\p{N}]", "").toLowerCase(Locale.ROOT);
    }
}
