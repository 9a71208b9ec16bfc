package com.dashjoin.jsonata;

import com.dashjoin.jsonata.Parser.Symbol;
import com.dashjoin.jsonata.Utils.JList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * JSONata's evaluator with two changes. It refuses to call a value that is not a function: the library (0.9.10) prints
 * such a value to the standard output, which is the log in Lambda. And its operators compare values as {@link
 * Comparison} says: the library compares numbers of different types as doubles. The class is in the library's package
 * because the overridden methods are visible only there.
 */
public final class Evaluator extends Jsonata {
    /** How the operators compare values. */
    public interface Comparison {
        /** The operators {@code =}, {@code !=} and {@code in}, for two values that are not missing. */
        boolean areEqual(Object a, Object b);

        /** The operators {@code <}, {@code <=}, {@code >} and {@code >=}. Agrees with {@link #areEqual}. */
        int compare(Number a, Number b);

        /** The operator {@code ^( )}: a total order. */
        int order(Number a, Number b);
    }

    private final Comparison comparison;

    private Evaluator(String expression, Comparison comparison) {
        super(expression);
        this.comparison = comparison;
    }

    private Evaluator(Evaluator other) {
        super(other);
        this.comparison = other.comparison;
    }

    /**
     * Parses an expression. The library's constructor makes the new instance this thread's evaluator, which holds the
     * variables of the running evaluation. That is undone here, because other threads evaluate the same instance.
     */
    public static Jsonata of(String expression, Comparison comparison) {
        Jsonata running = current.get();
        try {
            return new Evaluator(expression, comparison);
        } finally {
            current.set(running);
        }
    }

    /** The library evaluates with one instance for each thread, whatever its class is. */
    @Override
    Jsonata getPerThreadInstance() {
        Jsonata instance = current.get();
        if (!(instance instanceof Evaluator)) {
            instance = new Evaluator(this);
            current.set(instance);
        }
        return instance;
    }

    @Override
    Object applyInner(Object procedure, Object arguments, Object input, Object environment) {
        boolean isFunction = procedure instanceof JFunction
                || procedure instanceof JLambda
                || procedure instanceof Pattern
                || Functions.isLambda(procedure);
        if (!isFunction) {
            throw new JException("T1006", 0);
        }
        return super.applyInner(procedure, arguments, input, environment);
    }

    /** Also used by the library for {@code in}. */
    @Override
    Object evaluateEqualityExpression(Object a, Object b, String operator) {
        boolean isMissing = a == null || b == null;
        return !isMissing && comparison.areEqual(a, b) == operator.equals("=");
    }

    @Override
    Object evaluateComparisonExpression(Object a, Object b, String operator) {
        return a instanceof Number x && b instanceof Number y
                ? super.evaluateComparisonExpression(comparison.compare(x, y), 0, operator)
                : super.evaluateComparisonExpression(a, b, operator);
    }

    @Override
    @SuppressWarnings("unchecked")
    Object evaluateSortExpression(Symbol sort, Object input, Frame environment) {
        boolean isJoin = input instanceof JList<?> list && list.tupleStream;
        Comparator<Object> byTerms = (a, b) -> {
            for (Symbol term : sort.terms) {
                Object x = key(term, a, isJoin, environment);
                Object y = key(term, b, isJoin, environment);
                int order = x == null || y == null
                        ? Boolean.compare(x == null, y == null) // missing keys are last, also when descending
                        : term.descending ? order(sort, y, x) : order(sort, x, y);
                if (order != 0) {
                    return order;
                }
            }
            return 0;
        };
        return Functions.sort((List<Object>) input, byTerms);
    }

    @SuppressWarnings("unchecked")
    private Object key(Symbol term, Object element, boolean isJoin, Frame environment) {
        if (isJoin) {
            Map<String, Object> tuple = (Map<String, Object>) element;
            return evaluate(term.expression, tuple.get("@"), createFrameFromTuple(environment, tuple));
        }
        return evaluate(term.expression, element, environment);
    }

    private int order(Symbol sort, Object a, Object b) {
        if (a instanceof Number x && b instanceof Number y) {
            return comparison.order(x, y);
        }
        if (a instanceof String x && b instanceof String y) {
            return x.compareTo(y);
        }
        boolean areComparable =
                (a instanceof Number || a instanceof String) && (b instanceof Number || b instanceof String);
        throw new JException(areComparable ? "T2007" : "T2008", sort.position, a, b);
    }
}
