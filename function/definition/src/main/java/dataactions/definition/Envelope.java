package dataactions.definition;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What every invocation answers: {@code {"status","data","error","errorCode","requestId"}}.
 *
 * @param httpStatus the status at the Function URL; not part of the body
 * @param status {@code success} or {@code error}
 * @param data the mapped outputs; empty for an error
 * @param error a sentence for a person, or null; never an upstream's text
 * @param errorCode a name from {@link ErrorCode} or one that the definition declares, or null
 * @param requestId what to look for in the logs
 */
public record Envelope(
        int httpStatus, String status, Map<String, Object> data, String error, String errorCode, String requestId) {

    /** The answer to a call that went well. */
    public static Envelope success(Map<String, Object> data, String requestId) {
        return new Envelope(200, "success", data, null, null, requestId);
    }

    /** The answer to a call that ended in {@code code}. */
    public static Envelope error(ErrorCode code, String error, String requestId) {
        return new Envelope(code.httpStatus(), "error", Map.of(), error, code.name(), requestId);
    }

    /** A business outcome under a code of the definition's own: HTTP 200. */
    public static Envelope outcome(String errorCode, String error, String requestId) {
        return new Envelope(200, "error", Map.of(), error, errorCode, requestId);
    }

    /** The answer that an interpretation ends in. */
    public static Envelope of(Outcome outcome, String requestId) {
        if (outcome instanceof Outcome.Mapped mapped) {
            return success(mapped.data(), requestId);
        }
        if (outcome instanceof Outcome.Declared declared) {
            return outcome(declared.code(), declared.message(), requestId);
        }
        Outcome.Failed failed = (Outcome.Failed) outcome;
        return error(failed.code(), failed.message(), requestId);
    }

    /** Whether Architect is to take its Failure path. */
    public boolean isFault() {
        return httpStatus >= 300;
    }

    /** The JSON body, as a tree for {@link Json#write}; what is null is left out, as the contract wants it. */
    public Map<String, Object> body() {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("status", status);
        body.put("data", data);
        if (error != null) {
            body.put("error", error);
        }
        if (errorCode != null) {
            body.put("errorCode", errorCode);
        }
        if (requestId != null) {
            body.put("requestId", requestId);
        }
        return body;
    }
}
