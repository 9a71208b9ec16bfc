package dataactions.authoring.example;

import dataactions.authoring.reader.Example;
import dataactions.definition.ActionDefinition;
import dataactions.definition.Output;
import dataactions.definition.Step;
import dataactions.definition.envelope.Envelope;
import dataactions.definition.expression.Budget;
import dataactions.definition.run.ActionRun;
import dataactions.definition.run.Outcome;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Tests with an example of the newest definition whether an older definition can be frozen. */
public final class FrozenExample {
    private FrozenExample() {}

    /**
     * Runs an example of the newest definition with a frozen one. Compares the scalar outputs that both have with the
     * same type.
     *
     * @return differences, one for each output; empty if the example cannot test the frozen definition
     */
    public static List<String> differences(ActionDefinition frozen, ActionDefinition successor, Example example) {
        if (example.data() == null
                || !frozen.steps().stream().map(Step::name).allMatch(example.responses()::containsKey)) {
            return List.of();
        }
        Map<String, Object> known = new LinkedHashMap<>(example.input());
        known.keySet().retainAll(frozen.inputs().keySet());
        Map<String, Output> common = new LinkedHashMap<>(frozen.outputs());
        common.entrySet().removeIf(each -> {
            Output next = successor.outputs().get(each.getKey());
            return next == null
                    || next.type() != each.getValue().type()
                    || !next.type().isScalar();
        });
        ActionRun run = new ActionRun(
                frozen.with(common), known, ExampleRunner.REQUEST_ID, Budget.ofMillis(ExampleRunner.MAX_MILLIS), false);
        if (run.refusal().isPresent()) {
            return List.of();
        }
        Outcome outcome = null;
        for (Step step : frozen.steps()) {
            if (outcome == null && run.next(step) instanceof ActionRun.Send) {
                outcome = run.accept(step, example.responses().get(step.name())).orElse(null);
            }
        }
        outcome = outcome == null ? run.finish() : outcome;
        if (!(outcome instanceof Outcome.Mapped mapped)) {
            Envelope envelope = run.answer(outcome);
            return List.of(envelope.errorCode() + ": " + envelope.error().replaceFirst("\\.$", ""));
        }
        Differences differences = new Differences(frozen);
        common.keySet()
                .forEach(name -> differences.compare(
                        "data." + name, example.data().get(name), mapped.data().get(name)));
        return differences.all();
    }
}
