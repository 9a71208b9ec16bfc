package dataactions.definition.expression;

import com.dashjoin.jsonata.Evaluator;
import com.dashjoin.jsonata.JException;
import com.dashjoin.jsonata.Jsonata;
import com.dashjoin.jsonata.Parser.Symbol;
import com.dashjoin.jsonata.SyntaxTree;
import dataactions.definition.value.Json;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A JSONata expression. It is compiled at its first use, and every invocation reuses it: a test shows that compiled
 * expressions are thread-safe. Two expressions are equal when their texts are.
 *
 * <p>This class evaluates a plain path of members over objects itself ({@code company.name}, {@code $input.userId}),
 * with JSONata's result. Most expressions are such paths, so most functions never load JSONata.
 */
public final class Expression {
    /** The name of an object's member in a path, without quotes. */
    private static final String MEMBER = "[A-Za-z_][A-Za-z0-9_]*";

    private static final Pattern PLAIN_PATH = Pattern.compile("\\$?" + MEMBER + "(\\." + MEMBER + ")*");
    private static final String STEPS = "steps";
    /** The variable that holds the text of an outcome. */
    private static final String ERROR = "error";

    /** The variables of every evaluation. None of their values is a function. */
    private static final Set<String> VALUES = Set.of("input", "status", "headers", STEPS, "errorCode", "requestId");

    /** Means that a variable is read as a whole. No step and no input can have this name. */
    private static final String ALL = "*";

    private static final Set<String> KEYWORDS = Set.of("true", "false", "null", "and", "or", "in", "function");

    private static final Pattern CODE = Pattern.compile("[A-Z]\\d{4}");

    private final String text;
    private final String[] path;
    private volatile Jsonata compiled;

    private Expression(String text, String[] path) {
        this.text = text;
        this.path = path;
    }

    /** An expression. It is compiled at its first use. */
    public static Expression of(String text) {
        String[] path = PLAIN_PATH.matcher(text).matches() ? text.split("\\.") : null;
        return new Expression(text, path == null || KEYWORDS.contains(path[0]) ? null : path);
    }

    /** An expression that reads the member of that name. The name may contain any characters. */
    public static Expression member(String name) {
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

    /**
     * The functions in the expression that a new definition must not use, each with a replacement. Empty also for
     * invalid JSONata.
     */
    public List<String> refusals() {
        List<String> refusals = new ArrayList<>();
        List<Symbol> nodes = nodes();
        Set<String> own = bound(nodes);
        boolean membersMayBeFunctions = nodes.stream()
                .anyMatch(node -> SyntaxTree.isObject(node) || SyntaxTree.value(node) instanceof RegexFunction);
        for (Symbol node : nodes) {
            if (SyntaxTree.value(node) instanceof RegexFunction regex && regex.isRefused()) {
                refusals.add("a regular expression in it repeats its parts more than a million times, and no time limit"
                        + " could stop it: write smaller numbers in {}");
            }
            // $error is a text, so calling it would fail. Other functions are refused also as arguments.
            Symbol called = SyntaxTree.called(node);
            String name = called != null && isVariable(called, ERROR)
                    ? ERROR
                    : SyntaxTree.type(node).equals("variable") && !isVariable(node, ERROR)
                            ? String.valueOf(SyntaxTree.value(node))
                            : "";
            String why = own.contains(name) ? null : BoundedFunctions.REFUSED.get(name);
            if (why != null) {
                refusals.add("uses $" + name + ", which " + why);
            } else if (called != null && SyntaxTree.type(node).equals("function")) {
                String value = value(called, own, membersMayBeFunctions);
                if (value != null) {
                    refusals.add(
                            "calls " + value + ", which is not a function: the names of functions begin with $, as in"
                                    + " $length(name)");
                }
            }
        }
        return refusals.stream().distinct().toList();
    }

    /**
     * The callee of a call, if it cannot be a function: a bound variable, a member of the upstream's JSON, a literal or
     * the result of an operator. Null if it may be a function.
     *
     * @param own the variables that the expression itself binds
     * @param membersMayBeFunctions whether the expression makes objects, whose members may be functions
     */
    private static String value(Symbol called, Set<String> own, boolean membersMayBeFunctions) {
        return switch (SyntaxTree.type(called)) {
            case "variable" -> {
                String name = String.valueOf(SyntaxTree.value(called));
                yield VALUES.contains(name) && !own.contains(name) ? "$" + name : null;
            }
            case "path" -> {
                List<Symbol> steps = SyntaxTree.steps(called);
                boolean isMember =
                        steps.size() == 1 && SyntaxTree.type(steps.get(0)).equals("name");
                yield isMember && !membersMayBeFunctions ? String.valueOf(SyntaxTree.value(steps.get(0))) : null;
            }
            case "string", "number", "value" -> "a literal";
            case "binary", "unary" -> "the result of an operator";
            default -> null;
        };
    }

    /** Whether the expression reads a variable such as {@code $errorCode}. */
    public boolean uses(String variable) {
        if (path != null) {
            return path[0].equals(variable);
        }
        return text.contains(variable) && nodes().stream().anyMatch(node -> isVariable(node, variable.substring(1)));
    }

    private static boolean isVariable(Symbol node, String name) {
        return SyntaxTree.type(node).equals("variable") && name.equals(SyntaxTree.value(node));
    }

    /** The names of the inputs that the expression reads by {@code $input.NAME}. */
    public Set<String> inputs() {
        return members("input");
    }

    /** The names that the expression reads as {@code $variable.NAME}, without those of a variable that it binds itself. */
    public Set<String> members(String variable) {
        return named(read(variable, false));
    }

    /** Whether the expression reads {@code $variable} without a name, so that it is unknown which members it reads. */
    public boolean readsWhole(String variable) {
        return read(variable, false).contains(ALL);
    }

    /** Whether the expression reads a member of that name, as {@code name} or {@code name.other}. */
    public boolean readsMember(String name) {
        if (path != null) {
            return path[0].equals(name);
        }
        return text.contains(name)
                && nodes().stream()
                        .map(SyntaxTree::steps)
                        .anyMatch(steps -> !steps.isEmpty() && isMember(steps.get(0), name));
    }

    /** The names of the steps that the expression reads, as {@code steps.customer} or {@code $steps.customer}. */
    public Set<String> steps() {
        return named(read(STEPS, true));
    }

    /** Whether the expression reads {@code steps} as a whole, so that it is unknown which steps it reads. */
    public boolean readsAllSteps() {
        return read(STEPS, true).contains(ALL);
    }

    private static Set<String> named(Set<String> names) {
        names.remove(ALL);
        return names;
    }

    /**
     * The names that the expression reads as {@code $variable.NAME}, and {@link #ALL} if it reads the variable as a whole.
     *
     * @param orMember whether a member of that name counts like the variable
     */
    private Set<String> read(String variable, boolean orMember) {
        Set<String> names = new LinkedHashSet<>();
        if (path != null) {
            if (path[0].equals("$" + variable) || orMember && path[0].equals(variable)) {
                names.add(path.length > 1 ? path[1] : ALL);
            }
            return names;
        }
        if (!text.contains(variable)) {
            return names; // avoids compiling the expression
        }
        List<Symbol> nodes = nodes();
        if (!orMember && bound(nodes).contains(variable)) {
            return names;
        }
        for (Symbol node : nodes) {
            List<Symbol> path = SyntaxTree.steps(node);
            // "$$.steps.customer" means the same as "steps.customer".
            int at = orMember && path.size() > 1 && (isVariable(path.get(0), "") || isVariable(path.get(0), "$"))
                    ? 1
                    : 0;
            if (path.size() > at
                    && (isVariable(path.get(at), variable) || orMember && isMember(path.get(at), variable))) {
                boolean isNamed = path.size() > at + 1
                        && SyntaxTree.type(path.get(at + 1)).equals("name");
                names.add(isNamed ? String.valueOf(SyntaxTree.value(path.get(at + 1))) : ALL);
            }
        }
        // A variable outside a path: "$steps" alone, or "$steps" as an argument.
        Set<Symbol> begins = Collections.newSetFromMap(new IdentityHashMap<>());
        nodes.stream().map(SyntaxTree::steps).filter(path -> !path.isEmpty()).forEach(path -> begins.add(path.get(0)));
        if (nodes.stream().anyMatch(node -> isVariable(node, variable) && !begins.contains(node))) {
            names.add(ALL);
        }
        return names;
    }

    /** The variables that the expression binds itself. */
    private static Set<String> bound(List<Symbol> nodes) {
        Set<String> own = new HashSet<>();
        for (Symbol node : nodes) {
            if (SyntaxTree.type(node).equals("bind")) {
                own.add(String.valueOf(SyntaxTree.value(SyntaxTree.bound(node))));
            } else if (SyntaxTree.type(node).equals("lambda")) {
                SyntaxTree.arguments(node).forEach(each -> own.add(String.valueOf(SyntaxTree.value(each))));
            }
        }
        return own;
    }

    private static boolean isMember(Symbol node, String name) {
        return SyntaxTree.type(node).equals("name") && name.equals(SyntaxTree.value(node));
    }

    /** The nodes of the parsed expression. Empty for invalid JSONata, which {@link #check} reports. */
    private List<Symbol> nodes() {
        try {
            return SyntaxTree.all(SyntaxTree.of(compiled()));
        } catch (SyntaxException e) {
            return List.of();
        }
    }

    /** The members of a plain path over the context; else empty. */
    List<String> members() {
        return path == null || path[0].startsWith("$") ? List.of() : List.of(path);
    }

    private Jsonata compiled() {
        Jsonata expression = compiled;
        if (expression == null) {
            try {
                expression = Evaluator.of(text, Comparison.BY_JSON);
            } catch (JException e) {
                throw new SyntaxException(Math.max(e.getLocation(), 1), e.getMessage());
            } catch (PatternSyntaxException e) {
                throw new SyntaxException(1, "not a regular expression: " + e.getDescription());
            } catch (StackOverflowError e) {
                throw new SyntaxException(1, "the expression is nested too deeply");
            } catch (RuntimeException | Error e) {
                if (e instanceof VirtualMachineError) {
                    throw e;
                }
                // The parser throws exceptions such as NullPointerException for some truncated texts.
                throw new SyntaxException(Math.max(text.length(), 1), "the expression is incomplete");
            }
            // By default JSONata walks through the whole input at every evaluation, which takes longer than the
            // evaluation itself.
            expression.setValidateInput(false);
            SyntaxTree.bind(expression, BoundedFunctions.all());
            BoundedFunctions.bound(SyntaxTree.of(expression), text);
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
    public Object evaluate(Object context, Map<String, Object> bindings, Budget budget) {
        if (path != null) {
            Object value = walk(context, bindings);
            if (value != this) {
                return value;
            }
        }
        Jsonata expression = compiled();
        Jsonata.Frame frame = expression.createFrame();
        bindings.forEach(frame::bind);
        Bounds bounds = new Bounds(budget);
        try {
            return bounds.evaluate(expression, context, frame);
        } catch (RuntimeException | StackOverflowError e) {
            throw failure(bounds, e);
        }
    }

    private static RuntimeException failure(Bounds bounds, Throwable e) {
        if (bounds.stopped() != null) {
            return bounds.stopped();
        }
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof StackOverflowError) {
                return new EvaluationException("recursion too deep");
            } else if (cause instanceof VirtualMachineError error) {
                throw error; // a native function wrapped it
            }
        }
        if (e instanceof JException failed) {
            return new EvaluationException(words(failed.getError()));
        }
        return new EvaluationException(
                e instanceof NumberFormatException
                        ? "a text is no number"
                        : e.getClass().getSimpleName());
    }

    /** The description of a JSONata error code, taken from JSONata, without the values that JSONata would quote. */
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
                // The library's texts say "Object" instead of "function".
                : sentence.replace("\"…\"", "…").replaceAll("\\bObject\\b", "function") + "; JSONata " + code;
    }

    /**
     * Whether a condition holds: JSONata's {@code $boolean}.
     *
     * @throws EvaluationException never quoting a value
     */
    public boolean holds(Object context, Map<String, Object> bindings, Budget budget) {
        return isTruthy(evaluate(context, bindings, budget));
    }

    /**
     * Whether the value is exactly {@code true}, which an expectation needs. {@code $boolean} would also accept other
     * values.
     *
     * @throws SyntaxException with the column
     * @throws EvaluationException never quoting a value
     */
    public boolean isTrue(Object context, Budget budget) {
        return Boolean.TRUE.equals(evaluate(context, Map.of(), budget));
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

    /**
     * The path's value. Returns this expression itself if JSONata has to evaluate it: functions, arrays in the path.
     */
    private Object walk(Object context, Map<String, Object> bindings) {
        Object value = context;
        for (int i = 0; i < path.length; i++) {
            String name = path[i];
            if (i == 0 && name.charAt(0) == '$') {
                if (!bindings.containsKey(name.substring(1))) {
                    return this; // may be a function
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

        /** One-based column in the expression's text. Approximate, because the parser does not always know it. */
        public int column() {
            return column;
        }
    }

    /** An evaluation failed. Unlike JSONata's own messages, this one quotes no value. */
    public static final class EvaluationException extends RuntimeException {
        EvaluationException(String code) {
            super(code, null, false, false);
        }
    }
}
