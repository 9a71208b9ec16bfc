package dataactions.aws;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;

/**
 * Finds the credentials of this process in the same order as the SDKs: first the container endpoint, then the key
 * variables. Under SnapStart only the container endpoint has credentials, because a snapshot outlives the keys from the
 * time when it was taken.
 *
 * <p>Source: https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html
 */
final class CredentialSource {
    private static final String FULL_URI = "AWS_CONTAINER_CREDENTIALS_FULL_URI";
    private static final String TOKEN = "AWS_CONTAINER_AUTHORIZATION_TOKEN";
    private static final String TOKEN_FILE = "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE";
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final Duration RENEW_BEFORE_EXPIRY = Duration.ofMinutes(5);
    /** ECS and EKS serve credentials over plain HTTP on these link-local addresses. */
    private static final Set<String> CONTAINER_HOSTS = Set.of("169.254.170.2", "169.254.170.23", "[fd00:ec2::23]");

    private final Map<String, String> env;
    private final InstantSource clock;
    private volatile AwsKeys cached;

    CredentialSource(Map<String, String> env, InstantSource clock) {
        this.env = env;
        this.clock = clock;
    }

    /**
     * Never null.
     *
     * @param timeout how long the caller can wait
     * @throws AwsException if there are no credentials, or if their endpoint does not answer
     */
    AwsKeys get(Duration timeout) {
        String uri = env.get(FULL_URI);
        if (uri != null && !uri.isBlank()) {
            return fromContainer(uri, timeout);
        }
        String id = env.get("AWS_ACCESS_KEY_ID");
        String secret = env.get("AWS_SECRET_ACCESS_KEY");
        if (id == null || id.isBlank() || secret == null || secret.isBlank()) {
            throw new AwsException(
                    "no AWS credentials: neither " + FULL_URI + " nor AWS_ACCESS_KEY_ID with AWS_SECRET_ACCESS_KEY is"
                            + " set. Lambda sets them by itself; elsewhere, set the two key variables.",
                    false,
                    null);
        }
        String session = env.get("AWS_SESSION_TOKEN");
        return new AwsKeys(id, secret, session == null || session.isBlank() ? null : session, null);
    }

    private AwsKeys fromContainer(String uri, Duration timeout) {
        AwsKeys known = cached;
        if (isFresh(known)) {
            return known;
        }
        synchronized (this) {
            if (!isFresh(cached)) {
                // Keys are renewed some minutes before they expire. If that fails, the next call tries again, and this
                // one
                // needs time to use the keys that are there.
                boolean isValid = isValid(cached);
                Duration longest = isValid ? timeout.dividedBy(2) : timeout;
                try {
                    cached = fetch(uri, longest.compareTo(TIMEOUT) < 0 ? longest : TIMEOUT);
                } catch (AwsException e) {
                    if (!isValid) {
                        throw e;
                    }
                }
            }
            return cached;
        }
    }

    private boolean isValid(AwsKeys known) {
        return known != null && known.expiry() != null && clock.instant().isBefore(known.expiry());
    }

    private boolean isFresh(AwsKeys known) {
        return known != null
                && known.expiry() != null
                && clock.instant().isBefore(known.expiry().minus(RENEW_BEFORE_EXPIRY));
    }

    private AwsKeys fetch(String uri, Duration timeout) {
        try {
            HttpCall call = HttpCall.get(endpoint(uri), timeout);
            String token = authorization();
            if (token != null) {
                call.header("Authorization", token);
            }
            HttpCall.Answer answer = call.send(null);
            if (answer.status() != HttpURLConnection.HTTP_OK) {
                throw new AwsException(
                        "the credentials endpoint in " + FULL_URI + " answered HTTP " + answer.status()
                                + "; expected 200 with the role's keys",
                        answer.status() >= 500 || answer.status() == 429,
                        null);
            }
            Map<String, String> fields = FlatJson.scalars(answer.body());
            String id = fields.get("AccessKeyId");
            String secret = fields.get("SecretAccessKey");
            if (id == null || secret == null) {
                throw new AwsException(
                        "the credentials endpoint in " + FULL_URI + " answered without AccessKeyId or SecretAccessKey",
                        false,
                        null);
            }
            return new AwsKeys(id, secret, fields.get("Token"), expiry(fields.get("Expiration")));
        } catch (IOException e) {
            throw new AwsException(
                    "the credentials endpoint in " + FULL_URI + " did not answer: " + HttpCall.reason(e), true, e);
        }
    }

    private static Instant expiry(String text) {
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeException e) {
            // If the date cannot be read, the keys are not cached: they are fetched again for each request.
            return null;
        }
    }

    /** Plain HTTP is allowed only on this machine: elsewhere anyone on the network path could read the role's keys. */
    private static URI endpoint(String text) {
        URI uri;
        try {
            uri = URI.create(text);
        } catch (IllegalArgumentException e) {
            throw new AwsException(FULL_URI + " is not a URI", false, e);
        }
        String host = uri.getHost() == null ? "" : uri.getHost();
        boolean near = host.equals("localhost")
                || host.equals("[::1]")
                || host.matches("127\\.\\d+\\.\\d+\\.\\d+")
                || CONTAINER_HOSTS.contains(host);
        if ("https".equals(uri.getScheme()) || ("http".equals(uri.getScheme()) && near)) {
            return uri;
        }
        throw new AwsException(
                FULL_URI + " points to a host that is neither https nor on this machine; expected what Lambda sets",
                false,
                null);
    }

    private String authorization() throws IOException {
        String file = env.get(TOKEN_FILE);
        String token = file != null && !file.isBlank() ? readToken(file) : env.get(TOKEN);
        if (token != null && (token.indexOf('\r') >= 0 || token.indexOf('\n') >= 0)) {
            throw new AwsException("the container's authorization token holds a line break", false, null);
        }
        return token == null || token.isBlank() ? null : token;
    }

    private static String readToken(String file) throws IOException {
        return Files.readString(Path.of(file), StandardCharsets.UTF_8).strip();
    }
}
