package dataactions.genesys.api;

import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * A client-credentials OAuth client of the org: its secret and its permissions.
 *
 * @param id the text before the colon in Basic authentication
 * @param secret the text after the colon
 * @param permissions names such as {@code integrations:action:add}. Such a client has roles, not scopes, so the
 *     permissions belong to the client and not to a token request
 */
public record OrgClient(String id, String secret, Set<String> permissions) {

    /** Exactly the permissions that are needed to register, check and delete data actions. */
    public static final Set<String> MINIMUM_PERMISSIONS = Set.of(
            "integrations:integration:add",
            "integrations:integration:view",
            "integrations:integration:edit",
            "integrations:integration:delete",
            "integrations:action:add",
            "integrations:action:view",
            "integrations:action:edit",
            "integrations:action:delete",
            "integrations:action:execute",
            "architect:dependencyTracking:view");

    public OrgClient {
        if (id == null || id.isBlank() || secret == null || secret.isBlank()) {
            throw new IllegalArgumentException("An OAuth client of the org needs an id and a secret.");
        }
        permissions = Collections.unmodifiableSet(new TreeSet<>(permissions));
    }

    /** A client with {@link #MINIMUM_PERMISSIONS}. */
    public static OrgClient withMinimumPermissions(String id, String secret) {
        return new OrgClient(id, secret, MINIMUM_PERMISSIONS);
    }

    /** The same client without one permission, for tests of a missing permission. */
    public OrgClient without(String permission) {
        Set<String> rest = new TreeSet<>(permissions);
        if (!rest.remove(permission)) {
            throw new IllegalArgumentException("The client " + id + " does not hold " + permission + ".");
        }
        return new OrgClient(id, secret, rest);
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "OAuthClient[id=" + id + ", permissions=" + permissions + "]";
    }
}
