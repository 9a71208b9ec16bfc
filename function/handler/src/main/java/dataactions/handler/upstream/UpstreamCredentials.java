package dataactions.handler.upstream;

import dataactions.definition.upstream.Auth;
import dataactions.definition.upstream.Upstream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;

/**
 * The credentials of requests to upstreams: secrets and tokens, read when first needed, and kept until they expire or
 * an upstream rejects them.
 */
final class UpstreamCredentials {
    private final UpstreamSecrets secrets;
    private final OAuth2Tokens tokens;

    /** Sends one POST of a form to a token endpoint, with its own timeout. */
    interface TokenEndpoint {
        /**
         * Sends the request and returns the body of the answer.
         *
         * @param authorization the Authorization header, or null
         * @param trace records the exchange; or null
         * @throws UpstreamFailure when there is no 2xx answer
         */
        byte[] post(Upstream upstream, Auth.OAuth2 auth, String form, String authorization, Trace trace);
    }

    /**
     * A header or a query parameter with credentials. All values are null if the upstream needs no credentials.
     *
     * @param parameter its value, not yet encoded
     * @param source the secret or token that the value comes from. It is compared by identity when the credentials
     *     are rejected
     */
    record Applied(String headerName, String header, String parameterName, String parameter, Object source) {
        static final Applied NOTHING = new Applied(null, null, null, null, null);

        static Applied header(String name, String value, Object source) {
            return new Applied(name, value, null, null, source);
        }

        /** Whether a request with the other credentials is the same. Their source may be another one all the same. */
        boolean sendsTheSameAs(Applied other) {
            return isSame(headerName, other.headerName)
                    && isSame(header, other.header)
                    && isSame(parameterName, other.parameterName)
                    && isSame(parameter, other.parameter);
        }

        private static boolean isSame(String one, String other) {
            return one == null ? other == null : one.equals(other);
        }

        @Override
        public String toString() {
            return "Applied"; // the values are secret
        }
    }

    UpstreamCredentials(SecretSource secrets, TokenEndpoint endpoint, InstantSource clock) {
        this.secrets = new UpstreamSecrets(secrets, clock);
        this.tokens = new OAuth2Tokens(this.secrets, endpoint, clock);
    }

    /**
     * The credentials for a request to an upstream.
     *
     * @param rejected the credentials that the upstream answered with 401, or null
     * @param trace records the request for a token, if this call sends one; or null
     * @throws UpstreamFailure when no token can be got
     * @throws InvalidConfigurationException when the secret does not have the form that the auth needs
     * @throws dataactions.aws.AwsException when the secret cannot be read
     */
    Applied of(Upstream upstream, Applied rejected, Duration timeout, Trace trace) {
        Object old = rejected == null ? null : rejected.source();
        return upstream.auth().accept(new Auth.Visitor<>() {
            @Override
            public Applied none() {
                return Applied.NOTHING;
            }

            @Override
            public Applied apiKey(Auth.ApiKey auth) {
                Map<?, ?> secret = secrets.get(upstream, auth.secret(), old, timeout);
                if (auth.inQuery()) {
                    String parameter = UpstreamSecrets.text(upstream, auth, secret, 0);
                    return new Applied(null, null, auth.name(), parameter, secret);
                }
                return Applied.header(auth.name(), UpstreamSecrets.headerText(upstream, auth, secret, 0), secret);
            }

            @Override
            public Applied basic(Auth.Basic auth) {
                Map<?, ?> secret = secrets.get(upstream, auth.secret(), old, timeout);
                String user = UpstreamSecrets.text(upstream, auth, secret, 0);
                String password = UpstreamSecrets.text(upstream, auth, secret, 1);
                return Applied.header("Authorization", basicHeader(user, password), secret);
            }

            @Override
            public Applied bearer(Auth.Bearer auth) {
                Map<?, ?> secret = secrets.get(upstream, auth.secret(), old, timeout);
                String token = UpstreamSecrets.headerText(upstream, auth, secret, 0);
                return Applied.header("Authorization", "Bearer " + token, secret);
            }

            @Override
            public Applied oauth2(Auth.OAuth2 auth) {
                String token = tokens.get(upstream, auth, (String) old, timeout, trace);
                return Applied.header("Authorization", "Bearer " + token, token);
            }
        });
    }

    /** Drops secrets and tokens, after a snapshot. */
    void forget() {
        secrets.forget();
        tokens.forget();
    }

    static String basicHeader(String name, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((name + ":" + password).getBytes(StandardCharsets.UTF_8));
    }
}
