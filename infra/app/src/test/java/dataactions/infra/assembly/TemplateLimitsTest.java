package dataactions.infra.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import dataactions.definition.value.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemplateLimitsTest {
    @TempDir
    private Path folder;

    @Test
    void a_template_within_all_limits_is_right() throws IOException {
        assertThat(problems("Resources", TemplateLimits.RESOURCES)).isEmpty();
        assertThat(problems("Outputs", TemplateLimits.OUTPUTS)).isEmpty();
    }

    @Test
    void what_there_is_too_much_of_is_counted() throws IOException {
        assertThat(problems("Resources", 501))
                .containsExactly(
                        "dev/DataActions: the template has 501 Resources, and CloudFormation allows 500; retire"
                                + " contracts that no flow uses, or split the definitions into two projects");
        assertThat(problems("Outputs", 201)).singleElement().asString().contains("201 Outputs");
        assertThat(problems("Parameters", 201)).singleElement().asString().contains("201 Parameters");
    }

    @Test
    void a_template_of_too_many_bytes_is_told() throws IOException {
        Path file = write(Map.of("Description", "x".repeat(1024 * 1024)));

        assertThat(TemplateLimits.problems("dev/DataActions", file))
                .singleElement()
                .asString()
                .contains("bytes, and CloudFormation allows 1048576");
    }

    private List<String> problems(String section, int count) throws IOException {
        Map<String, Object> entries = new HashMap<>();
        for (int i = 0; i < count; i++) {
            entries.put("E" + i, Map.of());
        }
        return TemplateLimits.problems("dev/DataActions", write(Map.of(section, entries)));
    }

    private Path write(Map<String, Object> template) throws IOException {
        return Files.write(folder.resolve("template.json"), Json.write(template));
    }
}
