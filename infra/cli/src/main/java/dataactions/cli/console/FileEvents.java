package dataactions.cli.console;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dataactions.cli.watch.FileWatch;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Sends an event when a definition changes on disk, is added or is deleted. */
final class FileEvents implements AutoCloseable {
    private static final long MILLIS = 100;

    private final FileWatch watch;
    private final Consumer<ObjectNode> events;
    private final Thread thread = new Thread(this::send, "console-files");

    /**
     * @param files lists the files
     * @param events gets an event for each change
     */
    FileEvents(Supplier<List<Path>> files, Consumer<ObjectNode> events) {
        this.watch = new FileWatch(files, Definitions::bytes, MILLIS);
        this.events = events;
        thread.setDaemon(true);
        thread.start();
    }

    private void send() {
        try {
            while (true) {
                FileWatch.Change change = watch.await();
                events.accept(EventStreams.event("file")
                        .put("file", change.file().getFileName().toString())
                        .put(
                                "version",
                                change.content().map(Definitions::version).orElse(null)));
            }
        } catch (InterruptedException e) {
            // The console ends.
            return;
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
