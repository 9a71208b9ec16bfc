package dataactions.cli.console;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** A request that is not done. The page shows the message. */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    static final int BAD_REQUEST = 400;
    static final int FORBIDDEN = 403;
    static final int NOT_FOUND = 404;
    static final int WRONG_METHOD = 405;
    static final int CONFLICT = 409;
    static final int TOO_LARGE = 413;
    static final int UNUSABLE = 422;
    static final int INTERNAL = 500;
    static final int BUSY = 503;

    private final int status;
    private final transient ObjectNode body;

    Refusal(int status, String message) {
        this(status, message, JsonNodeFactory.instance.objectNode());
    }

    /** @param more what else the answer has */
    Refusal(int status, String message, ObjectNode more) {
        super(message, null, false, false);
        this.status = status;
        this.body = more.put("message", message);
    }

    int status() {
        return status;
    }

    ObjectNode body() {
        return body;
    }
}
