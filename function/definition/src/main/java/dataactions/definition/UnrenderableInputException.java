package dataactions.definition;

/** An input has no safe form where the request wants it; to the caller an {@link ErrorCode#INVALID_INPUT}. */
public final class UnrenderableInputException extends RuntimeException {
    private final String input;

    public UnrenderableInputException(String input, String why) {
        super("Input " + input + " " + why + ".");
        this.input = input;
    }

    /** The input's name. */
    public String input() {
        return input;
    }
}
