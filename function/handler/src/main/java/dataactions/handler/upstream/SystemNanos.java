package dataactions.handler.upstream;

import java.util.function.LongSupplier;

/** The system's monotonic clock. A class, no lambda: see "First calls" in CONTRIBUTING. */
public final class SystemNanos implements LongSupplier {
    public static final SystemNanos CLOCK = new SystemNanos();

    private SystemNanos() {}

    @Override
    public long getAsLong() {
        return System.nanoTime();
    }
}
