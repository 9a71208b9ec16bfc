package dataactions.definition.run;

import dataactions.definition.value.Tree;
import java.util.Map;

/**
 * One call, ready to be sent to an upstream's base URL.
 *
 * @param method GET, POST, PUT, PATCH or DELETE
 * @param pathAndQuery begins with a slash; percent-encoded
 * @param headers as written, no two names equal in another case
 * @param body UTF-8 JSON, or null for none
 */
public record UpstreamRequest(String method, String pathAndQuery, Map<String, String> headers, byte[] body) {
    public UpstreamRequest {
        headers = Tree.frozen(headers);
    }
}
