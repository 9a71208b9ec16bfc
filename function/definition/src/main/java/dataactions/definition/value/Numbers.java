package dataactions.definition.value;

import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * The numbers of JSON: {@link Long}, {@link BigInteger} and {@link BigDecimal}. Two longs are handled without a
 * {@link BigDecimal}: initialising that class takes a twentieth of the time from a process's start to its first answer.
 */
public final class Numbers {
    private Numbers() {}

    /** Compares two numbers, whatever their types are: 1 and 1.0 are the same. */
    public static int compare(Number a, Number b) {
        return isLong(a) && isLong(b)
                ? Long.compare(a.longValue(), b.longValue())
                : decimal(a).compareTo(decimal(b));
    }

    /** Whether a long holds every number of that type. An expression may make an {@link Integer}. */
    private static boolean isLong(Number number) {
        return number instanceof Long || number instanceof Integer;
    }

    private static BigDecimal decimal(Number number) {
        return number instanceof BigDecimal decimal ? decimal : new BigDecimal(number.toString());
    }

    /** The same digits as {@link Json} reads them: without a point they are a long, or a big integer if none holds them. */
    public static Number narrowed(Number number) {
        if (!(number instanceof BigDecimal decimal) || decimal.scale() != 0) {
            return number;
        }
        BigInteger digits = decimal.unscaledValue();
        return digits.bitLength() < Long.SIZE ? (Number) digits.longValue() : digits;
    }

    /** The number without an exponent. */
    public static String plain(Number number) {
        return number instanceof BigDecimal decimal ? decimal.toPlainString() : number.toString();
    }
}
