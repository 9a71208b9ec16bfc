package dataactions.genesys.api;

import java.util.List;
import java.util.Map;

/**
 * A request to the org.
 *
 * @param method in capitals
 * @param path decoded, without the query
 * @param query decoded parameters by name
 * @param headers by lower-case name
 * @param body as text, empty when there is none
 */
public record ApiRequest(
        String method, String path, Map<String, List<String>> query, Map<String, String> headers, String body) {

    /** Without headers, query and body: they hold secrets. */
    @Override
    public String toString() {
        return method + " " + path;
    }
}
