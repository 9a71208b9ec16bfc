package dataactions.handler;

/** The function's environment is not what it has to be; the message names the variable and what was expected. */
final class ConfigurationException extends RuntimeException {
    ConfigurationException(String message) {
        super(message);
    }
}
