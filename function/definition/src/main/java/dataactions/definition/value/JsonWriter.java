package dataactions.definition.value;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;

/** Writes values as JSON in UTF-8. {@code JsonDifferentialTest} compares it with Jackson's generator. */
final class JsonWriter {
    private static final byte[] HEX = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F'};

    private final boolean isPretty;
    private byte[] bytes = new byte[512];
    private int length;
    private int depth;

    /** @param isPretty whether each member and element gets a line of its own, indented by two spaces a level */
    JsonWriter(boolean isPretty) {
        this.isPretty = isPretty;
    }

    /** What has been written. */
    byte[] bytes() {
        return Arrays.copyOf(bytes, length);
    }

    void value(Object value) {
        if (value == null) {
            ascii("null");
        } else if (value instanceof String text) {
            string(text);
        } else if (value instanceof Map<?, ?> map) {
            object(map);
        } else if (value instanceof Iterable<?> list) {
            list(list);
        } else if (value instanceof Boolean
                || value instanceof Long
                || value instanceof Integer
                || value instanceof Short
                || value instanceof BigDecimal
                || value instanceof BigInteger
                || value instanceof Double number && Double.isFinite(number)) {
            ascii(value.toString());
        } else {
            throw new IllegalArgumentException(
                    "JSON has no form for " + value.getClass().getName());
        }
    }

    private void object(Map<?, ?> map) {
        put('{');
        depth++;
        Iterator<? extends Map.Entry<?, ?>> entries = map.entrySet().iterator();
        boolean isEmpty = !entries.hasNext();
        while (entries.hasNext()) {
            Map.Entry<?, ?> entry = entries.next();
            newLine();
            string(String.valueOf(entry.getKey()));
            put(':');
            if (isPretty) {
                put(' ');
            }
            value(entry.getValue());
            if (entries.hasNext()) {
                put(',');
            }
        }
        depth--;
        if (!isEmpty) {
            newLine();
        }
        put('}');
    }

    private void list(Iterable<?> list) {
        put('[');
        depth++;
        Iterator<?> items = list.iterator();
        boolean isEmpty = !items.hasNext();
        while (items.hasNext()) {
            newLine();
            value(items.next());
            if (items.hasNext()) {
                put(',');
            }
        }
        depth--;
        if (!isEmpty) {
            newLine();
        }
        put(']');
    }

    private void newLine() {
        if (isPretty) {
            put('\n');
            for (int i = 0; i < depth; i++) {
                put(' ');
                put(' ');
            }
        }
    }

    private void string(String text) {
        put('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                if (Character.isHighSurrogate(c)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1))) {
                    character(Character.toCodePoint(c, text.charAt(++i)));
                } else {
                    character(Character.isSurrogate(c) ? '\uFFFD' : c);
                }
            } else if (c < ' ' || c == '"' || c == '\\') {
                escape(c);
            } else {
                put(c);
            }
        }
        put('"');
    }

    private void escape(char c) {
        put('\\');
        switch (c) {
            case '"', '\\' -> put(c);
            case '\b' -> put('b');
            case '\t' -> put('t');
            case '\n' -> put('n');
            case '\f' -> put('f');
            case '\r' -> put('r');
            default -> {
                ascii("u00");
                put(HEX[c >> 4]);
                put(HEX[c & 0xF]);
            }
        }
    }

    /** Writes a character beyond ASCII. */
    private void character(int c) {
        if (c < 0x800) {
            put(0xC0 | c >> 6);
        } else {
            if (c < 0x10000) {
                put(0xE0 | c >> 12);
            } else {
                put(0xF0 | c >> 18);
                put(0x80 | c >> 12 & 0x3F);
            }
            put(0x80 | c >> 6 & 0x3F);
        }
        put(0x80 | c & 0x3F);
    }

    private void ascii(String text) {
        for (int i = 0; i < text.length(); i++) {
            put(text.charAt(i));
        }
    }

    private void put(int b) {
        if (length == bytes.length) {
            bytes = Arrays.copyOf(bytes, 2 * length);
        }
        bytes[length++] = (byte) b;
    }
}
