package dataactions.definition.value;

import java.util.List;
import java.util.Map;

/** Rules for text that goes to another system. */
public final class Text {
    private Text() {}

    /** Whether every surrogate has its partner. Other text has no UTF-8 form. */
    public static boolean isWellFormed(String text) {
        return firstLoneSurrogate(text) < 0;
    }

    /**
     * Whether the text is an ASCII letter, followed by ASCII letters, digits, {@code _} and {@code -}. No regular
     * expression: see "First calls" in CONTRIBUTING.
     *
     * @param most characters
     */
    public static boolean isName(String text, int most) {
        if (text.isEmpty() || text.length() > most || !isLetter(text.charAt(0))) {
            return false;
        }
        for (int i = 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!isLetter(c) && (c < '0' || c > '9') && c != '_' && c != '-') {
                return false;
            }
        }
        return true;
    }

    private static boolean isLetter(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }

    /** The text with each lone surrogate replaced by U+FFFD; the same object if there is none. */
    static String wellFormed(String text) {
        int at = firstLoneSurrogate(text);
        if (at < 0) {
            return text;
        }
        StringBuilder fixed = new StringBuilder(text);
        for (int i = at; i < fixed.length(); i++) {
            if (isLone(fixed, i)) {
                fixed.setCharAt(i, '\uFFFD');
            }
        }
        return fixed.toString();
    }

    /**
     * A text, number or boolean as one line without control and formatting characters; null for another value, and
     * if no character is left.
     *
     * @param max characters; a longer text is cut, and ends in an ellipsis
     */
    public static String oneLine(Object value, int max) {
        ValueType.Fitted text = value instanceof List || value instanceof Map ? null : ValueType.STRING.fit(value);
        if (text == null || text.value() == null) {
            return null;
        }
        StringBuilder line = new StringBuilder();
        int length = 0;
        boolean isGap = false;
        for (int c : ((Iterable<Integer>) wellFormed((String) text.value()).codePoints()::iterator)) {
            int type = Character.getType(c);
            boolean isFormat = type == Character.FORMAT;
            if (isFormat || Character.isWhitespace(c) || Character.isSpaceChar(c) || Character.isISOControl(c)) {
                isGap |= !isFormat;
                continue;
            }
            if (length + (isGap ? 1 : 0) >= max) {
                return line.append('…').toString();
            }
            if (isGap && length > 0) {
                line.append(' ');
                length++;
            }
            isGap = false;
            line.appendCodePoint(c);
            length++;
        }
        return line.isEmpty() ? null : line.toString();
    }

    /**
     * An upper limit of the bytes, beyond one for each character, that the text takes as JSON in UTF-8 or in JSONata's
     * quotes.
     */
    public static long escapes(String text) {
        long more = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c >= 0x80 && c < 0xA0 || c >= 0x2000 && c < 0x2100) {
                more += 5;
            } else if (c >= 0x80) {
                more += 2;
            } else if (c == '"' || c == '\\') {
                more++;
            }
        }
        return more;
    }

    private static int firstLoneSurrogate(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i)) && isLone(text, i)) {
                return i;
            }
        }
        return -1;
    }

    private static boolean isLone(CharSequence text, int i) {
        char c = text.charAt(i);
        if (Character.isHighSurrogate(c)) {
            return i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1));
        }
        return Character.isLowSurrogate(c) && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)));
    }
}
