package dataactions.authoring.proposal;

import dataactions.definition.upstream.Auth;
import dataactions.definition.value.Json;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The credential of a call. It is not part of the definition: it becomes the {@code auth} of the upstream, and its
 * values belong in a secret. The values are used only for the first call, and no text that this class makes contains
 * them.
 */
public final class Credential {
    private static final String UNNAMED = "";
    private static final Pattern PLACEHOLDER = Pattern.compile(
            "(?i)((bearer|token|basic|apikey) )?(\\$\\w+|\\$\\{.*}|\\{\\{?.*}}?|<.*>|\\[.*]|%\\w+%|(your|my)[-_ ]?\\w.*|x{3,}|\\*{3,}|\\.{3}|…)");

    private final Auth.WithSecret auth;
    private final Map<String, String> values;
    /** Further spellings of the values. */
    private final List<String> others;

    /** @param values by the keys of the secret; empty if the source names the kind only, as an OpenAPI file does */
    private Credential(Auth.WithSecret auth, Map<String, String> values, List<String> others) {
        this.auth = auth;
        this.values = Map.copyOf(values);
        this.others = others;
    }

    private Credential(Auth.WithSecret auth, Map<String, String> values) {
        this(auth, values, List.of());
    }

    public static Credential basic(String username, String password) {
        return new Credential(new Auth.Basic(UNNAMED), Map.of("username", username, "password", password));
    }

    /**
     * User and password as curl takes them. Some services take a key as the user, without a password. The secret of the
     * type basic needs both, so such a key becomes an apiKey that sends the same header.
     */
    public static Credential userAndPassword(String user, String password) {
        if (!user.isEmpty() && !password.isEmpty()) {
            return basic(user, password);
        }
        String pair = Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
        Credential credential = apiKey(false, "Authorization", "Basic " + pair);
        return new Credential(credential.auth, credential.values, List.of(pair, user));
    }

    public static Credential bearer(String token) {
        return new Credential(new Auth.Bearer(UNNAMED), Map.of("token", token));
    }

    /** @param name of the header or query parameter */
    public static Credential apiKey(boolean inQuery, String name, String key) {
        return new Credential(new Auth.ApiKey(inQuery, name, UNNAMED), Map.of("apiKey", key));
    }

    /** A credential whose values are not known. {@link #auth(String)} replaces the name of the secret. */
    public static Credential unknown(Auth.WithSecret auth) {
        return new Credential(auth, Map.of());
    }

    /** The client credentials of OAuth 2; its values are not known. */
    public static Credential oauth2(URI tokenUrl, Optional<String> scope) {
        return unknown(new Auth.OAuth2(tokenUrl, UNNAMED, scope, Optional.empty(), Optional.empty()));
    }

    /** The word of the setting {@code type}. */
    public String type() {
        return auth.type();
    }

    /** The auth of the upstream, with this name of a secret. */
    public Auth.WithSecret auth(String secret) {
        if (auth instanceof Auth.ApiKey key) {
            return new Auth.ApiKey(key.inQuery(), key.name(), secret);
        }
        if (auth instanceof Auth.OAuth2 client) {
            return new Auth.OAuth2(
                    client.tokenUrl(), secret, client.scope(), client.audience(), client.clientAuthentication());
        }
        return auth instanceof Auth.Basic ? new Auth.Basic(secret) : new Auth.Bearer(secret);
    }

    /** The secret as JSON; empty if its values are not known. Only for memory: never print or write it. */
    public Optional<String> secret() {
        return values.isEmpty() ? Optional.empty() : Optional.of(Json.writeString(values));
    }

    /** The values in every spelling. They are searched in texts that must not contain the credential. */
    public Collection<String> values() {
        Set<String> all = new TreeSet<>(others);
        values.forEach((key, value) -> {
            // A user name is no secret, and answers of the API often contain it.
            if (!key.equals("username") && !key.equals("clientId")) {
                all.add(value);
            }
        });
        if (auth instanceof Auth.Basic && !values.isEmpty()) {
            String pair = values.get("username") + ":" + values.get("password");
            all.add(Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
        }
        return all;
    }

    /**
     *  Whether the values are placeholders, such as {@code $TOKEN} or {@code <your key>} in the documentation of an
     *  API.
     */
    public boolean isPlaceholder() {
        return values.entrySet().stream()
                .filter(each -> !each.getKey().equals("username"))
                .anyMatch(each -> PLACEHOLDER.matcher(each.getValue()).matches());
    }

    @Override
    public String toString() {
        return "a credential of the type " + type();
    }
}
