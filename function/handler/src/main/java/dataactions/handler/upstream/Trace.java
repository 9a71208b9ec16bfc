package dataactions.handler.upstream;

import dataactions.definition.value.Json;
import dataactions.definition.value.JsonException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpRequest;

/**
 * The requests and answers of a call, attempt by attempt, for the author of a definition in a local deployment. Every
 * value that the upstream's auth added is masked, also if a body repeats the value.
 */
public final class Trace {
    /** The most bytes of a body in an answer of the function. */
    public static final int MAX_BODY = 64 * 1024;

    static final String MASKED = "(masked)";

    private static final Set<String> SECRET_HEADERS =
            Set.of("authorization", "proxy-authorization", "cookie", "set-cookie", "set-cookie2");

    private final int maxBody;
    private final List<Object> exchanges = new ArrayList<>();
    /** The credentials of all attempts so far: an answer may contain the former token. */
    private final Mask mask = new Mask();

    /** @param maxBody the most bytes of a body */
    public Trace(int maxBody) {
        this.maxBody = maxBody;
    }

    int maxBody() {
        return maxBody;
    }

    /** In order, as JSON trees: {@code {"attempt","request","response"}}, or {@code "failure"} for the response. */
    public synchronized List<Object> exchanges() {
        return new ArrayList<>(exchanges);
    }

    /**
     * Adds a request that was sent, and its answer.
     *
     * @param base scheme, host and port
     * @param request as it was sent
     * @param body the request's, or null
     * @param answer null without one
     * @param failure why there was no usable answer, or null
     */
    synchronized void add(
            int attempt,
            URI base,
            HttpRequest request,
            byte[] body,
            Answer answer,
            String failure,
            UpstreamCredentials.Applied applied) {
        mask.add(applied);
        String target = base.getScheme() + "://" + base.getRawAuthority() + request.getPath();
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("attempt", (long) attempt);
        Map<String, Object> sent = request(request.getMethod(), mask.text(target));
        sent.put("headers", mask.headers(request.getHeaders()));
        put(sent, "body", body == null ? null : body(body, body.length));
        tree.put("request", sent);
        if (answer != null) {
            Map<String, Object> received = new LinkedHashMap<>();
            received.put("status", (long) answer.status());
            received.put("headers", mask.headers(answer.headers()));
            put(received, "body", answer.bodyBytes() == 0 ? null : body(answer.body(), answer.bodyBytes()));
            tree.put("response", received);
        }
        put(tree, "failure", failure);
        exchanges.add(tree);
    }

    /** Adds a call of a token endpoint, without the bodies of request and answer. */
    synchronized void addToken(URI endpoint, int status, String failure) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("for", "token");
        Map<String, Object> sent =
                request("POST", endpoint.getScheme() + "://" + endpoint.getRawAuthority() + endpoint.getRawPath());
        sent.put("body", MASKED);
        tree.put("request", sent);
        if (status != 0) {
            Map<String, Object> received = new LinkedHashMap<>();
            received.put("status", (long) status);
            received.put("body", MASKED);
            tree.put("response", received);
        }
        put(tree, "failure", failure);
        exchanges.add(tree);
    }

    /**
     * An upstream's answer.
     *
     * @param body the beginning of the body, as far as it was kept
     * @param bodyBytes how many bytes of the body were read
     */
    record Answer(int status, Header[] headers, byte[] body, long bodyBytes) {}

    private static Map<String, Object> request(String method, String url) {
        Map<String, Object> sent = new LinkedHashMap<>();
        sent.put("method", method);
        sent.put("url", url);
        return sent;
    }

    private static void put(Map<String, Object> tree, String key, Object value) {
        if (value != null) {
            tree.put(key, value);
        }
    }

    /** @param bytes the length of the whole body, of which {@code body} may hold only the beginning */
    private String body(byte[] body, long bytes) {
        int shown = Math.min(body.length, maxBody);
        String text = new String(body, 0, shown, StandardCharsets.UTF_8);
        return bytes > shown
                ? mask.withoutBegun(mask.text(text)) + " … (the first " + shown + " bytes of " + bytes + ")"
                : mask.body(text);
    }

    /** The values that a trace must not show. */
    private static final class Mask {
        private final Set<String> headerNames = new TreeSet<>(SECRET_HEADERS);
        private final Set<String> secrets =
                new TreeSet<>(Comparator.comparing(String::length).reversed().thenComparing(Comparator.naturalOrder()));

        void add(UpstreamCredentials.Applied applied) {
            if (applied.headerName() != null) {
                headerNames.add(applied.headerName().toLowerCase(Locale.ROOT));
            }
            add(applied.header());
            add(applied.parameter());
            if (applied.header() != null && applied.header().startsWith("Bearer ")) {
                add(applied.header().substring("Bearer ".length()));
            } else if (applied.header() != null && applied.header().startsWith("Basic ")) {
                addPair(applied.header().substring("Basic ".length()));
            }
        }

        private void addPair(String encoded) {
            add(encoded);
            String pair = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
            String password = pair.substring(pair.indexOf(':') + 1);
            add(pair);
            add(password);
            if (password.isEmpty()) {
                // Some APIs take their key for the user's name. Otherwise a name is no secret.
                add(pair.substring(0, pair.indexOf(':')));
            }
        }

        /** The secret unchanged, and as it looks in a URL, in a form and in JSON. */
        private void add(String secret) {
            if (secret == null || secret.isEmpty()) {
                return;
            }
            String form = URLEncoder.encode(secret, StandardCharsets.UTF_8);
            String json = Json.writeString(secret);
            String inJson = json.substring(1, json.length() - 1);
            secrets.addAll(List.of(secret, form, form.replace("+", "%20"), inJson, inJson.replace("/", "\\/")));
        }

        /**
         * A whole body. In JSON only values are masked: an author maps what a trace shows, so the names of members and
         * other numbers must stay.
         */
        String body(String text) {
            if (text.equals(text(text))) {
                return text;
            }
            try {
                return Json.writeString(value(Json.parse(text.getBytes(StandardCharsets.UTF_8), Json.Limits.DEFAULT)));
            } catch (JsonException e) {
                return text(text);
            }
        }

        private Object value(Object value) {
            if (value instanceof Map<?, ?> object) {
                Map<String, Object> masked = new LinkedHashMap<>();
                object.forEach((name, each) -> masked.put((String) name, value(each)));
                return masked;
            }
            if (value instanceof List<?> list) {
                List<Object> masked = new ArrayList<>();
                list.forEach(each -> masked.add(value(each)));
                return masked;
            }
            if (value instanceof Number && secrets.contains(value.toString())) {
                return MASKED;
            }
            return value instanceof String text ? text(text) : value;
        }

        String text(String text) {
            String masked = text;
            for (String secret : secrets) {
                masked = masked.replace(secret, MASKED);
            }
            return masked;
        }

        /** Removes a partial secret from the end of a text that was cut: masking would not recognize it. */
        String withoutBegun(String text) {
            int end = text.length();
            for (String secret : secrets) {
                for (int length = Math.min(secret.length() - 1, text.length()); length > 0; length--) {
                    if (text.regionMatches(text.length() - length, secret, 0, length)) {
                        end = Math.min(end, text.length() - length);
                        break;
                    }
                }
            }
            return text.substring(0, end);
        }

        Map<String, Object> headers(Header[] headers) {
            Map<String, Object> shown = new LinkedHashMap<>();
            for (Header header : headers) {
                String name = header.getName().toLowerCase(Locale.ROOT);
                boolean isSecret = headerNames.contains(name);
                String value = header.getValue() == null ? "" : header.getValue();
                shown.merge(header.getName(), isSecret ? MASKED : text(value), (a, b) -> a + ", " + b);
            }
            return shown;
        }
    }
}
