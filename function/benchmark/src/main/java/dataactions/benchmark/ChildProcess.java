package dataactions.benchmark;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** A process that sees nothing of this one's environment but the path, and does not outlive it. */
public final class ChildProcess implements AutoCloseable {
    private static final Set<Process> ALIVE = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> ALIVE.forEach(Process::destroyForcibly), "children-at-exit"));
    }

    /** Where its standard output goes; standard error always goes to the log. */
    public enum Output {
        /** To nowhere, by a real write: what a log costs its reader is not ours. */
        DISCARDED,
        /** To its log. */
        LOGGED,
        /** To {@link ChildProcess#standardOutput()}. */
        PIPED
    }

    private final Process process;
    private final long startedNanos;
    private final Path log;

    private ChildProcess(Process process, long startedNanos, Path log) {
        this.process = process;
        this.startedNanos = startedNanos;
        this.log = log;
        ALIVE.add(process);
    }

    public static ChildProcess start(
            List<String> command, Path folder, Map<String, String> variables, Output output, Path log)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().keySet().retainAll(Set.of("PATH", "LANG", "LC_ALL", "TMPDIR"));
        builder.environment().putAll(variables);
        switch (output) {
            case DISCARDED ->
                builder.redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(log.toFile());
            case LOGGED -> builder.redirectErrorStream(true).redirectOutput(log.toFile());
            case PIPED -> builder.redirectError(log.toFile());
            default -> throw new IllegalArgumentException(String.valueOf(output));
        }
        long before = System.nanoTime();
        return new ChildProcess(builder.start(), before, log);
    }

    /** Just before it was started, by {@link System#nanoTime()}. */
    public long startedNanos() {
        return startedNanos;
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public InputStream standardOutput() {
        return process.getInputStream();
    }

    /** What it has logged so far. */
    public String logged() throws IOException {
        return Files.isRegularFile(log) ? Files.readString(log) : "";
    }

    /** The end of its log, in one line. */
    public String lastWords() throws IOException {
        String all = logged().strip().replaceAll("\\s+", " ");
        return all.isEmpty() ? "it said nothing" : all.substring(Math.max(0, all.length() - 500));
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        ALIVE.remove(process);
    }
}
