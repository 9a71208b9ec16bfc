package dataactions.handler;

import dataactions.definition.Json;
import dataactions.definition.JsonException;
import dataactions.handler.upstream.ConfigurationException;
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
 * Tells the callers of the Function URL from everybody else, by the token of a secret {@code {"token": "…"}}.
 *
 * <p>Three tokens may be good at a time, so that the secret can be rotated without one failed call: the current one; the
 * pending one, which Genesys is given before it becomes the current; and for a quarter of an hour the former.
 *
 * <p>They are read with the first call and kept. A caller with an unknown token may know a newer one than we do, so they
 * are read again then, but at most once a minute: strangers cannot make us call Secrets Manager at their pace, and a
 * rotation waits for longer than that between making a token and using it. Who is known is never made to wait: knowledge
 * that is some minutes old is renewed behind the call. Comparison takes the same time wherever two tokens differ, and
 * whatever their lengths.
 */
final class CallerSecret {
    private static final Duration BETWEEN_READS = Duration.ofMinutes(1);
    private static final Duration FORMER_IS_GOOD = Duration.ofMinutes(15);
    private static final Duration RENEWED_AFTER = Duration.ofMinutes(5);
    /** After a read that failed the next may come sooner, each time twice as late, up to a minute. */
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(2);

    private static final MessageDigest SHA_256 = sha256();

    private final String secretId;
    private final SecretSource source;
    private final InstantSource clock;
    private List<Good> known = List.of();
    private Instant lastRead;
    private Instant nextRead = Instant.MIN;
    private int failures;
    private RuntimeException lastFailure;
    private FutureTask<List<Good>> reading;

    /** A token that is good, by its digest; until {@code until}, or for as long as we know nothing else. */
    private record Good(byte[] digest, boolean isCurrent, Instant until) {
        boolean isAt(Instant now) {
            return until == null || now.isBefore(until);
        }
    }

    CallerSecret(String secretId, SecretSource source, InstantSource clock) {
        this.secretId = secretId;
        this.source = source;
        this.clock = clock;
    }

    /**
     * Whether the caller knows a token.
     *
     * @param presented what the caller sent; null for nothing, which costs no read
     * @param patience how long a read may take; asked only where one has to be waited for
     * @throws RuntimeException when the secret has to be read and cannot be; its message holds no secret
     */
    boolean isKnownTo(String presented, Supplier<Duration> patience) {
        if (presented == null || presented.isEmpty()) {
            return false;
        }
        byte[] digest = digest(presented);
        FutureTask<List<Good>> read;
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
                    throw lastFailure; // nobody can be known, and that is our fault
                }
                return false;
            }
            read = reading;
        }
        return isAmong(waited(read, patience.get()), digest, clock.instant());
    }

    private static boolean isAmong(List<Good> tokens, byte[] digest, Instant now) {
        boolean found = false;
        for (Good token : tokens) {
            // All of them, so that the time tells nothing about which.
            found |= MessageDigest.isEqual(token.digest(), digest) & token.isAt(now);
        }
        return found;
    }

    /** On a thread of its own, which may take longer than the caller has; what it then finds serves the next one. */
    private FutureTask<List<Good>> begin(Instant now, byte[] first) {
        nextRead = now.plus(BETWEEN_READS);
        FutureTask<List<Good>> task = new FutureTask<>(() -> {
            try {
                return landed(read(now, first), now);
            } catch (RuntimeException e) {
                failed(e, now);
                throw e;
            } catch (Throwable e) {
                // Without memory, for instance: the next caller reads again.
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
     * @param first what the first caller of this process presented: if that is the current token, it does not have to
     *     wait for the others; null for a caller who is known, or knows something else
     */
    private List<Good> read(Instant now, byte[] first) {
        List<Good> found = new ArrayList<>();
        SecretVersion current = source.read(secretId, SecretSource.CURRENT);
        found.add(new Good(digest(token(current.text())), true, null));
        if (first != null && isAmong(found, first, now)) {
            mayReadTheOthersNow();
            return found;
        }
        SecretVersion pending = readIfThere("AWSPENDING");
        if (pending != null) {
            found.add(new Good(digest(token(pending.text())), false, null));
        }
        // A token's age is reckoned from its creation, some minutes before it came into force.
        Instant formerUntil =
                current.created() == null ? Instant.MIN : current.created().plus(FORMER_IS_GOOD);
        if (now.isBefore(formerUntil)) {
            SecretVersion former = readIfThere("AWSPREVIOUS");
            if (former != null) {
                found.add(new Good(digest(token(former.text())), false, formerUntil));
            }
        }
        return found;
    }

    private synchronized void mayReadTheOthersNow() {
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

    private synchronized List<Good> landed(List<Good> found, Instant now) {
        List<Good> all = new ArrayList<>(found);
        for (Good before : known) {
            // What was current until now is the former: for the same quarter of an hour, whatever the stages say.
            Instant until = before.isCurrent() ? now.plus(FORMER_IS_GOOD) : before.until();
            boolean isGone = found.stream().noneMatch(each -> MessageDigest.isEqual(each.digest(), before.digest()));
            if (isGone && until != null && now.isBefore(until)) {
                all.add(new Good(before.digest(), false, until));
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

    private static List<Good> waited(FutureTask<List<Good>> read, Duration patience) {
        try {
            return read.get(Math.max(0, patience.toNanos()), TimeUnit.NANOSECONDS);
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
            // A copy: finding the algorithm costs more than what it does.
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
