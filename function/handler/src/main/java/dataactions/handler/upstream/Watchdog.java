package dataactions.handler.upstream;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Cancels exchanges whose time is over. It looks every {@linkplain #TICK tick}, and only while something is in flight: a
 * timer for each exchange would wake another thread twice for each, which costs more than the rest of what we do.
 */
final class Watchdog {
    static final Duration TICK = Duration.ofMillis(10);
    private static final int QUIET_TICKS = 100;

    private final Set<Watch> watches = ConcurrentHashMap.newKeySet();
    private final Thread thread = new Thread(this::patrol, "watchdog");
    private volatile boolean asleep;
    private volatile boolean closed;

    Watchdog() {
        thread.setDaemon(true);
    }

    /** One exchange under watch, until it is closed. */
    final class Watch implements AutoCloseable {
        private final long end;
        private final Runnable cancellation;
        private volatile boolean over;

        private Watch(long end, Runnable cancellation) {
            this.end = end;
            this.cancellation = cancellation;
        }

        /** Whether it was cancelled for its time. */
        boolean isOver() {
            return over || System.nanoTime() - end >= 0;
        }

        @Override
        public void close() {
            watches.remove(this);
        }
    }

    /** @param end on {@link System#nanoTime} */
    Watch watch(long end, Runnable cancellation) {
        Watch watch = new Watch(end, cancellation);
        watches.add(watch);
        if (thread.getState() == Thread.State.NEW) {
            start();
        }
        if (asleep) {
            LockSupport.unpark(thread);
        }
        return watch;
    }

    private synchronized void start() {
        if (thread.getState() == Thread.State.NEW && !closed) {
            thread.start();
        }
    }

    private void patrol() {
        int quiet = 0;
        while (!closed) {
            quiet = watches.isEmpty() ? quiet + 1 : 0;
            if (quiet > QUIET_TICKS) {
                asleep = true;
                if (watches.isEmpty() && !closed) {
                    LockSupport.park(this);
                }
                asleep = false;
                quiet = 0;
                continue;
            }
            long now = System.nanoTime();
            for (Watch watch : watches) {
                if (now - watch.end >= 0) {
                    watch.over = true;
                    watch.cancellation.run();
                }
            }
            LockSupport.parkNanos(this, TICK.toNanos());
        }
    }

    synchronized void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}
