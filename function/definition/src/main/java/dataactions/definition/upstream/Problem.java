package dataactions.definition.upstream;

/**
 * One mistake in settings.
 *
 * @param path of the setting below the object that was read, such as {@code users.auth.secret}; empty for that object
 * @param message what was expected, and what to do; it never quotes a secret or a URL
 */
public record Problem(String path, String message) {
    /** One line: {@code place.path: message}. */
    public String below(String place) {
        return place + (path.isEmpty() ? "" : "." + path) + ": " + message;
    }
}
