package dataactions.definition;

import com.dashjoin.jsonata.JException;
import com.dashjoin.jsonata.Jsonata;
import java.util.Map;

/**
 * A JSONata expression, compiled at its first use and then reused by every invocation (compiled expressions proved
 * thread-safe). Equal when its text is.
 */
public final class Expression {
    /** How long one evaluation may take before it is stopped, in milliseconds. */
    private static final long MAX_MILLIS = 2_000;

    private static final int MAX_DEPTH = 200;

    private final String text;
    private volatile Jsonata compiled;

    private Expression(String text) {
        this.text = text;
    }

    /** An expression that is compiled when first needed. */
    public static Expression of(String text) {
        return new Expression(text);
    }

    /** The member of that name, whatever characters it holds. */
    static Expression member(String name) {
        return new Expression("`" + name + "`");
    }

    /** The source text. */
    public String text() {
        return text;
    }

    /**
     * Compiles now.
     *
     * @throws SyntaxException with the column
     */
    public void check() {
        compiled();
    }

    private Jsonata compiled() {
        Jsonata expression = compiled;
        if (expression == null) {
            try {
                expression = Jsonata.jsonata(text);
            } catch (JException e) {
                throw new SyntaxException(Math.max(e.getLocation(), 1), e.getMessage());
            } catch (RuntimeException e) {
                // The parser trips over some truncated texts with exceptions of its own making.
                throw new SyntaxException(Math.max(text.length(), 1), "the expression is incomplete");
            }
            // Walking the whole input at every evaluation would cost more than the evaluation.
            expression.setValidateInput(false);
            compiled = expression;
        }
        return expression;
    }

    /**
     * Evaluates on {@code context}.
     *
     * @param bindings further values by name, used as {@code $name}
     * @return a value as {@link Json} makes it, or one of JSONata's own numbers and lists; null when there is none
     * @throws EvaluationException never quoting a value
     */
    Object evaluate(Object context, Map<String, Object> bindings) {
        Jsonata expression = compiled();
        Jsonata.Frame frame = expression.createFrame();
        frame.setRuntimeBounds(MAX_MILLIS, MAX_DEPTH);
        bindings.forEach(frame::bind);
        try {
            return expression.evaluate(context, frame);
        } catch (JException e) {
            throw new EvaluationException(e.getError());
        } catch (RuntimeException e) {
            throw new EvaluationException(e.getClass().getSimpleName());
        } catch (StackOverflowError e) {
            throw new EvaluationException("recursion too deep");
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Expression expression && text.equals(expression.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }

    /** The text is not JSONata. */
    public static final class SyntaxException extends RuntimeException {
        private final int column;

        SyntaxException(int column, String message) {
            super(message);
            this.column = column;
        }

        /** One-based column in the expression's text, as near as the parser knows. */
        public int column() {
            return column;
        }
    }

    /** An evaluation failed. The message is a short code, since JSONata's own texts quote the values. */
    static final class EvaluationException extends RuntimeException {
        EvaluationException(String code) {
            super(code);
        }
    }
}
