package dataactions.definition;

import java.util.Map;

/** How a run of an action ended. */
public sealed interface Outcome {
    /**
     * The upstream's answer was mapped.
     *
     * @param data the outputs that have a value
     */
    record Mapped(Map<String, Object> data) implements Outcome {}

    /**
     * The definition's {@code errors} name what the upstream answered: an outcome of its own.
     *
     * @param status the upstream's
     */
    record Declared(String code, String message, int status) implements Outcome {}

    /** Anything else; the message is our own and holds no value. */
    record Failed(ErrorCode code, String message) implements Outcome {}
}
