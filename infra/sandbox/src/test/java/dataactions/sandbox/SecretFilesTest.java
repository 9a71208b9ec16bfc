package dataactions.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretFilesTest {
    @TempDir
    private Path folder;

    @Test
    void a_byte_order_mark_is_no_part_of_a_secret() throws IOException {
        Path file = Files.writeString(folder.resolve("secret.json"), "\uFEFF{\"apiKey\": \"x\"}");

        SecretFiles files = new SecretFiles(Map.of(), Map.of("crm/api-key", file.toString()));

        assertThat(files.value("crm/api-key")).hasValue("{\"apiKey\": \"x\"}");
    }
}
