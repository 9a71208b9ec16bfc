package dataactions.secrets;

import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads secrets from Secrets Manager. Nothing is cached: how long a value may be kept is the caller's to say.
 *
 * <p>Throttling, 5xx and lost connections are tried three times in all; each try is bounded to three seconds.
 */
public final class SecretReader {
    private static final int TRIES = 3;
    private static final Duration TIMEOUT = Duration.ofSeconds(3);
    private static final Duration PAUSE = Duration.ofMillis(150);

    private final AwsClient aws;
    private final Pause pause;

    /** How waiting is done; tests do not wait. */
    interface Pause {
        void of(Duration duration) throws InterruptedException;
    }

    public SecretReader(AwsClient aws) {
        this(aws, duration -> Thread.sleep(duration.toMillis()));
    }

    SecretReader(AwsClient aws, Pause pause) {
        this.aws = aws;
        this.pause = pause;
    }

    /**
     * The current text of a secret.
     *
     * @param secretId ARN or name
     * @throws AwsException when it cannot be read; the message never holds the value
     */
    public String read(String secretId) {
        return read(secretId, "AWSCURRENT");
    }

    /**
     * The text of a secret in one of its stages ({@code AWSCURRENT}, {@code AWSPENDING}, {@code AWSPREVIOUS}).
     *
     * @throws AwsException when it cannot be read; the message never holds the value
     */
    public String read(String secretId, String versionStage) {
        return version(secretId, versionStage).text();
    }

    /**
     * The version of a secret that is in a stage.
     *
     * @throws AwsException when it cannot be read, {@linkplain AwsException#isAbsent absent} where the secret has no such
     *     stage; the message never holds the value
     */
    public SecretVersion version(String secretId, String versionStage) {
        return version(secretId, "VersionStage", versionStage);
    }

    /** The version of that id; absent too where it has no value yet. */
    SecretVersion versionOf(String secretId, String versionId) {
        return version(secretId, "VersionId", versionId);
    }

    private SecretVersion version(String secretId, String by, String which) {
        Map<String, String> request = new LinkedHashMap<>();
        request.put("SecretId", secretId);
        request.put(by, which);
        byte[] body = FlatJson.write(request);
        Map<String, String> headers =
                Map.of("Content-Type", "application/x-amz-json-1.1", "X-Amz-Target", "secretsmanager.GetSecretValue");
        for (int attempt = 1; ; attempt++) {
            try {
                AwsResponse answer =
                        aws.post(AwsService.SECRETS_MANAGER, "GetSecretValue", "/", headers, body, TIMEOUT);
                return version(answer.body(), secretId);
            } catch (AwsException e) {
                if (!e.retriable() || attempt == TRIES) {
                    throw new AwsException(
                            e.getMessage() + " [secret " + secretId + "]", e.retriable(), e.isAbsent(), e.getCause());
                }
                rest(attempt);
            }
        }
    }

    void rest(int attempt) {
        try {
            pause.of(PAUSE.multipliedBy(attempt));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AwsException("Secrets Manager: interrupted", true, e);
        }
    }

    private static SecretVersion version(byte[] answer, String secretId) {
        Map<String, String> fields;
        try {
            fields = FlatJson.scalars(answer);
        } catch (IOException e) {
            // The cause's message could quote what it stumbled over, and that could be the value: not passed on.
            throw new AwsException(
                    "Secrets Manager GetSecretValue: the answer is not JSON [secret " + secretId + "]", true, null);
        }
        String text = fields.get("SecretString");
        if (text == null) {
            throw new AwsException(
                    "Secrets Manager GetSecretValue: no SecretString; expected a secret with a text value, not a binary"
                            + " one [secret " + secretId + "]",
                    false,
                    null);
        }
        return new SecretVersion(text, created(fields.get("CreatedDate")));
    }

    /** Seconds since 1970, with a fraction. */
    private static Instant created(String seconds) {
        try {
            return seconds == null
                    ? null
                    : Instant.ofEpochMilli(
                            new BigDecimal(seconds).movePointRight(3).longValue());
        } catch (NumberFormatException | ArithmeticException e) {
            return null;
        }
    }
}
