package dataactions.cli;

/** A failure with a message for a person. The message says what happened, where, what was expected and what to do. */
public final class CommandException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** A sentence that proposes another command; empty for none. */
    private final String hint;

    public CommandException(String message) {
        this(message, "");
    }

    public CommandException(String message, String hint) {
        super(message);
        this.hint = hint;
    }

    public CommandException(String message, Throwable cause) {
        super(message, cause);
        this.hint = "";
    }

    String hint() {
        return hint;
    }
}
