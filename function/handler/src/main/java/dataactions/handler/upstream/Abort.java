package dataactions.handler.upstream;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Cancels calls from another thread: exchanges in flight, and waits between two attempts. */
public final class Abort {
    private final List<Runnable> cancellations = new ArrayList<>(1);
    private boolean aborted;

    /** Cancels all calls, also those that start later. */
    public void abort() {
        List<Runnable> all;
        synchronized (this) {
            aborted = true;
            notifyAll();
            all = List.copyOf(cancellations);
            cancellations.clear();
        }
        for (Runnable each : all) {
            each.run();
        }
    }

    /** Whether {@link #abort} was called. */
    public synchronized boolean isAborted() {
        return aborted;
    }

    /** Runs {@code cancellation} on {@link #abort}, or immediately if {@link #abort} was called before. */
    void onAbort(Runnable cancellation) {
        synchronized (this) {
            if (!aborted) {
                cancellations.add(cancellation);
                return;
            }
        }
        cancellation.run();
    }

    synchronized void forget(Runnable cancellation) {
        cancellations.remove(cancellation);
    }

    /** Waits for so many nanoseconds, or until {@link #abort}. */
    synchronized void await(long nanos) throws InterruptedException {
        long end = System.nanoTime() + nanos;
        for (long left = nanos; !aborted && left > 0; left = end - System.nanoTime()) {
            wait(TimeUnit.NANOSECONDS.toMillis(left) + 1);
        }
    }
}
