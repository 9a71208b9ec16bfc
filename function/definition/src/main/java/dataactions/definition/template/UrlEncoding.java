package dataactions.definition.template;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Writes values into URLs and forms, encoded as RFC 3986 asks. */
public final class UrlEncoding {
    private static final String HEX = "0123456789ABCDEF";
    private static final String UNRESERVED_MARKS = "-._~";
    /** The most characters of a query or a form: no server reads more. */
    private static final int MAX_PARAMETERS = 1_000_000;

    private UrlEncoding() {}

    /** {@code name=value&…}. If a step's result is a list, the parameter is repeated. */
    public static String parameters(Map<String, List<PlaceholderText>> parameters, Scope scope) {
        StringBuilder query = new StringBuilder();
        for (Map.Entry<String, List<PlaceholderText>> parameter : parameters.entrySet()) {
            String name = parameter.getKey();
            for (PlaceholderText template : parameter.getValue()) {
                if (!template.isComplete(scope)) {
                    continue;
                }
                PlaceholderText.Part sole = template.sole();
                if (sole != null && scope.value(sole) instanceof List<?> list) {
                    for (Object value : list) {
                        if (value != null) {
                            name(query, name).append(encode(sole, scope.text(sole, value), scope));
                        }
                        if (query.length() > MAX_PARAMETERS) {
                            throw Scope.refused(sole, "repeats its parameter more often than fits into a request");
                        }
                    }
                    continue;
                }
                name(query, name);
                for (PlaceholderText.Part part : template.parts()) {
                    query.append(part.variable() ? encode(part, scope.text(part), scope) : percent(part.text()));
                }
            }
        }
        return query.toString();
    }

    private static StringBuilder name(StringBuilder query, String name) {
        return query.append(query.length() == 0 ? "" : "&")
                .append(percent(name))
                .append('=');
    }

    /** A value percent-encoded for a path or a query. */
    public static String encode(PlaceholderText.Part place, String text, Scope scope) {
        return percent(scope.wellFormed(place, text));
    }

    private static String percent(String text) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        percent(out, text);
        return out.toString();
    }

    public static void percent(StringBuilder out, String text) {
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xFF);
            if (isUnreserved(c)) {
                out.append(c);
            } else {
                out.append('%').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
            }
        }
    }

    /** RFC 3986: the characters that are never encoded. */
    public static boolean isUnreserved(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || UNRESERVED_MARKS.indexOf(c) >= 0;
    }
}
