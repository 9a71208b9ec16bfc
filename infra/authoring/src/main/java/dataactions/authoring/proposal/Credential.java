package dataactions.authoring.proposal;

import dataactions.definition.upstream.Auth;
import dataactions.definition.value.Json;
import java.net.URI;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/**
 * What a call proves its identity with. The definition gets none of it: it becomes the {@code auth} of the upstream, and
 * its values belong into a secret. They are used for the first call, and are in no text that this class makes.
 */
public final class Credential {
    private static final String UNNAMED = "";

    private final Auth.WithSecret auth;
    private final Map<String, String> values;

    /** @param values by the keys of the secret; empty if the source names the kind only, as an OpenAPI file does */
    private Credential(Auth.WithSecret auth, Map<String, String> values) {
        this.auth = auth;
        this.values = Map.copyOf(values);
    }

    public static Credential basic(String username, String password) {
        return new Credential(new Auth.Basic(UNNAMED), Map.of("username", username, "password", password));
    }

    public static Credential bearer(String token) {
        return new Credential(new Auth.Bearer(UNNAMED), Map.of("token", token));
    }

    /** @param name of the header or query parameter */
    public static Credential apiKey(boolean inQuery, String name, String key) {
        return new Credential(new Auth.ApiKey(inQuery, name, UNNAMED), Map.of("apiKey", key));
    }

    /** A credential whose values are not known. The secret of the auth may have any name: it gets another. */
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

    /** The values, to look for them in a text that must not have them. */
    public Collection<String> values() {
        return values.values();
    }

    @Override
    public String toString() {
        return "a credential of the type " + type();
    }
}
