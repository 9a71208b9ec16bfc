package dataactions.cli;

/** A failure that a person has to be told. The message says what, where, what was expected and what to do. */
public final class CommandException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Another command that may be of use, a sentence; empty for none. */
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
