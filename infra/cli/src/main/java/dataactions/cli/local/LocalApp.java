package dataactions.cli.local;

import dataactions.assembly.AssemblyException;
import dataactions.assembly.CdkJson;
import dataactions.assembly.CloudAssembly;
import dataactions.assembly.Synthesis;
import dataactions.cli.Context;
import dataactions.cli.Terminal;
import dataactions.infra.LocalSynthesis;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Synthesises for a local deployment. This project's app runs in this JVM. That saves the start of the CDK CLI and of a
 * second JVM, more than two seconds. If {@code cdk.json} starts another app, the CDK CLI runs it.
 */
final class LocalApp {
    private static final long SIGNAL_MILLIS = 100;

    private LocalApp() {}

    /** Starts what a synthesis needs in the background. */
    static void begin(Path project) {
        if (runsHere(project)) {
            LocalSynthesis.begin();
        }
    }

    /**
     * Synthesises one environment for this machine. New and changed contracts are drafts, and the lock file is not
     * written. Does not return after a signal that ends the JVM.
     */
    static CloudAssembly synthesised(Context context, Terminal terminal, Path state, String environment) {
        Instant start = Instant.now();
        Path folder = state.toAbsolutePath().resolve("cdk.out");
        AtomicBoolean isInterrupted = new AtomicBoolean();
        // The console handles Ctrl-C itself.
        try (EndSignals signals = EndSignals.areHandled() ? null : endingWith(isInterrupted, terminal::line)) {
            terminal.begins("Synthesising");
            Path project = context.root().toAbsolutePath().normalize();
            synthesise(project, folder, environment, terminal.debug(), isInterrupted, terminal::line);
            if (!isInterrupted.get()) {
                terminal.ends("Synthesising", Duration.between(start, Instant.now()));
            }
        }
        if (isInterrupted.get()) {
            // The JVM ends. What this thread would print says only that the CDK's process has ended.
            pause(Long.MAX_VALUE);
        }
        CloudAssembly assembly = CloudAssembly.read(folder, environment);
        prune(folder, assembly);
        return assembly;
    }

    /** Deletes the assets of earlier syntheses: the CDK leaves them, and each change of a definition makes one. */
    private static void prune(Path folder, CloudAssembly assembly) {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                if (file.getFileName().toString().startsWith("asset.")
                        && !assembly.assets().containsValue(file.normalize())) {
                    delete(file);
                }
            }
        } catch (IOException e) {
            // They only take space, and the next synthesis tries again.
            return;
        }
    }

    private static void delete(Path tree) throws IOException {
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /**
     * Synthesises one environment for this machine, one at a time: the console plans while it deploys.
     *
     * @param debug whether a failure's stack trace is printed
     * @param isInterrupted set by a signal that ends the JVM; then nothing more is printed
     * @param lines receives each line that is printed, at once
     * @throws AssemblyException when it fails; {@code lines} has received the reasons
     */
    private static synchronized void synthesise(
            Path project,
            Path output,
            String environment,
            boolean debug,
            AtomicBoolean isInterrupted,
            Consumer<String> lines) {
        try {
            AtomicBoolean isFirstError = new AtomicBoolean(true);
            run(project, output, environment, debug, isInterrupted, line -> {
                boolean mayBeItsEnd = line.strip().startsWith("error:") && isFirstError.getAndSet(false);
                boolean isEnding = mayBeItsEnd ? isEnding(isInterrupted) : isInterrupted.get();
                if (!isEnding) {
                    lines.accept(line);
                }
            });
        } catch (RuntimeException e) {
            if (!isEnding(isInterrupted)) {
                throw e;
            }
        }
    }

    private static EndSignals endingWith(AtomicBoolean isInterrupted, Consumer<String> lines) {
        return EndSignals.endingAfter(() -> {
            isInterrupted.set(true);
            lines.accept("Interrupted during the synthesis: nothing was deployed.");
        });
    }

    /** Ctrl-C reaches the CDK's process, too, whose end may be known here before the signal is. */
    private static boolean isEnding(AtomicBoolean isInterrupted) {
        pause(SIGNAL_MILLIS);
        return isInterrupted.get();
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void run(
            Path project,
            Path output,
            String environment,
            boolean debug,
            AtomicBoolean isInterrupted,
            Consumer<String> lines) {
        if (!runsHere(project)) {
            Synthesis.runLocal(project, output, environment, lines);
            return;
        }
        PrintStream errors = System.err;
        Lines sorted = new Lines(line -> lines.accept("  " + line));
        PrintStream printed = new PrintStream(sorted, true, StandardCharsets.UTF_8);
        // The CDK's process writes to the error stream, and its noise may come after the synthesis.
        System.setErr(printed);
        try {
            if (LocalSynthesis.run(project, output, environment, debug, printed) != 0) {
                throw new AssemblyException(
                        "The synthesis failed: nothing was deployed. The messages above give the reason.");
            }
        } finally {
            // After Ctrl-C, the CDK's process may still report its own end.
            sorted.handTo(line -> {
                if (!isInterrupted.get()) {
                    errors.println(line);
                }
            });
        }
    }

    /** Without the jar of the commands, a module that uses this class has no CDK on its class path. */
    private static boolean runsHere(Path project) {
        return CdkJson.read(project).startsOwnApp() && hasCdk();
    }

    private static boolean hasCdk() {
        try {
            Class.forName("software.amazon.awscdk.App", false, LocalApp.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    /** Hands on whole lines, without the CDK's noise. */
    private static final class Lines extends OutputStream {
        private Consumer<String> lines;
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();

        Lines(Consumer<String> lines) {
            this.lines = lines;
        }

        synchronized void handTo(Consumer<String> others) {
            lines = others;
        }

        @Override
        public synchronized void write(int next) {
            if (next != '\n') {
                line.write(next);
                return;
            }
            String text = line.toString(StandardCharsets.UTF_8).stripTrailing();
            line.reset();
            if (!Synthesis.isNoise(text)) {
                lines.accept(text);
            }
        }
    }
}
