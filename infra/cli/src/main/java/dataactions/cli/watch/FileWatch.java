package dataactions.cli.watch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Tells when a file has another content, is added or is deleted. It reads the files' attributes often instead of using a
 * {@link java.nio.file.WatchService}: on macOS that service checks only every few seconds, and on network drives it
 * notices nothing.
 */
public final class FileWatch {
    /** @param content the file's new content; empty if the file was deleted */
    public record Change(Path file, Optional<byte[]> content) {}

    private final Supplier<List<Path>> files;
    private final Function<Path, Optional<byte[]>> reader;
    private final long millis;
    private final Map<Path, FileState> states = new HashMap<>();
    private final Map<Path, byte[]> contents = new HashMap<>();
    private final Set<Path> unsettled = new HashSet<>();
    private final Set<Path> missing = new HashSet<>();
    private final Queue<Change> changes = new ArrayDeque<>();

    /**
     * @param files lists the files. It may throw {@link UncheckedIOException}, but not the first time
     * @param reader reads a file; a file that cannot be read has not changed
     * @param millis the time between two looks
     */
    public FileWatch(Supplier<List<Path>> files, Function<Path, Optional<byte[]>> reader, long millis) {
        this.files = files;
        this.reader = reader;
        this.millis = millis;
        files.get().forEach(file -> {
            states.put(file, FileState.of(file).orElse(null));
            reader.apply(file).ifPresent(content -> contents.put(file, content));
        });
    }

    /** The whole content of a file; empty if it cannot be read. */
    public static Optional<byte[]> content(Path file) {
        try {
            return Optional.of(Files.readAllBytes(file));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Waits for the next change. */
    public Change await() throws InterruptedException {
        while (changes.isEmpty()) {
            Thread.sleep(millis);
            List<Path> listed;
            try {
                listed = files.get();
            } catch (UncheckedIOException e) {
                // A folder on a network drive may be away for a moment. The next look lists it again.
                continue;
            }
            look(listed);
        }
        return changes.remove();
    }

    /** A changed file is reported when two looks find the same state, because an editor may write in several pieces. */
    private void look(List<Path> listed) {
        Set<Path> gone = new HashSet<>(contents.keySet());
        for (Path file : listed) {
            gone.remove(file);
            FileState now = FileState.of(file).orElse(null);
            FileState before = states.put(file, now);
            if (now == null || !now.equals(before)) {
                unsettled.add(file);
            } else if (unsettled.remove(file)) {
                compare(file);
            }
        }
        for (Path file : gone) {
            // An editor that replaces a file deletes it first. It comes back.
            if (missing.add(file)) {
                continue;
            }
            missing.remove(file);
            contents.remove(file);
            states.remove(file);
            changes.add(new Change(file, Optional.empty()));
        }
        missing.retainAll(gone);
    }

    private void compare(Path file) {
        Optional<byte[]> content = reader.apply(file);
        if (content.isPresent() && !Arrays.equals(content.get(), contents.put(file, content.get()))) {
            changes.add(new Change(file, content));
        }
    }
}
