package dataactions.cli.genesys;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A Genesys Cloud OAuth client of grant type Client Credentials.
 *
 * @param source where it was found, for a person: the name of a variable or of a secret, never a value
 */
public record OAuthClient(String id, String secret, String source) {
    /** As CX as Code reads it, so that one shell serves both. */
    public static final String ID = "GENESYSCLOUD_OAUTHCLIENT_ID";

    public static final String SECRET = "GENESYSCLOUD_OAUTHCLIENT_SECRET";
    public static final String REGION = "GENESYSCLOUD_REGION";

    private static final JsonMapper JSON = new JsonMapper();

    /**
     * The client that the shell gives.
     *
     * @param suffix what follows the variables' names: nothing, or {@code _PROD} for one environment of several
     * @throws dataactions.cli.CommandException when there is half of one
     */
    public static Optional<OAuthClient> ofShell(Map<String, String> shell, String suffix) {
        String id = shell.getOrDefault(ID + suffix, "").strip();
        String secret = shell.getOrDefault(SECRET + suffix, "").strip();
        if (id.isEmpty() && secret.isEmpty()) {
            return Optional.empty();
        }
        if (id.isEmpty() || secret.isEmpty()) {
            throw new dataactions.cli.CommandException((id.isEmpty() ? ID : SECRET) + suffix + " is not set, though "
                    + (id.isEmpty() ? SECRET : ID) + suffix + " is: set both, or neither.");
        }
        return Optional.of(new OAuthClient(id, secret, ID + suffix));
    }

    /** {@code _MY_PROD} for an environment {@code my-prod}. */
    public static String suffixOf(String environment) {
        return "_" + environment.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    /**
     * The client that a secret's value holds.
     *
     * @return empty when it is not {@code {"clientId":"…","clientSecret":"…"}}
     */
    public static Optional<OAuthClient> ofSecret(String value, String name) {
        try {
            JsonNode tree = JSON.readTree(value);
            String id = tree.path("clientId").asText("").strip();
            String secret = tree.path("clientSecret").asText("").strip();
            return id.isEmpty() || secret.isEmpty() ? Optional.empty() : Optional.of(new OAuthClient(id, secret, name));
        } catch (JsonProcessingException e) {
            // Its message would quote the secret.
            return Optional.empty();
        }
    }

    /** As the registrar expects to read it from Secrets Manager. */
    public String asSecret() {
        return JSON.createObjectNode()
                .put("clientId", id)
                .put("clientSecret", secret)
                .toString();
    }

    /** Without its secret. */
    @Override
    public String toString() {
        return "OAuthClient[" + source + "]";
    }
}
