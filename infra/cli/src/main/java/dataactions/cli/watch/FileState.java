package dataactions.cli.watch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/**
 * What shows that a file may have changed, without reading it.
 *
 * @param key the file itself, where the system knows it: an editor may replace the file
 */
record FileState(Object time, long size, Object key) {
    /** Empty if there is no such file, or if it cannot be read. */
    static Optional<FileState> of(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return Optional.of(new FileState(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
