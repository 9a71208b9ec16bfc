package dataactions.handler.door;

import dataactions.aws.AwsException;
import dataactions.aws.SecretVersion;
import dataactions.definition.value.Json;
import dataactions.definition.value.JsonException;
import dataactions.handler.upstream.InvalidConfigurationException;
import dataactions.handler.upstream.SecretSource;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Checks callers of the Function URL by the token of a secret {@code {"token": "…"}}.
 *
 * <p>Up to three tokens are accepted at a time, so that no call fails while the secret is rotated: the current token;
 * the pending token, which Genesys gets before it becomes current; and the former token until 15 minutes
 * after the current token was created, or after a read that still found the former token as the current one.
 *
 * <p>The first call reads the tokens, and the function keeps them. A token that the function does not know may be
 * newer, so the function then reads the tokens again, but at most once a minute. Without this limit a stranger could
 * make the function call Secrets Manager at will. A rotation waits longer than a minute between making a token and
 * using it. If the tokens were read some minutes ago, the function reads them again in the background, and a caller with
 * a known token does not wait. If they were read 15 minutes ago or earlier, because the instance was idle, that caller
 * waits for the read: the secret may have been rotated long ago. If this read fails, the known token is accepted: the
 * calls of Genesys shall not fail because Secrets Manager fails. The time of a comparison does not depend on where two
 * tokens differ, nor on their lengths.
 */
public final class CallerSecret {
    private static final Duration BETWEEN_READS = Duration.ofMinutes(1);
    private static final Duration FORMER_IS_ACCEPTED = Duration.ofMinutes(15);
    private static final Duration RENEWED_AFTER = Duration.ofMinutes(5);
    /** A caller with a known token waits at most that long, and at most half of its time. */
    private static final Duration LONGEST_RENEWAL = Duration.ofSeconds(2);
    /** The pause after a failed read. It doubles with each failure, up to a minute. */
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(2);

    /** Loaded by the first call at the URL: a call at the bare door needs no digest, and setting one up takes 10 ms. */
    private static final class Sha256 {
        static final MessageDigest DIGEST = digest();

        private static MessageDigest digest() {
            try {
                return MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java platform has SHA-256", e);
            }
        }
    }

    /** The caller whose token is checked. */
    public interface Caller {
        /** How long the caller can wait for a read of the secret. Asked only if a read is necessary. */
        Duration timeLeft();
    }

    private final String secretId;
    private final SecretSource source;
    private final InstantSource clock;
    /** Null for plain threads. */
    private final ThreadFactory threads;

    private List<AcceptedToken> known = List.of();
    private Instant lastRead;
    private Instant nextRead = Instant.MIN;
    private int failures;
    private RuntimeException lastFailure;
    private FutureTask<List<AcceptedToken>> reading;
    /** When the read began; the one that is running, or the last one. */
    private Instant readingSince;

    /**
     * The digest of an accepted token.
     *
     * @param until end of acceptance; null: accepted until a read finds other tokens
     */
    private record AcceptedToken(byte[] digest, boolean isCurrent, Instant until) {
        boolean isAt(Instant now) {
            return until == null || now.isBefore(until);
        }
    }

    /** @param secretId ARN of the secret */
    public CallerSecret(String secretId, SecretSource source, InstantSource clock) {
        this(secretId, source, clock, null);
    }

    /** @param threads makes the threads of reads; null for plain threads */
    CallerSecret(String secretId, SecretSource source, InstantSource clock, ThreadFactory threads) {
        this.threads = threads;
        this.secretId = secretId;
        this.source = source;
        this.clock = clock;
    }

    /**
     * Whether the caller sent an accepted token.
     *
     * @param presented the token that the caller sent; null if the caller sent none. Then the secret is not read
     * @throws RuntimeException when the secret has to be read and the read fails; its message contains no secret
     */
    public boolean isKnownTo(String presented, Caller caller) {
        if (presented == null || presented.isEmpty()) {
            return false;
        }
        byte[] digest = digest(presented);
        FutureTask<List<AcceptedToken>> read;
        boolean isKnown;
        synchronized (this) {
            Instant now = clock.instant();
            isKnown = isAmong(known, digest, now);
            if (isKnown && now.isBefore(lastRead.plus(RENEWED_AFTER))) {
                return true;
            }
            boolean isStale = isKnown && isOutdated(lastRead, now);
            if (reading != null && isOutdated(readingSince, now)) {
                reading = null; // Lambda froze the process meanwhile: the answer may be from before a rotation.
            }
            if (reading == null && !now.isBefore(nextRead)) {
                reading = begin(now, known.isEmpty() || isStale ? digest : null);
            }
            if (isKnown && (!isStale || reading == null)) {
                return true; // If it is stale, a read has just failed.
            }
            if (reading == null) {
                if (known.isEmpty() && lastFailure != null) {
                    throw lastFailure; // No token is known, so this caller cannot be judged: that is our own failure.
                }
                return false;
            }
            read = reading;
        }
        return isKnown
                ? isStillKnown(read, digest, caller)
                : isAmong(await(read, caller.timeLeft()), digest, clock.instant());
    }

    private static boolean isOutdated(Instant read, Instant now) {
        return !now.isBefore(read.plus(FORMER_IS_ACCEPTED));
    }

    /** Whether a read confirms a token that was known 15 minutes ago or earlier. Also true if the read fails. */
    private boolean isStillKnown(FutureTask<List<AcceptedToken>> read, byte[] digest, Caller caller) {
        Duration half = caller.timeLeft().dividedBy(2);
        List<AcceptedToken> tokens;
        try {
            tokens = await(read, half.compareTo(LONGEST_RENEWAL) < 0 ? half : LONGEST_RENEWAL);
        } catch (RuntimeException e) {
            return true;
        }
        return isAmong(tokens, digest, clock.instant());
    }

    private static boolean isAmong(List<AcceptedToken> tokens, byte[] digest, Instant now) {
        boolean found = false;
        for (AcceptedToken token : tokens) {
            // Compares with all tokens, so that the time does not show which one matched.
            found |= MessageDigest.isEqual(token.digest(), digest) & token.isAt(now);
        }
        return found;
    }

    /**
     * Starts a read on its own thread. If a caller stops waiting, the read goes on, and later callers use its result.
     *
     * @param callersDigest see {@link #read}
     */
    private FutureTask<List<AcceptedToken>> begin(Instant now, byte[] callersDigest) {
        FutureTask<List<AcceptedToken>> task = new FutureTask<>(new Read(now, callersDigest));
        Thread thread = threads == null ? new Thread(task, "caller-secret") : threads.newThread(task);
        thread.setDaemon(true);
        thread.start();
        // Only now: if no thread can be started, the next caller tries again.
        nextRead = now.plus(BETWEEN_READS);
        readingSince = now;
        return task;
    }

    private final class Read implements Callable<List<AcceptedToken>> {
        private final Instant now;
        private final byte[] callersDigest;

        Read(Instant now, byte[] callersDigest) {
            this.now = now;
            this.callersDigest = callersDigest;
        }

        @Override
        public List<AcceptedToken> call() {
            try {
                return read(now, callersDigest);
            } catch (RuntimeException e) {
                failed(e, now);
                throw e;
            } catch (Throwable e) {
                // For example an OutOfMemoryError. The next caller reads again.
                failed(new IllegalStateException("reading a secret failed in our own code", e), now);
                throw e;
            }
        }
    }

    /**
     * Reads the tokens, and keeps them.
     *
     * @param callersDigest the digest of the caller's token, if no token is known, or if this one is known from a read 15 minutes
     *     ago or earlier; else null, and all tokens are read. If it is the current token, the read ends early, so that the caller does not wait for the other
     *     tokens
     */
    private List<AcceptedToken> read(Instant now, byte[] callersDigest) {
        List<AcceptedToken> found = new ArrayList<>();
        SecretVersion current = source.read(secretId, SecretSource.CURRENT);
        found.add(new AcceptedToken(digest(token(current.text())), true, null));
        if (callersDigest != null && isAmong(found, callersDigest, now)) {
            allowReadAtOnce(); // lifts the pause that begin() set: other callers need not wait
            return keep(found, current.created(), now);
        }
        SecretVersion pending = readIfThere("AWSPENDING");
        if (pending != null) {
            found.add(new AcceptedToken(digest(token(pending.text())), false, null));
        }
        // The 15 minutes count from the creation of the current token. The token became current some minutes later, so
        // fewer minutes are left then.
        Instant formerUntil =
                current.created() == null ? Instant.MIN : current.created().plus(FORMER_IS_ACCEPTED);
        if (now.isBefore(formerUntil)) {
            SecretVersion former = readIfThere("AWSPREVIOUS");
            if (former != null) {
                found.add(new AcceptedToken(digest(token(former.text())), false, formerUntil));
            }
        }
        return keep(found, current.created(), now);
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

    /** @param created when the current token was created; or null */
    private synchronized List<AcceptedToken> keep(List<AcceptedToken> found, Instant created, Instant now) {
        if (!now.equals(readingSince)) {
            return found; // another read has begun later
        }
        List<AcceptedToken> all = new ArrayList<>(found);
        for (AcceptedToken before : known) {
            // The token that was current until now is accepted as the former token, even if no stage of the secret has
            // it.
            Instant until = before.isCurrent() ? formerSince(created, now).plus(FORMER_IS_ACCEPTED) : before.until();
            boolean isGone = found.stream().noneMatch(each -> MessageDigest.isEqual(each.digest(), before.digest()));
            if (isGone && until != null && now.isBefore(until)) {
                all.add(new AcceptedToken(before.digest(), false, until));
            }
        }
        known = List.copyOf(all);
        lastRead = now;
        failures = 0;
        lastFailure = null;
        reading = null;
        return known;
    }

    /**
     * When the token that a former read found as the current one was replaced at the earliest: not before that read, and
     * not before the new token was created.
     */
    private Instant formerSince(Instant created, Instant now) {
        if (created == null || created.isBefore(lastRead)) {
            return lastRead;
        }
        return created.isBefore(now) ? created : now;
    }

    private synchronized void failed(RuntimeException e, Instant now) {
        if (!now.equals(readingSince)) {
            return; // another read has begun later
        }
        long seconds = Math.min(BETWEEN_READS.toSeconds(), AFTER_FAILURE.toSeconds() << Math.min(failures++, 5));
        nextRead = now.plusSeconds(seconds);
        lastFailure = e;
        reading = null;
    }

    private static List<AcceptedToken> await(FutureTask<List<AcceptedToken>> read, Duration timeout) {
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
            // A clone, because looking up the algorithm takes longer than computing the digest.
            return ((MessageDigest) Sha256.DIGEST.clone()).digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the JDK's own SHA-256 can be copied", e);
        }
    }
}
