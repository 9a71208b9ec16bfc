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

    @Test
    void no_environment_and_no_pipeline_draws_a_finding_or_a_warning() {
        App app = Fixture.app(folder);
        stages(app);
        Fixture.pipeline(app, folder);

        List<SynthesisedStack> stacks = SynthesisedStack.in(Path.of(app.synth().getDirectory()));

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
        assertThat(stacks).flatExtracting(SynthesisedStack::messages).isEmpty();
    }

    @Test
    void a_finding_in_any_stack_stops_the_synthesis_with_a_line_of_its_own() {
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
