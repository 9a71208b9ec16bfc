package dataactions.handler;

import dataactions.definition.Json;
import dataactions.definition.JsonException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Tells the callers of the Function URL from everybody else, by the token of a secret {@code {"token": "…"}}.
 *
 * <p>The token is read with the first call and kept. A caller with another one may know a newer token than we do, so it
 * is read again then, but at most once a minute: strangers cannot make us call Secrets Manager at their pace.
 * Comparison takes the same time wherever two tokens differ, and whatever their lengths.
 */
final class CallerSecret {
    private static final Duration BETWEEN_READS = Duration.ofMinutes(1);

    /** How a secret's text is read; throws {@link RuntimeException} when it cannot be. */
    interface Source {
        String read(String secretId);
    }

    private final String secretId;
    private final Source source;
    private final InstantSource clock;
    private volatile byte[] knownDigest;
    private volatile Instant lastRead;

    CallerSecret(String secretId, Source source, InstantSource clock) {
        this.secretId = secretId;
        this.source = source;
        this.clock = clock;
    }

    /**
     * Whether the caller knows the token.
     *
     * @param presented what the caller sent; null for nothing, which costs no read
     * @param patience how long a read may take
     * @throws RuntimeException when the secret has to be read and cannot be; its message holds no secret
     */
    boolean isKnownTo(String presented, Duration patience) {
        if (presented == null || presented.isEmpty()) {
            return false;
        }
        byte[] digest = digest(presented);
        byte[] known = knownDigest;
        if (known == null) {
            return MessageDigest.isEqual(digest, read(patience));
        }
        if (MessageDigest.isEqual(digest, known)) {
            return true;
        }
        boolean mayReadAgain = !clock.instant().isBefore(lastRead.plus(BETWEEN_READS));
        return mayReadAgain && MessageDigest.isEqual(digest, read(patience));
    }

    /** On a thread of its own, which may take longer than the caller has; what it then finds serves the next one. */
    private byte[] read(Duration patience) {
        lastRead = clock.instant();
        FutureTask<byte[]> reading = new FutureTask<>(() -> {
            byte[] digest = digest(token(source.read(secretId)));
            knownDigest = digest;
            return digest;
        });
        Thread thread = new Thread(reading, "caller-secret");
        thread.setDaemon(true);
        thread.start();
        try {
            return reading.get(Math.max(0, patience.toNanos()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new ConfigurationException("Secrets Manager did not answer in time about CALLER_SECRET_ARN");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for Secrets Manager", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException("reading a secret failed in our own code", e.getCause());
        }
    }

    private String token(String text) {
        try {
            if (Json.parse(text.getBytes(StandardCharsets.UTF_8), Json.Limits.DEFAULT) instanceof Map<?, ?> fields
                    && fields.get("token") instanceof String token
                    && !token.isEmpty()) {
                return token;
            }
        } catch (JsonException e) {
            // Said below, without the parser's words: they are about the secret's text.
            throw unexpected();
        }
        throw unexpected();
    }

    private ConfigurationException unexpected() {
        return new ConfigurationException(
                "The secret in CALLER_SECRET_ARN does not have the form {\"token\": \"...\"}: let Secrets Manager"
                        + " generate it, or put it there in this form");
    }

    private static byte[] digest(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
