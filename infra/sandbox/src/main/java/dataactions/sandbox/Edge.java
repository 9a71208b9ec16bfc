package dataactions.sandbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.definition.upstream.UpstreamUrl;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The one place where the sandbox differs from the account that the stack was written for: on its way into a function,
 * the environment gets the loopback addresses of Genesys, of the upstreams' stand-in and of the AWS endpoints. What the stack
 * records stays as the template says.
 */
final class Edge {
    private static final JsonMapper JSON = new JsonMapper();

    private final URI aws;
    private final URI genesys;
    private final URI standIn;
    private final Map<String, String> upstreams;

    /**
     * An edge.
     *
     * @param standIn answers for the upstreams that are not called, each under its name as the path, without credentials
     * @param upstreams base URLs of those that are called, by name
     */
    Edge(URI aws, URI genesys, URI standIn, Map<String, String> upstreams) {
        this.aws = aws;
        this.genesys = genesys;
        this.standIn = standIn;
        this.upstreams = upstreams;
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
            tree.properties().forEach(each -> {
                if (each.getValue() instanceof ObjectNode upstream) {
                    Optional<String> called =
                            called(each.getKey(), upstream.path("url").asText(), upstreams);
                    if (called.isEmpty()) {
                        upstream.put("url", standIn + "/" + each.getKey());
                        upstream.remove("auth");
                        return;
                    }
                    String url = called.get();
                    upstream.put("url", url);
                }
            });
            return JSON.writeValueAsString(tree);
        } catch (JsonProcessingException e) {
            // What the function makes of a broken variable is the function's to say.
            return value;
        }
    }

    /**
     * The base URL at which an upstream is really called: one that was given, or one of this machine that the template
     * names.
     *
     * @param url the template's
     * @param given by name
     * @return empty for an upstream that the examples answer for
     */
    static Optional<String> called(String name, String url, Map<String, String> given) {
        return Optional.ofNullable(given.get(name)).or(() -> Optional.of(url).filter(Edge::isHere));
    }

    private static boolean isHere(String url) {
        try {
            String host = URI.create(url).getHost();
            return host != null && UpstreamUrl.isLoopback(host);
        } catch (IllegalArgumentException e) {
            return false; // The app says what is wrong with it.
        }
    }
}
