package dataactions.definition.expression;

import com.dashjoin.jsonata.JException;
import com.dashjoin.jsonata.Utils;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;

/** JSONata's functions that search a text for a text or a regular expression. Public for JSONata, which finds the methods by reflection. */
public final class PatternFunctions {
    private PatternFunctions() {}

    private static RegexFunction regex(Object value) {
        if (value instanceof RegexFunction regex) {
            return regex;
        }
        throw Bounds.current().stop("a regular expression is expected, such as /[0-9]+/");
    }

    public static List<Object> match(String text, Object pattern, Number limit) {
        if (text == null) {
            return null;
        }
        if (limit != null && limit.intValue() < 0) {
            throw new JException("D3040", -1);
        }
        List<Object> found = Utils.createSequence();
        int max = limit == null ? Integer.MAX_VALUE : limit.intValue();
        Matcher matcher = regex(pattern).on(text);
        while (found.size() < max && matcher.find()) {
            Map<String, Object> match = new LinkedHashMap<>();
            match.put("match", matcher.group());
            match.put("index", matcher.start());
            match.put("groups", groups(matcher, 1));
            found.add(match);
            Bounds.current().work(64);
            Bounds.current().list(found, 400);
        }
        return found;
    }

    /** @param from 0 for the match itself and its groups, 1 for the groups */
    private static List<String> groups(Matcher matcher, int from) {
        List<String> groups = new ArrayList<>();
        for (int group = from; group <= matcher.groupCount(); group++) {
            groups.add(matcher.group(group));
        }
        return groups;
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
        Bounds.current().work(8 + (part.length() >> 3));
        Bounds.current().list(parts, 64);
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
            throw Bounds.current().tooLarge();
        }
        all.append(text, from, to);
        Bounds.current().work(8 + (to - from >> 2));
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
        // Like the library, and unlike the reference: expressions that read groups[1] are in service.
        match.put("groups", groups(matcher, 0));
        if (CallbackFunctions.called(function, List.of(match)) instanceof String text) {
            return text;
        }
        throw new JException("D3012", 0);
    }
}
