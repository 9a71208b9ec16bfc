package dataactions.handler.upstream;

import dataactions.handler.http.Cancellable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Cancels calls from another thread: exchanges in flight, and waits between two attempts. */
public final class Abort {
    private final List<Cancellable> calls = new ArrayList<>(1);
    private boolean aborted;

    /** Cancels all calls, also those that start later. */
    public void abort() {
        List<Cancellable> all;
        synchronized (this) {
            aborted = true;
            notifyAll();
            all = List.copyOf(calls);
            calls.clear();
        }
        for (Cancellable each : all) {
            each.cancel();
        }
    }

    /** Whether {@link #abort} was called. */
    public synchronized boolean isAborted() {
        return aborted;
    }

    /** Cancels {@code call} on {@link #abort}, or immediately if {@link #abort} was called before. */
    void onAbort(Cancellable call) {
        synchronized (this) {
            if (!aborted) {
                calls.add(call);
                return;
            }
        }
        call.cancel();
    }

    synchronized void forget(Cancellable call) {
        calls.remove(call);
    }

    /** Waits for so many nanoseconds, or until {@link #abort}. */
    synchronized void await(long nanos) throws InterruptedException {
        long untilNanos = System.nanoTime() + nanos;
        for (long left = nanos; !aborted && left > 0; left = untilNanos - System.nanoTime()) {
            wait(TimeUnit.NANOSECONDS.toMillis(left) + 1);
        }
    }
}
