package dataactions.definition;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Text with places for inputs: {@code users/{userId}}. {@code {{}} and {@code }}} stand for the braces themselves. The
 * name {@code requestId} stands for the invocation's id.
 */
public final class Template {
    /** The name that stands for the invocation's id in every template. */
    public static final String REQUEST_ID = "requestId";

    private final String source;
    private final List<Part> parts;

    /** A literal, or, where {@code variable}, the name of an input. */
    record Part(String text, boolean variable) {}

    private Template(String source, List<Part> parts) {
        this.source = source;
        this.parts = List.copyOf(parts);
    }

    /**
     * Compiles a template.
     *
     * @throws IllegalArgumentException saying which brace has no partner, or what is no name
     */
    public static Template parse(String source) {
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
                if (!name.matches("[A-Za-z][A-Za-z0-9_-]*")) {
                    throw new IllegalArgumentException("{" + name + "} at column " + (i + 1)
                            + " is not an input's name; write {inputName}, or {{ and }} for the braces themselves");
                }
                if (literal.length() > 0) {
                    parts.add(new Part(literal.toString(), false));
                    literal.setLength(0);
                }
                parts.add(new Part(name, true));
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
            parts.add(new Part(literal.toString(), false));
        }
        return new Template(source, parts);
    }

    /** The text this was compiled from. */
    public String source() {
        return source;
    }

    /** The names it uses, in order. */
    public Set<String> variables() {
        Set<String> names = new LinkedHashSet<>();
        for (Part part : parts) {
            if (part.variable()) {
                names.add(part.text());
            }
        }
        return names;
    }

    /** The one name this template consists of, so that its value keeps its type; else null. */
    String soleVariable() {
        return parts.size() == 1 && parts.get(0).variable() ? parts.get(0).text() : null;
    }

    List<Part> parts() {
        return parts;
    }

    /** Whether every input it uses has a value. */
    boolean isComplete(Map<String, Object> inputs) {
        for (Part part : parts) {
            if (part.variable() && inputs.get(part.text()) == null) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Template template && source.equals(template.source);
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
