package dataactions.definition.upstream;

import dataactions.definition.SecretForm;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How the function identifies itself to an upstream. A new type is a record here, a word in {@link #TYPES}, a case in
 * {@link #read} and a method of {@link Visitor}. CONTRIBUTING.md names the places outside this file.
 */
public sealed interface Auth {
    /** The words of the setting {@code type}. */
    List<String> TYPES = List.of("none", "apiKey", "basic", "bearer", "oauth2");

    /** The word of the setting {@code type}. */
    String type();

    /** Calls the method of the visitor for this type. */
    <R> R accept(Visitor<R> visitor);

    /** The URLs that this auth calls, by the name of their setting. */
    default Map<String, URI> urls() {
        return Map.of();
    }

    /** One method for each type, so that the compiler names the place that sends the credentials. */
    interface Visitor<R> {
        R none();

        R apiKey(ApiKey auth);

        R basic(Basic auth);

        R bearer(Bearer auth);

        R oauth2(OAuth2 auth);
    }

    /** No credentials are sent. */
    record None() implements Auth {
        @Override
        public String type() {
            return "none";
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.none();
        }
    }

    /** The types that use a secret in Secrets Manager. Settings name the secret and never hold its value. */
    sealed interface WithSecret extends Auth {
        /** The name or ARN of the secret. */
        String secret();

        /** The keys that the secret must have. */
        SecretForm form();

        /**
         * The settings of this type besides {@code type} and {@code secret}, in the order in which they are written.
         */
        default Map<String, String> settings() {
            return Map.of();
        }
    }

    /**
     * A key in a header or a query parameter.
     *
     * @param inQuery whether in a query parameter
     * @param name of the parameter or header
     */
    record ApiKey(boolean inQuery, String name, String secret) implements WithSecret {
        @Override
        public String type() {
            return "apiKey";
        }

        @Override
        public SecretForm form() {
            return new SecretForm(List.of("apiKey"), !inQuery);
        }

        @Override
        public Map<String, String> settings() {
            Map<String, String> settings = new LinkedHashMap<>();
            settings.put("in", inQuery ? "query" : "header");
            settings.put("name", name);
            return settings;
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.apiKey(this);
        }

        private static ApiKey read(SettingsReader reader, String secret) {
            Optional<String> in = reader.requiredWord("in", List.of("header", "query"));
            Optional<String> name = reader.required("name", "the header's or parameter's name");
            if (name.isPresent() && !HeaderNames.isName(name.get())) {
                reader.problem("name", "expected a name without blanks, such as X-Api-Key");
            }
            return new ApiKey(in.orElse("").equals("query"), name.orElse(""), secret);
        }
    }

    /** User name and password. */
    record Basic(String secret) implements WithSecret {
        @Override
        public String type() {
            return "basic";
        }

        @Override
        public SecretForm form() {
            return new SecretForm(List.of("username", "password"), false);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.basic(this);
        }
    }

    /** A token that does not expire. */
    record Bearer(String secret) implements WithSecret {
        @Override
        public String type() {
            return "bearer";
        }

        @Override
        public SecretForm form() {
            return new SecretForm(List.of("token"), true);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.bearer(this);
        }
    }

    /**
     * OAuth 2 client credentials (RFC 6749, 4.4).
     *
     * @param tokenUrl the token endpoint
     * @param clientAuthentication {@code body}: the client's credentials go into the form; {@code basic} or empty: into
     *     an Authorization header
     */
    record OAuth2(
            URI tokenUrl,
            String secret,
            Optional<String> scope,
            Optional<String> audience,
            Optional<String> clientAuthentication)
            implements WithSecret {
        @Override
        public String type() {
            return "oauth2";
        }

        @Override
        public SecretForm form() {
            return SecretForm.OAUTH_CLIENT;
        }

        /** Whether the client's credentials go into the form. */
        public boolean inBody() {
            return clientAuthentication.isPresent()
                    && clientAuthentication.get().equals("body");
        }

        @Override
        public Map<String, URI> urls() {
            return Map.of("tokenUrl", tokenUrl);
        }

        @Override
        public Map<String, String> settings() {
            Map<String, String> settings = new LinkedHashMap<>();
            settings.put("tokenUrl", tokenUrl.toString());
            scope.ifPresent(text -> settings.put("scope", text));
            audience.ifPresent(text -> settings.put("audience", text));
            clientAuthentication.ifPresent(word -> settings.put("clientAuthentication", word));
            return settings;
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.oauth2(this);
        }

        private static OAuth2 read(SettingsReader reader, String secret) {
            return new OAuth2(
                    Upstream.url(reader, "tokenUrl", "the URL of the token endpoint"),
                    secret,
                    reader.optional("scope", "the scopes, with blanks between them"),
                    reader.optional("audience", "the API's identifier"),
                    reader.optionalWord("clientAuthentication", List.of("basic", "body")));
        }
    }

    /** Reads the settings of an upstream's auth. The result is valid only if no problem was reported. */
    static Auth read(SettingsReader reader) {
        String type = reader.requiredWord("type", TYPES).orElse("");
        Auth auth =
                switch (type) {
                    case "apiKey" -> ApiKey.read(reader, secret(reader));
                    case "basic" -> new Basic(secret(reader));
                    case "bearer" -> new Bearer(secret(reader));
                    case "oauth2" -> OAuth2.read(reader, secret(reader));
                    case "none", "" -> new None();
                    default -> throw new IllegalStateException("Auth.read has no case for the type " + type);
                };
        if (type.isEmpty()) {
            // Without the type it is unknown which other keys are valid.
            if (reader.has("secret")) {
                secret(reader);
            }
            reader.doneInPart();
        } else {
            reader.done();
        }
        return auth;
    }

    private static String secret(SettingsReader reader) {
        Optional<String> secret = reader.required("secret", "the name or ARN of a secret in Secrets Manager");
        if (secret.isEmpty()) {
            return "";
        }
        Optional<String> problem = SecretName.problem(secret.get());
        if (problem.isPresent()) {
            reader.problem("secret", problem.get());
        }
        return secret.get();
    }
}
