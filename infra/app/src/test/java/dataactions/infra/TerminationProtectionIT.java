package dataactions.infra;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code onDestroy} makes of the app's own stacks: in the assembly, for the CDK CLI, and in the guard, for CDK Pipelines. */
class TerminationProtectionIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private static Path folder;

    private static Map<String, Map<String, Object>> templates;

    @BeforeAll
    static void synthesise() {
        Map<String, Object> environments = new HashMap<>();
        for (String word : new String[] {"refuse", "delete", "retain", ""}) {
            Map<String, Object> environment = Fixture.environment();
            environment.put("categorySuffix", " (" + word + ")");
            if (!word.isEmpty()) {
                environment.put("onDestroy", word);
            }
            environments.put(word.isEmpty() ? "unsaid" : word, environment);
        }
        templates = Fixture.synth(environments, Fixture.definitions(), folder);
    }

    @ParameterizedTest
    @CsvSource({"refuse, true", "unsaid, true", "delete, false", "retain, false"})
    void refuse_means_termination_protection_and_delete_and_retain_mean_none(String environment, boolean isProtected)
            throws IOException {
        JsonNode manifest = JSON.readTree(folder.resolve("cdk.out/assembly-" + environment + "/manifest.json")
                .toFile());
        JsonNode stack = manifest.path("artifacts").findParent("templateFile");
        assertThat(stack.path("terminationProtection").asBoolean()).isEqualTo(isProtected);

        JsonNode guard = JSON.valueToTree(templates.get(environment)).at("/Resources/DestroyGuard/Properties");
        assertThat(guard.path("TerminationProtection").asText()).isEqualTo(String.valueOf(isProtected));
    }
}
