package dataactions.definition;

/** What strings and numbers must obey before they may leave for another system. */
final class Text {
    private Text() {}

    /** Whether every surrogate has its partner; other text has no UTF-8 form. */
    static boolean isWellFormed(String text) {
        return firstLoneSurrogate(text) < 0;
    }

    /** The text with each lone surrogate replaced by U+FFFD; the same object where there is none. */
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

    /** How many bytes more than one for each character the text takes as JSON in UTF-8; at most, and as JSONata quotes it. */
    static long escapes(String text) {
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
