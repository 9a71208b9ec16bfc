package dataactions.handler.upstream;

import java.util.function.LongSupplier;

/** The system's monotonic clock. A class, because a method reference makes a first call slower. */
public final class SystemNanos implements LongSupplier {
    public static final SystemNanos CLOCK = new SystemNanos();

    private SystemNanos() {}

    @Override
    public long getAsLong() {
        return System.nanoTime();
    }
}
