package dataactions.handler.job;

import dataactions.definition.value.Json;
import dataactions.definition.value.Tree;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the worker needs to run a slow action, as the table holds it.
 *
 * @param data the inputs, as the caller sent them
 * @param headers the caller's headers that the action's upstreams get, by lower-case name
 * @param firstRequestId the request id of the first call. The table has it under the older name {@code correlationId}. Null
 *     for an item without it
 * @param isExplained whether the caller asks how the answer was made
 * @param isTraced whether the caller also asks for the exchanges with upstreams
 */
record JobRequest(
        Map<String, Object> data,
        Map<String, String> headers,
        String firstRequestId,
        boolean isExplained,
        boolean isTraced) {
    private static final String FIRST_REQUEST_ID = "correlationId";

    private static final Json.Limits LIMITS = new Json.Limits(20 * 1024 * 1024, 200);

    /** The bytes for the table; empty if they are more than an item holds. */
    Optional<byte[]> write() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("data", data);
        tree.put("headers", headers);
        Tree.put(tree, FIRST_REQUEST_ID, firstRequestId);
        tree.put("explain", isExplained);
        tree.put("trace", isTraced);
        return Compressed.of(Json.write(tree));
    }

    /** @throws IllegalArgumentException when the bytes are not a request */
    static JobRequest read(byte[] bytes) {
        Tree tree = Tree.of(Json.parse(Compressed.expand(bytes), LIMITS), "request");
        Map<String, String> headers = new LinkedHashMap<>();
        Tree all = tree.tree("headers");
        all.members().keySet().forEach(name -> headers.put(name, all.string(name)));
        return new JobRequest(
                tree.tree("data").members(),
                headers,
                tree.optionalString(FIRST_REQUEST_ID),
                tree.flag("explain"),
                tree.flag("trace"));
    }
}
