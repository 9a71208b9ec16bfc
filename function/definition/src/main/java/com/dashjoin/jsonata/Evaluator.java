package com.dashjoin.jsonata;

import java.util.regex.Pattern;

/**
 * JSONata's evaluator, which also refuses to call a value that is not a function. The library (0.9.10) prints such a
 * value to the standard output, which is the log in Lambda. The class is in the library's package because {@link
 * #applyInner} is visible only there; the library uses it for every call, also for tail calls.
 */
public final class Evaluator extends Jsonata {
    private Evaluator(String expression) {
        super(expression);
    }

    private Evaluator(Jsonata other) {
        super(other);
    }

    /**
     * Parses an expression. The library's constructor makes the new instance this thread's evaluator, which holds the
     * variables of the running evaluation. That is undone here, because other threads evaluate the same instance.
     */
    public static Jsonata of(String expression) {
        Jsonata running = current.get();
        try {
            return new Evaluator(expression);
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
}
