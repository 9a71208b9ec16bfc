package dataactions.genesys.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A refusal of the org, with Genesys's error body. It has no stack trace, because it is an expected answer. */
public final class GenesysError extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int status;
    private final String code;
    private final transient Map<String, String> params = new LinkedHashMap<>();
    private final transient Map<String, String> headers = new LinkedHashMap<>();
    private transient List<String> problems = List.of();

    public GenesysError(int status, String code, String message) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
    }

    public static GenesysError badRequest(String message) {
        return new GenesysError(400, "bad.request", message);
    }

    public static GenesysError notFound(String what, String id) {
        return new GenesysError(404, "not.found", "The requested " + what + " could not be found: " + id);
    }

    /** 429: more than {@code perMinute} requests a minute; the caller may try again after the given seconds. */
    public static GenesysError tooManyRequests(int perMinute, long seconds) {
        return new GenesysError(
                        429,
                        "too.many.requests",
                        "Rate limit exceeded the maximum. Retry the request in [" + seconds + "] seconds")
                .param("rateLimit", String.valueOf(perMinute))
                .param("retryAfter", String.valueOf(seconds))
                .header("Retry-After", String.valueOf(seconds));
    }

    /** One refusal for all problems. Each problem is also an entry of {@code errors}. */
    public static GenesysError invalid(List<String> problems) {
        GenesysError error = badRequest(String.join(" ", problems));
        error.problems = List.copyOf(problems);
        return error;
    }

    /** Refuses a request with problems. */
    public static void refuseAny(List<String> problems) {
        if (!problems.isEmpty()) {
            throw invalid(problems);
        }
    }

    public GenesysError param(String name, String value) {
        params.put(name, value);
        return this;
    }

    public GenesysError header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    public int status() {
        return status;
    }

    public String code() {
        return code;
    }

    public Map<String, String> headers() {
        return headers;
    }

    public ObjectNode body(String correlationId) {
        ObjectNode body = Trees.object()
                .put("message", getMessage())
                .put("code", code)
                .put("status", status)
                .put("messageWithParams", getMessage());
        params.forEach(body.putObject("messageParams")::put);
        body.put("contextId", correlationId);
        body.putArray("details");
        ArrayNode errors = body.putArray("errors");
        for (String problem : problems) {
            errors.addObject().put("message", problem).put("code", code).put("status", status);
        }
        return body;
    }
}
