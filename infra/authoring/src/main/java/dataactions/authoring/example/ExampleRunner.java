package dataactions.authoring.example;

import dataactions.authoring.reader.Example;
import dataactions.definition.ActionDefinition;
import dataactions.definition.Step;
import dataactions.definition.envelope.Envelope;
import dataactions.definition.expression.Budget;
import dataactions.definition.run.ActionRun;
import dataactions.definition.run.FieldReport;
import dataactions.definition.run.Outcome;
import dataactions.definition.run.UpstreamRequest;
import dataactions.definition.template.UpstreamResponse;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Runs the examples of a definition with the same code as the function. */
public final class ExampleRunner {
    static final String REQUEST_ID = "example";
    static final long MAX_MILLIS = 2_000;

    private ExampleRunner() {}

    /**
     * How one example ended.
     *
     * @param envelope the answer that a flow would get; null if the example could not run
     * @param report where each output came from; empty for an error, unless flat outputs report the error
     * @param ofCalls the differences in requests and steps, one sentence each
     * @param ofResult the differences from the expected result, one sentence each
     */
    public record Run(
            Example example, Envelope envelope, List<FieldReport> report, List<String> ofCalls, List<String> ofResult) {
        public boolean passed() {
            return differences().isEmpty();
        }

        public List<String> differences() {
            return Stream.concat(ofCalls.stream(), ofResult.stream()).toList();
        }
    }

    /** Runs one example. */
    public static Run run(ActionDefinition action, Example example) {
        Differences ofCalls = new Differences(action);
        ActionRun run = new ActionRun(action, example.input(), REQUEST_ID, Budget.ofMillis(MAX_MILLIS), true);
        Set<String> asked = new LinkedHashSet<>();
        Set<String> skipped = new TreeSet<>();
        Outcome outcome = run.refusal().orElse(null);
        for (Step step : action.steps()) {
            if (outcome != null) {
                break;
            }
            ActionRun.Next next = run.next(step);
            if (next instanceof ActionRun.End end) {
                outcome = end.outcome();
            } else if (next instanceof ActionRun.Skip) {
                skipped.add(step.name());
            } else {
                UpstreamRequest request = ((ActionRun.Send) next).request();
                asked.add(step.name());
                if (example.requests().get(step.name()) != null) {
                    ofCalls.request(step, example.requests().get(step.name()), request);
                }
                UpstreamResponse response = example.responses().get(step.name());
                if (response == null) {
                    ofCalls.unanswered(step, request);
                    return new Run(example, null, List.of(), ofCalls.all(), List.of());
                }
                outcome = run.accept(step, response).orElse(null);
            }
        }
        ofCalls.steps(example, asked, skipped);
        if (outcome == null) {
            outcome = run.finish();
        }
        Envelope envelope = run.answer(outcome);
        Differences ofResult = new Differences(action);
        ofResult.result(example, envelope, run.report());
        boolean hasOutputs =
                outcome instanceof Outcome.Mapped || !envelope.data().isEmpty();
        return new Run(example, envelope, hasOutputs ? run.report() : List.of(), ofCalls.all(), ofResult.all());
    }
}
