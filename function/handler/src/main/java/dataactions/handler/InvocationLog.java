package dataactions.handler;

import dataactions.aws.AwsException;
import dataactions.definition.ActionDefinition;
import dataactions.definition.value.Json;
import dataactions.handler.run.RunStatistics;
import dataactions.handler.upstream.InvalidConfigurationException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The one line that an invocation writes to the log: a JSON object with fixed keys. It contains names, codes, times and
 * sizes. It never contains an input or output, a header, a body, or a URL.
 *
 * <p>With a namespace the line is also a record in CloudWatch's embedded metric format. CloudWatch makes metrics from
 * it without an API call. Each series costs money every month, so there are few: {@code Invocations}, {@code Faults}
 * and {@code UpstreamTime} by function and action, and {@code Outcomes} by function and outcome.
 *
 * <p>Source of the format:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
final class InvocationLog {
    /** The outcome of a pending answer, in the log and in the metrics. A success has the outcome OK. */
    static final String PENDING_OUTCOME = "PENDING";

    private static final String XRAY_PROPERTY = "com.amazonaws.xray.traceHeader";
    private static final int MAX_FRAMES = 12;
    private static final String TRACE_ROOT = "Root=";
    /** The length of {@code 1-67891233-abcdef012345678912345678}. */
    private static final int TRACE_ID_LENGTH = 35;

    private String action;
    private long contract;
    private long timeoutMillis;
    private String requestId;
    private String correlationId;
    private String lambdaRequestId;
    private String traceId;
    private String errorCode;
    private String door;
    private long httpStatus;
    private RunStatistics statistics;
    private long waitedMs;
    private long ms;
    private String detail;
    private String trace;
    private boolean isFault;

    InvocationLog door(String name) {
        door = name;
        return this;
    }

    /**
     * The ids of the invocation. Also reads X-Ray's id.
     *
     * @param correlation Genesys's id, or null; in the worker the request id of the first call
     */
    InvocationLog ids(String correlation, String lambdaRequest) {
        correlationId = correlation;
        lambdaRequestId = lambdaRequest;
        traceId = traceId(System.getProperty(XRAY_PROPERTY));
        return this;
    }

    /** X-Ray's id; null if there is none. No regular expression: see "First calls" in CONTRIBUTING. */
    private static String traceId(String header) {
        int start = header == null ? -1 : header.indexOf(TRACE_ROOT) + TRACE_ROOT.length();
        if (start < TRACE_ROOT.length() || start + TRACE_ID_LENGTH > header.length()) {
            return null;
        }
        String id = header.substring(start, start + TRACE_ID_LENGTH);
        for (int i = 2; i < id.length(); i++) {
            char c = id.charAt(i);
            if (i == 10 ? c != '-' : (c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return null;
            }
        }
        return id.startsWith("1-") ? id : null;
    }

    /** The action and its timeout: {@code timeUsed} is a percentage of it. */
    InvocationLog action(ActionDefinition definition) {
        action(definition.name(), definition.contract());
        timeoutMillis = definition.timeout().toMillis();
        return this;
    }

    /** The action of a call whose time does not matter. */
    InvocationLog action(String name, int number) {
        action = name;
        contract = number;
        return this;
    }

    /** How long the caller had waited before the function got the event. Most of this time is a cold start. */
    InvocationLog waited(long millis) {
        waitedMs = millis;
        return this;
    }

    InvocationLog statistics(RunStatistics ofRun) {
        statistics = ofRun;
        return this;
    }

    InvocationLog end(String id, String code, int status, boolean fault, long millis) {
        requestId = id;
        errorCode = code == null ? "OK" : code;
        httpStatus = status;
        ms = millis;
        isFault = fault;
        return this;
    }

    /** A sentence without data of the caller or of an upstream. A second sentence stands after the first. */
    InvocationLog detail(String sentence) {
        detail = detail == null ? sentence : detail + "; " + sentence;
        return this;
    }

    /**
     * Why the function could not answer. For an invalid setting and for an error of AWS, the line has the message. For
     * any other failure it has the exception types and code locations, and no message: that may quote a value.
     */
    InvocationLog failure(Throwable failure) {
        if (failure instanceof InvalidConfigurationException || failure instanceof AwsException) {
            return detail(failure.getMessage());
        }
        StringBuilder found = new StringBuilder();
        Throwable t = failure;
        for (int depth = 0; t != null && depth < 4; depth++, t = t.getCause()) {
            found.append(depth == 0 ? "" : " caused by ").append(t.getClass().getName());
            places(t.getStackTrace(), found);
        }
        trace = found.toString();
        return this;
    }

    /**
     * The innermost frames, and the first frame of our own code. In an endless recursion that frame may be far from the
     * top.
     */
    private static void places(StackTraceElement[] frames, StringBuilder found) {
        boolean hasOurs = false;
        for (int i = 0; i < frames.length && (i < MAX_FRAMES || !hasOurs); i++) {
            boolean isOurs = frames[i].getClassName().startsWith("dataactions.");
            if (i < MAX_FRAMES || isOurs) {
                found.append(i == 0 ? " at " : i < MAX_FRAMES ? " < " : " < ... < ")
                        .append(frames[i].getClassName())
                        .append('.')
                        .append(frames[i].getMethodName())
                        .append(':')
                        .append(frames[i].getLineNumber());
            }
            hasOurs |= isOurs;
        }
    }

    /** The line, without a line end. */
    String line() {
        return Json.writeString(readable());
    }

    /**
     * The line with metrics.
     *
     * @param namespace of the metrics
     * @param function the function's name, which distinguishes environments
     * @param millis now, since 1970
     */
    String line(String namespace, String function, long millis) {
        Map<String, Object> line = readable();
        line.put("function", function);
        line.put("outcome", errorCode);
        line.put("Invocations", 1L);
        line.put("Faults", isFault ? 1L : 0L);
        line.put("UpstreamTime", hasCalled() ? statistics.upstreamMillis() : 0L);
        line.put("Outcomes", 1L);
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("Timestamp", millis);
        metadata.put(
                "CloudWatchMetrics",
                action == null ? List.of(byOutcome(namespace)) : List.of(byAction(namespace), byOutcome(namespace)));
        line.put("_aws", metadata);
        return Json.writeString(line);
    }

    private boolean hasCalled() {
        return statistics != null && statistics.hasCalled();
    }

    private Map<String, Object> byAction(String namespace) {
        List<Object> metrics = !hasCalled()
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

    /** The known keys, in the order in which people read them. */
    private Map<String, Object> readable() {
        Map<String, Object> line = new LinkedHashMap<>(64);
        line.put("level", "INTERNAL".equals(errorCode) ? "ERROR" : "INFO");
        put(line, "action", action);
        put(line, "contract", action == null ? null : contract);
        put(line, "requestId", requestId);
        put(line, "correlationId", correlationId);
        put(line, "lambdaRequestId", lambdaRequestId);
        put(line, "traceId", traceId);
        line.put("errorCode", errorCode);
        put(line, "door", door);
        line.put("httpStatus", httpStatus);
        if (hasCalled()) {
            put(line, "upstreamStatus", statistics.lastStatus() == 0 ? null : (long) statistics.lastStatus());
        }
        Map<String, Object> steps = statistics == null ? Map.of() : statistics.statuses();
        put(line, "steps", steps.isEmpty() ? null : steps);
        if (hasCalled()) {
            line.put("attempts", (long) statistics.attempts());
        }
        put(line, "waitedMs", waitedMs == 0 ? null : waitedMs);
        line.put("ms", ms);
        put(
                line,
                "timeUsed",
                action == null || timeoutMillis == 0 || PENDING_OUTCOME.equals(errorCode)
                        ? null
                        : 100 * (waitedMs + ms) / timeoutMillis);
        if (hasCalled()) {
            line.put("upstreamMs", statistics.upstreamMillis());
            line.put("ownMs", ms - statistics.upstreamMillis());
            line.put("bytes", statistics.bytes());
        }
        Map<String, Object> mapped = statistics == null ? Map.of() : statistics.mapped();
        put(line, "mapped", mapped.isEmpty() ? null : mapped);
        put(line, "detail", detail);
        put(line, "trace", trace);
        return line;
    }

    private static void put(Map<String, Object> line, String key, Object value) {
        if (value != null) {
            line.put(key, value);
        }
    }
}
