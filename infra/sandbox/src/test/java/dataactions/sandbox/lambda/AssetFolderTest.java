package dataactions.sandbox.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AssetFolderTest {
    @TempDir
    private Path folder;

    @Test
    void code_is_kept_until_nothing_runs_it() throws IOException {
        Path source = Files.createDirectories(folder.resolve("source/lib"));
        Files.writeString(source.resolve("a.jar"), "a");
        AssetFolder kept = new AssetFolder(folder.resolve("kept"));

        String name = kept.keep("abc.zip", folder.resolve("source"));

        assertThat(kept.has("abc.zip")).isTrue();
        assertThat(kept.path(name).resolve("lib/a.jar")).hasContent("a");
        kept.prune(Set.of(name));
        assertThat(kept.has("abc.zip")).isTrue();
        kept.prune(Set.of());
        assertThat(kept.has("abc.zip")).isFalse();
    }

    @Test
    void a_zipped_asset_is_unpacked_and_cannot_write_outside() throws IOException {
        AssetFolder kept = new AssetFolder(folder.resolve("kept"));

        String name = kept.keep("good.zip", zip("good.zip", "lib/a.jar"));

        assertThat(kept.path(name).resolve("lib/a.jar")).hasContent("content");
        Path evil = zip("evil.zip", "../../evil");
        assertThatThrownBy(() -> kept.keep("evil.zip", evil)).hasMessageContaining("entry outside its root");
        assertThat(folder.resolve("evil")).doesNotExist();
    }

    private Path zip(String file, String entry) throws IOException {
        Path zip = folder.resolve(file);
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
            out.putNextEntry(new ZipEntry(entry));
            out.write("content".getBytes(StandardCharsets.UTF_8));
        }
        return zip;
    }
}
