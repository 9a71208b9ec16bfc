package dataactions.handler.upstream;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Gives calls up from another thread: what is in flight is cancelled, and a wait between two attempts ends. */
public final class Abort {
    private final List<Runnable> cancellations = new ArrayList<>(1);
    private boolean aborted;

    /** Gives up; also what is begun later. */
    public void abort() {
        List<Runnable> all;
        synchronized (this) {
            aborted = true;
            notifyAll();
            all = List.copyOf(cancellations);
            cancellations.clear();
        }
        all.forEach(Runnable::run);
    }

    /** Whether it has been given up. */
    public synchronized boolean isAborted() {
        return aborted;
    }

    /** Runs {@code cancellation} when it is given up, at once if it has been. */
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

    /** Waits, at most until it is given up. */
    synchronized void await(long nanos) throws InterruptedException {
        long end = System.nanoTime() + nanos;
        for (long left = nanos; !aborted && left > 0; left = end - System.nanoTime()) {
            wait(TimeUnit.NANOSECONDS.toMillis(left) + 1);
        }
    }
}
