package dataactions.authoring.proposal.openapi;

import java.util.Locale;

/**
 * An operation of an OpenAPI file.
 *
 * @param id its {@code operationId}; {@code GET /users/{id}} if it has none, or shares it with another
 * @param method in capitals
 * @param path the template, such as {@code /users/{id}}
 * @param summary one line; empty for none
 */
public record Operation(String id, String method, String path, String summary) {
    /** Names every operation, also one without an {@code operationId}. */
    static String name(String method, String path) {
        return method.toUpperCase(Locale.ROOT) + " " + path;
    }
}
