package com.dashjoin.jsonata;

import java.util.regex.Pattern;

/**
 * JSONata's evaluator, except that it refuses to call what is no function before the library does: the library (0.9.10)
 * prints such a value to the standard output, which in Lambda is the log. In the library's own package, since it calls
 * {@link #applyInner} for every call, those among functions and at the end of a function included, and shows it to
 * nobody else.
 */
public final class Evaluator extends Jsonata {
    private Evaluator(String expression) {
        super(expression);
    }

    private Evaluator(Jsonata other) {
        super(other);
    }

    /** Parses an expression. */
    public static Jsonata of(String expression) {
        return new Evaluator(expression);
    }

    /** The library evaluates on the instance that this thread last used, of whatever class it is. */
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
}
