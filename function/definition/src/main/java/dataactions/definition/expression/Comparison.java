package dataactions.definition.expression;

import com.dashjoin.jsonata.Evaluator;
import com.dashjoin.jsonata.Jsonata;
import dataactions.definition.value.Numbers;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * Compares values by their JSON. Numbers are compared by all their digits: the library compares numbers of different
 * types as doubles, so it takes ids beyond 2<sup>53</sup> for their neighbours. A double, as arithmetic gives it, is
 * compared as a double.
 */
final class Comparison implements Evaluator.Comparison {
    static final Comparison BY_JSON = new Comparison();

    private Comparison() {}

    @Override
    public boolean areEqual(Object a, Object b) {
        return areEqual(a, b, 0);
    }

    private boolean areEqual(Object a, Object b, int level) {
        Bounds bounds = Bounds.current();
        bounds.work(8);
        if (level > Bounds.MAX_LEVELS) {
            throw bounds.stop("its values are nested too deeply");
        }
        if (a instanceof Number x) {
            return b instanceof Number y && compare(x, y) == 0;
        }
        if (a instanceof List<?> x) {
            return b instanceof List<?> y && x.size() == y.size() && areEqual(x.iterator(), y.iterator(), level + 1);
        }
        if (a instanceof Map<?, ?> x) {
            return b instanceof Map<?, ?> y && x.size() == y.size() && areEqual(x, y, level + 1);
        }
        if (a instanceof String x) {
            bounds.work(x.length() >> 3);
        }
        return isNull(a) ? isNull(b) : a.equals(b);
    }

    private boolean areEqual(Iterator<?> a, Iterator<?> b, int level) {
        while (a.hasNext()) {
            if (!areEqual(a.next(), b.next(), level)) {
                return false;
            }
        }
        return true;
    }

    private boolean areEqual(Map<?, ?> a, Map<?, ?> b, int level) {
        for (Map.Entry<?, ?> entry : a.entrySet()) {
            Object other = b.get(entry.getKey());
            if (other == null && !b.containsKey(entry.getKey()) || !areEqual(entry.getValue(), other, level)) {
                return false;
            }
        }
        return true;
    }

    /** A null in a value of an upstream is Java's, and a null in an expression is JSONata's. */
    private static boolean isNull(Object value) {
        return value == null || value == Jsonata.NULL_VALUE;
    }

    @Override
    public int compare(Number a, Number b) {
        // 0.0 is -0.0, which Double.compare denies.
        return isDouble(a) || isDouble(b) ? Double.compare(a.doubleValue() + 0.0, b.doubleValue() + 0.0) : order(a, b);
    }

    @Override
    public int order(Number a, Number b) {
        Bounds.current().work(digits(a) + digits(b));
        if (isFinite(a) && isFinite(b)) {
            return Numbers.compare(a, b);
        }
        // An infinite number is beyond every number with digits, also beyond one that is too large for a double.
        return isFinite(a)
                ? Double.compare(0, b.doubleValue())
                : isFinite(b) ? Double.compare(a.doubleValue(), 0) : Double.compare(a.doubleValue(), b.doubleValue());
    }

    private static boolean isDouble(Number number) {
        return number instanceof Double || number instanceof Float;
    }

    private static boolean isFinite(Number number) {
        return !isDouble(number) || Double.isFinite(number.doubleValue());
    }

    private static int digits(Number number) {
        return number instanceof BigDecimal decimal
                ? decimal.precision()
                : number instanceof BigInteger integer ? integer.bitLength() >> 2 : 1;
    }
}
