package dataactions.handler.run;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.LongSupplier;

/**
 * How the heap is divided, so that one call cannot take all of it. There is room for the function itself, the answer,
 * the JSON trees of one call, and the evaluation of one expression on them. This is true for every memory size from 256
 * MB on.
 */
public final class Memory {
    private static final long HEAP = Runtime.getRuntime().maxMemory();
    /** Bytes that the JSON trees of one call may take: the event, its body, and the upstreams' answers. */
    public static final long TREES = HEAP / 6;
    /** Bytes that one evaluation may allocate. */
    static final long EXPRESSION = HEAP / 3;

    /** The bytes that this thread has allocated since it started; 0 if this JVM does not count them. */
    static final LongSupplier ALLOCATED = new LongSupplier() {
        @Override
        public long getAsLong() {
            return Counter.THREADS == null ? 0 : Counter.THREADS.getCurrentThreadAllocatedBytes();
        }
    };

    private Memory() {}

    /**
     * Whether there is enough memory for an ordinary call. Runs the garbage collector first, which takes some tenths of
     * a second.
     */
    public static boolean isFree() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return HEAP - (runtime.totalMemory() - runtime.freeMemory()) > TREES + EXPRESSION;
    }

    /** Loaded only by an evaluation that takes long, because the management classes add 20 ms to a cold start. */
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
