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
 * @param source where the client was found, for messages: the name of a variable or of a secret, never a value
 */
public record OAuthClient(String id, String secret, String source) {
    /** The same variable as in CX as Code, so one shell works for both. */
    public static final String ID = "GENESYSCLOUD_OAUTHCLIENT_ID";

    public static final String SECRET = "GENESYSCLOUD_OAUTHCLIENT_SECRET";
    public static final String REGION = "GENESYSCLOUD_REGION";

    private static final JsonMapper JSON = new JsonMapper();

    /**
     * The client in the shell's variables.
     *
     * @param suffix the end of the variables' names: empty, or {@code _PROD} for one environment of several
     * @throws dataactions.cli.CommandException when only the id or only the secret is set
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
     * The client in the value of a secret.
     *
     * @return empty if the value is not {@code {"clientId":"…","clientSecret":"…"}}
     */
    public static Optional<OAuthClient> ofSecret(String value, String name) {
        try {
            JsonNode tree = JSON.readTree(value);
            String id = tree.path("clientId").asText("").strip();
            String secret = tree.path("clientSecret").asText("").strip();
            return id.isEmpty() || secret.isEmpty() ? Optional.empty() : Optional.of(new OAuthClient(id, secret, name));
        } catch (JsonProcessingException e) {
            // The exception's message would quote the secret.
            return Optional.empty();
        }
    }

    /** Without its secret. */
    @Override
    public String toString() {
        return "OAuthClient[" + source + "]";
    }
}
