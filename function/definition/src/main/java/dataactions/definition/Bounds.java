package dataactions.definition;

import com.dashjoin.jsonata.Jsonata;
import com.dashjoin.jsonata.Parser.Symbol;
import com.dashjoin.jsonata.SyntaxTree;
import com.dashjoin.jsonata.Utils.RangeList;
import dataactions.definition.Expression.EvaluationException;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * What one evaluation may take: time, memory, depth. JSONata calls back before and after each node of the expression,
 * and the {@link Natives} report their own loops. What happens between two calls is bounded too, since no value may
 * {@linkplain #weigh weigh} more than the budget allows: each of JSONata's own loops is linear in the weight of the
 * values it works on, and the three that are not (joins, groups of joined values, wildcards) are reckoned before they
 * run.
 */
final class Bounds {
    /** No output can be longer: it is all that Lambda returns. */
    static final int MAX_TEXT = 6_000_000;

    static final int MAX_LIST = 1_000_000;
    /** Of nodes inside each other. */
    static final int MAX_DEPTH = 200;
    /** Of containers inside each other in one value: what walks through it recurses. */
    static final int MAX_LEVELS = 500;
    /** Units of work (some nanoseconds each) between two looks at the clock. */
    private static final int LOOK_EVERY = 4096;
    /** References that a loop without a call back may copy: about a tenth of a second. */
    static final long MAX_COPIES = 20_000_000;

    private static final ThreadLocal<Bounds> CURRENT = new ThreadLocal<>();

    private final Budget budget;
    private final long maxWeight;
    private Symbol[] open = new Symbol[16];
    /** For each open node, the bytes that JSONata will need to put its parts' results together. */
    private long[] pending = new long[16];
    /** For each open node, how many keys its grouping has seen. */
    private long[] keys = new long[16];

    private int depth;
    private long work;
    private long allocatedBefore = -1;
    private EvaluationException stopped;

    Bounds(Budget budget) {
        this.budget = budget;
        this.maxWeight = budget.memory() / 2;
    }

    /** The bounds of the evaluation that runs on this thread. */
    static Bounds current() {
        return CURRENT.get();
    }

    /** Evaluates within these bounds. */
    Object evaluate(Jsonata expression, Object context, Jsonata.Frame frame) {
        frame.setEvaluateEntryCallback((node, input, environment) -> enter(node, input));
        frame.setEvaluateExitCallback((node, input, environment, result) -> leave(node, result));
        Bounds outer = CURRENT.get();
        CURRENT.set(this);
        try {
            return expression.evaluate(context, frame);
        } finally {
            CURRENT.set(outer);
        }
    }

    /** Why it was stopped; JSONata may have wrapped that into an exception of its own. Null when it was not. */
    EvaluationException stopped() {
        return stopped;
    }

    EvaluationException stop(String why) {
        stopped = new EvaluationException(why);
        return stopped;
    }

    EvaluationException tooLarge() {
        return stop("its result is too large");
    }

    private EvaluationException tooMuchMemory() {
        return stop("it needs more memory than one call may take");
    }

    /** Counts units of work, and looks at the clock when there are enough of them. */
    void work(long units) {
        work += units;
        if (work >= LOOK_EVERY) {
            work = 0;
            if (budget.isSpent()) {
                throw stop("it took too long");
            }
            long allocated = budget.allocated();
            if (allocatedBefore < 0) {
                allocatedBefore = allocated;
            }
            if (allocated - allocatedBefore > budget.memory()) {
                throw tooMuchMemory();
            }
        }
    }

    /** Asks for memory before it is taken. */
    void room(long bytes) {
        if (bytes > maxWeight) {
            throw tooMuchMemory();
        }
        work(bytes >> 3);
    }

    /** Asks whether loops may copy so many references. */
    void copies(long references) {
        if (references > MAX_COPIES) {
            throw stop("it would copy too many values");
        }
        work(references);
    }

    private void enter(Symbol node, Object input) {
        if (++depth > MAX_DEPTH) {
            throw stop("recursion too deep");
        }
        if (depth == open.length) {
            open = Arrays.copyOf(open, depth * 2);
            pending = Arrays.copyOf(pending, depth * 2);
            keys = Arrays.copyOf(keys, depth * 2);
        }
        open[depth] = node;
        pending[depth] = 0;
        keys[depth] = 0;
        work(64 + size(input));
        if (SyntaxTree.type(node).equals("wildcard")) {
            wildcard(input);
        }
    }

    private void leave(Symbol node, Object result) {
        depth--;
        long size = size(result);
        if (result instanceof String text) {
            if (text.length() > MAX_TEXT) {
                throw tooLarge();
            }
            work(text.length() >> 3);
        } else if (size > 0) {
            if (result instanceof List && size > MAX_LIST) {
                throw tooLarge();
            }
            work(size);
            if (!handsOn(node, depth > 0 ? open[depth] : null)) {
                weigh(result);
            }
        }
        if (depth > 0 && result != null) {
            part(open[depth], node, result, size);
        }
    }

    /** Reckons what an open node will do with the result of a part of it. */
    private void part(Symbol parent, Symbol node, Object result, long size) {
        String type = SyntaxTree.type(parent);
        if (type.equals("path") && SyntaxTree.isJoin(parent)) {
            int steps = SyntaxTree.steps(parent).size();
            if (SyntaxTree.isKeyOf(parent, node)) {
                // The values of each name are appended one by one, each time to a copy.
                keys[depth]++;
                copies(keys[depth] * keys[depth] / 2 * (steps + 1));
            }
            // A map for each value, with a name for each step at most.
            pending[depth] += Math.max(1, result instanceof List ? size : 1) * (200L + 48L * (steps + 2));
        } else if (result instanceof List) {
            pending[depth] += size * 8;
        }
        if (pending[depth] > maxWeight) {
            throw tooMuchMemory();
        }
        if (type.equals("binary") && size > 0 && "&".equals(String.valueOf(SyntaxTree.value(parent)))) {
            text(result, false);
        }
    }

    /**
     * Whether a node's result has been weighed as another node's, or will be: the descendants of a value, each with all
     * that is in it, are much more than the path makes of them.
     */
    private static boolean handsOn(Symbol node, Symbol parent) {
        return switch (SyntaxTree.type(node)) {
            case "variable", "block", "condition", "bind", "parent" -> true;
            case "descendant" -> parent != null && SyntaxTree.type(parent).equals("path");
            default -> false;
        };
    }

    private static long size(Object value) {
        return value instanceof List<?> list ? list.size() : value instanceof Map<?, ?> map ? map.size() : 0;
    }

    /** {@code *} flattens each member that is a list, and appends it to a copy of what it has. */
    private void wildcard(Object input) {
        Iterable<?> members =
                input instanceof Map<?, ?> map ? map.values() : input instanceof List<?> list ? list : List.of();
        long lists = 0;
        long elements = 0;
        for (Object member : members) {
            elements++;
            if (member instanceof List<?> list) {
                lists++;
                elements += elements(list, 0);
            }
        }
        copies(lists * elements);
    }

    private long elements(List<?> list, int level) {
        if (list instanceof RangeList) {
            return list.size();
        }
        work(list.size());
        if (level > MAX_LEVELS) {
            throw stop("its values are nested too deeply");
        }
        long elements = list.size();
        for (Object each : list) {
            if (each instanceof List<?> inner) {
                elements += elements(inner, level + 1);
            }
        }
        return elements;
    }

    /**
     * The bytes of a value with all that is in it, each part as often as it occurs; an estimate, rather too much than too
     * little. A value that is built of copies of another, and those again, soon weighs more than any memory holds.
     */
    void weigh(Object value) {
        weigh(value, 0, 0);
    }

    private long weigh(Object value, long before, int level) {
        long weight = before;
        if (value instanceof Json.Weighed weighed) {
            weight += weighed.weight();
        } else if (value instanceof RangeList range) {
            weight += range.size() * 32L;
        } else if (value instanceof List<?> list) {
            weight += Json.ofList(list.size());
            if (enters(weight, level)) {
                work(list.size());
                for (Object each : list) {
                    weight = weigh(each, weight, level + 1);
                }
            }
        } else if (value instanceof Map<?, ?> map) {
            weight += Json.ofObject(map.size());
            if (enters(weight, level)) {
                work(map.size());
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    weight = weigh(entry.getValue(), weigh(entry.getKey(), weight, level), level + 1);
                }
            }
        } else {
            weight += Json.ofScalar(value);
        }
        if (weight > maxWeight) {
            throw tooMuchMemory();
        }
        return weight;
    }

    private boolean enters(long weight, int level) {
        if (level > MAX_LEVELS) {
            throw stop("its values are nested too deeply");
        }
        return weight <= maxWeight;
    }

    /**
     * Checks that {@code $string} of a value is not too long.
     *
     * @return the length, at most
     */
    long text(Object value, boolean prettify) {
        return text(value, prettify, 0, 0);
    }

    /** The closing one has a line of its own. */
    private static long brackets(boolean prettify, int level) {
        return prettify ? 3L + 2L * level : 2;
    }

    private long text(Object value, boolean prettify, long before, int level) {
        long length = before + (prettify ? 3L + 2L * level : 1);
        if (value instanceof String text) {
            length += 2 + text.length();
            if (length <= MAX_TEXT) {
                length += Text.escapes(text);
            }
        } else if (value instanceof List<?> list) {
            length += brackets(prettify, level);
            work(list.size());
            for (Object each : list) {
                length = text(each, prettify, length, level + 1);
            }
        } else if (value instanceof Map<?, ?> map) {
            length += brackets(prettify, level);
            work(map.size());
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                length = text(entry.getValue(), prettify, text(entry.getKey(), prettify, length, level), level + 1);
            }
        } else {
            length += value instanceof BigDecimal number ? number.precision() + 16L : 16;
        }
        if (length > MAX_TEXT) {
            throw tooLarge();
        }
        return length;
    }
}
