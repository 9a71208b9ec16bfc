package dataactions.handler.upstream;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * A value that takes a call to have: loaded once for all who need it at the same time, kept until it expires, and loaded
 * anew when somebody found that it is no longer good.
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
     * @param lifetime how long it may be kept
     */
    record Kept<V>(V value, Duration lifetime) {}

    /** @param betweenReloads a value that was rejected is loaded anew at most this often */
    Shared(LongSupplier nanos, Duration betweenReloads) {
        this.nanos = nanos;
        this.betweenReloads = betweenReloads;
    }

    /**
     * The value.
     *
     * @param rejected one that is not good any more, by identity, or null
     * @param patience how long to wait for a load that somebody has begun
     * @return possibly {@code rejected} itself, when it is too early to load again
     * @throws TimeoutException when the load takes longer than {@code patience}; it goes on, for the next caller
     * @throws RuntimeException what the load threw
     */
    V get(V rejected, Duration patience, Supplier<Kept<V>> loader) throws TimeoutException {
        FutureTask<Kept<V>> task;
        synchronized (this) {
            long now = nanos.getAsLong();
            if (kept != null && now - loadedAt < kept.lifetime().toNanos()) {
                boolean isGood = kept.value() != rejected;
                if (isGood || now - loadedAt < betweenReloads.toNanos()) {
                    return kept.value();
                }
            }
            if (loading == null) {
                loading = task(loader);
            }
            task = loading;
        }
        try {
            return task.get(Math.max(0, patience.toNanos()), TimeUnit.NANOSECONDS)
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

    private FutureTask<Kept<V>> task(Supplier<Kept<V>> loader) {
        FutureTask<Kept<V>> task = new FutureTask<>(() -> {
            Kept<V> loaded = null;
            try {
                loaded = loader.get();
                return loaded;
            } finally {
                landed(loaded);
            }
        });
        Thread thread = new Thread(task, "credentials");
        thread.setDaemon(true);
        thread.start();
        return task;
    }

    private synchronized void landed(Kept<V> loaded) {
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
