package dataactions.authoring.writer;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;

/** Writes whole files: a reader sees the old content or the new, never a part. */
public final class FileReplacement {
    private FileReplacement() {}

    /**
     * Replaces the content of a file, and keeps its permissions.
     *
     * @param expected the content that was read
     * @return false if the file has another content meanwhile; then it is as it was
     */
    public static boolean replace(Path file, byte[] expected, byte[] text) throws IOException {
        Path path = file.toRealPath();
        if (!Arrays.equals(Files.readAllBytes(path), expected)) {
            return false;
        }
        return move(path, text, expected);
    }

    /** Writes a file, which may exist. Then it keeps its permissions. */
    public static void write(Path file, byte[] text) throws IOException {
        move(Files.exists(file) ? file.toRealPath() : file, text, null);
    }

    /** @param expected null if any content may be replaced */
    private static boolean move(Path path, byte[] text, byte[] expected) throws IOException {
        Path temporary = temporary(path);
        try {
            if (Files.exists(path)) {
                // Copied first, so that the file keeps its permissions.
                Files.copy(path, temporary, StandardCopyOption.COPY_ATTRIBUTES, StandardCopyOption.REPLACE_EXISTING);
            }
            // Not createTempFile: only the owner may read its files, but these are committed and shared.
            Files.write(temporary, text);
            // Another program may have written meanwhile. No file system compares and moves in one step, so a write
            // between this line and the next is lost.
            if (expected != null && !Arrays.equals(Files.readAllBytes(path), expected)) {
                return false;
            }
            try {
                Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } catch (AtomicMoveNotSupportedException e) {
                Files.move(temporary, path, StandardCopyOption.REPLACE_EXISTING);
            }
        } finally {
            Files.deleteIfExists(temporary);
        }
        return true;
    }

    /**
     * Writes a new file.
     *
     * @return false if there is one already; then it is as it was
     */
    public static boolean create(Path file, byte[] text) throws IOException {
        Path temporary = temporary(file);
        try {
            Files.write(temporary, text);
            Files.move(temporary, file);
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private static Path temporary(Path path) {
        return path.resolveSibling(
                "." + path.getFileName() + "." + ProcessHandle.current().pid() + ".tmp");
    }
}
