package dataactions.sandbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The one place where the sandbox differs from the account that the stack was written for: on its way into a function,
 * the environment gets the loopback addresses of Genesys, of the upstreams and of the AWS endpoints. What the stack
 * records stays as the template says.
 */
final class Edge {
    private static final JsonMapper JSON = new JsonMapper();

    private final URI aws;
    private final URI genesys;
    private final Map<String, String> upstreams;
    private final Predicate<String> hasSecret;

    /**
     * An edge.
     *
     * @param upstreams base URLs by upstream name; others keep the one the template gives
     * @param hasSecret whether the sandbox knows the value of a secret of that name or ARN
     */
    Edge(URI aws, URI genesys, Map<String, String> upstreams, Predicate<String> hasSecret) {
        this.aws = aws;
        this.genesys = genesys;
        this.upstreams = upstreams;
        this.hasSecret = hasSecret;
    }

    Map<String, String> apply(Map<String, String> environment) {
        Map<String, String> changed = new LinkedHashMap<>(environment);
        changed.computeIfPresent("GENESYS_API_URL", (name, value) -> genesys.toString());
        changed.computeIfPresent("GENESYS_LOGIN_URL", (name, value) -> genesys.toString());
        changed.computeIfPresent("UPSTREAMS", (name, value) -> rewritten(value));
        // Lets invoke --trace see what is sent and received. Never in a template.
        changed.put("DATA_ACTIONS_LOCAL_TRACE", "on");
        changed.put("AWS_ENDPOINT_URL_SECRETS_MANAGER", aws.toString());
        changed.put("AWS_ENDPOINT_URL_LAMBDA", aws.toString());
        changed.put("AWS_ENDPOINT_URL_SSM", aws.toString());
        changed.put("AWS_ENDPOINT_URL_CLOUDFORMATION", aws.toString());
        return changed;
    }

    private String rewritten(String value) {
        try {
            JsonNode tree = JSON.readTree(value);
            upstreams.forEach((name, url) -> {
                if (tree.path(name) instanceof ObjectNode upstream) {
                    upstream.put("url", url);
                    String secret = upstream.path("auth").path("secret").asText();
                    if (isHere(url) && !hasSecret.test(secret)) {
                        // What stands in for it is not given a secret to know us by.
                        upstream.remove("auth");
                    }
                }
            });
            return JSON.writeValueAsString(tree);
        } catch (JsonProcessingException e) {
            // What the function makes of a broken variable is the function's to say.
            return value;
        }
    }

    /** Whether a URL is of this machine. */
    static boolean isHere(String url) {
        String host = URI.create(url).getHost();
        return host != null && (host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]"));
    }
}
