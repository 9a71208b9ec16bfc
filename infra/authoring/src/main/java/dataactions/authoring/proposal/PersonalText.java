package dataactions.authoring.proposal;

import java.util.regex.Pattern;

/**
 * Finds what looks personal or secret in a text: an e-mail address, an IBAN, a card number, an IP address, a key. The
 * lengths are bounded, so that a long text takes no longer than its length.
 */
public final class PersonalText {
    private static final String SECRET = "masked";

    private static final Pattern EMAIL = Pattern.compile("[\\w.+-]{1,64}@[\\w-]{1,63}(\\.[\\w-]{1,63}){1,8}");
    private static final Pattern IBAN = Pattern.compile("\\b[A-Z]{2}\\d{2}( ?[A-Z0-9]{4}){2,7}( ?[A-Z0-9]{1,3})?\\b");
    private static final Pattern CARD = Pattern.compile("\\b\\d(?:[ -]?\\d){12,18}\\b");
    private static final Pattern IP = Pattern.compile("\\b(?:\\d{1,3}\\.){3}\\d{1,3}\\b");
    private static final Pattern JWT = Pattern.compile("\\beyJ[\\w-]+\\.[\\w-]+\\.[\\w-]*");

    private PersonalText() {}

    /** Whether the text has something personal or secret. */
    public static boolean isIn(String text) {
        return !masked(text).equals(text);
    }

    /** The text with everything replaced that looks personal or secret. */
    public static String masked(String text) {
        String masked = EMAIL.matcher(text).replaceAll("person@example.com");
        masked = JWT.matcher(masked).replaceAll(SECRET);
        masked = IBAN.matcher(masked).replaceAll(found -> zeros(found.group()));
        masked = CARD.matcher(masked).replaceAll(found -> isCard(found.group()) ? zeros(found.group()) : found.group());
        masked = IP.matcher(masked).replaceAll("192.0.2.1");
        return SecretLook.isValue(masked) ? SECRET : masked;
    }

    /** Letters as x, digits as 0. */
    public static String zeros(String text) {
        return text.replaceAll("\\p{L}", "x").replaceAll("\\p{N}", "0");
    }

    /** Whether the last digit is the check digit of a card number (Luhn). */
    private static boolean isCard(String text) {
        String digits = text.replaceAll("\\D", "");
        int sum = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(digits.length() - 1 - i) - '0';
            int doubled = i % 2 == 0 ? digit : 2 * digit;
            sum += doubled > 9 ? doubled - 9 : doubled;
        }
        return sum % 10 == 0;
    }
}
