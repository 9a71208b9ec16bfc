package dataactions.definition.envelope;

import dataactions.definition.value.Tree;
import dataactions.definition.value.ValueType;
import java.util.Map;
import java.util.Optional;

/**
 * A caller's request: {@code {"actionName","contract","requestId","data"}}. Other members are ignored, so that a newer
 * caller can call an older function.
 *
 * @param actionName the action's name as in its definition
 * @param contract the number of the contract the caller was published with, or null for the newest
 * @param data the inputs by name, as the caller sent them; null means absent
 * @param explain whether the caller asks where each output came from; ignored at the Function URL
 * @param trace whether the caller asks for the exchanges with upstreams; ignored except in a local deployment
 */
public record ActionRequest(
        String actionName, Integer contract, Map<String, Object> data, boolean explain, boolean trace) {
    /** The longest id. A longer id would only fill the logs. */
    private static final int MAX_REQUEST_ID = 256;

    /**
     * Reads the request from a JSON tree, without its id: see {@link #idOf}.
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
        Integer contract = contract(request.get("contract"));
        checkId(request.get("requestId"));
        return new ActionRequest(
                actionName,
                contract,
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

    /** The caller's own id for the request, also for a request that {@link #parse} refuses; empty if there is none. */
    public static Optional<String> idOf(Object tree) {
        return tree instanceof Map<?, ?> request
                        && request.get("requestId") instanceof String id
                        && !id.isEmpty()
                        && id.length() <= MAX_REQUEST_ID
                ? Optional.of(id)
                : Optional.empty();
    }

    private static void checkId(Object id) {
        if (id != null && !(id instanceof String text && text.length() <= MAX_REQUEST_ID)) {
            throw new MalformedRequestException(
                    "requestId is not a string of at most " + MAX_REQUEST_ID + " characters");
        }
    }
}
