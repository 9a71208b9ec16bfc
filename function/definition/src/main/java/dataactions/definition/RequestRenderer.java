package dataactions.definition;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Fills an action's request with inputs. Whatever an input holds, it stays the one path segment, query value, header
 * value or JSON value it was written for: it can add no segment, parameter, header or key, and reach no other host.
 */
public final class RequestRenderer {
    private static final String HEX = "0123456789ABCDEF";
    private static final String UNRESERVED_MARKS = "-._~";
    /** What RFC 3986 allows in a path beside letters, digits and the marks; the slash separates segments. */
    private static final String PATH_LITERALS = UNRESERVED_MARKS + "!$&'()*+,;=:@/";

    private RequestRenderer() {}

    /**
     * Renders the request.
     *
     * @param inputs as {@link Binding} bound them
     * @param requestId the invocation's id, for {@code {requestId}}
     * @throws UnrenderableInputException when an input has no safe form where it stands; never quotes the value
     */
    public static UpstreamRequest render(ActionDefinition action, Map<String, Object> inputs, String requestId) {
        Request request = action.request();
        Map<String, Object> values = new LinkedHashMap<>(inputs);
        values.put(Template.REQUEST_ID, requestId);
        String target = path(request.path(), values) + query(request.query(), values);
        byte[] body = null;
        if (request.body() != null) {
            Object tree = request.body().render(values);
            body = tree == null ? null : Json.write(tree);
        }
        return new UpstreamRequest(request.method(), target, headers(request, values, body != null), body);
    }

    private static String path(Template template, Map<String, Object> values) {
        StringBuilder path = new StringBuilder();
        for (Template.Part part : template.parts()) {
            if (part.variable()) {
                String name = part.text();
                Object value = values.get(name);
                if (value == null) {
                    throw new UnrenderableInputException(name, "is missing, and the path needs it");
                }
                path.append(encode(name, refuseDotSegments(name, text(value))));
            } else {
                literal(path, part.text());
            }
        }
        checkSegments(template, values);
        return path.toString();
    }

    /**
     * A segment that an input stands in may be neither empty nor a step up or sideways: "", "." and ".." are rewritten by
     * clients, proxies and servers, and then name another resource.
     */
    private static void checkSegments(Template template, Map<String, Object> values) {
        StringBuilder segment = new StringBuilder();
        String input = null;
        for (Template.Part part : template.parts()) {
            if (part.variable()) {
                input = part.text();
                segment.append(text(values.get(input)));
                continue;
            }
            String rest = part.text();
            for (int slash = rest.indexOf('/'); slash >= 0; slash = rest.indexOf('/')) {
                checkSegment(input, segment.append(rest, 0, slash).toString());
                segment.setLength(0);
                input = null;
                rest = rest.substring(slash + 1);
            }
            segment.append(rest);
        }
        checkSegment(input, segment.toString());
    }

    private static void checkSegment(String input, String segment) {
        if (input != null && (segment.isEmpty() || segment.equals(".") || segment.equals(".."))) {
            throw new UnrenderableInputException(input, "would make an empty, . or .. segment of the path");
        }
    }

    /** "a/../b" is harmless as long as nobody decodes %2F before looking at the path; some servers do. */
    private static String refuseDotSegments(String input, String value) {
        int start = 0;
        for (int i = 0; i <= value.length(); i++) {
            if (i == value.length() || value.charAt(i) == '/' || value.charAt(i) == '\\') {
                String piece = value.substring(start, i);
                boolean whole = start == 0 && i == value.length();
                if (!whole && (piece.equals(".") || piece.equals(".."))) {
                    throw new UnrenderableInputException(input, "holds a step to another path (. or ..)");
                }
                start = i + 1;
            }
        }
        if (value.indexOf('\0') >= 0) {
            throw new UnrenderableInputException(input, "holds a NUL character, which no path may");
        }
        return value;
    }

    private static void literal(StringBuilder out, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isUnreserved(c) || PATH_LITERALS.indexOf(c) >= 0 || c == '%') {
                out.append(c);
            } else {
                int codePoint = text.codePointAt(i);
                percent(out, Character.toString(codePoint));
                i += Character.charCount(codePoint) - 1;
            }
        }
    }

    private static String query(Map<String, Template> parameters, Map<String, Object> values) {
        StringBuilder query = new StringBuilder();
        parameters.forEach((name, template) -> {
            if (template.isComplete(values)) {
                query.append(query.length() == 0 ? '?' : '&')
                        .append(encode(name, name))
                        .append('=');
                for (Template.Part part : template.parts()) {
                    String text = part.variable() ? text(values.get(part.text())) : part.text();
                    query.append(encode(part.text(), text));
                }
            }
        });
        return query.toString();
    }

    private static Map<String, String> headers(Request request, Map<String, Object> values, boolean hasBody) {
        Map<String, String> headers = new LinkedHashMap<>();
        request.headers().forEach((name, template) -> {
            if (template.isComplete(values)) {
                StringBuilder value = new StringBuilder();
                for (Template.Part part : template.parts()) {
                    value.append(part.variable() ? headerText(part.text(), values) : part.text());
                }
                headers.put(name, value.toString());
            }
        });
        if (headers.keySet().stream().noneMatch("Accept"::equalsIgnoreCase)) {
            headers.put("Accept", "application/json");
        }
        if (hasBody && headers.keySet().stream().noneMatch("Content-Type"::equalsIgnoreCase)) {
            headers.put("Content-Type", "application/json");
        }
        return headers;
    }

    private static String headerText(String input, Map<String, Object> values) {
        String text = text(values.get(input));
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' && c != '\t' || c > '~') {
                throw new UnrenderableInputException(
                        input, "holds a character that no HTTP header may (a line end, a control or not ASCII)");
            }
        }
        return text;
    }

    /** An input's value as text: strings as they are, numbers with all their digits. */
    static String text(Object value) {
        return value instanceof Number number ? ValueType.digits(number) : String.valueOf(value);
    }

    private static String encode(String input, String text) {
        if (!Text.isWellFormed(text)) {
            throw new UnrenderableInputException(input, "holds half a character (a lone surrogate)");
        }
        StringBuilder out = new StringBuilder(text.length() + 16);
        percent(out, text);
        return out.toString();
    }

    private static void percent(StringBuilder out, String text) {
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xFF);
            if (isUnreserved(c)) {
                out.append(c);
            } else {
                out.append('%').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
            }
        }
    }

    private static boolean isUnreserved(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || UNRESERVED_MARKS.indexOf(c) >= 0;
    }
}
