package dataactions.infra;

import dataactions.definition.value.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The CDK's feature flags whose recommended value differs from the CDK's default. They change the templates, so the app
 * sets them. {@code cdk.json} may set one to another value. After an update of the CDK, {@code cdk synth} says how many
 * are new ("feature flags are not configured").
 */
final class FeatureFlags {
    private FeatureFlags() {}

    /** Values by name, for an app's context. */
    static Map<String, Object> all() {
        try (InputStream in = FeatureFlags.class.getResourceAsStream("feature-flags.json")) {
            Map<String, Object> flags = new LinkedHashMap<>();
            ((Map<?, ?>) Json.parse(in, Json.Limits.DEFAULT)).forEach((name, value) -> flags.put((String) name, value));
            return flags;
        } catch (IOException e) {
            throw new UncheckedIOException("feature-flags.json cannot be read from the app's jar.", e);
        }
    }
}
