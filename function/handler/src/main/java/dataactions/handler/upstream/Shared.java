package dataactions.handler.upstream;

import dataactions.definition.envelope.ErrorCode;
import dataactions.definition.upstream.Upstream;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * A value that a call loads. Threads that need it at the same time share one load. The value is kept until it expires,
 * and loaded again if it was rejected.
 */
final class Shared<V> {
    private final LongSupplier nanos;
    private final Duration betweenReloads;
    private FutureTask<Kept<V>> loading;
    private Kept<V> kept;
    private long loadedAt;

    /**
     * A loaded value.
     *
     * @param lifetime how long the value may be kept
     */
    record Kept<V>(V value, Duration lifetime) {}

    /** @param betweenReloads a rejected value is loaded again at the earliest this time after the last load */
    Shared(LongSupplier nanos, Duration betweenReloads) {
        this.nanos = nanos;
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
            long now = nanos.getAsLong();
            if (kept != null && now - loadedAt < kept.lifetime().toNanos()) {
                boolean isAccepted = kept.value() != rejected;
                if (isAccepted || now - loadedAt < betweenReloads.toNanos()) {
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
            Kept<V> loaded = null;
            try {
                loaded = loader.get();
                return loaded;
            } finally {
                finished(loaded);
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

    private synchronized void finished(Kept<V> loaded) {
        loading = null;
        if (loaded != null) {
            kept = loaded;
            loadedAt = nanos.getAsLong();
        }
    }

    synchronized void forget() {
        kept = null;
    }
}
