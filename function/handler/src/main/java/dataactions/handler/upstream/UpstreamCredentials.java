package dataactions.handler.upstream;

import dataactions.definition.SecretForm;
import dataactions.definition.envelope.ErrorCode;
import dataactions.definition.upstream.Auth;
import dataactions.definition.upstream.Upstream;
import dataactions.definition.value.Json;
import dataactions.definition.value.JsonException;
import java.math.BigDecimal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The credentials of requests to upstreams: secrets and tokens, read when first needed, and kept until they expire or
 * an upstream rejects them.
 */
final class UpstreamCredentials {
    /**
     * A rotated secret is detected earlier, by a 401. This lifetime is for a secret that was replaced while its old
     * value is still valid.
     */
    private static final Duration SECRET_LIFETIME = Duration.ofHours(1);

    private static final Duration BETWEEN_READS = Duration.ofMinutes(1);
    private static final Duration UNKNOWN_EXPIRY = Duration.ofMinutes(5);
    private static final Duration LONGEST_TOKEN = Duration.ofDays(1);

    private final SecretSource secrets;
    private final TokenEndpoint tokens;
    private final LongSupplier nanos;
    private final Map<String, Shared<Map<?, ?>>> secretsById = new ConcurrentHashMap<>();
    private final Map<String, Shared<String>> tokensByUpstream = new ConcurrentHashMap<>();

    /** Sends one POST of a form to a token endpoint, with its own timeout. */
    interface TokenEndpoint {
        /**
         * Sends the request and returns the body of the answer.
         *
         * @param authorization the Authorization header, or null
         * @throws UpstreamFailure when there is no 2xx answer
         */
        byte[] post(Upstream upstream, Auth.OAuth2 auth, String form, String authorization);
    }

    /**
     * A header or a query parameter with credentials. All values are null if the upstream needs no credentials.
     *
     * @param parameter its value, not yet encoded
     * @param source the secret or token that the value comes from. It is compared by identity to detect a renewed one
     */
    record Applied(String headerName, String header, String parameterName, String parameter, Object source) {
        static final Applied NOTHING = new Applied(null, null, null, null, null);

        static Applied header(String name, String value, Object source) {
            return new Applied(name, value, null, null, source);
        }

        @Override
        public String toString() {
            return "Applied"; // the values are secret
        }
    }

    UpstreamCredentials(SecretSource secrets, TokenEndpoint tokens, LongSupplier nanos) {
        this.secrets = secrets;
        this.tokens = tokens;
        this.nanos = nanos;
    }

    /**
     * The credentials for a request to an upstream.
     *
     * @param rejected the credentials that the upstream answered with 401, or null
     * @throws UpstreamFailure when no token can be got
     * @throws InvalidConfigurationException when the secret does not have the form that the auth needs
     * @throws dataactions.secrets.AwsException when the secret cannot be read
     */
    Applied of(Upstream upstream, Applied rejected, Duration timeout) {
        Object old = rejected == null ? null : rejected.source();
        return upstream.auth().accept(new Auth.Visitor<>() {
            @Override
            public Applied none() {
                return Applied.NOTHING;
            }

            @Override
            public Applied apiKey(Auth.ApiKey auth) {
                Map<?, ?> secret = secret(upstream, auth.secret(), old, timeout);
                String value = text(upstream, auth, secret, 0);
                return auth.inQuery()
                        ? new Applied(null, null, auth.name(), value, secret)
                        : Applied.header(auth.name(), headerValue(upstream, auth, value), secret);
            }

            @Override
            public Applied basic(Auth.Basic auth) {
                Map<?, ?> secret = secret(upstream, auth.secret(), old, timeout);
                String value = basicHeader(text(upstream, auth, secret, 0), text(upstream, auth, secret, 1));
                return Applied.header("Authorization", value, secret);
            }

            @Override
            public Applied bearer(Auth.Bearer auth) {
                Map<?, ?> secret = secret(upstream, auth.secret(), old, timeout);
                String token = headerValue(upstream, auth, text(upstream, auth, secret, 0));
                return Applied.header("Authorization", "Bearer " + token, secret);
            }

            @Override
            public Applied oauth2(Auth.OAuth2 auth) {
                String token = token(upstream, auth, (String) old, timeout);
                return Applied.header("Authorization", "Bearer " + token, token);
            }
        });
    }

    /** Drops secrets and tokens, after a snapshot. */
    void forget() {
        secretsById.values().forEach(Shared::forget);
        tokensByUpstream.values().forEach(Shared::forget);
    }

    private String token(Upstream upstream, Auth.OAuth2 auth, String rejected, Duration timeout) {
        Shared<String> shared =
                tokensByUpstream.computeIfAbsent(upstream.name(), name -> new Shared<>(nanos, Duration.ZERO));
        return waited(upstream, () -> {
            try {
                return shared.get(rejected, timeout, () -> fetch(upstream, auth));
            } catch (TimeoutException e) {
                return null;
            }
        });
    }

    private Shared.Kept<String> fetch(Upstream upstream, Auth.OAuth2 auth) {
        Map<?, ?> secret = secret(upstream, auth.secret(), null, Duration.ofSeconds(15));
        Answer answer;
        try {
            answer = ask(upstream, auth, secret);
        } catch (UpstreamFailure refused) {
            if (refused.code() != ErrorCode.UPSTREAM_UNAUTHORIZED) {
                throw refused;
            }
            // The secret may have been rotated after it was read.
            Map<?, ?> again = secret(upstream, auth.secret(), secret, Duration.ofSeconds(15));
            if (again == secret || again.equals(secret)) {
                throw refused;
            }
            answer = ask(upstream, auth, again);
        }
        return new Shared.Kept<>(answer.token(), answer.lifetime());
    }

    private record Answer(String token, Duration lifetime) {}

    private Answer ask(Upstream upstream, Auth.OAuth2 auth, Map<?, ?> secret) {
        String id = text(upstream, auth, secret, 0);
        String password = text(upstream, auth, secret, 1);
        StringBuilder form = new StringBuilder("grant_type=client_credentials");
        auth.scope().ifPresent(scope -> field(form, "scope", scope));
        auth.audience().ifPresent(audience -> field(form, "audience", audience));
        String authorization = null;
        if (auth.inBody()) {
            field(form, "client_id", id);
            field(form, "client_secret", password);
        } else {
            // RFC 6749, 2.3.1: client id and client secret are form-encoded before they are joined.
            authorization = basicHeader(encoded(id), encoded(password));
        }
        byte[] body = tokens.post(upstream, auth, form.toString(), authorization);
        try {
            if (Json.parse(body, Json.Limits.DEFAULT) instanceof Map<?, ?> fields
                    && fields.get("access_token") instanceof String token
                    && !token.isEmpty()
                    && SecretForm.isHeaderValue(token)) {
                return new Answer(token, lifetime(fields.get("expires_in")));
            }
        } catch (JsonException e) {
            throw noToken(upstream); // the parser's message may quote a token
        }
        throw noToken(upstream);
    }

    private static UpstreamFailure noToken(Upstream upstream) {
        return new UpstreamFailure(
                ErrorCode.UPSTREAM_INVALID,
                "The token endpoint of the upstream " + upstream.name()
                        + " gave no access_token where one was expected.");
    }

    /** Ends shortly before the token expires, so that the token does not expire while a request is on its way. */
    private static Duration lifetime(Object expiresIn) {
        Duration whole;
        try {
            whole = expiresIn == null
                    ? UNKNOWN_EXPIRY
                    : Duration.ofSeconds(Math.max(
                            0,
                            new BigDecimal(expiresIn.toString())
                                    .min(BigDecimal.valueOf(LONGEST_TOKEN.toSeconds()))
                                    .longValue()));
        } catch (NumberFormatException e) {
            whole = UNKNOWN_EXPIRY;
        }
        Duration tenth = whole.dividedBy(10);
        Duration early = tenth.compareTo(Duration.ofMinutes(1)) < 0 ? tenth : Duration.ofMinutes(1);
        return whole.minus(early);
    }

    private Map<?, ?> secret(Upstream upstream, String id, Object rejected, Duration timeout) {
        Shared<Map<?, ?>> shared = secretsById.computeIfAbsent(id, each -> new Shared<>(nanos, BETWEEN_READS));
        return waited(upstream, () -> {
            try {
                return shared.get((Map<?, ?>) rejected, timeout, () -> read(upstream, id));
            } catch (TimeoutException e) {
                return null;
            }
        });
    }

    private static <T> T waited(Upstream upstream, Supplier<T> get) {
        T value = get.get();
        if (value == null) {
            throw new UpstreamFailure(
                    ErrorCode.UPSTREAM_TIMEOUT,
                    "The credentials for the upstream " + upstream.name() + " could not be had in time.");
        }
        return value;
    }

    private Shared.Kept<Map<?, ?>> read(Upstream upstream, String id) {
        String text = secrets.read(id, SecretSource.CURRENT).text();
        try {
            if (Json.parse(text.getBytes(StandardCharsets.UTF_8), Json.Limits.DEFAULT) instanceof Map<?, ?> fields) {
                return new Shared.Kept<>(fields, SECRET_LIFETIME);
            }
        } catch (JsonException e) {
            throw wrong(upstream, id, "a JSON object");
        }
        throw wrong(upstream, id, "a JSON object");
    }

    /** The value for the key at {@code index} of the secret's form. */
    private static String text(Upstream upstream, Auth.WithSecret auth, Map<?, ?> secret, int index) {
        if (secret.get(auth.form().keys().get(index)) instanceof String text && !text.isEmpty()) {
            return text;
        }
        throw wrong(upstream, auth.secret(), auth.form().shape());
    }

    private static String headerValue(Upstream upstream, Auth.WithSecret auth, String value) {
        if (!SecretForm.isHeaderValue(value)) {
            throw wrong(upstream, auth.secret(), "a value of printable ASCII, as a header has to be");
        }
        return value;
    }

    private static InvalidConfigurationException wrong(Upstream upstream, String id, String shape) {
        return new InvalidConfigurationException("The secret " + id + " of the upstream " + upstream.name()
                + " does not have the form its auth needs; expected " + shape);
    }

    private static String basicHeader(String name, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((name + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    private static void field(StringBuilder form, String name, String value) {
        form.append('&').append(name).append('=').append(encoded(value));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
