package dataactions.infra;

import dataactions.infra.environment.Environment;
import dataactions.infra.environment.Environments;
import java.nio.file.Path;
import java.util.Map;
import software.amazon.awscdk.App;
import software.amazon.awscdk.CfnResource;

/**
 * Environments of every kind, under cdk.json's feature flags; or, if {@code args[1]} says so, one environment with a
 * template that CloudFormation would refuse. Started by {@link AppProcessIT}.
 */
final class PlantedViolation {
    private PlantedViolation() {}

    public static void main(String[] args) {
        Path folder = Path.of(args[0]);
        App app = Fixture.app(folder);
        for (Environment environment : Environments.read(Fixture.everyKind()).all()) {
            DataActionsStage stage = Fixture.stage(app, environment, Fixture.definitionsOf(environment), folder);
            if (args[1].equals("planted")) {
                CfnResource.Builder.create(stage.stack(), "Planted")
                        .type("AWS::SSM::Parameter")
                        .properties(Map.of("Type", "String", "Valeu", "a slip"))
                        .build();
                app.synth();
                return;
            }
        }
        Fixture.pipeline(app, folder);
        Fixture.contactCenter(app, folder);
        app.synth();
    }
}
