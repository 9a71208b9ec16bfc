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

    @Test
    void the_definitions_hold_together_and_nothing_about_them_is_suspicious() {
        DefinitionSet set = DefinitionSet.load(FOLDER);
        assertThat(set.contracts()).isNotEmpty();
        assertThat(set.warnings()).isEmpty();
    }

    @TestFactory
    Stream<DynamicTest> every_example_passes_and_its_answer_fits_the_contract() {
        Workspace workspace = Workspace.read(FOLDER);
        return workspace.files().values().stream().flatMap(file -> {
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
