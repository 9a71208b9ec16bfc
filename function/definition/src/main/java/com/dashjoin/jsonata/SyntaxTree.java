package com.dashjoin.jsonata;

import com.dashjoin.jsonata.Parser.Symbol;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * What JSONata's parser made of an expression. In the library's own package, since a {@link Symbol} shows its kind and
 * its parts to nobody else (0.9.10).
 */
public final class SyntaxTree {
    private SyntaxTree() {}

    /** The root of a compiled expression. */
    public static Symbol of(Jsonata expression) {
        return expression.ast;
    }

    /** The kind of a node: {@code path}, {@code name}, {@code variable}, {@code function} and so on; never null. */
    public static String type(Symbol node) {
        return node.type == null ? "" : node.type;
    }

    /** What a name, a variable, a literal or an operator says; for a regular expression what it evaluates to. */
    public static Object value(Symbol node) {
        return node.value;
    }

    /** The zero-based place in the text where the node ends, as near as the parser knows. */
    public static int position(Symbol node) {
        return node.position;
    }

    /** The steps of a path. */
    public static List<Symbol> steps(Symbol path) {
        return path.steps == null ? List.of() : path.steps;
    }

    /** What a node calls: of {@code $f(a)} and of {@code a ~> $f} that is {@code $f}; null where it calls nothing. */
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

    /** Whether a path makes one tuple for each of its results: it holds {@code @}, {@code #} or a parent. */
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

    /** Whether a node makes objects: {@code {"a": b}}, by itself or behind a path. */
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

    /** The node and all below it, each once. */
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

    /** Lets every regular expression below {@code root} evaluate to something else. */
    public static void replaceRegexes(Symbol root, Function<Pattern, Object> replacement) {
        for (Symbol node : all(root)) {
            if (node.value instanceof Pattern pattern) {
                node.value = replacement.apply(pattern);
            }
        }
    }

    /**
     * Hands every transformation ({@code |…|…|}) below {@code root}, which is a function, to another function, and puts
     * that one's result in its place.
     *
     * @param function the name of the other one
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
                // A block, since "a ~> f(b)" would be a call of f with a and b.
                node.type = "block";
                node.expressions = List.of(call);
            }
        }
    }

    /** Names the functions of an expression, whatever is bound in the frame of an evaluation. */
    public static void bind(Jsonata expression, Map<String, ? extends Jsonata.JFunction> functions) {
        functions.forEach(expression.environment::bind);
    }

    /** What evaluates on this thread: it knows the time for {@code $now} and the scope of a running function. */
    public static Object evaluateHere(Symbol root, Object input) {
        Jsonata running = Jsonata.current.get();
        return running.evaluate(root, input == null ? running.input : input, running.environment);
    }

    /** Parses a further expression while one is evaluated, which stays the one that runs. */
    public static Symbol parseHere(String text) {
        Jsonata running = Jsonata.current.get();
        try {
            return new Jsonata(text).ast;
        } finally {
            Jsonata.current.set(running);
        }
    }
}
