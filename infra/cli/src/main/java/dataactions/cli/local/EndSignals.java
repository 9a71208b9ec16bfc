package dataactions.cli.local;

import java.util.ArrayList;
import java.util.List;

/**
 * The signals that ask a process to end. Each one ends the JVM, unless it is handled here. {@code close} restores that.
 *
 * <p>A shutdown hook is not enough: all hooks run at the same time, and another hook ends the functions' processes. A
 * hook also gets no second Ctrl-C. {@code sun.misc.Signal} is the JDK's only way to get one; the compiler warns of it.
 */
public final class EndSignals implements AutoCloseable {
    /** Ctrl-C, {@code kill}, and the end of the terminal. */
    private static final List<String> NAMES = List.of("INT", "TERM", "HUP");

    private final List<Runnable> restoring = new ArrayList<>();

    private EndSignals() {}

    /** Calls {@code handler} for each signal, in a thread of its own. */
    public static EndSignals handledBy(Runnable handler) {
        EndSignals signals = new EndSignals();
        for (String name : NAMES) {
            try {
                var signal = new sun.misc.Signal(name);
                var before = sun.misc.Signal.handle(signal, given -> handler.run());
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
