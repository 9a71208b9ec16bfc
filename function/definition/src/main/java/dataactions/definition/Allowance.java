package dataactions.definition;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory that the trees of one invocation may take together, in bytes: a share of the heap, so that what is read and
 * what is made of it have their place beside each other. For several threads at once.
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

    /** One that is never used up: for files of our own. */
    public static Allowance unlimited() {
        return new Allowance(Long.MAX_VALUE);
    }

    /** Takes that much; false, and nothing is taken, where less is left. */
    boolean take(long bytes) {
        return left.getAndUpdate(now -> now < bytes ? now : now - bytes) >= bytes;
    }

    void give(long bytes) {
        left.addAndGet(bytes);
    }
}
