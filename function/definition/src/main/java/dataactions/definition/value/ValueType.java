package dataactions.definition.value;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The types of inputs and outputs, with JSON Schema's words, as Genesys contracts have them. */
public enum ValueType {
    STRING,
    INTEGER,
    NUMBER,
    BOOLEAN,
    ARRAY,
    OBJECT;

    /** The most digits before or after the point in the text of a number. */
    private static final int MAX_MAGNITUDE = Json.MAX_DIGITS;

    /** Up to here, a double holds every integer. */
    private static final double EXACT_IN_DOUBLE = 1L << 53;

    /** JSON Schema's word. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The type of that word, if there is one. */
    public static Optional<ValueType> of(String word) {
        for (ValueType type : values()) {
            if (type.word().equals(word)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }

    /**
     * The type in the member {@code type}.
     *
     * @throws IllegalArgumentException when there is none
     */
    public static ValueType of(Tree tree) {
        Optional<ValueType> type = of(tree.string("type"));
        if (type.isEmpty()) {
            throw new IllegalArgumentException(tree.path() + ".type: unknown type");
        }
        return type.get();
    }

    /** Whether the type is neither array nor object. */
    public boolean isScalar() {
        return this != ARRAY && this != OBJECT;
    }

    /** A value in words for an error message: its type and the size of an array, never the value itself. */
    public static String describe(Object value) {
        if (value == null) {
            return "null";
        }
        if (value instanceof List<?> list) {
            return "an array of " + list.size();
        }
        if (value instanceof Map) {
            return "an object";
        }
        if (value instanceof String text) {
            return text.isEmpty() ? "an empty string" : "a string";
        }
        if (value instanceof Boolean) {
            return "a boolean";
        }
        if (value instanceof Number) {
            return isWhole(value) ? "an integer" : "a number";
        }
        return "a function";
    }

    private static boolean isWhole(Object value) {
        return value instanceof Long || value instanceof Integer || value instanceof BigInteger;
    }

    /**
     * A scalar in the Java form of its type.
     *
     * @param value a value from JSON or from an expression; not null
     * @param converted whether the value had another type in JSON ({@code "1"} for an integer, for example)
     */
    public record Fitted(Object value, boolean converted) {}

    /**
     * Converts a scalar to this type, without loss: number or boolean to string, a string that is a JSON number to
     * number, {@code "true"} and {@code "false"} to boolean, and a decimal without a fraction to integer. No digit is
     * ever dropped.
     */
    public Fitted fit(Object value) {
        switch (this) {
            case STRING:
                if (value instanceof String) {
                    return new Fitted(value, false);
                }
                if (value instanceof Boolean) {
                    return new Fitted(value.toString(), true);
                }
                return value instanceof Number n && isFinite(n) ? new Fitted(digits(n), true) : null;
            case INTEGER:
                return whole(value);
            case NUMBER:
                return number(value);
            case BOOLEAN:
                if (value instanceof Boolean) {
                    return new Fitted(value, false);
                }
                return "true".equals(value) || "false".equals(value) ? new Fitted("true".equals(value), true) : null;
            default:
                return null;
        }
    }

    private static Fitted whole(Object value) {
        if (isWhole(value)) {
            return new Fitted(normal((Number) value), false);
        }
        Fitted number = number(value);
        if (number == null) {
            return null;
        }
        if (isWhole(number.value())) {
            return number;
        }
        BigDecimal decimal = (BigDecimal) number.value();
        boolean inexact = value instanceof Double d && Math.abs(d) > EXACT_IN_DOUBLE;
        if (inexact || decimal.stripTrailingZeros().scale() > 0) {
            return null;
        }
        return new Fitted(normal(decimal.toBigIntegerExact()), true);
    }

    private static Fitted number(Object value) {
        if (value instanceof Number n) {
            return isFinite(n) ? new Fitted(normal(n), false) : null;
        }
        if (value instanceof String text && isJsonNumber(text)) {
            BigDecimal decimal;
            try {
                decimal = new BigDecimal(text);
            } catch (NumberFormatException e) {
                return null; // a decimal cannot hold this exponent
            }
            if (!isPrintable(decimal)) {
                return null;
            }
            boolean written = text.indexOf('.') < 0 && text.indexOf('e') < 0 && text.indexOf('E') < 0;
            return new Fitted(written ? normal(decimal.toBigIntegerExact()) : decimal, true);
        }
        return null;
    }

    private static boolean isFinite(Number n) {
        if (n instanceof Double || n instanceof Float) {
            return Double.isFinite(n.doubleValue());
        }
        return !(n instanceof BigDecimal d) || isPrintable(d);
    }

    /** Whether a number can be written without an exponent. 1e999999999 would have a billion digits. */
    private static boolean isPrintable(BigDecimal d) {
        return Math.abs((long) d.precision() - d.scale()) <= MAX_MAGNITUDE
                && Math.abs((long) d.scale()) <= MAX_MAGNITUDE;
    }

    private static Number normal(Number n) {
        if (n instanceof Integer || n instanceof Short || n instanceof Byte) {
            return n.longValue();
        }
        if (n instanceof BigInteger i) {
            return i.bitLength() < Long.SIZE ? (Number) i.longValue() : i;
        }
        if (n instanceof Double || n instanceof Float) {
            return BigDecimal.valueOf(n.doubleValue());
        }
        return n;
    }

    /** A number's digits as text, without an exponent. */
    static String digits(Number n) {
        Number normal = normal(n);
        if (!(normal instanceof BigDecimal decimal)) {
            return normal.toString();
        }
        // A computed 3.0 becomes "3". A decimal from JSON keeps all its digits.
        boolean computed = n instanceof Double && decimal.stripTrailingZeros().scale() <= 0;
        return computed ? decimal.toBigInteger().toString() : decimal.toPlainString();
    }

    private static boolean isJsonNumber(String text) {
        int n = text.length();
        if (n == 0 || n > MAX_MAGNITUDE) {
            return false;
        }
        int i = text.charAt(0) == '-' ? 1 : 0;
        int start = i;
        i = skipDigits(text, i);
        if (i == start || text.charAt(start) == '0' && i - start > 1) {
            return false;
        }
        if (i < n && text.charAt(i) == '.') {
            int fraction = ++i;
            i = skipDigits(text, i);
            if (i == fraction) {
                return false;
            }
        }
        if (i < n && (text.charAt(i) == 'e' || text.charAt(i) == 'E')) {
            i++;
            if (i < n && (text.charAt(i) == '+' || text.charAt(i) == '-')) {
                i++;
            }
            int exponent = i;
            i = skipDigits(text, i);
            if (i == exponent) {
                return false;
            }
        }
        return i == n;
    }

    private static int skipDigits(String text, int from) {
        int i = from;
        while (i < text.length() && text.charAt(i) >= '0' && text.charAt(i) <= '9') {
            i++;
        }
        return i;
    }
}
