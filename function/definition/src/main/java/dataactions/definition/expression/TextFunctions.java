package dataactions.definition.expression;

import com.dashjoin.jsonata.Functions;
import java.util.List;
import java.util.function.Supplier;

/** JSONata's functions on texts. Public for JSONata, which finds the methods by reflection. */
public final class TextFunctions {
    /** The most characters of a URL. */
    static final int MAX_URL = 100_000;

    private TextFunctions() {}

    public static String string(Object value, Boolean prettify) {
        if (!(value instanceof String)) {
            Bounds.current().text(value, prettify != null && prettify);
        }
        return Functions.string(value, prettify);
    }

    /** Like the library's version, but does not intern each text. */
    public static String substring(String text, Number start, Number length) {
        if (text == null || start == null) {
            return null;
        }
        Bounds.current().work(text.length() >> 3);
        int points = text.codePointCount(0, text.length());
        int from = start.intValue() < 0 ? Math.max(0, points + start.intValue()) : start.intValue();
        if (from >= points || length != null && length.intValue() <= 0) {
            return "";
        }
        long to = length == null ? points : Math.min(points, (long) from + length.intValue());
        int begin = text.offsetByCodePoints(0, from);
        return text.substring(begin, text.offsetByCodePoints(begin, (int) to - from));
    }

    public static String trim(String text) {
        if (text == null) {
            return null;
        }
        Bounds.current().room(2L * text.length());
        StringBuilder trimmed = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != ' ' && c != '\t' && c != '\n' && c != '\r') {
                trimmed.append(c);
            } else if (trimmed.length() > 0 && trimmed.charAt(trimmed.length() - 1) != ' ') {
                trimmed.append(' ');
            }
        }
        int end = trimmed.length();
        return trimmed.substring(0, end > 0 && trimmed.charAt(end - 1) == ' ' ? end - 1 : end);
    }

    public static String pad(String text, Number width, String filling) {
        if (text == null || width == null) {
            return null;
        }
        long length = Math.abs(width.longValue());
        if (length > Bounds.MAX_TEXT || length < 0) {
            throw Bounds.current().tooLarge();
        }
        int[] unit = (filling == null || filling.isEmpty() ? " " : filling)
                .codePoints()
                .toArray();
        int missing = (int) length - text.codePointCount(0, text.length());
        Bounds.current().room(2L * (Math.max(0, missing) + text.length()));
        StringBuilder padding = new StringBuilder();
        for (int i = 0; i < missing; i++) {
            padding.appendCodePoint(unit[i % unit.length]);
        }
        return width.longValue() < 0 ? padding + text : text + padding;
    }

    public static String join(List<String> texts, String separator) {
        if (texts == null) {
            return null;
        }
        String between = separator == null ? "" : separator;
        long length = 0;
        Bounds.current().work(texts.size());
        for (String each : texts) {
            length += each.length() + between.length();
        }
        fits(length);
        return String.join(between, texts);
    }

    private static void fits(long length) {
        if (length > Bounds.MAX_TEXT) {
            throw Bounds.current().tooLarge();
        }
        Bounds.current().room(2 * length);
    }

    public static String encodeUrlComponent(String text) {
        return url(text, () -> Functions.encodeUrlComponent(text));
    }

    public static String encodeUrl(String text) {
        return url(text, () -> Functions.encodeUrl(text));
    }

    public static String decodeUrlComponent(String text) {
        return url(text, () -> Functions.decodeUrlComponent(text));
    }

    public static String decodeUrl(String text) {
        return url(text, () -> Functions.decodeUrl(text));
    }

    private static String url(String text, Supplier<String> coded) {
        if (text != null && text.length() > MAX_URL) {
            throw Bounds.current().stop("a part of a URL has at most " + MAX_URL + " characters");
        }
        Bounds.current().work(text == null ? 0 : text.length());
        return coded.get();
    }
}
