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
 * The environment variables of a deployed function as its process gets them: the addresses of Genesys, of the AWS
 * endpoints and of the upstreams that the examples answer for are loopback addresses. The recorded stack keeps the
 * template's values. An upstream that the examples answer for loses its {@code auth}. {@code DATA_ACTIONS_LOCAL_TRACE} is
 * added.
 */
final class LocalEnvironment {
    private static final JsonMapper JSON = new JsonMapper();

    private final URI aws;
    private final URI genesys;
    private final URI standIn;
    private final Map<String, String> upstreams;

    /**
     * @param standIn the URL of the server that answers for the upstreams: the upstream's name is the path, and no
     *     credentials are needed
     * @param upstreams base URLs of the upstreams that are really called, by name
     */
    LocalEnvironment(URI aws, URI genesys, URI standIn, Map<String, String> upstreams) {
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
        // `invoke --trace` shows the requests and responses. No template sets this variable.
        changed.put("DATA_ACTIONS_LOCAL_TRACE", "on");
        changed.put("AWS_ENDPOINT_URL_SECRETS_MANAGER", aws.toString());
        changed.put("AWS_ENDPOINT_URL_LAMBDA", aws.toString());
        changed.put("AWS_ENDPOINT_URL_SSM", aws.toString());
        changed.put("AWS_ENDPOINT_URL_CLOUDFORMATION", aws.toString());
        changed.put("AWS_ENDPOINT_URL_DYNAMODB", aws.toString());
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
                    upstream.put("url", called.get());
                }
            });
            return JSON.writeValueAsString(tree);
        } catch (JsonProcessingException e) {
            // The function reports a broken variable itself.
            return value;
        }
    }

    /**
     * The base URL at which a function calls an upstream: the URL in {@code given}, otherwise the template's URL if it
     * is on this machine.
     *
     * @param url the template's
     * @param given base URLs given with {@code --upstream}, by upstream name
     * @return empty for an upstream that the examples answer for
     */
    static Optional<String> called(String name, String url, Map<String, String> given) {
        return Optional.ofNullable(given.get(name)).or(() -> Optional.of(url).filter(LocalEnvironment::isHere));
    }

    private static boolean isHere(String url) {
        try {
            String host = URI.create(url).getHost();
            return host != null && UpstreamUrl.isLoopback(host);
        } catch (IllegalArgumentException e) {
            return false; // The app reports an invalid URL.
        }
    }
}
