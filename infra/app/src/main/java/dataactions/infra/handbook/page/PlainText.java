package dataactions.infra.handbook.page;

/** Text of a definition without characters that are invisible or that XML forbids. */
final class PlainText {
    private static final char REPLACEMENT = '\uFFFD';

    private PlainText() {}

    /** The same text; U+FFFD for each character that a reader must not get. */
    static String of(String text) {
        if (text.chars().allMatch(c -> c >= ' ' && c < 0x7F || c == '\n')) {
            return text; // nearly every text
        }
        StringBuilder plain = new StringBuilder(text.length());
        text.codePoints().forEach(c -> plain.appendCodePoint(isReadable(c) ? c : REPLACEMENT));
        return plain.toString();
    }

    private static boolean isReadable(int c) {
        boolean isControl = Character.isISOControl(c) && c != '\n' && c != '\t';
        boolean isSurrogate = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
        // These turn the direction of the text: what is read would differ from what is there.
        boolean isDirection = c >= 0x202A && c <= 0x202E || c >= 0x2066 && c <= 0x2069;
        boolean isNoCharacter = c == 0xFFFE || c == 0xFFFF;
        return !isControl && !isSurrogate && !isDirection && !isNoCharacter;
    }
}
