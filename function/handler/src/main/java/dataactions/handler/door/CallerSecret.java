package dataactions.handler.door;

import dataactions.definition.Json;
import dataactions.definition.JsonException;
import dataactions.handler.upstream.InvalidConfigurationException;
import dataactions.handler.upstream.SecretSource;
import dataactions.secrets.AwsException;
import dataactions.secrets.SecretVersion;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Knows the callers of the Function URL by the token of a secret {@code {"token": "…"}}.
 *
 * <p>Up to three tokens are accepted at a time, so that no call fails while the secret is rotated: the current one; the
 * pending one, which Genesys gets before it becomes the current; and the former one for a quarter of an hour.
 *
 * <p>The first call reads the tokens, and the function keeps them. An unknown token may be newer than they are, so the
 * function then reads them again, but at most once a minute: a stranger must not be able to make it call Secrets Manager
 * at will, and a rotation waits longer than a minute between making a token and using it. A known caller never waits:
 * tokens that were read some minutes ago are read again in the background. A comparison takes the same time wherever two
 * tokens differ, and whatever their lengths.
 */
public final class CallerSecret {
    private static final Duration BETWEEN_READS = Duration.ofMinutes(1);
    private static final Duration FORMER_IS_ACCEPTED = Duration.ofMinutes(15);
    private static final Duration RENEWED_AFTER = Duration.ofMinutes(5);
    /** The wait after a failed read. It doubles with each failure, up to a minute. */
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(2);

    private static final MessageDigest SHA_256 = sha256();

    private final String secretId;
    private final SecretSource source;
    private final InstantSource clock;
    private List<Accepted> known = List.of();
    private Instant lastRead;
    private Instant nextRead = Instant.MIN;
    private int failures;
    private RuntimeException lastFailure;
    private FutureTask<List<Accepted>> reading;

    /**
     * An accepted token, by its digest.
     *
     * @param until when it is no longer accepted; null: until a read finds other tokens
     */
    private record Accepted(byte[] digest, boolean isCurrent, Instant until) {
        boolean isAt(Instant now) {
            return until == null || now.isBefore(until);
        }
    }

    /** @param secretId ARN of the secret */
    public CallerSecret(String secretId, SecretSource source, InstantSource clock) {
        this.secretId = secretId;
        this.source = source;
        this.clock = clock;
    }

    /**
     * Whether the caller knows a token.
     *
     * @param presented the token that the caller sent; null for none, which causes no read
     * @param timeout how long the caller can wait for a read; called only if the caller has to
     * @throws RuntimeException when the secret has to be read and cannot be; its message holds no secret
     */
    public boolean isKnownTo(String presented, Supplier<Duration> timeout) {
        if (presented == null || presented.isEmpty()) {
            return false;
        }
        byte[] digest = digest(presented);
        FutureTask<List<Accepted>> read;
        synchronized (this) {
            Instant now = clock.instant();
            boolean isKnown = isAmong(known, digest, now);
            if (isKnown && now.isBefore(lastRead.plus(RENEWED_AFTER))) {
                return true;
            }
            if (reading == null && !now.isBefore(nextRead)) {
                reading = begin(now, known.isEmpty() ? digest : null);
            }
            if (isKnown) {
                return true;
            }
            if (reading == null) {
                if (known.isEmpty() && lastFailure != null) {
                    throw lastFailure; // without tokens the function would refuse every caller: that is our fault
                }
                return false;
            }
            read = reading;
        }
        return isAmong(await(read, timeout.get()), digest, clock.instant());
    }

    private static boolean isAmong(List<Accepted> tokens, byte[] digest, Instant now) {
        boolean found = false;
        for (Accepted token : tokens) {
            // Compares with all of them, so that the time does not tell which one matched.
            found |= MessageDigest.isEqual(token.digest(), digest) & token.isAt(now);
        }
        return found;
    }

    /** Starts a read on its own thread. It may take longer than this caller can wait, and then serves the next one. */
    private FutureTask<List<Accepted>> begin(Instant now, byte[] first) {
        nextRead = now.plus(BETWEEN_READS);
        FutureTask<List<Accepted>> task = new FutureTask<>(() -> {
            try {
                return keep(read(now, first), now);
            } catch (RuntimeException e) {
                failed(e, now);
                throw e;
            } catch (Throwable e) {
                // An OutOfMemoryError, for instance. The next caller reads again.
                failed(new IllegalStateException("reading a secret failed in our own code", e), now);
                throw e;
            }
        });
        Thread thread = new Thread(task, "caller-secret");
        thread.setDaemon(true);
        thread.start();
        return task;
    }

    /**
     * Reads the tokens.
     *
     * @param first the digest of the token that the first caller of this process sent: if it is the current one, that
     *     caller need not wait for the others; null once tokens are known
     */
    private List<Accepted> read(Instant now, byte[] first) {
        List<Accepted> found = new ArrayList<>();
        SecretVersion current = source.read(secretId, SecretSource.CURRENT);
        found.add(new Accepted(digest(token(current.text())), true, null));
        if (first != null && isAmong(found, first, now)) {
            allowReadAtOnce(); // for the others
            return found;
        }
        SecretVersion pending = readIfThere("AWSPENDING");
        if (pending != null) {
            found.add(new Accepted(digest(token(pending.text())), false, null));
        }
        // Counted from the current token's creation, some minutes before it replaced the former.
        Instant formerUntil =
                current.created() == null ? Instant.MIN : current.created().plus(FORMER_IS_ACCEPTED);
        if (now.isBefore(formerUntil)) {
            SecretVersion former = readIfThere("AWSPREVIOUS");
            if (former != null) {
                found.add(new Accepted(digest(token(former.text())), false, formerUntil));
            }
        }
        return found;
    }

    private synchronized void allowReadAtOnce() {
        nextRead = Instant.MIN;
    }

    private SecretVersion readIfThere(String stage) {
        try {
            return source.read(secretId, stage);
        } catch (AwsException e) {
            if (e.isAbsent()) {
                return null;
            }
            throw e;
        }
    }

    private synchronized List<Accepted> keep(List<Accepted> found, Instant now) {
        List<Accepted> all = new ArrayList<>(found);
        for (Accepted before : known) {
            // The token that was current until now is accepted as the former, even if no stage of the secret has it.
            Instant until = before.isCurrent() ? now.plus(FORMER_IS_ACCEPTED) : before.until();
            boolean isGone = found.stream().noneMatch(each -> MessageDigest.isEqual(each.digest(), before.digest()));
            if (isGone && until != null && now.isBefore(until)) {
                all.add(new Accepted(before.digest(), false, until));
            }
        }
        known = List.copyOf(all);
        lastRead = now;
        failures = 0;
        lastFailure = null;
        reading = null;
        return known;
    }

    private synchronized void failed(RuntimeException e, Instant now) {
        long seconds = Math.min(BETWEEN_READS.toSeconds(), AFTER_FAILURE.toSeconds() << Math.min(failures++, 5));
        nextRead = now.plusSeconds(seconds);
        lastFailure = e;
        reading = null;
    }

    private static List<Accepted> await(FutureTask<List<Accepted>> read, Duration timeout) {
        try {
            return read.get(Math.max(0, timeout.toNanos()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new InvalidConfigurationException("Secrets Manager did not answer in time about CALLER_SECRET_ARN");
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
            // The parser's message may quote the secret.
            throw unexpected();
        }
        throw unexpected();
    }

    private InvalidConfigurationException unexpected() {
        return new InvalidConfigurationException(
                "The secret in CALLER_SECRET_ARN does not have the form {\"token\": \"...\"}: let Secrets Manager"
                        + " generate it, or put it there in this form");
    }

    private static byte[] digest(String token) {
        try {
            // A copy: looking the algorithm up costs more than the digest.
            return ((MessageDigest) SHA_256.clone()).digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the JDK's own SHA-256 can be copied", e);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
