package dataactions.authoring;

import dataactions.authoring.reader.Example;
import dataactions.definition.ActionDefinition;
import dataactions.definition.Output;
import dataactions.definition.RequestBody;
import dataactions.definition.Step;
import dataactions.definition.envelope.Envelope;
import dataactions.definition.expression.Budget;
import dataactions.definition.run.ActionRun;
import dataactions.definition.run.FieldReport;
import dataactions.definition.run.Outcome;
import dataactions.definition.run.UpstreamRequest;
import dataactions.definition.template.UpstreamResponse;
import dataactions.definition.value.Json;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Runs the examples of a definition with the same code as the function. */
final class ExampleRunner {
    private static final String REQUEST_ID = "example";
    private static final long MAX_MILLIS = 2_000;

    private ExampleRunner() {}

    /**
     * How one example ended.
     *
     * @param envelope the answer that a flow would get; null if the example could not run
     * @param report where each output came from; empty for an error, unless flat outputs report the error
     * @param ofCalls the differences in requests and steps, one sentence each
     * @param ofResult the differences from the expected result, one sentence each
     */
    record Run(
            Example example, Envelope envelope, List<FieldReport> report, List<String> ofCalls, List<String> ofResult) {
        boolean passed() {
            return differences().isEmpty();
        }

        List<String> differences() {
            return Stream.concat(ofCalls.stream(), ofResult.stream()).toList();
        }
    }

    /** Runs one example. */
    static Run run(ActionDefinition action, Example example) {
        List<String> ofCalls = new ArrayList<>();
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
                    compareRequest(action, step, example.requests().get(step.name()), request, ofCalls);
                }
                UpstreamResponse response = example.responses().get(step.name());
                if (response == null) {
                    ofCalls.add(unanswered(action, step, request));
                    return new Run(example, null, List.of(), ofCalls, List.of());
                }
                outcome = run.accept(step, response).orElse(null);
            }
        }
        compareSteps(action, example, asked, skipped, ofCalls);
        if (outcome == null) {
            outcome = run.finish();
        }
        Envelope envelope = run.answer(outcome);
        List<String> ofResult = new ArrayList<>();
        finish(action, example, envelope, run.report(), ofResult);
        boolean hasOutputs =
                outcome instanceof Outcome.Mapped || !envelope.data().isEmpty();
        return new Run(example, envelope, hasOutputs ? run.report() : List.of(), ofCalls, ofResult);
    }

    private static String unanswered(ActionDefinition action, Step step, UpstreamRequest request) {
        String asked = " is asked (" + request.method() + " " + shown(action, request.pathAndQuery())
                + "), but the example" + " has no response";
        return action.isSingleCall()
                ? "the upstream" + asked + ": add response: {status: 200, body: {…}}"
                : "the upstream of step " + step.name() + asked + " for it: add responses: {" + step.name()
                        + ": {status: 200, body: {…}}}";
    }

    private static void compareSteps(
            ActionDefinition action,
            Example example,
            Set<String> asked,
            Set<String> skipped,
            List<String> differences) {
        if (!action.isSingleCall()) {
            for (String step : example.responses().keySet()) {
                if (!asked.contains(step)) {
                    differences.add("responses." + step + ": the step is "
                            + (skipped.contains(step) ? "skipped" : "never reached") + ": remove its response");
                }
            }
        }
        if (example.skipped() != null && !example.skipped().equals(skipped)) {
            differences.add("skipped: expected " + example.skipped() + ", found " + skipped);
        }
    }

    /** For an output whose path was not found: the most similar path in the example's responses, if there is one. */
    static Optional<String> nearest(List<Run> runs, String field) {
        return runs.stream()
                .flatMap(run -> run.report().stream())
                .filter(report -> report.field().equals(field) && report.nearest() != null)
                .map(FieldReport::nearest)
                .findFirst();
    }

    /**
     * Runs an example of the newest definition with a frozen one. Compares the scalar outputs that both have with the
     * same type.
     *
     * @return differences, one for each output; empty if the example cannot test the frozen definition
     */
    static List<String> frozenDifferences(ActionDefinition frozen, ActionDefinition successor, Example example) {
        List<String> differences = new ArrayList<>();
        if (example.data() == null
                || !frozen.steps().stream().map(Step::name).allMatch(example.responses()::containsKey)) {
            return differences;
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
        ActionRun run = new ActionRun(frozen.with(common), known, REQUEST_ID, Budget.ofMillis(MAX_MILLIS), false);
        if (run.refusal().isPresent()) {
            return differences;
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
            differences.add(envelope.errorCode() + ": " + envelope.error().replaceFirst("\\.$", ""));
            return differences;
        }
        common.keySet().forEach(name -> {
            if (!same(example.data().get(name), mapped.data().get(name))) {
                differences.add("data." + name + ": expected "
                        + shown(frozen, example.data().get(name)) + ", found "
                        + shown(frozen, mapped.data().get(name)));
            }
        });
        return differences;
    }

    private static void finish(
            ActionDefinition action,
            Example example,
            Envelope envelope,
            List<FieldReport> report,
            List<String> differences) {
        String found = envelope.errorCode() == null
                ? "a success"
                : envelope.errorCode() + ": " + envelope.error() + missed(report);
        if (example.errorCode() != null && !example.errorCode().equals(envelope.errorCode())) {
            differences.add("expected errorCode " + example.errorCode() + ", found " + found);
        }
        if (example.data() != null && envelope.errorCode() != null && example.errorCode() == null) {
            differences.add("expected data, found " + found);
        } else if (example.data() != null) {
            compare(action, "data", example.data(), envelope.data(), differences);
        }
    }

    /** For each required output whose path was not found: a similar path that was probably meant. */
    private static String missed(List<FieldReport> report) {
        StringBuilder hints = new StringBuilder();
        for (FieldReport field : report) {
            if (field.how() == FieldReport.How.MISMATCH && field.nearest() != null) {
                hints.append(" Nothing is at ")
                        .append(field.expression())
                        .append("; did you mean ")
                        .append(field.nearest())
                        .append('?');
            }
        }
        return hints.toString();
    }

    private static void compareRequest(
            ActionDefinition action,
            Step step,
            Example.ExpectedRequest expected,
            UpstreamRequest found,
            List<String> differences) {
        String place = action.isSingleCall() ? "request." : "requests." + step.name() + ".";
        if (expected.path() != null && !expected.path().equals(found.pathAndQuery())) {
            differences.add(place + "path: expected " + shown(action, expected.path()) + ", found "
                    + shown(action, found.pathAndQuery()));
        }
        expected.headers().forEach((name, value) -> {
            String sent = found.headers().entrySet().stream()
                    .filter(header -> header.getKey().equalsIgnoreCase(name))
                    .map(Map.Entry::getValue)
                    .findFirst()
                    .orElse(null);
            if (!String.valueOf(value).equals(sent)) {
                differences.add(place + "headers." + name + ": expected " + shown(action, value) + ", found "
                        + (sent == null ? "none" : shown(action, sent)));
            }
        });
        if (expected.body() != null) {
            boolean isJson = step.request().body() instanceof RequestBody.OfJson;
            Object body = found.body() == null
                    ? null
                    : isJson
                            ? Json.parse(found.body(), Json.Limits.DEFAULT)
                            : new String(found.body(), StandardCharsets.UTF_8);
            compare(action, place + "body", expected.body(), body, differences);
        }
    }

    private static void compare(
            ActionDefinition action, String path, Object expected, Object found, List<String> differences) {
        if (expected instanceof Map<?, ?> a && found instanceof Map<?, ?> b) {
            Set<Object> keys = new LinkedHashSet<>(a.keySet());
            keys.addAll(b.keySet());
            for (Object key : keys) {
                String child = path + "." + key;
                if (!b.containsKey(key)) {
                    differences.add(child + ": expected " + shown(action, a.get(key)) + ", found nothing");
                } else if (!a.containsKey(key)) {
                    differences.add(child + ": expected nothing, found " + shown(action, b.get(key)));
                } else {
                    compare(action, child, a.get(key), b.get(key), differences);
                }
            }
        } else if (expected instanceof List<?> a && found instanceof List<?> b && a.size() == b.size()) {
            for (int i = 0; i < a.size(); i++) {
                compare(action, path + "[" + i + "]", a.get(i), b.get(i), differences);
            }
        } else if (!same(expected, found)) {
            differences.add(path + ": expected " + shown(action, expected) + ", found " + shown(action, found)
                    + unquoted(found) + unquoted(expected));
        }
    }

    /** YAML reads {@code {subject}} as an object with a member that has no value. */
    private static String unquoted(Object value) {
        if (value instanceof Map<?, ?> map && map.size() == 1 && map.containsValue(null)) {
            String template = "{" + map.keySet().iterator().next() + "}";
            return "; without quotes YAML reads " + template + " as an object: write \"" + template + "\"";
        }
        return "";
    }

    private static boolean same(Object expected, Object found) {
        if (expected instanceof Number && found instanceof Number) {
            return new BigDecimal(expected.toString()).compareTo(new BigDecimal(found.toString())) == 0;
        }
        return Objects.equals(expected, found);
    }

    /** A value for a message. For an action with sensitive data, even an example's value is not shown. */
    private static String shown(ActionDefinition action, Object value) {
        if (action.secure()) {
            return "a value that is not shown (secure)";
        }
        String text = Json.writeString(value);
        return text.length() > 200 ? text.substring(0, 200) + "…" : text;
    }

    /**
     * Outputs that have a value from a response in no example. A default or a missing optional value may hide a wrong
     * path.
     *
     * @return the outputs by path, {@code todos[].title} for a property of an array's items
     */
    static Map<String, Output> neverFound(ActionDefinition action, List<Run> runs) {
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
}
