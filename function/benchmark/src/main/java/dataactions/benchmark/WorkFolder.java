package dataactions.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A temporary folder for function folders, events and the processes' logs; gone when it is closed. */
public final class WorkFolder implements AutoCloseable {
    private final Path path;
    private int count;

    public WorkFolder() throws IOException {
        path = Files.createTempDirectory("data-actions-benchmark-");
    }

    public Path path() {
        return path;
    }

    public Path file(String name) {
        return path.resolve(name);
    }

    /** A name that nothing has yet. */
    public Path fresh(String name) {
        return path.resolve(name + "-" + ++count);
    }

    /** A new file with this content. */
    public Path with(String name, byte[] content) throws IOException {
        return Files.write(fresh(name), content);
    }

    @Override
    public void close() throws IOException {
        List<Path> deepestFirst;
        try (Stream<Path> files = Files.walk(path)) {
            deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : deepestFirst) {
            Files.deleteIfExists(file);
        }
    }
}
