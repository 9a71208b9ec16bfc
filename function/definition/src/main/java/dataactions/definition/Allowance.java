package dataactions.definition;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The bytes of memory that the JSON trees of one invocation may take together: a share of the heap, so that there is
 * room left for the values that expressions make of them. Thread-safe.
 */
public final class Allowance {
    private final AtomicLong left;

    private Allowance(long bytes) {
        this.left = new AtomicLong(bytes);
    }

    /** An allowance of so many bytes. */
    public static Allowance ofBytes(long bytes) {
        return new Allowance(bytes);
    }

    /** An allowance that is never used up: for files of our own. */
    public static Allowance unlimited() {
        return new Allowance(Long.MAX_VALUE);
    }

    /** Takes so many bytes, or returns false and takes none where fewer are left. */
    boolean take(long bytes) {
        return left.getAndUpdate(now -> now < bytes ? now : now - bytes) >= bytes;
    }

    void give(long bytes) {
        left.addAndGet(bytes);
    }
}
