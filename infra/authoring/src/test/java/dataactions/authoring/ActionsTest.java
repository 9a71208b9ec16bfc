package dataactions.authoring;

import static org.assertj.core.api.Assertions.assertThat;

import dataactions.authoring.contract.Contract;
import dataactions.authoring.example.ExampleRunner;
import dataactions.authoring.reader.DefinitionFile;
import dataactions.definition.value.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The user's definitions, whatever they are, and the patterns to copy from: every rule holds, and every example of every
 * file is a test of the build.
 */
class ActionsTest {
    private static final Path PROJECT = Path.of("../..");
    private static final Path PATTERNS = Path.of("patterns");

    @Test
    void the_projects_definitions_keep_the_rules() throws IOException {
        assertThat(Workspace.read(definitions()).problems()).isEmpty();
    }

    @Test
    void the_patterns_to_copy_from_read_well_too() {
        Workspace workspace = Workspace.read(PATTERNS);
        assertThat(workspace.files()).containsOnlyKeys("CustomerOrders", "CreateTicket", "CreateReport");
        assertThat(workspace.problems()).isEmpty();
        assertThat(workspace.warnings()).isEmpty();
    }

    @TestFactory
    Stream<DynamicTest> every_example_passes_and_its_answer_fits_the_contract() throws IOException {
        Stream<DefinitionFile> files =
                Stream.of(definitions(), PATTERNS).flatMap(folder -> Workspace.read(folder).files().values().stream());
        return files.flatMap(file -> {
            String schema = Contract.of(file.definition()).successSchema();
            return file.examples().stream()
                    .map(example -> DynamicTest.dynamicTest(file.definition().name() + ": " + example.name(), () -> {
                        ExampleRunner.Run run = ExampleRunner.run(file.definition(), example);
                        assertThat(run.differences()).isEmpty();
                        assertThat(AnswerSchemaTest.breaches(
                                        schema, run.envelope().body()))
                                .isEmpty();
                    }));
        });
    }

    /** The folder that cdk.json names. */
    static Path definitions() throws IOException {
        Map<?, ?> configuration =
                (Map<?, ?>) Json.parse(Files.readAllBytes(PROJECT.resolve("cdk.json")), Json.Limits.DEFAULT);
        Object folder = ((Map<?, ?>) configuration.get("context")).get("definitions");
        return PROJECT.resolve(folder == null ? "function/actions" : (String) folder);
    }
}
