package dataactions.handler.job;

import dataactions.definition.value.Json;
import dataactions.definition.value.JsonException;
import java.util.Map;
import java.util.Optional;

/** The events that name a job: the worker's own, and the record of one that failed. */
public final class WorkerEvent {
    private static final String JOB = "job";

    private static final Json.Limits LIMITS = new Json.Limits(7 * 1024 * 1024, 100);

    private WorkerEvent() {}

    /** The event that asks the worker to run a job: {@code {"job": "…"}}. */
    static byte[] of(JobId id) {
        return Json.write(Map.of(JOB, id.text()));
    }

    /** The job of {@code {"job": "…"}}; empty if the bytes are something else. */
    public static Optional<JobId> job(byte[] event) {
        return job(tree(event));
    }

    /**
     * The job of a record that Lambda sends to a destination on failure: {@code {"requestPayload": {"job": "…"}, …}}.
     * Source: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
     */
    public static Optional<JobId> jobOfFailure(byte[] event) {
        return job(tree(event) instanceof Map<?, ?> all ? all.get("requestPayload") : null);
    }

    /** The id of the event that failed: the request id of its invocation; "" if the record has none. */
    public static String failedEvent(byte[] event) {
        return tree(event) instanceof Map<?, ?> all
                        && all.get("requestContext") instanceof Map<?, ?> context
                        && context.get("requestId") instanceof String id
                ? id
                : "";
    }

    private static Object tree(byte[] event) {
        try {
            return Json.parse(event, LIMITS);
        } catch (JsonException e) {
            return null;
        }
    }

    private static Optional<JobId> job(Object tree) {
        return tree instanceof Map<?, ?> event && event.get(JOB) instanceof String text
                ? JobId.parse(text)
                : Optional.empty();
    }
}
