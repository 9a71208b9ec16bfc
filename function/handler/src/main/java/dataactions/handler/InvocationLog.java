package dataactions.handler;

import dataactions.definition.Json;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The one line that an invocation leaves in the log: a JSON object whose keys are fixed here. It holds names, codes,
 * times and sizes; never an input or output, a header, a body, or a URL.
 */
final class InvocationLog {
    private static final int MAX_FRAMES = 12;

    private final Map<String, Object> fields = new LinkedHashMap<>();

    InvocationLog() {
        // In the order in which people read them.
        for (String key : new String[] {
            "level",
            "action",
            "contract",
            "requestId",
            "errorCode",
            "door",
            "httpStatus",
            "upstreamStatus",
            "ms",
            "upstreamMs",
            "bytes",
            "detail",
            "trace"
        }) {
            fields.put(key, null);
        }
    }

    InvocationLog action(String name, int contract) {
        fields.put("action", name);
        fields.put("contract", (long) contract);
        return this;
    }

    InvocationLog door(String door) {
        fields.put("door", door);
        return this;
    }

    /** @param status 0 when the upstream gave none */
    InvocationLog upstream(int status, long ms, long bytes) {
        fields.put("upstreamStatus", status == 0 ? null : (long) status);
        fields.put("upstreamMs", ms);
        fields.put("bytes", bytes);
        return this;
    }

    InvocationLog end(String requestId, String errorCode, int httpStatus, long ms) {
        fields.put("requestId", requestId);
        fields.put("errorCode", errorCode == null ? "OK" : errorCode);
        fields.put("httpStatus", (long) httpStatus);
        fields.put("ms", ms);
        return this;
    }

    /** A sentence of our own. */
    InvocationLog detail(String detail) {
        fields.put("detail", detail);
        return this;
    }

    /** Where something broke. Its types and places, not its message: that may quote what it stumbled over. */
    InvocationLog failure(Throwable failure) {
        StringBuilder trace = new StringBuilder();
        Throwable t = failure;
        for (int depth = 0; t != null && depth < 4; depth++, t = t.getCause()) {
            trace.append(depth == 0 ? "" : " caused by ").append(t.getClass().getName());
            StackTraceElement[] frames = t.getStackTrace();
            for (int i = 0; i < Math.min(MAX_FRAMES, frames.length); i++) {
                trace.append(i == 0 ? " at " : " < ")
                        .append(frames[i].getClassName())
                        .append('.')
                        .append(frames[i].getMethodName())
                        .append(':')
                        .append(frames[i].getLineNumber());
            }
        }
        fields.put("trace", trace.toString());
        return this;
    }

    /** The line, without a line end. */
    String line() {
        Map<String, Object> line = new LinkedHashMap<>(fields);
        line.put("level", "INTERNAL".equals(fields.get("errorCode")) ? "ERROR" : "INFO");
        line.values().removeIf(value -> value == null);
        return Json.writeString(line);
    }
}
