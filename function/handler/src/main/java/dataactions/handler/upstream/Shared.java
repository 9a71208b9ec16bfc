package dataactions.handler.upstream;

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
    private final InstantSource clock;
    private final Duration betweenReloads;
    private FutureTask<Kept<V>> loading;
    private Kept<V> kept;
    /** When its load began, in milliseconds: what was loaded may be as old. */
    private long loadedAt;

    /**
     * A loaded value.
     *
     * @param lifetime how long the value may be kept
     */
    record Kept<V>(V value, Duration lifetime) {}

    /** @param betweenReloads a rejected value is loaded again at the earliest this time after the last load */
    Shared(InstantSource clock, Duration betweenReloads) {
        this.clock = clock;
        this.betweenReloads = betweenReloads;
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
        synchronized (this) {
            long age = clock.millis() - loadedAt;
            // A negative age means that the clock was set back. Then the age is not known.
            if (kept != null && age >= 0 && age < kept.lifetime().toMillis()) {
                boolean isAccepted = kept.value() != rejected;
                if (isAccepted || age < betweenReloads.toMillis()) {
                    return kept.value();
                }
            }
            if (loading == null) {
                loading = task(loader);
            }
            task = loading;
        }
        try {
            return task.get(Math.max(0, timeout.toNanos()), TimeUnit.NANOSECONDS)
                    .value();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for credentials", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException("loading credentials failed in our own code", e.getCause());
        }
    }

    private final class Load implements Callable<Kept<V>> {
        private final Supplier<Kept<V>> loader;

        Load(Supplier<Kept<V>> loader) {
            this.loader = loader;
        }

        @Override
        public Kept<V> call() {
            long began = clock.millis();
            Kept<V> loaded = null;
            try {
                loaded = loader.get();
                return loaded;
            } finally {
                finished(loaded, began);
            }
        }
    }

    private FutureTask<Kept<V>> task(Supplier<Kept<V>> loader) {
        FutureTask<Kept<V>> task = new FutureTask<>(new Load(loader));
        Thread thread = new Thread(task, "credentials");
        thread.setDaemon(true);
        thread.start();
        return task;
    }

    private synchronized void finished(Kept<V> loaded, long began) {
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
