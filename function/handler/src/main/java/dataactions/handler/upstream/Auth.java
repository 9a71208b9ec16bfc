package dataactions.handler.upstream;

import java.net.URI;

/** How an upstream knows us. Secrets are named, never held. */
public sealed interface Auth {
    /** It does not. */
    record None() implements Auth {}

    /**
     * By a key.
     *
     * @param inQuery whether as a query parameter, else as a header
     * @param name of the parameter or header
     * @param secret ARN or name of the secret {@code {"apiKey": "…"}}
     */
    record ApiKey(boolean inQuery, String name, String secret) implements Auth {}

    /** By name and password: the secret {@code {"username": "…", "password": "…"}}. */
    record Basic(String secret) implements Auth {}

    /** By a token that does not expire: the secret {@code {"token": "…"}}. */
    record Bearer(String secret) implements Auth {}

    /**
     * By OAuth 2 client credentials (RFC 6749, 4.4).
     *
     * @param tokenUrl where tokens are given out
     * @param secret ARN or name of the secret {@code {"clientId": "…", "clientSecret": "…"}}
     * @param scope as the token endpoint wants it, or null
     * @param audience likewise
     * @param inBody whether the client's credentials go into the form, else into an Authorization header
     */
    record OAuth2(URI tokenUrl, String secret, String scope, String audience, boolean inBody) implements Auth {}
}
