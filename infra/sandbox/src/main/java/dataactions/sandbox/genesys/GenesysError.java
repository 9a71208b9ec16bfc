package dataactions.sandbox.genesys;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A refusal of the org, in the shape of Genesys's error body. Carries no stack trace: it is an answer, not a fault. */
final class GenesysError extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int status;
    private final String code;
    private final transient Map<String, String> params = new LinkedHashMap<>();
    private final transient Map<String, String> headers = new LinkedHashMap<>();
    private transient List<String> problems = List.of();

    GenesysError(int status, String code, String message) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
    }

    static GenesysError badRequest(String message) {
        return new GenesysError(400, "bad.request", message);
    }

    static GenesysError notFound(String what, String id) {
        return new GenesysError(404, "not.found", "The requested " + what + " could not be found: " + id);
    }

    /** One refusal for all problems; each is an entry of {@code errors} as well. */
    static GenesysError invalid(List<String> problems) {
        GenesysError error = badRequest(String.join(" ", problems));
        error.problems = List.copyOf(problems);
        return error;
    }

    GenesysError param(String name, String value) {
        params.put(name, value);
        return this;
    }

    GenesysError header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    int status() {
        return status;
    }

    String code() {
        return code;
    }

    Map<String, String> headers() {
        return headers;
    }

    ObjectNode body(String correlationId) {
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
