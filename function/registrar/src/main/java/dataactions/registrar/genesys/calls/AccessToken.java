package dataactions.registrar.genesys.calls;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dataactions.registrar.aws.SecretTexts;
import dataactions.registrar.http.LazyHttpClient;
import dataactions.registrar.invocation.Failure;
import dataactions.registrar.invocation.Failure.Kind;
import dataactions.registrar.invocation.Redactor;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Locale;

/**
 * The access token, requested with client credentials: {@code POST <login>/oauth/token}. The SDK does not make this
 * call, because it derives the login host from the API's host and so cannot reach an emulated org.
 *
 * <p>The token is requested at the first call, never before a snapshot, and kept while the process lives. If Genesys
 * refuses the token, the registrar reads the client secret again, because it may have been rotated.
 */
final class AccessToken {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration RENEW_BEFORE = Duration.ofMinutes(5);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final GenesysSettings settings;
    private final SecretTexts secrets;
    private final LazyHttpClient http;
    private final InstantSource clock;
    private final Redactor redactor;

    private String token;
    private Instant renewAt = Instant.MIN;

    AccessToken(
            GenesysSettings settings,
            SecretTexts secrets,
            LazyHttpClient http,
            InstantSource clock,
            Redactor redactor) {
        this.settings = settings;
        this.secrets = secrets;
        this.http = http;
        this.clock = clock;
        this.redactor = redactor;
    }

    /** The valid token. It is requested if there is none. */
    synchronized String value() {
        if (token == null || !clock.instant().isBefore(renewAt)) {
            request();
        }
        return token;
    }

    /** Drops a token that Genesys refused, so that the next {@link #value} requests a new one. */
    synchronized void forget(String refused) {
        if (refused.equals(token)) {
            token = null;
        }
    }

    private void request() {
        Client client = client();
        String basic = Base64.getEncoder()
                .encodeToString((client.id() + ":" + client.secret()).getBytes(StandardCharsets.UTF_8));
        redactor.learn(basic);
        HttpRequest request = HttpRequest.newBuilder(URI.create(settings.loginUrl() + "/oauth/token"))
                .timeout(TIMEOUT)
                .header("Authorization", "Basic " + basic)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Accept", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("grant_type=client_credentials"))
                .build();
        HttpResponse<String> response;
        try {
            response = http.client().send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw Failure.of(
                    Kind.UNREACHABLE,
                    "No answer from Genesys's login host to the token request ("
                            + e.getClass().getSimpleName() + ").",
                    "Check genesys.domain in cdk.json and that the registrar can reach the internet.",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failure.of(Kind.DEADLINE, "Interrupted while asking Genesys for a token.", "Deploy again.", e);
        }
        if (response.statusCode() / 100 != 2) {
            throw refused(response);
        }
        accept(response.body());
    }

    private void accept(String body) {
        try {
            JsonNode answer = JSON.readTree(body);
            String issued = answer.path("access_token").asText("");
            if (!issued.isEmpty()) {
                redactor.learn(issued);
                token = issued;
                Duration life = Duration.ofSeconds(answer.path("expires_in").asLong(86_400));
                // An OAuth client may be set to tokens that live for no longer than five minutes.
                Duration use =
                        life.compareTo(RENEW_BEFORE.multipliedBy(2)) < 0 ? life.dividedBy(2) : life.minus(RENEW_BEFORE);
                renewAt = clock.instant().plus(use);
                return;
            }
        } catch (JsonProcessingException e) {
            // The failure does not contain the parser's message, because that message would quote the token.
        }
        throw Failure.of(
                Kind.CONFIGURATION,
                "Genesys's login host answered the token request with something else than a token.",
                "Check genesys.domain (or genesys.loginUrl) in cdk.json.");
    }

    private Failure refused(HttpResponse<String> response) {
        int status = response.statusCode();
        String correlation =
                response.headers().firstValue("ININ-Correlation-Id").orElse(null);
        String said = said(response.body());
        // The login host answers 400 when it limits the rate. Other 400s are final.
        boolean limited = status == 429
                || status == 400 && response.body().toLowerCase(Locale.ROOT).contains("rate limit exceeded");
        if (limited) {
            return Failure.genesys(
                    Kind.THROTTLED,
                    "Genesys's login host limits how often a token is asked for (HTTP " + status + ").",
                    "Deploy again in a minute.",
                    said,
                    correlation,
                    ErrorAnswer.retryAfter(
                            response.headers().firstValue("Retry-After").orElse(null)),
                    null);
        }
        if (status >= 500) {
            return Failure.genesys(
                    Kind.UNREACHABLE,
                    "Genesys's login host could not issue a token (HTTP " + status + ").",
                    "Deploy again; if it recurs, see Genesys's status page.",
                    said,
                    correlation,
                    null,
                    null);
        }
        return Failure.genesys(
                Kind.UNAUTHORIZED,
                "Genesys refused the OAuth client of secret " + settings.credentialsSecret() + " (HTTP " + status
                        + ").",
                "Expected a client of grant type Client Credentials of this org: correct the secret, or"
                        + " genesys.domain in cdk.json.",
                said,
                correlation,
                null,
                null);
    }

    private static String said(String body) {
        try {
            JsonNode node = JSON.readTree(body);
            String text = node.path("error_description").asText("");
            return text.isEmpty() ? node.path("description").asText(null) : text;
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    private record Client(String id, String secret) {}

    private Client client() {
        String text;
        try {
            text = secrets.read(settings.credentialsSecret());
        } catch (Failure e) {
            throw e;
        } catch (RuntimeException e) {
            throw Failure.of(
                    Kind.CONFIGURATION,
                    "The secret with the Genesys OAuth client cannot be read: " + e.getMessage() + ".",
                    "Check genesys.credentialsSecret in cdk.json and that the secret exists in this region.",
                    e);
        }
        String id = "";
        String secret = "";
        try {
            JsonNode node = JSON.readTree(text);
            id = node.path("clientId").asText("");
            secret = node.path("clientSecret").asText("");
        } catch (JsonProcessingException e) {
            // The failure does not contain the parser's message, because that message would quote the secret.
        }
        redactor.learn(secret);
        if (id.isBlank() || secret.isBlank()) {
            throw Failure.of(
                    Kind.CONFIGURATION,
                    "Secret " + settings.credentialsSecret() + " does not hold an OAuth client.",
                    "Expected the JSON {\"clientId\":\"…\",\"clientSecret\":\"…\"}.");
        }
        return new Client(id, secret);
    }
}
