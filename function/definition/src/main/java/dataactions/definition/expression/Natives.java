package dataactions.definition.expression;

import com.dashjoin.jsonata.Functions;
import com.dashjoin.jsonata.JException;
import com.dashjoin.jsonata.Jsonata.Fn0;
import com.dashjoin.jsonata.Jsonata.JFunction;
import com.dashjoin.jsonata.Parser.Symbol;
import com.dashjoin.jsonata.SyntaxTree;
import com.dashjoin.jsonata.Utils;
import com.dashjoin.jsonata.Utils.JList;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Replaces JSONata functions that could run without end. The replacements respect the {@link Bounds} of their
 * evaluation. The results are those of the library (0.9.10), except where the library contradicts JSONata's
 * documentation: {@code $replace} with a limit takes a text pattern literally, and inserts a replacement function's
 * result literally.
 *
 * <p>Public only because JSONata finds the methods by reflection.
 */
public final class Natives {
    /** The most characters of a date, of a number, or of a picture string for one. */
    static final int MAX_PICTURE = 500;

    static final int MAX_WIDTH = 100;
    static final int MAX_TIMESTAMP = 64;
    /** The most ways in which a picture string may parse a timestamp. */
    private static final double MAX_READINGS = 3e7;
    /** The most characters of a URL. */
    static final int MAX_URL = 100_000;
    /** The most digits of a formatted number: more than a double has. */
    static final int MAX_PRECISION = 400;

    static final int MAX_EVALUATED = 10_000;
    /** The largest double with 15 digits. */
    private static final double MAX_COPIED = 1.79769313486231e308;

    /** The functions that a new definition must not use, each with the reason. */
    static final Map<String, String> REFUSED = Map.of(
            "eval",
            "would run code that an upstream sends: write the expression itself",
            "error",
            "is not a function here (it is the text of the outcome in a flat answer): declare the case in errors, or leave the"
                    + " output out and make it required",
            "assert",
            "makes the mapping fail, and nobody sees its text: declare the case in errors, or leave the output"
                    + " out and make it required");

    /** A name that no variable in an expression can have. */
    private static final String TRANSFORM = "!transform";

    private static final JFunction TRANSFORMING =
            new JFunction((input, arguments) -> transforming((JFunction) arguments.get(0)), "<f:f>");

    /** The functions of this class, by name. */
    static final Map<String, JFunction> BOUNDED = bounded();

    private Natives() {}

    private static Map<String, JFunction> bounded() {
        Map<String, JFunction> all = new LinkedHashMap<>();
        String[][] signatures = {
            {"string", "<x-b?:s>"},
            {"substring", "<s-nn?:s>"},
            {"trim", "<s-:s>"},
            {"pad", "<s-ns?:s>"},
            {"match", "<s-f<s:o>n?:a<o>>"},
            {"contains", "<s-(sf):b>"},
            {"replace", "<s-(sf)(sf)n?:s>"},
            {"split", "<s-(sf)n?:a<s>>"},
            {"join", "<a<s>s?:s>"},
            {"formatNumber", "<n-so?:s>"},
            {"formatBase", "<n-n?:s>"},
            {"formatInteger", "<n-s:s>"},
            {"parseInteger", "<s-s:n>"},
            {"round", "<n-n?:n>"},
            {"map", "<af>"},
            {"zip", "<a+>"},
            {"filter", "<af>"},
            {"single", "<af?>"},
            {"reduce", "<afj?:j>"},
            {"sift", "<o-f?:o>"},
            {"spread", "<x-:a<o>>"},
            {"each", "<o-f:a>"},
            {"sort", "<af?:a>"},
            {"distinct", "<x:x>"},
            {"clone", "<(oa)-:o>"},
            {"encodeUrlComponent", "<s-:s>"},
            {"encodeUrl", "<s-:s>"},
            {"decodeUrlComponent", "<s-:s>"},
            {"decodeUrl", "<s-:s>"},
            {"eval", "<sx?:x>"},
            {"toMillis", "<s-s?:n>"},
            {"fromMillis", "<n-s?s?:s>"},
            {"now", "<s?s?:s>"},
        };
        for (String[] each : signatures) {
            all.put(each[0], new JFunction(each[0], each[1], Natives.class, null, each[0]));
        }
        return Collections.unmodifiableMap(all);
    }

    /** Changes a parsed expression so that its regular expressions and transformations keep to the bounds. */
    static void bound(Symbol root) {
        SyntaxTree.replaceRegexes(root, RegexFunction::new);
        SyntaxTree.wrapTransforms(root, TRANSFORM);
    }

    /** Every function that an expression needs besides JSONata's own, by name. */
    static Map<String, JFunction> all() {
        Map<String, JFunction> all = new LinkedHashMap<>(BOUNDED);
        all.put(TRANSFORM, TRANSFORMING);
        return all;
    }

    private static Bounds bounds() {
        return Bounds.current();
    }

    // ---- texts

    public static String string(Object value, Boolean prettify) {
        if (!(value instanceof String)) {
            bounds().text(value, prettify != null && prettify);
        }
        return Functions.string(value, prettify);
    }

    /** Like the library's version, but does not intern each text. */
    public static String substring(String text, Number start, Number length) {
        if (text == null || start == null) {
            return null;
        }
        bounds().work(text.length() >> 3);
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
        bounds().room(2L * text.length());
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
            throw bounds().tooLarge();
        }
        int[] unit = (filling == null || filling.isEmpty() ? " " : filling)
                .codePoints()
                .toArray();
        int missing = (int) length - text.codePointCount(0, text.length());
        bounds().room(2L * (Math.max(0, missing) + text.length()));
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
        bounds().work(texts.size());
        for (String each : texts) {
            length += each.length() + between.length();
        }
        fits(length);
        return String.join(between, texts);
    }

    private static void fits(long length) {
        if (length > Bounds.MAX_TEXT) {
            throw bounds().tooLarge();
        }
        bounds().room(2 * length);
    }

    // ---- regular expressions

    /** The value of a regular expression: a function on a text, and an argument of the functions below. */
    static final class RegexFunction extends JFunction {
        private final Pattern pattern;
        private final boolean isRefused;

        RegexFunction(Pattern pattern) {
            super((input, arguments) -> null, "<x:x>");
            this.pattern = pattern;
            this.isRefused = Regex.repeatsTooOften(pattern);
        }

        boolean isRefused() {
            return isRefused;
        }

        Matcher on(String text) {
            if (isRefused) {
                throw bounds().stop("its regular expression repeats too often");
            }
            Bounds bounds = bounds();
            return pattern.matcher(new CountedText(text, bounds::work));
        }

        @Override
        public Object call(Object input, List arguments) {
            return arguments.get(0) instanceof String text ? found(on(text)) : List.of();
        }

        private static Map<String, Object> found(Matcher matcher) {
            if (!matcher.find()) {
                return null;
            }
            String match = matcher.group();
            Fn0<Object> next = () -> found(matcher);
            return Map.of(
                    "match",
                    match,
                    "start",
                    matcher.start(),
                    "end",
                    matcher.end(),
                    "groups",
                    List.of(match),
                    "next",
                    next);
        }

        @Override
        public String toString() {
            return "regular expression";
        }
    }

    private static RegexFunction regex(Object value) {
        if (value instanceof RegexFunction regex) {
            return regex;
        }
        throw bounds().stop("a regular expression is expected, such as /[0-9]+/");
    }

    public static List<Object> match(String text, Object pattern, Number limit) {
        if (text == null) {
            return null;
        }
        if (limit != null && limit.intValue() < 0) {
            throw new JException("D3040", -1);
        }
        List<Object> found = Utils.createSequence();
        Matcher matcher = regex(pattern).on(text);
        while (matcher.find()) {
            Map<String, Object> match = new LinkedHashMap<>();
            match.put("match", matcher.group());
            match.put("index", matcher.start());
            match.put("groups", groups(matcher, 1));
            found.add(match);
            bounds().work(64);
            // One more than the limit, like the library.
            if (limit != null && found.size() > limit.intValue()) {
                break;
            }
            isListOf(found, 400);
        }
        return found;
    }

    private static List<String> groups(Matcher matcher, int from) {
        List<String> groups = new ArrayList<>();
        for (int group = from; group <= matcher.groupCount(); group++) {
            groups.add(matcher.group(group));
        }
        return groups;
    }

    private static void isListOf(List<?> found, int bytes) {
        if ((found.size() & 1023) == 0) {
            bounds().room((long) found.size() * bytes);
        }
    }

    public static Boolean contains(String text, Object token) {
        if (text == null) {
            return null;
        }
        return token instanceof String part
                ? text.contains(part)
                : regex(token).on(text).find();
    }

    public static List<Object> split(String text, Object separator, Number limit) {
        if (text == null) {
            return null;
        }
        if (limit != null && limit.intValue() < 0) {
            throw new JException("D3020", -1);
        }
        int max = limit == null ? Integer.MAX_VALUE : limit.intValue();
        List<Object> parts = new ArrayList<>();
        if (max == 0) {
            return parts;
        }
        if ("".equals(separator)) {
            for (int i = 0; i < text.length() && i < max; i++) {
                add(parts, String.valueOf(text.charAt(i)));
            }
        } else if (separator instanceof String between) {
            int from = 0;
            for (int at; (at = text.indexOf(between, from)) >= 0 && parts.size() < max; from = at + between.length()) {
                add(parts, text.substring(from, at));
            }
            if (parts.size() < max) {
                add(parts, text.substring(from));
            }
        } else {
            int from = 0;
            Matcher matcher = regex(separator).on(text);
            while (parts.size() < max && matcher.find()) {
                // Like java.util.regex: an empty match at the start does not produce an empty text before it.
                if (matcher.end() > 0) {
                    add(parts, text.substring(from, matcher.start()));
                    from = matcher.end();
                }
            }
            if (parts.size() < max) {
                add(parts, text.substring(from));
            }
        }
        return parts;
    }

    private static void add(List<Object> parts, String part) {
        parts.add(part);
        bounds().work(8 + (part.length() >> 3));
        isListOf(parts, 64);
    }

    public static String replace(String text, Object pattern, Object replacement, Number limit) {
        if (text == null) {
            return null;
        }
        if ("".equals(pattern)) {
            throw new JException("D3010", 0);
        }
        if (limit != null && limit.intValue() < 0) {
            throw new JException("D3011", 0);
        }
        int max = limit == null ? Integer.MAX_VALUE : limit.intValue();
        StringBuilder replaced = new StringBuilder();
        int from = 0;
        if (pattern instanceof String part) {
            if (!(replacement instanceof String with)) {
                throw new JException("D3012", 0);
            }
            for (int at, n = 0; n < max && (at = text.indexOf(part, from)) >= 0; n++, from = at + part.length()) {
                append(replaced, text, from, at);
                append(replaced, with, 0, with.length());
            }
        } else {
            Matcher matcher = regex(pattern).on(text);
            for (int n = 0; n < max && matcher.find(); n++) {
                append(replaced, text, from, matcher.start());
                String with = replacement instanceof String template
                        ? filled(template, matcher)
                        : replacementOf(matcher, replacement);
                append(replaced, with, 0, with.length());
                from = matcher.end();
            }
        }
        append(replaced, text, from, text.length());
        return replaced.toString();
    }

    private static void append(StringBuilder all, String text, int from, int to) {
        if ((long) all.length() + to - from > Bounds.MAX_TEXT) {
            throw bounds().tooLarge();
        }
        all.append(text, from, to);
        bounds().work(8 + (to - from >> 2));
    }

    /**
     * {@code $1} is a group, {@code $0} is the match, {@code $$} is a dollar sign. A group that the pattern does not
     * have is an empty text.
     */
    private static String filled(String template, Matcher matcher) {
        if (template.indexOf('$') < 0) {
            return template;
        }
        StringBuilder filled = new StringBuilder();
        for (int i = 0; i < template.length(); i++) {
            char c = template.charAt(i);
            char next = i + 1 < template.length() ? template.charAt(i + 1) : 0;
            if (c != '$' || next != '$' && (next < '0' || next > '9')) {
                filled.append(c);
            } else if (next == '$') {
                filled.append('$');
                i++;
            } else {
                int group = next - '0';
                for (i++; i + 1 < template.length(); i++) {
                    int longer = group * 10 + Character.digit(template.charAt(i + 1), 10);
                    if (template.charAt(i + 1) < '0' || template.charAt(i + 1) > '9' || longer > matcher.groupCount()) {
                        break;
                    }
                    group = longer;
                }
                String found = group <= matcher.groupCount() ? matcher.group(group) : null;
                append(filled, found == null ? "" : found, 0, found == null ? 0 : found.length());
            }
        }
        return filled.toString();
    }

    private static String replacementOf(Matcher matcher, Object function) {
        Map<String, Object> match = new LinkedHashMap<>();
        match.put("match", matcher.group());
        match.put("groups", groups(matcher, 0));
        if (called(function, List.of(match)) instanceof String text) {
            return text;
        }
        throw new JException("D3012", 0);
    }

    // ---- functions on functions

    /** Calls a function of the expression, or one of JSONata's own functions, which do not report their work. */
    private static Object called(Object function, List<?> arguments) {
        bounds().work(64);
        Object result;
        try {
            result = Functions.funcApply(function, arguments);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
        if (result instanceof String text) {
            bounds().work(text.length() >> 2);
        } else if (result instanceof List || result instanceof Map) {
            bounds().weigh(result);
        }
        return result;
    }

    private static Object called(Object function, Object value, Object place, Object all) {
        return called(function, Functions.hofFuncArgs(function, value, place, all));
    }

    private static boolean holds(Object function, Object value, Object place, Object all) {
        return Boolean.TRUE.equals(Functions.toBoolean(called(function, value, place, all)));
    }

    /** Counts the memory of all results of a loop together, because each result was weighed alone. */
    private static final class Results {
        private long bytes;

        void add(Object result) {
            bytes += result instanceof String text ? 64 + 2L * text.length() : 16;
            bounds().room(bytes);
        }
    }

    public static List<Object> map(List<?> list, Object function) {
        if (list == null) {
            return null;
        }
        List<Object> mapped = Utils.createSequence();
        Results results = new Results();
        for (int i = 0; i < list.size(); i++) {
            Object result = called(function, list.get(i), i, list);
            if (result != null) {
                results.add(result);
                mapped.add(result);
            }
        }
        return mapped;
    }

    public static List<Object> filter(List<?> list, Object function) {
        if (list == null) {
            return null;
        }
        List<Object> filtered = Utils.createSequence();
        for (int i = 0; i < list.size(); i++) {
            Object each = list.get(i);
            if (holds(function, each, i, list)) {
                filtered.add(each);
            }
        }
        return filtered;
    }

    public static Object single(List<?> list, Object function) {
        if (list == null) {
            return null;
        }
        Object found = null;
        boolean isFound = false;
        for (int i = 0; i < list.size(); i++) {
            Object each = list.get(i);
            if (function == null || holds(function, each, i, list)) {
                if (isFound) {
                    throw new JException("D3138", i);
                }
                found = each;
                isFound = true;
            }
        }
        if (!isFound) {
            throw new JException("D3139", -1);
        }
        return found;
    }

    public static Object reduce(List<?> list, Object function, Object first) {
        if (list == null) {
            return null;
        }
        int arity = Functions.getFunctionArity(function);
        if (arity < 2) {
            throw new JException("D3050", 1);
        }
        boolean startsWithElement = first == null && !list.isEmpty();
        Object reduced = startsWithElement ? list.get(0) : first;
        for (int i = startsWithElement ? 1 : 0; i < list.size(); i++) {
            List<Object> arguments = new ArrayList<>(Arrays.asList(reduced, list.get(i)));
            if (arity >= 3) {
                arguments.add(i);
            }
            if (arity >= 4) {
                arguments.add(list);
            }
            reduced = called(function, arguments);
        }
        return reduced;
    }

    public static Object sift(Map<?, ?> object, Object function) {
        if (object == null) {
            return null;
        }
        Map<Object, Object> sifted = new LinkedHashMap<>();
        object.forEach((key, value) -> {
            if (holds(function, value, key, object)) {
                sifted.put(key, value);
            }
        });
        return sifted.isEmpty() ? null : sifted;
    }

    public static List<Object> each(Map<?, ?> object, Object function) {
        if (object == null) {
            return null;
        }
        List<Object> all = Utils.createSequence();
        Results results = new Results();
        object.forEach((key, value) -> {
            Object result = called(function, value, key, object);
            if (result != null) {
                results.add(result);
                all.add(result);
            }
        });
        return all;
    }

    public static List<?> sort(List<Object> list, Object function) {
        if (list == null || list.size() <= 1) {
            return list;
        }
        bounds().work(list.size());
        List<Object> sorted = new ArrayList<>(list);
        if (function == null) {
            sorted.sort((a, b) -> {
                bounds().work(a instanceof String text ? 8 + (text.length() >> 3) : 8);
                return compared(a, b);
            });
        } else {
            sorted.sort((a, b) -> {
                Boolean swaps = Functions.toBoolean(called(function, Arrays.asList(a, b)));
                return swaps == null ? 0 : swaps ? 1 : -1;
            });
        }
        return sorted;
    }

    @SuppressWarnings("unchecked")
    private static int compared(Object a, Object b) {
        if (a instanceof Number && b instanceof Number && a.getClass() != b.getClass()) {
            return Double.compare(((Number) a).doubleValue(), ((Number) b).doubleValue());
        }
        return ((Comparable<Object>) a).compareTo(b);
    }

    // ---- lists and objects

    public static List<Object> zip(JList<List<?>> lists) {
        int length = lists.isEmpty() ? 0 : Integer.MAX_VALUE;
        for (List<?> each : lists) {
            length = Math.min(length, each == null ? 0 : each.size());
        }
        bounds().room((long) length * (64 + 8L * lists.size()));
        List<Object> zipped = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            List<Object> tuple = new ArrayList<>(lists.size());
            for (List<?> each : lists) {
                tuple.add(each.get(i));
            }
            zipped.add(tuple);
        }
        return zipped;
    }

    public static Object spread(Object value) {
        if (!(value instanceof List) && !(value instanceof Map)) {
            return value;
        }
        List<Object> all = Utils.createSequence();
        spread(value, all);
        return all;
    }

    private static void spread(Object value, List<Object> all) {
        if (value instanceof List<?> list) {
            bounds().work(list.size());
            list.forEach(each -> spread(each, all));
        } else if (value instanceof Map<?, ?> map) {
            map.forEach((key, member) -> {
                Map<Object, Object> single = new LinkedHashMap<>(2);
                single.put(key, member);
                all.add(single);
                bounds().work(16);
                isListOf(all, 200);
            });
        } else if (value != null) {
            all.add(value);
        }
    }

    /**
     * A value as the key of a set. Counts its comparisons, because an upstream may send many values with the same hash.
     */
    private record Distinct(Object value, int hash) {
        Distinct(Object value) {
            this(value, value == null ? 0 : value.hashCode());
        }

        @Override
        public int hashCode() {
            return hash;
        }

        @Override
        public boolean equals(Object other) {
            bounds().work(16);
            return other instanceof Distinct same
                    && hash == same.hash
                    && (value == null ? same.value == null : value.equals(same.value));
        }
    }

    public static Object distinct(Object value) {
        if (!(value instanceof List<?> list) || list.size() <= 1) {
            return value;
        }
        bounds().room(list.size() * 120L);
        Set<Distinct> seen = new LinkedHashSet<>();
        for (Object each : list) {
            seen.add(new Distinct(each));
        }
        List<Object> distinct = list instanceof JList ? Utils.createSequence() : new ArrayList<>();
        seen.forEach(each -> distinct.add(each.value()));
        return distinct;
    }

    public static Object clone(Object value) {
        isCopyable(value);
        return Functions.functionClone(value);
    }

    /** A transformation copies its input, but does not call {@code $clone} to do so. */
    private static JFunction transforming(JFunction transformation) {
        return new JFunction(
                (input, arguments) -> {
                    isCopyable(arguments.get(0));
                    return transformation.call(input, arguments);
                },
                "<(oa):o>");
    }

    /**
     * Replaces the library's copy, which writes a value as JSON and reads it again. The library writes a double with
     * only 15 digits, and prints a stack trace for each number that is too large for a double.
     */
    private static void isCopyable(Object value) {
        bounds().text(value, false);
        checkNumbers(value);
    }

    private static void checkNumbers(Object value) {
        if (value instanceof List<?> list) {
            bounds().work(list.size() * 4L);
            list.forEach(Natives::checkNumbers);
        } else if (value instanceof Map<?, ?> map) {
            bounds().work(map.size() * 8L);
            map.values().forEach(Natives::checkNumbers);
        } else if (value instanceof Number number && !(Math.abs(number.doubleValue()) <= MAX_COPIED)) {
            throw bounds().stop("a number in it is too large to be copied");
        }
    }

    // ---- numbers

    public static Number round(Number value, Number precision) {
        return value == null ? null : Functions.round(finite(value), precise(precision));
    }

    public static String formatBase(Number value, Number radix) {
        return value == null ? null : Functions.formatBase(finite(value), radix);
    }

    public static String formatNumber(Number value, String picture, Map<?, ?> options) {
        return value == null ? null : Functions.formatNumber(finite(value), limited(picture), options);
    }

    public static String formatInteger(Number value, String picture) {
        return value == null ? null : Functions.formatInteger(value, limited(picture));
    }

    public static Number parseInteger(String text, String picture) throws java.text.ParseException {
        return text == null ? null : Functions.parseInteger(limited(text), limited(picture));
    }

    /** Refuses numbers such as 1e999999999: their digits do not fit into memory. */
    private static Number finite(Number value) {
        boolean isHuge = value instanceof BigDecimal decimal
                        && (Math.abs((long) decimal.scale()) > MAX_PRECISION || decimal.precision() > MAX_PRECISION)
                || value instanceof BigInteger integer && integer.bitLength() > MAX_PRECISION;
        return isHuge ? (Number) value.doubleValue() : value;
    }

    private static Number precise(Number precision) {
        if (precision != null && Math.abs(precision.longValue()) > MAX_PRECISION) {
            throw bounds().stop("a number has at most " + MAX_PRECISION + " digits");
        }
        return precision;
    }

    private static String limited(String picture) {
        if (picture != null && picture.length() > MAX_PICTURE) {
            throw bounds().stop("a picture, or a number in words, has at most " + MAX_PICTURE + " characters");
        }
        return picture;
    }

    // ---- dates

    public static String fromMillis(Number millis, String picture, String timezone) {
        if (millis == null) {
            return null;
        }
        markers(picture);
        return Functions.dateTimeFromMillis(millis, picture, timezone);
    }

    public static String now(String picture, String timezone) {
        markers(picture);
        return Functions.now(picture, timezone);
    }

    public static Long toMillis(String timestamp, String picture) throws java.text.ParseException {
        if (timestamp == null) {
            return null;
        }
        if (timestamp.length() > MAX_TIMESTAMP) {
            throw bounds().stop("a timestamp has at most " + MAX_TIMESTAMP + " characters");
        }
        // The library turns the picture into a regular expression, in which each part may match one digit more or less.
        double readings = 1;
        for (char marker : markers(picture)) {
            readings *= switch (marker) {
                case 'Y' -> 3;
                case 'M', 'D', 'H', 'h', 'm', 's' -> 2;
                default -> Math.max(1, timestamp.length() / 2);
            };
        }
        if (readings > MAX_READINGS) {
            throw bounds().stop("its picture can be read in too many ways");
        }
        return Functions.dateTimeToMillis(timestamp, picture);
    }

    /** The markers of a date's picture, {@code Y} for {@code [Y0001]}. Also checks their widths. */
    private static List<Character> markers(String picture) {
        List<Character> markers = new ArrayList<>();
        String text = picture == null ? "" : limited(picture);
        for (int i = text.indexOf('['); i >= 0; i = text.indexOf('[', i + 1)) {
            if (text.startsWith("[[", i)) {
                i++;
                continue;
            }
            int end = text.indexOf(']', i);
            String marker = (end < 0 ? "" : text.substring(i + 1, end)).replaceAll("\\s+", "");
            if (!marker.isEmpty()) {
                markers.add(marker.charAt(0));
            }
            int comma = marker.lastIndexOf(',');
            for (String width :
                    comma < 0 ? new String[0] : marker.substring(comma + 1).split("-")) {
                if (width.length() > 3 || width.matches("\\d+") && Integer.parseInt(width) > MAX_WIDTH) {
                    throw bounds().stop("a part of a date is at most " + MAX_WIDTH + " characters wide");
                }
            }
            i = end < 0 ? text.length() : end;
        }
        return markers;
    }

    // ---- URLs

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
            throw bounds().stop("a part of a URL has at most " + MAX_URL + " characters");
        }
        bounds().work(text == null ? 0 : text.length());
        return coded.get();
    }

    // ---- the rest

    /** Refused in new definitions. Kept because existing definitions may use it. */
    public static Object eval(String text, Object focus) {
        if (text == null) {
            return null;
        }
        if (text.length() > MAX_EVALUATED) {
            throw bounds().stop("$eval takes at most " + MAX_EVALUATED + " characters");
        }
        Symbol tree;
        try {
            tree = SyntaxTree.parseHere(text);
        } catch (RuntimeException e) {
            throw new JException("D3120", -1);
        }
        bound(tree);
        Object context = focus;
        if (focus instanceof List<?> list && !Utils.isSequence(focus)) {
            JList<Object> wrapper = new JList<>();
            wrapper.sequence = true;
            wrapper.outerWrapper = true;
            wrapper.add(list);
            context = wrapper;
        }
        return SyntaxTree.evaluateHere(tree, context);
    }
}
