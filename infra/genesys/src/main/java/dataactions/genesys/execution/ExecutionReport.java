package dataactions.genesys.execution;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.genesys.api.Trees;

/** The operations of a test, in their order. */
final class ExecutionReport {
    private final ArrayNode operations;
    private final String correlationId;
    private final boolean secure;

    /** @param secure whether the action is secure: its values are not shown */
    ExecutionReport(ArrayNode operations, String correlationId, boolean secure) {
        this.operations = operations;
        this.correlationId = correlationId;
        this.secure = secure;
    }

    /** The output of a step: the value for the next step, and the text that may be shown. */
    record Done<T>(T value, JsonNode shown) {
        static <T> Done<T> of(T value, String shown) {
            return new Done<>(value, text(shown));
        }

        /** A text that may be shown: as JSON, if it is JSON. */
        static Done<String> ofJson(String raw) {
            return new Done<>(raw, Trees.parse(raw).orElseGet(() -> text(raw)));
        }

        private static JsonNode text(String value) {
            return Trees.array().add(value).get(0);
        }
    }

    interface Step<T, E extends Exception> {
        Done<T> run() throws ExecutionFailure, E;
    }

    <T, E extends Exception> T step(String name, Step<T, E> step) throws ExecutionFailure, E {
        ObjectNode operation =
                operations.addObject().put("step", operations.size()).put("name", name);
        try {
            Done<T> done = step.run();
            operation.put("success", true);
            if (!secure) {
                operation.set("result", done.shown());
            }
            return done.value();
        } catch (ExecutionFailure failed) {
            operation.put("success", false);
            operation.set("error", failed.error().body(correlationId));
            throw failed;
        }
    }
}
