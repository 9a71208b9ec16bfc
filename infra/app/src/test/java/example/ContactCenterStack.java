package example;

import dataactions.infra.DataActions;
import dataactions.infra.DataActionsProps;
import dataactions.infra.environment.Environment;
import java.nio.file.Path;
import java.util.Map;
import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.services.sns.Topic;
import software.constructs.Construct;

/**
 * Somebody else's stack, in a package of its own: it sees what every user sees. docs/own-stack.md quotes it, and a test
 * synthesises it.
 */
public final class ContactCenterStack extends Stack {
    private final DataActions europe;

    public ContactCenterStack(Construct scope, String id, StackProps props, Path actions, Path jars) {
        super(scope, id, props);
        // docs/own-stack.md
        Topic onCall = Topic.Builder.create(this, "OnCall").enforceSsl(true).build();
        europe = new DataActions(
                this,
                "Europe",
                DataActionsProps.of(
                        actions,
                        Environment.of(
                                "europe",
                                Map.of(
                                        "genesys",
                                        Map.of("domain", "mypurecloud.de", "credentialsSecret", "genesys/europe"),
                                        "upstreams",
                                        Map.of("users", Map.of("url", "https://eu.api.example.com/v1")),
                                        "alarmsTopic",
                                        onCall.getTopicArn())),
                        jars));
        // docs/own-stack.md
        new DataActions(
                this,
                "America",
                DataActionsProps.of(
                        actions,
                        Environment.of(
                                "america",
                                Map.of(
                                        "genesys",
                                        Map.of("domain", "mypurecloud.com", "credentialsSecret", "genesys/america"),
                                        "upstreams",
                                        Map.of("users", Map.of("url", "https://us.api.example.com/v1")),
                                        "rotation",
                                        "30d",
                                        "permissionsBoundary",
                                        "developers",
                                        "tags",
                                        Map.of("cost-center", "4711"))),
                        jars));
        CfnOutput.Builder.create(this, "EuropeVersion")
                .value(europe.function().version().getVersion())
                .build();
    }

    /** What the rest of a program may want of it. */
    public DataActions europe() {
        return europe;
    }
}
