package dataactions.handler.upstream;

import dataactions.definition.Retry;
import dataactions.handler.upstream.UpstreamClient.Answered;
import dataactions.handler.upstream.UpstreamClient.CallResult;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;

/** How long the client waits before another attempt. */
final class RetryWait {
    private static final int MAX_DIGITS = 9;
    private static final int MAX_DAYS = 1_000;

    private final InstantSource clock;
    private final DoubleSupplier random;

    /** @param random from 0 to 1; null for a secure one */
    RetryWait(InstantSource clock, DoubleSupplier random) {
        this.clock = clock;
        this.random = random;
    }

    /**
     * In nanoseconds: the policy's backoff, or what the upstream asks for, if that is longer.
     *
     * @param attempt the number of the attempt that failed, from 1
     */
    long after(CallResult failed, Retry retry, int attempt) {
        return Math.max(backoff(retry, attempt), retryAfter(failed));
    }

    /** Created at first use: a generator from before a snapshot gives the same numbers in each restored process. */
    private static final class Randomness {
        static final SecureRandom SOURCE = new SecureRandom();
    }

    private long backoff(Retry retry, int attempt) {
        double full = retry.backoff().toNanos() * Math.pow(2, Math.min(attempt - 1, 20));
        double share = random == null ? Randomness.SOURCE.nextDouble() : random.getAsDouble();
        return (long) (full * (0.5 + 0.5 * share));
    }

    /**
     * The wait that the upstream asks for (seconds or a date), in nanoseconds; 0 if the upstream does not ask for one.
     */
    private long retryAfter(CallResult result) {
        String text = result instanceof Answered answered
                ? answered.response().headers().get("retry-after")
                : null;
        if (text == null) {
            return 0;
        }
        String stripped = text.strip();
        if (isNumber(stripped)) {
            return TimeUnit.SECONDS.toNanos(Long.parseLong(stripped));
        }
        try {
            Instant at = ZonedDateTime.parse(stripped, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            Duration wait = Duration.between(clock.instant(), at);
            return wait.isNegative() || wait.toDays() > MAX_DAYS ? 0 : wait.toNanos();
        } catch (DateTimeParseException e) {
            return 0;
        }
    }

    private static boolean isNumber(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return !text.isEmpty() && text.length() <= MAX_DIGITS;
    }
}
