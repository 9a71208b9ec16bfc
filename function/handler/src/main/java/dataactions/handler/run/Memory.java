package dataactions.handler.run;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/**
 * How the heap is divided, so that no call can take all of it. Besides the function itself and the answer, there is room
 * for the JSON trees of one call and for the evaluation of one expression on them, at 256 MB as at any other size.
 */
public final class Memory {
    private static final long HEAP = Runtime.getRuntime().maxMemory();
    /** Bytes that the JSON trees of one call may take: the event, its body, and the upstreams' answers. */
    public static final long TREES = HEAP / 6;
    /** Bytes that one evaluation may allocate. */
    static final long EXPRESSION = HEAP / 3;

    private Memory() {}

    /** The bytes that this thread has ever allocated; 0 where this JVM does not count them. */
    static long allocated() {
        return Counter.THREADS == null ? 0 : Counter.THREADS.getCurrentThreadAllocatedBytes();
    }

    /** Whether an ordinary call finds its share. Collects the garbage first, which takes some tenths of a second. */
    public static boolean isFree() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return HEAP - (runtime.totalMemory() - runtime.freeMemory()) > TREES + EXPRESSION;
    }

    /** Loaded by the first evaluation that takes a while: the management classes cost 20 ms of a cold start. */
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
