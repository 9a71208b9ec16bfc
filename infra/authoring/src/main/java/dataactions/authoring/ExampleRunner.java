package dataactions.authoring;

import dataactions.definition.ActionDefinition;
import dataactions.definition.Binding;
import dataactions.definition.Envelope;
import dataactions.definition.ErrorCode;
import dataactions.definition.FieldReport;
import dataactions.definition.Interpreter;
import dataactions.definition.Json;
import dataactions.definition.Outcome;
import dataactions.definition.Output;
import dataactions.definition.RequestRenderer;
import dataactions.definition.UnrenderableInputException;
import dataactions.definition.UpstreamRequest;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Runs the examples of a definition through the code that runs in the function. */
final class ExampleRunner {
    private static final String REQUEST_ID = "example";

    private ExampleRunner() {}

    /**
     * How one example ended.
     *
     * @param envelope what a flow would get; null when the example could not be run
     * @param report where each output came from; empty for an error
     * @param differences from what the example expects, one sentence each; empty when it passed
     */
    record Run(Example example, Envelope envelope, List<FieldReport> report, List<String> differences) {
        boolean passed() {
            return differences.isEmpty();
        }
    }

    /** Runs one example. */
    static Run run(ActionDefinition action, Example example) {
        List<String> differences = new ArrayList<>();
        Binding.Result bound = Binding.bind(action, example.input());
        if (bound instanceof Binding.Invalid invalid) {
            return finish(
                    action, example, Envelope.error(ErrorCode.INVALID_INPUT, invalid.message(), REQUEST_ID), List.of());
        }
        Map<String, Object> inputs = ((Binding.Bound) bound).inputs();
        UpstreamRequest request;
        try {
            request = RequestRenderer.render(action, inputs, REQUEST_ID);
        } catch (UnrenderableInputException e) {
            return finish(
                    action, example, Envelope.error(ErrorCode.INVALID_INPUT, e.getMessage(), REQUEST_ID), List.of());
        }
        if (example.request() != null) {
            compareRequest(action, example.request(), request, differences);
        }
        if (example.response() == null) {
            differences.add("the upstream is asked (" + request.method() + " " + shown(action, request.pathAndQuery())
                    + "), but the example has no response: add response: {status: 200, body: {…}}");
            return new Run(example, null, List.of(), differences);
        }
        Outcome outcome = Interpreter.interpret(action, inputs, example.response());
        List<FieldReport> report = outcome instanceof Outcome.Mapped mapped ? mapped.report() : List.of();
        Run run = finish(action, example, Envelope.of(outcome, REQUEST_ID), report);
        differences.addAll(run.differences());
        return new Run(example, run.envelope(), report, differences);
    }

    /**
     * What a frozen definition makes of an example that was written for its successor: of the scalar outputs that both
     * have, with the same type.
     *
     * @return differences, one for each output; empty where the example says nothing about the frozen one
     */
    static List<String> frozenDifferences(ActionDefinition frozen, ActionDefinition successor, Example example) {
        List<String> differences = new ArrayList<>();
        if (example.data() == null || example.response() == null) {
            return differences;
        }
        Map<String, Object> known = new LinkedHashMap<>(example.input());
        known.keySet().retainAll(frozen.inputs().keySet());
        if (!(Binding.bind(frozen, known) instanceof Binding.Bound bound)) {
            return differences;
        }
        Map<String, Output> common = new LinkedHashMap<>(frozen.outputs());
        common.entrySet().removeIf(each -> {
            Output next = successor.outputs().get(each.getKey());
            return next == null
                    || next.type() != each.getValue().type()
                    || !next.type().isScalar();
        });
        Outcome outcome = Interpreter.interpret(withOutputs(frozen, common), bound.inputs(), example.response());
        if (!(outcome instanceof Outcome.Mapped mapped)) {
            Envelope envelope = Envelope.of(outcome, REQUEST_ID);
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

    private static ActionDefinition withOutputs(ActionDefinition action, Map<String, Output> outputs) {
        return new ActionDefinition(
                action.name(),
                action.contract(),
                action.newest(),
                action.category(),
                action.description(),
                action.secure(),
                action.timeout(),
                action.inputs(),
                action.request(),
                outputs,
                action.errors());
    }

    private static Run finish(ActionDefinition action, Example example, Envelope envelope, List<FieldReport> report) {
        List<String> differences = new ArrayList<>();
        if (example.data() == null) {
            if (!Objects.equals(example.errorCode(), envelope.errorCode())) {
                differences.add("expected errorCode " + example.errorCode() + ", found "
                        + (envelope.errorCode() == null
                                ? "a success"
                                : envelope.errorCode() + ": " + envelope.error()));
            }
        } else if (envelope.errorCode() != null) {
            differences.add("expected data, found " + envelope.errorCode() + ": " + envelope.error());
        } else {
            compare(action, "data", example.data(), envelope.data(), differences);
        }
        return new Run(example, envelope, report, differences);
    }

    private static void compareRequest(
            ActionDefinition action,
            Example.ExpectedRequest expected,
            UpstreamRequest found,
            List<String> differences) {
        if (expected.path() != null && !expected.path().equals(found.pathAndQuery())) {
            differences.add("request.path: expected " + shown(action, expected.path()) + ", found "
                    + shown(action, found.pathAndQuery()));
        }
        expected.headers().forEach((name, value) -> {
            String sent = found.headers().entrySet().stream()
                    .filter(header -> header.getKey().equalsIgnoreCase(name))
                    .map(Map.Entry::getValue)
                    .findFirst()
                    .orElse(null);
            if (!String.valueOf(value).equals(sent)) {
                differences.add("request.headers." + name + ": expected " + shown(action, value) + ", found "
                        + (sent == null ? "none" : shown(action, sent)));
            }
        });
        if (expected.body() != null) {
            Object body = found.body() == null ? null : Json.parse(found.body(), Json.Limits.DEFAULT);
            compare(action, "request.body", expected.body(), body, differences);
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
            differences.add(path + ": expected " + shown(action, expected) + ", found " + shown(action, found));
        }
    }

    private static boolean same(Object expected, Object found) {
        if (expected instanceof Number && found instanceof Number) {
            return new BigDecimal(expected.toString()).compareTo(new BigDecimal(found.toString())) == 0;
        }
        return Objects.equals(expected, found);
    }

    /** A value for a message; of an action for sensitive data not even an example's. */
    private static String shown(ActionDefinition action, Object value) {
        if (action.secure()) {
            return "a value that is not shown (secure)";
        }
        String text = Json.writeString(value);
        return text.length() > 200 ? text.substring(0, 200) + "…" : text;
    }

    /**
     * Outputs whose value no example found in a response: a default, or silence, may hide a wrong path.
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
            // An array is only shown to work by an element; what is in what was never found needs no mention.
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
