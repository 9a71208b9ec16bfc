package dataactions.cli.author;

import static org.assertj.core.api.Assertions.assertThat;

import dataactions.cli.Context;
import dataactions.cli.ExitStatus;
import dataactions.cli.Main;
import dataactions.cli.genesys.Network;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code try --watch} runs again when a file is saved. */
class WatchTest {
    /** Ten times of what it takes on a machine that does nothing else. */
    private static final Duration LONGEST = Duration.ofSeconds(3);

    private static final String DEFINITION = """
            name: A
            category: C
            description: D
            request: {upstream: users, method: GET, path: /}
            output: {first: {type: string, from: a}}
            """;

    @TempDir
    private Path root;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CompletableFuture<Integer> status = new CompletableFuture<>();
    private Thread command;
    private Path definition;
    private Path response;

    @BeforeEach
    void start() throws Exception {
        definition = Files.createDirectories(root.resolve("function/actions")).resolve("a.yaml");
        response = root.resolve("answer.json");
        Files.writeString(definition, DEFINITION);
        Files.writeString(response, "{\"a\": \"one\", \"b\": \"two\"}");
        Context context = new Context(
                Map.of(),
                root,
                region -> {
                    throw new AssertionError("This command does not call AWS.");
                },
                new Network(),
                false,
                Optional::empty);
        command = new Thread(() -> status.complete(Main.run(
                context,
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                "try",
                "A",
                "--watch",
                "--response",
                response.toString())));
        command.start();
        await("\"one\"");
    }

    @AfterEach
    void stop() {
        command.interrupt();
        assertThat(status).succeedsWithin(LONGEST).isEqualTo(ExitStatus.DONE);
    }

    /** Waits for a text that was not printed before, and for the run's end. */
    private void await(String text) throws InterruptedException {
        long end = System.nanoTime() + LONGEST.toNanos();
        while (!(out.toString() + err).contains(text) || !err.toString().endsWith("to be saved (Ctrl-C ends)\n")) {
            assertThat(System.nanoTime()).as("%s%n%s", out, err).isLessThan(end);
            Thread.sleep(5);
        }
    }

    private void save(Path file, String text) throws IOException {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        Files.writeString(file, text);
    }

    @Test
    void a_saved_definition_and_a_saved_response_run_again() throws Exception {
        save(definition, DEFINITION.replace("from: a", "from: b"));
        await("\"two\"");
        save(response, "{\"b\": \"three\"}");
        await("\"three\"");
        assertThat(err.toString()).contains("answer.json changed");
    }

    @Test
    void a_mistake_ends_nothing() throws Exception {
        save(definition, DEFINITION.replace("GET", "GOT"));
        await("a.yaml:4: request.method");
        save(definition, DEFINITION);
        await("\"one\"");
        save(response, "{");
        await("answer.json: JSON cut off at line 1");
        save(response, "{\"a\": \"four\"}");
        await("\"four\"");
    }

    @Test
    void a_file_that_an_editor_replaces_is_seen_and_one_that_is_only_touched_is_not() throws Exception {
        save(response, Files.readString(response));
        Thread.sleep(300);
        assertThat(out.toString()).isEmpty();

        Path beside = Files.writeString(root.resolve("new"), DEFINITION.replace("from: a", "from: b"));
        Files.delete(definition);
        Thread.sleep(150);
        Files.move(beside, definition, StandardCopyOption.ATOMIC_MOVE);
        await("\"two\"");
    }
}
