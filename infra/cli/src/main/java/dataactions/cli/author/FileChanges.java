package dataactions.cli.author;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Waits until one of a few files has another content. It asks for the files' attributes often instead of using a {@link
 * java.nio.file.WatchService}: on macOS that service looks every few seconds only, and on network drives it is blind.
 */
final class FileChanges {
    /** A file counts as saved when it has not changed for as long. An editor may write in several pieces. */
    private static final long MILLIS = 40;

    private record State(Object time, long size, Object key) {}

    private final Map<Path, State> states = new LinkedHashMap<>();
    private final Map<Path, byte[]> contents = new LinkedHashMap<>();

    FileChanges(List<Path> files) {
        files.forEach(file -> {
            states.put(file, state(file));
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
        State now = state(file);
        if (Objects.equals(now, states.get(file))) {
            return false;
        }
        for (State before = null; !Objects.equals(before, now); now = state(file)) {
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

    private static State state(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new State(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
        } catch (IOException e) {
            return null;
        }
    }

    private static byte[] content(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            return null;
        }
    }
}
