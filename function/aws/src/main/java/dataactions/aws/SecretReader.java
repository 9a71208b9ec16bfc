package dataactions.aws;

import dataactions.aws.retry.Sleeper;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * Reads secrets from Secrets Manager. Caches nothing: the caller decides how long to keep a value.
 *
 * <p>After throttling, 5xx and lost connections a read is repeated, up to three tries in all. Each try takes at most
 * three seconds.
 */
public final class SecretReader {
    private final SecretCalls calls;

    public SecretReader(AwsClient aws) {
        this(aws, Sleeper.REAL);
    }

    SecretReader(AwsClient aws, Sleeper sleeper) {
        this(new SecretCalls(aws, sleeper));
    }

    SecretReader(SecretCalls calls) {
        this.calls = calls;
    }

    /**
     * The current text of a secret.
     *
     * @param secretId ARN or name
     * @throws AwsException when the secret cannot be read; the message never contains the value
     */
    public String read(String secretId) {
        return read(secretId, "AWSCURRENT");
    }

    /**
     * The text of a secret in one of its stages ({@code AWSCURRENT}, {@code AWSPENDING}, {@code AWSPREVIOUS}).
     *
     * @throws AwsException when the secret cannot be read; the message never contains the value
     */
    public String read(String secretId, String versionStage) {
        return version(secretId, versionStage).text();
    }

    /**
     * The version of a secret that is in a stage.
     *
     * @throws AwsException when the secret cannot be read; {@linkplain AwsException#isAbsent absent} if the secret has
     *     no such stage. The message never contains the value
     */
    public SecretVersion version(String secretId, String versionStage) {
        return version(secretId, "VersionStage", versionStage);
    }

    /** The version with that id. Fails as absent also if the version has no value yet. */
    SecretVersion versionOf(String secretId, String versionId) {
        return version(secretId, "VersionId", versionId);
    }

    private SecretVersion version(String secretId, String by, String which) {
        Map<String, String> request = new LinkedHashMap<>();
        request.put("SecretId", secretId);
        request.put(by, which);
        return calls.send("GetSecretValue", FlatJson.write(request), secretId, new ReadVersion());
    }

    /** A class, no lambda: see "First calls" in CONTRIBUTING. */
    private static final class ReadVersion implements Function<AwsResponse, SecretVersion> {
        @Override
        public SecretVersion apply(AwsResponse answer) {
            return version(answer.body());
        }
    }

    private static SecretVersion version(byte[] answer) {
        Map<String, String> fields;
        try {
            fields = FlatJson.scalars(answer);
        } catch (IOException e) {
            // The cause is not passed on: its message could quote the text that failed to parse, and that could be the
            // value.
            throw new AwsException("Secrets Manager GetSecretValue: the answer is not JSON", true, null);
        }
        String text = fields.get("SecretString");
        if (text == null) {
            throw new AwsException(
                    "Secrets Manager GetSecretValue: no SecretString; expected a secret with a text value, not a binary"
                            + " one",
                    false,
                    null);
        }
        return new SecretVersion(text, created(fields.get("CreatedDate")));
    }

    /** Seconds since 1970, with a fraction. A double holds the milliseconds, and takes a first call less time. */
    private static Instant created(String seconds) {
        try {
            return seconds == null ? null : Instant.ofEpochMilli(Math.round(Double.parseDouble(seconds) * 1000));
        } catch (NumberFormatException | DateTimeException e) {
            return null;
        }
    }
}
