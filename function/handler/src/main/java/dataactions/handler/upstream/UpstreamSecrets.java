package dataactions.handler.upstream;

import dataactions.definition.SecretForm;
import dataactions.definition.upstream.Auth;
import dataactions.definition.upstream.Upstream;
import dataactions.definition.value.Json;
import dataactions.definition.value.JsonException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * The secrets of upstreams, and the values in them. A secret is read when first needed, and kept for an hour;
 * longer if Secrets Manager cannot be reached.
 */
final class UpstreamSecrets {
    /**
     * A rotated secret is detected earlier, by a 401. This lifetime is for a secret that was replaced while its old
     * value is still valid.
     */
    private static final Duration LIFETIME = Duration.ofHours(1);

    private static final Duration BETWEEN_READS = Duration.ofMinutes(1);

    private final SecretSource secrets;
    private final InstantSource clock;
    private final Map<String, Shared<Map<?, ?>>> byId = new ConcurrentHashMap<>();

    UpstreamSecrets(SecretSource secrets, InstantSource clock) {
        this.secrets = secrets;
        this.clock = clock;
    }

    /** @param rejected a secret that the upstream rejected, compared by identity, or null */
    Map<?, ?> get(Upstream upstream, String id, Object rejected, Duration timeout) {
        Shared<Map<?, ?>> shared = byId.get(id);
        if (shared == null) {
            byId.putIfAbsent(id, new Shared<>(clock, BETWEEN_READS, true));
            shared = byId.get(id);
        }
        return shared.get(upstream, (Map<?, ?>) rejected, timeout, new Read(upstream, id));
    }

    void forget() {
        for (Shared<?> shared : byId.values()) {
            shared.forget();
        }
    }

    /** Reads a secret. A class, no lambda: see "First calls" in CONTRIBUTING. */
    private final class Read implements Supplier<Shared.Kept<Map<?, ?>>> {
        private final Upstream upstream;
        private final String id;

        Read(Upstream upstream, String id) {
            this.upstream = upstream;
            this.id = id;
        }

        @Override
        public Shared.Kept<Map<?, ?>> get() {
            String text = secrets.read(id, SecretSource.CURRENT).text();
            try {
                byte[] json = text.getBytes(StandardCharsets.UTF_8);
                if (Json.parse(json, Json.Limits.DEFAULT) instanceof Map<?, ?> fields) {
                    return new Shared.Kept<>(fields, LIFETIME);
                }
            } catch (JsonException e) {
                throw wrong(upstream, id, "a JSON object");
            }
            throw wrong(upstream, id, "a JSON object");
        }
    }

    /** The value for the key at {@code index} of the secret's form. */
    static String text(Upstream upstream, Auth.WithSecret auth, Map<?, ?> secret, int index) {
        if (secret.get(auth.form().keys().get(index)) instanceof String text && !text.isEmpty()) {
            return text;
        }
        throw wrong(upstream, auth.secret(), auth.form().shape());
    }

    /** The same for a value that goes into a header. */
    static String headerText(Upstream upstream, Auth.WithSecret auth, Map<?, ?> secret, int index) {
        String value = text(upstream, auth, secret, index);
        if (!SecretForm.isHeaderValue(value)) {
            throw wrong(upstream, auth.secret(), "printable ASCII, because the value goes into a header");
        }
        return value;
    }

    private static InvalidConfigurationException wrong(Upstream upstream, String id, String shape) {
        return new InvalidConfigurationException("The secret " + id + " of the upstream " + upstream.name()
                + " does not have the form its auth needs; expected " + shape);
    }
}
