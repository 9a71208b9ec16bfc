package dataactions.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileEventsTest {
    @TempDir
    private Path folder;

    @Test
    void a_folder_that_cannot_be_listed_for_a_moment_does_not_end_the_watch() throws Exception {
        Path file = Files.writeString(folder.resolve("a.yaml"), "name: A\n");
        AtomicInteger lists = new AtomicInteger();
        CountDownLatch failed = new CountDownLatch(3);
        BlockingQueue<ObjectNode> events = new LinkedBlockingQueue<>();
        try (FileEvents watch = new FileEvents(
                () -> {
                    if (lists.incrementAndGet() > 1 && failed.getCount() > 0) {
                        failed.countDown();
                        throw new UncheckedIOException(new IOException("The network drive is away."));
                    }
                    return List.of(file);
                },
                events::add)) {
            assertThat(failed.await(30, TimeUnit.SECONDS)).isTrue();

            Files.writeString(file, "name: Other\n");

            ObjectNode event = events.poll(30, TimeUnit.SECONDS);
            assertThat(event).isNotNull();
            assertThat(event.path("file").asText()).isEqualTo("a.yaml");
            assertThat(event.path("version").asText()).isNotEmpty();
        }
    }
}
