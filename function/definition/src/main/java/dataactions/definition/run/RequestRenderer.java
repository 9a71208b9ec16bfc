package dataactions.definition.run;

import dataactions.definition.Request;
import dataactions.definition.Step;
import dataactions.definition.template.PlaceholderText;
import dataactions.definition.template.Scope;
import dataactions.definition.template.UnrenderableException;
import dataactions.definition.template.UrlEncoding;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * Fills a request with inputs and results of earlier steps. Every value stays one path segment, query value, header
 * value or JSON value. A value cannot add a segment, parameter, header or key, and cannot change the host.
 */
public final class RequestRenderer {
    /**
     * Characters that RFC 3986 allows in a path, besides letters, digits and {@code -._~}; the slash separates
     * segments.
     */
    private static final String PATH_LITERALS = "!$&'()*+,;=:@/";

    private RequestRenderer() {}

    /**
     * Renders a request.
     *
     * @throws UnrenderableException when a value has no safe form where it stands; never quotes the value
     */
    public static UpstreamRequest render(Step step, Scope scope) {
        Request request = step.request();
        String query = UrlEncoding.parameters(request.query(), scope);
        String target = path(request.path(), scope) + (query.isEmpty() ? "" : "?" + query);
        byte[] body = request.body() == null ? null : request.body().render(scope);
        Map<String, String> headers = headers(request, scope);
        addUnlessThere(headers, "Accept", "application/json");
        if (body != null) {
            addUnlessThere(headers, "Content-Type", request.body().contentType());
        }
        if (!request.isIdempotent() && request.idempotencyKey()) {
            addUnlessThere(headers, "Idempotency-Key", idempotencyKey(step, scope.requestId()));
        }
        return new UpstreamRequest(request.method(), target, headers, body);
    }

    private static void addUnlessThere(Map<String, String> headers, String name, String value) {
        for (String there : headers.keySet()) {
            if (there.equalsIgnoreCase(name)) {
                return;
            }
        }
        headers.put(name, value);
    }

    /**
     * The invocation's id. If there are several steps, the step's name is added, because they may call the same
     * upstream.
     */
    private static String idempotencyKey(Step step, String requestId) {
        String id = isHeader(requestId)
                ? requestId
                : UUID.nameUUIDFromBytes(requestId.getBytes(StandardCharsets.UTF_8))
                        .toString();
        return step.name().equals(Step.ONLY) ? id : id + "-" + step.name();
    }

    private static boolean isHeader(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) <= ' ' || text.charAt(i) > '~') {
                return false;
            }
        }
        return !text.isEmpty();
    }

    private static String path(PlaceholderText template, Scope scope) {
        StringBuilder path = new StringBuilder();
        for (PlaceholderText.Part part : template.parts()) {
            if (part.variable()) {
                if (scope.value(part) == null) {
                    throw Scope.refused(part, "is missing, and the path needs it");
                }
                path.append(UrlEncoding.encode(part, refuseDotSegments(part, scope.text(part)), scope));
            } else {
                literal(path, part.text());
            }
        }
        checkSegments(template, scope);
        return path.toString();
    }

    /**
     * Refuses a value that would make a segment "", "." or "..". Clients, proxies and servers rewrite such segments,
     * and the path then names another resource.
     */
    private static void checkSegments(PlaceholderText template, Scope scope) {
        StringBuilder segment = new StringBuilder();
        PlaceholderText.Part place = null;
        for (PlaceholderText.Part part : template.parts()) {
            if (part.variable()) {
                place = part;
                segment.append(scope.text(part));
                continue;
            }
            String rest = part.text();
            for (int slash = rest.indexOf('/'); slash >= 0; slash = rest.indexOf('/')) {
                checkSegment(place, segment.append(rest, 0, slash).toString());
                segment.setLength(0);
                place = null;
                rest = rest.substring(slash + 1);
            }
            segment.append(rest);
        }
        checkSegment(place, segment.toString());
    }

    private static void checkSegment(PlaceholderText.Part place, String segment) {
        if (place != null && (segment.isEmpty() || segment.equals(".") || segment.equals(".."))) {
            throw Scope.refused(place, "would make an empty, . or .. segment of the path");
        }
    }

    /** "a/../b" is dangerous only if a server decodes %2F before it reads the path. Some servers do. */
    private static String refuseDotSegments(PlaceholderText.Part place, String value) {
        int start = 0;
        for (int i = 0; i <= value.length(); i++) {
            if (i == value.length() || value.charAt(i) == '/' || value.charAt(i) == '\\') {
                String piece = value.substring(start, i);
                boolean whole = start == 0 && i == value.length();
                if (!whole && (piece.equals(".") || piece.equals(".."))) {
                    throw Scope.refused(place, "contains a path segment . or ..");
                }
                start = i + 1;
            }
        }
        if (value.indexOf('\0') >= 0) {
            throw Scope.refused(place, "holds a NUL character, which no path may");
        }
        return value;
    }

    private static void literal(StringBuilder out, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (UrlEncoding.isUnreserved(c) || PATH_LITERALS.indexOf(c) >= 0 || c == '%') {
                out.append(c);
            } else {
                int codePoint = text.codePointAt(i);
                UrlEncoding.percent(out, Character.toString(codePoint));
                i += Character.charCount(codePoint) - 1;
            }
        }
    }

    private static Map<String, String> headers(Request request, Scope scope) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (Map.Entry<String, PlaceholderText> header : request.headers().entrySet()) {
            PlaceholderText template = header.getValue();
            if (template.isComplete(scope)) {
                StringBuilder value = new StringBuilder();
                for (PlaceholderText.Part part : template.parts()) {
                    value.append(part.variable() ? headerText(part, scope) : part.text());
                }
                headers.put(header.getKey(), value.toString());
            }
        }
        return headers;
    }

    private static String headerText(PlaceholderText.Part place, Scope scope) {
        String text = scope.text(place);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' && c != '\t' || c > '~') {
                throw Scope.refused(
                        place, "holds a character that no HTTP header may (a line end, a control or not ASCII)");
            }
        }
        return text;
    }
}
