package dataactions.cli.local;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/**
 * The signals that ask a process to end. Each one ends the JVM, unless it is handled here. {@code close} restores that.
 *
 * <p>A shutdown hook is not enough: all hooks run at the same time, and another hook ends the functions' processes. A
 * hook also gets no second Ctrl-C. {@code sun.misc.Signal} is the JDK's only way to get one; the compiler warns of it.
 */
public final class EndSignals implements AutoCloseable {
    /** Ctrl-C, {@code kill}, and the end of the terminal. */
    private static final List<String> NAMES = List.of("INT", "TERM", "HUP");

    /** A shell's exit status for a process that a signal ended, without the signal's number. */
    private static final int STATUS = 128;

    private static final AtomicInteger HANDLED = new AtomicInteger();

    private final List<Runnable> restoring = new ArrayList<>();

    private EndSignals() {}

    /** Whether somebody handles them now. */
    static boolean areHandled() {
        return HANDLED.get() > 0;
    }

    /** Calls {@code handler} for each signal, in a thread of its own. */
    public static EndSignals handledBy(Runnable handler) {
        return handledBy((IntConsumer) number -> handler.run());
    }

    /** Ends the JVM at a signal, as it would end without this class, but first calls {@code last}. */
    static EndSignals endingAfter(Runnable last) {
        return handledBy((IntConsumer) number -> {
            last.run();
            System.exit(STATUS + number);
        });
    }

    private static EndSignals handledBy(IntConsumer handler) {
        EndSignals signals = new EndSignals();
        HANDLED.incrementAndGet();
        signals.restoring.add(HANDLED::decrementAndGet);
        for (String name : NAMES) {
            try {
                var signal = new sun.misc.Signal(name);
                var before = sun.misc.Signal.handle(signal, given -> handler.accept(given.getNumber()));
                signals.restoring.add(() -> sun.misc.Signal.handle(signal, before));
            } catch (IllegalArgumentException e) {
                // Windows has no HUP.
                continue;
            }
        }
        return signals;
    }

    @Override
    public void close() {
        restoring.forEach(Runnable::run);
    }
}
