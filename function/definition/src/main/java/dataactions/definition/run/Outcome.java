package dataactions.definition.run;

import dataactions.definition.envelope.ErrorCode;
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
     * The definition's {@code errors} declare the upstream's answer to be an outcome.
     *
     * @param status the upstream's
     */
    record Declared(String code, String message, int status) implements Outcome {}

    /** The run ended in an error of the catalogue. The message is written by this project and contains no value. */
    record Failed(ErrorCode code, String message) implements Outcome {}
}
