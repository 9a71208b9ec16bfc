package dataactions.handler.upstream;

/** The function's configuration is invalid. The message names the variable or secret and what was expected. */
public final class ConfigurationException extends RuntimeException {
    public ConfigurationException(String message) {
        super(message);
    }
}
