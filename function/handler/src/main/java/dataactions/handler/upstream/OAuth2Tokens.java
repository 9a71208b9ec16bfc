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
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** The tokens of upstreams with OAuth 2.0: fetched when first needed, and kept until shortly before they expire. */
final class OAuth2Tokens {
    private static final Duration UNKNOWN_EXPIRY = Duration.ofMinutes(5);
    private static final Duration LONGEST = Duration.ofDays(1);
    private static final Duration FOR_SECRET = Duration.ofSeconds(15);

    private final UpstreamSecrets secrets;
    private final UpstreamCredentials.TokenEndpoint endpoint;
    private final InstantSource clock;
    private final Map<String, Shared<String>> byUpstream = new ConcurrentHashMap<>();

    OAuth2Tokens(UpstreamSecrets secrets, UpstreamCredentials.TokenEndpoint endpoint, InstantSource clock) {
        this.secrets = secrets;
        this.endpoint = endpoint;
        this.clock = clock;
    }

    /**
     * The token for a request.
     *
     * @param rejected a token that the upstream rejected, compared by identity, or null
     * @param timeout how long this caller waits. The request for the token goes on for later callers, within limits of
     *     its own
     * @param trace records the request for a token, if this call sends one; or null
     */
    String get(Upstream upstream, Auth.OAuth2 auth, String rejected, Duration timeout, Trace trace) {
        Shared<String> shared = byUpstream.get(upstream.name());
        if (shared == null) {
            byUpstream.putIfAbsent(upstream.name(), new Shared<>(clock, Duration.ZERO, false));
            shared = byUpstream.get(upstream.name());
        }
        return shared.get(upstream, rejected, timeout, new Fetch(upstream, auth, trace));
    }

    void forget() {
        for (Shared<?> shared : byUpstream.values()) {
            shared.forget();
        }
    }

    /** Asks for a token. A class, no lambda: see "First calls" in CONTRIBUTING. */
    private final class Fetch implements Supplier<Shared.Kept<String>> {
        private final Upstream upstream;
        private final Auth.OAuth2 auth;
        private final Trace trace;

        Fetch(Upstream upstream, Auth.OAuth2 auth, Trace trace) {
            this.upstream = upstream;
            this.auth = auth;
            this.trace = trace;
        }

        @Override
        public Shared.Kept<String> get() {
            Map<?, ?> secret = secrets.get(upstream, auth.secret(), null, FOR_SECRET);
            try {
                return ask(upstream, auth, secret, trace);
            } catch (UpstreamFailure refused) {
                if (refused.code() != ErrorCode.UPSTREAM_UNAUTHORIZED) {
                    throw refused;
                }
                // The secret may have been rotated after it was read.
                Map<?, ?> again = secrets.get(upstream, auth.secret(), secret, FOR_SECRET);
                if (again == secret || again.equals(secret)) {
                    throw refused;
                }
                return ask(upstream, auth, again, trace);
            }
        }
    }

    private Shared.Kept<String> ask(Upstream upstream, Auth.OAuth2 auth, Map<?, ?> secret, Trace trace) {
        String id = UpstreamSecrets.text(upstream, auth, secret, 0);
        String password = UpstreamSecrets.text(upstream, auth, secret, 1);
        StringBuilder form = new StringBuilder("grant_type=client_credentials");
        if (auth.scope().isPresent()) {
            field(form, "scope", auth.scope().get());
        }
        if (auth.audience().isPresent()) {
            field(form, "audience", auth.audience().get());
        }
        String authorization = null;
        if (auth.inBody()) {
            field(form, "client_id", id);
            field(form, "client_secret", password);
        } else {
            // RFC 6749, 2.3.1: client id and client secret are form-encoded before they are joined.
            authorization = UpstreamCredentials.basicHeader(encoded(id), encoded(password));
        }
        byte[] body = endpoint.post(upstream, auth, form.toString(), authorization, trace);
        try {
            if (Json.parse(body, Json.Limits.DEFAULT) instanceof Map<?, ?> fields
                    && fields.get("access_token") instanceof String token
                    && !token.isEmpty()
                    && SecretForm.isHeaderValue(token)) {
                return new Shared.Kept<>(token, lifetime(fields.get("expires_in")));
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

    /**
     * Ends shortly before the token expires, so that the token does not expire while a request is on its way.
     *
     * @param expiresIn seconds, as a number or as text; anything else is as if it were not there
     */
    private static Duration lifetime(Object expiresIn) {
        long seconds = expiresIn instanceof Long whole ? whole : seconds(expiresIn);
        long kept = Math.max(0, Math.min(seconds, LONGEST.toSeconds()));
        return Duration.ofMillis(kept * 1000 - Math.min(kept * 100, 60_000));
    }

    private static long seconds(Object expiresIn) {
        try {
            return expiresIn == null
                    ? UNKNOWN_EXPIRY.toSeconds()
                    : new BigDecimal(expiresIn.toString())
                            .min(BigDecimal.valueOf(LONGEST.toSeconds()))
                            .longValue();
        } catch (NumberFormatException e) {
            return UNKNOWN_EXPIRY.toSeconds();
        }
    }

    private static void field(StringBuilder form, String name, String value) {
        form.append('&').append(name).append('=').append(encoded(value));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
