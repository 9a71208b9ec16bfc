package dataactions.handler.upstream;

/** The function's configuration is invalid. The message names the variable or secret and what was expected. */
public final class InvalidConfigurationException extends RuntimeException {
    public InvalidConfigurationException(String message) {
        super(message);
    }
}
