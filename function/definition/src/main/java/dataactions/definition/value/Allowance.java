package dataactions.definition.value;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The bytes of memory that the JSON trees of one invocation may take together. It is a share of the heap, so that there
 * is memory left for the values that expressions make from the trees. Thread-safe.
 */
public final class Allowance {
    private final AtomicLong left;

    private Allowance(long bytes) {
        this.left = new AtomicLong(bytes);
    }

    /** An allowance of this number of bytes. */
    public static Allowance ofBytes(long bytes) {
        return new Allowance(bytes);
    }

    /** An unlimited allowance, for files of this project. */
    public static Allowance unlimited() {
        return new Allowance(Long.MAX_VALUE);
    }

    /** Takes this number of bytes. Returns false and takes none if fewer are left. */
    public boolean take(long bytes) {
        long now = left.get();
        while (now >= bytes && !left.compareAndSet(now, now - bytes)) {
            now = left.get();
        }
        return now >= bytes;
    }

    public void give(long bytes) {
        left.addAndGet(bytes);
    }
}
