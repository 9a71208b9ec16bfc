package dataactions.definition.template;

import dataactions.definition.expression.Expression;
import dataactions.definition.value.Text;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Text with placeholders: {@code /users/{userId}} for an input, {@code {steps.customer.id}} for the result of an
 * earlier step (JSONata that starts with {@code steps.}). {@code {{}} and {@code }}} are literal braces. The name
 * {@code requestId} is the invocation's id.
 */
public final class PlaceholderText {
    /** The name of the invocation's id in every template. */
    public static final String REQUEST_ID = "requestId";

    private final String source;
    private final List<Part> parts;
    private final List<Expression> expressions;

    private static final String STEPS = "steps.";

    /**
     * A literal or a placeholder.
     *
     * @param text the literal, or the name of the value for messages
     * @param variable whether it is a placeholder
     * @param expression computes a step's value; null for an input
     */
    public record Part(String text, boolean variable, Expression expression) {}

    private PlaceholderText(String source, List<Part> parts) {
        this.source = source;
        this.parts = List.copyOf(parts);
        List<Expression> found = new ArrayList<>();
        for (Part part : parts) {
            if (part.expression() != null) {
                found.add(part.expression());
            }
        }
        this.expressions = List.copyOf(found);
    }

    /**
     * Compiles a template.
     *
     * @throws IllegalArgumentException saying which brace has no partner, or which name is invalid
     */
    public static PlaceholderText parse(String source) {
        List<Part> parts = new ArrayList<>();
        StringBuilder literal = new StringBuilder();
        int i = 0;
        while (i < source.length()) {
            char c = source.charAt(i);
            boolean doubled = i + 1 < source.length() && source.charAt(i + 1) == c;
            if ((c == '{' || c == '}') && doubled) {
                literal.append(c);
                i += 2;
            } else if (c == '{') {
                int end = source.indexOf('}', i);
                if (end < 0) {
                    throw new IllegalArgumentException("the { at column " + (i + 1)
                            + " is never closed; write {inputName}, or {{ for the brace itself");
                }
                String name = source.substring(i + 1, end);
                if (literal.length() > 0) {
                    parts.add(new Part(literal.toString(), false, null));
                    literal.setLength(0);
                }
                parts.add(place(name, i + 1));
                i = end + 1;
            } else if (c == '}') {
                throw new IllegalArgumentException(
                        "the } at column " + (i + 1) + " was never opened; write }} for the brace itself");
            } else {
                literal.append(c);
                i++;
            }
        }
        if (literal.length() > 0) {
            parts.add(new Part(literal.toString(), false, null));
        }
        return new PlaceholderText(source, parts);
    }

    private static Part place(String name, int column) {
        if (name.startsWith(STEPS)) {
            return new Part(name, true, Expression.of(name));
        }
        if (!Text.isName(name, Integer.MAX_VALUE)) {
            throw new IllegalArgumentException("{" + name + "} at column " + column
                    + " is neither an input's name nor steps.NAME…; write {inputName} or {steps.customer.id}, or {{ and"
                    + " }} for the braces themselves");
        }
        return new Part(name, true, null);
    }

    /** The source text. */
    public String source() {
        return source;
    }

    /** The inputs that it reads (and {@code requestId}), in order. */
    public Set<String> variables() {
        Set<String> names = new LinkedHashSet<>();
        for (Part part : parts) {
            if (part.variable() && part.expression() == null) {
                names.add(part.text());
            }
        }
        return names;
    }

    /** Its expressions on the results of steps, in order. */
    public List<Expression> expressions() {
        return expressions;
    }

    /** The placeholder, if the template consists only of it, so that the value keeps its type; else null. */
    Part sole() {
        return parts.size() == 1 && parts.get(0).variable() ? parts.get(0) : null;
    }

    public List<Part> parts() {
        return parts;
    }

    /** Whether every placeholder has a value. */
    public boolean isComplete(Scope scope) {
        for (Part part : parts) {
            if (part.variable() && scope.value(part) == null) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PlaceholderText template && source.equals(template.source);
    }

    @Override
    public int hashCode() {
        return source.hashCode();
    }

    @Override
    public String toString() {
        return source;
    }
}
