package dataactions.assembly;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SynthesisTest {
    @TempDir
    private Path project;

    @Test
    void without_the_cdk_cli_the_question_of_npx_is_not_waited_for() throws IOException {
        Files.writeString(project.resolve("cdk.json"), "{}");

        assertThatThrownBy(() -> Synthesis.run(project, project.resolve("cdk.out"), "dev", line -> {}))
                .isInstanceOf(AssemblyException.class)
                .hasMessage("The CDK CLI is not installed (there is no node_modules/aws-cdk in " + project
                        + "): run `npm ci` there, and repeat the command.");
    }
}
