package dataactions.genesys.execution;

import dataactions.genesys.api.GenesysError;

/** A failure of a step that ends the run. */
final class ExecutionFailure extends Exception {
    private static final long serialVersionUID = 1;
    private static final int LONGEST_QUOTE = 1000;

    private final transient GenesysError error;

    ExecutionFailure(GenesysError error) {
        super(error.getMessage(), null, false, false);
        this.error = error;
    }

    ExecutionFailure(int status, String code, String message) {
        this(new GenesysError(status, code, message));
    }

    GenesysError error() {
        return error;
    }

    /** A text of an action or of an upstream for a message, cut if it is long. */
    static String quote(String text) {
        return text.length() <= LONGEST_QUOTE ? text : text.substring(0, LONGEST_QUOTE) + "…";
    }
}
