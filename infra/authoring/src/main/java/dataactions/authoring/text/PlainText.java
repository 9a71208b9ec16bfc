package dataactions.authoring.text;

import java.util.regex.Pattern;

/**
 * Text of an upstream, of a file or of a person, for a place where it must be only text: a terminal, a message, a
 * comment of YAML, a page.
 */
public final class PlainText {
    /**
     * All control characters, those of C1 too; what ends a line in YAML 1.1; what changes the direction of writing; what is no
     * character, which XML forbids.
     */
    private static final String CONTROL =
            "\\p{Cc}\\p{Cs}\\u2028\\u2029\\u202A-\\u202E\\u2066-\\u2069\\uFEFF\\uFFFE\\uFFFF";

    private static final Pattern NOT_IN_LINES = Pattern.compile("[" + CONTROL + "&&[^\\n\\t]]");
    private static final Pattern NOT_IN_LINE = Pattern.compile("[" + CONTROL + "]");

    private PlainText() {}

    /** Keeps line breaks and tabs. Every other control character becomes a replacement character. */
    public static String lines(String text) {
        return NOT_IN_LINES.matcher(text).replaceAll("\uFFFD");
    }

    /** On one line. Every control character becomes a blank. */
    public static String line(String text) {
        return NOT_IN_LINE.matcher(text).replaceAll(" ");
    }
}
