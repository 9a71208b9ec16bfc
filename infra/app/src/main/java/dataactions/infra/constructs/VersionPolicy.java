package dataactions.infra.constructs;

import dataactions.definition.value.Json;
import dataactions.infra.constructs.lambda.LambdaIdentity;
import dataactions.infra.environment.ConfigurationException;
import java.util.List;
import java.util.Optional;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.iam.Policy;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.constructs.Construct;

/**
 * What the versions of a function may do, as far as it depends on the environment and the definitions.
 *
 * <p>Callers reach the former version until the new one has passed its checks, and both have one role. So different
 * permissions are a different policy: CloudFormation creates it before it updates the function, and deletes the former
 * policy in its cleanup, after the alias has moved. A policy that is updated would be narrowed minutes before.
 */
final class VersionPolicy {
    /**
     * IAM allows 10,240 characters for all inline policies of a role. During a deployment these are the default policy,
     * the former policy and the new one. The rest is for the default policy, and for ARNs that are known only at
     * deployment.
     */
    private static final int MAX_CHARACTERS = 4_000;

    /** As long as the longest value of a region; accounts and partitions are shorter. */
    private static final String LONGEST_PSEUDO_PARAMETER = "ap-southeast-2";

    private VersionPolicy() {}

    /**
     * Adds the policy to the function's role, which has a default policy already.
     *
     * @param whose as messages name the function
     * @return empty if there is nothing to allow
     * @throws ConfigurationException when the policy is too large
     */
    static Optional<Policy> add(
            Construct scope,
            String whose,
            String environment,
            LambdaIdentity identity,
            List<PolicyStatement> statements) {
        if (statements.isEmpty()) {
            return Optional.empty();
        }
        // The text of a token depends on the tokens made before it. The resolved value does not.
        String text = Json.writeString(Stack.of(scope)
                .resolve(statements.stream()
                        .map(PolicyStatement::toStatementJson)
                        .toList()));
        // An ARN without account and region is a list of texts and pseudo parameters. It counts as one text.
        int characters = text.replaceAll("\",\\{\"Ref\":\"AWS::\\w+\"},\"", LONGEST_PSEUDO_PARAMETER)
                .replaceAll("\\{\"Fn::Join\":\\[\"\",\\[(\"[^\"]*\")]]}", "$1")
                .length();
        if (characters > MAX_CHARACTERS) {
            throw new ConfigurationException("cdk.json: environments." + environment + ".upstreams: the permissions of"
                    + " the " + whose + " to read the upstreams' secrets need " + characters
                    + " characters of its role's policies, and " + MAX_CHARACTERS + " are allowed, so that the former"
                    + " and the new permissions fit into a role together; give the names of secrets instead of their"
                    + " ARNs, or let several upstreams use one secret");
        }
        // Its name in the role contains its logical id, so it has the digest as well.
        Policy policy = Policy.Builder.create(
                        scope, "Versions" + Digest.of(List.of(text)).substring(0, 12))
                .statements(statements)
                .roles(List.of(identity.role()))
                .build();
        // The function waits for the default policy, and so for this one.
        identity.role().getNode().findChild("DefaultPolicy").getNode().addDependency(policy);
        return Optional.of(policy);
    }
}
