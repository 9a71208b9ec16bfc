package dataactions.definition.expression;

import com.dashjoin.jsonata.Functions;
import com.dashjoin.jsonata.Jsonata.JFunction;
import com.dashjoin.jsonata.Utils;
import com.dashjoin.jsonata.Utils.JList;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** JSONata's functions that join, split or copy lists and objects. Public for JSONata, which finds the methods by reflection. */
public final class CollectionFunctions {
    /** The largest double with 15 digits. */
    private static final double MAX_COPIED = 1.79769313486231e308;

    private CollectionFunctions() {}

    public static List<Object> zip(JList<List<?>> lists) {
        int length = lists.isEmpty() ? 0 : Integer.MAX_VALUE;
        for (List<?> each : lists) {
            length = Math.min(length, each == null ? 0 : each.size());
        }
        Bounds.current().room((long) length * (64 + 8L * lists.size()));
        List<Object> zipped = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            List<Object> tuple = new ArrayList<>(lists.size());
            for (List<?> each : lists) {
                tuple.add(each.get(i));
            }
            zipped.add(tuple);
        }
        return zipped;
    }

    public static Object spread(Object value) {
        if (!(value instanceof List) && !(value instanceof Map)) {
            return value;
        }
        List<Object> all = Utils.createSequence();
        spread(value, all);
        return all;
    }

    private static void spread(Object value, List<Object> all) {
        if (value instanceof List<?> list) {
            Bounds.current().work(list.size());
            list.forEach(each -> spread(each, all));
        } else if (value instanceof Map<?, ?> map) {
            map.forEach((key, member) -> {
                Map<Object, Object> single = new LinkedHashMap<>(2);
                single.put(key, member);
                all.add(single);
                Bounds.current().work(16);
                Bounds.current().list(all, 200);
            });
        } else if (value != null) {
            all.add(value);
        }
    }

    /**
     * A value as the key of a set. Counts its comparisons, because an upstream may send many values with the same hash.
     */
    private record Distinct(Object value, int hash) {
        Distinct(Object value) {
            this(value, value == null ? 0 : value.hashCode());
        }

        @Override
        public int hashCode() {
            return hash;
        }

        @Override
        public boolean equals(Object other) {
            Bounds.current().work(16);
            return other instanceof Distinct same
                    && hash == same.hash
                    && (value == null ? same.value == null : value.equals(same.value));
        }
    }

    public static Object distinct(Object value) {
        if (!(value instanceof List<?> list) || list.size() <= 1) {
            return value;
        }
        Bounds.current().room(list.size() * 120L);
        Set<Distinct> seen = new LinkedHashSet<>();
        for (Object each : list) {
            seen.add(new Distinct(each));
        }
        List<Object> distinct = list instanceof JList ? Utils.createSequence() : new ArrayList<>();
        seen.forEach(each -> distinct.add(each.value()));
        return distinct;
    }

    public static Object clone(Object value) {
        isCopyable(value);
        return Functions.functionClone(value);
    }

    /** A transformation copies its input, but does not call {@code $clone} to do so. */
    static JFunction transforming(JFunction transformation) {
        return new JFunction(
                (input, arguments) -> {
                    isCopyable(arguments.get(0));
                    return transformation.call(input, arguments);
                },
                "<(oa):o>");
    }

    /**
     * Replaces the library's copy, which writes a value as JSON and reads it again. The library writes a double with
     * only 15 digits, and prints a stack trace for each number that is too large for a double.
     */
    private static void isCopyable(Object value) {
        Bounds.current().text(value, false);
        checkNumbers(value);
    }

    private static void checkNumbers(Object value) {
        if (value instanceof List<?> list) {
            Bounds.current().work(list.size() * 4L);
            list.forEach(CollectionFunctions::checkNumbers);
        } else if (value instanceof Map<?, ?> map) {
            Bounds.current().work(map.size() * 8L);
            map.values().forEach(CollectionFunctions::checkNumbers);
        } else if (value instanceof Number number && !(Math.abs(number.doubleValue()) <= MAX_COPIED)) {
            throw Bounds.current().stop("a number in it is too large to be copied");
        }
    }
}
