package dataactions.handler;

import dataactions.definition.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The one line that an invocation leaves in the log: a JSON object whose keys are fixed here. It holds names, codes,
 * times and sizes; never an input or output, a header, a body, or a URL.
 *
 * <p>With a namespace it is also a record of CloudWatch's embedded metric format, from which CloudWatch makes metrics
 * without a call. Each series costs money by the month: so there are few. By function and action {@code Invocations},
 * {@code Faults} and {@code UpstreamTime}; by function and outcome {@code Outcomes}. All else is in the line.
 *
 * <p>Source of the format:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
final class InvocationLog {
    private static final int MAX_FRAMES = 12;
    private static final Pattern TRACE_ID = Pattern.compile("Root=(1-[0-9a-f]{8}-[0-9a-f]{24})");

    private final Map<String, Object> fields = new LinkedHashMap<>();
    private boolean isFault;

    InvocationLog() {
        // In the order in which people read them.
        for (String key : new String[] {
            "level",
            "action",
            "contract",
            "requestId",
            "correlationId",
            "lambdaRequestId",
            "traceId",
            "errorCode",
            "door",
            "httpStatus",
            "upstreamStatus",
            "steps",
            "attempts",
            "ms",
            "upstreamMs",
            "ownMs",
            "bytes",
            "mapped",
            "detail",
            "trace"
        }) {
            fields.put(key, null);
        }
    }

    InvocationLog door(String door) {
        fields.put("door", door);
        return this;
    }

    /** @param correlationId Genesys's, or null */
    InvocationLog ids(String correlationId, String lambdaRequestId, String traceHeader) {
        fields.put("correlationId", correlationId);
        fields.put("lambdaRequestId", lambdaRequestId);
        Matcher traceId = TRACE_ID.matcher(traceHeader == null ? "" : traceHeader);
        fields.put("traceId", traceId.find() ? traceId.group(1) : null);
        return this;
    }

    InvocationLog action(String name, int contract) {
        fields.put("action", name);
        fields.put("contract", (long) contract);
        return this;
    }

    InvocationLog tally(Tally tally) {
        if (tally.hasCalled()) {
            fields.put("upstreamStatus", tally.lastStatus() == 0 ? null : (long) tally.lastStatus());
            fields.put("attempts", (long) tally.attempts());
            fields.put("upstreamMs", tally.upstreamMillis());
            fields.put("bytes", tally.bytes());
        }
        fields.put("steps", tally.statuses().isEmpty() ? null : tally.statuses());
        fields.put("mapped", tally.mapped().isEmpty() ? null : tally.mapped());
        return this;
    }

    InvocationLog end(String requestId, String errorCode, int httpStatus, boolean fault, long ms) {
        fields.put("requestId", requestId);
        fields.put("errorCode", errorCode == null ? "OK" : errorCode);
        fields.put("httpStatus", (long) httpStatus);
        fields.put("ms", ms);
        if (fields.get("upstreamMs") instanceof Long upstreamMs) {
            fields.put("ownMs", ms - upstreamMs);
        }
        isFault = fault;
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
        return Json.writeString(readable());
    }

    /**
     * The line with metrics.
     *
     * @param namespace of the metrics
     * @param function the function's name, which tells environments apart
     * @param millis now, since 1970
     */
    String line(String namespace, String function, long millis) {
        Map<String, Object> line = readable();
        List<Object> directives = fields.get("action") == null
                ? List.of(byOutcome(namespace))
                : List.of(byAction(namespace), byOutcome(namespace));
        line.put("function", function);
        line.put("outcome", fields.get("errorCode"));
        line.put("Invocations", 1L);
        line.put("Faults", isFault ? 1L : 0L);
        line.put("UpstreamTime", fields.get("upstreamMs") == null ? 0L : fields.get("upstreamMs"));
        line.put("Outcomes", 1L);
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("Timestamp", millis);
        metadata.put("CloudWatchMetrics", directives);
        line.put("_aws", metadata);
        return Json.writeString(line);
    }

    private Map<String, Object> byAction(String namespace) {
        List<Object> metrics = fields.get("upstreamMs") == null
                ? List.of(metric("Invocations", "Count"), metric("Faults", "Count"))
                : List.of(
                        metric("Invocations", "Count"),
                        metric("Faults", "Count"),
                        metric("UpstreamTime", "Milliseconds"));
        return directive(namespace, "action", metrics);
    }

    private static Map<String, Object> byOutcome(String namespace) {
        return directive(namespace, "outcome", List.of(metric("Outcomes", "Count")));
    }

    private static Map<String, Object> directive(String namespace, String dimension, List<Object> metrics) {
        Map<String, Object> directive = new LinkedHashMap<>();
        directive.put("Namespace", namespace);
        directive.put("Dimensions", List.of(List.of("function", dimension)));
        directive.put("Metrics", metrics);
        return directive;
    }

    private static Map<String, Object> metric(String name, String unit) {
        Map<String, Object> metric = new LinkedHashMap<>();
        metric.put("Name", name);
        metric.put("Unit", unit);
        return metric;
    }

    private Map<String, Object> readable() {
        Map<String, Object> line = new LinkedHashMap<>(fields);
        line.put("level", "INTERNAL".equals(fields.get("errorCode")) ? "ERROR" : "INFO");
        line.values().removeIf(value -> value == null);
        return line;
    }
}
