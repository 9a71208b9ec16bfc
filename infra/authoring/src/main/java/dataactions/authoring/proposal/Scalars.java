package dataactions.authoring.proposal;

import dataactions.definition.value.ValueType;
import java.math.BigDecimal;
import java.math.BigInteger;

/** Types of JSON's values, and values of texts. */
public final class Scalars {
    private Scalars() {}

    /** The type of a value that is no map and no list; a string for null. */
    public static ValueType type(Object value) {
        if (value instanceof Boolean) {
            return ValueType.BOOLEAN;
        }
        if (value instanceof BigDecimal || value instanceof Double) {
            return ValueType.NUMBER;
        }
        return value instanceof Number ? ValueType.INTEGER : ValueType.STRING;
    }

    /**
     * A text as a value of a type.
     *
     * @throws NumberFormatException if it is none
     */
    public static Object value(ValueType type, String text) {
        return switch (type) {
            case BOOLEAN -> {
                if (!text.equals("true") && !text.equals("false")) {
                    throw new NumberFormatException();
                }
                yield text.equals("true");
            }
            case INTEGER -> {
                BigInteger number = new BigInteger(text.strip());
                yield number.bitLength() < Long.SIZE ? (Object) number.longValue() : number;
            }
            case NUMBER -> new BigDecimal(text.strip());
            default -> text;
        };
    }
}
