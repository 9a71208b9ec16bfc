package dataactions.infra;

import java.nio.file.Path;
import java.util.Map;
import software.amazon.awscdk.App;
import software.amazon.awscdk.CfnResource;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.Stage;

/** Under cdk.json's feature flags, a template that CloudFormation would refuse; started by {@link AppProcessIT}. */
final class PlantedViolation {
    private PlantedViolation() {}

    public static void main(String[] args) {
        App app = Fixture.app(Path.of(args[0]));
        Stack stack = new Stack(new Stage(app, "dev"), "DataActions");
        CfnResource.Builder.create(stack, "Planted")
                .type("AWS::SSM::Parameter")
                .properties(Map.of("Type", "String", "Valeu", "a slip"))
                .build();
        app.synth();
    }
}
