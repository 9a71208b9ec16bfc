package dataactions.definition.envelope;

import dataactions.definition.value.Json;
import dataactions.definition.value.Tree;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The answer of every invocation: {@code {"status","data","error","errorCode","requestId"}}, or {@code data} alone if
 * the action's answer is {@link AnswerForm#FLAT} and the caller gets HTTP 200.
 *
 * @param httpStatus the status at the Function URL; not part of the body
 * @param form the form of the body
 * @param status {@code success}, {@code error}, or {@code pending} for a slow action whose result is not there yet
 * @param data the mapped outputs; empty for an error, unless flat outputs describe it
 * @param error a sentence for a person, or null; an upstream's message only if the definition uses it (messageFrom)
 * @param errorCode a name from {@link ErrorCode} or one that the definition declares, or null
 * @param requestId the id to search for in the logs; in a pending answer the id to ask for the result with
 */
public record Envelope(
        int httpStatus,
        AnswerForm form,
        String status,
        Map<String, Object> data,
        String error,
        String errorCode,
        String requestId) {
    /** The status of a slow action whose result is not there yet. */
    public static final String PENDING = "pending";

    private static final int OK = 200;

    /** The answer to a call that ended in {@code code}. */
    public static Envelope error(ErrorCode code, String error, String requestId) {
        return new Envelope(code.httpStatus(), AnswerForm.ENVELOPE, "error", Map.of(), error, code.name(), requestId);
    }

    /** The answer to a successful call. */
    public static Envelope success(AnswerForm form, Map<String, Object> data, String requestId) {
        return new Envelope(OK, form, "success", data, null, null, requestId);
    }

    /** The answer of a slow action whose result is not there yet. */
    public static Envelope pending(String requestId) {
        return new Envelope(OK, AnswerForm.ENVELOPE, PENDING, Map.of(), null, null, requestId);
    }

    /** A business outcome under a code of the definition's own. */
    public static Envelope outcome(int httpStatus, String errorCode, String error, String requestId) {
        return new Envelope(httpStatus, AnswerForm.ENVELOPE, "error", Map.of(), error, errorCode, requestId);
    }

    /** The same with another status at the Function URL. */
    public Envelope at(int otherStatus) {
        return new Envelope(otherStatus, form, status, data, error, errorCode, requestId);
    }

    /** The same with another id. */
    public Envelope named(String otherRequestId) {
        return new Envelope(httpStatus, form, status, data, error, errorCode, otherRequestId);
    }

    /** The same with another sentence. */
    public Envelope saying(String otherError) {
        return new Envelope(httpStatus, form, status, data, otherError, errorCode, requestId);
    }

    /** The same as a flat answer, whose outputs describe the outcome. */
    public Envelope flat(Map<String, Object> outputs) {
        return new Envelope(OK, AnswerForm.FLAT, status, outputs, error, errorCode, requestId);
    }

    /** Whether the result is not there yet. */
    public boolean isPending() {
        return PENDING.equals(status);
    }

    /** Whether Architect takes its Failure path: for a fault, and for a flat answer whose status shows an outcome. */
    public boolean takesFailurePath() {
        return httpStatus >= 300;
    }

    /**
     * Whether this is a fault. An outcome is none, even if a flat answer shows it by its status.
     */
    public boolean isFault() {
        return errorCode != null
                && Arrays.stream(ErrorCode.values())
                        .anyMatch(code -> code.isFault() && code.name().equals(errorCode));
    }

    /** The JSON body, as a tree for {@link Json#write}. Null values are left out, because the contract requires it. */
    public Map<String, Object> body() {
        return form == AnswerForm.FLAT ? data : envelope();
    }

    /** The envelope, for either form. */
    public Map<String, Object> envelope() {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("status", status);
        body.put("data", data);
        Tree.put(body, "error", error);
        Tree.put(body, "errorCode", errorCode);
        Tree.put(body, "requestId", requestId);
        return body;
    }
}
