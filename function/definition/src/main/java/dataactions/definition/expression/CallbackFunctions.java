package dataactions.definition.expression;

import com.dashjoin.jsonata.Functions;
import com.dashjoin.jsonata.JException;
import com.dashjoin.jsonata.Utils;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** JSONata's functions that call a function for each value. Public for JSONata, which finds the methods by reflection. */
public final class CallbackFunctions {
    private CallbackFunctions() {}

    /** Calls a function of the expression, or one of JSONata's own functions, which do not report their work. */
    static Object called(Object function, List<?> arguments) {
        Bounds.current().work(64);
        Object result;
        try {
            result = Functions.funcApply(function, arguments);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
        if (result instanceof String text) {
            Bounds.current().work(text.length() >> 2);
        } else if (result instanceof List || result instanceof Map) {
            Bounds.current().weigh(result);
        }
        return result;
    }

    private static Object called(Object function, Object value, Object place, Object all) {
        return called(function, Functions.hofFuncArgs(function, value, place, all));
    }

    private static boolean holds(Object function, Object value, Object place, Object all) {
        return Boolean.TRUE.equals(Functions.toBoolean(called(function, value, place, all)));
    }

    /** Counts the memory of all results of a loop together, because each result was weighed alone. */
    private static final class Results {
        private long bytes;

        void add(Object result) {
            bytes += result instanceof String text ? 64 + 2L * text.length() : 16;
            Bounds.current().room(bytes);
        }
    }

    public static List<Object> map(List<?> list, Object function) {
        if (list == null) {
            return null;
        }
        List<Object> mapped = Utils.createSequence();
        Results results = new Results();
        for (int i = 0; i < list.size(); i++) {
            Object result = called(function, list.get(i), i, list);
            if (result != null) {
                results.add(result);
                mapped.add(result);
            }
        }
        return mapped;
    }

    public static List<Object> filter(List<?> list, Object function) {
        if (list == null) {
            return null;
        }
        List<Object> filtered = Utils.createSequence();
        for (int i = 0; i < list.size(); i++) {
            Object each = list.get(i);
            if (holds(function, each, i, list)) {
                filtered.add(each);
            }
        }
        return filtered;
    }

    public static Object single(List<?> list, Object function) {
        if (list == null) {
            return null;
        }
        Object found = null;
        boolean isFound = false;
        for (int i = 0; i < list.size(); i++) {
            Object each = list.get(i);
            if (function == null || holds(function, each, i, list)) {
                if (isFound) {
                    throw new JException("D3138", i);
                }
                found = each;
                isFound = true;
            }
        }
        if (!isFound) {
            throw new JException("D3139", -1);
        }
        return found;
    }

    public static Object reduce(List<?> list, Object function, Object first) {
        if (list == null) {
            return null;
        }
        int arity = Functions.getFunctionArity(function);
        if (arity < 2) {
            throw new JException("D3050", 1);
        }
        boolean startsWithElement = first == null && !list.isEmpty();
        Object reduced = startsWithElement ? list.get(0) : first;
        for (int i = startsWithElement ? 1 : 0; i < list.size(); i++) {
            List<Object> arguments = new ArrayList<>(Arrays.asList(reduced, list.get(i)));
            if (arity >= 3) {
                arguments.add(i);
            }
            if (arity >= 4) {
                arguments.add(list);
            }
            reduced = called(function, arguments);
        }
        return reduced;
    }

    public static Object sift(Map<?, ?> object, Object function) {
        if (object == null) {
            return null;
        }
        Map<Object, Object> sifted = new LinkedHashMap<>();
        object.forEach((key, value) -> {
            if (holds(function, value, key, object)) {
                sifted.put(key, value);
            }
        });
        return sifted.isEmpty() ? null : sifted;
    }

    public static List<Object> each(Map<?, ?> object, Object function) {
        if (object == null) {
            return null;
        }
        List<Object> all = Utils.createSequence();
        Results results = new Results();
        object.forEach((key, value) -> {
            Object result = called(function, value, key, object);
            if (result != null) {
                results.add(result);
                all.add(result);
            }
        });
        return all;
    }

    public static List<?> sort(List<Object> list, Object function) {
        if (list == null || list.size() <= 1) {
            return list;
        }
        Bounds.current().work(list.size());
        List<Object> sorted = new ArrayList<>(list);
        if (function != null) {
            return sorted(sorted, function);
        }
        sorted.sort((a, b) -> {
            Bounds.current().work(a instanceof String text ? 8 + (text.length() >> 3) : 8);
            return compared(a, b);
        });
        return sorted;
    }

    /**
     * A merge sort, like the reference's. The function says only whether two elements have to change places. So it is no
     * {@link java.util.Comparator}, which also says when two elements are equal.
     */
    private static List<Object> sorted(List<Object> list, Object function) {
        if (list.size() <= 1) {
            return list;
        }
        int middle = list.size() / 2;
        List<Object> left = sorted(list.subList(0, middle), function);
        List<Object> right = sorted(list.subList(middle, list.size()), function);
        // Two calls of the function instead of many if the list was in order, or in the opposite order.
        if (!changePlaces(function, left.get(left.size() - 1), right.get(0))) {
            return joined(left, right);
        }
        if (list.size() == 2 || changePlaces(function, left.get(0), right.get(right.size() - 1))) {
            return joined(right, left);
        }
        List<Object> merged = new ArrayList<>(list.size());
        int l = 0;
        int r = 0;
        while (l < left.size() && r < right.size()) {
            merged.add(changePlaces(function, left.get(l), right.get(r)) ? right.get(r++) : left.get(l++));
        }
        merged.addAll(left.subList(l, left.size()));
        merged.addAll(right.subList(r, right.size()));
        return merged;
    }

    private static boolean changePlaces(Object function, Object first, Object second) {
        return Boolean.TRUE.equals(Functions.toBoolean(called(function, Arrays.asList(first, second))));
    }

    private static List<Object> joined(List<Object> first, List<Object> second) {
        List<Object> joined = new ArrayList<>(first.size() + second.size());
        joined.addAll(first);
        joined.addAll(second);
        return joined;
    }

    @SuppressWarnings("unchecked")
    private static int compared(Object a, Object b) {
        if (a instanceof Number x && b instanceof Number y) {
            return Comparison.BY_JSON.order(x, y);
        }
        return ((Comparable<Object>) a).compareTo(b);
    }
}
