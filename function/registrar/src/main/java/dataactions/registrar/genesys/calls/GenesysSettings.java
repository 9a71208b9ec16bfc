package dataactions.registrar.genesys.calls;

import dataactions.registrar.invocation.Failure;
import java.net.URI;
import java.util.Map;

/**
 * How the registrar reaches Genesys, from the function's environment variables.
 *
 * @param apiUrl GENESYS_API_URL, {@code https://api.<domain>}, without a slash at its end
 * @param loginUrl GENESYS_LOGIN_URL, {@code https://login.<domain>}
 * @param credentialsSecret GENESYS_CREDENTIALS_SECRET, name or ARN of a secret {@code {"clientId","clientSecret"}}
 * @param organizationId GENESYS_ORGANIZATION_ID, or null for any org
 */
public record GenesysSettings(String apiUrl, String loginUrl, String credentialsSecret, String organizationId) {
    /** @throws Failure CONFIGURATION, naming the variable */
    public static GenesysSettings from(Map<String, String> env) {
        String organization = env.get("GENESYS_ORGANIZATION_ID");
        return new GenesysSettings(
                url(env, "GENESYS_API_URL"),
                url(env, "GENESYS_LOGIN_URL"),
                value(env, "GENESYS_CREDENTIALS_SECRET"),
                organization == null || organization.isBlank() ? null : organization.strip());
    }

    private static String value(Map<String, String> env, String name) {
        String value = env.get(name);
        if (value == null || value.isBlank()) {
            throw Failure.of(
                    Failure.Kind.CONFIGURATION,
                    "The registrar's environment variable " + name + " is not set.",
                    "It is written at synth from cdk.json (genesys.*): synthesise and deploy again.");
        }
        return value.strip();
    }

    private static String url(Map<String, String> env, String name) {
        String value = value(env, name);
        try {
            URI uri = URI.create(value);
            boolean secure = "https".equals(uri.getScheme());
            boolean loopback = "http".equals(uri.getScheme()) && isLoopback(uri.getHost());
            if (uri.getHost() != null && uri.getUserInfo() == null && uri.getQuery() == null && (secure || loopback)) {
                return value.endsWith("/") ? value.substring(0, value.length() - 1) : value;
            }
        } catch (IllegalArgumentException e) {
            throw badUrl(name, e);
        }
        throw badUrl(name, null);
    }

    /** Whether a URL's host is this machine. */
    public static boolean isLoopback(String host) {
        return "127.0.0.1".equals(host) || "localhost".equals(host) || "[::1]".equals(host);
    }

    private static Failure badUrl(String name, Throwable cause) {
        return Failure.of(
                Failure.Kind.CONFIGURATION,
                "The registrar's environment variable " + name + " is not an https URL without query and user.",
                "Correct genesys.domain, genesys.apiUrl or genesys.loginUrl in cdk.json.",
                cause);
    }
}
