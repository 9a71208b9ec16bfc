package dataactions.cli.plan;

import com.fasterxml.jackson.databind.JsonNode;
import dataactions.assembly.CloudAssembly;
import dataactions.cli.aws.CloudFormation;
import dataactions.cli.genesys.OAuthClient;
import dataactions.registrar.plan.Planner;
import java.util.Optional;

/**
 * The two sides of a plan: the desired state of one environment, and the org with its deployed stack.
 *
 * @param organizationId the required org; empty for any org
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
     * The readable part of the deployed stack.
     *
     * @param account the account of the credentials
     * @param stack empty if nothing was deployed successfully yet, or if the stack cannot be read
     * @param template the template of the deployed stack; a missing node if there is no stack
     * @param why why the template is unknown, or empty
     * @param warning what the stack's status means for the next deployment, or empty
     */
    public record Deployed(
            Optional<String> account,
            Optional<CloudFormation.Stack> stack,
            Optional<JsonNode> template,
            String why,
            String warning) {
        static Deployed unknown(String why) {
            return new Deployed(Optional.empty(), Optional.empty(), Optional.empty(), why, "");
        }

        boolean refusesDeployments() {
            return stack.filter(it -> it.description().refusesDeployments()).isPresent();
        }
    }
}
