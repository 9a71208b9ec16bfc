package dataactions.definition.expression;

import com.dashjoin.jsonata.Functions;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Map;

/** JSONata's functions that round, format or read numbers. Public for JSONata, which finds the methods by reflection. */
public final class NumberFunctions {
    /** The most characters of a date, of a number, or of a picture string for one. */
    static final int MAX_PICTURE = 500;
    /** The most digits of a formatted number: more than a double has. */
    static final int MAX_PRECISION = 400;

    private NumberFunctions() {}

    public static Number round(Number value, Number precision) {
        return value == null ? null : Functions.round(finite(value), precise(precision));
    }

    public static String formatBase(Number value, Number radix) {
        return value == null ? null : Functions.formatBase(finite(value), radix);
    }

    public static String formatNumber(Number value, String picture, Map<?, ?> options) {
        return value == null ? null : Functions.formatNumber(finite(value), limited(picture), options);
    }

    public static String formatInteger(Number value, String picture) {
        return value == null ? null : Functions.formatInteger(value, limited(picture));
    }

    public static Number parseInteger(String text, String picture) throws java.text.ParseException {
        return text == null ? null : Functions.parseInteger(limited(text), limited(picture));
    }

    /** Refuses numbers such as 1e999999999: their digits do not fit into memory. */
    private static Number finite(Number value) {
        boolean isHuge = value instanceof BigDecimal decimal
                        && (Math.abs((long) decimal.scale()) > MAX_PRECISION || decimal.precision() > MAX_PRECISION)
                || value instanceof BigInteger integer && integer.bitLength() > MAX_PRECISION;
        return isHuge ? (Number) value.doubleValue() : value;
    }

    private static Number precise(Number precision) {
        if (precision != null && Math.abs(precision.longValue()) > MAX_PRECISION) {
            throw Bounds.current().stop("a number has at most " + MAX_PRECISION + " digits");
        }
        return precision;
    }

    static String limited(String picture) {
        if (picture != null && picture.length() > MAX_PICTURE) {
            throw Bounds.current().stop("a picture, or a number in words, has at most " + MAX_PICTURE + " characters");
        }
        return picture;
    }
}
