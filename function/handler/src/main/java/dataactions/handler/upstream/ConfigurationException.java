package dataactions.handler.upstream;

/** The function's environment is not what it has to be; the message names the variable and what was expected. */
public final class ConfigurationException extends RuntimeException {
    public ConfigurationException(String message) {
        super(message);
    }
}
