package dataactions.authoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The definitions of this project: every example of every file is a test of the build. */
class ActionsTest {
    private static final Path FOLDER = Path.of("../../function/actions");
    private static final Path PATTERNS = FOLDER.resolve("patterns");

    @Test
    void the_definitions_hold_together_and_nothing_about_them_is_suspicious() {
        DefinitionSet set = DefinitionSet.load(FOLDER);
        assertThat(set.contracts()).isNotEmpty();
        assertThat(set.warnings()).isEmpty();
    }

    @Test
    void the_patterns_to_copy_from_read_well_too() {
        Workspace workspace = Workspace.read(PATTERNS);
        assertThat(workspace.files()).containsOnlyKeys("CustomerOrders", "CreateTicket");
        assertThat(workspace.problems()).isEmpty();
        assertThat(workspace.warnings()).isEmpty();
    }

    @TestFactory
    Stream<DynamicTest> every_example_passes_and_its_answer_fits_the_contract() {
        Stream<DefinitionFile> files =
                Stream.of(FOLDER, PATTERNS).flatMap(folder -> Workspace.read(folder).files().values().stream());
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
}
