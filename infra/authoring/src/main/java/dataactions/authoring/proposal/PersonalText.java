package dataactions.authoring.proposal;

import java.math.BigInteger;
import java.util.Base64;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds what looks personal or secret in a text: an e-mail address, an IBAN, a card number, an IP address, a key, a
 * credential in a URL. The lengths are bounded, so that a long text takes no longer than its length.
 */
public final class PersonalText {
    /** Stands for each e-mail address. */
    public static final String EMAIL_SAMPLE = "person@example.com";

    private static final String SECRET = "masked";

    /** The user in a URL, up to the {@code @}; or an e-mail address, whose {@code @} may be encoded as in a URL. */
    private static final Pattern USER_OR_EMAIL = Pattern.compile("(?<user>(?<=://)(?:[^\\s/?#@\"'<>]{1,1024}+@){1,3}+)"
            + "|(?:[\\p{L}\\p{M}\\p{N}_.+-]|%(?:2[BDEbde]|[89A-Fa-f][0-9A-Fa-f])){1,64}+(?<at>@|%40)"
            + "[\\p{L}\\p{M}\\p{N}_-]{1,63}+(?:\\.[\\p{L}\\p{M}\\p{N}_-]{1,63}+){1,8}+");

    /** {@code name=value}. A value ends where another parameter begins. */
    private static final Pattern PARAMETER = Pattern.compile(
            "(?<![\\w.~%\\[\\]-])(?<name>[\\w.~%\\[\\]-]{1,64}+)=(?<value>(?:[^&#\\s\"'<>?;,]|[?;,](?![\\w.-]{1,64}=))++)");

    private static final Pattern SCHEME =
            Pattern.compile("(?i)\\b(?<scheme>Bearer|Basic)(?<space>\\s{1,4}+)(?<key>[a-z0-9._~+/-]++={0,2}+)");

    /** Parts with dots; or a beginning that only the header of a token has, such as {@code {"alg":}. */
    private static final Pattern JWT = Pattern.compile(
            "(?<![A-Za-z0-9_-])eyJ(?:[\\w-]++(?:\\.[\\w-]*+){1,4}+|(?:hbGci|0eXAi|raWQi|lbmMi|4NXQi)[\\w-]{4,}+)");

    /** Keys of well-known services. */
    private static final Pattern KEY = Pattern.compile("(?<![\\w-])(?:(?:sk|pk|rk)_(?:live|test)_\\w{4,}+"
            + "|gh[pousr]_\\w{16,}+|github_pat_\\w{16,}+|xox[abprs]-[\\w-]{8,}+|glpat-[\\w-]{8,}+"
            + "|AKIA[A-Z0-9]{12,}+|AIza[\\w-]{20,}+|SG\\.[\\w.-]{20,}+|shpat_\\w{16,}+|ya29\\.[\\w.-]{10,}+"
            + "|(?:bot)?\\d{6,12}+:[\\w-]{30,}+)");

    private static final Pattern IBAN = Pattern.compile("\\b[A-Z]{2}\\d{2}( ?[A-Z0-9]{4}){2,7}( ?[A-Z0-9]{1,3})?\\b");
    /** In lower case, only the check digits tell an IBAN from words. */
    private static final Pattern ANY_IBAN =
            Pattern.compile("(?i)\\b[a-z]{2}\\d{2}( ?[a-z0-9]{4}){2,7}( ?[a-z0-9]{1,3})?\\b");

    private static final int SHORTEST_IBAN = 15;
    private static final Pattern CARD = Pattern.compile("\\b\\d(?:[ -]?\\d){12,18}\\b");
    private static final Pattern IP = Pattern.compile("\\b(?:\\d{1,3}\\.){3}\\d{1,3}\\b");
    private static final Pattern IPV6 =
            Pattern.compile("(?<![\\w:.])(?:[0-9A-Fa-f]{1,4}+)?+(?::[0-9A-Fa-f]{0,4}+){2,8}+(?![\\w:]|\\.\\d)");

    private static final int LONGEST_WORD = 20;

    private PersonalText() {}

    /** Whether the text has something personal or secret. */
    public static boolean isIn(String text) {
        return !masked(text).equals(text);
    }

    /** The text with everything replaced that looks personal or secret. */
    public static String masked(String text) {
        String masked = text;
        if (masked.indexOf('@') >= 0 || masked.contains("%40")) {
            masked = replaced(
                    USER_OR_EMAIL,
                    masked,
                    found -> found.group("user") != null ? SECRET + "@" : EMAIL_SAMPLE.replace("@", found.group("at")));
        }
        masked = replaced(SCHEME, masked, PersonalText::scheme);
        masked = replaced(JWT, masked, found -> SECRET);
        masked = replaced(KEY, masked, found -> SECRET);
        if (masked.indexOf('=') >= 0) {
            masked = parameters(masked);
        }
        masked = replaced(IBAN, masked, found -> zeros(found.group()));
        masked = replaced(ANY_IBAN, masked, found -> iban(found.group()));
        masked = replaced(CARD, masked, found -> isCard(found.group()) ? zeros(found.group()) : found.group());
        masked = replaced(IP, masked, found -> "192.0.2.1");
        masked = replaced(IPV6, masked, found -> isAddress(found.group()) ? "2001:db8::1" : found.group());
        return SecretLook.isValue(masked) ? SECRET : masked;
    }

    /** Letters as x, digits as 0. */
    public static String zeros(String text) {
        return text.replaceAll("\\p{L}", "x").replaceAll("\\p{N}", "0");
    }

    /**
     * Whether a number of JSON is that of a card. A number that begins with 1 may be a time in milliseconds, and no bank
     * gives it to a card.
     */
    public static boolean isCard(Number number) {
        String digits = String.valueOf(number);
        return digits.matches("[2-9]\\d{12,18}") && isCard(digits);
    }

    private static String replaced(Pattern pattern, String text, Function<Matcher, String> replacement) {
        Matcher found = pattern.matcher(text);
        StringBuilder all = new StringBuilder();
        while (found.find()) {
            found.appendReplacement(all, Matcher.quoteReplacement(replacement.apply(found)));
        }
        return all.isEmpty() ? text : found.appendTail(all).toString();
    }

    private static String parameters(String text) {
        return replaced(PARAMETER, text, found -> {
            char before = found.start() == 0 ? ' ' : text.charAt(found.start() - 1);
            boolean isInUrl = before == '?' || before == '&' || before == '#' || before == ';';
            return SecretLook.isParameter(found.group("name"), found.group("value"), isInUrl)
                    ? found.group("name") + "=" + SECRET
                    : found.group();
        });
    }

    /** {@code Bearer} and {@code Basic} are also words: what follows must look like a key. */
    private static String scheme(Matcher found) {
        String key = found.group("key").replaceFirst("(?<!\\.)\\.++$", "");
        boolean isKey = found.group("scheme").toLowerCase(Locale.ROOT).equals("basic")
                ? isUserAndPassword(key)
                : key.length() >= LONGEST_WORD || key.matches(".*[0-9_~+=].*|.*[a-z][A-Z].*|.+\\..+");
        return isKey ? found.group("scheme") + found.group("space") + SECRET : found.group();
    }

    private static boolean isUserAndPassword(String key) {
        try {
            byte[] pair = Base64.getDecoder().decode(key);
            for (byte each : pair) {
                if (each == ':') {
                    return true;
                }
            }
            return false;
        } catch (IllegalArgumentException e) {
            // Base64 that was cut.
            return key.matches("(?=.*[0-9])[A-Za-z0-9+/]{16,}={0,2}");
        }
    }

    /** The IBAN may be followed by words, which stay. */
    private static String iban(String text) {
        for (int end = text.length(); end >= SHORTEST_IBAN; end = text.lastIndexOf(' ', end - 1)) {
            String iban = text.substring(0, end);
            if (iban.replace(" ", "").length() >= SHORTEST_IBAN && hasCheckDigits(iban.replace(" ", ""))) {
                return zeros(iban) + text.substring(end);
            }
        }
        return text;
    }

    /** ISO 7064: letters count from 10, and the remainder by 97 is 1. */
    private static boolean hasCheckDigits(String iban) {
        StringBuilder number = new StringBuilder();
        (iban.substring(4) + iban.substring(0, 4))
                .chars()
                .forEach(each -> number.append(Character.digit(each, Character.MAX_RADIX)));
        return new BigInteger(number.toString()).mod(BigInteger.valueOf(97)).intValue() == 1;
    }

    /** Whether a text of hexadecimal groups is an IPv6 address that leads to a machine. A time is none. */
    private static boolean isAddress(String text) {
        int groups = text.split(":", -1).length;
        int gap = text.indexOf("::");
        return gap < 0
                ? groups == 8 && !text.startsWith(":") && !text.endsWith(":")
                : groups <= 8 && text.indexOf("::", gap + 1) < 0 && text.matches("(?i)[23f][0-9a-f]{3}:.*");
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
