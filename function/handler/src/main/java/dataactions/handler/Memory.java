package dataactions.handler;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/**
 * How the heap is divided, so that no call takes all of it: beside the function itself and what goes back to the caller
 * there is room for the trees of one call and for the evaluation of one expression on them, at 256 MB as at any size.
 */
final class Memory {
    private static final long HEAP = Runtime.getRuntime().maxMemory();
    /** Bytes that the JSON of one call may take as trees: the event, its body, and what the upstreams answer. */
    static final long TREES = HEAP / 6;
    /** Bytes that one evaluation may allocate. */
    static final long EXPRESSION = HEAP / 3;

    private Memory() {}

    /** The bytes that this thread has ever allocated; 0 where this JVM does not count them. */
    static long allocated() {
        return Counter.THREADS == null ? 0 : Counter.THREADS.getCurrentThreadAllocatedBytes();
    }

    /**
     * Whether an ordinary call still finds its share, now that what the former one used is free: collects the garbage,
     * which takes some tenths of a second.
     */
    static boolean isFree() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return HEAP - (runtime.totalMemory() - runtime.freeMemory()) > TREES + EXPRESSION;
    }

    /** Loaded by the first evaluation that takes a while: management classes cost 20 ms of a cold start. */
    private static final class Counter {
        static final ThreadMXBean THREADS = threads();

        private static ThreadMXBean threads() {
            try {
                return ManagementFactory.getThreadMXBean() instanceof ThreadMXBean counting
                                && counting.isThreadAllocatedMemorySupported()
                                && counting.isThreadAllocatedMemoryEnabled()
                        ? counting
                        : null;
            } catch (LinkageError e) {
                return null; // a JVM without the module jdk.management
            }
        }
    }
}
