package com.dashjoin.jsonata;

import com.dashjoin.jsonata.Parser.Symbol;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The syntax tree of an expression. The class is in the library's package because the kind and the parts of a {@link
 * Symbol} are visible only there (0.9.10).
 */
public final class SyntaxTree {
    /** Doubles of this size and larger do not hold every integer. */
    private static final double MAX_EXACT = 1L << 53;

    /** The digits at the end of a text. */
    private static final Pattern INTEGER = Pattern.compile("(?<![0-9])[0-9]+$");

    private SyntaxTree() {}

    /** The root of a compiled expression. */
    public static Symbol of(Jsonata expression) {
        return expression.ast;
    }

    /** The kind of a node: {@code path}, {@code name}, {@code variable}, {@code function} and so on; never null. */
    public static String type(Symbol node) {
        return node.type == null ? "" : node.type;
    }

    /** The text of a name, variable or operator; the value of a literal or a regular expression. */
    public static Object value(Symbol node) {
        return node.value;
    }

    /** The zero-based position in the text where the node ends, as far as the parser knows. */
    public static int position(Symbol node) {
        return node.position;
    }

    /** The steps of a path. */
    public static List<Symbol> steps(Symbol path) {
        return path.steps == null ? List.of() : path.steps;
    }

    /** The callee of a node: {@code $f} in {@code $f(a)} and in {@code a ~> $f}; null if the node is not a call. */
    public static Symbol called(Symbol node) {
        return "apply".equals(node.type) ? node.rhs : node.procedure;
    }

    /** The variable that a {@code :=} binds. */
    public static Symbol bound(Symbol bind) {
        return bind.lhs;
    }

    /** The parameters of a lambda, or the arguments of a call. */
    public static List<Symbol> arguments(Symbol call) {
        return call.arguments == null ? List.of() : call.arguments;
    }

    /** Whether a path makes a tuple for each result, because it has {@code @}, {@code #} or a parent. */
    public static boolean isJoin(Symbol node) {
        if (node.steps != null) {
            for (Symbol step : node.steps) {
                if (step.tuple != null) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether a node makes objects: {@code {"a": b}}, alone or after a path. */
    public static boolean isObject(Symbol node) {
        return node.lhsObject != null;
    }

    /** Whether {@code node} is one of the key expressions by which {@code parent} groups its results. */
    public static boolean isKeyOf(Symbol parent, Symbol node) {
        if (parent.group != null && parent.group.lhsObject != null) {
            for (Symbol[] pair : parent.group.lhsObject) {
                if (pair[0] == node) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The node and all nodes below it, each once. */
    public static List<Symbol> all(Symbol root) {
        List<Symbol> all = new ArrayList<>();
        collect(root, all, Collections.newSetFromMap(new IdentityHashMap<>()));
        return all;
    }

    private static void collect(Object part, List<Symbol> all, Set<Symbol> seen) {
        if (part instanceof List<?> list) {
            list.forEach(each -> collect(each, all, seen));
        } else if (part instanceof Symbol[] pair) {
            for (Symbol each : pair) {
                collect(each, all, seen);
            }
        } else if (part instanceof Symbol node && seen.add(node)) {
            all.add(node);
            for (Object child : new Object[] {
                node.expression,
                node.steps,
                node.procedure,
                node.arguments,
                node.body,
                node.predicate,
                node.stages,
                node.expr,
                node.group,
                node.lhs,
                node.rhs,
                node.lhsObject,
                node.rhsObject,
                node.rhsTerms,
                node.terms,
                node.condition,
                node.then,
                node._else,
                node.expressions,
                node.pattern,
                node.update,
                node.delete,
                node.nextFunction
            }) {
                collect(child, all, seen);
            }
        }
    }

    /** Replaces the value of every regular expression below {@code root}. */
    public static void replaceRegexes(Symbol root, Function<Pattern, Object> replacement) {
        for (Symbol node : all(root)) {
            if (node.value instanceof Pattern pattern) {
                node.value = replacement.apply(pattern);
            }
        }
    }

    /**
     * Gives the integers below {@code root} all the digits that they have in the expression's text. The parser rounds
     * them to doubles.
     */
    public static void keepDigits(Symbol root, String text) {
        for (Symbol node : all(root)) {
            if ("number".equals(node.type)
                    && node.value instanceof Number rounded
                    && Math.abs(rounded.doubleValue()) >= MAX_EXACT
                    && node.position <= text.length()) {
                Matcher digits = INTEGER.matcher(text.substring(0, node.position));
                if (digits.find()) {
                    BigInteger exact = new BigInteger(digits.group());
                    // The node of a negative number has the minus in its value only.
                    BigInteger signed = rounded.doubleValue() < 0 ? exact.negate() : exact;
                    if (signed.doubleValue() == rounded.doubleValue()) {
                        node.value = signed.bitLength() < Long.SIZE ? (Number) signed.longValue() : signed;
                    }
                }
            }
        }
    }

    /**
     * Replaces every transformation ({@code |…|…|}) below {@code root}. A transformation is a function. The replacement
     * is a call of another function, with the transformation as its argument.
     *
     * @param function the name of the other function
     */
    public static void wrapTransforms(Symbol root, String function) {
        for (Symbol node : all(root)) {
            if ("transform".equals(node.type)) {
                Symbol procedure = node.create();
                procedure.type = "variable";
                procedure.value = function;
                Symbol call = node.create();
                call.type = "function";
                call.value = "(";
                call.procedure = procedure;
                call.arguments = List.of(node.create());
                // A block is necessary, because "a ~> f(b)" would call f with a and b.
                node.type = "block";
                node.expressions = List.of(call);
            }
        }
    }

    /** Makes functions known to an expression, in every frame of its evaluations. */
    public static void bind(Jsonata expression, Map<String, ? extends Jsonata.JFunction> functions) {
        functions.forEach(expression.environment::bind);
    }

    /** Evaluates with this thread's evaluator, which holds the scope of the function that is running. */
    public static Object evaluateHere(Symbol root, Object input) {
        Jsonata running = Jsonata.current.get();
        return running.evaluate(root, input == null ? running.input : input, running.environment);
    }

    /** Parses another expression during an evaluation. The evaluation can continue afterwards. */
    public static Symbol parseHere(String text) {
        Jsonata running = Jsonata.current.get();
        try {
            return new Jsonata(text).ast;
        } finally {
            Jsonata.current.set(running);
        }
    }
}
