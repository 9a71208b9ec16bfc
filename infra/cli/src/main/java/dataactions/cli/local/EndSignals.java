package dataactions.cli.local;

import java.util.ArrayList;
import java.util.List;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * The signals that ask a process to end. Each one ends the JVM, unless it is handled here. {@code close} restores that.
 *
 * <p>A shutdown hook would not do: all hooks run at the same time, and another hook ends the functions' processes.
 */
final class EndSignals implements AutoCloseable {
    /** Ctrl-C, {@code kill}, and the end of the terminal. */
    private static final List<String> NAMES = List.of("INT", "TERM", "HUP");

    private record Handled(Signal signal, SignalHandler before) {}

    private final List<Handled> all = new ArrayList<>();

    private EndSignals() {}

    /** Calls {@code handler} for each signal, in a thread of its own. */
    static EndSignals handledBy(Runnable handler) {
        EndSignals signals = new EndSignals();
        for (String name : NAMES) {
            try {
                Signal signal = new Signal(name);
                signals.all.add(new Handled(signal, Signal.handle(signal, given -> handler.run())));
            } catch (IllegalArgumentException e) {
                // Windows has no HUP.
                continue;
            }
        }
        return signals;
    }

    @Override
    public void close() {
        all.forEach(each -> Signal.handle(each.signal(), each.before()));
    }
}
