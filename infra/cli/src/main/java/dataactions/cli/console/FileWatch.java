package dataactions.cli.console;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.cli.FileState;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Tells when a definition changes on disk, is added or is deleted. Like {@code try --watch}, it reads the files'
 * attributes often: a {@link java.nio.file.WatchService} is slow on macOS, and notices nothing on network drives.
 */
final class FileWatch implements AutoCloseable {
    private static final long MILLIS = 100;

    private final Supplier<List<Path>> files;
    private final Consumer<ObjectNode> events;
    private final Map<String, FileState> states = new HashMap<>();
    private final Map<String, String> versions = new HashMap<>();
    private final Set<String> unsettled = new HashSet<>();
    private final Set<String> missing = new HashSet<>();
    private final Thread thread = new Thread(this::watch, "console-files");

    /**
     * @param files lists the files
     * @param events gets an event for each change
     */
    FileWatch(Supplier<List<Path>> files, Consumer<ObjectNode> events) {
        this.files = files;
        this.events = events;
        files.get().forEach(file -> {
            states.put(name(file), FileState.of(file).orElse(null));
            Definitions.bytes(file).ifPresent(text -> versions.put(name(file), Definitions.version(text)));
        });
        thread.setDaemon(true);
        thread.start();
    }

    private static String name(Path file) {
        return file.getFileName().toString();
    }

    private void watch() {
        try {
            while (true) {
                Thread.sleep(MILLIS);
                List<Path> now = listed();
                if (now != null) {
                    look(now);
                }
            }
        } catch (InterruptedException e) {
            // The console ends.
            return;
        }
    }

    /** Null if the folder cannot be listed at this moment, such as on a network drive. The next look lists it again. */
    private List<Path> listed() {
        try {
            return files.get();
        } catch (UncheckedIOException e) {
            return null;
        }
    }

    /** A changed file is reported when two looks find the same state, because an editor may write in several pieces. */
    private void look(List<Path> all) {
        Set<String> gone = new HashSet<>(versions.keySet());
        for (Path file : all) {
            String name = name(file);
            gone.remove(name);
            FileState now = FileState.of(file).orElse(null);
            FileState before = states.put(name, now);
            if (now == null || !now.equals(before)) {
                unsettled.add(name);
            } else if (unsettled.remove(name)) {
                changed(file, name);
            }
        }
        for (String name : gone) {
            // An editor that replaces a file deletes it first. It comes back.
            if (missing.add(name)) {
                continue;
            }
            missing.remove(name);
            versions.remove(name);
            states.remove(name);
            events.accept(EventStreams.event("file").put("file", name).putNull("version"));
        }
        missing.retainAll(gone);
    }

    private void changed(Path file, String name) {
        Optional<String> version = Definitions.bytes(file).map(Definitions::version);
        if (version.isPresent() && !version.get().equals(versions.put(name, version.get()))) {
            events.accept(EventStreams.event("file").put("file", name).put("version", version.get()));
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
