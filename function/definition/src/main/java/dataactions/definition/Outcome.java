package dataactions.definition;

import java.util.List;
import java.util.Map;

/** How the interpretation of an upstream's answer ended. */
public sealed interface Outcome {
    /**
     * It was mapped.
     *
     * @param data the outputs that have a value
     * @param report where each came from
     */
    record Mapped(Map<String, Object> data, List<FieldReport> report) implements Outcome {}

    /** The definition's {@code errors} name the status. */
    record Declared(String code, String message) implements Outcome {}

    /** Anything else; the message is our own and holds no value. */
    record Failed(ErrorCode code, String message) implements Outcome {}
}
