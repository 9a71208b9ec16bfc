package dataactions.authoring.example;

import dataactions.authoring.example.ExampleRunner.Run;
import dataactions.definition.ActionDefinition;
import dataactions.definition.Output;
import dataactions.definition.run.FieldReport;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which outputs the examples of a definition show. */
public final class OutputCoverage {
    private OutputCoverage() {}

    /**
     * Outputs that have a value from a response in no example. A default or a missing optional value may hide a wrong
     * path.
     *
     * @return the outputs by path, {@code todos[].title} for a property of an array's items
     */
    public static Map<String, Output> neverFound(ActionDefinition action, List<Run> runs) {
        Set<String> found = new HashSet<>();
        for (Run run : runs) {
            for (FieldReport field : run.report()) {
                if (field.how() == FieldReport.How.FOUND || field.how() == FieldReport.How.CONVERTED) {
                    found.add(field.field());
                }
            }
        }
        Map<String, Output> never = new LinkedHashMap<>();
        neverFound("", action.outputs(), found, never);
        return never;
    }

    private static void neverFound(
            String prefix, Map<String, Output> outputs, Set<String> found, Map<String, Output> never) {
        outputs.forEach((name, output) -> {
            // Only an example with an element proves that an array's path works. Outputs inside an array that was never
            // found are not reported.
            String field = prefix + name + (output.items() == null ? "" : "[]");
            if (output.constant() != null) {
                return;
            }
            if (!found.contains(field)) {
                never.put(prefix + name, output);
                return;
            }
            Output holder = output.items() == null ? output : output.items();
            neverFound(field + ".", holder.properties(), found, never);
        });
    }

    /** For an output whose path was not found: the most similar path in the examples' responses, if there is one. */
    public static Optional<String> nearest(List<Run> runs, String field) {
        return runs.stream()
                .flatMap(run -> run.report().stream())
                .filter(report -> report.field().equals(field) && report.nearest() != null)
                .map(FieldReport::nearest)
                .findFirst();
    }
}
