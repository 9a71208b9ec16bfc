package dataactions.definition.template;

import dataactions.definition.expression.Expression;
import dataactions.definition.value.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A JSON tree with templates in its strings. A string that is exactly {@code {input}} becomes the input's typed value,
 * or any JSON of a step's result. If a value is absent, the key or the array's element is left out. Keys are
 * literal: no input can name one.
 */
public final class BodyTemplate {
    private static final Object ABSENT = new Object();

    private final Object source;
    private final Object compiled;
    private final Set<String> variables = new LinkedHashSet<>();
    private final List<Expression> expressions = new ArrayList<>();

    private BodyTemplate(Object source) {
        this.source = source;
        this.compiled = compile(source);
    }

    /**
     * Compiles a body.
     *
     * @param source a tree as {@link Json#parse} makes it
     * @throws IllegalArgumentException for a template that is malformed
     */
    public static BodyTemplate parse(Object source) {
        return new BodyTemplate(source);
    }

    /** The tree this was compiled from. */
    public Object source() {
        return source;
    }

    /** The inputs that it reads. */
    public Set<String> variables() {
        return Set.copyOf(variables);
    }

    /** Its expressions on the results of steps. */
    public List<Expression> expressions() {
        return List.copyOf(expressions);
    }

    private Object compile(Object node) {
        if (node instanceof String text) {
            PlaceholderText template = PlaceholderText.parse(text);
            variables.addAll(template.variables());
            expressions.addAll(template.expressions());
            return template;
        }
        if (node instanceof Map<?, ?> map) {
            Map<String, Object> object = new LinkedHashMap<>();
            for (Map.Entry<?, ?> member : map.entrySet()) {
                object.put(String.valueOf(member.getKey()), compile(member.getValue()));
            }
            return object;
        }
        if (node instanceof List<?> list) {
            List<Object> array = new ArrayList<>();
            for (Object item : list) {
                array.add(compile(item));
            }
            return array;
        }
        return node;
    }

    /** The body as a tree for {@link Json#write}; null when the whole body is one absent value. */
    public Object render(Scope scope) {
        Object body = render(compiled, scope);
        return body == ABSENT ? null : body;
    }

    private static Object render(Object node, Scope scope) {
        if (node instanceof PlaceholderText template) {
            if (!template.isComplete(scope)) {
                return ABSENT;
            }
            PlaceholderText.Part sole = template.sole();
            if (sole != null) {
                Object value = scope.value(sole);
                return value instanceof String text ? scope.wellFormed(sole, text) : value;
            }
            StringBuilder text = new StringBuilder();
            for (PlaceholderText.Part part : template.parts()) {
                text.append(part.variable() ? scope.wellFormed(part, scope.text(part)) : part.text());
            }
            return text.toString();
        }
        if (node instanceof Map<?, ?> map) {
            Map<String, Object> object = new LinkedHashMap<>();
            for (Map.Entry<?, ?> member : map.entrySet()) {
                Object value = render(member.getValue(), scope);
                if (value != ABSENT) {
                    object.put((String) member.getKey(), value);
                }
            }
            return object;
        }
        if (node instanceof List<?> list) {
            List<Object> array = new ArrayList<>();
            for (Object item : list) {
                Object value = render(item, scope);
                if (value != ABSENT) {
                    array.add(value);
                }
            }
            return array;
        }
        return node;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BodyTemplate body && Json.writeString(source).equals(Json.writeString(body.source));
    }

    @Override
    public int hashCode() {
        return Json.writeString(source).hashCode();
    }

    @Override
    public String toString() {
        return Json.writeString(source);
    }
}
