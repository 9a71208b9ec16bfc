package dataactions.definition;

import com.dashjoin.jsonata.JException;
import com.dashjoin.jsonata.Jsonata;
import com.dashjoin.jsonata.Jsonata.JFunction;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A JSONata expression, compiled at its first use and then reused by every invocation (compiled expressions proved
 * thread-safe). Equal when its text is.
 *
 * <p>A plain path of members ({@code company.name}, {@code $input.userId}) over objects is walked here, with the same
 * result: most expressions are nothing else, and so most functions never load JSONata.
 */
public final class Expression {
    /** A member of an object as a path names it. */
    private static final String MEMBER = "[A-Za-z_][A-Za-z0-9_]*";

    private static final Pattern PLAIN_PATH = Pattern.compile("\\$?" + MEMBER + "(\\." + MEMBER + ")*");
    private static final Set<String> KEYWORDS = Set.of("true", "false", "null", "and", "or", "in", "function");

    /** Texts in quotes; what stands in them is no reference. */
    private static final Pattern QUOTED = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"|'(?:[^'\\\\]|\\\\.)*'");

    private static final Pattern STEP =
            Pattern.compile("(?<![\\w.`])\\$?steps\\b(?:\\s*\\.\\s*(?:`([^`]+)`|(" + MEMBER + ")))?");

    private static final Pattern CODE = Pattern.compile("[A-Z]\\d{4}");

    /** Regular expressions (and divisions): one call of them can run for hours, and nothing can stop it. */
    private static final Pattern UNSTOPPABLE = Pattern.compile("/");

    private final String text;
    private final String[] path;
    private volatile Jsonata compiled;

    private Expression(String text, String[] path) {
        this.text = text;
        this.path = path;
    }

    /** An expression that is compiled when first needed. */
    public static Expression of(String text) {
        String[] path = PLAIN_PATH.matcher(text).matches() ? text.split("\\.") : null;
        return new Expression(text, path == null || KEYWORDS.contains(path[0]) ? null : path);
    }

    /** The member of that name, whatever characters it holds. */
    static Expression member(String name) {
        return new Expression("`" + name + "`", new String[] {name});
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

    /** Whether the text, quoted parts aside, holds this variable, such as {@code $errorCode}. */
    public boolean uses(String variable) {
        return Pattern.compile(Pattern.quote(variable) + "(?![A-Za-z0-9_])")
                .matcher(unquoted())
                .find();
    }

    /** The names of the steps whose results it reads, as {@code steps.customer} or {@code $steps.customer}. */
    public Set<String> steps() {
        Set<String> names = new LinkedHashSet<>();
        Matcher matcher = STEP.matcher(unquoted());
        while (matcher.find()) {
            String name = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
            if (name != null) {
                names.add(name);
            }
        }
        return names;
    }

    /** Whether it reads {@code steps} as a whole, so that nobody can tell which ones. */
    public boolean readsAllSteps() {
        Matcher matcher = STEP.matcher(unquoted());
        while (matcher.find()) {
            if (matcher.group(1) == null && matcher.group(2) == null) {
                return true;
            }
        }
        return false;
    }

    /** Whether an evaluation could outlive its {@link Budget}. */
    boolean isUnstoppable() {
        return path == null && UNSTOPPABLE.matcher(unquoted()).find();
    }

    private String unquoted() {
        return QUOTED.matcher(text).replaceAll("\"\"");
    }

    /** The members it names, when it is a plain path over the context; else empty. */
    List<String> members() {
        return path == null || path[0].startsWith("$") ? List.of() : List.of(path);
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
    Object evaluate(Object context, Map<String, Object> bindings, Budget budget) {
        if (path != null) {
            Object value = walk(context, bindings);
            if (value != this) {
                return value;
            }
        }
        Jsonata expression = compiled();
        Jsonata.Frame frame = expression.createFrame();
        Bounds.set(frame, budget);
        if (text.contains("$pad")) {
            frame.bind("pad", new JFunction((input, arguments) -> Bounds.pad(arguments), "<s-ns?:s>"));
        }
        bindings.forEach(frame::bind);
        try {
            return expression.evaluate(context, frame);
        } catch (EvaluationException e) {
            throw e;
        } catch (JException e) {
            throw new EvaluationException(words(e.getError()));
        } catch (RuntimeException e) {
            throw new EvaluationException(
                    e.getCause() instanceof EvaluationException bound
                            ? bound.getMessage()
                            : e instanceof NumberFormatException
                                    ? "a text is no number"
                                    : e.getClass().getSimpleName());
        } catch (StackOverflowError e) {
            throw new EvaluationException("recursion too deep");
        }
    }

    /** What an error code of JSONata means: JSONata's own sentence, without the values that it would quote. */
    private static String words(String code) {
        if ("T1005".equals(code) || "T1006".equals(code)) {
            return "it calls something that is not a function; JSONata " + code;
        }
        if (code == null || !CODE.matcher(code).matches()) {
            return "JSONata failed";
        }
        String sentence = JException.msg(code, -1, "…", "…");
        return sentence.startsWith("…") || sentence.startsWith("JSonataException")
                ? "JSONata error " + code
                // The library has "Object" wherever JSONata's own texts say "function".
                : sentence.replace("\"…\"", "…").replaceAll("\\bObject\\b", "function") + "; JSONata " + code;
    }

    /**
     * Whether a condition holds: JSONata's {@code $boolean}.
     *
     * @throws EvaluationException never quoting a value
     */
    boolean holds(Object context, Map<String, Object> bindings, Budget budget) {
        return isTruthy(evaluate(context, bindings, budget));
    }

    private static boolean isTruthy(Object value) {
        if (value instanceof List<?> list) {
            return list.stream().anyMatch(Expression::isTruthy);
        }
        if (value instanceof Map<?, ?> map) {
            return !map.isEmpty();
        }
        if (value instanceof Number number) {
            return number.doubleValue() != 0;
        }
        if (value instanceof String string) {
            return !string.isEmpty();
        }
        return Boolean.TRUE.equals(value);
    }

    /** The path's value; this expression itself where it takes JSONata to know: functions, arrays on the way. */
    private Object walk(Object context, Map<String, Object> bindings) {
        Object value = context;
        for (int i = 0; i < path.length; i++) {
            String name = path[i];
            if (i == 0 && name.charAt(0) == '$') {
                if (!bindings.containsKey(name.substring(1))) {
                    return this; // a function of JSONata's
                }
                value = bindings.get(name.substring(1));
            } else if (value instanceof Map<?, ?> object) {
                value = object.get(name);
            } else {
                return value instanceof List ? this : null;
            }
        }
        return value;
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

    /** An evaluation failed. The message is in words that quote no value, as JSONata's own do. */
    static final class EvaluationException extends RuntimeException {
        EvaluationException(String code) {
            super(code, null, false, false);
        }
    }

    /** What one evaluation may take and make: JSONata's own bounds know nothing of memory. */
    private static final class Bounds {
        private static final int MAX_DEPTH = 200;
        /** No output can be longer: it is all that Lambda returns. */
        private static final int MAX_TEXT = 6_000_000;

        private static final int MAX_LIST = 1_000_000;

        private final Budget budget;
        private int depth;
        private int entries;

        private Bounds(Budget budget) {
            this.budget = budget;
        }

        static void set(Jsonata.Frame frame, Budget budget) {
            Bounds bounds = new Bounds(budget);
            frame.setEvaluateEntryCallback((expression, input, environment) -> bounds.enter());
            frame.setEvaluateExitCallback((expression, input, environment, result) -> bounds.leave(result));
        }

        private void enter() {
            if (++depth > MAX_DEPTH) {
                throw new EvaluationException("recursion too deep");
            }
            if ((++entries & 63) == 0 && budget.isSpent()) {
                throw new EvaluationException("it took too long");
            }
        }

        private void leave(Object result) {
            depth--;
            if (result instanceof String text && text.length() > MAX_TEXT
                    || result instanceof List<?> list && list.size() > MAX_LIST) {
                throw new EvaluationException("its result is too large");
            }
        }

        /** {@code $pad} as JSONata defines it, which would fill any memory if it were asked to. */
        static Object pad(List<?> arguments) {
            Object text = arguments.isEmpty() ? null : arguments.get(0);
            if (text == null) {
                return null;
            }
            if (!(text instanceof String string)
                    || arguments.size() < 2
                    || !(arguments.get(1) instanceof Number width)) {
                throw new EvaluationException("$pad wants a string and a width");
            }
            long length = Math.abs(width.longValue());
            if (length > MAX_TEXT || length < 0) {
                throw new EvaluationException("its result is too large");
            }
            String with = arguments.size() > 2 && arguments.get(2) instanceof String s && !s.isEmpty() ? s : " ";
            int[] unit = with.codePoints().toArray();
            int missing = (int) length - string.codePointCount(0, string.length());
            List<String> padding = new ArrayList<>(Math.max(0, missing));
            for (int i = 0; i < missing; i++) {
                padding.add(Character.toString(unit[i % unit.length]));
            }
            String filling = String.join("", padding);
            return width.longValue() < 0 ? filling + string : string + filling;
        }
    }
}
