package dataactions.definition.expression;

import com.dashjoin.jsonata.Jsonata.Fn0;
import com.dashjoin.jsonata.Jsonata.JFunction;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The value of a regular expression: a function on a text, and an argument of {@link PatternFunctions}. */
final class RegexFunction extends JFunction {
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
            throw Bounds.current().stop("its regular expression repeats too often");
        }
        Bounds bounds = Bounds.current();
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
                "match", match, "start", matcher.start(), "end", matcher.end(), "groups", List.of(match), "next", next);
    }

    @Override
    public String toString() {
        return "regular expression";
    }
}
