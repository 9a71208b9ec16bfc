package dataactions.registrar.invocation;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Consumer;

/**
 * Writes one JSON object per line. All keys are in the enum, and no line contains a property, a header, a body or a
 * URL. Every text goes through the {@link Redactor} before JSON escapes it, because an escaped secret would not be
 * recognized.
 */
public final class Log {
    /** All keys of a line besides level and message. */
    public enum Key {
        requestType,
        resourceType,
        logicalId,
        physicalId,
        requestId,
        operation,
        outcome,
        plan,
        fields,
        kind,
        status,
        attempt,
        waitMs,
        ms,
        calls,
        check,
        correlationId
    }

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Consumer<String> out;
    private final Redactor redactor;

    public Log(Consumer<String> out, Redactor redactor) {
        this.out = out;
        this.redactor = redactor;
    }

    /** A line that is being built. */
    public final class Line {
        private final ObjectNode node = JSON.createObjectNode();

        private Line(String level, String message) {
            node.put("level", level).put("message", redactor.redact(message));
        }

        public Line with(Key key, String value) {
            if (value != null) {
                node.put(key.name(), redactor.redact(value));
            }
            return this;
        }

        public Line with(Key key, long value) {
            node.put(key.name(), value);
            return this;
        }

        /** Writes it. */
        public void write() {
            out.accept(node.toString());
        }
    }

    public Line info(String message) {
        return new Line("INFO", message);
    }

    public Line warn(String message) {
        return new Line("WARN", message);
    }

    public Line error(String message) {
        return new Line("ERROR", message);
    }
}
