package dataactions.cli.plan;

import com.fasterxml.jackson.databind.JsonNode;
import dataactions.assembly.CloudAssembly;
import dataactions.cli.aws.Aws;
import dataactions.cli.genesys.OAuthClient;
import dataactions.registrar.plan.Planner;
import java.util.Optional;

/**
 * What a plan compares: the desired state of one environment, and an org with the stack that is deployed there.
 *
 * @param organizationId the org that it has to be; empty for any
 * @param bootstrapVersion the version of the CDK bootstrap, which a rule of the template compares
 */
public record PlanTarget(
        CloudAssembly assembly,
        Planner.Stack stack,
        String apiUrl,
        String loginUrl,
        OAuthClient client,
        Optional<String> organizationId,
        String bootstrapVersion,
        Deployed deployed) {

    /**
     * The deployed stack, as far as it can be read.
     *
     * @param account that the credentials belong to
     * @param template what the stack was deployed with; a missing node where there is no stack
     * @param why it cannot be read, or empty
     */
    public record Deployed(
            Optional<String> account, Optional<Aws.Stack> stack, Optional<JsonNode> template, String why) {
        static Deployed unknown(String why) {
            return new Deployed(Optional.empty(), Optional.empty(), Optional.empty(), why);
        }
    }
}
