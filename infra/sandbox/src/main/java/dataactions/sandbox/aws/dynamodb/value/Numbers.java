package dataactions.sandbox.aws.dynamodb.value;

import java.math.BigDecimal;
import java.util.regex.Pattern;

/**
 * Numbers of DynamoDB: up to 38 significant digits, magnitudes from 1E-130 to 9.99…E+125. Source: DynamoDB developer
 * guide, "Supported data types and naming rules".
 */
public final class Numbers {
    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d{1,9})?");
    private static final int MAX_DIGITS = 38;
    private static final int MAX_EXPONENT = 125;
    private static final int MIN_EXPONENT = -130;
    /** Protects the parser. A longer number can be in range only if it has hundreds of needless zeros. */
    private static final int MAX_TEXT = 500;

    private Numbers() {}

    /** A number in its normal form: without leading and trailing zeros. */
    static BigDecimal read(String text) {
        if (!NUMBER.matcher(text).matches()) {
            throw Refused.validation("The parameter cannot be converted to a numeric value");
        }
        if (text.length() > MAX_TEXT) {
            throw tooManyDigits();
        }
        return checked(new BigDecimal(text));
    }

    /** The normal form of a calculated number. */
    public static BigDecimal checked(BigDecimal number) {
        BigDecimal normal = number.signum() == 0 ? BigDecimal.ZERO : number.stripTrailingZeros();
        if (normal.signum() == 0) {
            return normal;
        }
        long exponent = (long) normal.precision() - normal.scale() - 1;
        if (exponent > MAX_EXPONENT) {
            throw Refused.validation(
                    "Number overflow. Attempting to store a number with magnitude larger than supported range");
        }
        if (exponent < MIN_EXPONENT) {
            throw Refused.validation(
                    "Number underflow. Attempting to store a number with magnitude smaller than supported range");
        }
        if (normal.precision() > MAX_DIGITS) {
            throw tooManyDigits();
        }
        return normal;
    }

    private static Refused tooManyDigits() {
        return Refused.validation("Attempting to store more than 38 significant digits in a Number");
    }

    /** One byte for two digits, and one more. */
    static int size(BigDecimal number) {
        return (number.precision() + 1) / 2 + 1;
    }
}
