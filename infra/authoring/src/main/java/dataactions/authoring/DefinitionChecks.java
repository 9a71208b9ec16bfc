package dataactions.authoring;

import dataactions.authoring.example.ExampleRunner;
import dataactions.authoring.example.OutputCoverage;
import dataactions.authoring.reader.DefinitionFile;
import dataactions.authoring.reader.Example;
import dataactions.authoring.reader.yaml.DefinitionProblem;
import dataactions.definition.ActionDefinition;
import dataactions.definition.Input;
import dataactions.definition.Step;
import dataactions.definition.Suggestion;
import dataactions.definition.envelope.AnswerForm;
import dataactions.definition.envelope.ErrorCode;
import dataactions.definition.run.Binding;
import dataactions.definition.value.Json;
import dataactions.definition.value.ValueType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What the build says about one definition without a look at the others or at the lock file. */
final class DefinitionChecks {
    private DefinitionChecks() {}

    /**
     * Checks a definition, and runs its examples.
     *
     * @return how each example ended
     */
    static List<ExampleRunner.Run> run(
            DefinitionFile file, List<DefinitionProblem> problems, List<DefinitionProblem> warnings) {
        List<ExampleRunner.Run> runs = new ArrayList<>();
        for (Example example : file.examples()) {
            ExampleRunner.Run run = ExampleRunner.run(file.definition(), example);
            runs.add(run);
            problems.addAll(failures(file, run));
        }
        warnings.addAll(unproven(file, runs));
        warnings.addAll(doubts(file));
        problems.addAll(ConsumerRules.problems(file));
        warnings.addAll(ConsumerRules.warnings(file));
        warnings.addAll(unusedInputs(file));
        warnings.addAll(exampleInputs(file));
        warnings.addAll(unknownInputs(file));
        warnings.addAll(uselessValues(file));
        return runs;
    }

    /** The differences of one example, the last one with what to do. */
    private static List<DefinitionProblem> failures(DefinitionFile file, ExampleRunner.Run run) {
        Example example = run.example();
        List<DefinitionProblem> problems = new ArrayList<>();
        List<String> differences = run.differences();
        String remedy = run.ofResult().isEmpty() || ExampleUpdate.refusal(run).isPresent()
                ? ""
                : " If the new result is right, run `"
                        + ExampleUpdate.command(file.definition().name(), example.name()) + "`.";
        for (String difference : differences) {
            boolean isLast = difference.equals(differences.get(differences.size() - 1));
            problems.add(new DefinitionProblem(
                    file.file(),
                    example.line(),
                    example.path(),
                    "example \"" + example.name() + "\" fails: " + difference + (difference.endsWith(".") ? "" : ".")
                            + (isLast ? remedy : "")));
        }
        return problems;
    }

    /** Warns of outputs that no example shows. */
    private static List<DefinitionProblem> unproven(DefinitionFile file, List<ExampleRunner.Run> runs) {
        List<DefinitionProblem> warnings = new ArrayList<>();
        boolean mapped = runs.stream()
                .anyMatch(run -> !run.report().isEmpty() && run.envelope().errorCode() == null);
        if (!mapped) {
            warnings.add(new DefinitionProblem(
                    file.file(),
                    0,
                    "examples",
                    "no example of a success: nothing shows that the mapping works. Add one."));
        } else {
            OutputCoverage.neverFound(file.definition(), runs).forEach((field, output) -> {
                boolean byDefault = output.defaultValue() != null;
                warnings.add(new DefinitionProblem(
                        file.file(),
                        0,
                        "output." + field,
                        "no example's response has a value for it: "
                                + (byDefault ? "every example took the default, which" : "its absence")
                                + " may hide a wrong path."
                                + OutputCoverage.nearest(runs, field)
                                        .map(path -> " Did you mean " + path + "?")
                                        .orElse("")
                                + " Add an example that has a value, or check from."));
            });
        }
        return warnings;
    }

    /** Warns of inputs that nothing reads. */
    private static List<DefinitionProblem> unusedInputs(DefinitionFile file) {
        ActionDefinition action = file.definition();
        if (action.expressions().stream().anyMatch(expression -> expression.uses("$input"))) {
            return List.of();
        }
        Set<String> used = new HashSet<>();
        action.steps().forEach(step -> used.addAll(step.request().variables()));
        if (action.isSlow() && action.async().key() != null) {
            used.addAll(action.async().key().inputs());
        }
        return action.inputs().keySet().stream()
                .filter(name -> !used.contains(name))
                .map(name -> new DefinitionProblem(
                        file.file(),
                        0,
                        "input." + name,
                        "is used nowhere, so a value from a flow has no effect: use it, or remove it."))
                .toList();
    }

    /**
     * Warns of an example's inputs that no flow can send. The function ignores an input that it does not know, and
     * converts a value of another type, but Genesys refuses the call.
     */
    private static List<DefinitionProblem> exampleInputs(DefinitionFile file) {
        Map<String, Input> inputs = file.definition().inputs();
        List<DefinitionProblem> warnings = new ArrayList<>();
        for (Example example : file.examples()) {
            if (ErrorCode.INVALID_INPUT.name().equals(example.errorCode())) {
                continue;
            }
            example.input().forEach((name, value) -> {
                Input input = inputs.get(name);
                String why = null;
                if (input == null) {
                    why = "there is no input " + name + Suggestion.didYouMean(name, inputs.keySet()) + " The example"
                            + " runs without it. Rename or remove it.";
                } else if (value != null && !"".equals(value) && Binding.exactly(input.type(), value) == null) {
                    why = "found " + ValueType.describe(value) + " for an input of type "
                            + input.type().word() + ". Genesys refuses another type, so no flow can send it: "
                            + (input.type() == ValueType.STRING ? "put it in quotes." : "write a value of that type.");
                }
                if (why != null) {
                    warnings.add(
                            new DefinitionProblem(file.file(), example.line(), example.path() + ".input." + name, why));
                }
            });
        }
        return warnings;
    }

    /** Warns of values of {@code enum} that no call can have. */
    private static List<DefinitionProblem> uselessValues(DefinitionFile file) {
        List<DefinitionProblem> warnings = new ArrayList<>();
        file.definition()
                .inputs()
                .forEach((name, input) -> input.allowed().forEach(value -> {
                    boolean isAbsent = "".equals(value) && !input.allowEmpty();
                    String why = isAbsent ? "counts as absent" : Binding.violation(input, value);
                    if (why != null) {
                        warnings.add(file.problem(
                                "input." + name + ".enum",
                                "no call can have " + Json.writeString(value) + ", which " + why
                                        + (isAbsent
                                                ? ": remove it, or add allowEmpty: true."
                                                : ": remove it, or change that limit.")));
                    }
                }));
        return warnings;
    }

    /** Warns of expressions that read an input that does not exist. */
    private static List<DefinitionProblem> unknownInputs(DefinitionFile file) {
        Set<String> inputs = file.definition().inputs().keySet();
        return file.definition().expressions().stream()
                .flatMap(expression -> expression.inputs().stream()
                        .filter(name -> !inputs.contains(name))
                        .map(name -> new DefinitionProblem(
                                file.file(),
                                0,
                                "input",
                                "there is no input " + name + ", so $input." + name + " in \"" + expression.text()
                                        + "\" has no value"
                                        + inputs.stream()
                                                .filter(input -> input.startsWith(name + "-"))
                                                .findFirst()
                                                .map(input -> ": write $input.`" + input
                                                        + "`, because without backticks" + " JSONata subtracts.")
                                                .orElseGet(() -> Suggestion.didYouMean(name, inputs)))))
                .distinct()
                .toList();
    }

    /** Warns of keys that are allowed, but rarely intended. */
    private static List<DefinitionProblem> doubts(DefinitionFile file) {
        ActionDefinition action = file.definition();
        List<DefinitionProblem> doubts = new ArrayList<>();
        for (Step step : action.steps()) {
            String place = action.isSingleCall() ? "request" : "steps." + step.name() + ".request";
            if (!step.request().isIdempotent() && step.effectiveRetry().attempts() > 1) {
                doubts.add(new DefinitionProblem(
                        file.file(),
                        0,
                        place + ".retry",
                        "a " + step.request().method()
                                + " is sent again after a failure: safe only if the upstream handles the header"
                                + " Idempotency-Key."));
            }
            step.request().headers().forEach((name, template) -> {
                String type = template.source().toLowerCase(Locale.ROOT);
                if (step.request().body() != null
                        && name.equalsIgnoreCase("Content-Type")
                        && type.contains("charset=")
                        && !type.matches(".*charset=\"?utf-8.*")) {
                    doubts.add(file.problem(
                            place + ".headers." + name,
                            "found \"" + template.source() + "\", but a body is sent in UTF-8: write charset=utf-8, or"
                                    + " leave charset out."));
                }
            });
            boolean isRead = action.isSingleCall()
                    || action.expressions().stream()
                            .anyMatch(expression -> expression.readsAllSteps()
                                    || expression.steps().contains(step.name())
                                    || expression.members("status").contains(step.name())
                                    || expression.members("headers").contains(step.name()));
            if (!isRead && step.request().method().equals("GET")) {
                doubts.add(new DefinitionProblem(
                        file.file(), 0, place, "nothing uses the answer of this step: use it, or remove the step."));
            }
        }
        if (action.isSlow()
                && !action.isIdempotent()
                && (action.async().key() == null
                        || action.async().key().inputs().stream()
                                .noneMatch(name -> action.inputs().get(name).isAlwaysPresent()))) {
            doubts.add(new DefinitionProblem(
                    file.file(),
                    0,
                    "async.key",
                    "a call that the flow repeats runs this action twice: read an input that every call has, such as"
                            + " $input.conversationId."));
        }
        if (action.answer() == AnswerForm.FLAT && !action.hasOutputOf("$errorCode")) {
            doubts.add(new DefinitionProblem(
                    file.file(),
                    0,
                    "answer",
                    "a flat answer has no field for outcomes such as NOT_FOUND: flows take the Failure path for them. To"
                            + " tell them apart, add an output with from: $errorCode."));
        }
        return doubts;
    }
}
