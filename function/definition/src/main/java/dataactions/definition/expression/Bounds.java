package dataactions.definition.expression;

import com.dashjoin.jsonata.Jsonata;
import com.dashjoin.jsonata.Parser.Symbol;
import com.dashjoin.jsonata.SyntaxTree;
import com.dashjoin.jsonata.Utils.RangeList;
import dataactions.definition.expression.Expression.EvaluationException;
import dataactions.definition.value.Json;
import dataactions.definition.value.Text;
import java.math.BigDecimal;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * The limits of one evaluation: time, memory, depth. JSONata calls this class before and after each node of the
 * expression, and the {@link BoundedFunctions} report their own loops. The work between two such calls is limited too. JSONata's
 * own loops take time in proportion to the weight of their values, and no value may {@linkplain #weigh weigh} more than
 * the budget allows. Three loops are not proportional: joins, groups of joined values, and wildcards. Their cost is
 * computed before they run.
 */
final class Bounds {
    /** The most characters of a text: Lambda returns no more. */
    static final int MAX_TEXT = 6_000_000;

    static final int MAX_LIST = 1_000_000;
    /** The most levels of nested nodes. */
    static final int MAX_DEPTH = 200;
    /** The most levels of nested containers in one value, because the code that walks through a value is recursive. */
    static final int MAX_LEVELS = 500;
    /** The clock is read after this number of units of work. A unit takes some nanoseconds. */
    private static final int LOOK_EVERY = 4096;
    /** The number of references that a loop without a callback may copy: takes about a tenth of a second. */
    static final long MAX_COPIES = 20_000_000;

    private static final ThreadLocal<Bounds> CURRENT = new ThreadLocal<>();

    private final Budget budget;
    private final long maxWeight;
    private Symbol[] open = new Symbol[16];
    /** For each open node, the bytes that JSONata will need to join the results of its parts. */
    private long[] pending = new long[16];
    /** For each open node, the number of keys in its grouping so far. */
    private long[] keys = new long[16];

    private int depth;
    private long work;
    private long allocatedBefore = -1;
    private EvaluationException stopped;
    private long millis;
    private Random random;

    Bounds(Budget budget) {
        this.budget = budget;
        this.maxWeight = budget.memory() / 2;
    }

    /** The bounds of this thread's evaluation. */
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

    /** The time for {@code $now} and {@code $millis}: the same in the whole evaluation. In milliseconds since 1970. */
    long millis() {
        if (millis == 0) {
            millis = System.currentTimeMillis();
        }
        return millis;
    }

    /**
     * The generator for {@code $random} and {@code $shuffle}. Each evaluation has its own, because a static generator from
     * before a snapshot gives the same numbers in each restored process.
     */
    Random random() {
        if (random == null) {
            random = new SecureRandom();
        }
        return random;
    }

    /** The exception that stopped the evaluation; null if nothing stopped it. Kept here because JSONata may wrap it. */
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

    /** Counts units of work. Checks time and memory after every {@link #LOOK_EVERY} units. */
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

    /** Refuses an allocation that is too large, before it is made. */
    void room(long bytes) {
        if (bytes > maxWeight) {
            throw tooMuchMemory();
        }
        work(bytes >> 3);
    }

    /** Checks the size of a list that grows without an end that is known before: after every 1024 elements. */
    void list(List<?> growing, int bytesOfElement) {
        if ((growing.size() & 1023) == 0) {
            room((long) growing.size() * bytesOfElement);
        }
    }

    /** Refuses a loop that would copy too many references. */
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
            if (!isWeighedElsewhere(node, depth > 0 ? open[depth] : null)) {
                weigh(result);
            }
        }
        if (depth > 0 && result != null) {
            part(open[depth], node, result, size);
        }
    }

    /** Adds the cost of a part's result to the open node that contains the part. */
    private void part(Symbol parent, Symbol node, Object result, long size) {
        String type = SyntaxTree.type(parent);
        if (type.equals("path") && SyntaxTree.isJoin(parent)) {
            int steps = SyntaxTree.steps(parent).size();
            if (SyntaxTree.isKeyOf(parent, node)) {
                // JSONata appends the values of a key one by one, and copies the list each time.
                keys[depth]++;
                copies(keys[depth] * keys[depth] / 2 * (steps + 1));
            }
            // JSONata makes a map for each value. The map has at most one name for each step.
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
     * Whether the result of a node is weighed later, as part of another node's result. That is so for {@code **} in a
     * path: alone, its result holds every descendant with all that is in it, and the path keeps much less.
     */
    private static boolean isWeighedElsewhere(Symbol node, Symbol parent) {
        return switch (SyntaxTree.type(node)) {
            case "variable", "block", "condition", "bind", "parent" -> true;
            case "descendant" -> parent != null && SyntaxTree.type(parent).equals("path");
            default -> false;
        };
    }

    private static long size(Object value) {
        return value instanceof List<?> list ? list.size() : value instanceof Map<?, ?> map ? map.size() : 0;
    }

    /** {@code *} flattens each member that is a list, and appends the elements to a copy of its result so far. */
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
     * Checks the bytes of a value and of everything in it. A part that occurs several times is counted each time. The
     * estimate may be too high, and seldom is too low. A value made of copies of copies quickly becomes too large for
     * any memory.
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
     * @return an upper limit of the length
     */
    long text(Object value, boolean prettify) {
        return text(value, prettify, 0, 0);
    }

    /** The length of both brackets. In prettified text the closing bracket has its own line. */
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
