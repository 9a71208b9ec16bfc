package dataactions.genesys.api;

import java.util.List;
import java.util.Map;

/**
 * A request to the org.
 *
 * @param method in capitals
 * @param path the decoded path, without the query
 * @param query decoded parameters by name
 * @param headers by lower-case name
 * @param body the body as text, empty if there is none
 */
public record ApiRequest(
        String method, String path, Map<String, List<String>> query, Map<String, String> headers, String body) {

    /** Without headers, query and body, because they may hold secrets. */
    @Override
    public String toString() {
        return method + " " + path;
    }
}
