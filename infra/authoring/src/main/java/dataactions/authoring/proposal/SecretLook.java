package dataactions.authoring.proposal;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Tells what looks like a secret, by the name of a value or by its form. */
public final class SecretLook {
    private static final int LONG_WORD = 5;

    private static final Set<String> NAMES = Set.of(
            "password",
            "passwd",
            "passcode",
            "pwd",
            "pass",
            "passphrase",
            "secret",
            "token",
            "apikey",
            "authorization",
            "credential",
            "privatekey",
            "secretkey",
            "signingkey",
            "encryptionkey",
            "accesskey",
            "accesscode",
            "sessionid",
            "cookie",
            "otp",
            "pin",
            "cvv",
            "cvc");
    /** Ends of names of credentials. In an answer, and in a body, these words mean other things, too. */
    private static final Pattern KEYS = Pattern.compile(".*(key|auth|sig|signature|sid|pwd|pass)|jwt|assertion");
    /** Names that end like the name of a credential, but belong to a page, an order or a record. */
    private static final Pattern NO_KEYS = Pattern.compile(
            ".*(page|next|sort|order|orderby|group|partition|primary|foreign|cache|row|record|item|project"
                    + "|issue|object|lookup|search|external|business|start|end|last|idempotency)key"
                    + "|(by|com|boarding|travel|ski)pass|.*(csrf|xsrf).*");

    /** Names of tokens that select the next page of a list. */
    private static final Pattern PAGE_TOKEN = Pattern.compile(
            ".*(page|paging|pagination|next|previous|prev|continuation|continue|cursor|sync|resume)token");

    /** What is derived from a secret: {@code passwordHash}. */
    private static final Pattern DERIVED = Pattern.compile("(hash|salt|digest|value)$");

    /** Names of the number of tokens that a language model reads or writes. */
    private static final Pattern TOKEN_COUNT = Pattern.compile(
            ".*(max|min|total|prompt|completion|input|output|new|used|remaining|limit|context|thinking|budget|cached|cache|reasoning|count|num|numberof)tokens");

    private static final Pattern NO_SECRET = Pattern.compile("(?i)|true|false|yes|no|asc|desc");

    private static final Pattern JWT = Pattern.compile("eyJ[\\w-]+\\.[\\w-]+\\.[\\w-]*");
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9+/_=-]{32,}");
    private static final Pattern SHORT_KEY = Pattern.compile("(?=.*[0-9])(?=.*[A-Za-z])[A-Za-z0-9+/_=:.-]{16,}");
    /** Beginnings that well-known services give to their keys. */
    private static final Pattern PREFIX = Pattern.compile(
            "(sk|pk|rk)_(live|test)_\\w+|gh[pousr]_\\w+|github_pat_\\w+|xox[abprs]-.+|glpat-.+|AKIA[A-Z0-9]{12,}"
                    + "|AIza[\\w-]{20,}|SG\\.[\\w.-]{20,}|shpat_\\w+|ya29\\..+|(bot)?\\d{6,}:[\\w-]{30,}");

    private static final Pattern UUID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    private SecretLook() {}

    /** Whether a member of this name holds a secret, whatever its value is. */
    public static boolean isName(String name) {
        // The second input of a name has a number behind it.
        String letters = letters(name).replaceFirst("\\d+$", "");
        if (TOKEN_COUNT.matcher(letters).matches()) {
            return false;
        }
        String of = DERIVED.matcher(letters).replaceFirst("");
        return isSecretWord(letters)
                || letters.endsWith("s") && isLongSecretWord(letters.substring(0, letters.length() - 1))
                || of.length() < letters.length() && isLongSecretWord(of);
    }

    private static boolean isSecretWord(String letters) {
        return !PAGE_TOKEN.matcher(letters).matches()
                && (NAMES.contains(letters) || letters.endsWith("pwd") || isLongSecretWord(letters));
    }

    /** Whether the name ends in a word that means nothing else. Shorter words are ends of other words. */
    private static boolean isLongSecretWord(String letters) {
        return !PAGE_TOKEN.matcher(letters).matches()
                && NAMES.stream().anyMatch(secret -> secret.length() >= LONG_WORD && letters.endsWith(secret));
    }

    /**
     * Whether everything below a member of this name is secret, as in {@code {"password": {"value": "…"}}}. A pin may be
     * a place on a map, a pass a ticket, an authorization one of a payment.
     */
    public static boolean isHolder(String name) {
        String letters = letters(name);
        return isName(name)
                && !letters.equals("pin")
                && !letters.equals("pass")
                && !letters.matches(".*authorizations?");
    }

    /** Whether a parameter in a text carries a credential. In other texts {@code key=…} means other things, too. */
    static boolean isParameter(String name, String value, boolean isInUrl) {
        return !NO_SECRET.matcher(value).matches() && (isInUrl ? isCredential(name, value) : isName(name));
    }

    /** Whether a text is a key or a token by its form. A word, a path and a UUID are none. */
    public static boolean isValue(String text) {
        return JWT.matcher(text).matches()
                || PREFIX.matcher(text).matches()
                || KEY.matcher(text).matches() && isMixed(text);
    }

    /** Whether a segment of a path is a token, such as that of a web hook: letters of both cases, and digits. */
    public static boolean isSegment(String text) {
        return isValue(text)
                || text.matches("(?=.*[a-z])(?=.*[A-Z])(?=.*[0-9])[A-Za-z0-9_-]{20,}")
                        && !UUID.matcher(text).matches();
    }

    /** Whether a value of an input is a secret: it is in no file. */
    public static boolean isSecret(ProposedInput input) {
        return isName(input.name())
                || input.example().map(each -> isSegment(String.valueOf(each))).orElse(false);
    }

    /** Whether a parameter or a header carries a credential. */
    public static boolean isCredential(String name, String value) {
        String letters = letters(name);
        if (NO_KEYS.matcher(letters).matches() || PAGE_TOKEN.matcher(letters).matches()) {
            return false;
        }
        return isName(name)
                || KEYS.matcher(letters).matches() && !NO_SECRET.matcher(value).matches()
                || letters.equals("appid") && SHORT_KEY.matcher(value).matches()
                || isValue(value);
    }

    private static boolean isMixed(String text) {
        return !UUID.matcher(text).matches()
                && text.chars().anyMatch(Character::isDigit)
                && text.chars().anyMatch(Character::isLetter);
    }

    private static String letters(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]", "");
    }
}
