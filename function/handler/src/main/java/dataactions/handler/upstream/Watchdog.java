package dataactions.handler.upstream;

import dataactions.handler.http.Cancellable;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.LockSupport;

/**
 * Cancels exchanges whose time is over. While there are exchanges, one thread checks them every {@linkplain #TICK
 * tick}. A timer for each exchange would wake another thread twice, which takes longer than the rest of this project's
 * code.
 *
 * <p>The thread survives every error. If it ends nevertheless, the next exchange starts another thread. The socket
 * timeouts are a second safeguard.
 */
public final class Watchdog {
    static final Duration TICK = Duration.ofMillis(10);
    private static final long TICK_NANOS = TICK.toNanos();
    private static final int QUIET_TICKS = 100;

    private final Set<Watch> watches = ConcurrentHashMap.newKeySet();
    private final ThreadFactory threads;
    private volatile Thread thread;
    private volatile boolean asleep;
    private volatile boolean closed;

    public Watchdog() {
        this(new Threads());
    }

    Watchdog(ThreadFactory threads) {
        this.threads = threads;
    }

    private static final class Threads implements ThreadFactory {
        @Override
        public Thread newThread(Runnable task) {
            return new Thread(task, "watchdog");
        }
    }

    private final class Patrol implements Runnable {
        @Override
        public void run() {
            patrol();
        }
    }

    /** One exchange. It is watched until it is closed. */
    public final class Watch implements AutoCloseable {
        private final long untilNanos;
        private final Cancellable exchange;
        private volatile boolean over;

        private Watch(long untilNanos, Cancellable exchange) {
            this.untilNanos = untilNanos;
            this.exchange = exchange;
        }

        /** Whether the exchange's time is over. */
        public boolean isOver() {
            return over || System.nanoTime() - untilNanos >= 0;
        }

        @Override
        public void close() {
            watches.remove(this);
        }
    }

    /**
     * Watches an exchange.
     *
     * @param untilNanos on {@link System#nanoTime}
     * @throws OutOfMemoryError when no thread watches, and none can be started
     */
    public Watch watch(long untilNanos, Cancellable exchange) {
        Watch watch = new Watch(untilNanos, exchange);
        watches.add(watch);
        try {
            guard();
        } catch (Throwable e) {
            watches.remove(watch);
            throw e;
        }
        return watch;
    }

    /** Whether the watching thread runs, or can be started. */
    boolean isSound() {
        try {
            guard();
            return true;
        } catch (Throwable e) {
            return false;
        }
    }

    private void guard() {
        Thread running = thread;
        if (running == null || !running.isAlive()) {
            running = start();
        }
        if (asleep) {
            LockSupport.unpark(running);
        }
    }

    private synchronized Thread start() {
        if (!closed && (thread == null || !thread.isAlive())) {
            Thread fresh = threads.newThread(new Patrol());
            fresh.setDaemon(true);
            fresh.start();
            thread = fresh;
        }
        return thread;
    }

    private void patrol() {
        int quiet = 0;
        while (!closed) {
            try {
                quiet = watches.isEmpty() ? quiet + 1 : 0;
                if (quiet > QUIET_TICKS) {
                    asleep = true;
                    if (watches.isEmpty() && !closed) {
                        LockSupport.park(this);
                    }
                    asleep = false;
                    quiet = 0;
                }
                cancelOverdue();
            } catch (Throwable e) {
                // Probably an OutOfMemoryError. The next tick tries again.
                asleep = false;
            }
            LockSupport.parkNanos(this, TICK_NANOS);
        }
    }

    private void cancelOverdue() {
        long now = System.nanoTime();
        for (Watch watch : watches) {
            if (now - watch.untilNanos >= 0) {
                watch.over = true;
                try {
                    watch.exchange.cancel();
                } catch (Throwable e) {
                    // The other exchanges must not wait for this one. The next tick tries it again.
                    continue;
                }
            }
        }
    }

    /** Ends the thread. Nothing may be watched afterwards. */
    public synchronized void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}
