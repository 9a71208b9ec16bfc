package dataactions.infra;

import dataactions.infra.environment.Environment;
import dataactions.infra.environment.Environments;
import java.nio.file.Path;
import java.util.Map;
import software.amazon.awscdk.App;
import software.amazon.awscdk.CfnResource;

/**
 * Synthesises the project in {@code args[0]}, then environments of every kind and the pipeline in {@code args[1]}, where
 * one template has a resource that CloudFormation would refuse. One process for both: most of the time of a check goes
 * into loading CloudFormation's schemas. Started by {@link AppProcessIT}.
 */
final class Validated {
    /** Printed between the two. */
    static final String SECOND = "-- every kind";

    private Validated() {}

    public static void main(String[] args) {
        Path project = Path.of(args[0]);
        Map<String, String> variables =
                Map.of("CDK_OUTDIR", project.resolve("cdk.out").toString());
        int code = DataActionsApp.run(new String[0], variables, project, System.err);
        if (code != 0) {
            System.exit(code);
        }
        System.err.println(SECOND);
        Path folder = Path.of(args[1]);
        App app = Fixture.app(folder);
        DataActionsStage last = null;
        for (Environment environment : Environments.read(Fixture.everyKind()).all()) {
            last = Fixture.stage(app, environment, Fixture.definitionsOf(environment), folder);
        }
        Fixture.pipeline(app, folder);
        Fixture.contactCenter(app, folder);
        CfnResource.Builder.create(last.stack(), "Planted")
                .type("AWS::SSM::Parameter")
                .properties(Map.of("Type", "String", "Valeu", "a slip"))
                .build();
        app.synth();
    }
}
