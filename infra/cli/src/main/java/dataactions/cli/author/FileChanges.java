package dataactions.cli.author;

import dataactions.cli.FileState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Waits until one of a few files has another content. It reads the files' attributes often instead of using a {@link
 * java.nio.file.WatchService}: on macOS that service checks only every few seconds, and on network drives it notices
 * nothing.
 */
final class FileChanges {
    /** A file counts as saved if it has not changed for this time. An editor may write in several pieces. */
    private static final long MILLIS = 40;

    private final Map<Path, FileState> states = new LinkedHashMap<>();
    private final Map<Path, byte[]> contents = new LinkedHashMap<>();

    FileChanges(List<Path> files) {
        files.forEach(file -> {
            states.put(file, FileState.of(file).orElse(null));
            contents.put(file, content(file));
        });
    }

    /** Returns the file that changed. */
    Path await() throws InterruptedException {
        while (true) {
            Thread.sleep(MILLIS);
            for (Path file : states.keySet()) {
                if (hasChanged(file)) {
                    return file;
                }
            }
        }
    }

    private boolean hasChanged(Path file) throws InterruptedException {
        FileState now = FileState.of(file).orElse(null);
        if (Objects.equals(now, states.get(file))) {
            return false;
        }
        for (FileState before = null;
                !Objects.equals(before, now);
                now = FileState.of(file).orElse(null)) {
            before = now;
            Thread.sleep(MILLIS);
        }
        states.put(file, now);
        byte[] content = content(file);
        // An editor that replaces a file deletes it first. It comes back.
        boolean changed = content != null && !Arrays.equals(content, contents.get(file));
        if (changed) {
            contents.put(file, content);
        }
        return changed;
    }

    private static byte[] content(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            return null;
        }
    }
}
