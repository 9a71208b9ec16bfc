package dataactions.handler.upstream;

import dataactions.aws.AwsException;
import dataactions.definition.envelope.ErrorCode;
import dataactions.definition.upstream.Upstream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * A value that a call loads. Threads that need it at the same time share one load. The value is kept until it expires,
 * and loaded again if it was rejected. Its age is measured by the clock of the day: the JVM's own clock may stand still
 * while Lambda has frozen the process.
 */
final class Shared<V> {
    /** A load that began earlier may be one of those that Lambda froze with the process: nobody waits for it. */
    private static final long LONGEST_LOAD_MILLIS = 15_000;
    /** How long a caller waits for a new value while the expired one may be used. */
    private static final Duration LONGEST_RENEWAL = Duration.ofSeconds(2);

    private final InstantSource clock;
    private final Duration betweenReloads;
    private final boolean outlivesFailures;
    private FutureTask<Kept<V>> loading;
    /** When the load began that is running, or the last one, in milliseconds. */
    private long loadingSince;

    private Kept<V> kept;
    /** When its load began, in milliseconds: what was loaded may be as old. */
    private long loadedAt;
    /** When the last renewal failed, in milliseconds. */
    private long failedAt;

    /**
     * A loaded value.
     *
     * @param lifetime how long the value may be kept
     */
    record Kept<V>(V value, Duration lifetime) {}

    /**
     * @param betweenReloads a rejected value is loaded again at the earliest this time after the last load, and an
     *     expired value this time after a load that failed
     * @param outlivesFailures whether an expired value is used while AWS gives no other one in time
     */
    Shared(InstantSource clock, Duration betweenReloads, boolean outlivesFailures) {
        this.clock = clock;
        this.betweenReloads = betweenReloads;
        this.outlivesFailures = outlivesFailures;
    }

    /** Like {@link #get(Object, Duration, Supplier)}. If there is no value in time, throws an {@link UpstreamFailure}. */
    V get(Upstream upstream, V rejected, Duration timeout, Supplier<Kept<V>> loader) {
        try {
            return get(rejected, timeout, loader);
        } catch (TimeoutException e) {
            throw new UpstreamFailure(
                    ErrorCode.UPSTREAM_TIMEOUT,
                    "The credentials for the upstream " + upstream.name() + " were not available in time.");
        }
    }

    /**
     * Returns the value, and loads it if necessary.
     *
     * @param rejected a value that was rejected, compared by identity, or null
     * @param timeout how long to wait for the load
     * @return {@code rejected} itself if it is too early to load again
     * @throws TimeoutException when the load takes longer than {@code timeout}; it continues for the next caller
     * @throws RuntimeException of the load
     */
    V get(V rejected, Duration timeout, Supplier<Kept<V>> loader) throws TimeoutException {
        FutureTask<Kept<V>> task;
        V expired = null;
        Duration wait = timeout;
        synchronized (this) {
            long now = clock.millis();
            long age = now - loadedAt;
            if (kept != null && isWithin(age, kept.lifetime().toMillis())) {
                boolean isAccepted = kept.value() != rejected;
                if (isAccepted || age < betweenReloads.toMillis()) {
                    return kept.value();
                }
            }
            if (outlivesFailures && kept != null && kept.value() != rejected) {
                if (isWithin(now - failedAt, betweenReloads.toMillis())) {
                    return kept.value();
                }
                expired = kept.value();
                wait = timeout.compareTo(LONGEST_RENEWAL) < 0 ? timeout : LONGEST_RENEWAL;
            }
            if (loading == null || !isWithin(now - loadingSince, LONGEST_LOAD_MILLIS)) {
                loading = task(loader, now);
                loadingSince = now;
            }
            task = loading;
        }
        try {
            return task.get(Math.max(0, wait.toNanos()), TimeUnit.NANOSECONDS).value();
        } catch (TimeoutException e) {
            if (expired == null) {
                throw e;
            }
            return outlived(expired);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for credentials", e);
        } catch (ExecutionException e) {
            if (expired != null && e.getCause() instanceof AwsException failure && failure.retriable()) {
                return outlived(expired);
            }
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException("loading credentials failed in our own code", e.getCause());
        }
    }

    private synchronized V outlived(V expired) {
        failedAt = clock.millis();
        return expired;
    }

    /** A negative time means that the clock was set back. Then the time is not known. */
    private static boolean isWithin(long millis, long limit) {
        return millis >= 0 && millis < limit;
    }

    private final class Load implements Callable<Kept<V>> {
        private final Supplier<Kept<V>> loader;
        private final long began;

        Load(Supplier<Kept<V>> loader, long began) {
            this.loader = loader;
            this.began = began;
        }

        @Override
        public Kept<V> call() {
            Kept<V> loaded = null;
            try {
                loaded = loader.get();
                return loaded;
            } finally {
                finished(loaded, began);
            }
        }
    }

    private FutureTask<Kept<V>> task(Supplier<Kept<V>> loader, long began) {
        FutureTask<Kept<V>> task = new FutureTask<>(new Load(loader, began));
        Thread thread = new Thread(task, "credentials");
        thread.setDaemon(true);
        thread.start();
        return task;
    }

    private synchronized void finished(Kept<V> loaded, long began) {
        if (began != loadingSince) {
            return; // another load has begun later
        }
        loading = null;
        if (loaded != null) {
            kept = loaded;
            loadedAt = began;
        }
    }

    synchronized void forget() {
        kept = null;
    }
}
