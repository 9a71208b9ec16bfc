package dataactions.definition.envelope;

import dataactions.definition.value.Tree;
import dataactions.definition.value.ValueType;
import java.util.Map;

/**
 * A caller's request: {@code {"actionName","contract","requestId","data"}}. Other members are ignored, so that a newer
 * caller can call an older function.
 *
 * @param actionName the action's name as in its definition
 * @param contract the number of the contract the caller was published with, or null for the newest
 * @param requestId the caller's own id for this call, or null
 * @param data the inputs by name, as the caller sent them; null means absent
 * @param explain whether the caller asks where each output came from; ignored at the Function URL
 * @param trace whether the caller asks for the exchanges with upstreams; ignored except in a local deployment
 */
public record ActionRequest(
        String actionName,
        Integer contract,
        String requestId,
        Map<String, Object> data,
        boolean explain,
        boolean trace) {
    /** The longest id. A longer id would only fill the logs. */
    private static final int MAX_REQUEST_ID = 256;

    /**
     * Reads the request from a JSON tree.
     *
     * @throws MalformedRequestException saying what is wrong and what was expected
     */
    public static ActionRequest parse(Object tree) {
        if (!(tree instanceof Map<?, ?> request)) {
            throw new MalformedRequestException("the request is " + ValueType.describe(tree) + ", not an object");
        }
        Object name = request.get("actionName");
        if (!(name instanceof String actionName) || actionName.isBlank()) {
            throw new MalformedRequestException(
                    name == null ? "actionName is missing" : "actionName is not a non-empty string");
        }
        if (!(request.get("data") instanceof Map<?, ?> data)) {
            throw new MalformedRequestException(
                    request.get("data") == null ? "data is missing" : "data is not an object");
        }
        return new ActionRequest(
                actionName,
                contract(request.get("contract")),
                requestId(request),
                Tree.object(data),
                Boolean.TRUE.equals(request.get("explain")),
                Boolean.TRUE.equals(request.get("trace")));
    }

    private static Integer contract(Object number) {
        if (number == null) {
            return null;
        }
        if (number instanceof Long n && n >= 1 && n <= Integer.MAX_VALUE) {
            return n.intValue();
        }
        throw new MalformedRequestException("contract is not a whole number from 1");
    }

    private static String requestId(Map<?, ?> request) {
        Object id = request.get("requestId");
        if (id == null || "".equals(id)) {
            return null;
        }
        if (id instanceof String text && text.length() <= MAX_REQUEST_ID) {
            return text;
        }
        throw new MalformedRequestException("requestId is not a string of at most " + MAX_REQUEST_ID + " characters");
    }
}
