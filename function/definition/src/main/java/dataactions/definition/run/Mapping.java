package dataactions.definition.run;

import dataactions.definition.Output;
import dataactions.definition.expression.Budget;
import dataactions.definition.expression.Expression;
import dataactions.definition.run.FieldReport.How;
import dataactions.definition.value.Text;
import dataactions.definition.value.ValueType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Maps an upstream's answer to the outputs of an action, and reports where each value came from. It keeps to the
 * budget of the expressions, because an upstream may send more elements than can be mapped in time.
 */
final class Mapping {
    /** The most bytes of the outputs as JSON: Lambda returns no more. */
    private static final long MAX_WRITTEN = 6_000_000;

    private final Map<String, Object> bindings;
    private final Budget budget;
    private final boolean explains;
    private final Map<String, How> hows = new LinkedHashMap<>();
    private final Map<String, FieldReport> explained = new LinkedHashMap<>();
    private final Map<String, String> problems = new LinkedHashMap<>();
    private long written;
    private int mapped;

    /** @param explains whether the report says more than {@link How}, which takes time */
    Mapping(Map<String, Object> bindings, Budget budget, boolean explains) {
        this.bindings = bindings;
        this.budget = budget;
        this.explains = explains;
    }

    /** The outputs that have a value. Not valid if there are {@link #problems}. */
    Map<String, Object> map(Map<String, Output> outputs, Object context) {
        budget.start();
        try {
            return object("", outputs, context);
        } catch (Stopped e) {
            problem(e.field, e.getMessage());
            return Map.of();
        } finally {
            budget.stop();
        }
    }

    /** There is no time left to map more, or the answer would be too large. */
    private static final class Stopped extends RuntimeException {
        private final String field;

        Stopped(String field, String why) {
            super(why, null, false, false);
            this.field = field;
        }
    }

    /** Counts the size of a value, and checks size and time before the next one is mapped. */
    private void count(String field, Object value) {
        written += value instanceof String text
                ? 3 + text.length() + Text.escapes(text)
                : value instanceof BigDecimal decimal
                        ? 12 + decimal.precision()
                        : value instanceof BigInteger integer ? integer.bitLength() / 3 : 8;
        if (written > MAX_WRITTEN) {
            throw new Stopped(field, "the outputs are larger than Lambda can return (6 MB): map less of the answer.");
        }
        if ((++mapped & 63) == 0 && budget.isSpent()) {
            throw new Stopped(field, "it took too long.");
        }
    }

    /** One sentence for each output that failed; empty when none did. */
    List<String> problems() {
        return List.copyOf(problems.values());
    }

    List<FieldReport> report() {
        List<FieldReport> report = new ArrayList<>(hows.size());
        for (Map.Entry<String, How> each : hows.entrySet()) {
            String field = each.getKey();
            How how = each.getValue();
            FieldReport full = explained.get(field);
            report.add(
                    full != null && full.how() == how
                            ? full
                            : new FieldReport(
                                    field,
                                    how,
                                    full == null ? null : full.expression(),
                                    full == null ? null : full.expected(),
                                    null,
                                    null));
        }
        return report;
    }

    /** @param prefix of the outputs' paths: empty, or the path of an object and a dot */
    private Map<String, Object> object(String prefix, Map<String, Output> outputs, Object context) {
        Map<String, Object> object = new LinkedHashMap<>();
        for (Map.Entry<String, Output> each : outputs.entrySet()) {
            String name = each.getKey();
            Object value = output(prefix + name, name, each.getValue(), context);
            if (value != null) {
                object.put(name, value);
            }
        }
        return object;
    }

    private Object output(String field, String name, Output output, Object context) {
        Object value = mapped(field, name, output, context);
        count(field, value);
        return value;
    }

    private Object mapped(String field, String name, Output output, Object context) {
        if (output.constant() != null) {
            note(field, output, null, How.CONSTANT, null, null);
            return output.constant();
        }
        Expression from = output.from() == null ? Expression.member(name) : output.from();
        Object found;
        try {
            found = from.evaluate(context, bindings, budget);
        } catch (Expression.EvaluationException e) {
            problem(field, "its expression failed on the upstream's answer (" + e.getMessage() + ").");
            note(field, output, from, How.MISMATCH, "a failed expression", null);
            return null;
        }
        boolean isEmpty = found == null || output.defaultWhenEmpty() && "".equals(found);
        if (!isEmpty) {
            return fit(field, output, from, found);
        }
        String nothingFound = found == null ? "nothing" : "an empty string";
        if (output.defaultValue() != null) {
            note(field, output, from, How.DEFAULTED, nothingFound, context);
            return output.defaultValue();
        }
        if (output.required()) {
            problem(
                    field,
                    "expected " + output.type().word() + ", found " + nothingFound + " in the upstream's answer.");
            note(field, output, from, How.MISMATCH, nothingFound, context);
            return null;
        }
        if (output.type() == ValueType.ARRAY) {
            note(field, output, from, How.DEFAULTED, nothingFound, context);
            return List.of();
        }
        note(field, output, from, How.MISSING, nothingFound, context);
        return null;
    }

    private Object fit(String field, Output output, Expression from, Object found) {
        if (output.type() == ValueType.ARRAY) {
            return array(field, output, from, found);
        }
        if (output.type() == ValueType.OBJECT) {
            if (!(found instanceof Map)) {
                return mismatch(field, output, from, found);
            }
            note(field, output, from, How.FOUND, null, null);
            return object(field + ".", output.properties(), found);
        }
        ValueType.Fitted fitted = output.type().fit(found);
        if (fitted == null) {
            return mismatch(field, output, from, found);
        }
        if (fitted.converted()) {
            note(field, output, from, How.CONVERTED, ValueType.describe(found), null);
        } else {
            note(field, output, from, How.FOUND, null, null);
        }
        return fitted.value();
    }

    /** JSONata returns a single match as the value itself. An array output turns it into a list. */
    private List<Object> array(String field, Output output, Expression from, Object found) {
        List<?> elements = found instanceof List<?> list ? list : List.of(found);
        List<Object> array = new ArrayList<>(elements.size());
        note(field, output, from, How.FOUND, null, null);
        for (Object element : elements) {
            if (element != null) {
                Object fitted = fit(field + "[]", output.items(), null, element);
                array.add(fitted);
                count(field, fitted);
            }
        }
        return array;
    }

    private Object mismatch(String field, Output output, Expression from, Object found) {
        String what = ValueType.describe(found);
        problem(field, "expected " + output.type().word() + ", found " + what + ".");
        note(field, output, from, How.MISMATCH, what, null);
        return null;
    }

    private void problem(String field, String what) {
        problems.putIfAbsent(field, "Output " + field + ": " + what);
    }

    /** @param missedIn the JSON in which to look for the nearest path, or null */
    private void note(String field, Output output, Expression from, How how, String found, Object missedIn) {
        How before = hows.get(field);
        if (before != null && before.compareTo(how) >= 0) {
            return;
        }
        hows.put(field, how);
        if (explains) {
            explained.put(
                    field,
                    new FieldReport(
                            field,
                            how,
                            from == null ? null : from.text(),
                            output.type().word(),
                            found,
                            missedIn == null || from == null ? null : NearestPath.of(from, missedIn)));
        }
    }
}
