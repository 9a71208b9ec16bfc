package dataactions.sandbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The one place where the sandbox differs from the account that the stack was written for: on its way into a function,
 * the environment gets the loopback addresses of Genesys, of the upstreams and of the AWS endpoints. What the stack
 * records stays as the template says.
 */
final class Edge {
    private static final JsonMapper JSON = new JsonMapper();

    private final URI aws;
    private final URI genesys;
    private final Map<String, String> standIns;
    private final Map<String, String> overrides;

    /**
     * An edge.
     *
     * @param standIns URLs by the names of the upstreams that the sandbox itself answers for: called without credentials
     * @param overrides base URLs of other upstreams by name; the rest keep the one that the template gives
     */
    Edge(URI aws, URI genesys, Map<String, String> standIns, Map<String, String> overrides) {
        this.aws = aws;
        this.genesys = genesys;
        this.standIns = standIns;
        this.overrides = overrides;
    }

    Map<String, String> apply(Map<String, String> environment) {
        Map<String, String> changed = new LinkedHashMap<>(environment);
        changed.computeIfPresent("GENESYS_API_URL", (name, value) -> genesys.toString());
        changed.computeIfPresent("GENESYS_LOGIN_URL", (name, value) -> genesys.toString());
        changed.computeIfPresent("UPSTREAMS", (name, value) -> rewritten(value));
        changed.put("AWS_ENDPOINT_URL_SECRETS_MANAGER", aws.toString());
        changed.put("AWS_ENDPOINT_URL_LAMBDA", aws.toString());
        changed.put("AWS_ENDPOINT_URL_SSM", aws.toString());
        changed.put("AWS_ENDPOINT_URL_CLOUDFORMATION", aws.toString());
        return changed;
    }

    private String rewritten(String value) {
        try {
            JsonNode tree = JSON.readTree(value);
            standIns.forEach((name, url) -> {
                if (tree.path(name) instanceof ObjectNode upstream) {
                    upstream.put("url", url);
                    upstream.remove("auth");
                }
            });
            overrides.forEach((name, url) -> {
                if (tree.path(name) instanceof ObjectNode upstream) {
                    upstream.put("url", url);
                }
            });
            return JSON.writeValueAsString(tree);
        } catch (JsonProcessingException e) {
            // What the function makes of a broken variable is the function's to say.
            return value;
        }
    }
}
