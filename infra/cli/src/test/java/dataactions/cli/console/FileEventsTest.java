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
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileEventsTest {
    @TempDir
    private Path folder;

    /** Such as a folder on a network drive, or one that is replaced. */
    @Test
    void the_files_of_a_folder_that_is_away_are_not_deleted() throws Exception {
        Path actions = Files.createDirectory(folder.resolve("actions"));
        Path file = Files.writeString(actions.resolve("a.yaml"), "name: A\n");
        Definitions definitions = new Definitions(null, actions, "dev");
        AtomicReference<CountDownLatch> looks = new AtomicReference<>(new CountDownLatch(0));
        BlockingQueue<ObjectNode> events = new LinkedBlockingQueue<>();
        try (FileEvents watch = new FileEvents(
                () -> {
                    try {
                        return definitions.files();
                    } finally {
                        looks.get().countDown();
                    }
                },
                events::add)) {
            Files.move(actions, folder.resolve("away"));
            looks.set(new CountDownLatch(4));
            assertThat(looks.get().await(30, TimeUnit.SECONDS)).isTrue();
            Files.move(folder.resolve("away"), actions);

            Files.writeString(file, "name: Other\n");

            ObjectNode event = events.poll(30, TimeUnit.SECONDS);
            assertThat(event).isNotNull();
            assertThat(event.path("version").isTextual()).isTrue();
        }
    }

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
