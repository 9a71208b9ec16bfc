package dataactions.authoring.writer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Files that are written whole. */
class FileReplacementTest {
    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("a.json");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The file has this content, and no temporary file stays behind. */
    private void assertContent(String text) throws IOException {
        assertThat(file).hasContent(text);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.toList()).isEqualTo(List.of(file));
        }
    }

    @Test
    void a_file_with_the_content_that_was_read_is_replaced() throws IOException {
        Files.writeString(file, "old");

        assertThat(FileReplacement.replace(file, bytes("old"), bytes("new"))).isTrue();
        assertContent("new");
    }

    @Test
    void a_file_that_changed_meanwhile_is_not_replaced() throws IOException {
        Files.writeString(file, "other");

        assertThat(FileReplacement.replace(file, bytes("old"), bytes("new"))).isFalse();
        assertContent("other");
    }

    @Test
    void a_file_that_is_gone_meanwhile_is_not_made() {
        assertThatThrownBy(() -> FileReplacement.replace(file, bytes("old"), bytes("new")))
                .isInstanceOf(NoSuchFileException.class);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void a_file_that_exists_is_not_created() throws IOException {
        assertThat(FileReplacement.create(file, bytes("first"))).isTrue();
        assertThat(FileReplacement.create(file, bytes("second"))).isFalse();
        assertContent("first");
    }

    @Test
    void a_file_is_written_whether_it_exists_or_not() throws IOException {
        FileReplacement.write(file, bytes("first"));
        assertContent("first");
        FileReplacement.write(file, bytes("second"));
        assertContent("second");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void a_file_keeps_its_permissions_and_a_link_stays_a_link() throws IOException {
        Files.writeString(file, "old");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), file);

        FileReplacement.write(link, bytes("new"));

        assertThat(link).isSymbolicLink();
        assertThat(file).hasContent("new");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-r-----");
    }
}
