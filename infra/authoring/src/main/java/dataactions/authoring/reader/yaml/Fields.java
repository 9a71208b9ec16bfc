package dataactions.authoring.reader.yaml;

import dataactions.definition.Suggestion;
import dataactions.definition.expression.Expression;
import dataactions.definition.run.Binding;
import dataactions.definition.value.ValueType;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads what several parts of a definition share: names, types, values of a type, expressions. */
public final class Fields {
    public static final Pattern MEMBER_NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_-]*");

    private Fields() {}

    public static void checkMemberName(Section section, String name, String what) {
        if (!MEMBER_NAME.matcher(name).matches()) {
            section.problem("\"" + name + "\" is no name for an " + what
                    + ": expected a letter, then letters, digits, - and _.");
        }
    }

    public static void refuseUnless(boolean applies, Section section, ValueType type, String... keys) {
        for (String key : keys) {
            if (!applies && section.has(key)) {
                section.problem(key, "does not apply to type " + type.word() + ": remove it.");
            }
        }
    }

    public static Object exactly(Section section, String key, ValueType type) {
        YamlNode node = section.node(key);
        Object value = Binding.exactly(type, node.toTree());
        if (value == null) {
            section.problem(
                    key,
                    "found " + node.describe() + ", expected a value of type " + type.word() + "."
                            + (type == ValueType.STRING ? " Put it in quotes." : ""));
        }
        return value;
    }

    public static ValueType type(Section section, String what, Set<ValueType> allowed) {
        String word = section.requiredText("type", "the type of " + what + ", such as string");
        if (word == null) {
            return null;
        }
        Set<String> known = allowed.stream().map(ValueType::word).collect(Collectors.toCollection(TreeSet::new));
        ValueType type = ValueType.of(word).orElse(null);
        if (type == null) {
            section.problem(
                    "type",
                    "unknown type \"" + word + "\"" + Suggestion.didYouMean(word, known) + " Expected one of "
                            + String.join(", ", known) + ".");
        }
        return type;
    }

    public static Expression expression(Section section) {
        return expression(section, "from", "company.name");
    }

    public static Expression expression(Section section, String key, String example) {
        String text = section.text(key, example);
        if (text == null) {
            return null;
        }
        if (text.isBlank()) {
            section.problem(
                    key,
                    "empty: expected JSONata such as " + example
                            + (key.equals("from") ? ", or nothing for the output's own name." : "."));
            return null;
        }
        return expression(section, key, Expression.of(text));
    }

    public static Expression expression(Section section, String key, Expression expression) {
        try {
            expression.check();
        } catch (Expression.SyntaxException e) {
            section.problem(
                    key,
                    "JSONata error at column " + e.column() + " of \"" + expression.text() + "\": " + e.getMessage()
                            + ". Try it at https://try.jsonata.org.");
        }
        checkRefusals(section, key, expression);
        return expression;
    }

    public static void checkRefusals(Section section, String key, Expression expression) {
        for (String refusal : expression.refusals()) {
            section.problem(key, refusal + ".");
        }
    }

    public static String words(Duration duration) {
        long millis = duration.toMillis();
        return millis % 1000 == 0 ? millis / 1000 + "s" : millis + "ms";
    }
}
