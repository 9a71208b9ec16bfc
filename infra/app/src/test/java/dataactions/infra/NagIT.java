package dataactions.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dataactions.infra.assembly.SynthesisedStack;
import dataactions.infra.environment.ConfigurationException;
import dataactions.infra.environment.Environments;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.s3.CfnBucket;

/** cdk-nag's AwsSolutions over everything that an environment can be, and over the pipeline. */
class NagIT {
    @TempDir
    private Path folder;

    /** A bucket in each stack breaks rules. Nothing else may break one, or draw a warning. */
    @Test
    void only_what_is_planted_is_a_finding_and_it_stops_the_synthesis_with_a_line_of_its_own() {
        App app = Fixture.app(folder);
        stages(app).forEach(stage -> plant(stage.stack()));
        plant(Fixture.pipeline(app, folder));

        assertThatThrownBy(() -> DataActionsApp.synth(app))
                .isInstanceOfSatisfying(
                        ConfigurationException.class,
                        failure -> assertThat(failure.problems())
                                .allSatisfy(line -> assertThat(line).doesNotContain("\n"))
                                .filteredOn(line -> line.contains("AwsSolutions-S10"))
                                .extracting(line -> line.replaceFirst(": AwsSolutions-S10.*", ""))
                                .containsExactlyInAnyOrder(
                                        "full/DataActions/Planted",
                                        "slow/DataActions/Planted",
                                        "least/DataActions/Planted",
                                        "iam/DataActions/Planted",
                                        "plain/DataActions/Planted",
                                        "Pipeline/Planted"));

        List<SynthesisedStack> stacks = SynthesisedStack.in(Path.of(app.getOutdir()));
        assertThat(stacks)
                .extracting(SynthesisedStack::path)
                .containsExactlyInAnyOrder(
                        "full/DataActions",
                        "slow/DataActions",
                        "least/DataActions",
                        "iam/DataActions",
                        "plain/DataActions",
                        "Pipeline",
                        "Pipeline/dev/DataActions",
                        "Pipeline/test/DataActions",
                        "Pipeline/prod/DataActions");
        assertThat(stacks)
                .flatExtracting(SynthesisedStack::messages)
                .extracting(SynthesisedStack.Message::path)
                .allMatch(path -> path.endsWith("/Planted"));
    }

    private List<DataActionsStage> stages(App app) {
        return Environments.read(Fixture.everyKind()).all().stream()
                .map(environment -> Fixture.stage(app, environment, Fixture.definitionsOf(environment), folder))
                .toList();
    }

    private static void plant(Stack stack) {
        CfnBucket.Builder.create(stack, "Planted").build();
    }
}
